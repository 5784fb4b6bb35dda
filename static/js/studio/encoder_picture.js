/** Shows the picture that our encoder sends, as viewers get it, without sound. */
import { Watching } from "../stage/watching.js";
import { place } from "./place.js";

export class EncoderPicture {
  /** @param {import("../stage/line.js").Line} line @param {import("../stage/performing.js").Performing} performing
   * @param {{part: string, whep: string}} facts */
  constructor(line, performing, facts) {
    this.line = line;
    this.performing = performing;
    this.facts = facts;
    this.video = /** @type {HTMLVideoElement} */ (place("encoder-picture"));
    line.addEventListener("show.state", () => this.look());
    performing.addEventListener("change", () => this.look());
  }

  /** Whether somebody looks, and there is something to see. */
  look() {
    const show = this.line.latest["show.state"];
    const isSent = show?.performers.some((one) => one.part === this.facts.part && one.sending);
    const isWanted = isSent && !this.performing.isOn && !place("encoder").hidden;
    if (show && isWanted && !this.watching) this.begin(show);
    else if (!isWanted && this.watching) this.end();
  }

  /** @param {Show} show */
  begin({ state, performers }) {
    const { line, facts } = this;
    this.watching = new Watching(line, { state, performers: performers.length, whep: facts.whep });
    this.watching.addEventListener("session", (event) => {
      const session = /** @type {CustomEvent} */ (event).detail;
      for (const one of session?.received ?? []) this.take(one);
      session?.addEventListener("track", (/** @type {CustomEvent} */ found) => this.take(found.detail));
    });
    this.watching.start();
  }

  /** @param {import("../stage/session.js").Received} received */
  take({ part, track }) {
    if (part !== this.facts.part || track.kind !== "video") return;
    this.video.srcObject = new MediaStream([track]);
    this.video.hidden = false;
    void this.video.play().catch(() => {});
  }

  end() {
    this.watching?.stop();
    this.watching = null;
    this.video.srcObject = null;
    this.video.hidden = true;
  }
}
