/** One message in the list: built from elements and texts alone, drawn again when it changes. */
import { say } from "../lib/time.js";
import { element, press } from "./elements.js";
import { nameOf } from "./names.js";
import { pollOf, votesOf } from "./poll.js";
import { written } from "./text.js";

/** @typedef {import("./log.js").Entry} Entry */
/** @typedef {import("./panel.js").Parts} Parts */

const LONGEST_ECHO = 60;

/** @param {Entry} entry @param {Parts} parts */
export function rowOf(entry, parts) {
  const row = element("li", "chat-row");
  row.tabIndex = -1;
  Object.assign(row.dataset, { at: "message", number: String(entry.number) });
  draw(row, entry, parts);
  return row;
}

/** @param {HTMLElement} row @param {Entry} entry @param {Parts} parts */
export function draw(row, entry, parts) {
  const { chat, words } = parts;
  row.className = `chat-row chat-${entry.kind}`;
  row.classList.toggle("is-mine", Boolean(entry.by && entry.by.person === chat.you.person));
  row.classList.toggle("is-deleted", Boolean(entry.deleted));
  row.classList.toggle("is-for-me", Boolean(entry.mentions?.includes(chat.you.person)));
  row.replaceChildren(...inside(entry, parts));
  row.append(moment(entry));
  if (chat.you.person && !entry.deleted) row.append(more(entry, parts));
  row.setAttribute("aria-label", words.of("row", { name: entry.by?.name ?? words.of("nobody"), text: plain(entry, words) }));
}

/** @param {Entry} entry @param {import("../lib/words.js").Words} words */
export function plain(entry, words) {
  if (!entry.deleted) return entry.text ?? "";
  if (entry.deleted === "author") return words.of("deleted-author");
  const { by, why } = entry.deletion ?? {};
  const word = by ? words.of("deleted-by", { who: by.name }) : words.of("deleted-moderator");
  return why ? `${word} ${words.of("why", { why })}` : word;
}

/** @param {Entry} entry @param {Parts} parts @returns {HTMLElement[]} */
function inside(entry, parts) {
  const made = [];
  if (entry.to) made.push(echo(entry.to, parts));
  made.push(line(entry, parts));
  if (entry.deleted) return made;
  if (entry.kind === "poll") made.push(pollOf(entry, parts));
  const signs = signsOf(entry, parts);
  if (signs) made.push(signs);
  return made;
}

/** @param {Entry} entry @param {Parts} parts */
function line(entry, { chat, words }) {
  const whole = element("p", "chat-text");
  const kind = entry.kind === "message" ? "" : words.of(`kind-${entry.kind}`);
  if (kind) whole.append(element("span", "chat-kind", kind), " ");
  whole.append(entry.by ? nameOf(entry.by, words) : element("b", "chat-name", words.of("nobody")), " ");
  const text = element("span", "chat-words");
  text.dir = "auto";
  text.append(entry.deleted ? plain(entry, words) : written(entry.text ?? "", entry.mentions, chat.you.person));
  whole.append(text);
  if (entry.kind === "question" && entry.settled) whole.append(" ", element("span", "chat-badge", words.of("answered")));
  return whole;
}

/** What it replies to; pressed, the list goes there.
 * @param {number} to @param {Parts} parts */
function echo(to, { chat, words }) {
  const said = chat.log.messages.get(to);
  const text = said ? plain(said, words) : "";
  const short = text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text;
  const word = said ? words.of("echo", { name: said.by?.name ?? words.of("nobody"), text: short }) : words.of("echo-earlier");
  const back = press("chat-echo", "show", word);
  back.dataset.of = String(to);
  return back;
}

/** @param {Entry} entry */
function moment({ at }) {
  const time = /** @type {HTMLTimeElement} */ (element("time", "chat-time"));
  const when = new Date(at);
  time.dateTime = at;
  time.textContent = say(when, "clock");
  time.title = say(when, "full");
  return time;
}

/** @param {Entry} entry @param {Parts} parts */
function signsOf(entry, { chat, words, own }) {
  const counts = Object.entries(entry.counts ?? {}).filter(([, count]) => count > 0);
  const votes = entry.kind === "question" ? (votesOf(entry)[0] ?? 0) : null;
  if (!counts.length && votes === null) return null;
  const whole = element("p", "chat-signs");
  if (votes !== null) {
    const vote = press("chat-sign", "vote", `▲ ${votes}`);
    vote.dataset.option = "0";
    finish(vote, own.has(entry.number, "vote:0"), words.count("votes", votes), !chat.you.person || Boolean(entry.settled));
    whole.append(vote);
  }
  for (const [sign, count] of counts) {
    const button = press("chat-sign", "react", `${sign} ${count}`);
    button.dataset.sign = sign;
    finish(button, own.has(entry.number, sign), words.count("react", count, { sign }), !chat.you.person);
    whole.append(button);
  }
  return whole;
}

/** @param {HTMLButtonElement} button @param {boolean} isOn @param {string} label @param {boolean} isIdle */
function finish(button, isOn, label, isIdle) {
  button.setAttribute("aria-pressed", String(isOn));
  button.setAttribute("aria-label", label);
  button.disabled = isIdle;
}

/** @param {Entry} entry @param {Parts} parts */
function more(entry, { words }) {
  const button = press("chat-more", "menu", "⋯");
  button.setAttribute("aria-label", words.of("menu", { name: entry.by?.name ?? words.of("nobody") }));
  button.setAttribute("aria-haspopup", "menu");
  button.tabIndex = -1;
  return button;
}
