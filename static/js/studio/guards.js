/** What watches over a machine on air: the screen stays on, the page is not closed by mistake, the
 * battery is spoken of before it is empty. */

const LOW = 0.3;

/** @type {WakeLockSentinel | null} */
let lock = null;
let isOnAir = false;
/** @type {(mayFallAsleep: boolean) => void} */
let tellSleepy = () => {};

async function keepAwake() {
  if (!isOnAir || document.hidden || lock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => (lock = null));
    tellSleepy(false);
  } catch {
    // Not every browser can, and a machine that saves its last battery may refuse.
    tellSleepy(isOnAir);
  }
}

/** @param {(mayFallAsleep: boolean) => void} tell when nothing keeps the screen on while on air */
export function watchSleep(tell) {
  tellSleepy = tell;
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
  else {
    void lock?.release();
    tellSleepy(false);
  }
}

document.addEventListener("visibilitychange", () => void keepAwake());

/** @param {(low: number | null) => void} tell the charge in hundredths, null when all is well */
export async function watchBattery(tell) {
  const battery = await navigator.getBattery?.().catch(() => null);
  if (!battery) return;
  const look = () => tell(!battery.charging && battery.level <= LOW ? Math.round(battery.level * 100) : null);
  battery.addEventListener("levelchange", look);
  battery.addEventListener("chargingchange", look);
  look();
}
