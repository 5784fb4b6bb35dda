/** The curtain: whether it may rise now, and raising it. */
import { Refusal } from "../lib/conversation.js";
import { isOnAir } from "../shows/states.js";
import { asked } from "./asking.js";
import { place, tell } from "./place.js";

// Our picture may reach the relay some seconds after the host pressed the button.
const CURTAIN_TRIES = 12;
const CURTAIN_MS = 600;

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {number} ms */
const wait = (ms) => new Promise((go) => setTimeout(go, ms));

/** Before the doors it is asked for twice, in the words of the site, which knows how many are told.
 * @param {Desk} desk @returns {Promise<{early?: boolean} | null>} how to begin; null where it is called off */
export async function mayBegin(desk) {
  if (!desk.isBeforeDoors || Date.now() + desk.clockOffset >= Date.parse(desk.show.doors_at)) return {};
  try {
    await desk.ask("show.go_live");
  } catch (problem) {
    if (!(problem instanceof Refusal && problem.code === "show.too_early")) return {};
    tell(place("go-early-words"), problem.message);
    return (await asked("go-early")) ? { early: true } : null;
  }
  return null; // the doors opened in this very moment, and the curtain is up
}

/** Ask again until our picture has arrived.
 * @param {Desk} desk @param {{early?: boolean}} how */
export async function raiseCurtain(desk, how) {
  /** @type {unknown} */
  let refused;
  for (let tries = 0; tries < CURTAIN_TRIES && !isOnAir(desk.show.state); tries += 1) {
    try {
      return await desk.conversation.ask("show.go_live", how);
    } catch (problem) {
      refused = problem;
      await wait(CURTAIN_MS);
    }
  }
  if (!isOnAir(desk.show.state)) throw refused;
}
