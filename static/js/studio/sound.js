/** Sound that is looked at, and silence that is sent where there is no microphone. */

const LOOKS_MS = 100;
const QUIET = 0.004; // about -48 dBFS: a room, not a voice
const UNHEARD_MS = 5000;

/** @type {AudioContext | undefined} */
let context;
/** @type {MediaStreamTrack | undefined} */
let silence;

function audio() {
  context ??= new AudioContext();
  return context;
}

/** Browsers let sound run once somebody has touched the page. */
for (const touch of ["pointerdown", "keydown"]) {
  addEventListener(touch, () => void context?.resume(), { capture: true });
}

/** A track that says nothing, for whoever has no microphone.
 * @returns {MediaStreamTrack} */
export function silentTrack() {
  if (silence) return silence;
  const context = audio();
  void context.resume();
  const out = context.createMediaStreamDestination();
  const nothing = new ConstantSourceNode(context, { offset: 0 });
  nothing.connect(out);
  nothing.start();
  [silence] = out.stream.getAudioTracks();
  return silence;
}

/** Says `level` ten times a second with how loud it is, and `heard` when that begins or ends. */
export class Meter extends EventTarget {
  /** @type {MediaStreamAudioSourceNode | null} */
  source = null;
  /** @type {MediaStreamTrack | null} */
  track = null;
  /** @type {AnalyserNode | undefined} */
  analyser;
  /** @type {Float32Array | undefined} */
  samples;
  /** @type {number | undefined} */
  timer;
  level = 0;
  isHeard = true;
  quietSince = 0;

  /** @param {MediaStreamTrack | null} track */
  follow(track) {
    this.quietSince = 0;
    this.say(true);
    if (track === this.track) return;
    this.track = track;
    this.source?.disconnect();
    this.source = null;
    if (!track) return this.show(0);
    const found = audio();
    void found.resume();
    this.analyser ??= new AnalyserNode(found, { fftSize: 2048 });
    this.samples ??= new Float32Array(this.analyser.fftSize);
    this.source = found.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.analyser);
    this.timer ??= setInterval(() => this.look(), LOOKS_MS);
  }

  look() {
    if (!this.source || !this.analyser || !this.samples || context?.state !== "running") return;
    this.analyser.getFloatTimeDomainData(this.samples);
    const loudest = this.samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    this.show(loudest);
    this.judge(loudest);
  }

  /** @param {number} loudest */
  judge(loudest) {
    const now = performance.now();
    if (loudest > QUIET || !this.track?.enabled) {
      this.quietSince = 0;
      this.say(true);
    } else if (!this.quietSince) this.quietSince = now;
    else if (now - this.quietSince > UNHEARD_MS) this.say(false);
  }

  /** @param {boolean} heard */
  say(heard) {
    if (heard === this.isHeard) return;
    this.isHeard = heard;
    this.dispatchEvent(new Event("heard"));
  }

  /** On the scale of the ear: 0 is -60 dB, 1 is as loud as it gets.
   * @param {number} loudest */
  show(loudest) {
    const decibels = 20 * Math.log10(Math.max(loudest, 1e-4));
    this.level = Math.min(1, Math.max(0, 1 + decibels / 60));
    this.dispatchEvent(new Event("level"));
  }
}
