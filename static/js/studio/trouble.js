/** What to say about a camera or a microphone that cannot be had, for the browser at hand. */
import { nameOf } from "./devices.js";
import { isKnown, say } from "./words.js";

const BROWSERS = [
  ["firefox", /Firefox\//],
  ["chromium", /Chrom(e|ium)\//],
  ["safari", /Safari\//],
];

const browser = () => BROWSERS.find(([, sign]) => /** @type {RegExp} */ (sign).test(navigator.userAgent))?.[0] ?? "other";

const isPhone = () => /Android|iPhone|iPad/.test(navigator.userAgent);

/** @param {unknown} problem what getUserMedia threw */
export function inWords(problem) {
  const name = nameOf(problem);
  if (name === "NotAllowedError" || name === "SecurityError") {
    const special = `denied_${browser()}${isPhone() ? "_phone" : ""}`;
    return say(isKnown(special) ? special : `denied_${browser()}`);
  }
  return say(isKnown(`device_${name}`) ? `device_${name}` : "device_other");
}
