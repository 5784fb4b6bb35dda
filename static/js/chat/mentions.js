/** Who may be meant after the sign for a mention: those who wrote lately, chosen by keyboard or pointer. */
import { element } from "./elements.js";

const MOST = 6;
const LATELY = 300;
const BEGUN = /(?:^|\s)@([\w-]{0,30})$/u;

/** @typedef {import("./panel.js").Parts} Parts */

export class Mentions {
  at = -1;
  /** @type {{person: string, name: string}[]} */
  found = [];

  /** @param {Parts} parts @param {HTMLTextAreaElement} field */
  constructor(parts, field) {
    this.parts = parts;
    this.field = field;
    this.box = /** @type {HTMLElement} */ (parts.panel.querySelector("[data-at='mentions']"));
    const { signal } = parts;
    field.addEventListener("input", () => this.#look(), { signal });
    field.addEventListener("blur", () => setTimeout(() => this.#close(), 150), { signal });
    // Before the composer hears it: Enter chooses here.
    field.addEventListener("keydown", (event) => this.#pressed(event), { signal, capture: true });
    this.box.addEventListener("pointerdown", (event) => this.#pointed(event), { signal });
  }

  #look() {
    const begun = BEGUN.exec(this.field.value.slice(0, this.field.selectionStart));
    if (!begun) return this.#close();
    const word = begun[1].toLowerCase();
    this.found = this.#people()
      .filter(({ person, name }) => person.startsWith(word) || name.toLowerCase().startsWith(word))
      .slice(0, MOST);
    this.at = this.found.length ? 0 : -1;
    this.#draw();
  }

  /** @returns {{person: string, name: string}[]} the last to write first */
  #people() {
    const { chat } = this.parts;
    const known = new Map();
    for (const number of chat.log.order.slice(-LATELY).reverse()) {
      const by = chat.log.messages.get(number)?.by;
      if (by && by.person !== chat.you.person) known.set(by.person, known.get(by.person) ?? by);
    }
    return [...known.values()];
  }

  #draw() {
    const rows = this.found.map(({ person, name }, index) => {
      const row = element("li", "chat-candidate", `@${person} `, element("span", "quiet", name === person ? "" : name));
      row.id = `${this.box.id}-${index}`;
      row.role = "option";
      row.dataset.index = String(index);
      row.setAttribute("aria-selected", String(index === this.at));
      return row;
    });
    this.box.replaceChildren(...rows);
    this.box.hidden = !rows.length;
    if (this.at < 0) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", `${this.box.id}-${this.at}`);
  }

  #close() {
    this.found = [];
    this.at = -1;
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.found.length || event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.at = (this.at + (key === "ArrowDown" ? 1 : -1) + this.found.length) % this.found.length;
      this.#draw();
    } else if (key === "Enter" || key === "Tab") this.#choose(this.at);
    else if (key === "Escape") this.#close();
    else return;
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #pointed(event) {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[role='option']"));
    event.preventDefault();
    if (row) this.#choose(Number(row.dataset.index));
  }

  /** @param {number} index */
  #choose(index) {
    const { selectionStart: end, value } = this.field;
    const begun = BEGUN.exec(value.slice(0, end));
    if (!begun) return;
    const start = end - begun[1].length;
    this.field.setRangeText(`${this.found[index].person} `, start, end, "end");
    this.#close();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
