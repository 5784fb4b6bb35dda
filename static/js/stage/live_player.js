/**
 * <live-player>: the stage on a page, from the waiting room to the end.
 *
 * <live-player data-socket="/ws/shows/hamlet/" data-whep="/whep/hamlet" data-state="live"
 *   data-performers="1"> with the markup of templates/shows/_player.html, texts included. Without a
 * script it is a poster and a word. `data-scene` says what is to be seen: `waiting`, `picture`,
 * `sound` (no picture is sent) or `dark` (interrupted, or intermission). `data-watched` is there once
 * this page has shown a picture or a sound of the show.
 */
import { taken } from "./early.js";
import { Lateness } from "./lateness.js";
import { lineTo } from "./line.js";
import { Bar } from "./player_bar.js";
import { wireKeys } from "./player_keys.js";
import { recall, remember } from "./player_memory.js";
import { Screen } from "./player_screen.js";
import { PlayerWords, Weather } from "./player_words.js";
import { Switching } from "./switching.js";
import { Tiles } from "./tiles.js";

const LATE_HINT_MS = 4000;
const NO_PICTURE_MS = 1500; // sound alone is a show without a picture only when none follows
const BACKSTAGE = ["announced", "rehearsal"];

export class LivePlayer extends HTMLElement {
  told = "";
  wasSeen = false;
  /** @type {number | undefined} */
  heardSince;
  /** @type {number | undefined} */
  lostAt;

  connectedCallback() {
    const { socket = "" } = this.dataset;
    this.words = new PlayerWords(this);
    if (!("RTCPeerConnection" in window)) return this.words.slate("unsupported");
    this.over = new AbortController();
    this.isMuted = Boolean(recall("muted", false));
    this.volume = Number(recall("volume", 1));
    this.isPaused = false;
    this.silenced = false; // by the browser, until somebody presses something
    this.line = lineTo(socket);
    this.bar = new Bar(this, this.words);
    this.screen = new Screen(this, this.over.signal);
    this.tiles = new Tiles(this.#one("[data-at='pictures']"), (name) => this.#words.of("swap", { name }));
    this.weather = new Weather();
    this.switching = new Switching();
    this.height = 0; // of the picture, as the last reading told it
    this.coming = ""; // the size that was chosen and has not come yet
    this.lateness = new Lateness(this.line);
    this.watching = taken(socket, this.dataset);
    this.#wire();
    this.bar.wire();
    this.#hush();
    this.#play(this.watching.session);
  }

  disconnectedCallback() {
    this.over?.abort();
    this.watching?.stop();
    this.tiles?.play(null);
  }

  get fills() {
    return Boolean(this.screen?.fills);
  }

  get #words() {
    return /** @type {PlayerWords} */ (this.words);
  }

