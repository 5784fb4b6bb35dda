/** The acts of the desk as tables: which button does what, when it is there, and what is on it. */
import { isOnAir } from "../shows/states.js";
import { isOver } from "./air.js";
import { complain } from "./pickers.js";
import { button, place, rename } from "./place.js";
import { say } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk
 * @typedef {{name: string, do: (desk: Desk) => unknown, when: (desk: Desk) => boolean, word?: (desk: Desk) => string}} Act
 * @typedef {{name: string, do: (desk: Desk) => unknown, isOff: (desk: Desk) => boolean, word: (desk: Desk) => string}} Switch */

/** @type {Act[]} one at a time */
export const ACTS = [
  {
    name: "go",
    do: (desk) => desk.goLive(),
    when: (desk) => mayBegin(desk) && !(isOn(desk) && (!desk.isHost || runs(desk))),
    word: ({ isHost }) => (isHost ? "go_live" : "join"),
  },
  {
    name: "raise",
    do: (desk) => desk.goLiveWithout(),
    when: (desk) => mayBegin(desk) && desk.isHost && !isOn(desk) && !runs(desk) && inCompany(desk),
  },
  {
    name: "rehearse",
    do: (desk) => desk.rehearse(),
    when: (desk) => mayBegin(desk) && desk.isBeforeDoors && (desk.isHost || isOn(desk)),
    word: (desk) => (isOn(desk) ? "end_rehearsal" : "rehearse"),
  },
  { name: "leave", do: (desk) => desk.leave(), when: (desk) => isOn(desk) && !desk.isBeforeDoors },
  {
    name: "pause",
    do: (desk) => desk.ask(desk.show.paused ? "show.resume" : "show.pause"),
    when: (desk) => desk.isHost && runs(desk),
    word: ({ show }) => (show.paused ? "resume" : "pause"),
  },
  { name: "end", do: (desk) => desk.end(), when: (desk) => desk.isHost && runs(desk) },
];

/** @type {Switch[]} at any moment, also while an act is under way */
export const SWITCHES = [
  {
    name: "mute",
    do: ({ devices }) => devices.mute(!devices.isMuted),
    isOff: ({ devices }) => devices.isMuted,
    word: ({ devices }) => (devices.isMuted ? "unmute" : "mute"),
  },
  {
    name: "camera",
    do: async ({ devices, isCameraOn }) => complain(await devices.darken(isCameraOn)),
    isOff: ({ isCameraOn }) => !isCameraOn,
    word: ({ isCameraOn }) => (isCameraOn ? "camera_off" : "camera_on"),
  },
  {
    name: "screen",
    do: (desk) => desk.share(),
    isOff: () => false,
    word: ({ devices }) => (devices.screen ? "screen_off" : "screen_on"),
  },
];

/** @param {Desk} desk */
export function wireActs(desk) {
  for (const act of ACTS) button(act.name).addEventListener("click", () => void desk.during(() => act.do(desk)));
  for (const one of SWITCHES) button(one.name).addEventListener("click", () => void one.do(desk));
}

/** @param {Desk} desk */
export function renderActs(desk) {
  for (const { name, when, word } of ACTS) {
    button(name).hidden = !when(desk);
    button(name).disabled = desk.isBusy;
    if (word) rename(button(name), say(word(desk)));
  }
  for (const { name, isOff, word } of SWITCHES) {
    button(name).classList.toggle("is-off", isOff(desk));
    rename(button(name), say(word(desk)));
  }
  button("go").disabled ||= desk.isSentOff;
  place("after").hidden = !isOver(desk.air) || !desk.show.state;
  renderFirst(desk.isBeforeDoors && desk.isHost);
}

/** @param {Desk} desk */
const isOn = ({ performing }) => performing.isOn;

/** @param {Desk} desk */
const runs = ({ show }) => isOnAir(show.state);

/** @param {Desk} desk */
const mayBegin = ({ air, isKnown, mayPerform, show }) => !isOver(air) && isKnown && mayPerform && Boolean(show.state);

/** @param {Desk} desk */
const inCompany = ({ show, facts }) => show.performers.some((one) => one.sending && one.part !== facts.part);

/** Before the doors the rehearsal is the first and large one.
 * @param {boolean} isRehearsal */
function renderFirst(isRehearsal) {
  const [first, second] = isRehearsal ? ["rehearse", "go"] : ["go", "rehearse"];
  button(first).classList.add("button-velvet", "button-large");
  button(second).classList.remove("button-velvet", "button-large");
  const anchor = place("after");
  if (anchor.nextElementSibling !== button(first)) anchor.after(button(first));
}
