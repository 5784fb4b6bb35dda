/**
 * The log of a chat as this page knows it: messages by number, as they are now. Acts change what is
 * there; a number that is known already changes nothing. It is whole between `floor` and `upto`.
 *
 * Events: `added` (detail: the numbers), `older` (the numbers), `changed` (the number), `reset`,
 * `pinned`, `act` (the entry).
 */

const MOST = 2000;
const LESS = 1500;
const SAID = new Set(["message", "question", "announcement", "poll"]);

/** @typedef {{person: string, name: string, badge: string | null}} Face */
/** @typedef {{number: number, kind: string, at: string, text?: string, client?: string, to?: number,
 *   by?: Face | null, mentions?: string[], deleted?: string, deletion?: {by: Face | null, why: string, number: number},
 *   settled?: boolean, options?: string[], counts?: Record<string, number>, votes?: any,
 *   of?: number, restores?: Entry | null, rules?: any, [more: string]: any}} Entry */

export class Log extends EventTarget {
  isKnown = false;
  floor = 0;
  upto = 0;
  /** @type {Map<number, Entry>} */
  messages = new Map();
  /** @type {number[]} */
  order = [];
  /** @type {Entry | null} */
  pinned = null;
  /** @type {Map<number, number | null>} */
  pins = new Map();

  /** What came next. False: something before it is missing.
   * @param {{after: number, upto: number, entries: Entry[]}} told */
  take({ after, upto, entries }) {
    if (!this.isKnown) this.begin({ after, upto, entries });
    else if (after > this.upto) return false;
    else this.#follow(upto, entries);
    return true;
  }

  /** From here on; what was before it can be asked for.
   * @param {{after: number, upto: number, entries: Entry[]}} told */
  begin({ after, upto, entries }) {
    this.isKnown = true;
    this.messages.clear();
    this.order = [];
    this.floor = this.upto = after;
    for (const entry of entries) this.#apply(entry);
    this.upto = upto;
    this.#say("reset");
  }

  /** Messages of earlier stand there as they are now: acts on them are in them.
   * @param {{entries: Entry[], after: number}} told */
  older({ entries, after }) {
    const fresh = entries.filter((entry) => SAID.has(entry.kind) && !this.messages.has(entry.number));
    for (const entry of fresh) this.messages.set(entry.number, entry);
    this.order.unshift(...fresh.map((entry) => entry.number));
    this.floor = after;
    this.#say("older", fresh.map((entry) => entry.number));
  }

  /** @param {Entry | null} entry */
  pin(entry) {
    this.pinned = entry;
    this.#say("pinned");
  }

  /** @param {number} number @param {Partial<Entry>} fields */
  amend(number, fields) {
    const known = this.messages.get(number);
    if (!known) return;
    Object.assign(known, fields);
    this.#say("changed", number);
  }

  /** Their account is closed: what they said is nobody's.
   * @param {string} person */
  forget(person) {
    for (const { number, by } of this.messages.values()) {
      if (by?.person === person) this.amend(number, { by: null });
    }
    if (this.pinned?.by?.person === person) this.pin({ ...this.pinned, by: null });
  }

  /** @param {number} upto @param {Entry[]} entries */
  #follow(upto, entries) {
    const fresh = entries.filter((entry) => entry.number > this.upto);
    const added = fresh.filter((entry) => this.#apply(entry)).map((entry) => entry.number);
    this.upto = Math.max(this.upto, upto);
    if (added.length) this.#say("added", added);
    if (this.order.length > MOST) this.#forget();
  }

  /** @param {Entry} entry @returns {boolean} whether it is a message */
  #apply(entry) {
    const { number, kind, of } = entry;
    if (SAID.has(kind)) {
      this.messages.set(number, entry);
      this.order.push(number);
      return true;
    }
    if (kind === "delete") this.amend(of ?? 0, deletionIn(entry));
    else if (kind === "settle") this.amend(of ?? 0, { settled: true });
    else if (kind === "pin") this.#pin(number, of ?? null);
    else if (kind === "undo") this.#undo(entry);
    this.#say("act", entry);
    return false;
  }

  /** @param {number} number of the act @param {number | null} of */
  #pin(number, of) {
    this.pins.set(number, of);
    this.pin(of === null ? null : (this.messages.get(of) ?? { number: of, kind: "message", at: "" }));
  }

  /** @param {Entry} entry */
  #undo({ of = 0, restores }) {
    if (restores && this.messages.has(restores.number)) {
      this.messages.set(restores.number, restores);
      this.#say("changed", restores.number);
    }
    if (!this.pins.delete(of)) return;
    const [last] = [...this.pins].reverse();
    this.#pin(last?.[0] ?? 0, last?.[1] ?? null);
  }

  #forget() {
    for (const number of this.order.splice(0, this.order.length - LESS)) {
      this.messages.delete(number);
      this.floor = number;
    }
  }

  /** @param {string} name @param {unknown} [detail] */
  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** What a deletion says of its message; moderators are told by whom and why.
 * @param {Entry} act */
function deletionIn({ number, deleted, by, why }) {
  const told = { deleted, text: undefined, options: undefined, counts: undefined };
  return why === undefined ? told : { ...told, deletion: { number, by: by ?? null, why } };
}
