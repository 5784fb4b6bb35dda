/** The head of the panel: how many are there, what is pinned, when the chat opens and that it closed. */
import { say } from "../lib/time.js";
import { plain } from "./row.js";
import { written } from "./text.js";

/** @typedef {import("./panel.js").Parts} Parts */

export class Head {
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    const { panel, chat, signal } = parts;
    const one = (/** @type {string} */ name) => /** @type {HTMLElement} */ (panel.querySelector(`[data-at='${name}']`));
    this.people = one("people");
    this.when = one("when");
    this.pin = one("pin");
    for (const name of ["state", "pulse", "back", "queue"]) chat.addEventListener(name, () => this.look(), { signal });
    chat.log.addEventListener("pinned", () => this.look(), { signal });
    chat.log.addEventListener("changed", () => this.#look(), { signal });
    this.look();
  }

  look() {
    const { chat, panel, words } = this.parts;
    panel.classList.toggle("is-shut", chat.isKnown && !chat.isOpen);
    panel.classList.toggle("is-bare", !chat.log.order.length);
    panel.dataset.chatState = !chat.isKnown ? "waiting" : chat.isOpen ? "open" : "shut";
    const figure = this.people.querySelector("[data-at='figure']");
    if (figure) figure.textContent = words.count("people", chat.people);
    this.people.hidden = !chat.people;
    this.when.textContent = chat.isKnown && !chat.isOpen ? this.#when() : "";
    this.#look();
  }

  #when() {
    const { chat, words } = this.parts;
    const opens = chat.opensAt ? new Date(chat.opensAt) : null;
    const isOver = !opens || opens.getTime() < Date.now();
    if (isOver) return words.of(chat.log.order.length ? "closed" : chat.closesAt ? "closed-bare" : "not-open");
    const isToday = opens.toDateString() === new Date().toDateString();
    return isToday ? words.of("opens", { time: say(opens, "clock") }) : words.of("opens-on", { time: say(opens, "full") });
  }

  #look() {
    const { chat, words } = this.parts;
    const { pinned } = chat.log;
    const entry = pinned && (chat.log.messages.get(pinned.number) ?? pinned);
    this.pin.hidden = !entry?.at || Boolean(entry.deleted);
    if (!entry || this.pin.hidden) return;
    const name = this.pin.querySelector("[data-at='pin-name']");
    const text = this.pin.querySelector("[data-at='pin-text']");
    if (name) name.textContent = entry.by?.name ?? "";
    text?.replaceChildren(written(plain(entry, words), entry.mentions, chat.you.person));
    const unpin = /** @type {HTMLElement | null} */ (this.pin.querySelector("[data-do='unpin']"));
    if (unpin) unpin.hidden = !chat.moderates;
  }
}
