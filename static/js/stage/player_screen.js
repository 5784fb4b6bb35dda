/**
 * How much of the screen the player has: full screen, theatre (the whole window), a small picture
 * above other windows; and that its controls go when nobody moves.
 */
import { recall, remember } from "./player_memory.js";

const IDLE_MS = 3000;

/** @typedef {HTMLElement & {bar?: {turn: (act: string, isOn: boolean) => void}}} LivePlayer */

export class Screen {
  /** @param {LivePlayer} player @param {AbortSignal} signal */
  constructor(player, signal) {
    this.player = player;
    this.root = document.documentElement;
    for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) {
      player.addEventListener(name, () => this.wake(), { signal });
    }
    document.addEventListener("fullscreenchange", () => this.#changed(), { signal });
    signal.addEventListener("abort", () => this.root.removeAttribute("data-theatre"));
    this.#theatre(Boolean(recall("theatre", false)));
    this.wake();
  }

  get isFull() {
    return document.fullscreenElement === this.player;
  }

  get fills() {
    return this.isFull || this.root.hasAttribute("data-theatre");
  }

  /** Somebody is there. */
  wake() {
    clearTimeout(this.timer);
    this.player.removeAttribute("data-idle");
    this.timer = setTimeout(() => {
      const isUsed = this.player.querySelector("[data-at='bar'] :focus-visible, dialog[open]");
      if (!isUsed) this.player.setAttribute("data-idle", "");
    }, IDLE_MS);
  }

  /** @type {Record<string, (video?: HTMLVideoElement) => unknown>} */
  #acts = {
    smaller: () => this.#theatre(false, true),
    theatre: () => this.#theatre(!this.root.hasAttribute("data-theatre"), true),
    pip: (video) => this.#above(video),
    full: (video) => this.#full(video),
  };

  /** @param {string} act @param {HTMLVideoElement & {webkitEnterFullscreen?: () => void}} [video] */
  async act(act, video) {
    try {
      await this.#acts[act]?.(video);
    } catch (refusal) {
      if (!(refusal instanceof DOMException)) throw refusal; // the browser will not, just now
    }
  }

  /** @param {HTMLVideoElement} [video] */
  async #above(video) {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else if (video?.videoWidth) await video.requestPictureInPicture();
  }

  /** @param {HTMLVideoElement & {webkitEnterFullscreen?: () => void}} [video] */
  async #full(video) {
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (this.player.requestFullscreen) await this.player.requestFullscreen();
    else video?.webkitEnterFullscreen?.();
  }

  /** @param {boolean} isOn @param {boolean} [isWish] */
  #theatre(isOn, isWish = false) {
    this.root.toggleAttribute("data-theatre", isOn);
    this.#turn("theatre", isOn);
    if (!isWish) return;
    remember("theatre", isOn);
    if (isOn) scrollTo({ top: scrollY + this.player.getBoundingClientRect().top, behavior: "instant" });
  }

  #changed() {
    this.#turn("full", this.isFull);
  }

  /** @param {string} act @param {boolean} isOn */
  #turn(act, isOn) {
    this.player.bar?.turn(act, isOn);
  }
}
