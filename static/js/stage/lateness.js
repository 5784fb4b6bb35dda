/**
 * How late the picture is: from the relay's receiving it to its being played here, measured.
 *
 * The browser tells the moment of what it plays on the relay's clock (sender reports carry it), the
 * site tells its clock. What the picture needed from the stage to the relay is not in it. Where
 * anything of this is missing, or makes no sense, there is no figure.
 */
import { SiteClock } from "./site_clock.js";

const ASK_EVERY_MS = 60000;
const MOST_DOUBT_MS = 150;
const MOST_MS = 30000;
const KEPT = 9;

export class Lateness {
  /** @param {import("../lib/conversation.js").Conversation} conversation */
  constructor(conversation) {
    this.conversation = conversation;
    this.clock = new SiteClock();
    this.askedAt = -Infinity;
    /** @type {number[]} */
    this.seen = [];
  }

  restart() {
    this.seen = [];
  }

  /** @param {import("./reading.js").Reading} reading */
  read({ playedAt, at }) {
    if (at - this.askedAt > ASK_EVERY_MS && this.conversation.isOpen) {
      this.askedAt = at;
      this.clock.ask(this.conversation).catch(() => {});
    }
    const now = this.clock.now();
    if (playedAt === null || now === null || this.clock.doubt > MOST_DOUBT_MS) return;
    const late = now - playedAt;
    if (late < -this.clock.doubt || late > MOST_MS) this.seen = [];
    else this.seen = [...this.seen, Math.max(0, late)].slice(-KEPT);
  }

  /** Seconds, the middle of what was seen last; null while nobody can tell. */
  get seconds() {
    if (this.seen.length < 3) return null;
    const sorted = [...this.seen].sort((one, other) => one - other);
    return (sorted[sorted.length >> 1] ?? 0) / 1000;
  }
}
