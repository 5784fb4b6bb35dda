/**
 * The chat of one show, as this page knows it: its line to the site, its log, its rules, and what
 * this visitor may do. chatAt(path) is the one of the page, shared by all that show it.
 *
 * Events: `state` (anything but the log changed), `pulse` (detail: the envelope), `queue`,
 * `reviewed` (what became of what was held), `lost` and `back` of the line, `gone`.
 */
import { Conversation, Refusal } from "../lib/conversation.js";
import { Log } from "./log.js";
import { Own } from "./own.js";

const AGAIN_MS = 1000;
const TOO_QUICK = new Set(["socket.too_fast", "socket.busy"]);

/** @type {Map<string, Chat>} */
const chats = new Map();

/** @param {string} path as /ws/shows/hamlet/chat/ */
export function chatAt(path) {
  const known = chats.get(path);
  if (known) return known;
  const chat = new Chat(path);
  chats.set(path, chat);
  chat.conversation.open();
  return chat;
}

export class Chat extends EventTarget {
  log = new Log();
  own = new Own();
  isKnown = false;
  isLost = false;
  isOpen = false;
  opensAt = "";
  closesAt = "";
  /** @type {any} */
  rules = {};
  /** @type {any} */
  you = { name: null, person: null, may: [] };
  people = 0;
  waiting = 0;
  /** @type {string[]} */
  signs = [];
  /** @type {Record<string, number>} */
  applause = {};
  /** When this visitor may write again, on the clock of performance.now(). */
  freeAt = 0;

  /** @param {string} path */
  constructor(path) {
    super();
    this.path = path;
    this.conversation = new Conversation(path);
    const on = (/** @type {string} */ name, /** @type {(said: any) => void} */ hear) =>
      this.conversation.addEventListener(name, (event) => hear(/** @type {CustomEvent} */ (event).detail));
    on("chat.welcome", (said) => this.#welcomed(said));
    on("chat.entries", (said) => this.#told(said));
    on("chat.pulse", (said) => this.#beat(said));
    on("chat.mine", ({ mine }) => this.#press(mine));
    on("chat.you", ({ you }) => this.#be(you));
    on("chat.state", (said) => this.#stand(said));
    on("chat.left", ({ person }) => this.log.forget(person));
    on("chat.reviewed", (said) => this.#say("reviewed", said));
    on("chat.queue", ({ waiting }) => this.#wait(waiting));
    on("lost", () => this.#lose());
    on("gone", () => this.#say("gone"));
    this.log.addEventListener("act", (event) => this.#rule(/** @type {CustomEvent} */ (event).detail));
    this.log.addEventListener("pinned", () => void this.#readPinned());
  }

  /** Whoever is too quick for the site is asked to wait, and does.
   * @param {string} type @param {Record<string, unknown>} [fields]
   * @returns {Promise<any>} */
  async ask(type, fields, tries = 3) {
    try {
      return await this.conversation.ask(type, fields);
    } catch (refusal) {
      if (!(refusal instanceof Refusal && TOO_QUICK.has(refusal.code)) || tries <= 1) throw refusal;
      const { retryAfter = 1 } = refusal;
      await new Promise((go) => setTimeout(go, retryAfter * 1000));
      return this.ask(type, fields, tries - 1);
    }
  }

  get mayWrite() {
    return Boolean(this.you.may?.includes("write"));
  }

  get moderates() {
    return Boolean(this.you.may?.includes("moderate"));
  }

  /** Seconds until this visitor may write again. */
  get waitSeconds() {
    return Math.max(0, Math.ceil((this.freeAt - performance.now()) / 1000));
  }

  /** An earlier page of the log; false when there is none. */
  async older() {
    if (!this.log.floor) return false;
    const said = await this.ask("before", { number: this.log.floor + 1 });
    this.own.learn(said);
    this.log.older({ entries: said.entries, after: said.more ? said.after : 0 });
    return true;
  }

  /** @param {any} said */
  #welcomed(said) {
    this.isKnown = true;
    this.isLost = false;
    this.signs = said.signs ?? [];
    this.applause = said.applause ?? {};
    this.people = said.people ?? 0;
    this.you = said.you;
    this.#slow();
    this.own.learn(said);
    if (!this.log.take(said)) this.log.begin(said);
    this.#mark();
    this.log.pin(said.pinned ?? null);
    this.#stand(said);
    this.#say("back");
  }

  /** @param {any} said */
  #told(said) {
    if (this.log.take(said)) this.#mark();
    else void this.#resume();
  }

  /** Something is missing: what came after the last number that is known, piece by piece. */
  async #resume() {
    if (this.resuming) return;
    this.resuming = true;
    try {
      for (let more = true; more; ) {
        const said = await this.ask("resume", { after: this.log.upto });
        this.own.learn(said);
        this.log.take(said);
        this.#mark();
        more = said.more;
      }
    } catch (refusal) {
      // A socket that is lost comes back with the number in its address.
      const isLost = refusal instanceof Refusal && refusal.code === "socket.lost";
      if (!isLost) setTimeout(() => void this.#resume(), AGAIN_MS);
    } finally {
      this.resuming = false;
    }
  }

  /** The next socket goes on where this one ends. */
  #mark() {
    this.conversation.url.searchParams.set("after", String(this.log.upto));
  }

  /** A pin may be on a message from before what is known. */
  async #readPinned() {
    const { pinned } = this.log;
    if (!pinned || pinned.at) return;
    const said = await this.ask("before", { number: pinned.number + 1 }).catch(() => null);
    const found = said?.entries.find((/** @type {any} */ entry) => entry.number === pinned.number);
    if (found && this.log.pinned?.number === pinned.number) this.log.pin(found);
  }

  /** @param {any} said */
  #beat(said) {
    if (said.people !== undefined) this.people = said.people;
    Object.assign(this.applause, said.applause);
    for (const [number, counts] of Object.entries(said.counts ?? {})) this.log.amend(Number(number), { counts });
    for (const [number, votes] of Object.entries(said.votes ?? {})) this.log.amend(Number(number), { votes });
    this.#say("pulse", said);
  }

  /** On another page of theirs, or here.
   * @param {Record<string, {signs?: string[], vote?: number}>} mine */
  #press(mine) {
    const numbers = Object.keys(mine).map(Number);
    this.own.learn({ entries: numbers.map((number) => ({ number })), mine });
    for (const number of numbers) this.log.amend(number, {});
  }

  /** @param {any} you */
  #be(you) {
    this.you = you;
    this.#slow();
    this.#say("state");
  }

  /** Moderators have the rules from the act that changed them; all others a moment later, with
   * what that means for them.
   * @param {any} act */
  #rule({ rules }) {
    if (!rules || !this.moderates) return;
    this.rules = rules;
    this.#say("state");
  }

  /** @param {any} said */
  #stand({ rules, open, opens_at: opens, closes_at: closes }) {
    if (rules) this.rules = rules;
    this.isOpen = Boolean(open);
    this.opensAt = opens ?? "";
    this.closesAt = closes ?? "";
    this.#say("state");
  }

  #slow() {
    this.freeAt = performance.now() + (this.you.wait_seconds ?? 0) * 1000;
  }

  /** @param {number} waiting */
  #wait(waiting) {
    this.waiting = waiting;
    this.#say("queue");
  }

  #lose() {
    this.isLost = true;
    this.#say("lost");
  }

  /** @param {string} name @param {unknown} [detail] */
  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
