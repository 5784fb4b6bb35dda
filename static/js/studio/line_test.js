/**
 * A test of the line: five seconds of a picture that is hard to encode, sent to where the show will
 * go; nobody sees it. What comes out is a verdict, not a promise.
 */
import { sampleOf } from "./health.js";

const SECONDS = 5;
const SIZE = { width: 640, height: 360 };
const MOST = 5_000_000;
const CONNECT_MS = 6000;
const GRAINS = 900;

/** @param {number} ms */
const wait = (ms) => new Promise((go) => setTimeout(go, ms));

/** Grain: nothing in it can be guessed, so it fills the line. */
function grain() {
  const canvas = Object.assign(document.createElement("canvas"), SIZE);
  const paint = canvas.getContext("2d", { alpha: false });
  const timer = setInterval(() => {
    for (let count = 0; paint && count < GRAINS; count += 1) {
      paint.fillStyle = `hsl(${Math.random() * 360} 80% ${Math.random() * 100}%)`;
      paint.fillRect(Math.random() * SIZE.width, Math.random() * SIZE.height, 12, 9);
    }
  }, 40);
  const stream = canvas.captureStream(25);
  return {
    track: stream.getVideoTracks()[0],
    stop: () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

/** @param {RTCPeerConnection} peer */
async function connected(peer) {
  const until = performance.now() + CONNECT_MS;
  while (peer.connectionState !== "connected") {
    if (performance.now() > until || peer.connectionState === "failed") return false;
    await wait(50);
  }
  return true;
}

/**
 * @param {import("../lib/conversation.js").Conversation} conversation
 * @param {RTCIceServer[]} iceServers
 * @param {(part: number) => void} progress from 0 to 1
 * @returns {Promise<{verdict: string, bitrate: number, rtt: number, loss: number}>}
 */
export async function testLine(conversation, iceServers, progress) {
  const peer = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
  const picture = grain();
  let session = "";
  try {
    const sendEncodings = [{ maxBitrate: MOST }];
    const sending = peer.addTransceiver(picture.track, { direction: "sendonly", sendEncodings });
    const codecs = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
    const light = codecs.filter((one) => ["video/VP8", "video/rtx"].includes(one.mimeType));
    if (light.length) sending.setCodecPreferences?.(light);
    await peer.setLocalDescription();
    const reply = await conversation.ask("probe", { sdp: peer.localDescription?.sdp });
    session = reply.session;
    await peer.setRemoteDescription({ type: "answer", sdp: reply.sdp });
    if (!(await connected(peer))) return { verdict: "none", bitrate: 0, rtt: 0, loss: 0 };
    return await measure(peer, progress);
  } finally {
    picture.stop();
    peer.close();
    if (session) void conversation.ask("leave", { session }).catch(() => {});
  }
}

/** @param {RTCPeerConnection} peer @param {(part: number) => void} progress */
async function measure(peer, progress) {
  let sample = null;
  const seen = [];
  for (let second = 1; second <= SECONDS; second += 1) {
    await wait(1000);
    sample = sampleOf(await peer.getStats(), sample);
    seen.push(sample);
    progress(second / SECONDS);
  }
  const late = seen.slice(2);
  const bitrate = Math.max(...late.map((one) => Math.max(one.line, one.bitrate)));
  const rtt = Math.min(...late.map((one) => one.rtt));
  const loss = late.reduce((sum, one) => sum + one.loss, 0) / late.length;
  return { verdict: verdictOf(bitrate, rtt, loss), bitrate, rtt, loss };
}

/** @param {number} bitrate @param {number} rtt @param {number} loss */
export function verdictOf(bitrate, rtt, loss) {
  if (bitrate < 500_000) return "poor";
  if (loss > 0.05) return "lossy";
  if (bitrate < 1_600_000) return "light";
  return rtt > 0.4 ? "far" : bitrate < 3_000_000 ? "fair" : "good";
}
