/** What is said to those who listen to the page: one sentence in some seconds, however much is written. */

const PAUSE_MS = 6000;

/** @typedef {import("./panel.js").Parts} Parts */

export class Voice {
  /** @type {number[]} */
  unsaid = [];
  spokeAt = -Infinity;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    this.place = /** @type {HTMLElement} */ (parts.panel.querySelector("[data-at='voice']"));
    parts.chat.log.addEventListener("added", (event) => this.#hear(/** @type {CustomEvent} */ (event).detail), {
      signal: parts.signal,
    });
  }

  /** At once, whatever else there is.
   * @param {string} sentence */
  say(sentence) {
    this.place.textContent = sentence;
  }

  /** @param {number[]} numbers */
  #hear(numbers) {
    const { chat } = this.parts;
    const isOthers = (/** @type {number} */ number) => chat.log.messages.get(number)?.by?.person !== chat.you.person;
    this.unsaid.push(...numbers.filter(isOthers));
    if (!this.unsaid.length || this.timer) return;
    const wait = Math.max(0, PAUSE_MS - (performance.now() - this.spokeAt));
    this.timer = setTimeout(() => this.#speak(), wait);
  }

  #speak() {
    const { chat, words } = this.parts;
    const last = chat.log.messages.get(this.unsaid.at(-1) ?? 0);
    const count = this.unsaid.length;
    this.unsaid = [];
    this.timer = 0;
    this.spokeAt = performance.now();
    if (!last || last.deleted) return;
    const name = last.by?.name ?? words.of("nobody");
    const text = last.text ?? "";
    this.say(count === 1 ? words.of("row", { name, text }) : words.count("voice-many", count, { name, text }));
  }
}
