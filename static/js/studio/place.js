/** Elements of the studio by their names: <div data-part-name="x"> is place("x"). */

export const root = /** @type {HTMLElement} */ (document.querySelector("[data-live-desk]"));

/** @template {HTMLElement} T @param {string} name @returns {T} */
export function place(name) {
  const found = root.querySelector(`[data-at="${name}"]`);
  if (!found) throw new Error(`The studio has no ${name}.`);
  return /** @type {T} */ (found);
}

/** @param {string} name */
export const button = (name) => /** @type {HTMLButtonElement} */ (place(name));

/** @param {string} name */
export const select = (name) => /** @type {HTMLSelectElement} */ (place(name));

/** The words of a button, whose icon stays.
 * @param {HTMLElement} one @param {string} text */
export function rename(one, text) {
  const word = one.querySelector("[data-word]") ?? one;
  if (word.textContent !== text) word.textContent = text;
}

/** Text that is read out when it changes, and only then.
 * @param {HTMLElement} one @param {string} text */
export function tell(one, text) {
  if (one.textContent !== text) one.textContent = text;
}
