/** A poll in the list: its options are buttons until it is closed, and bars with numbers all along. */
import { element, press } from "./elements.js";

/** @typedef {import("./log.js").Entry} Entry */

/** @param {Entry} entry @param {import("./panel.js").Parts} parts */
export function pollOf(entry, { chat, words, own }) {
  const votes = votesOf(entry);
  const all = votes.reduce((sum, count) => sum + count, 0);
  const isIdle = Boolean(entry.settled) || !chat.you.person;
  const list = element("ul", "chat-poll");
  for (const [option, text] of (entry.options ?? []).entries()) {
    const share = all ? Math.round(((votes[option] ?? 0) / all) * 100) : 0;
    const button = press("chat-option", "vote");
    button.dataset.option = String(option);
    button.setAttribute("aria-pressed", String(own.has(entry.number, `vote:${option}`)));
    button.disabled = isIdle;
    button.style.setProperty("--share", `${share}%`);
    const figure = element("span", "chat-share figures", words.count("share", votes[option] ?? 0, { share }));
    button.append(element("span", "chat-option-text", text), figure);
    list.append(element("li", "", button));
  }
  const foot = element("p", "chat-poll-foot", words.count(entry.settled ? "poll-closed" : "poll-open", all));
  return element("div", "chat-poll-whole", list, foot);
}

/** Counts by option, whether they come as a list or by name.
 * @param {Entry} entry @returns {number[]} */
export function votesOf({ votes, options }) {
  if (Array.isArray(votes)) return votes;
  if (typeof votes === "number") return [votes];
  return Array.from({ length: options?.length ?? 1 }, (_, option) => votes?.[option] ?? 0);
}
