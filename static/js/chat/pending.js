/** What is on its way, below the list: said as such, never as if it were there already. */
import { element, press } from "./elements.js";

/** @typedef {import("./panel.js").Parts} Parts */

export class Pending {
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    this.place = /** @type {HTMLElement} */ (parts.panel.querySelector("[data-at='pending']"));
    parts.outbox.addEventListener("change", () => this.#draw(), { signal: parts.signal });
    this.place.addEventListener("click", (event) => this.#pressed(event), { signal: parts.signal });
    this.#draw();
  }

  #draw() {
    const { outbox, list, words } = this.parts;
    const rows = outbox.letters.map((letter) => {
      const row = element("li", `chat-letter is-${letter.state}`, element("p", "chat-words", letter.text));
      Object.assign(row.dataset, { at: "letter", client: letter.client });
      const word = letter.state === "refused" ? (letter.sentence ?? "") : words.of(letter.state);
      row.append(element("p", "chat-letter-state", word));
      if (letter.state === "refused") {
        row.append(press("link-button", "again", words.of("again")), " ", press("link-button", "drop", words.of("drop-own")));
      } else if (["held", "dropped"].includes(letter.state)) row.append(press("link-button", "drop", words.of("hide")));
      return row;
    });
    this.place.replaceChildren(...rows);
    this.place.hidden = !rows.length;
    if (list.isAtEnd) list.toEnd();
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
    const client = /** @type {HTMLElement | null} */ (button?.closest("[data-at='letter']"))?.dataset.client;
    const letter = this.parts.outbox.letters.find((one) => one.client === client);
    if (!button || !letter) return;
    this.parts.outbox.drop(letter);
    if (button.dataset.do === "again") this.parts.composer.take(letter.text);
  }
}
