/**
 * How long to wait before asking again: longer each time, never at the same moment as others, and
 * not a moment longer once something happened.
 */
import { Refusal } from "../lib/conversation.js";

// The show itself says when it is worth asking again; these are asked a little earlier than told.
const SOON = new Set(["stage.empty", "relay.no_answer", "show.not_on_air", "socket.lost", "socket.no_answer"]);
const EMPTY_MS = 3000;
const UNTOLD_SECONDS = 5;
const SHORTEST_MS = 250;
const LONGEST_MS = 4000;
const GROWTH = 1.6;

export class Patience {
  tries = 0;

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

/** How long to wait at least: as long as a refusal says, and longer while nobody performs.
 * @param {unknown} problem @param {{sending: boolean}[]} performers */
export function leastMs(problem, performers) {
  const isTold = problem instanceof Refusal && !SOON.has(problem.code);
  const told = isTold ? (problem.retryAfter ?? UNTOLD_SECONDS) * 1000 : 0;
  const isEmpty = !performers.some((one) => one.sending); // the show tells when it is not
  return Math.max(told, isEmpty ? EMPTY_MS : 0);
}
