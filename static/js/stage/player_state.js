/**
 * What the player knows, and what follows from it: pure, without a clock, a page or a connection.
 * A source (today `Watching`, which is live) brings the facts, the viewer the wishes; another source
 * has to bring the same.
 *
 * @typedef {{
 *   state: string, condition: string, refusal: string, address: string,
 *   isPlaying: boolean, hasPicture: boolean, movesNow: boolean, heardMs: number | null,
 *   lateness: number | null, weather: string, coming: string, isStageQuiet: boolean, siteLostMs: number | null,
 * }} Facts `state` of the show; `condition`, `refusal` (a code) and `address` of the source; `heardMs`:
 *   for how long something has come through; `coming`: the size that was chosen and is on its way
 * @typedef {{isPaused: boolean, isMuted: boolean, isSilenced: boolean}} Wishes silenced: by the browser,
 *   until somebody presses something
 * @typedef {{name: string, values?: Record<string, string>}} Word by its name in the template
 * @typedef {{
 *   scene: "waiting" | "picture" | "sound" | "dark", isSeen: boolean, slate: Word, hint: Word | null, told: string,
 *   isLive: boolean, lateness: number | null, isQuiet: boolean, asksForSound: boolean,
 * }} Seen what is to be shown; `told`: what those who listen to the page are told when it changes
 */

import { isBackstage } from "../shows/states.js";

const LATE_HINT_MS = 4000; // the site comes back within that as a rule
const NO_PICTURE_MS = 1500; // sound alone is a show without a picture only when none follows
/** @type {Record<string, string>} */
const REFUSED = { "media.no_common_codec": "codec", "relay.full": "full" };

/** @param {Facts} facts @param {Wishes} wishes @returns {Seen} */
export function seenOf(facts, { isPaused, isMuted, isSilenced }) {
  const scene = sceneOf(facts);
  const isSeen = scene === "picture" || scene === "sound";
  const waits = facts.condition === "blocked" ? "blocked" : "";
  return {
    scene,
    isSeen,
    slate: { name: slateOf(facts), values: { address: facts.address } },
    hint: isSeen ? hintOf(facts) : null,
    told: scene === "dark" ? facts.state : isSeen ? "seen" : waits,
    isLive: facts.state === "live",
    lateness: isSeen ? facts.lateness : null,
    isQuiet: isSeen && !isPaused && !isMuted && !isSilenced && facts.isStageQuiet,
    asksForSound: isSeen && isSilenced,
  };
}

/** What still moves is shown: the word of the site may be a moment behind.
 * @param {Facts} facts */
export const isDark = ({ state, movesNow }) => state === "intermission" || (state === "interrupted" && !movesNow);

/** @param {Facts} facts @returns {Seen["scene"]} */
function sceneOf(facts) {
  if (isDark(facts)) return "dark";
  if (facts.condition === "blocked") return "waiting";
  if (facts.isPlaying && facts.hasPicture) return "picture";
  return facts.heardMs !== null && facts.heardMs > NO_PICTURE_MS ? "sound" : "waiting";
}

/** @param {Facts} facts */
function slateOf({ state, refusal, condition }) {
  if (state !== "live") return isBackstage(state) ? "rehearsal" : state;
  return REFUSED[refusal] ?? (["mending", "blocked"].includes(condition) ? condition : "opening");
}

/** What is wrong with the line, the most important first.
 * @param {Facts} facts @returns {Word | null} */
function hintOf({ condition, coming, weather, siteLostMs }) {
  if (condition === "mending") return { name: "mending" };
  if (coming) return { name: "switching", values: { size: coming.replace("x", " × ") } };
  if (weather) return { name: weather };
  return siteLostMs !== null && siteLostMs > LATE_HINT_MS ? { name: "site" } : null;
}
