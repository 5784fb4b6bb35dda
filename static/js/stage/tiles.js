/**
 * The pictures of those on stage: one large, the others beside it, and the viewer may swap them.
 *
 * Each tile plays the sound of its performer as well. A tile is never moved in the document, only
 * told to be `data-main`: a picture that is moved stands still for a moment.
 */

const STILL_MS = 5000;
const MOVES_MS = 1200;
const PLACEHOLDER = 2; // pixels a side: Chromium shows such a frame for a connection that brought none

/** @typedef {import("./session.js").Session} Session
 * @typedef {import("./session.js").Received} Received
 * @typedef {import("./reading.js").Reading} Reading */

export class Tiles {
  /** @param {HTMLElement} place @param {(name: string) => string} swapWords */
  constructor(place, swapWords) {
    this.place = place;
    this.swapWords = swapWords;
    /** @type {Map<string, Tile>} by part, and by part and place for a second picture */
    this.tiles = new Map();
    this.picked = "";
    this.isMuted = true;
    this.isPaused = false;
    this.volume = 1;
    /** @type {Performer[]} */
    this.performers = [];
  }

  get main() {
    return [...this.tiles.values()].find((tile) => tile.box.hasAttribute("data-main"));
  }

  get hasPicture() {
    return Boolean(this.main?.hasPicture);
  }

  get movesNow() {
    return performance.now() - (this.main?.movedAt ?? -Infinity) < MOVES_MS;
  }

  /** Play what this session receives, instead of what was played before.
   * @param {Session | null} session */
  play(session) {
    const before = this.tiles;
    this.tiles = new Map();
    for (const received of session?.received ?? []) this.#add(received, before);
    for (const tile of this.tiles.values()) tile.show();
    for (const [key, tile] of before) if (!this.tiles.has(key)) tile.remove();
    this.arrange();
  }

  /** @param {Received} received @param {Map<string, Tile>} before */
  #add({ part, track, mid }, before) {
    const isSecond = track.kind === "video" && this.tiles.get(part)?.picture;
    const key = isSecond ? `${part} screen` : part;
    const tile = this.tiles.get(key) ?? before.get(key) ?? this.#make(key);
    if (!this.tiles.has(key)) tile.empty();
    tile.take(track, mid);
    this.tiles.set(key, tile);
  }

  /** @param {string} key */
  #make(key) {
    const tile = new Tile(key);
    tile.button.addEventListener("click", () => this.pick(key));
    this.place.append(tile.box);
    return tile;
  }

  /** @param {string} key */
  pick(key) {
    this.picked = key;
    this.arrange();
    this.place.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: this.main?.name }));
  }

  /** The next one large.
   * @param {1 | -1} step */
  turn(step) {
    const keys = [...this.tiles].filter(([, tile]) => !tile.box.hidden).map(([key]) => key);
    if (keys.length < 2) return;
    const here = keys.findIndex((key) => this.tiles.get(key) === this.main);
    this.pick(keys[(here + step + keys.length) % keys.length] ?? "");
  }

  /** @param {Performer[]} performers as the show tells it */
  know(performers) {
    this.performers = performers;
    this.arrange();
  }

  /** Who is shown, who is large, and under what name. */
  arrange() {
    const known = new Map(this.performers.map((one) => [one.part, one]));
    for (const [key, tile] of this.tiles) {
      const performer = known.get(key.split(" ")[0] ?? "");
      tile.box.hidden = known.size > 0 && !performer?.sending;
      tile.call(performer?.name ?? "", this.swapWords(performer?.name ?? ""));
      tile.hush(this.isMuted, this.volume);
    }
    const shown = [...this.tiles].filter(([, tile]) => !tile.box.hidden);
    const order = this.performers.map((one) => one.part);
    const first = order.flatMap((part) => [`${part} screen`, part]).find((key) => shown.some(([one]) => one === key));
    const main = shown.some(([key]) => key === this.picked) ? this.picked : (first ?? shown[0]?.[0]);
    for (const [key, tile] of this.tiles) tile.stand(key === main, shown.length > 1);
    this.place.dataset.count = String(shown.length);
    this.place.closest(".player")?.classList.toggle("player-company", shown.length > 1);
  }

  /** @param {Reading} reading */
  read(reading) {
    for (const tile of this.tiles.values()) tile.read(reading);
  }

  /** The stage is dark: the next picture is a first one again. */
  darken() {
    for (const tile of this.tiles.values()) tile.await();
  }

  /** @param {boolean} isMuted @param {number} volume from 0 to 1 */
  hush(isMuted, volume) {
    this.isMuted = isMuted;
    this.volume = volume;
    for (const tile of this.tiles.values()) tile.hush(isMuted, volume);
  }

  /** @returns {Promise<void>} rejected where the browser wants a click first */
  async resume() {
    this.isPaused = false;
    const played = async (/** @type {Tile} */ tile) => {
      await tile.ready;
      if (!this.isPaused) await tile.video.play();
    };
    await Promise.all([...this.tiles.values()].map(played));
  }

  pause() {
    this.isPaused = true;
    for (const tile of this.tiles.values()) tile.video.pause();
  }
}

