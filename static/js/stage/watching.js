/**
 * Watching a show for as long as it is on, whatever happens to the line, the relay or the site.
 *
 * One session (session.js) is seen; it is mended, or replaced once the picture of another moves. Events:
 *   `session`    detail is the Session whose tracks are to be played now, or null
 *   `reading`    detail is a Reading of it (reading.js), twice a second
 *   `condition`  detail is `waiting` `opening` `well` `mending` `refused` or `blocked` (blocked_network.js)
 */
import { Refusal } from "../lib/conversation.js";
import { isComing, isOnAir } from "../shows/states.js";
import { BlockedNetwork } from "./blocked_network.js";
import { QualityChoice } from "./quality_choice.js";
import { mindMachine } from "./machine.js";
import { Patience, leastMs } from "./patience.js";
import { moves } from "./reading.js";
import { Session } from "./session.js";
import { Watchdog } from "./watchdog.js";

const MOST_PERFORMERS = 6;

export class Watching extends EventTarget {
  /**
   * @param {import("./line.js").Line} line
   * @param {{state: string, performers: number, whep: string}} page what it knows already */
  constructor(line, { state, performers, whep }) {
    super();
    this.line = line;
    this.whep = whep;
    this.show = { state, paused: false, performers: /** @type {Performer[]} */ ([]) };
    this.works = false; // in the cast: sees the stage before the curtain
    this.choice = new QualityChoice(line);
    this.condition = "waiting";
    this.refusal = /** @type {Refusal | null} */ (null);
    this.session = /** @type {Session | null} */ (null);
    this.iceServers = /** @type {RTCIceServer[]} */ ([]);
    this.expected = Math.min(MOST_PERFORMERS, Math.max(1, performers));
    this.watchdog = new Watchdog();
    this.over = new AbortController();
    this.patience = new Patience();
    this.blockedNetwork = new BlockedNetwork();
    this.spare = /** @type {Session | null} */ (this.#prepare());
  }

  start() {
    const { signal } = this.over;
    this.line.follow("show.welcome", (said) => this.#welcomed(said), signal);
    this.line.follow("show.state", (said) => this.#told(said), signal);
    const isOurs = (/** @type {any} */ said) => said.detail.session === this.session?.id;
    this.line.addEventListener("session.ended", (said) => isOurs(said) && this.#lose(this.session), { signal });
    this.line.addEventListener("open", () => void this.#backOnTheLine(), { signal });
    this.line.addEventListener("lost", () => this.session && (this.session.isAttended = false), { signal });
    mindMachine(signal, {
      left: () => this.#goQuickly(),
      back: () => this.#nudge(),
      moved: () => this.#moved(),
      look: (slept) => void this.#look(slept),
    });
    void this.#pursue();
  }

  /** For good. */
  stop() {
    this.over.abort();
    this.#nudge();
    this.spare?.close();
    this.spare = null;
    this.#drop();
  }

  /** Whether there is, or should be, something to see. */
  get isWanted() {
    if (this.over.signal.aborted) return false;
    if (isOnAir(this.show.state)) return true;
    return this.works && isComing(this.show.state) && this.show.performers.some((one) => one.sending);
  }

  /** @param {string} layer auto, audio, or the name of a layer */
  choose(layer) {
    return this.choice.choose(layer, this.session);
  }

  // ── what is said

  /** @param {Welcome} said */
  #welcomed({ you, ice_servers: servers = [] }) {
    this.iceServers = servers;
    this.works = Boolean(you?.part) || ["perform", "host"].some((may) => you?.may?.includes(may));
    this.#nudge();
  }

  /** @param {Show} said */
  #told(said) {
    this.show = { ...said, performers: said.performers ?? [] };
    this.expected = Math.min(MOST_PERFORMERS, Math.max(this.expected, this.show.performers.length));
    if (!this.isWanted) {
      this.#drop();
      this.#feel("waiting");
    }
    this.#nudge();
  }

  /** The site was away, or this page was: the media went on meanwhile, or did not. */
  async #backOnTheLine() {
    const session = this.session;
    this.#nudge();
    if (!session) return;
    try {
      await this.line.ask("attend", { session: session.id });
      session.isAttended = true;
      if (session === this.session && session.peer.connectionState !== "connected") await this.#mend();
    } catch (refusal) {
      if (refusal instanceof Refusal && !refusal.code.startsWith("socket.")) this.#lose(session);
    }
  }

  // ── one session after the other

  /** Ask again and again while there is something to see and nothing is seen. */
  async #pursue() {
    if (this.pursuing) return;
    this.pursuing = true;
    while (this.isWanted && !this.session) {
      try {
        this.#feel(this.refusal ? "refused" : this.blockedNetwork.outlook);
        await this.#join();
        if (!this.session && this.blockedNetwork.isBlocked) await this.patience.rest(this.blockedNetwork.pauseMs);
      } catch (problem) {
        await this.#rest(problem);
      }
    }
    this.pursuing = false;
  }

  /** Another session; in the place of the one that is seen as soon as its picture moves. */
  async #join() {
    const session = this.#fitting();
    this.spare = null;
    try {
      await session.begin(this.line, this.choice.layer, this.session?.id);
    } catch (refusal) {
      if (session.answer || this.spare || this.over.signal.aborted) session.close();
      else this.spare = session;
      throw refusal;
    }
    if (this.session && !this.session.isOver) await moves(session);
    if (!this.isWanted) return this.#leave(session);
    this.#seen(session);
    if (!(await session.connected())) this.#lose(session);
  }

