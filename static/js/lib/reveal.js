/**
 * Press to unmask: <button data-do="reveal" data-of="#id-of-input" aria-pressed="false">.
 * The input is of type password while it is masked, so that a shared screen keeps the secret.
 */

/** @param {HTMLElement} button @param {HTMLInputElement} input */
function flip(button, input) {
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  const word = button.querySelector("[data-at='word']");
  const next = shown ? button.dataset.hide : button.dataset.show;
  if (word && next) word.textContent = next;
}

export function wireReveal() {
  for (const button of document.querySelectorAll("button[data-do='reveal']")) {
    const place = /** @type {HTMLElement} */ (button);
    const input = document.querySelector(place.dataset.of ?? "");
    if (!(input instanceof HTMLInputElement)) continue;
    place.hidden = false;
    place.addEventListener("click", () => flip(place, input));
  }
}
