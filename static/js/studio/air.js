/** How it stands with the show and with us, in one word for which the page has a sentence. */

/**
 * @param {{state: string}} show @param {boolean} isSending
 * @returns {"off" | "draft" | "rehearsal" | "doors" | "live" | "alone" | "paused" | "dark" | "over" | "cancelled"}
 */
export function airOf({ state }, isSending) {
  if (state === "live") return isSending ? "live" : "alone";
  if (state === "intermission") return "paused";
  if (state === "interrupted") return "dark";
  if (state === "doors") return "doors";
  if (state === "draft" || state === "cancelled") return state;
  if (state === "ended" || state === "replay") return "over";
  return isSending ? "rehearsal" : "off";
}

export const isOver = (/** @type {string} */ air) => ["over", "cancelled", "draft"].includes(air);

/** @param {number} seconds */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
