/**
 * A whole client of a show, as docs/protocol.md describes it, without any library.
 *
 * A page of the site itself talks on the socket of the show, with the session of whoever is signed
 * in. Any other page is a stranger who watches by WHEP, or performs by WHIP with a stream key. Both
 * ways give the same thing: `begin(kind, sdp)` gives an answer and a way to leave.
 */

const PERFORMERS = 4; // room in the offer for the media of so many
const LAYERS = [
  { rid: "h", maxBitrate: 2_500_000 },
  { rid: "m", maxBitrate: 700_000, scaleResolutionDownBy: 2 },
  { rid: "l", maxBitrate: 180_000, scaleResolutionDownBy: 4 },
];
const form = document.querySelector("#form");
const stage = document.querySelector("#stage");
const say = (text) => (document.querySelector("#said").textContent = text);

class Refusal extends Error {
  constructor(code, sentence, retryAfter) {
    super(`${sentence} (${code})`);
    Object.assign(this, { code, retryAfter });
  }
}

/** The socket of the show; it comes back by itself, and attends what it had. */
class BySocket extends EventTarget {
  constructor(site, show) {
    super();
    this.url = `${site.replace(/^http/, "ws")}/ws/shows/${show}/`;
    this.waiting = new Map();
    this.numbers = this.tries = 0;
    this.session = "";
    this.opened = new Promise((open) => this.addEventListener("show.state", open, { once: true }));
    this.connect();
  }

  connect() {
    this.socket = new WebSocket(this.url);
    this.socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    this.socket.onclose = ({ code }) => this.lose(code);
  }

  hear(envelope) {
    if (envelope.v !== 1) return;
    this.tries = 0;
    const asked = this.waiting.get(envelope.re);
    this.waiting.delete(envelope.re);
    if (asked && envelope.type === "error") {
      asked.reject(new Refusal(envelope.code, envelope.sentence, envelope.retry_after));
    } else if (asked) asked.resolve(envelope);
    else this.dispatchEvent(new CustomEvent(envelope.type, { detail: envelope }));
    if (envelope.type === "show.welcome" && this.session) this.attend();
  }

  lose(code) {
    for (const { reject } of this.waiting.values()) reject(new Refusal("socket.lost", "The line is lost.", 1));
    this.waiting.clear();
    if (this.closed) return;
    if (code === 4404) return say("There is no such show for you.");
    const longest = Math.min(15_000, 500 * 2 ** this.tries++);
    setTimeout(() => this.connect(), longest / 2 + (Math.random() * longest) / 2);
  }

  ask(type, fields = {}) {
    const id = ++this.numbers;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ v: 1, type, id, ...fields }));
    });
  }

  attend() {
    const session = this.session;
    const lost = () => this.dispatchEvent(new CustomEvent("session.ended", { detail: { session, reason: "lost" } }));
    this.ask("attend", { session }).catch(lost);
  }

  async begin(kind, sdp) {
    await this.opened;
    const answer = await this.ask(kind, kind === "perform" ? { sdp, take_over: true } : { sdp });
    this.session = answer.session;
    return { type: "answer", sdp: answer.sdp };
  }

  async leave() {
    const session = this.session;
    this.session = "";
    if (session) await this.ask("leave", { session }).catch(() => {});
    this.closed = true;
    this.socket.close();
  }
}

/** WHEP and WHIP: one POST begins, one DELETE ends. Nothing is told unasked. WHEP has an offer of its own where ours
 * has no place for what is on stage: 406 with SDP, to be answered by PATCH. */
class ByRequests extends EventTarget {
  constructor(site, show, key) {
    super();
    this.doors = { watch: `${site}/whep/${show}`, perform: `${site}/whip/${show}?take_over=1` };
    this.headers = key ? { Authorization: `Bearer ${key}` } : {};
  }

  async begin(kind, sdp) {
    const headers = { ...this.headers, "Content-Type": "application/sdp" };
    const response = await fetch(this.doors[kind], { method: "POST", body: sdp, headers });
    if (response.headers.get("Content-Type") !== "application/sdp") await refuse(response);
    this.session = new URL(response.headers.get("Location"), response.url);
    return { type: response.status === 406 ? "offer" : "answer", sdp: await response.text() };
  }

  async accept(sdp) {
    const headers = { ...this.headers, "Content-Type": "application/sdp" };
    const response = await fetch(this.session, { method: "PATCH", body: sdp, headers });
    if (!response.ok) await refuse(response);
  }

  async leave() {
    if (this.session) await fetch(this.session, { method: "DELETE", headers: this.headers }).catch(() => {});
  }
}

