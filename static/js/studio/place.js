/** Elements of the studio: `place` is the one with this data-at, `button` the one with this data-do. */

export const root = /** @type {HTMLElement} */ (document.querySelector("[data-at='studio']"));

/** @template {HTMLElement} T @param {string} name @returns {T} */
export function place(name) {
  return found(`[data-at="${name}"]`);
}

/** @param {string} name @returns {HTMLButtonElement} */
export const button = (name) => found(`[data-do="${name}"]`);

/** @template {Element} T @param {string} selector @returns {T} */
function found(selector) {
  const one = root.querySelector(selector);
  if (!one) throw new Error(`The studio has no ${selector}.`);
  return /** @type {T} */ (one);
}

/** @param {string} name */
export const select = (name) => /** @type {HTMLSelectElement} */ (place(name));

/** The words of a button, whose icon stays.
 * @param {HTMLElement} one @param {string} text */
export function rename(one, text) {
  const word = one.querySelector("[data-at='word']") ?? one;
  if (word.textContent !== text) word.textContent = text;
}

/** Text that is read out when it changes, and only then.
 * @param {HTMLElement} one @param {string} text */
export function tell(one, text) {
  if (one.textContent !== text) one.textContent = text;
}
