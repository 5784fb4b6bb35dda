/** Warnings: what is not well, in words, the newest last; each stands once and goes when it is mended. */
import { place } from "./place.js";

/** @type {Map<string, HTMLElement>} */
const standing = new Map();

/** @param {string} name @param {string} words empty takes the warning away */
export function warn(name, words, tone = "warn") {
  const list = place("warnings");
  const there = standing.get(name);
  if (!words) {
    there?.remove();
    standing.delete(name);
  } else if (there) {
    const line = /** @type {HTMLElement} */ (there.querySelector("[data-at='word']"));
    if (line.textContent !== words) line.textContent = words;
  } else {
    const pattern = /** @type {HTMLTemplateElement} */ (document.getElementById("studio-warning"));
    const fresh = /** @type {HTMLElement} */ (pattern.content.firstElementChild?.cloneNode(true));
    fresh.classList.add(`notice-${tone}`);
    const line = /** @type {HTMLElement} */ (fresh.querySelector("[data-at='word']"));
    list.append(fresh);
    line.textContent = words;
    standing.set(name, fresh);
  }
}
