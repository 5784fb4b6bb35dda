/** The clock of the site, as near as its answers tell: of several the quickest is believed. */

const QUESTIONS = 4;

export class SiteClock {
  constructor() {
    this.offset = /** @type {number | null} */ (null);
    this.doubt = Infinity; // half of the quickest round trip, in milliseconds
  }

  /** Now on that clock, in milliseconds since 1970; null before it was asked. */
  now() {
    return this.offset === null ? null : performance.timeOrigin + performance.now() + this.offset;
  }

  /** @param {import("../lib/conversation.js").Conversation} conversation */
  async ask(conversation) {
    this.doubt = Infinity;
    for (let question = 0; question < QUESTIONS; question += 1) {
      const before = performance.timeOrigin + performance.now();
      const { server_time: theirs } = await conversation.ask("ping");
      const after = performance.timeOrigin + performance.now();
      const doubt = (after - before) / 2;
      if (doubt >= this.doubt) continue;
      this.doubt = doubt;
      this.offset = new Date(theirs).getTime() - (before + after) / 2;
    }
  }
}
