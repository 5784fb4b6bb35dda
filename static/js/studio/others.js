/** Others: whoever else is on stage, seen and heard while we are. Nobody watches themselves. */
import { Watching } from "../stage/watching.js";
import { place } from "./place.js";

export class Others {
  /** @type {Watching | null} */
  watching = null;
  /** @type {Map<string, HTMLElement>} */
  tiles = new Map();
  /** @type {Performer[]} */
  people = [];

  /** @param {import("../stage/line.js").Line} line @param {{part: string, whep: string}} facts */
  constructor(line, facts) {
    this.line = line;
    this.facts = facts;
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => this.playAll());
  }

  /** @param {{state: string, performers: Performer[]}} show @param {boolean} isWanted */
  follow({ state, performers }, isWanted) {
    this.people = performers.filter((one) => one.part !== this.facts.part && one.sending && !one.removed);
    const wanted = isWanted && this.people.length > 0;
    if (wanted && !this.watching) this.begin(state, performers.length);
    else if (!wanted && this.watching) this.end();
    this.show();
  }

  /** @param {string} state @param {number} performers */
  begin(state, performers) {
    const watching = new Watching(this.line, { state, performers, whep: this.facts.whep });
    this.watching = watching;
    watching.addEventListener("session", (event) => {
      const session = /** @type {CustomEvent} */ (event).detail;
      if (!session) return;
      for (const one of session.received) this.take(one);
      session.addEventListener("track", (/** @type {CustomEvent} */ found) => this.take(found.detail));
    });
    watching.start();
  }

  end() {
    this.watching?.stop();
    this.watching = null;
    for (const part of this.tiles.keys()) this.drop(part);
  }

  /** @param {{part: string, track: MediaStreamTrack}} received */
  take({ part, track }) {
    if (part === this.facts.part) return;
    const video = this.videoOf(this.tiles.get(part) ?? this.tile(part));
    const stream = /** @type {MediaStream} */ (video.srcObject ?? new MediaStream());
    for (const old of stream.getTracks()) if (old.kind === track.kind) stream.removeTrack(old);
    stream.addTrack(track);
    video.srcObject = stream;
    void this.play(video);
    this.show();
  }

  /** @param {string} part */
  tile(part) {
    const pattern = /** @type {HTMLTemplateElement} */ (document.getElementById("studio-other"));
    const tile = /** @type {HTMLElement} */ (pattern.content.firstElementChild?.cloneNode(true));
    this.tiles.set(part, tile);
    place("others-list").append(tile);
    return tile;
  }

  /** @param {HTMLElement} tile */
  videoOf(tile) {
    return /** @type {HTMLVideoElement} */ (tile.querySelector("video"));
  }

  /** @param {string} part */
  drop(part) {
    this.tiles.get(part)?.remove();
    this.tiles.delete(part);
  }

  show() {
    const here = new Map(this.people.map((one) => [one.part, one.name]));
    for (const [part, tile] of this.tiles) {
      const name = here.get(part);
      tile.hidden = name === undefined;
      const words = /** @type {HTMLElement} */ (tile.querySelector("[data-at='name']"));
      if (name !== undefined && words.textContent !== name) words.textContent = name;
    }
    place("others").hidden = ![...this.tiles.values()].some((tile) => !tile.hidden);
  }

  /** With sound where the browser lets us, and as soon as it does.
   * @param {HTMLVideoElement} video */
  async play(video) {
    video.muted = false;
    try {
      await video.play();
    } catch {
      video.muted = true;
      await video.play().catch(() => {});
    }
  }

  playAll() {
    for (const tile of this.tiles.values()) {
      const video = this.videoOf(tile);
      if (video.muted) void this.play(video);
    }
  }
}
