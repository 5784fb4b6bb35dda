/**
 * Keys of the player, wherever on the page nobody types: <kbd data-key="m"> lists them.
 * They can be switched off, for those whose machine types for them (<input data-at="keys-on">).
 */
import { recall, remember } from "./player_memory.js";

/** @type {Record<string, string>} */
const ACTS = {
  " ": "play", k: "play", m: "mute", f: "full", t: "theatre", i: "pip", "?": "keys",
  Escape: "smaller", ArrowUp: "louder", ArrowDown: "softer", ArrowRight: "next", ArrowLeft: "before",
};
const TYPING = "input:not([type=range]), textarea, select, [contenteditable], dialog[open]";
const PRESSED = "button, a, summary, audio, video";

/** @typedef {HTMLElement & {act: (act: string) => void, fills: boolean}} LivePlayer */

/** @param {LivePlayer} player @param {AbortSignal} signal */
export function wireKeys(player, signal) {
  const choice = /** @type {HTMLInputElement | null} */ (player.querySelector("[data-at='keys-on']"));
  if (choice) {
    choice.checked = recall("keys", true);
    choice.addEventListener("change", () => remember("keys", choice.checked));
  }
  const hear = (/** @type {KeyboardEvent} */ event) => press(player, event);
  document.addEventListener("keydown", hear, { signal });
}

/** @param {LivePlayer} player @param {KeyboardEvent} event */
function press(player, event) {
  const act = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const at = event.target instanceof Element ? event.target : document.body;
  if (!act || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (at.closest(TYPING) || (event.key === " " && at.closest(PRESSED))) return;
  if (!recall("keys", true) && act !== "keys") return;
  // Arrows belong to the page, unless somebody is in the player or it is all there is to see.
  const isOurs = player.contains(at) || player.fills;
  if (event.key.startsWith("Arrow") && (!isOurs || at.closest("input"))) return;
  if (act === "smaller" && !document.documentElement.hasAttribute("data-theatre")) return;
  if (event.repeat && act !== "louder" && act !== "softer") return;
  event.preventDefault();
  player.act(act);
}
