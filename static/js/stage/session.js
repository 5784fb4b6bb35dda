/**
 * One session of watching: a connection that only receives, from its offer to its end.
 *
 * The offer is made at once, before anybody is asked. Events: `track` (detail {part, track, mid}),
 * `connected`, `shaky` (the line is gone, and may come back), `over` (it does not).
 */

import { answerAnew, firstCandidate, fragmentOf } from "./descriptions.js";
import { Readings } from "./reading.js";
import { JitterBuffer, setJitterBuffer } from "./jitter_buffer.js";

const PATIENCE_MS = 10000; // many who come at once are greeted one after the other

/** @typedef {import("../lib/conversation.js").Conversation} Conversation */
/** @typedef {{part: string, track: MediaStreamTrack, mid: string}} Received */
/** @typedef {{performers: number, iceServers?: RTCIceServer[]}} Shape what is asked for */

export class Session extends EventTarget {
  /** @type {Readings | undefined} */
  readings;

  /** @param {Shape} shape */
  constructor({ performers, iceServers = [] }) {
    super();
    this.id = this.etag = this.answer = "";
    this.performers = performers;
    this.isOver = false;
    this.wasConnected = false;
    this.isAttended = true; // the socket tells of its end
    /** @type {string[]} names of what can be chosen */
    this.layers = [];
    /** @type {Record<string, string>} how large they are: 1280x720 */
    this.sizes = {};
    /** @type {Received[]} */
    this.received = [];
    this.peer = new RTCPeerConnection({ iceServers });
    this.peer.addEventListener("track", (event) => this.#take(event));
    this.peer.addEventListener("connectionstatechange", () => this.#changed());
    this.jitterBuffer = new JitterBuffer();
    this.offered = this.#offer();
  }

  /** One voice and one picture for each performer. */
  async #offer() {
    for (let performer = 0; performer < this.performers; performer += 1) {
      for (const kind of ["audio", "video"]) {
        setJitterBuffer(this.peer.addTransceiver(kind, { direction: "recvonly" }).receiver, 0); // as soon as it can be
      }
    }
    await this.peer.setLocalDescription();
  }

  /** Ask the show for its media. A refusal leaves the offer as it is, good for the next time.
   * @param {Conversation} conversation @param {string} layer
   * @param {string} [before] the session whose place this one is to take */
  async begin(conversation, layer, before) {
    await this.offered;
    this.layer = layer;
    const sdp = this.peer.localDescription?.sdp;
    const reply = await conversation.ask("watch", { sdp, layer, ...(before ? { instead_of: before } : {}) });
    this.id = reply.session;
    this.etag = reply.etag;
    this.answer = reply.sdp;
    this.layers = reply.layers ?? [];
    this.sizes = reply.sizes ?? {};
    await this.peer.setRemoteDescription({ type: "answer", sdp: reply.sdp });
    this.peer.getReceivers()[0]?.transport?.addEventListener("statechange", () => this.#changed());
  }

  /** Another way to the relay, with the same keys: nothing is asked for anew.
   * @param {Conversation} conversation */
  async mend(conversation) {
    this.peer.restartIce();
    await this.peer.setLocalDescription();
    const fragment = fragmentOf(this.peer.localDescription?.sdp ?? "");
    const { id: session, etag } = this;
    const reply = await conversation.ask("candidates", { session, etag, fragment });
    this.etag = reply.etag;
    this.answer = answerAnew(this.answer, reply.fragment);
    await this.peer.setRemoteDescription({ type: "answer", sdp: this.answer });
  }

  /** How it goes now.
   * @returns {Promise<import("./reading.js").Reading>} */
  async read() {
    this.readings ??= new Readings(this.peer);
    const reading = await this.readings.next();
    this.jitterBuffer.read(reading, this.peer.getReceivers());
    return reading;
  }

  /** Once media can flow; false when it cannot, or takes too long.
   * @returns {Promise<boolean>} */
  connected() {
    if (this.peer.connectionState === "connected") return Promise.resolve(true);
    return new Promise((resolve) => {
      setTimeout(() => resolve(this.peer.connectionState === "connected"), PATIENCE_MS);
      this.addEventListener("connected", () => resolve(true), { once: true });
      this.addEventListener("over", () => resolve(false), { once: true });
    });
  }

  /** Where the relay waits for media, as the answer says: "203.0.113.5:8189", or "". */
  get relayAddress() {
    return firstCandidate(this.answer);
  }

  /** Where there is no socket, or no time: the address of a session is its key.
   * @param {string} whep */
  hangUp(whep) {
    fetch(`${whep}/${this.id}`, { method: "DELETE", keepalive: true }).catch(() => {});
  }

  close() {
    this.isOver = true;
    this.peer.close();
  }

  /** @param {RTCTrackEvent} event */
  #take({ track, streams, transceiver }) {
    const received = { part: streams[0]?.id ?? "", track, mid: transceiver.mid ?? "" };
    this.received.push(received);
    this.dispatchEvent(new CustomEvent("track", { detail: received }));
  }

  #changed() {
    if (this.isOver) return;
    const state = this.peer.connectionState;
    const shut = this.peer.getReceivers()[0]?.transport?.state === "closed";
    if (state === "failed" || state === "closed" || shut) this.dispatchEvent(new Event("over"));
    else if (state === "disconnected") this.dispatchEvent(new Event("shaky"));
    else if (state === "connected") {
      this.wasConnected = true;
      this.dispatchEvent(new Event("connected"));
    }
  }
}
