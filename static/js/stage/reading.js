/**
 * What a connection says of itself, read again and again: new Readings(peer).next().
 *
 * Rates are between two readings. `playedAt` is the moment, on the clock of the relay and in
 * milliseconds since 1970, at which what is played now was taken; null while nobody can tell.
 */

const SINCE_1900_MS = 2_208_988_800_000;
const SMALL_MS = 50;
const FIRST_PICTURE_MS = 4000;
const SOUND_PACKETS = 25;

/** @typedef {{kind: string, packets: number, lost: number, bytes: number, frames: number,
 *   width: number, height: number, level: number, isMetered: boolean, flows: boolean, moves: boolean}} Flow one track
 * @typedef {{at: number, flows: Map<string, Flow>, isFlowing: boolean, packets: number, lost: number, bitrate: number,
 *   lossShare: number, fps: number, height: number, playedAt: number | null, rtt: number | null}} Reading */

export class Readings {
  /** @param {RTCPeerConnection} peer */
  constructor(peer) {
    this.peer = peer;
    /** @type {(Reading & {frames: number, bytes: number}) | null} */
    this.last = null;
  }

  /** @returns {Promise<Reading>} */
  async next() {
    const report = await this.peer.getStats();
    const at = performance.now();
    const before = this.last;
    if (before && at - before.at < SMALL_MS) return before;
    const reading = { at, ...totals(report, before) };
    this.last = { ...reading, ...rates(reading, before) };
    return this.last;
  }
}

/** @param {RTCStatsReport} report @param {Reading | null} before */
function totals(report, before) {
  /** @type {Map<string, Flow>} */
  const flows = new Map();
  const sum = { packets: 0, lost: 0, bytes: 0, frames: 0, height: 0 };
  let playedAt = null;
  let rtt = null;
  for (const one of report.values()) {
    if (one.type === "candidate-pair" && one.nominated) rtt = one.currentRoundTripTime ?? rtt;
    if (one.type !== "inbound-rtp") continue;
    const flow = flowOf(one, before?.flows.get(one.mid));
    flows.set(one.mid, flow);
    for (const name of /** @type {const} */ (["packets", "lost", "bytes", "frames"])) sum[name] += flow[name];
    sum.height = Math.max(sum.height, flow.moves || !before ? flow.height : 0);
    playedAt = moment(one) ?? playedAt;
  }
  const isFlowing = [...flows.values()].some((flow) => flow.flows);
  return { flows, isFlowing, ...sum, playedAt, rtt };
}

/** @param {any} one @param {Flow} [before] @returns {Flow} */
function flowOf(one, before) {
  const packets = one.packetsReceived ?? 0;
  const frames = one.framesDecoded ?? 0;
  return {
    kind: one.kind,
    packets,
    frames,
    lost: one.packetsLost ?? 0,
    bytes: one.bytesReceived ?? 0,
    width: one.frameWidth ?? 0,
    height: one.frameHeight ?? 0,
    level: one.audioLevel ?? 0,
    isMetered: one.audioLevel !== undefined,
    flows: packets > (before?.packets ?? 0),
    moves: frames > (before?.frames ?? 0),
  };
}

/** Chromium counts from 1900, as NTP does; the specification from 1970.
 * @param {any} one */
function moment({ estimatedPlayoutTimestamp: stamp }) {
  if (!stamp) return null;
  return stamp > SINCE_1900_MS ? stamp - SINCE_1900_MS : stamp;
}

/** @param {any} now @param {any} before */
function rates(now, before) {
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  if (!seconds) return { bitrate: 0, lossShare: 0, fps: 0 };
  const grown = (/** @type {string} */ name) => Math.max(0, now[name] - before[name]);
  const due = grown("packets") + grown("lost");
  return {
    bitrate: (grown("bytes") * 8) / seconds,
    lossShare: due ? grown("lost") / due : 0,
    fps: grown("frames") / seconds,
  };
}

/** Until the first picture of a session is there (or its first sound, where no picture is sent), or
 * until that takes too long.
 * @param {import("./session.js").Session} session */
export async function moves(session) {
  const readings = new Readings(session.peer);
  const until = performance.now() + FIRST_PICTURE_MS;
  await session.connected();
  while (performance.now() < until && !session.isOver) {
    const flows = [...(await readings.next()).flows.values()];
    const pictures = flows.filter((flow) => flow.kind === "video" && flow.packets);
    if (pictures.some((flow) => flow.frames)) return;
    if (!pictures.length && flows.some((flow) => flow.packets > SOUND_PACKETS)) return;
    await new Promise((go) => setTimeout(go, SMALL_MS + 10));
  }
}
