/**
 * How long to wait before asking again: longer each time, never at the same moment as others, and
 * not a moment longer once something happened.
 */
import { Refusal } from "../lib/conversation.js";

// The show itself says when it is worth asking again; these are asked a little earlier than told.
const SOON = new Set(["stage.empty", "relay.no_answer", "show.not_on_air", "socket.lost", "socket.no_answer"]);
const UNTOLD_SECONDS = 5;
const SHORTEST_MS = 250;
const LONGEST_MS = 4000;
const GROWTH = 1.6;

export class Patience {
  constructor() {
    this.calm();
  }

  /** It went well: the next wait is a short one. */
  calm() {
    this.tries = 0;
  }

  /** @param {number} [least] milliseconds @returns {Promise<void>} */
  rest(least = 0) {
    const longest = Math.min(LONGEST_MS, SHORTEST_MS * GROWTH ** this.tries);
    this.tries += 1;
    const wait = Math.max(least, longest * (0.5 + Math.random() / 2));
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, wait);
    });
  }

  nudge() {
    this.wake?.();
  }
}

/** How long a refusal says to wait, in milliseconds; not at all after anything else.
 * @param {unknown} problem */
export function toldMs(problem) {
  if (!(problem instanceof Refusal) || SOON.has(problem.code)) return 0;
  return (problem.retryAfter ?? UNTOLD_SECONDS) * 1000;
}
