/**
 * The row of controls: <button data-do="mute">, the volume, the quality, the badge, who watches.
 * Wires them to the player and shows its state: in words, not in colour alone.
 */
import { figure } from "../lib/words.js";

/** @typedef {HTMLElement & {act: (act: string) => void, setVolume: (volume: number) => void,
 *   choose: (layer: string) => Promise<void>}} LivePlayer */

const LITTLE_SECONDS = 0.1;
const KNOWN = ["h", "m", "l"];

export class Bar {
  /** @param {LivePlayer} player @param {import("./player_words.js").PlayerWords} words */
  constructor(player, words) {
    this.player = player;
    this.words = words;
    this.bar = this.#one("[data-at='bar']");
    this.quality = /** @type {HTMLSelectElement} */ (this.#one("[data-at='quality']"));
    this.volume = /** @type {HTMLInputElement} */ (this.#one("[data-at='volume']"));
    this.badge = this.#one("[data-at='badge']");
    this.late = this.#one("[data-at='badge'] [data-at='late']");
    this.count = this.#one("[data-at='audience']");
    /** @type {Record<string, string>} */
    this.sizes = {};
    this.offered = "";
  }

  /** @param {string} selector */
  #one(selector) {
    return /** @type {HTMLElement} */ (this.player.querySelector(selector));
  }

  wire() {
    for (const button of this.player.querySelectorAll("button[data-do]")) {
      button.addEventListener("click", () => this.player.act(/** @type {HTMLElement} */ (button).dataset.do ?? ""));
    }
    this.volume.addEventListener("input", () => this.player.setVolume(Number(this.volume.value) / 100));
    this.quality.addEventListener("change", () => void this.player.choose(this.quality.value));
    this.#unless("pip", document.pictureInPictureEnabled);
    this.#unless("full", Boolean(document.fullscreenEnabled || "webkitEnterFullscreen" in HTMLVideoElement.prototype));
    this.bar.hidden = false;
    this.layers([]);
  }

  /** @param {string} act @param {boolean} isThere */
  #unless(act, isThere) {
    const button = /** @type {HTMLElement | null} */ (this.player.querySelector(`button[data-do='${act}']`));
    if (button) button.hidden = !isThere;
  }

  /** A button that is one thing or the other: its word and its picture change together.
   * @param {string} act @param {boolean} isOn */
  turn(act, isOn) {
    for (const button of this.player.querySelectorAll(`button[data-do='${act}']`)) {
      const place = /** @type {HTMLElement} */ (button);
      const word = isOn ? place.dataset.on : place.dataset.off;
      place.toggleAttribute("data-is-on", isOn);
      if (!word) continue;
      place.setAttribute("aria-label", word);
      place.title = word;
    }
  }

  /** @param {boolean} isMuted @param {number} volume */
  sound(isMuted, volume) {
    this.turn("mute", isMuted || volume === 0);
    this.volume.value = String(Math.round((isMuted ? 0 : volume) * 100));
  }

  /** What can be chosen: best first, and how large it is where that is known.
   * @param {string[]} layers @param {Record<string, string>} [sizes] */
  layers(layers, sizes = {}) {
    this.sizes = sizes;
    const order = (/** @type {string} */ name) => (KNOWN.includes(name) ? KNOWN.indexOf(name) : KNOWN.length);
    const names = [...new Set(layers)].sort((one, other) => order(one) - order(other));
    const wanted = ["auto", ...(names.length > 1 ? names : []), "audio"];
    const offered = wanted.map((name) => `${name} ${sizes[name] ?? ""}`).join();
    if (offered === this.offered) return;
    this.offered = offered;
    const chosen = this.quality.value || "auto";
    this.quality.replaceChildren(...wanted.map((name) => new Option(this.#layerWord(name), name)));
    this.quality.value = wanted.includes(chosen) ? chosen : "auto";
  }

  /** A word of ours, else its size, else the name that the performer gave it.
   * @param {string} name */
  #layerWord(name) {
    const size = this.sizes?.[name]?.replace("x", " × ");
    return this.words.of(`layer-${name}`) || size || this.words.of("layer", { name });
  }

  /** The height that comes, beside what was chosen.
   * @param {number} height */
  height(height) {
    const chosen = this.quality.selectedOptions[0];
    for (const option of this.quality.options) {
      const word = this.#layerWord(option.value);
      const text = option === chosen && height && option.value !== "audio" ? `${word} (${height}p)` : word;
      if (option.textContent !== text) option.textContent = text;
    }
  }

  /** @param {boolean} isLive @param {number | null} seconds */
  live(isLive, seconds) {
    this.badge.hidden = !isLive;
    this.late.hidden = seconds === null;
    if (seconds === null) return;
    const word = seconds < LITTLE_SECONDS ? "late-little" : "late";
    this.late.textContent = this.words.of(word, { seconds: figure(Math.max(seconds, LITTLE_SECONDS), 1) });
  }

  /** @param {number | null | undefined} viewers */
  audience(viewers) {
    this.count.hidden = typeof viewers !== "number" || viewers < 1;
    const text = this.words.count("watching", viewers ?? 0);
    const place = this.count.querySelector("[data-at='figure']") ?? this.count;
    if (place.textContent !== text) place.textContent = text;
  }
}
