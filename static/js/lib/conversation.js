/**
 * The conversation of a page with the site (docs/protocol.md): one socket that comes back by
 * itself, later each time and never at the same moment as everybody else. `url` may change
 * meanwhile: the next socket opens there.
 *
 * `ask` sends one request and gives its reply, or throws a Refusal; `tell` expects none. What the
 * site says unasked arrives as events: their name is the type of the envelope, `detail` the
 * envelope. Besides there are `open`, `lost` and `gone` (what it is about is not there any more for
 * this visitor).
 */

const VERSION = 1;
const PATIENCE_MS = 10000;
const FIRST_WAIT_MS = 500;
// A site that begins anew is back within a minute, and its pages soon after; then there is less hurry.
const SOON_MS = 60000;
const WAIT_MS = 2500;
const LONGEST_WAIT_MS = 15000;
// A line that was cut says nothing: a socket that does not open, or is quiet for so long that a
// question is worth it, may lead nowhere.
const OPEN_MS = 4000;
const QUIET_MS = 8000;
const ANSWER_MS = 4000;
const UNKNOWN_SHOW = 4404;

/** @typedef {{v: number, type: string, re?: number, [field: string]: any}} Envelope */

export class Refusal extends Error {
  /** @param {string} code @param {string} sentence @param {number} [retryAfter] seconds */
  constructor(code, sentence, retryAfter) {
    super(sentence);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export class Conversation extends EventTarget {
  /** @param {string} path */
  constructor(path) {
    super();
    this.url = new URL(path, location.href);
    this.url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.tries = 0;
    this.numbers = 0;
    this.heardAt = this.lostAt = 0;
    /** Between two tries, at most; whoever performs is in more of a hurry. */
    this.longestWait = LONGEST_WAIT_MS;
    /** @type {Map<number, {settle: (reply: Envelope | Refusal) => void}>} */
    this.waiting = new Map();
    addEventListener("online", () => this.openAnew());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  open() {
    this.timer = 0;
    this.closed = false;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.doubt = setTimeout(() => this.drop(socket), OPEN_MS);
    socket.addEventListener("open", () => {
      clearTimeout(this.doubt);
      this.doubt = setInterval(() => void this.listen(socket), QUIET_MS / 2);
      this.heardAt = performance.now();
      this.dispatchEvent(new Event("open"));
    });
    socket.addEventListener("message", (event) => this.hear(event.data));
    socket.addEventListener("close", (event) => socket === this.socket && this.lose(event.code));
  }

  /** Nothing was heard for a while: is anybody there?
   * @param {WebSocket} socket */
  async listen(socket) {
    if (performance.now() - this.heardAt < QUIET_MS) return;
    try {
      await this.ask("ping", {}, ANSWER_MS);
    } catch (problem) {
      if (problem instanceof Refusal && problem.code === "socket.no_answer") this.drop(socket);
    }
  }

  /** It leads nowhere. Its closing would take as long as it likes.
   * @param {WebSocket} socket */
  drop(socket) {
    if (socket !== this.socket) return;
    this.socket = undefined;
    socket.close();
    this.lose(0);
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** For good: nobody comes back. */
  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.doubt);
    this.socket?.close();
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} [fields]
   * @param {number} [patience] in milliseconds
   * @returns {Promise<Envelope>}
   */
  async ask(type, fields = {}, patience = PATIENCE_MS) {
    if (!this.isOpen) await this.opened();
    const id = ++this.numbers;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle(new Refusal("socket.no_answer", "The site does not answer.", 2)),
        patience,
      );
      const settle = (/** @type {Envelope | Refusal} */ reply) => {
        clearTimeout(timer);
        this.waiting.delete(id);
        if (reply instanceof Refusal) reject(reply);
        else resolve(reply);
      };
      this.waiting.set(id, { settle });
      this.socket?.send(JSON.stringify({ v: VERSION, type, id, ...fields }));
    });
  }

  /** A hint, worth nothing later.
   * @param {string} type @param {Record<string, unknown>} [fields] */
  tell(type, fields = {}) {
    if (this.isOpen) this.socket?.send(JSON.stringify({ v: VERSION, type, id: ++this.numbers, ...fields }));
  }

  /** When the socket is open, or a Refusal once that takes too long. */
  opened() {
    return new Promise((resolve, reject) => {
      const refusal = new Refusal("socket.no_answer", "The site does not answer.", 2);
      const timer = setTimeout(() => reject(refusal), PATIENCE_MS);
      const open = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
      this.addEventListener("open", open, { once: true });
    });
  }

  /** @param {string} text */
  hear(text) {
    this.tries = 0;
    this.heardAt = performance.now();
    /** @type {Envelope} */
    const envelope = JSON.parse(text);
    if (envelope.v !== VERSION) return;
    const asked = envelope.re === undefined ? undefined : this.waiting.get(envelope.re);
    if (envelope.type === "error") {
      asked?.settle(new Refusal(envelope.code, envelope.sentence, envelope.retry_after));
    } else if (asked) asked.settle(envelope);
    else this.dispatchEvent(new CustomEvent(envelope.type, { detail: envelope }));
  }

  /** @param {number} code */
  lose(code) {
    clearTimeout(this.doubt);
    for (const { settle } of [...this.waiting.values()]) {
      settle(new Refusal("socket.lost", "The line to the site is lost.", 1));
    }
    if (code === UNKNOWN_SHOW) {
      this.closed = true;
      this.dispatchEvent(new Event("gone"));
    }
    if (this.closed) return;
    if (!this.tries) this.lostAt = performance.now();
    const most = performance.now() - this.lostAt < SOON_MS ? WAIT_MS : LONGEST_WAIT_MS;
    const longest = Math.min(this.longestWait, most, FIRST_WAIT_MS * 2 ** this.tries);
    this.tries += 1;
    this.timer = setTimeout(() => this.open(), longest / 2 + Math.random() * (longest / 2));
    this.dispatchEvent(new Event("lost"));
  }

  /** There is a network again: a try that began without one leads nowhere. */
  openAnew() {
    if (this.socket?.readyState !== WebSocket.CONNECTING) return this.hurry();
    const socket = this.socket;
    clearTimeout(this.doubt);
    this.open();
    socket.close();
  }

  /** The line may be back, or somebody looks: do not wait any longer. */
  hurry() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.tries = 0;
    this.open();
  }
}
