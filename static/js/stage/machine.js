/**
 * What happens to the machine of whoever watches: the page is left and comes back, the network is
 * another one, it slept.
 */

const LOOK_MS = 500;
const ASLEEP_MS = 6000;

/**
 * @param {AbortSignal} signal
 * @param {{left: () => void, back: () => void, moved: () => void, look: (slept: boolean) => void}} hear
 */
export function mindMachine(signal, { left, back, moved, look }) {
  addEventListener("pagehide", left, { signal });
  addEventListener("pageshow", back, { signal });
  addEventListener("online", moved, { signal });
  navigator.connection?.addEventListener("change", moved, { signal });
  let lookedAt = performance.now();
  const looking = setInterval(() => {
    const now = performance.now();
    const slept = now - lookedAt > ASLEEP_MS;
    lookedAt = now;
    look(slept);
  }, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(looking));
}
