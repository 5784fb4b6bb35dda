/** What was said last, over the picture of an encoder: it comes, is read, and fades. */
import { chatAt } from "./chat.js";
import { element } from "./elements.js";
import { nameOf } from "./names.js";
import { written } from "./text.js";
import { Words } from "../lib/words.js";

const LEAVE_MS = 1300;

/** @typedef {import("./log.js").Entry} Entry */

export class Overlay {
  /** @type {Map<number, HTMLElement>} */
  rows = new Map();

  /** @param {HTMLElement} place */
  constructor(place) {
    this.words = new Words(document.body);
    this.list = /** @type {HTMLElement} */ (place.querySelector("ol"));
    this.chat = chatAt(place.dataset.socket ?? "");
    const asked = new URLSearchParams(location.search);
    this.most = bounded(asked.get("most"), 1, 30, 12);
    this.seconds = bounded(asked.get("seconds"), 0, 3600, 45);
    document.body.style.setProperty("--overlay-size", `${bounded(asked.get("size"), 12, 96, 32)}px`);
    place.dataset.side = asked.get("side") === "right" ? "right" : "left";
    // Another key was made: what stands here is not to stay for ever.
    this.chat.addEventListener("gone", () => [...this.rows.keys()].forEach((number) => this.#take(number)));
    const { log } = this.chat;
    log.addEventListener("reset", () => this.#add(log.order.slice(-this.most)));
    log.addEventListener("added", (event) => this.#add(/** @type {CustomEvent} */ (event).detail.slice(-this.most)));
    log.addEventListener("changed", (event) => this.#changed(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {number[]} numbers */
  #add(numbers) {
    for (const number of numbers) this.#show(/** @type {Entry} */ (this.chat.log.messages.get(number)));
    for (const [number] of this.rows) {
      if (this.rows.size <= this.most) break;
      this.#take(number);
    }
  }

  /** @param {Entry} entry */
  #show(entry) {
    const age = this.seconds ? Date.now() - new Date(entry.at).getTime() : 0;
    const left = this.seconds * 1000 - Math.max(0, age);
    if (entry.deleted || this.rows.has(entry.number) || (this.seconds && left <= 0)) return;
    const row = element("li", `overlay-row is-${entry.kind}`);
    const kind = entry.kind === "message" ? "" : this.words.of(`kind-${entry.kind}`);
    if (kind) row.append(element("span", "chat-badge", kind), " ");
    if (entry.by) row.append(nameOf(entry.by, this.words), " ");
    const text = element("span", "overlay-words");
    text.dir = "auto";
    text.append(written(entry.text ?? "", entry.mentions));
    row.append(text);
    this.rows.set(entry.number, row);
    this.list.append(row);
    if (this.seconds) setTimeout(() => this.#fade(entry.number), left);
  }

  /** @param {number} number */
  #fade(number) {
    this.rows.get(number)?.classList.add("is-leaving");
    setTimeout(() => this.#take(number), LEAVE_MS);
  }

  /** What is deleted goes at once, and so does a name.
   * @param {number} number */
  #changed(number) {
    const entry = this.chat.log.messages.get(number);
    if (!entry || entry.deleted) this.#take(number);
    else if (!entry.by) this.rows.get(number)?.querySelectorAll(".chat-name, .chat-name + .chat-badge").forEach((name) => name.remove());
  }

  /** @param {number} number */
  #take(number) {
    this.rows.get(number)?.remove();
    this.rows.delete(number);
  }
}

/** @param {string | null} value @param {number} least @param {number} most @param {number} otherwise */
function bounded(value, least, most, otherwise) {
  const number = Number(value);
  return value && Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : otherwise;
}
