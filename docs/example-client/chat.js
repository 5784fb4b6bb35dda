/**
 * A client of a chat, as docs/protocol.md describes it, without any library: it loses nothing, shows
 * nothing twice, and keeps the order of the log, whatever happens to the line.
 */

const list = document.querySelector("#list");
const write = document.querySelector("#write");
const older = document.querySelector("#older");
const say = (text) => (document.querySelector("#said").textContent = text);

/** What everybody sees: rows by number. Told twice is shown once. */
class Log {
  constructor() {
    this.rows = new Map();
    this.floor = this.upto = 0;
    this.isKnown = false;
  }

  /** False where something before it is missing. */
  take({ after, upto, entries }) {
    if (!this.isKnown) Object.assign(this, { isKnown: true, floor: after, upto: after });
    if (after > this.upto) return false;
    for (const entry of entries) if (entry.number > this.upto) this.apply(entry);
    this.upto = Math.max(this.upto, upto);
    return true;
  }

  /** A page of what was before: acts on those messages are in them already. */
  before({ after, entries }) {
    const first = list.firstElementChild;
    for (const entry of entries) if ("by" in entry && !this.rows.has(entry.number)) list.insertBefore(this.row(entry), first);
    this.floor = after;
  }

  apply(entry) {
    const { kind, of, restores } = entry;
    if (["message", "question", "announcement", "poll"].includes(kind)) list.append(this.row(entry));
    if (kind === "delete") this.draw({ number: of, deleted: entry.deleted });
    if (kind === "undo" && restores) this.draw(restores);
  }

  row(entry) {
    this.rows.set(entry.number, document.createElement("li"));
    return this.draw(entry);
  }

  draw({ number, by, text, deleted, options = [] }) {
    const row = this.rows.get(number);
    if (!row) return;
    const words = [text, ...options].join(" · ");
    row.textContent = deleted ? `Deleted by ${deleted === "author" ? "its author" : "a moderator"}.` : `${by?.name ?? "Somebody"}: ${words}`;
    row.toggleAttribute("data-gone", Boolean(deleted));
    return row;
  }
}

class Chat {
  constructor(show) {
    this.url = `${location.origin.replace(/^http/, "ws")}/ws/shows/${show}/chat/`;
    this.log = new Log();
    this.waiting = new Map();
    this.letters = []; // written, and not yet answered
    this.numbers = this.tries = 0;
    this.connect();
  }

  connect() {
    const after = this.log.isKnown ? `?after=${this.log.upto}` : "";
    this.socket = new WebSocket(this.url + after);
    this.socket.onmessage = (event) => this.hear(JSON.parse(event.data));
    this.socket.onclose = ({ code }) => this.lose(code);
  }

  ask(type, fields = {}) {
    const id = ++this.numbers;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ v: 1, type, id, ...fields }));
    });
  }

  hear(told) {
    if (told.v !== 1) return;
    const asked = this.waiting.get(told.re);
    this.waiting.delete(told.re);
    if (asked) return told.type === "error" ? asked.reject(told) : asked.resolve(told);
    if (told.type === "chat.welcome") this.welcome(told);
    if (told.type === "chat.you") this.may(told.you);
    if (["chat.welcome", "chat.entries"].includes(told.type) && !this.log.take(told)) void this.resume();
    older.hidden = !this.log.floor;
  }

  welcome({ you }) {
    this.tries = 0;
    this.may(you);
    for (const letter of this.letters) void this.post(letter); // written once all the same
  }

  may({ may, sentence }) {
    write.hidden = !may.includes("write");
    say(sentence ?? "");
  }

  /** After its own number, until the log goes on no further. */
  async resume() {
    if (this.isResuming) return;
    this.isResuming = true;
    try {
      for (let more = true; more; ) {
        const told = await this.ask("resume", { after: this.log.upto });
        this.log.take(told);
        more = told.more;
      }
    } catch (refusal) {
      if (refusal.code) setTimeout(() => this.resume(), (refusal.retry_after ?? 1) * 1000);
    } finally {
      this.isResuming = false;
    }
  }

  async before() {
    const told = await this.ask("before", { number: this.log.floor + 1 });
    this.log.before(told);
    older.hidden = !told.more;
  }

  write(text) {
    const letter = { client: crypto.getRandomValues(new Uint32Array(4)).join("-"), text };
    this.letters.push(letter);
    if (this.socket.readyState === WebSocket.OPEN) void this.post(letter);
  }

  async post(letter) {
    try {
      const { type } = await this.ask("write", letter);
      if (type === "held") say("Somebody reads this first.");
    } catch ({ code, sentence, retry_after: after }) {
      if (!code) return; // the line is lost: it goes out again with the next one
      say(sentence);
      if (after) return void setTimeout(() => this.letters.includes(letter) && this.post(letter), after * 1000);
    }
    this.letters = this.letters.filter((one) => one !== letter);
  }

  lose(code) {
    for (const { reject } of this.waiting.values()) reject({});
    this.waiting.clear();
    if (code === 4404) return say("There is no such show for you.");
    const longest = Math.min(15_000, 500 * 2 ** this.tries++);
    setTimeout(() => this.connect(), longest / 2 + (Math.random() * longest) / 2);
  }
}

let chat = null;

document.querySelector("#door").addEventListener("submit", (event) => {
  event.preventDefault();
  event.submitter.disabled = true; // one page, one show
  chat = new Chat(event.target.elements.show.value);
});
write.addEventListener("submit", (event) => {
  event.preventDefault();
  chat.write(write.elements.text.value);
  write.reset();
});
older.addEventListener("click", () => chat.before().catch(() => {}));