async function refuse(response) {
  const { code, detail } = await response.json();
  throw new Refusal(code, detail, Number(response.headers.get("Retry-After")) || undefined);
}

/** One picture for each performer: their tracks come in a stream whose id is their part. */
function show(stream, muted) {
  let video = document.getElementById(stream.id);
  if (!video) {
    video = Object.assign(document.createElement("video"), { id: stream.id, autoplay: true, playsInline: true });
    Object.assign(video, { muted, controls: true, width: 480 });
    stage.append(video);
  }
  video.srcObject = stream;
  video.play().catch(() => {
    video.muted = true; // without a click browsers play no sound
    video.play();
  });
}

function viewer() {
  const peer = new RTCPeerConnection();
  for (let count = 0; count < PERFORMERS; count += 1) {
    peer.addTransceiver("audio", { direction: "recvonly" });
    peer.addTransceiver("video", { direction: "recvonly" });
  }
  peer.ontrack = ({ streams: [stream] }) => stream && show(stream, false);
  return peer;
}

async function performer() {
  const peer = new RTCPeerConnection();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720 } });
  for (const track of stream.getTracks()) {
    const sendEncodings = track.kind === "video" ? LAYERS : undefined;
    peer.addTransceiver(track, { direction: "sendonly", streams: [stream], sendEncodings });
  }
  peer.addEventListener("stopped", () => stream.getTracks().forEach((track) => track.stop()));
  show(stream, true);
  return peer;
}

/** From the first offer to the last: what ends by accident begins anew. */
class Visit {
  constructor(kind, line) {
    Object.assign(this, { kind, line, tries: 0 });
    line.addEventListener("session.ended", ({ detail }) => this.ended(detail));
    line.addEventListener("show.state", ({ detail }) => this.told(detail));
    line.addEventListener("show.audience", ({ detail }) => (document.title = `${detail.viewers} watching`));
  }

  async begin() {
    clearTimeout(this.timer);
    if (this.over || this.peer) return;
    try {
      this.peer = await (this.kind === "watch" ? viewer() : performer());
      this.peer.onconnectionstatechange = () => this.changed();
      await this.peer.setLocalDescription(); // the relay needs no candidates of ours
      const theirs = await this.line.begin(this.kind, this.peer.localDescription.sdp);
      await this.peer.setRemoteDescription(theirs);
      if (theirs.type === "offer") {
        await this.peer.setLocalDescription();
        await this.line.accept(this.peer.localDescription.sdp);
      }
    } catch (problem) {
      say(problem.message);
      this.close();
      if (!this.over && problem.retryAfter) this.again(problem.retryAfter * 1000);
    }
  }

  /** Later each time, and never at the same moment as everybody else. */
  again(ms) {
    this.close();
    this.tries += 1;
    const least = Math.min(8000, 250 * 2 ** this.tries);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.begin(), Math.max(ms, least) * (0.75 + Math.random() / 2));
  }

  changed() {
    const state = this.peer?.connectionState;
    if (state === "connected") this.tries = 0;
    if (state === "connected") say(this.kind === "watch" ? "You watch." : "You are on stage.");
    if (state === "failed") this.again(0);
  }

  told({ state, paused, performers }) {
    if (!this.over) say(`${state}${paused ? ", paused" : ""}: ${performers.map((one) => one.name).join(", ") || "nobody on stage"}`);
    if (state === "live" && this.kind === "watch") void this.begin();
  }

  ended({ session, reason }) {
    if (session !== this.line.session) return;
    this.line.session = "";
    if (["codec", "lost", "gone"].includes(reason)) return this.again(0);
    this.close();
    say(`It ended: ${reason}.`);
  }

  close() {
    this.peer?.dispatchEvent(new Event("stopped"));
    this.peer?.close();
    this.peer = null;
    stage.replaceChildren();
  }

  async stop() {
    this.over = true;
    clearTimeout(this.timer);
    this.close();
    await this.line.leave();
    say("");
  }
}

let visit = null;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await visit?.stop();
  const site = form.elements.site.value.replace(/\/+$/, "");
  const { value: name } = form.elements.show;
  const ours = site === location.origin;
  const line = ours ? new BySocket(site, name) : new ByRequests(site, name, form.elements.key.value);
  visit = new Visit(event.submitter?.name ?? "watch", line);
  form.elements.stop.disabled = false;
  await visit.begin();
});
form.elements.stop.addEventListener("click", async () => {
  form.elements.stop.disabled = true;
  await visit?.stop();
});
addEventListener("pagehide", () => void visit?.line.leave());
if (location.protocol.startsWith("http")) form.elements.site.value = location.origin;
