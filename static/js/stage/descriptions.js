/** What a browser offers, made fit for a show; pure text. */

const OPUS = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/m;
const NAMED = /a=ice-(ufrag|pwd):[^\r\n]*/g;
const CANDIDATE = /^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) /im;
const SOUND = { stereo: "1", "sprop-stereo": "1", useinbandfec: "1", maxaveragebitrate: "128000" };

/** @param {string} line an fmtp line @param {Record<string, string>} wanted */
function withParameters(line, wanted) {
  const [, head, rest] = /^(a=fmtp:\d+ )(.*?)\r?$/.exec(line) ?? [];
  if (head === undefined) return line;
  const pairs = rest.split(";").map((pair) => pair.trim().split("="));
  const all = { ...Object.fromEntries(pairs), ...wanted };
  return head + Object.entries(all).map(([name, value]) => `${name}=${value}`).join(";");
}

/**
 * Sound that is lost is asked for again, comes in stereo, and carries its own repair: browsers can
 * do all three and offer only the last.
 * @param {string} sdp
 */
export function withGoodSound(sdp) {
  const type = OPUS.exec(sdp)?.[1];
  if (!type) return sdp;
  const nack = `a=rtcp-fb:${type} nack`;
  return sdp
    .split("\r\n")
    .flatMap((line) => {
      if (line.startsWith(`a=rtpmap:${type} `) && !sdp.includes(`${nack}\r\n`)) return [line, nack];
      if (line.startsWith(`a=fmtp:${type} `)) return [withParameters(line, SOUND)];
      return [line];
    })
    .join("\r\n");
}

/** @param {string} sdp the fragment that tells the other side of a new ICE session */
export function fragmentOf(sdp) {
  const [ufrag, pwd] = sdp.match(NAMED) ?? [];
  const mid = /^a=mid:(\S+)/m.exec(sdp)?.[1] ?? "0";
  return `${ufrag}\r\n${pwd}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:${mid}\r\n`;
}

/** @param {string} answer @param {string} fragment the answer as it reads in the new ICE session */
export function answerAnew(answer, fragment) {
  const [ufrag = "", pwd = ""] = fragment.match(NAMED) ?? [];
  return answer.replace(NAMED, (line) => (line.includes("ufrag") ? ufrag : pwd));
}

/** Address and port of the first candidate, which is the best one; "" where there is none.
 * @param {string} sdp */
export function firstCandidate(sdp) {
  const [, address = "", port = ""] = CANDIDATE.exec(sdp) ?? [];
  if (!address) return "";
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
