/**
 * Offers to the host that end after some minutes: keep the audience of a dark stage waiting, take a
 * mistaken start back, reopen a show that ended because nobody came back.
 */
import { remaining } from "../lib/time.js";
import { asked } from "./asking.js";
import { button, place, tell } from "./place.js";
import { say } from "./words.js";

/** @typedef {{name: string, until: "interrupted_until" | "takes_back_until" | "reopens_until", words: string,
 *   asks: string, dialog?: string}} Offer */

/** @type {Offer[]} If several are open, the line on the page is about the first. */
const OFFERS = [
  { name: "keep-waiting", until: "interrupted_until", words: "until_waits", asks: "show.keep_waiting" },
  { name: "take-back", until: "takes_back_until", words: "until_stands", asks: "show.take_back", dialog: "take-back" },
  { name: "reopen", until: "reopens_until", words: "until_reopens", asks: "show.reopen" },
];

const MOST_FIGURES = 3599; // below an hour it is told in minutes and seconds

/** Taking a start back asks first, for it sends the audience out again.
 * @param {(type: string) => unknown} ask */
export function wireTimedOffers(ask) {
  for (const { name, asks, dialog } of OFFERS) {
    button(name).addEventListener("click", async () => {
      if (!dialog || (await asked(dialog))) ask(asks);
    });
  }
}

/** @param {Show} show @param {number} now on the clock of the site, in milliseconds
 * @param {boolean} isHost @param {boolean} isBusy */
export function showTimedOffers(show, now, isHost, isBusy) {
  const left = (/** @type {Offer["until"]} */ until) => (Date.parse(show[until] ?? "") - now) / 1000;
  const open = OFFERS.filter(({ until }) => left(until) > 0);
  for (const { name } of OFFERS) {
    button(name).hidden = !isHost || !open.some((one) => one.name === name);
    button(name).disabled = isBusy;
  }
  const [first] = open;
  place("second").hidden = !first || !(isHost || first.name === "keep-waiting");
  tell(place("second-words"), first ? say(first.words, { time: remaining(Math.min(left(first.until), MOST_FIGURES)) }) : "");
}
