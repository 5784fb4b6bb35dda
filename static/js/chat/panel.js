/**
 * <chat-panel>: what the audience says, beside the picture or in a window of its own.
 *
 * <chat-panel data-socket="/ws/shows/hamlet/chat/" data-me="ada"> with the markup of
 * templates/chat/_panel.html, texts included. Nothing in here makes markup of texts.
 */
import { actsOf } from "./acts.js";
import { chatAt } from "./chat.js";
import { Composer } from "./composer.js";
import { Head } from "./head.js";
import { wireHouseRules } from "./house_rules.js";
import { wireKeyboard } from "./keyboard.js";
import { List } from "./list.js";
import { Mentions } from "./mentions.js";
import { Menu } from "./menu.js";
import { Outbox } from "./outbox.js";
import { Pending } from "./pending.js";
import { Questions } from "./questions.js";
import { wireReading } from "./reading.js";
import { Said } from "./said.js";
import { Voice } from "./voice.js";
import { Words } from "../lib/words.js";

/** @typedef {{panel: HTMLElement, chat: import("./chat.js").Chat, words: Words, signal: AbortSignal, own: import("./own.js").Own,
 *   outbox: Outbox, list: List, composer: Composer, said: Said, voice: Voice}} Parts */

export class ChatPanel extends HTMLElement {
  /** @type {import("./moderation.js").Moderation | undefined} */
  moderation;
  /** @type {import("./reason.js").Reason | undefined} */
  reason;

  connectedCallback() {
    this.over = new AbortController();
    const { socket = "", me = "" } = this.dataset;
    const chat = chatAt(socket);
    const { signal } = this.over;
    const begun = { panel: this, chat, signal, words: new Words(this) };
    const parts = /** @type {Parts} */ (/** @type {Partial<Parts>} */ (begun));
    this.parts = parts;
    parts.own = chat.own;
    parts.outbox = new Outbox(chat, me, signal);
    parts.said = new Said(parts);
    parts.list = new List(parts);
    parts.composer = new Composer(parts);
    parts.voice = new Voice(parts);
    new Head(parts);
    new Pending(parts);
    new Mentions(parts, parts.composer.field);
    new Questions(parts);
    wireHouseRules(parts);
    wireKeyboard(parts, parts.composer.field);
    this.#wireActs(parts);
    this.#follow(parts);
  }

  disconnectedCallback() {
    this.over?.abort();
  }

  /** @param {Parts} parts */
  #wireActs(parts) {
    const { signal } = parts;
    const act = actsOf(parts);
    /** @type {Record<string, (number: number, at: HTMLElement) => unknown>} what is not done with a message alone */
    const own = {
      person: (number) => this.#moderate((moderation) => moderation.person(number)),
      reason: (number) => this.#reason(number, act),
      moderate: () => this.#moderate((moderation) => moderation.open()),
      keys: () => /** @type {HTMLDialogElement} */ (this.querySelector("dialog[data-at='keys']")).showModal(),
      menu: (_, at) => menu.open(/** @type {HTMLElement} */ (at.closest("[data-at='message']"))),
    };
    const doing = (/** @type {string} */ name, /** @type {number} */ number, /** @type {HTMLElement} */ at) =>
      void (own[name] ? own[name](number, at) : act(name, number, at));
    const menu = new Menu(parts, doing);
    wireReading(parts, doing);
    this.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
      if (!button || button.closest("[data-at='menu'], [data-at='pending'], dialog")) return;
      const row = /** @type {HTMLElement | null} */ (button.closest("[data-at='message']"));
      doing(button.dataset.do ?? "", Number(row?.dataset.number ?? 0), button);
    }, { signal });
  }

  /** Moderators have more at hand; it is fetched when they first ask for it.
   * @param {(moderation: import("./moderation.js").Moderation) => unknown} use */
  async #moderate(use) {
    const parts = /** @type {Parts} */ (this.parts);
    const { Moderation } = await import("./moderation.js");
    this.moderation ??= new Moderation(parts);
    use(this.moderation);
  }

  /** @param {number} number @param {import("./reason.js").Act} act */
  async #reason(number, act) {
    const { Reason } = await import("./reason.js");
    this.reason ??= new Reason(/** @type {Parts} */ (this.parts), act);
    this.reason.open(number);
  }

  /** @param {Parts} parts */
  #follow({ chat, composer, list, signal }) {
    let may = "";
    const look = () => {
      composer.look();
      const moderate = /** @type {HTMLElement | null} */ (this.querySelector("[data-do='moderate']"));
      if (moderate) {
        moderate.hidden = !chat.moderates;
        const figure = moderate.querySelector("[data-at='figure']");
        if (figure) figure.textContent = chat.waiting ? String(chat.waiting) : "";
      }
      const now = `${chat.you.person} ${chat.you.may}`;
      if (now !== may) list.redrawAll();
      may = now;
    };
    for (const name of ["state", "back", "queue"]) chat.addEventListener(name, look, { signal });
    chat.addEventListener("gone", () => (this.hidden = true), { signal });
    if (chat.isKnown) look();
  }
}

customElements.define("chat-panel", ChatPanel);
