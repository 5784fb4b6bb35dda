/**
 * Devices: the camera, the microphone and the screen of this machine.
 *
 * `picture` and `sound` are the tracks to send now, never null once `open` was called: without a
 * camera the card of the show, without a microphone silence. Events: `picture`, `sound` (another
 * track than before), `list` (devices came or went), `gone` ({kind}: taken away while in use) and
 * `still` ({kind, isStill}: it is there and gives nothing, as behind a switch or a cover).
 */
import { remembered, remember } from "./remembering.js";
import { silentTrack } from "./sound.js";

const NONE = "none";
const SIZES = { 720: { width: 1280, height: 720 }, 360: { width: 640, height: 360 } };

/** @typedef {"camera" | "microphone"} Kind */

export class Devices extends EventTarget {
  /** @type {MediaStreamTrack | null} */
  camera = null;
  /** @type {MediaStreamTrack | null} */
  microphone = null;
  /** @type {MediaStreamTrack | null} */
  screen = null;
  isMuted = false;
  isDark = false; // the camera is off because the performer wants it so
  isPaused = false;

  /** @param {import("./card.js").Card} card */
  constructor(card) {
    super();
    this.card = card;
    this.chosen = remembered();
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.changed());
  }

  get picture() {
    return this.isPaused ? this.card.track : this.ownPicture;
  }

  /** What would be sent if nothing was paused: performers look at themselves in the intermission. */
  get ownPicture() {
    return this.screen ?? (this.isDark ? null : this.camera) ?? this.card.track;
  }

  get sound() {
    return this.microphone ?? silentTrack();
  }

  get isMirrored() {
    const faces = this.camera?.getSettings().facingMode !== "environment";
    return !this.screen && !this.isDark && Boolean(this.camera) && faces;
  }

  /** Ask for both at once, so that a visitor is asked once.
   * @returns {Promise<unknown>} what went wrong */
  async open() {
    if (!navigator.mediaDevices) return new DOMException("", "InsecureError");
    const both = { audio: this.constraintsOf("microphone"), video: this.constraintsOf("camera") };
    if (!both.audio && !both.video) return null;
    try {
      this.take(await navigator.mediaDevices.getUserMedia(both));
      return null;
    } catch (problem) {
      if (isDenial(problem)) return problem;
      const wanted = /** @type {Kind[]} */ (["camera", "microphone"]).filter((kind) => this.chosen[kind] !== NONE);
      const problems = [];
      for (const kind of wanted) problems.push(await this.openOne(kind));
      return problems.find(Boolean) ?? null;
    }
  }

  /** Before going on air; whoever has not answered yet is asked, and no answer will do as well. */
  async ready() {
    if (!this.camera && !this.microphone && !this.isDark) await this.open();
  }

  /** @param {Kind} kind @returns {Promise<unknown>} what went wrong, or null */
  async openOne(kind) {
    const media = navigator.mediaDevices;
    const name = kind === "camera" ? "video" : "audio";
    const wanted = this.constraintsOf(kind);
    if (!wanted) {
      this.release(kind);
      return null;
    }
    try {
      this.take(await media.getUserMedia({ [name]: wanted }));
    } catch (problem) {
      // The one that was chosen last time is not plugged in today: any other will do.
      if (!["OverconstrainedError", "NotFoundError"].includes(nameOf(problem))) return problem;
      const { deviceId: _left, ...any } = wanted;
      try {
        this.take(await media.getUserMedia({ [name]: any }));
      } catch (still) {
        return still;
      }
    }
    return null;
  }

  /** @param {Kind | "size" | "manner"} what @param {string} value */
  async choose(what, value) {
    this.chosen = { ...this.chosen, [what]: value };
    remember(this.chosen);
    if (what === "size") return this.openOne("camera");
    if (what === "manner") return this.openOne("microphone");
    if (what === "camera") this.isDark = false;
    return this.openOne(what);
  }

  /** @param {Kind} kind @returns {MediaTrackConstraints | false} */
  constraintsOf(kind) {
    const id = this.chosen[kind];
    if (id === NONE) return false;
    const device = id ? { deviceId: { exact: id } } : {};
    if (kind === "camera") {
      const { width, height } = SIZES[this.chosen.size] ?? SIZES[720];
      const size = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: 30 } };
      // A wide picture: many a camera has its small ones in the old shape. What is held in the hand
      // keeps its own: a telephone that is held upright is not cut to a square.
      const shape = isHandheld() ? { resizeMode: { ideal: "none" } } : { aspectRatio: { ideal: width / height } };
      return { ...device, ...size, ...shape };
    }
    const speech = this.chosen.manner !== "music";
    const clean = { echoCancellation: speech, noiseSuppression: speech, autoGainControl: speech };
    return { ...device, ...clean, ...(speech ? {} : { channelCount: { ideal: 2 } }) };
  }

  /** @param {MediaStream} stream */
  take(stream) {
    const [camera] = stream.getVideoTracks();
    const [microphone] = stream.getAudioTracks();
    if (camera) this.use("camera", camera);
    if (microphone) this.use("microphone", microphone);
    void this.changed();
  }

  /** @param {Kind} kind @param {MediaStreamTrack} track */
  use(kind, track) {
    this.release(kind, false);
    this[kind] = track;
    if (kind === "camera") track.contentHint = "motion";
    else if (this.chosen.manner === "music") track.contentHint = "music";
    const tellStill = (/** @type {boolean} */ isStill) =>
      this.dispatchEvent(new CustomEvent("still", { detail: { kind, isStill } }));
    track.addEventListener("mute", () => this[kind] === track && tellStill(true));
    track.addEventListener("unmute", () => tellStill(false));
    tellStill(track.muted);
    track.addEventListener("ended", () => {
      if (this[kind] !== track) return;
      tellStill(false);
      this[kind] = null;
      this.announce(kind);
      this.dispatchEvent(new CustomEvent("gone", { detail: { kind } }));
    });
    this.announce(kind);
  }

  /** @param {Kind} kind @param {boolean} [say] */
  release(kind, say = true) {
    const track = this[kind];
    this[kind] = null;
    track?.stop();
    if (track && say) this.announce(kind);
  }

  /** @param {string} kind */
  announce(kind) {
    if (this.microphone) this.microphone.enabled = !this.isMuted && !this.isPaused;
    this.dispatchEvent(new Event(kind === "microphone" ? "sound" : "picture"));
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.isMuted = muted;
    this.announce("microphone");
  }

  /** The lamp of a camera that is off is off too.
   * @param {boolean} dark */
  async darken(dark) {
    this.isDark = dark;
    if (dark) {
      this.release("camera", false);
      this.announce("camera");
      return null;
    }
    if (this.chosen.camera === NONE) this.chosen = { ...this.chosen, camera: "" };
    return this.openOne("camera");
  }

  /** An interval: nobody is seen or heard.
   * @param {boolean} paused */
  pause(paused) {
    if (paused === this.isPaused) return;
    this.isPaused = paused;
    this.announce("camera");
    this.announce("microphone");
  }

  /** @returns {Promise<unknown>} what went wrong, or null */
  async shareScreen() {
    try {
      const wanted = { video: { frameRate: { ideal: 15, max: 30 } }, audio: false };
      const [track] = (await navigator.mediaDevices.getDisplayMedia(wanted)).getVideoTracks();
      track.contentHint = "detail";
      track.addEventListener("ended", () => this.screen === track && this.stopScreen());
      this.screen = track;
      this.announce("screen");
      return null;
    } catch (problem) {
      return problem;
    }
  }

  stopScreen() {
    this.screen?.stop();
    this.screen = null;
    this.announce("screen");
  }

  /** Everything off: the lamps go out. */
  close() {
    this.release("camera");
    this.release("microphone");
    if (this.screen) this.stopScreen();
  }

  async changed() {
    this.dispatchEvent(new Event("list"));
  }

  /** @param {Kind} kind @returns {Promise<MediaDeviceInfo[]>} */
  async listed(kind) {
    const wanted = kind === "camera" ? "videoinput" : "audioinput";
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all.filter((one) => one.kind === wanted && one.deviceId);
  }
}

/** @param {unknown} problem */
export const nameOf = (problem) => (problem instanceof DOMException || problem instanceof Error ? problem.name : "");

const isHandheld = () => matchMedia("(pointer: coarse)").matches;

/** @param {unknown} problem */
const isDenial = (problem) => ["NotAllowedError", "SecurityError"].includes(nameOf(problem));
