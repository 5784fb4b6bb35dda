/**
 * <show-applause data-socket="/ws/shows/hamlet/chat/">: what the audience gives the show itself.
 * Presses are counted and go out at most once a second; what comes from the house rises in the picture.
 */
import { chatAt } from "./chat.js";

const FLUSH_MS = 1000;
const MOST_TIMES = 20;
const MOST_AT_ONCE = 8;
const MOST_RISING = 30;
const RISE_MS = 2400;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export class ShowApplause extends HTMLElement {
  connectedCallback() {
    this.over = new AbortController();
    const { signal } = this.over;
    this.chat = chatAt(this.dataset.socket ?? "");
    this.air = /** @type {HTMLElement} */ (this.querySelector("[data-at='air']"));
    /** @type {Map<string, number>} given, and not yet sent */
    this.given = new Map();
    /** @type {Map<string, number>} sent, and risen here already */
    this.risen = new Map();
    this.addEventListener("click", (event) => this.#pressed(/** @type {Element} */ (event.target)), { signal });
    for (const name of ["state", "back", "gone"]) this.chat.addEventListener(name, () => this.#look(), { signal });
    this.chat.addEventListener("pulse", (event) => this.#came(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#look();
  }

  disconnectedCallback() {
    this.over?.abort();
    clearTimeout(this.timer);
  }

  /** @returns {HTMLButtonElement[]} */
  get #buttons() {
    return [...this.querySelectorAll("button")];
  }

  #look() {
    const { isKnown, isOpen, applause } = /** @type {import("./chat.js").Chat} */ (this.chat);
    this.hidden = !isKnown || !isOpen;
    const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
    for (const button of this.#buttons) {
      const sign = button.dataset.sign ?? "";
      const total = (applause[sign] ?? 0) + (this.given?.get(sign) ?? 0);
      const figure = button.querySelector("[data-at='figure']");
      if (figure) figure.textContent = total ? short.format(total) : "";
    }
  }

  /** @param {Element} target */
  #pressed(target) {
    const button = /** @type {HTMLButtonElement | null} */ (target.closest("button"));
    const sign = button?.dataset.sign;
    if (!button || !sign) return;
    this.given?.set(sign, Math.min(MOST_TIMES, (this.given.get(sign) ?? 0) + 1));
    this.risen?.set(sign, (this.risen.get(sign) ?? 0) + 1);
    this.#rise(button);
    this.#look();
    this.timer ??= setTimeout(() => void this.#send(), FLUSH_MS / 4);
  }

  /** One kind in each envelope, the one that was given most first. */
  async #send() {
    const given = /** @type {Map<string, number>} */ (this.given);
    const [most] = [...given].sort((one, other) => other[1] - one[1]);
    if (!most) return (this.timer = undefined);
    const [sign, times] = most;
    given.delete(sign);
    // What cannot be sent now is over when it could be.
    await this.chat?.ask("applaud", { sign, times }).catch(() => {});
    this.timer = setTimeout(() => void this.#send(), FLUSH_MS);
  }

  /** @param {{came?: Record<string, number>}} pulse */
  #came({ came = {} }) {
    this.#look();
    for (const [sign, count] of Object.entries(came)) {
      const own = Math.min(count, this.risen?.get(sign) ?? 0);
      this.risen?.set(sign, (this.risen.get(sign) ?? 0) - own);
      const button = this.#buttons.find((one) => one.dataset.sign === sign);
      const shown = Math.min(MOST_AT_ONCE, Math.ceil((count - own) ** 0.6));
      for (let turn = 0; button && turn < shown; turn += 1) {
        setTimeout(() => this.#rise(button), Math.random() * FLUSH_MS);
      }
    }
  }

  /** @param {HTMLButtonElement} button */
  #rise(button) {
    const air = /** @type {HTMLElement} */ (this.air);
    const icon = button.querySelector("svg");
    if (CALM.matches || document.hidden || !icon || air.childElementCount >= MOST_RISING) return;
    const sign = document.createElement("i");
    sign.className = "applause-sign";
    sign.style.setProperty("--drift", `${(Math.random() * 3 - 1.5).toFixed(2)}rem`);
    sign.style.setProperty("--start", `${(Math.random() * 100).toFixed(0)}%`);
    sign.append(icon.cloneNode(true));
    air.append(sign);
    setTimeout(() => sign.remove(), RISE_MS);
  }
}

customElements.define("show-applause", ShowApplause);
