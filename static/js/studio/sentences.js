/** What the desk says in a sentence: how it stands, and what the audience gets of us. */
import { say } from "./words.js";

/** @typedef {Pick<import("./desk.js").Desk, "performing" | "devices" | "show" | "facts" | "isHost" | "isCameraOn">} Standing */

/** @param {string} air @param {Standing} standing */
export function sentence(air, { performing, devices, show, facts, isHost, isCameraOn }) {
  if (performing.state === "joining") return say("joining");
  if (!show.state) return say("connecting");
  if (air === "doors" && !isHost) return say(performing.isOn ? "say_doors_guest_on" : "say_doors_guest");
  if (air === "paused" && !performing.isOn) return say("say_paused_away");
  if (air !== "live") return say(`say_${air}`);
  const isSeen = isCameraOn || Boolean(devices.screen);
  const isHushed = show.performers.some((one) => one.part === facts.part && one.muted);
  if (isHushed) return say(isSeen ? "say_live_hushed" : "say_live_dark_hushed");
  const isHeard = Boolean(devices.microphone) && !devices.isMuted;
  return say(`say_live${isSeen ? (isHeard ? "" : "_muted") : isHeard ? "_dark" : "_neither"}`);
}

/** As a line under the preview.
 * @param {Standing} standing */
export function pictureWords({ devices, isCameraOn }) {
  const isCard = !isCameraOn && !devices.screen;
  if (devices.isPaused) return say(isCard ? "sent_card_paused" : "sent_paused");
  if (devices.screen) return say("sent_screen");
  return say(isCard ? "sent_card" : "sent_camera");
}
