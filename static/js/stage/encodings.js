/** How a performer's picture is encoded. */

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
