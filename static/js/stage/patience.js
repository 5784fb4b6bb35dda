/**
 * How long to wait before asking again: longer each time, never at the same moment as others, and
 * not a moment longer once something happened.
 */

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
