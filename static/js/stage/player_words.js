/**
 * What the player says: the word on the dark stage, a hint when something is wrong, and both of
 * them, once and not at every flicker, to those who listen to the page.
 */
import { Words } from "../lib/words.js";

const HOLD_MS = 1200;
const BAD_READINGS = 6; // of half a second each
const LOSS = 0.04;
const LOW = 0.6; // of the height that was seen before
const QUIET_READINGS = 10;
const QUIET = 0.001; // of full scale: less than any microphone hears in a quiet room

/** @typedef {import("./reading.js").Reading} Reading */

export class PlayerWords extends Words {
  /** @param {HTMLElement} player */
  constructor(player) {
    super(player);
    this.word = player.querySelector("[data-at='slate-word']");
    this.more = player.querySelector("[data-at='slate-more']");
    this.hint = /** @type {HTMLElement | null} */ (player.querySelector("[data-at='hint']"));
    this.voice = player.querySelector("[data-at='voice']");
    this.saying = ""; // the last sentence that was to be said aloud
  }

  /** On the stage while there is no picture.
   * @param {string} name @param {Record<string, string>} [values] */
  slate(name, values) {
    write(this.word, this.of(name));
    write(this.more, this.of(`${name}-more`, values));
  }

  /** Aloud, with what can be done.
   * @param {string} name @param {Record<string, string>} [values] */
  sayWhole(name, values) {
    this.say(`${this.of(name)} ${this.of(`${name}-more`, values)}`);
  }

  /** @param {string} text a hint about the line, or nothing */
  warn(text) {
    if (!this.hint) return;
    const before = this.hint.textContent ?? "";
    this.hint.hidden = !text;
    if (before === text) return;
    this.hint.textContent = text;
    if (text) this.say(text);
    else this.unsay(before);
  }

  /** Aloud, unless something else is to be said in the same breath.
   * @param {string} text */
  say(text) {
    clearTimeout(this.holding);
    this.saying = text;
    this.holding = setTimeout(() => write(this.voice, text), HOLD_MS);
  }

  /** A sentence that is no longer true does not stay where screen readers find it.
   * @param {string} text */
  unsay(text) {
    if (this.saying === text) this.say("");
  }
}

/** @param {Element | null} place @param {string} text */
function write(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

/** What is wrong with the line, as the statistics say it: the name of a word, or "". */
export class Weather {
  constructor() {
    this.restart();
  }

  restart() {
    this.lossy = this.silent = this.small = this.best = this.quiet = 0;
  }

  /** @param {Reading} reading
   * @param {boolean} maySwitch whether there are layers, and the relay chooses among them */
  read(reading, maySwitch) {
    const count = (/** @type {number} */ before, /** @type {boolean} */ is) =>
      is ? Math.min(before + 1, 2 * BAD_READINGS) : Math.max(before - 1, 0);
    this.silent = reading.isFlowing ? 0 : this.silent + 1;
    this.lossy = count(this.lossy, reading.lossShare > LOSS);
    const sounds = [...reading.flows.values()].filter((flow) => flow.isMetered && flow.kind === "audio" && flow.flows);
    this.quiet = sounds.length && sounds.every((flow) => flow.level < QUIET) ? this.quiet + 1 : 0;
    this.best = Math.max(this.best, reading.height);
    this.small = count(this.small, maySwitch && reading.height > 0 && reading.height < this.best * LOW);
  }

  /** Whether the stage has sent silence for a while: muted there, or nothing to be heard. */
  get isQuiet() {
    return this.quiet >= QUIET_READINGS;
  }

  get word() {
    if (this.silent >= 4) return "silent";
    if (this.lossy >= BAD_READINGS) return "lossy";
    if (this.small >= BAD_READINGS) return "small";
    return "";
  }
}