class Tile {
  /** @param {string} key */
  constructor(key) {
    this.box = document.createElement("figure");
    this.box.className = "tile";
    this.box.dataset.part = key;
    this.video = document.createElement("video");
    this.video.playsInline = true;
    this.video.autoplay = true;
    this.video.muted = true;
    this.video.disableRemotePlayback = true;
    this.caption = document.createElement("figcaption");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "tile-swap";
    this.box.append(this.video, this.caption, this.button);
    this.name = this.picture = this.sound = "";
    this.movedAt = -Infinity;
    /** When it has something to play. */
    this.ready = Promise.resolve();
    this.empty();
    this.await();
  }

  get hasPicture() {
    return this.box.hasAttribute("data-picture");
  }

  empty() {
    this.stream = new MediaStream();
    this.picture = "";
    this.sound = "";
  }

  /** Once all of it is there: each change of a stream that plays begins it anew. */
  show() {
    const { stream } = this;
    if (this.video.srcObject === stream || !stream) return;
    this.ready = arrival(stream).then(() => {
      if (stream === this.stream) this.video.srcObject = stream;
    });
  }

  /** From the very picture on that comes next it has one: `moves` says so. */
  await() {
    this.movedAt = -Infinity;
    this.box.removeAttribute("data-picture");
    this.#watch();
  }

  #watch() {
    const { video } = this;
    if (this.frame) video.cancelVideoFrameCallback(this.frame);
    if ("requestVideoFrameCallback" in video) this.frame = video.requestVideoFrameCallback(() => this.#seen());
    else video.addEventListener("timeupdate", () => this.#seen(), { once: true });
  }

  /** A frame is shown; it is a picture if it was decoded and has a real size. */
  #seen() {
    const { video } = this;
    if (video.videoWidth <= PLACEHOLDER || !video.getVideoPlaybackQuality().totalVideoFrames) return this.#watch();
    this.movedAt = performance.now();
    this.box.setAttribute("data-picture", "");
    this.box.dispatchEvent(new Event("moves", { bubbles: true }));
  }

  /** @param {MediaStreamTrack} track @param {string} mid */
  take(track, mid) {
    if (track.kind === "video") this.picture = mid;
    else this.sound = mid;
    this.stream?.addTrack(track);
  }

  /** @param {string} name @param {string} words what the button does */
  call(name, words) {
    this.name = this.caption.textContent = name;
    this.button.setAttribute("aria-label", words);
  }

  /** @param {boolean} isMain @param {boolean} inCompany */
  stand(isMain, inCompany) {
    this.box.toggleAttribute("data-main", isMain);
    this.caption.hidden = !inCompany;
    this.button.hidden = isMain;
  }

  /** A picture that has not moved for a while is none: the camera is off.
   * @param {Reading} reading */
  read(reading) {
    const flow = reading.flows.get(this.picture);
    if (flow?.moves) this.movedAt = reading.at;
    this.box.toggleAttribute("data-picture", reading.at - this.movedAt < STILL_MS);
    const level = reading.flows.get(this.sound)?.level ?? 0;
    this.box.toggleAttribute("data-heard", level > 0.02);
  }

  /** @param {boolean} isMuted @param {number} volume */
  hush(isMuted, volume) {
    this.video.muted = isMuted;
    this.video.volume = volume;
  }

  remove() {
    this.video.srcObject = null;
    this.box.remove();
  }
}

/** A video that waits for its first picture keeps the whole page loading, for ever where nobody
 * performs; until the page is there, it gets its stream when something comes.
 * @param {MediaStream} stream @returns {Promise<void>} */
function arrival(stream) {
  const tracks = stream.getTracks();
  if (document.readyState === "complete" || tracks.some((track) => !track.muted)) return Promise.resolve();
  return new Promise((resolve) => {
    const come = () => resolve();
    for (const track of tracks) track.addEventListener("unmute", come, { once: true });
    addEventListener("load", come, { once: true });
  });
}
