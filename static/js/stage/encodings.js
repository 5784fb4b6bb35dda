/** How a performer's picture is encoded. */

/** @typedef {RTCRtpSendParameters & {degradationPreference?: string, encodings: (RTCRtpEncodingParameters &
 *   {networkPriority?: string})[]}} Tuned */

/** Three sizes of one picture, the largest first; viewers get what their line carries. */
export const LAYERS = [
  { rid: "h", maxBitrate: 2_500_000, maxFramerate: 30, scalabilityMode: "L1T1" },
  { rid: "m", maxBitrate: 700_000, scaleResolutionDownBy: 2, scalabilityMode: "L1T1" },
  { rid: "l", maxBitrate: 180_000, scaleResolutionDownBy: 4, scalabilityMode: "L1T1" },
];

/** @param {RTCRtpTransceiver} transceiver H.264, which most machines play without effort, else VP8 */
export function preferCodecs(transceiver) {
  const all = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  const of = (/** @type {string} */ name) => all.filter((one) => one.mimeType === `video/${name}`);
  const plain = of("H264").filter((one) => /packetization-mode=1/.test(one.sdpFmtpLine ?? ""));
  const simple = plain.filter((one) => /profile-level-id=42e0/i.test(one.sdpFmtpLine ?? ""));
  const wanted = [...(simple.length ? simple : plain), ...of("VP8"), ...of("rtx")];
  if (wanted.length) transceiver.setCodecPreferences?.(wanted);
}

/** In three sizes where the browser can, else in one.
 * @param {RTCPeerConnection} peer @param {MediaStream} stream @param {MediaStreamTrack | null} track */
export function addPicture(peer, stream, track) {
  /** @type {RTCRtpTransceiverInit} */
  const how = { direction: "sendonly", streams: [stream] };
  try {
    return peer.addTransceiver(track ?? "video", { ...how, sendEncodings: LAYERS });
  } catch {
    return peer.addTransceiver(track ?? "video", how);
  }
}

/** What is said to the encoders once they are there.
 * @param {RTCRtpSender | undefined} picture @param {RTCRtpSender | undefined} sound */
export async function settle(picture, sound) {
  await tune(picture, (parameters) => {
    parameters.degradationPreference = "maintain-resolution";
    for (const one of parameters.encodings) one.priority = one.networkPriority = "medium";
  });
  await tune(sound, (parameters) => {
    for (const one of parameters.encodings) one.priority = one.networkPriority = "high";
  });
}

/** @param {RTCRtpSender | undefined} sender @param {(parameters: Tuned) => void} change */
export async function tune(sender, change) {
  if (!sender) return;
  const parameters = sender.getParameters();
  change(parameters);
  await sender.setParameters(parameters).catch(() => {});
}
