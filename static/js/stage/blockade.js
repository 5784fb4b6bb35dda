/**
 * Blockade: attempts in a row that the site answered and that brought no media. It stands after the
 * second, because one may fail by chance: the network lets no media through. Such a network is tried
 * again, and less and less often.
 */

const STANDS_AFTER = 2;
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 60000;

export class Blockade {
  constructor() {
    this.attempts = 0;
    this.address = ""; // where media was to come from, as "203.0.113.5:8189"
  }

  /** It is lifted by the first session that connects.
   * @param {EventTarget & {peer: {connectionState: string}}} session */
  follow(session) {
    if (session.peer.connectionState === "connected") this.attempts = 0;
    session.addEventListener("connected", () => (this.attempts = 0), { once: true });
  }

  /** A session is lost; whether it is one that never came through.
   * @param {{wasConnected: boolean, relayAddress: string}} session */
  meets(session) {
    if (session.wasConnected) return false;
    this.attempts += 1;
    this.address = session.relayAddress;
    return true;
  }

  get stands() {
    return this.attempts >= STANDS_AFTER;
  }

  get outlook() {
    return this.stands ? "blocked" : "opening";
  }

  /** Until the next attempt. */
  get pauseMs() {
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.attempts - STANDS_AFTER));
  }
}