  /** @returns {Session} with room for everybody on stage */
  #fitting() {
    if (this.spare && this.spare.performers >= this.expected) return this.spare;
    this.spare?.close();
    return this.#prepare();
  }

  #prepare() {
    return new Session({ performers: this.expected, iceServers: this.iceServers });
  }

  /** @param {Session} session */
  #seen(session) {
    const before = this.session;
    this.session = session;
    this.refusal = null;
    this.watchdog.restart();
    this.blockedNetwork.follow(session);
    session.addEventListener("connected", () => this.#feel("well"));
    session.addEventListener("shaky", () => void this.#mend());
    session.addEventListener("over", () => this.#lose(session));
    this.dispatchEvent(new CustomEvent("session", { detail: session }));
    if (session.peer.connectionState === "connected") this.#feel("well");
    if (before) this.#leave(before);
    void this.choice.look(session); // chosen meanwhile
  }

  /** @param {Session | null} session that is gone: on to the next one */
  #lose(session) {
    session?.close();
    if (!session || session !== this.session) return;
    this.session = null;
    if (this.blockedNetwork.failed(session)) this.#leave(session); // the relay need not wait for it
    this.#feel(this.blockedNetwork.isBlocked ? "blocked" : "mending");
    void this.#pursue();
  }

  /** Nothing is to be seen. */
  #drop() {
    const session = this.session;
    this.session = null;
    if (!session) return;
    this.dispatchEvent(new CustomEvent("session", { detail: null }));
    this.#leave(session);
  }

  /** @param {Session} session */
  #leave(session) {
    session.close();
    if (!this.line.isOpen) session.hangUp(this.whep);
    else this.line.ask("leave", { session: session.id }).catch(() => session.hangUp(this.whep));
  }

  #goQuickly() {
    this.session?.hangUp(this.whep);
    this.session?.close();
    this.session = null;
  }

  // ── repairs

  /** Another way for the same session; another session when that is refused. */
  async #mend() {
    const session = this.session;
    if (!session?.isAttended || session.isOver || this.mending || !this.line.isOpen) return;
    this.mending = true;
    this.#feel("mending");
    try {
      await session.mend(this.line);
      if (session.peer.connectionState === "connected") this.#feel("well");
    } catch {
      if (this.line.isOpen) this.#lose(session);
    } finally {
      this.mending = false;
    }
  }

  /** Another session beside this one, which goes on until the other is better. */
  async #renew() {
    if (this.pursuing || !this.session) return;
    this.pursuing = true;
    try {
      await this.#join();
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
    } finally {
      this.pursuing = false;
      void this.#pursue();
    }
  }

  /** The network of this machine is another one. */
  #moved() {
    if (!this.session) {
      this.spare?.close();
      this.spare = this.over.signal.aborted ? null : this.#prepare();
    } else void this.#mend();
    this.#nudge();
  }

  /** @param {boolean} slept */
  async #look(slept) {
    if (slept) await this.#awake();
    const session = this.session;
    if (!session || session.peer.connectionState !== "connected") return;
    const reading = await session.read();
    if (session !== this.session) return;
    if (reading.isFlowing) this.patience.calm();
    this.dispatchEvent(new CustomEvent("reading", { detail: reading }));
    void this.choice.look(session);
    if (!this.line.isOpen) return; // nobody to ask; it may well move again before there is
    const wish = this.watchdog.judge(reading, this.show, session.received);
    if (wish === "mend") void this.#mend();
    else if (wish === "refresh") this.line.ask("refresh", { session: session.id }).catch(() => {});
    else if (wish === "renew") void this.#renew();
  }

  /** This machine slept: whoever does not answer now never will. */
  async #awake() {
    this.watchdog.restart();
    if (!this.line.isOpen) return this.line.hurry();
    try {
      await this.#backOnTheLine();
      await this.line.ask("ping");
    } catch {
      this.line.socket?.close();
    }
  }

  /** @param {unknown} problem */
  async #rest(problem) {
    if (!(problem instanceof Refusal)) console.error(problem);
    else if (!problem.code.startsWith("socket.")) this.refusal = problem;
    this.#feel(this.refusal ? "refused" : this.blockedNetwork.outlook);
    await this.patience.rest(leastMs(problem, this.show.performers));
  }

  /** Something happened: do not wait any longer. */
  #nudge() {
    this.patience.nudge();
    void this.#pursue();
  }

  /** @param {string} condition */
  #feel(condition) {
    if (condition === this.condition) return;
    this.condition = condition;
    this.dispatchEvent(new CustomEvent("condition", { detail: condition }));
  }
}
