/**
 * Performing: one person sends a picture and a sound to the stage of a show, and stays there.
 *
 * `go` takes the stage or throws a Refusal. From then on it comes back by itself whatever happens:
 * a new network restarts ICE, a relay that ended is asked anew, later each time and never at the
 * same moment as everybody else. It stops for good when somebody takes the part over, the host
 * sends it off, the show closes, or `stop` is called.
 *
 * Says `change` with {state, reason, refusal}: `joining`, `sending`, `lost` (it comes back), `over`.
 */
import { Refusal } from "../lib/conversation.js";
import { answerAnew, fragmentOf, withGoodSound } from "./descriptions.js";
import { addPicture, preferCodecs, settle, tune } from "./encodings.js";

const CONNECT_MS = 8000;
const PATIENCE_MS = 1500;
const BELIEFS = 3;
const FIRST_WAIT_MS = 400;
const FRESH_MS = 5000;
const LONGEST_WAIT_MS = 8000;
const SITE_WAIT_MS = 600; // between two tries to reach the site: they are few, and a whole house waits
const OVER = new Set(["replaced", "removed", "closed", "left"]);
// Refusals that no patience mends.
const FINAL = /^(stage\.(removed|elsewhere)|show\.|account\.|not_found|key\.|media\.|sdp\.)/;
// So long the site may take our own lost session for somebody who performs.
const TAKEN_MS = 12000;

export class Performing extends EventTarget {
  /** @type {RTCPeerConnection | null} */
  peer = null;
  /** @type {"idle" | "joining" | "sending" | "lost" | "over"} */
  state = "idle";
  session = "";
  etag = "";
  answer = "";

