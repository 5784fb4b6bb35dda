/** Company: who is on stage; the host mutes, sends off and lets back. */
import { Refusal } from "../lib/conversation.js";
import { toast } from "../lib/toast.js";
import { place, rename } from "./place.js";
import { say } from "./words.js";

export class Company {
  /** @param {import("../lib/conversation.js").Conversation} conversation @param {string} ownPart */
  constructor(conversation, ownPart) {
    this.conversation = conversation;
    this.ownPart = ownPart;
    this.isHost = false;
    /** @type {Map<string, HTMLElement>} */
    this.rows = new Map();
  }

  /** @param {Performer[]} people */
  show(people) {
    const list = place("company");
    const parts = new Set(people.map((one) => one.part));
    for (const [part, row] of this.rows) {
      if (parts.has(part)) continue;
      row.remove();
      this.rows.delete(part);
    }
    for (const person of people) {
      const row = this.rows.get(person.part) ?? this.row(person.part);
      list.append(row);
      this.fill(row, person);
    }
    place("company-none").hidden = people.length > 0;
  }

  /** @param {string} part */
  row(part) {
    const pattern = /** @type {HTMLTemplateElement} */ (document.getElementById("studio-person"));
    const row = /** @type {HTMLElement} */ (pattern.content.firstElementChild?.cloneNode(true));
    row.dataset.person = part;
    this.rows.set(part, row);
    return row;
  }

  /** @param {HTMLElement} row @param {Performer} person */
  fill(row, person) {
    const { part, name, sending, muted, removed } = person;
    const at = (/** @type {string} */ what) => /** @type {HTMLElement} */ (row.querySelector(what));
    const own = part === this.ownPart;
    at("[data-at='name']").textContent = own ? say("you_are", { name }) : name;
    const words = [say(removed ? "is_removed" : sending ? "is_sending" : "is_silent")];
    if (muted) words.push(say("is_muted"));
    at("[data-at='how']").textContent = words.join(" · ");
    row.classList.toggle("is-sending", sending && !removed);
    const may = this.isHost && !own && !person.is_creator;
    this.wire(at("[data-do='mute-person']"), may && !removed, muted ? "unmute_person" : "mute_person", name, "part.mute", { part, muted: !muted });
    const act = removed ? "restore" : "remove";
    this.wire(at("[data-do='remove-person']"), may, `${act}_person`, name, `part.${act}`, { part });
  }

  /** @param {HTMLElement} one @param {boolean} may @param {string} word @param {string} name
   * @param {string} type @param {Record<string, unknown>} fields */
  wire(one, may, word, name, type, fields) {
    one.hidden = !may;
    rename(one, say(word, { name }));
    one.onclick = () => void this.ask(type, fields);
  }

  /** @param {string} type @param {Record<string, unknown>} fields */
  async ask(type, fields) {
    try {
      await this.conversation.ask(type, fields);
    } catch (problem) {
      if (problem instanceof Refusal) toast(problem.message, "error");
    }
  }
}