  /** @param {string} selector */
  #one(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  #wire() {
    const signal = this.over?.signal;
    wireKeys(this, /** @type {AbortSignal} */ (signal));
    this.watching?.addEventListener("session", (event) => this.#play(/** @type {CustomEvent} */ (event).detail));
    this.watching?.addEventListener("reading", (event) => this.#read(/** @type {CustomEvent} */ (event).detail));
    this.watching?.addEventListener("condition", () => this.#look());
    this.line?.follow("show.state", (show) => this.#told(show), signal);
    this.line?.follow("show.audience", ({ viewers }) => this.bar?.audience(viewers), signal);
    this.line?.addEventListener("lost", () => (this.lostAt ??= performance.now()), { signal });
    this.line?.addEventListener("open", () => (this.lostAt = undefined), { signal });
    this.addEventListener("moves", () => this.#look());
    this.addEventListener("picked", (event) => this.words?.say(this.#words.of("picked", { name: /** @type {CustomEvent} */ (event).detail })));
    const surface = this.#one("[data-at='surface']");
    surface.addEventListener("click", (event) => this.#pressed(/** @type {Element} */ (event.target)));
    surface.addEventListener("dblclick", (event) => {
      if (!(/** @type {Element} */ (event.target).closest("button"))) this.act("full");
    });
  }

  // ── what happens on stage

  /** @param {Show} show */
  #told(show) {
    this.tiles?.know(show.performers ?? []);
    this.bar?.audience(show.viewers);
    this.#offer();
    this.#look();
  }

  /** @param {import("./session.js").Session | null} session */
  #play(session) {
    this.weather?.restart();
    this.lateness?.restart();
    this.switching?.stop();
    this.coming = "";
    this.tiles?.play(session);
    this.#offer();
    if (session && !this.isPaused) void this.#start();
    this.#look();
  }

  /** With sound where the browser lets us; else without, and a word that says how to get it. */
  async #start() {
    try {
      await this.tiles?.resume();
      this.silenced = false;
    } catch (refusal) {
      if (!(refusal instanceof DOMException) || refusal.name !== "NotAllowedError" || this.isMuted) return;
      this.silenced = true;
      this.#hush();
      this.tiles?.resume().catch(() => {});
    }
    this.#hush();
  }

  /** @param {import("./reading.js").Reading} reading */
  #read(reading) {
    this.tiles?.read(reading);
    this.weather?.read(reading, this.watching?.choice.layer === "auto" && new Set(this.#layers).size > 1);
    this.lateness?.read(reading);
    this.bar?.height(reading.height);
    this.height = reading.height;
    this.coming = this.switching?.read(reading.height, performance.now()) ?? "";
    const level = Math.max(0, ...[...reading.flows.values()].map((flow) => flow.level));
    this.#one("[data-at='lights']").style.setProperty("--level", Math.min(1, Math.sqrt(level) * 1.6).toFixed(2));
    if (reading.isFlowing) this.heardSince ??= reading.at;
    this.#look();
  }

  /** What is sent now, as the site tells it; until it has, as the answer to the offer did. */
  get #layers() {
    const sending = this.watching?.show.performers.filter((one) => one.sending) ?? [];
    return sending.length ? sending.flatMap((one) => one.layers ?? []) : (this.watching?.session?.layers ?? []);
  }

  #offer() {
    this.bar?.layers(this.#layers, this.watching?.session?.sizes);
  }

  // ── what is to be seen, said and heard

  #look() {
    const watching = /** @type {import("./watching.js").Watching} */ (this.watching);
    const { state } = watching.show;
    const scene = this.#scene(state);
    this.#words.slate(this.#slate(state), { address: watching.blockedNetwork.address });
    this.#announce(scene, state);
    this.dataset.scene = scene;
    this.dataset.state = state;
    const isSeen = scene === "picture" || scene === "sound";
    this.bar?.live(state === "live", isSeen ? (this.lateness?.seconds ?? null) : null);
    this.#words.warn(isSeen ? this.#hint() : "");
    this.#sayQuiet(isSeen && this.#listens && Boolean(this.weather?.isQuiet));
    this.#one("[data-do='sound']").hidden = !(isSeen && this.silenced);
  }

  /** @param {string} state */
  #scene(state) {
    // What still moves is shown: the word of the site may be a moment behind.
    const watching = /** @type {import("./watching.js").Watching} */ (this.watching);
    const isDark = state === "intermission" || (state === "interrupted" && !this.tiles?.movesNow);
    if (isDark && this.dataset.scene !== "dark") this.tiles?.darken();
    if (isDark || !watching.session) this.heardSince = undefined;
    if (isDark) return "dark";
    if (watching.condition === "blocked") return "waiting";
    if (watching.session && this.tiles?.hasPicture) return "picture";
    const isHeard = this.heardSince !== undefined && performance.now() - this.heardSince > NO_PICTURE_MS;
    return isHeard ? "sound" : "waiting";
  }

  /** @param {string} state */
  #slate(state) {
    if (state !== "live") return BACKSTAGE.includes(state) ? "rehearsal" : state;
    const code = this.watching?.refusal?.code;
    if (code === "media.no_common_codec") return "codec";
    if (code === "relay.full") return "full";
    const condition = this.watching?.condition ?? "";
    return ["mending", "blocked"].includes(condition) ? condition : "opening";
  }

  /** @param {string} scene @param {string} state */
  #announce(scene, state) {
    const isSeen = scene === "picture" || scene === "sound";
    const waits = this.watching?.condition === "blocked" ? "blocked" : "";
    const told = scene === "dark" ? state : isSeen ? "seen" : waits;
    if (told === this.told) return;
    const isBack = told === "seen" && this.wasSeen;
    if (told === "seen") this.dataset.watched = "";
    this.told = told;
    this.wasSeen ||= told === "seen";
    if (told === "blocked") this.#words.sayWhole(told, { address: this.watching?.blockedNetwork.address ?? "" });
    else this.words?.say(told && this.#words.of(told === "seen" ? (isBack ? "back" : "begins") : told));
  }

  #hint() {
    if (this.watching?.condition === "mending") return this.#words.of("mending");
    if (this.coming) return this.#words.of("switching", { size: this.coming.replace("x", " × ") });
    const word = this.weather?.word;
    if (word) return this.#words.of(word);
    const isLost = this.lostAt !== undefined && performance.now() - this.lostAt > LATE_HINT_MS;
    return isLost ? this.#words.of("site") : "";
  }

