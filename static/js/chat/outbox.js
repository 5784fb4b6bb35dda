/**
 * What this page has written and the log does not have yet. It outlives the line and a reload, and
 * goes out in order with the same id each time, so that nothing is lost and nothing is said twice.
 *
 * A letter is `waiting`, `held` (somebody reads it first), `dropped` (and does not let it through) or
 * `refused` (with a sentence). Event: `change`.
 */
import { Refusal } from "../lib/conversation.js";

const FIRST_MS = 500;
const LONGEST_MS = 15000;
const MOST = 50;
const LATELY = 200;
// With these the same message may do a moment later; with any other it never will by itself.
const PASSING = new Set(["chat.slow", "chat.full", "relay.full"]);

/** @typedef {{client: string, text: string, to?: number, kind?: string, state: string, number?: number,
 *   sentence?: string}} Letter */

export class Outbox extends EventTarget {
  /** @param {import("./chat.js").Chat} chat @param {string} person whose it is @param {AbortSignal} signal */
  constructor(chat, person, signal) {
    super();
    this.chat = chat;
    this.key = `chat:outbox:${chat.path}:${person}`;
    /** @type {Letter[]} */
    this.letters = this.#kept();
    this.tries = 0;
    chat.addEventListener("back", () => this.#hurry(), { signal });
    chat.addEventListener("reviewed", (event) => this.#reviewed(/** @type {CustomEvent} */ (event).detail), { signal });
    for (const name of ["added", "reset"]) chat.log.addEventListener(name, () => this.#arrived(), { signal });
  }

  get isFull() {
    return this.letters.length >= MOST;
  }

  /** @param {{text: string, to?: number, kind?: string}} message */
  put(message) {
    const client = crypto.getRandomValues(new Uint32Array(4)).join("-");
    this.letters.push({ ...message, client, state: "waiting" });
    this.#changed();
    void this.#send();
  }

  /** @param {Letter} letter */
  drop(letter) {
    this.letters = this.letters.filter((one) => one !== letter);
    this.#changed();
  }

  async #send() {
    if (this.sending || !this.chat.isKnown) return;
    this.sending = true;
    let letter;
    while ((letter = this.letters.find((one) => one.state === "waiting" && !one.number))) {
      if (!(await this.#sent(letter))) break;
    }
    this.sending = false;
  }

  /** @param {Letter} letter @returns {Promise<boolean>} whether the next one may go */
  async #sent(letter) {
    const { client, text, to, kind } = letter;
    try {
      const said = await this.chat.ask("write", { client, text, to, kind });
      this.tries = 0;
      if (said.type === "held") letter.state = "held";
      else letter.number = said.number;
      this.#arrived();
      return true;
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      return this.#refused(letter, problem);
    }
  }

  /** @param {Letter} letter @param {Refusal} refusal */
  #refused(letter, refusal) {
    const isPassing = refusal.code.startsWith("socket.") || PASSING.has(refusal.code);
    if (isPassing) {
      this.tries += 1;
      const wait = (refusal.retryAfter ?? 0) * 1000 || Math.min(LONGEST_MS, FIRST_MS * 2 ** this.tries);
      this.timer = setTimeout(() => this.#hurry(), wait);
      return false;
    }
    Object.assign(letter, { state: "refused", sentence: refusal.message });
    this.#changed();
    return true;
  }

  /** It comes with this number, or never.
   * @param {{client: string, number: number | null}} said */
  #reviewed({ client, number }) {
    const letter = this.letters.find((one) => one.client === client);
    if (!letter) return;
    if (number === null) letter.state = "dropped";
    else letter.number = number;
    this.#arrived();
  }

  #hurry() {
    clearTimeout(this.timer);
    void this.#send();
  }

  /** What the log has is not here any more. */
  #arrived() {
    const { messages, order, upto } = this.chat.log;
    const { you } = this.chat;
    const own = order.slice(-LATELY).map((number) => messages.get(number)).filter((one) => one?.by?.person === you.person);
    const ids = new Set(own.map((one) => one?.client));
    const isThere = (/** @type {Letter} */ one) =>
      ids.has(one.client) || (one.number ?? Infinity) <= upto;
    this.letters = this.letters.filter((one) => !isThere(one));
    this.#changed();
  }

  #changed() {
    try {
      if (this.letters.length) sessionStorage.setItem(this.key, JSON.stringify(this.letters));
      else sessionStorage.removeItem(this.key);
    } catch {
      // Where nothing may be kept it goes with the page.
    }
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {Letter[]} */
  #kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
    } catch {
      return [];
    }
  }
}
