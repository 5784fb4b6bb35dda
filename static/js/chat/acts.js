/** What is done with one message, by whoever may: one entry for each word of the menu. */
import { toast } from "../lib/toast.js";

/** @typedef {import("./panel.js").Parts} Parts */

/** @param {Parts} parts */
export function actsOf(parts) {
  const { chat, words, own, list, composer } = parts;
  const entry = (/** @type {number} */ number) => chat.log.messages.get(number);
  const person = (/** @type {number} */ number) => entry(number)?.by?.person;

  /** @param {number} number @param {string} what @param {string} type @param {Record<string, unknown>} fields */
  const turn = async (number, what, type, fields) => {
    const isOn = !own.has(number, what);
    await chat.ask(type, { number, on: isOn, ...fields });
    own.set(number, what, isOn);
    list.redraw(number);
  };

  /** @type {Record<string, (number: number, button: HTMLElement) => unknown>} */
  const acts = {
    reply: (number) => chat.mayWrite && composer.replyTo(number),
    copy: async (number) => {
      await navigator.clipboard.writeText(entry(number)?.text ?? "");
      toast(words.of("copied"));
    },
    show: (_, { dataset }) => list.show(Number(dataset.of)),
    react: (number, { dataset: { sign = "" } }) => turn(number, sign, "react", { sign }),
    vote: (number, { dataset: { option = "0" } }) =>
      turn(number, `vote:${option}`, "vote", { option: Number(option) }),
    delete: (number, { dataset }) => may(number) && done("delete", { number, ...because(dataset) }, "done-delete"),
    pin: (number) => done("pin", { number }, "done-pin"),
    unpin: () => done("pin", { number: null }, "done-unpin"),
    settle: (number) => done("settle", { number }, "done-settle"),
    silence: (number, { dataset }) =>
      done("silence", { person: person(number), minutes: Number(dataset.minutes) || null, ...because(dataset) }, "done-silence"),
    ban: (number, { dataset }) => done("ban", { person: person(number), ...because(dataset) }, "done-ban"),
  };

  const because = (/** @type {DOMStringMap} */ { why }) => (why ? { why } : {});

  const may = (/** @type {number} */ number) => chat.moderates || person(number) === chat.you.person;

  /** An act with a number can be taken back.
   * @param {string} type @param {Record<string, unknown>} fields @param {string} word */
  const done = async (type, fields, word) => {
    const said = await chat.ask(type, fields);
    const act = said.number;
    parts.said.tell(words.of(word), chat.moderates && act ? () => chat.ask("undo", { number: act }) : null);
  };

  /** @param {string} name @param {number} number @param {HTMLElement} button */
  return async (name, number, button) => {
    try {
      await acts[name]?.(number, button);
    } catch (refusal) {
      toast(/** @type {Error} */ (refusal).message, "error");
    }
  };
}
