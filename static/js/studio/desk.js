/** Desk: the acts of whoever performs, and what the page says about how it stands. */
import { Refusal } from "../lib/conversation.js";
import { toast } from "../lib/toast.js";
import { airOf, clock, isOver, isRunning } from "./air.js";
import { asked } from "./asking.js";
import { countDown } from "./countdown.js";
import { guard } from "./guards.js";
import { button, place, rename, root, tell } from "./place.js";
import { complain } from "./pickers.js";
import { pictureWords, sentence } from "./sentences.js";
import { warn } from "./warnings.js";
import { figure, say } from "./words.js";

const CURTAIN_TRIES = 12;
const CURTAIN_MS = 600;

/** @param {number} ms */
const wait = (ms) => new Promise((go) => setTimeout(go, ms));

export class Desk {
  /** @type {{state: string, paused: boolean, live_since: string | null, viewers: number | null, performers: any[]}} */
  show = { state: "", paused: false, live_since: null, viewers: null, performers: [] };
  isHost = false;
  isKnown = false;
  mayPerform = false;
  isBusy = false;
  clockOffset = 0;
  stopped = "";

  /** @param {{conversation: any, devices: any, performing: any, company: any, others: any, facts: any}} parts */
  constructor({ conversation, devices, performing, company, others, facts }) {
    Object.assign(this, { conversation, devices, performing, company, others, facts });
    this.title = document.title;
    this.listen();
    this.wire();
    setInterval(() => this.tick(), 500);
  }

  listen() {
    const { conversation, performing, devices } = this;
    const on = (/** @type {string} */ name, /** @type {(envelope: any) => void} */ act) =>
      conversation.addEventListener(name, (/** @type {CustomEvent} */ event) => act(event.detail));
    on("show.welcome", (told) => this.welcome(told));
    on("show.state", (told) => this.stateChanged(told));
    on("show.audience", ({ viewers }) => this.counted(viewers));
    on("lost", () => warn("site", say("site_lost")));
    on("open", () => warn("site", ""));
    on("gone", () => location.reload());
    performing.addEventListener("change", (/** @type {CustomEvent} */ { detail }) => this.performed(detail));
    for (const kind of ["picture", "sound"]) {
      devices.addEventListener(kind, () => {
        void performing.replace(kind, devices[kind]);
        this.render();
      });
    }
  }

  wire() {
    const acts = {
      go: () => this.goLive(),
      raise: () => this.goLiveWithout(),
      rehearse: () => this.rehearse(),
      leave: () => this.leave(),
      pause: () => this.ask(this.show.paused ? "show.resume" : "show.pause"),
      end: () => this.end(),
    };
    for (const [name, act] of Object.entries(acts)) {
      button(name).addEventListener("click", () => void this.during(act));
    }
    // These go at any moment, also while something else is under way.
    const own = {
      mute: () => this.devices.mute(!this.devices.isMuted),
      camera: async () => complain(await this.devices.darken(this.isCameraOn)),
      screen: () => this.share(),
    };
    for (const [name, act] of Object.entries(own)) button(name).addEventListener("click", () => void act());
    addEventListener("pagehide", () => this.performing.isOn && void this.performing.stop());
  }

