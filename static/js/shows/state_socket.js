/**
 * The socket of one show. It comes back by itself, later each time and never at the same moment as
 * everybody else; each time it comes back the show says its state first, so nothing is missed.
 */

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;
const UNKNOWN_SHOW = 4404;

export class StateSocket {
  /**
   * @param {string} path
   * @param {(envelope: {type: string, state: string, starts_at: string}) => void} onState
   * @param {() => void} onGone the show is not there any more for this visitor
   */
  constructor(path, onState, onGone) {
    this.url = new URL(path, location.href);
    this.url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.onState = onState;
    this.onGone = onGone;
    this.tries = 0;
    this.open();
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
  }

  open() {
    this.timer = 0;
    this.socket = new WebSocket(this.url);
    this.socket.addEventListener("message", (event) => this.hear(event.data));
    this.socket.addEventListener("close", (event) => this.lose(event.code));
  }

  /** @param {string} text */
  hear(text) {
    this.tries = 0;
    const envelope = JSON.parse(text);
    if (envelope.v === 1 && envelope.type === "show.state") this.onState(envelope);
  }

  /** @param {number} code */
  lose(code) {
    if (code === UNKNOWN_SHOW) {
      this.onGone();
      return;
    }
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries);
    this.tries += 1;
    this.timer = setTimeout(() => this.open(), longest / 2 + Math.random() * (longest / 2));
  }

  hurry() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.tries = 0;
    this.open();
  }
}
