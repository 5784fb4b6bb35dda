/** What can be done with one message: a menu beside it. Which of it is offered is for the site to allow. */
import { press } from "./elements.js";

/** @typedef {import("./panel.js").Parts} Parts */
/** @typedef {import("./log.js").Entry} Entry */

const EDGE_PX = 8;

export class Menu {
  /** @param {Parts} parts @param {(act: string, number: number, button: HTMLElement) => void} act */
  constructor(parts, act) {
    this.parts = parts;
    this.box = /** @type {HTMLElement} */ (parts.panel.querySelector("[data-at='menu']"));
    this.signs = /** @type {HTMLElement} */ (this.box.querySelector("[data-at='signs']"));
    this.report = /** @type {HTMLAnchorElement | null} */ (this.box.querySelector("[data-at='report']"));
    this.number = 0;
    const { signal } = parts;
    this.box.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
      if (!button) return;
      this.close();
      act(button.dataset.do ?? "", this.number, button);
    }, { signal });
    this.box.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    this.box.addEventListener("toggle", () => !this.isOpen && this.#left(), { signal });
  }

  get isOpen() {
    return this.box.matches(":popover-open");
  }

  /** @param {HTMLElement} row */
  open(row) {
    this.number = Number(row.dataset.number);
    const entry = this.parts.chat.log.messages.get(this.number);
    if (!entry || entry.deleted || !this.parts.chat.you.person) return;
    this.row = row;
    this.#offer(entry);
    this.box.showPopover();
    this.#place(row);
    this.#items()[0]?.focus();
  }

  close() {
    if (this.isOpen) this.box.hidePopover();
  }

  /** @param {Entry} entry */
  #offer(entry) {
    const { chat, own } = this.parts;
    const isOwn = entry.by?.person === chat.you.person;
    const isPinned = chat.log.pinned?.number === entry.number;
    const moderates = chat.moderates;
    const isOther = moderates && !isOwn && Boolean(entry.by);
    const offered = {
      reply: chat.mayWrite,
      copy: true,
      delete: isOwn || moderates,
      pin: moderates && !isPinned,
      unpin: moderates && isPinned,
      settle: moderates && !entry.settled && ["question", "poll"].includes(entry.kind),
      silence: isOther,
      ban: isOther,
      reason: isOther,
      person: isOther,
    };
    for (const button of this.box.querySelectorAll("[data-do]")) {
      const name = /** @type {HTMLElement} */ (button).dataset.do ?? "";
      if (name in offered) /** @type {HTMLElement} */ (button).hidden = !offered[/** @type {"copy"} */ (name)];
    }
    for (const group of this.box.querySelectorAll("[data-at='group']")) {
      /** @type {HTMLElement} */ (group).hidden = !isOther;
    }
    if (this.report) {
      this.report.hidden = isOwn || !entry.by;
      this.report.href = (this.report.dataset.to ?? "").replace(":0", `:${entry.number}`);
    }
    this.signs.replaceChildren(...chat.signs.map((sign) => this.#sign(sign, own.has(entry.number, sign))));
  }

  /** @param {string} sign @param {boolean} isOn */
  #sign(sign, isOn) {
    const button = press("chat-sign chat-sign-large", "react", sign);
    button.dataset.sign = sign;
    button.role = "menuitemcheckbox";
    button.ariaChecked = String(isOn);
    return button;
  }

  /** Beside the message, inside the window.
   * @param {HTMLElement} row */
  #place(row) {
    const at = (row.querySelector(".chat-more") ?? row).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = Math.min(Math.max(EDGE_PX, at.right - width), innerWidth - width - EDGE_PX);
    const fits = at.bottom + height + EDGE_PX < innerHeight;
    const top = fits ? at.bottom : Math.max(EDGE_PX, at.top - height);
    this.box.style.setProperty("left", `${left}px`);
    this.box.style.setProperty("top", `${top}px`);
  }

  /** @returns {HTMLElement[]} */
  #items() {
    const all = /** @type {HTMLElement[]} */ ([...this.box.querySelectorAll("[role^='menuitem']")]);
    return all.filter((item) => item.offsetParent !== null);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const items = this.#items();
    const index = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Tab: event.shiftKey ? -1 : 1 };
    const step = steps[/** @type {"Tab"} */ (event.key)];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    items[(index + step + items.length) % items.length]?.focus();
  }

  #left() {
    const active = document.activeElement;
    if (!active || active === document.body || this.box.contains(active)) this.row?.focus({ preventScroll: true });
  }
}