  get #listens() {
    return !this.isPaused && !this.isMuted && !this.silenced;
  }

  /** Once for each silence.
   * @param {boolean} isQuiet */
  #sayQuiet(isQuiet) {
    const place = this.#one("[data-at='quiet']");
    if (place.hidden === !isQuiet) return;
    place.hidden = !isQuiet;
    if (isQuiet) this.#words.say(this.#words.of("quiet"));
    else this.#words.unsay(this.#words.of("quiet"));
  }

  #hush() {
    const isMuted = this.isMuted || this.silenced;
    this.tiles?.hush(Boolean(isMuted), this.volume ?? 1);
    this.bar?.sound(Boolean(isMuted), this.volume ?? 1);
    this.#look();
  }

  // ── what the viewer wants

  /** @param {Element} target */
  #pressed(target) {
    if (target.closest("button")) return;
    if (this.silenced) this.act("sound");
    else if (this.isPaused) this.act("play");
  }

  /** @param {string} act */
  act(act) {
    this.screen?.wake();
    if (act === "play") this.#pause(!this.isPaused);
    else if (act === "sound") this.setVolume(this.volume || 1);
    else if (act === "mute") this.#mute(!(this.isMuted || this.silenced));
    else if (act === "louder") this.setVolume((this.volume ?? 1) + 0.1);
    else if (act === "softer") this.setVolume((this.volume ?? 1) - 0.1);
    else if (act === "next") this.tiles?.turn(1);
    else if (act === "before") this.tiles?.turn(-1);
    else if (act === "keys") /** @type {HTMLDialogElement} */ (this.#one("dialog[data-at='keys']")).showModal();
    else void this.screen?.act(act, this.tiles?.main?.video);
  }

  /** @param {boolean} isPaused */
  #pause(isPaused) {
    this.isPaused = isPaused;
    this.bar?.turn("play", !isPaused);
    this.toggleAttribute("data-paused", isPaused);
    if (isPaused) this.tiles?.pause();
    else void this.#start();
  }

  /** @param {boolean} isMuted */
  #mute(isMuted) {
    if (!isMuted) return this.setVolume(this.volume || 1);
    this.isMuted = isMuted;
    remember("muted", isMuted);
    this.#hush();
  }

  /** Whoever turns a knob wants to hear.
   * @param {number} volume from 0 to 1 */
  setVolume(volume) {
    this.volume = Math.min(1, Math.max(0, volume));
    this.isMuted = this.silenced = false;
    remember("muted", false);
    remember("volume", this.volume);
    this.#hush();
    if (!this.isPaused) void this.#start();
  }

  /** @param {string} layer */
  async choose(layer) {
    this.weather?.restart();
    this.switching?.begin(this.watching?.session?.sizes[layer] ?? "", this.height ?? 0, performance.now());
    await this.watching?.choose(layer).catch((refusal) => this.#words.warn(refusal.message));
  }
}

customElements.define("live-player", LivePlayer);
