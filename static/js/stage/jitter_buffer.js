/**
 * The jitter buffer of the browser: zero until the line loses packets. Then it is long enough to ask
 * twice for a lost packet before its turn to be played.
 */

const LOSSY = 0.03; // share of the packets between two readings
const SURE = 3; // such readings in a row, of half a second each
const CALM_MS = 20000; // without loss: then it is zero again
const ROUND_TRIPS = 3; // two requests that are lost, and one that is answered
const LEAST_MS = 200;
const MOST_MS = 900;
const STEP_MS = 50; // smaller changes are not made: each change can be heard

/** @typedef {RTCRtpReceiver & {jitterBufferTarget?: number, playoutDelayHint?: number}} Receiver */

export class JitterBuffer {
  constructor() {
    this.target = 0;
    this.lossy = 0;
    this.lossyAt = -Infinity;
  }

  /** @param {import("./reading.js").Reading} reading @param {Receiver[]} receivers */
  read({ at, lossShare, rtt }, receivers) {
    this.lossy = lossShare > LOSSY ? this.lossy + 1 : 0;
    if (lossShare > LOSSY) this.lossyAt = at;
    if (this.lossy >= SURE) this.#aim(LEAST_MS + ROUND_TRIPS * 1000 * (rtt ?? 0), receivers);
    else if (this.target && at - this.lossyAt > CALM_MS) this.#aim(0, receivers);
  }

  /** @param {number} wanted @param {Receiver[]} receivers */
  #aim(wanted, receivers) {
    const target = Math.min(MOST_MS, Math.round(wanted / STEP_MS) * STEP_MS);
    if (Math.abs(target - this.target) <= STEP_MS) return;
    this.target = target;
    for (const receiver of receivers) setJitterBuffer(receiver, target);
  }
}

/** @param {Receiver} receiver @param {number} ms */
export function setJitterBuffer(receiver, ms) {
  if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = ms;
  else if ("playoutDelayHint" in receiver) receiver.playoutDelayHint = ms / 1000;
}