  /** @param {import("../lib/conversation.js").Conversation} conversation */
  constructor(conversation) {
    super();
    this.conversation = conversation;
    /** @type {RTCIceServer[]} */
    this.iceServers = [];
    this.picture = /** @type {MediaStreamTrack | null} */ (null);
    this.sound = /** @type {MediaStreamTrack | null} */ (null);
    this.wanted = false;
    this.isComing = false;
    this.tries = 0;
    conversation.addEventListener("session.ended", (event) => {
      this.ended(/** @type {CustomEvent} */ (event).detail);
    });
    conversation.addEventListener("open", () => (this.timer ? this.hurry() : void this.attend()));
    addEventListener("online", () => void this.restartIce());
    addEventListener("pageshow", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  get isOn() {
    return this.wanted && this.state !== "idle" && this.state !== "over";
  }

  /** Take the stage. */
  async go({ takeOver = false } = {}) {
    this.wanted = true;
    this.tries = 0;
    this.conversation.longestWait = SITE_WAIT_MS;
    clearTimeout(this.timer);
    this.timer = 0;
    this.become("joining");
    try {
      await this.perform(takeOver);
    } catch (problem) {
      this.wanted = false;
      this.drop();
      this.become("idle");
      throw problem;
    }
  }

  /** Leave the stage of one's own will. */
  async stop() {
    const session = this.session;
    this.finish("idle");
    if (session) await this.conversation.ask("leave", { session }).catch(() => {});
  }

  /** Another camera, a screen, a card: whoever watches notices nothing but the picture.
   * @param {"picture" | "sound"} kind @param {MediaStreamTrack | null} track */
  async replace(kind, track) {
    this[kind] = track;
    const place = kind === "sound" ? this.soundSender : this.pictureSender;
    if (this.peer && place) await place.replaceTrack(track).catch(() => this.again());
  }

  /** How many of the layers are sent, the smallest first.
   * @param {number} count */
  async sendLayers(count) {
    await tune(this.pictureSender, ({ encodings: all }) => {
      all.forEach((one, place) => (one.active = place >= all.length - count));
    });
  }

  /** @returns {Promise<RTCStatsReport | undefined>} */
  async statistics() {
    return this.peer?.getStats();
  }

  // ── one session

  /** @param {boolean} takeOver */
  async perform(takeOver) {
    this.drop();
    // A connection that is made while there is no network has no address, and is slow to find one.
    if (!this.conversation.isOpen) await this.conversation.opened();
    const peer = new RTCPeerConnection({ iceServers: this.iceServers, bundlePolicy: "max-bundle" });
    this.peer = peer;
    const stream = new MediaStream();
    const sound = peer.addTransceiver(this.sound ?? "audio", { direction: "sendonly", streams: [stream] });
    const picture = addPicture(peer, stream, this.picture);
    preferCodecs(picture);
    this.soundSender = sound.sender;
    this.pictureSender = picture.sender;
    await this.offer(peer);
    const asked = { sdp: peer.localDescription?.sdp, ...(takeOver && { take_over: true }) };
    const reply = await this.conversation.ask("perform", asked);
    if (this.peer !== peer) return void this.conversation.ask("leave", { session: reply.session }).catch(() => {});
    Object.assign(this, { session: reply.session, etag: reply.etag, answer: reply.sdp });
    await peer.setRemoteDescription({ type: "answer", sdp: reply.sdp });
    await this.connected(peer);
    if (this.doubted === reply.session) await this.believe(reply.session);
    await settle(this.pictureSender, this.soundSender);
    peer.addEventListener("connectionstatechange", () => this.follow(peer));
    this.tries = 0;
    this.become("sending");
    this.follow(peer);
  }

  /** @param {RTCPeerConnection} peer @param {RTCOfferOptions} [how] */
  async offer(peer, how) {
    const { sdp = "" } = await peer.createOffer(how);
    try {
      await peer.setLocalDescription({ type: "offer", sdp: withGoodSound(sdp) });
    } catch {
      await peer.setLocalDescription({ type: "offer", sdp });
    }
  }

  /** @param {RTCPeerConnection} peer */
  connected(peer) {
    return new Promise((resolve, reject) => {
      const refusal = new Refusal("stage.no_line", "No line to the stage.", 2);
      const timer = setTimeout(() => reject(refusal), CONNECT_MS);
      const look = () => {
        if (peer.connectionState === "connected") resolve(undefined);
        else if (!["failed", "closed"].includes(peer.connectionState)) return;
        else reject(refusal);
        clearTimeout(timer);
      };
      peer.addEventListener("connectionstatechange", look);
      look();
    });
  }

  drop() {
    this.peer?.close();
    this.peer = null;
    this.session = "";
  }

  // ── staying

  /** @param {RTCPeerConnection} peer */
  follow(peer) {
    if (peer !== this.peer) return;
    if (peer.connectionState === "connected") this.become("sending");
    if (peer.connectionState === "failed") this.again();
    if (peer.connectionState !== "disconnected") return;
    if (this.state !== "lost") this.lostAt = performance.now();
    this.become("lost");
    setTimeout(() => {
      if (peer === this.peer && peer.connectionState === "disconnected") void this.restartIce();
    }, PATIENCE_MS);
  }

  /** Another way to the same session, as after a change of networks. */
  async restartIce() {
    const peer = this.peer;
    if (!peer || !this.session || peer.signalingState !== "stable" || !this.isOn) return;
    try {
      await this.offer(peer, { iceRestart: true });
      const fragment = fragmentOf(peer.localDescription?.sdp ?? "");
      const { session, etag } = this;
      const reply = await this.conversation.ask("candidates", { session, etag, fragment });
      this.etag = reply.etag ?? etag;
      this.answer = answerAnew(this.answer, reply.fragment);
      await peer.setRemoteDescription({ type: "answer", sdp: this.answer });
      setTimeout(() => peer === this.peer && peer.connectionState !== "connected" && this.again(), CONNECT_MS);
    } catch {
      if (peer === this.peer) this.again();
    }
  }

  /** A site that learns late of a relay's end takes a session of the next one for lost; where media
   * flows it is found again soon.
   * @param {string} session */
  async believe(session) {
    for (let tries = 1; ; tries += 1) {
      try {
        return void (await this.conversation.ask("attend", { session }));
      } catch (problem) {
        if (tries === BELIEFS) throw problem;
        await new Promise((go) => setTimeout(go, PATIENCE_MS / BELIEFS));
      }
    }
  }

  /** The socket is back, or the show misses us: is the session still ours? */
  async attend() {
    const session = this.session;
    if (!session || !this.isOn) return;
    try {
      await this.conversation.ask("attend", { session });
    } catch (problem) {
      const unknown = problem instanceof Refusal && problem.code === "session.unknown";
      if (unknown && session === this.session) this.again();
    }
  }

  /** The machine slept, or the page was hidden for long. */
  wake() {
    if (["failed", "closed"].includes(this.peer?.connectionState ?? "")) this.again();
  }

  /** @param {{session: string, reason: string}} told */
  ended({ session, reason }) {
    if (session !== this.session || !this.isOn) return;
    this.doubted = session;
    if (OVER.has(reason)) this.finish("over", reason);
    else this.again();
  }

  /** Ask for the stage anew, soon. */
  again() {
    if (!this.isOn || this.timer) return;
    if (this.state !== "lost") this.lostAt = performance.now();
    this.become("lost");
    // A relay that ended is there again within a second or two; what lasts longer lasts.
    const isFresh = performance.now() - (this.lostAt ?? 0) < FRESH_MS;
    const longest = isFresh ? FIRST_WAIT_MS : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries);
    this.tries += isFresh ? 0 : 1;
    this.timer = setTimeout(() => void this.comeBack(), longest * (0.25 + 0.75 * Math.random()));
  }

  /** The site is there again: do not wait any longer. */
  hurry() {
    if (this.isComing) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.comeBack(), FIRST_WAIT_MS * Math.random());
  }

  async comeBack() {
    const session = this.session;
    this.isComing = true;
    try {
      // The old session is given back first: a part that somebody else took meanwhile stays theirs.
      if (session) await this.conversation.ask("leave", { session }).catch(() => {});
      await this.perform(false);
      this.timer = 0;
    } catch (problem) {
      this.timer = 0;
      if (!this.wanted) return;
      const refusal = problem instanceof Refusal ? problem : undefined;
      if (refusal && this.isFinal(refusal)) this.finish("over", refusal.code, refusal);
      else this.again();
    } finally {
      this.isComing = false;
    }
  }

  /** @param {Refusal} refusal */
  isFinal({ code }) {
    const isLate = performance.now() - (this.lostAt ?? 0) > TAKEN_MS;
    return code === "stage.taken" ? isLate : FINAL.test(code);
  }

  /** @param {"idle" | "over"} state @param {string} [reason] @param {Refusal} [refusal] */
  finish(state, reason, refusal) {
    this.wanted = false;
    clearTimeout(this.timer);
    this.timer = 0;
    this.drop();
    this.become(state, reason, refusal);
  }

  /** @param {Performing["state"]} state @param {string} [reason] @param {Refusal} [refusal] */
  become(state, reason = "", refusal) {
    if (state === this.state && !reason) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("change", { detail: { state, reason, refusal } }));
  }
}
