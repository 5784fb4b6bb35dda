/**
 * Whether what is watched still moves: judge(reading, show, received) says `mend` when nothing comes
 * through any more, `refresh` when it comes and cannot be shown, `renew` when that did not help or
 * somebody is missing; and "".
 *
 * What did not help is tried again later each time, and as new once something moved.
 */

const SILENT_MS = 2500; // the relay itself tells of a performer that is silent, and sooner
const STILL_MS = 500; // a reading without a new picture: a decoder would ask after three seconds
const REFRESH_MS = 1000; // until a keyframe was asked for, made and sent, on a slow line
const STUCK_MS = 8000; // several keyframes were on their way, and none was shown
const MISSING_MS = 400;
const FIRST_PAUSE_MS = 3000;
const LONGEST_PAUSE_MS = 60000;

/** @typedef {import("./reading.js").Reading} Reading */

export class Watchdog {
  pause = FIRST_PAUSE_MS;
  actedAt = -Infinity;
  refreshedAt = -Infinity;
  /** @type {Map<string, number>} since when */
  since = new Map();

  /** Another session, or this machine slept: what was seen before says nothing. */
  restart() {
    this.since = new Map();
    this.refreshedAt = -Infinity;
  }

  /**
   * @param {Reading} reading
   * @param {{state: string, paused: boolean, performers: {part: string, sending: boolean}[]}} show
   * @param {{part: string}[]} received
   */
  judge(reading, show, received) {
    if (show.state !== "live" || show.paused) {
      this.restart();
      return "";
    }
    const flows = [...reading.flows.values()];
    const isSilent = !reading.isFlowing;
    const pictures = flows.filter((flow) => flow.kind === "video" && flow.flows);
    const isStuck = !document.hidden && pictures.length > 0 && !pictures.some((flow) => flow.moves);
    const here = new Set(received.map((one) => one.part));
    const isMissing = show.performers.some((one) => one.sending && !here.has(one.part));
    if (!isSilent && !isStuck && !isMissing) this.pause = FIRST_PAUSE_MS;
    const silent = this.#lasts("silent", isSilent, SILENT_MS, reading.at);
    const stuck = this.#lasts("stuck", isStuck, STUCK_MS, reading.at);
    const missing = this.#lasts("missing", isMissing, MISSING_MS, reading.at);
    if (!silent && !stuck && !missing) return this.#refresh(isStuck && !isSilent, reading.at);
    if (reading.at - this.actedAt < this.pause) return "";
    const again = this.actedAt > (this.since.get("silent") ?? Infinity);
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
    this.actedAt = reading.at;
    return silent && !again ? "mend" : "renew";
  }

  /** A keyframe costs little: it is asked for soon, and again.
   * @param {boolean} isStuck @param {number} now */
  #refresh(isStuck, now) {
    const still = this.#lasts("still", isStuck, STILL_MS, now);
    if (!still || now - this.refreshedAt < REFRESH_MS) return "";
    this.refreshedAt = now;
    return "refresh";
  }

  /** @param {string} what @param {boolean} is @param {number} limit @param {number} now */
  #lasts(what, is, limit, now) {
    if (!is) this.since.delete(what);
    else if (!this.since.has(what)) this.since.set(what, now);
    return is && now - (this.since.get(what) ?? now) >= limit;
  }
}
