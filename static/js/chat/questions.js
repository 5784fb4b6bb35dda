/** The questions of a chat, those with the most votes first, in the place of the talk while one looks. */
import { rowOf } from "./row.js";
import { votesOf } from "./poll.js";

/** @typedef {import("./panel.js").Parts} Parts */

export class Questions {
  isShown = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    const { panel, chat, signal } = parts;
    this.button = /** @type {HTMLButtonElement} */ (panel.querySelector("[data-at='questions']"));
    this.place = /** @type {HTMLElement} */ (panel.querySelector("[data-at='asked']"));
    this.none = /** @type {HTMLElement} */ (panel.querySelector("[data-at='asked-none']"));
    this.button.addEventListener("click", () => this.#show(!this.isShown), { signal });
    for (const name of ["reset", "added", "older", "changed"]) {
      chat.log.addEventListener(name, () => this.#look(), { signal });
    }
    this.#look();
  }

  /** @param {boolean} isShown */
  #show(isShown) {
    this.isShown = isShown;
    this.button.setAttribute("aria-pressed", String(isShown));
    this.parts.panel.classList.toggle("is-asking", isShown);
    this.#look();
    if (!isShown) this.parts.list.toEnd();
  }

  #look() {
    const { log } = this.parts.chat;
    const asked = log.order.map((number) => /** @type {any} */ (log.messages.get(number)));
    const all = asked.filter((entry) => entry.kind === "question" && !entry.deleted);
    const open = all.filter((entry) => !entry.settled);
    const figure = this.button.querySelector("[data-at='figure']");
    if (figure) figure.textContent = open.length ? String(open.length) : "";
    this.button.hidden = !all.length && !this.isShown;
    if (!this.isShown) return;
    const votes = (/** @type {any} */ entry) => votesOf(entry)[0] ?? 0;
    all.sort((one, other) => Number(Boolean(one.settled)) - Number(Boolean(other.settled)) || votes(other) - votes(one));
    this.place.replaceChildren(...all.map((entry) => rowOf(entry, this.parts)));
    this.none.hidden = all.length > 0;
  }
}
