/** What watches over a machine on air: the screen stays on, the page is not closed by mistake, the
 * battery is spoken of before it is empty. */

const LOW = 0.3;

/** @type {any} */
let lock = null;
let isOnAir = false;

async function keepAwake() {
  if (!isOnAir || document.hidden || lock || !("wakeLock" in navigator)) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => (lock = null));
  } catch {
    // A machine that saves its last battery may refuse.
  }
}

/** @param {BeforeUnloadEvent} event */
const ask = (event) => event.preventDefault();

/** @param {boolean} onAir */
export function guard(onAir) {
  if (onAir === isOnAir) return;
  isOnAir = onAir;
  if (onAir) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
  if (onAir) void keepAwake();
  else void lock?.release();
}

document.addEventListener("visibilitychange", () => void keepAwake());

/** @param {(low: number | null) => void} tell the charge in hundredths, null when all is well */
export async function watchBattery(tell) {
  const battery = await /** @type {any} */ (navigator).getBattery?.().catch(() => null);
  if (!battery) return;
  const look = () => tell(!battery.charging && battery.level <= LOW ? Math.round(battery.level * 100) : null);
  battery.addEventListener("levelchange", look);
  battery.addEventListener("chargingchange", look);
  look();
}
