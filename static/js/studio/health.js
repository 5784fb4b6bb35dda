/**
 * Health: how it goes with what we send, once a second, read from the statistics of the browser.
 *
 * @typedef {{at: number, bitrate: number, fps: number, width: number, height: number, rtt: number,
 *   loss: number, limited: string, line: number, bytes: number, layers: number, isMoving?: boolean}} Sample
 *   bitrate and line in bits a second, rtt in seconds, loss as a fraction
 */

/** @param {RTCStatsReport} report @param {(one: any) => boolean} wanted */
const found = (report, wanted) => [...report.values()].filter(wanted);

/** @param {number[]} numbers */
const most = (numbers) => numbers.reduce((high, one) => Math.max(high, one || 0), 0);

/**
 * @param {RTCStatsReport} report @param {Sample | null} before
 * @returns {Sample}
 */
export function sampleOf(report, before) {
  const sent = found(report, (one) => one.type === "outbound-rtp");
  const pictures = sent.filter((one) => one.kind === "video" && one.active !== false);
  const told = found(report, (one) => one.type === "remote-inbound-rtp");
  const pair = found(report, (one) => one.type === "candidate-pair" && one.nominated)[0] ?? {};
  const running = pictures.filter((one) => one.framesPerSecond > 0);
  const [top] = (running.length ? running : pictures).sort((one, other) => (other.frameHeight ?? 0) - (one.frameHeight ?? 0));
  const at = performance.now();
  const bytes = sent.reduce((sum, one) => sum + (one.bytesSent ?? 0), 0);
  const seconds = before ? (at - before.at) / 1000 : 0;
  const fresh = before && bytes >= before.bytes && seconds > 0;
  return {
    at,
    bytes,
    bitrate: fresh ? ((bytes - before.bytes) * 8) / seconds : 0,
    fps: top?.framesPerSecond ?? 0,
    width: top?.frameWidth ?? 0,
    height: top?.frameHeight ?? 0,
    rtt: pair.currentRoundTripTime || most(told.map((one) => one.roundTripTime)),
    loss: most(told.map((one) => one.fractionLost)),
    limited: pictures.find((one) => ["bandwidth", "cpu"].includes(one.qualityLimitationReason))?.qualityLimitationReason ?? "none",
    line: pair.availableOutgoingBitrate ?? 0,
    layers: running.length,
  };
}

const FEWEST = 10; // pictures a second: below that a movement is a series of stills
const STEADY = 4; // so many seconds in a row make a warning, and as many end it
const BAD = {
  cpu: (/** @type {Sample} */ one) => one.limited === "cpu",
  upload: (/** @type {Sample} */ one) => one.limited === "bandwidth",
  few: (/** @type {Sample} */ one) => Boolean(one.isMoving) && one.fps < FEWEST && one.limited === "none",
  loss: (/** @type {Sample} */ one) => one.loss > 0.05,
  slow: (/** @type {Sample} */ one) => one.rtt > 0.4,
};

/** Which warnings stand: one bad second is no news, and what begins warming up is not judged. */
export class Judge {
  constructor() {
    /** @type {Record<string, number>} */
    this.counts = {};
    this.seen = 0;
    /** @type {Set<string>} */
    this.standing = new Set();
  }

  /** @param {Sample} sample @returns {string[]} */
  judge(sample) {
    this.seen += 1;
    for (const [name, isBad] of Object.entries(BAD)) {
      const bad = this.seen > 8 && isBad(sample);
      const count = Math.min(STEADY, Math.max(0, (this.counts[name] ?? 0) + (bad ? 1 : -1)));
      this.counts[name] = count;
      if (count === STEADY) this.standing.add(name);
      if (count === 0) this.standing.delete(name);
    }
    return [...this.standing];
  }
}
