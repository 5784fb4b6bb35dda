/** The line above the composer: whether the connection is lost, who is writing, what was just done and can be undone. */
import { toast } from "../lib/toast.js";

const LATE_MS = 3000;
const STAY_MS = 10000;
const UNDO_STAY_MS = 60000; // a hasty act is noticed when its person complains

/** @typedef {import("./panel.js").Parts} Parts */

export class Said {
  /** @type {string[]} */
  writing = [];
  /** @type {number | undefined} */
  late;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    const { panel, chat, signal } = parts;
    const one = (/** @type {string} */ name) => /** @type {HTMLElement} */ (panel.querySelector(`[data-at='${name}']`));
    this.connection = one("connection");
    this.typing = one("typing");
    this.act = one("act");
    this.undo = /** @type {HTMLButtonElement} */ (this.act.querySelector("button"));
    chat.addEventListener("lost", () => (this.late ??= setTimeout(() => this.#away(), LATE_MS)), { signal });
    chat.addEventListener("back", () => this.#back(), { signal });
    chat.addEventListener("pulse", (event) => this.#typed(/** @type {CustomEvent} */ (event).detail), { signal });
    chat.log.addEventListener("added", (event) => this.#wrote(/** @type {CustomEvent} */ (event).detail), { signal });
    this.undo.addEventListener("click", () => void this.#takeBack(), { signal });
  }

  /** @param {string} sentence @param {(() => unknown) | null} back how it is undone */
  tell(sentence, back) {
    const word = this.act.querySelector("[data-at='act-words']");
    if (word) word.textContent = sentence;
    this.back = back;
    this.undo.hidden = !back;
    this.act.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.act.hidden = true), back ? UNDO_STAY_MS : STAY_MS);
  }

  async #takeBack() {
    this.act.hidden = true;
    try {
      await this.back?.();
    } catch (refusal) {
      toast(/** @type {Error} */ (refusal).message, "error");
    }
  }

  #away() {
    this.writing = [];
    this.#showTyping();
    this.connection.textContent = this.parts.words.of("lost");
  }

  #back() {
    clearTimeout(this.late);
    this.late = undefined;
    this.connection.textContent = "";
  }

  /** @param {{typing?: string[]}} pulse */
  #typed({ typing }) {
    const { chat } = this.parts;
    if (!typing) return;
    this.writing = typing.filter((name) => name !== chat.you.name);
    this.#showTyping();
  }

  /** Whoever has said it does not write it any more.
   * @param {number[]} numbers */
  #wrote(numbers) {
    if (!this.writing.length) return;
    const { messages } = this.parts.chat.log;
    const names = new Set(numbers.map((number) => messages.get(number)?.by?.name));
    this.writing = this.writing.filter((name) => !names.has(name));
    this.#showTyping();
  }

  #showTyping() {
    const { words } = this.parts;
    const others = this.writing;
    this.typing.textContent = others.length ? words.count("typing", others.length, { names: others.join(", ") }) : "";
  }
}
