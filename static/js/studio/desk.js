/** Desk: the acts of whoever performs, and what the page says about how it stands. */
import { Refusal } from "../lib/conversation.js";
import { toast } from "../lib/toast.js";
import { isBackstage, isOnAir } from "../shows/states.js";
import { airOf, clock, isOver } from "./air.js";
import { asked, chosen } from "./asking.js";
import { renderActs, wireActs } from "./acts.js";
import { countDown } from "./countdown.js";
import { nameOf } from "./devices.js";
import { mayBegin, raiseCurtain } from "./curtain.js";
import { guard } from "./guards.js";
import { place, root, tell } from "./place.js";
import { showTimedOffers, wireTimedOffers } from "./timed_offers.js";
import { pictureWords, sentence } from "./sentences.js";
import { warn } from "./warnings.js";
import { say, sayCount } from "./words.js";

/** @typedef {{conversation: import("../stage/line.js").Line, devices: import("./devices.js").Devices,
 *   performing: import("../stage/performing.js").Performing, company: import("./company.js").Company,
 *   others: import("./others.js").Others, facts: StudioFacts}} Parts */

export class Desk {
  /** @type {Show} */
  show = { state: "", paused: false, doors_at: "", live_since: null, viewers: null, performers: [] };
  isHost = false;
  isSentOff = false;
  isKnown = false;
  mayPerform = false;
  isBusy = false;
  clockOffset = 0;
  stopped = "";

  /** @param {Parts} parts */
  constructor({ conversation, devices, performing, company, others, facts }) {
    this.conversation = conversation;
    this.devices = devices;
    this.performing = performing;
    this.company = company;
    this.others = others;
    this.facts = facts;
    this.title = document.title;
    this.listen();
    this.wire();
    setInterval(() => this.tick(), 500);
  }

  listen() {
    const { conversation, performing, devices } = this;
    conversation.follow("show.welcome", (told) => this.welcome(told));
    conversation.follow("show.state", (told) => this.stateChanged(told));
    conversation.follow("show.audience", ({ viewers }) => this.counted(viewers));
    conversation.addEventListener("lost", () => warn("site", say("site_lost")));
    conversation.addEventListener("open", () => warn("site", ""));
    conversation.addEventListener("gone", () => location.reload());
    performing.addEventListener("change", (event) => this.performed(/** @type {CustomEvent} */ (event).detail));
    for (const kind of /** @type {const} */ (["picture", "sound"])) {
      devices.addEventListener(kind, () => {
        void performing.replace(kind, devices[kind]);
        this.render();
      });
    }
  }

  wire() {
    wireActs(this);
    wireTimedOffers((type) => void this.during(() => this.ask(type)));
    addEventListener("pagehide", () => this.performing.isOn && void this.performing.stop());
  }

  /** One act at a time; what is refused is said.
   * @param {() => unknown} act */
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

  /** @param {Welcome} told */
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

  /** @param {Show} told */
  stateChanged(told) {
    this.show = { ...this.show, ...told, performers: told.performers ?? [] };
    const mine = this.show.performers.find((one) => one.part === this.facts.part);
    this.sentOff(mine);
    warn("muted", mine?.muted && this.performing.isOn ? say("muted_by_host") : "");
    this.devices.pause(Boolean(this.show.paused));
    if (this.performing.state === "sending" && isOnAir(this.show.state) && !mine?.sending) void this.performing.attend();
    if (isOver(this.air)) void this.over();
    this.company.show(this.show.performers);
    this.render();
  }

  /** A host who was sent off directs nothing before they are let back.
   * @param {Performer | undefined} mine */
  sentOff(mine) {
    const was = this.isSentOff;
    this.isSentOff = Boolean(mine?.removed);
    if (mine?.removed) this.isHostAgain = mine.is_host;
    if (was === this.isSentOff) return;
    warn("stopped", this.isSentOff ? say("stopped_removed") : "");
    this.isHost = !this.isSentOff && Boolean(this.isHostAgain);
    this.company.isHost = this.isHost;
  }

  /** @param {number | null} viewers */
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
    await this.devices.ready();
    if (!this.isHost || isOnAir(this.show.state)) return void (await this.takeStage());
    const how = await mayBegin(this);
    if (how && (await countDown()) && (await this.takeStage())) await raiseCurtain(this, how);
  }

  /** Those who are on stage already are the show: its host need not be seen. */
  async goLiveWithout() {
    const how = await mayBegin(this);
    if (how && (await countDown())) await raiseCurtain(this, how);
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

  /** The last host is asked what becomes of the show. */
  async leave() {
    const others = this.show.performers.filter((one) => one.sending && one.part !== this.facts.part);
    if (this.isHost && isOnAir(this.show.state) && !others.some((one) => one.is_host)) {
      tell(place("leave-words"), say(others.length ? "leave_to_guests" : "leave_in_the_dark"));
      const answer = await chosen("leave-stage");
      if (answer === "end") return this.endNow();
      if (answer !== "leave") return;
    }
    await this.performing.stop();
  }

  async end() {
    if (await asked("end-show")) await this.endNow();
  }

  async endNow() {
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
    if (problem && nameOf(problem) !== "NotAllowedError") toast(say("no_screen"), "error");
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

  get isBeforeDoors() {
    return isBackstage(this.show.state);
  }

  get isCameraOn() {
    return Boolean(this.devices.camera) && !this.devices.isDark;
  }

  render() {
    const { air, performing, isHost, show } = this;
    const onStage = performing.isOn;
    const onAir = air === "live" && onStage;
    root.dataset.air = air;
    document.body.classList.toggle("is-on-air", onAir);
    document.title = onAir ? `● ${say("air_live")} · ${this.title}` : this.title;
    tell(place("air"), say(`air_${air}`));
    tell(place("air-words"), sentence(air, this));
    tell(place("audience"), show.viewers === null || isOver(air) ? "" : sayCount("watching", show.viewers));
    renderActs(this);
    tell(place("sent"), pictureWords(this));
    this.others.follow(show, this.isKnown && (onStage || isHost) && !isOver(air));
    guard(onStage && !isOver(air) && air !== "off");
    this.tick();
  }

  tick() {
    showTimedOffers(this.show, Date.now() + this.clockOffset, this.isHost, this.isBusy);
    const since = this.show.live_since && isOnAir(this.show.state) ? Date.parse(this.show.live_since) : 0;
    tell(place("clock"), since ? clock((Date.now() + this.clockOffset - since) / 1000) : "");
  }
}
