/** Which buttons the desk has, and which of them comes first. */
import { isOver, isRunning } from "./air.js";
import { button, place, rename } from "./place.js";
import { say } from "./words.js";

/** @param {import("./desk.js").Desk} desk */
export function renderActs(desk) {
  const { air, isHost } = desk;
  const onStage = desk.performing.isOn;
  const running = isRunning(desk.show.state);
  const over = isOver(air) || !desk.isKnown || !desk.mayPerform || !desk.show.state;
  place("after").hidden = !isOver(air) || !desk.show.state;
  const beforeDoors = desk.isBeforeDoors;
  const inCompany = desk.show.performers.some((one) => one.sending && one.part !== desk.facts.part);
  const shown = {
    go: !over && (isHost ? !onStage || !running : !onStage),
    raise: !over && isHost && !onStage && !running && inCompany,
    rehearse: !over && beforeDoors && (isHost || onStage),
    leave: onStage && !beforeDoors,
    pause: isHost && running,
    end: isHost && running,
  };
  for (const [name, is] of Object.entries(shown)) {
    button(name).hidden = !is;
    button(name).disabled = desk.isBusy;
  }
  button("go").disabled ||= desk.isSentOff;
  renderFirst(beforeDoors && isHost);
  rename(button("go"), say(isHost ? "go_live" : "join"));
  rename(button("rehearse"), say(onStage ? "end_rehearsal" : "rehearse"));
  rename(button("pause"), say(desk.show.paused ? "resume" : "pause"));
}

/** Before the doors the rehearsal is the first and large one.
 * @param {boolean} isRehearsal */
function renderFirst(isRehearsal) {
  const [first, second] = isRehearsal ? ["rehearse", "go"] : ["go", "rehearse"];
  button(first).classList.add("button-velvet", "button-large");
  button(second).classList.remove("button-velvet", "button-large");
  const anchor = place("after");
  if (anchor.nextElementSibling !== button(first)) anchor.after(button(first));
}
