/**
 * <live-player>: the stage on a page, from the waiting room to the end.
 *
 * <live-player data-socket="/ws/shows/hamlet/" data-whep="/whep/hamlet" data-state="live"
 *   data-performers="1"> with the markup of templates/shows/_player.html, texts included. Without a
 * script it is a poster and a word. `data-scene` says what is to be seen: `waiting`, `picture`,
 * `sound` (no picture is sent) or `dark` (interrupted, or intermission); `data-on-air` is there while
 * the show is on. `data-watched` is there once
 * this page has shown a picture or a sound of the show.
 */
import { isOnAir } from "../shows/states.js";
import { taken } from "./early.js";
import { Lateness } from "./lateness.js";
import { lineTo } from "./line.js";
import { Bar } from "./player_bar.js";
import { wireKeys } from "./player_keys.js";
import { recall, remember } from "./player_memory.js";
import { Screen } from "./player_screen.js";
import { isDark, seenOf } from "./player_state.js";
import { PlayerWords, Weather } from "./player_words.js";
import { Switching } from "./switching.js";
import { Tiles } from "./tiles.js";

const STEP = 0.1; // of the volume, for one press of a key

export class LivePlayer extends HTMLElement {
  isMuted = false;
  isPaused = false;
  silenced = false; // by the browser, until somebody presses something
  height = 0; // of the picture, as the last reading told it
  coming = ""; // the size that was chosen and has not come yet
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
    this.isPaused = this.silenced = false;
    this.line = lineTo(socket);
    this.bar = new Bar(this, this.words);
    this.screen = new Screen(this, this.over.signal);
    this.tiles = new Tiles(this.#one("[data-at='pictures']"), (name) => this.#words.of("swap", { name }));
    this.weather = new Weather();
    this.switching = new Switching();
    this.height = 0;
    this.coming = "";
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

  /** @returns {import("./player_state.js").Facts} */
  get #facts() {
    const { condition, refusal, session, show, blockedNetwork } = /** @type {import("./watching.js").Watching} */ (this.watching);
    const since = (/** @type {number | undefined} */ at) => (at === undefined ? null : performance.now() - at);
    return {
      state: show.state,
      condition,
      refusal: refusal?.code ?? "",
      address: blockedNetwork.address,
      isPlaying: Boolean(session),
      hasPicture: Boolean(this.tiles?.hasPicture),
      movesNow: Boolean(this.tiles?.movesNow),
      heardMs: since(this.heardSince),
      lateness: this.lateness?.seconds ?? null,
      weather: this.weather?.word ?? "",
      coming: this.coming,
      isStageQuiet: Boolean(this.weather?.isQuiet),
      siteLostMs: since(this.lostAt),
    };
  }

  #look() {
    if (isDark(this.#facts) && this.dataset.scene !== "dark") this.tiles?.darken();
    if (isDark(this.#facts) || !this.watching?.session) this.heardSince = undefined;
    const facts = this.#facts;
    const seen = seenOf(facts, { isPaused: this.isPaused, isMuted: this.isMuted, isSilenced: this.silenced });
    this.#words.slate(seen.slate.name, seen.slate.values);
    this.#announce(seen.told, facts.address);
    this.dataset.scene = seen.scene;
    this.dataset.state = facts.state;
    this.toggleAttribute("data-on-air", isOnAir(facts.state));
    this.bar?.live(seen.isLive, seen.lateness);
    this.#words.warn(seen.hint ? this.#words.of(seen.hint.name, seen.hint.values) : "");
    this.#sayQuiet(seen.isQuiet);
    this.#one("[data-do='sound']").hidden = !seen.asksForSound;
  }

  /** @param {string} told @param {string} address */
  #announce(told, address) {
    if (told === this.told) return;
    const isBack = told === "seen" && this.wasSeen;
    if (told === "seen") this.dataset.watched = "";
    this.told = told;
    this.wasSeen ||= told === "seen";
    if (told === "blocked") this.#words.sayWhole(told, { address });
    else this.#words.say(told && this.#words.of(told === "seen" ? (isBack ? "back" : "begins") : told));
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

  /** @type {Record<string, () => unknown>} by the names of buttons and keys; the others are of the screen */
  #acts = {
    play: () => this.#pause(!this.isPaused),
    sound: () => this.setVolume(this.volume || 1),
    mute: () => this.#mute(!(this.isMuted || this.silenced)),
    louder: () => this.setVolume((this.volume ?? 1) + STEP),
    softer: () => this.setVolume((this.volume ?? 1) - STEP),
    next: () => this.tiles?.turn(1),
    before: () => this.tiles?.turn(-1),
    keys: () => /** @type {HTMLDialogElement} */ (this.#one("dialog[data-at='keys']")).showModal(),
  };

  /** @param {string} name */
  act(name) {
    this.screen?.wake();
    const act = this.#acts[name] ?? (() => this.screen?.act(name, this.tiles?.main?.video));
    void act();
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
