/**
 * BlockedNetwork: counts attempts in a row that the site answered and that brought no media. After
 * the second one the network counts as one that blocks UDP, since one may fail by chance. It is tried
 * again, less and less often.
 */

const BLOCKED_AFTER = 2;
const FIRST_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 60000;

export class BlockedNetwork {
  constructor() {
    this.attempts = 0;
    this.address = ""; // where media was to come from, as "203.0.113.5:8189"
  }

  /** The first session that connects proves that the network is open.
   * @param {EventTarget & {peer: {connectionState: string}}} session */
  follow(session) {
    if (session.peer.connectionState === "connected") this.attempts = 0;
    session.addEventListener("connected", () => (this.attempts = 0), { once: true });
  }

  /** A session is lost; true if it never connected.
   * @param {{wasConnected: boolean, relayAddress: string}} session */
  failed(session) {
    if (session.wasConnected) return false;
    this.attempts += 1;
    this.address = session.relayAddress;
    return true;
  }

  get isBlocked() {
    return this.attempts >= BLOCKED_AFTER;
  }

  get outlook() {
    return this.isBlocked ? "blocked" : "opening";
  }

  /** The pause before the next attempt. */
  get pauseMs() {
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.attempts - BLOCKED_AFTER));
  }
}
