/** What was chosen last time on this machine. */

const KEY = "footlights:studio";

/** @typedef {{camera: string, microphone: string, size: "720" | "360", manner: string}} Chosen */

/** @type {Chosen} "" is whatever the machine takes first */
const FIRST = { camera: "", microphone: "", size: "720", manner: "speech" };

/** @returns {Chosen} */
export function remembered() {
  try {
    return { ...FIRST, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return FIRST;
  }
}

/** @param {Chosen} chosen */
export function remember(chosen) {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
