/** What moderators do beside the list: the review queue, rules, announcements, polls, acts; and the card of one person. */
import { say } from "../lib/time.js";
import { element, press } from "./elements.js";

/** @typedef {import("./panel.js").Parts} Parts */

const CHECKS = ["followers_only", "verified_only", "links_off", "locked"];
const LATER_MS = 1500;
const LONGEST = 120;
const NUMBERS = ["slow_seconds", "min_age_minutes"];

export class Moderation {
  /** Lists that the site has changed since they were read: `queue`, `acts`.
   * @type {Set<string>} */
  stale = new Set();
  /** @type {number | undefined} */
  timer;

  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    const { chat, signal } = parts;
    this.sheet = /** @type {HTMLDialogElement} */ (this.#one("sheet"));
    this.card = /** @type {HTMLDialogElement} */ (this.#one("card"));
    for (const dialog of [this.sheet, this.card]) {
      dialog.addEventListener("click", (event) => this.#pressed(event), { signal });
    }
    this.#wire("rules", (form) => this.#rule(form));
    this.#wire("announce", (form) => this.#announce(form));
    this.#wire("poll", (form) => this.#poll(form));
    chat.addEventListener("queue", () => this.#soon("queue"), { signal });
    chat.log.addEventListener("act", () => this.#soon("acts"), { signal });
  }

  open() {
    this.#fill();
    this.#one("wrong").textContent = "";
    this.sheet.showModal();
    for (const name of ["queue", "acts"]) this.stale.add(name);
    void this.#read();
  }

  /** Who wrote this message.
   * @param {number} number */
  async person(number) {
    const { chat } = this.parts;
    const by = chat.log.messages.get(number)?.by;
    if (!by) return;
    await this.#during(async () => {
      const said = await chat.ask("person", { person: by.person });
      this.#introduce(by, said);
      this.card.showModal();
    });
  }

  /** @param {string} name @returns {any} */
  #one(name) {
    return this.parts.panel.querySelector(`[data-at='${name}']`);
  }

  /** @param {string} name @param {(form: HTMLFormElement) => Promise<unknown>} act */
  #wire(name, act) {
    const form = /** @type {HTMLFormElement} */ (this.#one(name));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#during(() => act(form));
    }, { signal: this.parts.signal });
  }

  /** The sheet shows why the site refused something.
   * @param {() => Promise<unknown>} act */
  async #during(act) {
    const wrong = this.#one("wrong");
    wrong.textContent = "";
    try {
      await act();
    } catch (refusal) {
      wrong.textContent = /** @type {Error} */ (refusal).message;
    }
  }

  /** A list is read once for all that happens within LATER_MS: each request counts against the rate limit of the socket.
   * @param {string} name */
  #soon(name) {
    this.stale.add(name);
    if (this.sheet.open) this.timer ??= setTimeout(() => void this.#read(), LATER_MS);
  }

  async #read() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const names = [...this.stale];
    this.stale.clear();
    try {
      await Promise.all(names.map((name) => this.#readOne(name)));
    } catch (refusal) {
      this.#one("wrong").textContent = /** @type {Error} */ (refusal).message;
    }
  }

  /** @param {string} name */
  async #readOne(name) {
    const said = await this.parts.chat.ask(name);
    if (name === "queue") this.#list("held", said.held.map((/** @type {any} */ one) => this.#held(one)));
    else this.#list("acts", said.acts.map((/** @type {ChatAct} */ act) => this.#act(act)).reverse());
  }

  /** Rows that did not change stay the same elements, under the pointer and in focus.
   * @param {string} name @param {HTMLElement[]} rows */
  #list(name, rows) {
    const place = this.#one(name);
    const at = /** @type {HTMLElement | null} */ (document.activeElement);
    const old = [...place.children];
    const kept = rows.map((row) => {
      const known = old.findIndex((one) => one.isEqualNode(row));
      return known < 0 ? row : old.splice(known, 1)[0];
    });
    place.replaceChildren(...kept);
    if (place.contains(at)) at?.focus();
    this.#one(`${name}-none`).hidden = rows.length > 0;
  }

  /** @param {any} one */
  #held(one) {
    const { words } = this.parts;
    const by = element("b", "", one.by?.name ?? words.of("nobody"));
    const row = element("li", "chat-held-row", element("p", "chat-words", by, " ", one.text));
    Object.assign(row.dataset, { at: "held-row", held: String(one.held) });
    const acts = element("p", "row row-tight", press("button button-small button-ink", "release", words.of("release")));
    acts.append(press("button button-small", "drop", words.of("drop")));
    row.append(acts);
    return row;
  }

  /** @param {ChatAct} act */
  #act(act) {
    const { words } = this.parts;
    const who = act.by?.name ?? words.of("nobody");
    const whom = act.person ?? words.of("nobody");
    const kind = act.kind === "silence" && !act.minutes ? "silence-close" : act.kind;
    const row = element("li", "chat-act-row", element("span", "", words.of(`act-${kind}`, { who, whom, minutes: act.minutes ?? "" })));
    if (act.text) row.append(" ", element("q", "chat-words", short(act.text)));
    if (act.at) row.append(" ", element("span", "quiet figures", say(new Date(act.at), "clock")));
    if (act.why) row.append(" ", element("span", "quiet", words.of("why", { why: act.why })));
    const isUndone = Boolean(act.undone);
    if (isUndone) row.append(" ", element("span", "chat-badge", words.of("undone")));
    else if (this.#isHere(act) && !isForGood(act, this.parts.chat.you.person)) {
      const undo = press("link-button", "undo", words.of("undo"));
      undo.dataset.number = String(act.number);
      row.append(" ", undo);
    }
    return row;
  }

  /** A ban may be from another show: it is undone there.
   * @param {ChatAct} act */
  #isHere(act) {
    return !act.show || this.parts.chat.path.includes(`/${act.show}/`);
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
    const act = button && this.#acts[button.dataset.do ?? ""];
    if (act) void this.#during(() => act(button));
  }

  /** @type {Record<string, (button: HTMLElement) => Promise<void>>} */
  #acts = {
    release: (button) => this.#judge(button),
    drop: (button) => this.#judge(button),
    undo: async (button) => {
      await this.parts.chat.ask("undo", { number: Number(button.dataset.number) });
      button.replaceWith(element("span", "chat-badge", this.parts.words.of("undone")));
    },
  };

  /** Whether a held message is let through.
   * @param {HTMLElement} button */
  async #judge(button) {
    const row = /** @type {HTMLElement} */ (button.closest("[data-at='held-row']"));
    const act = button.dataset.do ?? "";
    await this.parts.chat.ask(act, { held: Number(row.dataset.held) });
    this.#leave(row, act);
  }

  /** It is done with; the next one is at hand.
   * @param {HTMLElement} row @param {string} act */
  #leave(row, act) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    /** @type {HTMLElement | null | undefined} */ (next?.querySelector(`[data-do='${act}']`))?.focus();
    this.#one("held-none").hidden = Boolean(next);
  }

  /** The rules as they are now. */
  #fill() {
    const { rules } = this.parts.chat;
    const form = /** @type {HTMLFormElement} */ (this.#one("rules"));
    for (const name of CHECKS) /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).checked = rules[name];
    for (const name of [...NUMBERS, "hold", "blocked_words"]) this.#set(form, name, String(rules[name] ?? ""));
  }

  /** A number that is not on the list is put there.
   * @param {HTMLFormElement} form @param {string} name @param {string} value */
  #set(form, name, value) {
    const field = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
    const isKnown = !field.options || [...field.options].some((option) => option.value === value);
    if (!isKnown) field.add(new Option(value, value));
    field.value = value;
  }

  /** @param {HTMLFormElement} form */
  async #rule(form) {
    const { chat, said, words } = this.parts;
    const value = (/** @type {string} */ name) => /** @type {any} */ (form.elements.namedItem(name));
    const wanted = Object.fromEntries([
      ...CHECKS.map((name) => [name, value(name).checked]),
      ...NUMBERS.map((name) => [name, Number(value(name).value)]),
      ["hold", value("hold").value],
      ["blocked_words", value("blocked_words").value],
    ]);
    const changed = Object.entries(wanted).filter(([name, now]) => now !== chat.rules[name]);
    if (changed.length) await chat.ask("rules", Object.fromEntries(changed));
    this.sheet.close();
    said.tell(words.of("done-rules"), null);
  }

  /** @param {HTMLFormElement} form */
  async #announce(form) {
    const client = crypto.getRandomValues(new Uint32Array(4)).join("-");
    await this.parts.chat.ask("announce", { client, text: String(new FormData(form).get("text")) });
    this.#finished(form);
  }

  /** @param {HTMLFormElement} form */
  async #poll(form) {
    const asked = new FormData(form);
    const options = String(asked.get("options")).split("\n").map((one) => one.trim()).filter(Boolean);
    const client = crypto.getRandomValues(new Uint32Array(4)).join("-");
    await this.parts.chat.ask("poll", { client, text: String(asked.get("text")), options });
    this.#finished(form);
  }

  /** @param {HTMLFormElement} form */
  #finished(form) {
    form.reset();
    this.sheet.close();
    this.parts.list.toEnd();
  }

  /** @param {{name: string, person: string}} by @param {any} said */
  #introduce(by, said) {
    const { words } = this.parts;
    const since = said.member_since ? words.of("member-since", { day: say(new Date(said.member_since), "day") }) : "";
    const facts = [`@${by.person}`, since, words.of(said.follows ? "follows" : "follows-not")];
    this.#one("card-name").textContent = by.name;
    this.#one("card-facts").textContent = facts.filter(Boolean).join(" · ");
    const lines = (said.messages ?? []).map((/** @type {any} */ one) => element("li", "chat-act-row", one.text ?? words.of("deleted")));
    this.#one("card-said").replaceChildren(...lines);
    this.#one("card-acts").replaceChildren(...(said.acts ?? []).map((/** @type {ChatAct} */ act) => this.#act(act)));
  }
}

/** @param {string} text */
function short(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** What nobody takes back; and what an author withdrew is theirs.
 * @param {ChatAct} act @param {string | null} me */
function isForGood({ kind, by, person }, me) {
  const isWithdrawn = kind === "delete" && by?.person === person && person !== me;
  return isWithdrawn || ["undo", "release"].includes(kind);
}
