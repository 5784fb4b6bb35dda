/**
 * The list of messages: what is in the log, at most so many rows of it. Whoever reads back keeps
 * their place, whatever comes or goes; whoever is at the end stays there.
 */
import { draw, rowOf } from "./row.js";

const MOST = 500;
const A_PAGE = 50;
const NEAR_PX = 240;
const END_PX = 24;

/** @typedef {import("./panel.js").Parts} Parts */

/** @param {HTMLElement} place */
const sizeOf = ({ clientWidth, clientHeight }) => `${clientWidth} ${clientHeight}`;

export class List {
  /** @type {Map<number, HTMLElement>} */
  rows = new Map();
  isAtEnd = true;
  unseen = 0;
  /** The rows end before the log does. */
  isDetached = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    const { panel, chat, signal } = parts;
    this.scroll = /** @type {HTMLElement} */ (panel.querySelector("[data-at='log']"));
    this.list = /** @type {HTMLElement} */ (panel.querySelector("[data-at='list']"));
    this.quiet = /** @type {HTMLElement} */ (panel.querySelector("[data-at='quiet']"));
    this.pill = /** @type {HTMLButtonElement} */ (panel.querySelector("[data-at='pill']"));
    const on = (/** @type {string} */ name, /** @type {(told: any) => void} */ hear) =>
      chat.log.addEventListener(name, (event) => hear(/** @type {CustomEvent} */ (event).detail), { signal });
    on("reset", () => this.#begin());
    on("added", (numbers) => this.#keep(() => this.#add(numbers)));
    on("older", () => this.#keep(() => this.#before()));
    on("changed", (number) => this.#keep(() => this.redraw(number)));
    this.scroll.addEventListener("scroll", () => this.#moved(), { signal, passive: true });
    this.pill.addEventListener("click", () => this.toEnd(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#mark(), { signal });
    new ResizeObserver(() => this.#resized()).observe(this.scroll);
    this.size = sizeOf(this.scroll);
    if (chat.log.isKnown) this.#begin();
  }

  /** The newest, whatever was read before. */
  toEnd() {
    if (this.isDetached) this.#begin();
    this.isAtEnd = true;
    this.#sink();
    this.#count(0);
  }

  /** @param {number} number */
  redraw(number) {
    const row = this.rows.get(number);
    const entry = this.parts.chat.log.messages.get(number);
    if (row && entry) draw(row, entry, this.parts);
  }

  redrawAll() {
    this.#keep(() => this.rows.forEach((_, number) => this.redraw(number)));
  }

  /** Into view, and into focus.
   * @param {number} number */
  show(number) {
    const row = this.rows.get(number);
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
    return Boolean(row);
  }

  get #log() {
    return this.parts.chat.log;
  }

  #begin() {
    this.rows.clear();
    this.list.replaceChildren();
    this.isDetached = false;
    this.#append(this.#log.order.slice(-2 * A_PAGE));
    if (this.isAtEnd) this.#sink();
  }

  /** @param {number[]} numbers */
  #add(numbers) {
    if (!this.isAtEnd || document.hidden) this.#count(this.unseen + numbers.length);
    if (this.isAtEnd) {
      this.#append(numbers.slice(-MOST));
      this.#trim();
    } else if (this.isDetached || this.rows.size + numbers.length > MOST) this.isDetached = true;
    else this.#append(numbers);
  }

  /** @param {number[]} numbers */
  #append(numbers) {
    const made = document.createDocumentFragment();
    for (const number of numbers) made.append(this.#make(number));
    this.list.append(made);
    this.quiet.hidden = this.rows.size > 0;
  }

  /** Older ones, from the log. */
  #before() {
    const [first] = this.rows.keys();
    const { order } = this.#log;
    const end = first === undefined ? order.length : order.indexOf(first);
    const numbers = order.slice(Math.max(0, end - A_PAGE), Math.max(0, end));
    const known = [...this.rows];
    const made = document.createDocumentFragment();
    this.rows.clear();
    for (const number of numbers) made.append(this.#make(number));
    for (const [number, row] of known) this.rows.set(number, row);
    this.list.prepend(made);
    for (const [number, row] of [...this.rows].slice(MOST)) {
      row.remove();
      this.rows.delete(number);
      this.isDetached = true;
    }
    return numbers.length;
  }

  /** @param {number} number */
  #make(number) {
    const row = rowOf(/** @type {any} */ (this.#log.messages.get(number)), this.parts);
    this.rows.set(number, row);
    return row;
  }

  #trim() {
    for (const [number, row] of this.rows) {
      if (this.rows.size <= MOST) return;
      row.remove();
      this.rows.delete(number);
    }
  }

  /** What is read stays where it is.
   * @param {() => unknown} change */
  #keep(change) {
    if (this.isAtEnd) {
      change();
      return this.#sink();
    }
    const edge = this.scroll.getBoundingClientRect().top;
    const read = [...this.rows.values()].find((row) => row.getBoundingClientRect().bottom > edge);
    const before = read?.getBoundingClientRect().top ?? 0;
    change();
    if (read?.isConnected) this.scroll.scrollTop += read.getBoundingClientRect().top - before;
  }

  #sink() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  #resized() {
    this.size = sizeOf(this.scroll);
    if (this.isAtEnd) this.#sink();
  }

  #moved() {
    if (this.size !== sizeOf(this.scroll)) return; // a window that is turned moves it, nobody else
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    const left = scrollHeight - clientHeight - scrollTop;
    this.isAtEnd = !this.isDetached && left < END_PX;
    if (this.isAtEnd && !document.hidden) this.#count(0);
    if (scrollTop < NEAR_PX) void this.#older();
    if (this.isDetached && left < NEAR_PX) this.#newer();
  }

  async #older() {
    if (this.asking) return;
    this.asking = true;
    try {
      const [first] = this.rows.keys();
      if (first !== undefined && this.#log.order[0] < first) this.#keep(() => this.#before());
      else await this.parts.chat.older();
    } catch {
      // Asked again at the next scroll.
    } finally {
      this.asking = false;
    }
  }

  #newer() {
    const last = [...this.rows.keys()].at(-1) ?? 0;
    const { order } = this.#log;
    const numbers = order.slice(order.indexOf(last) + 1).slice(0, A_PAGE);
    this.#keep(() => {
      this.#append(numbers);
      this.#trim();
    });
    this.isDetached = order.at(-1) !== [...this.rows.keys()].at(-1);
  }

  /** A line above what comes while nobody looks. */
  #mark() {
    this.mark?.remove();
    const { words } = this.parts;
    const line = document.createElement("li");
    line.className = "chat-mark";
    line.textContent = words.of("unread");
    this.mark = line;
    this.list.append(line);
  }

  /** @param {number} unseen */
  #count(unseen) {
    this.unseen = unseen;
    this.pill.hidden = !unseen || this.isAtEnd;
    this.pill.textContent = this.parts.words.count("unseen", unseen);
  }
}
