/** Short words that rise at the bottom of the page and leave by themselves. */

const STAY_MS = 8000;

/** @returns {HTMLElement | null} */
const region = () => document.querySelector("[data-at='toasts']");

/** @param {HTMLElement} toast */
function leave(toast) {
  toast.classList.add("toast-leaving");
  setTimeout(() => toast.remove(), 220);
}

/** Errors stay until they are dismissed; the pointer or the focus on a toast keeps it.
 * @param {HTMLElement} toast */
function arm(toast) {
  const close = toast.querySelector("[data-do='dismiss']");
  if (close instanceof HTMLElement) {
    close.hidden = false;
    close.addEventListener("click", () => leave(toast));
  }
  if (toast.matches(".toast-error, .toast-warning")) return;
  const go = () => (toast.matches(":hover, :focus-within") ? setTimeout(go, 2000) : leave(toast));
  setTimeout(go, STAY_MS);
}

/**
 * Says one sentence to the reader.
 * @param {string} text
 * @param {"info" | "success" | "error"} [tone]
 */
export function toast(text, tone = "info") {
  const place = region();
  if (!place) return;
  const box = document.createElement("div");
  box.className = `toast toast-${tone}`;
  const line = document.createElement("p");
  line.textContent = text;
  box.append(line);
  place.append(box);
  arm(box);
}

/** Lifts the messages that came with the page. */
export function wireToasts() {
  const place = region();
  if (!place) return;
  place.classList.add("toasts-lifted");
  if (!place.querySelector("[data-at='toast']")) place.textContent = "";
  for (const box of place.querySelectorAll("[data-at='toast']")) arm(/** @type {HTMLElement} */ (box));
}