  /** One act at a time; what is refused is said. @param {() => unknown} act */
  async during(act) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.render();
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof Refusal)) console.error(problem);
      toast(problem instanceof Refusal ? problem.message : say("act_broken"), "error");
    } finally {
      this.isBusy = false;
      this.render();
      // What was pressed may be gone; whoever uses the keyboard stays where they were.
      if (document.activeElement === document.body) place("curtain").focus({ preventScroll: true });
    }
  }

  // ── what the show says

  /** @param {any} told */
  welcome({ you, ice_servers: servers, server_time: time }) {
    this.isKnown = true;
    this.isHost = you.may.includes("host");
    this.mayPerform = this.isHost || Boolean(you.part);
    warn("may", this.mayPerform ? "" : say("may_not"));
    if (!this.mayPerform && this.performing.isOn) void this.performing.stop();
    this.company.isHost = this.isHost;
    this.performing.iceServers = servers ?? [];
    const there = typeof time === "number" ? time * 1000 : Date.parse(time);
    this.clockOffset = Number.isFinite(there) ? there - Date.now() : 0;
    this.render();
  }

  /** @param {any} told */
  stateChanged(told) {
    this.show = { ...this.show, ...told, performers: told.performers ?? [] };
    const mine = this.show.performers.find((one) => one.part === this.facts.part);
    warn("muted", mine?.muted && this.performing.isOn ? say("muted_by_host") : "");
    this.devices.pause(Boolean(this.show.paused));
    if (this.performing.state === "sending" && isRunning(this.show.state) && !mine?.sending) void this.performing.attend();
    if (isOver(this.air)) void this.over();
    this.company.show(this.show.performers);
    this.render();
  }

  /** @param {number} viewers */
  counted(viewers) {
    this.show.viewers = viewers;
    this.render();
  }

  /** @param {{state: string, reason: string, refusal?: Refusal}} detail */
  performed({ state, reason, refusal }) {
    warn("line", state === "lost" ? say("line_lost") : "");
    if (state === "sending" || state === "joining") warn("stopped", "");
    if (state === "over" && reason !== "closed") {
      const known = reason === "stage.taken" ? "replaced" : reason;
      const words = ["replaced", "removed"].includes(known) ? say(`stopped_${known}`) : refusal?.message;
      warn("stopped", words ?? say("stopped"));
    }
    this.render();
  }

  /** The curtain has fallen: nobody need be seen any more. */
  async over() {
    if (this.performing.isOn) await this.performing.stop();
    this.devices.close();
  }

  // ── acts

  async goLive() {
    const isRunningAlready = isRunning(this.show.state);
    await this.devices.ready();
    if (this.isHost && !isRunningAlready && !(await countDown())) return;
    if (!(await this.takeStage())) return;
    if (this.isHost && !isRunningAlready) await this.raiseCurtain();
  }

  /** Those who are on stage already are the show: its host need not be seen. */
  async goLiveWithout() {
    if (await countDown()) await this.raiseCurtain();
  }

  /** The whole way of picture and sound, for the cast alone. */
  async rehearse() {
    if (this.performing.isOn) return this.endRehearsal();
    await this.devices.ready();
    if (this.facts.rehearse_url && this.show.state === "announced") await this.post(this.facts.rehearse_url);
    await this.takeStage();
  }

  async endRehearsal() {
    await this.performing.stop();
    if (this.facts.end_rehearsal_url && this.show.state === "rehearsal") await this.post(this.facts.end_rehearsal_url);
  }

  /** @returns {Promise<boolean>} whether we are on stage */
  async takeStage() {
    if (this.performing.isOn) return true;
    this.performing.picture = this.devices.picture;
    this.performing.sound = this.devices.sound;
    try {
      await this.performing.go();
    } catch (problem) {
      if (!(problem instanceof Refusal && problem.code === "stage.taken")) throw problem;
      if (!(await asked("take-over"))) return false;
      await this.performing.go({ takeOver: true });
    }
    return true;
  }

  /** Our picture may arrive a moment later than our wish. */
  async raiseCurtain() {
    /** @type {unknown} */
    let refused;
    for (let tries = 0; tries < CURTAIN_TRIES && !isRunning(this.show.state); tries += 1) {
      try {
        return await this.conversation.ask("show.go_live");
      } catch (problem) {
        refused = problem;
        await wait(CURTAIN_MS);
      }
    }
    if (!isRunning(this.show.state)) throw refused;
  }

  async leave() {
    await this.performing.stop();
  }

  async end() {
    if (!(await asked("end-show"))) return;
    await this.ask("show.end");
    await this.over();
  }

  /** @param {string} type */
  ask(type) {
    return this.conversation.ask(type);
  }

  async share() {
    if (this.devices.screen) return this.devices.stopScreen();
    const problem = await this.devices.shareScreen();
    if (problem && problem.name !== "NotAllowedError") toast(say("no_screen"), "error");
  }

  /** @param {string} url one of the pages that ask, answered with yes */
  async post(url) {
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.facts.csrf });
    await fetch(url, { method: "POST", body, redirect: "manual" });
  }

  // ── what is to be seen

  get air() {
    return airOf(this.show, this.performing.state === "sending");
  }

  get isCameraOn() {
    return Boolean(this.devices.camera) && !this.devices.isDark;
  }

  render() {
    const { air, performing, devices, isHost, show } = this;
    const onStage = performing.isOn;
    const running = isRunning(show.state);
    const onAir = air === "live" && onStage;
    root.dataset.air = air;
    document.body.classList.toggle("is-on-air", onAir);
    document.title = onAir ? `● ${say("air_live")} · ${this.title}` : this.title;
    tell(place("air"), say(`air_${air}`));
    tell(place("air-words"), sentence(air, this));
    tell(place("audience"), show.viewers === null || isOver(air) ? "" : say(show.viewers === 1 ? "watching_one" : "watching", { count: figure(show.viewers) }));
    this.renderActs({ air, onStage, running, isHost });
    rename(button("mute"), say(devices.isMuted ? "unmute" : "mute"));
    rename(button("camera"), say(this.isCameraOn ? "camera_off" : "camera_on"));
    rename(button("screen"), say(devices.screen ? "screen_off" : "screen_on"));
    button("mute").classList.toggle("is-off", devices.isMuted);
    button("camera").classList.toggle("is-off", !this.isCameraOn);
    tell(place("sent"), pictureWords(this));
    this.others.follow(show, this.isKnown && (onStage || isHost) && !isOver(air));
    guard(onStage && !isOver(air) && air !== "off");
    this.tick();
  }

  /** Which buttons there are. @param {{air: string, onStage: boolean, running: boolean, isHost: boolean}} how */
  renderActs({ air, onStage, running, isHost }) {
    const over = isOver(air) || !this.isKnown || !this.mayPerform || !this.show.state;
    place("after").hidden = !isOver(air) || !this.show.state;
    const beforeDoors = ["announced", "rehearsal"].includes(this.show.state);
    const inCompany = this.show.performers.some((one) => one.sending && one.part !== this.facts.part);
    const shown = {
      go: !over && (isHost ? !onStage || !running : !onStage),
      raise: !over && isHost && !onStage && !running && inCompany,
      rehearse: !over && beforeDoors && (isHost || onStage),
      leave: onStage && !isHost && !beforeDoors,
      pause: isHost && running,
      end: isHost && running,
    };
    for (const [name, is] of Object.entries(shown)) {
      button(name).hidden = !is;
      button(name).disabled = this.isBusy;
    }
    rename(button("go"), say(isHost ? "go_live" : "join"));
    rename(button("rehearse"), say(onStage ? "end_rehearsal" : "rehearse"));
    rename(button("pause"), say(this.show.paused ? "resume" : "pause"));
  }

  tick() {
    const since = this.show.live_since && isRunning(this.show.state) ? Date.parse(this.show.live_since) : 0;
    tell(place("clock"), since ? clock((Date.now() + this.clockOffset - since) / 1000) : "");
  }
}
