/**
 * The quality that a viewer chose, and whether the relay has agreed to it (`session.layer`).
 *
 * One request at a time, so that two choices in quick succession arrive in their order; and again
 * after a pause when a request was refused or lost.
 */

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000; // a choice that is refused for good costs next to nothing

/** @typedef {import("./session.js").Session} Session */

export class QualityChoice {
  /** @param {import("../lib/conversation.js").Conversation} line */
  constructor(line) {
    this.line = line;
    this.layer = "auto";
    this.isAsking = false;
    this.askAt = -Infinity;
    this.pause = FIRST_PAUSE_MS;
  }

  /** @param {string} layer @param {Session | null} session */
  async choose(layer, session, now = performance.now()) {
    this.layer = layer;
    this.pause = FIRST_PAUSE_MS;
    await this.settle(session, now);
  }

  /** To be called now and then.
   * @param {Session | null} session @param {number} now */
  async look(session, now = performance.now()) {
    if (now < this.askAt || !this.line.isOpen) return;
    await this.settle(session, now).catch(() => {});
  }

  /** Ask until the relay sends what was chosen, or something goes wrong.
   * @param {Session | null} session */
  async settle(session, now = performance.now()) {
    if (this.isAsking || !session) return;
    this.isAsking = true;
    try {
      while (!session.isOver && session.layer !== this.layer) {
        const { layer } = this;
        await this.line.ask("choose", { session: session.id, layer });
        session.layer = layer;
      }
      this.pause = FIRST_PAUSE_MS;
    } catch (refusal) {
      session.layer = ""; // nobody knows: the answer may be lost, and not the request
      this.askAt = now + this.pause;
      this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
      throw refusal;
    } finally {
      this.isAsking = false;
    }
  }
}
