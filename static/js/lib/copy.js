/** Copy buttons: <button data-do="copy-from" data-of="#id-of-source" data-copied="Copied">. Hidden until we run. */

/** @param {Element} source */
const textOf = (source) =>
  source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement
    ? source.value
    : (source.getAttribute("data-secret") ?? source.textContent ?? "").trim();

/** @param {HTMLElement} button */
async function copy(button) {
  const source = document.querySelector(button.dataset.of ?? "");
  if (!source) return;
  await navigator.clipboard.writeText(textOf(source));
  const word = button.querySelector("[data-at='word']") ?? button;
  const before = word.textContent;
  word.textContent = button.dataset.copied ?? before;
  setTimeout(() => (word.textContent = before), 2000);
}

export function wireCopy() {
  for (const button of document.querySelectorAll("button[data-do='copy-from']")) {
    const place = /** @type {HTMLElement} */ (button);
    if (!navigator.clipboard) continue;
    place.hidden = false;
    place.addEventListener("click", () => void copy(place));
  }
}
