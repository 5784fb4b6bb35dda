/**
 * Where a message is written: Enter sends, Shift and Enter begin a line. What is typed outlives a
 * reload; what is sent goes to the outbox at once, so that nobody waits for the line.
 */
import { say } from "../lib/time.js";

const LONGEST = 500;
const SAY_FROM = 80; // so many left
const TYPING_MS = 3000;

/** @typedef {import("./panel.js").Parts} Parts */

export class Composer {
  /** @type {number | null} */
  to = null;
  isQuestion = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    const { panel, chat, signal } = parts;
    const one = (/** @type {string} */ name) => /** @type {any} */ (panel.querySelector(`[data-at='${name}']`));
    this.form = /** @type {HTMLFormElement} */ (one("composer"));
    this.field = /** @type {HTMLTextAreaElement} */ (one("text"));
    this.left = /** @type {HTMLElement} */ (one("left"));
    this.send = /** @type {HTMLButtonElement} */ (one("send"));
    this.asking = /** @type {HTMLButtonElement} */ (one("ask"));
    this.reply = /** @type {HTMLElement} */ (one("reply"));
    this.why = /** @type {HTMLElement} */ (one("why"));
    this.signIn = /** @type {HTMLElement} */ (one("sign-in"));
    this.key = `chat:draft:${chat.path}`;
    this.typedAt = -Infinity;
    this.#wire(signal);
    this.#recall();
    this.look();
  }

  /** @param {number} number */
  replyTo(number) {
    const { chat, words } = this.parts;
    this.to = number;
    const name = chat.log.messages.get(number)?.by?.name ?? words.of("nobody");
    const place = this.reply.querySelector("[data-at='reply-name']");
    if (place) place.textContent = words.of("replying", { name });
    this.reply.hidden = false;
    this.field.focus();
  }

  /** Something that was refused, to be put another way.
   * @param {string} text */
  take(text) {
    this.field.value = this.field.value ? `${text}\n${this.field.value}` : text;
    this.field.focus();
    this.#typed();
  }

  /** What may be written now, and why not. */
  look() {
    const { chat, words } = this.parts;
    const { waitSeconds, you } = chat;
    const isShut = chat.isKnown && !chat.mayWrite && you.why_not !== "chat.slow";
    this.form.hidden = !chat.isKnown || isShut || !you.person;
    this.signIn.hidden = !chat.isKnown || Boolean(you.person) || !chat.isOpen;
    this.why.textContent = this.#whyNot(isShut);
    const left = LONGEST - this.length;
    this.left.textContent = left < SAY_FROM ? words.count("left", left) : "";
    this.left.classList.toggle("is-over", left < 0);
    if (waitSeconds) this.left.textContent = words.count("wait", waitSeconds);
    this.send.disabled = !this.text || left < 0 || waitSeconds > 0;
    clearTimeout(this.tick);
    if (waitSeconds) this.tick = setTimeout(() => this.look(), 1000);
  }

  get text() {
    return this.field.value.trim().normalize("NFC");
  }

  get length() {
    return [...this.text].length;
  }

  /** @param {boolean} isShut */
  #whyNot(isShut) {
    const { chat, words } = this.parts;
    const { rules, you } = chat;
    if (isShut && you.person && you.why_not !== "chat.closed") return this.#barred();
    if (!chat.isKnown || !chat.isOpen || !you.person) return "";
    if (rules.slow_seconds && !chat.moderates) return words.count("slow", rules.slow_seconds);
    return "";
  }

  /** A silence ends at a moment that is told on the reader's own clock. */
  #barred() {
    const { chat, words } = this.parts;
    const { why_not: code, silenced_until: until, sentence } = chat.you;
    const hasEnd = code === "chat.silenced" && until && until !== "close";
    return hasEnd ? words.of("silenced", { time: say(new Date(until), "clock") }) : (sentence ?? "");
  }

  /** @param {AbortSignal} signal */
  #wire(signal) {
    const on = (/** @type {HTMLElement} */ at, /** @type {string} */ name, /** @type {(event: any) => void} */ hear) =>
      at.addEventListener(name, hear, { signal });
    on(this.field, "input", () => this.#typed());
    on(this.field, "keydown", (event) => this.#pressed(event));
    on(this.form, "submit", (event) => {
      event.preventDefault();
      this.#post();
    });
    on(this.asking, "click", () => this.#ask(!this.isQuestion));
    on(this.reply, "click", (event) => event.target.closest("button") && this.#unreply());
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape" && this.to !== null) this.#unreply();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.#post();
  }

  #typed() {
    const { chat } = this.parts;
    const now = performance.now();
    if (this.text && now - this.typedAt > TYPING_MS) {
      this.typedAt = now;
      chat.conversation.tell("typing");
    }
    this.#remember();
    this.look();
  }

  #post() {
    const { outbox, list } = this.parts;
    if (this.send.disabled || outbox.isFull) return;
    outbox.put({
      text: this.text,
      ...(this.to === null ? {} : { to: this.to }),
      ...(this.isQuestion ? { kind: "question" } : {}),
    });
    this.field.value = "";
    this.#unreply();
    this.#ask(false);
    this.#remember();
    this.look();
    list.mark?.remove();
    list.toEnd();
  }

  #unreply() {
    this.to = null;
    this.reply.hidden = true;
  }

  /** @param {boolean} isOn */
  #ask(isOn) {
    this.isQuestion = isOn;
    this.asking.setAttribute("aria-pressed", String(isOn));
    this.form.classList.toggle("is-question", isOn);
  }

  #remember() {
    try {
      if (this.field.value) sessionStorage.setItem(this.key, this.field.value);
      else sessionStorage.removeItem(this.key);
    } catch {
      // Where nothing may be kept it goes with the page.
    }
  }

  #recall() {
    try {
      this.field.value ||= sessionStorage.getItem(this.key) ?? "";
    } catch {
      // Nothing was kept.
    }
  }
}
