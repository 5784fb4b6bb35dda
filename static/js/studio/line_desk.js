/** The test of the line as the page shows it. */
import { Refusal } from "../lib/conversation.js";
import { figure } from "../lib/words.js";
import { testLine } from "./line_test.js";
import { button, place, tell } from "./place.js";
import { say } from "./words.js";

/** @param {import("../lib/conversation.js").Conversation} conversation
 * @param {import("../stage/performing.js").Performing} performing */
export function wireLineTest(conversation, performing) {
  const start = button("test-line");
  const words = place("line-words");
  const bar = /** @type {HTMLProgressElement} */ (place("line-progress"));
  start.addEventListener("click", async () => {
    start.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    tell(words, say("line_testing"));
    try {
      const found = await testLine(conversation, performing.iceServers, (part) => (bar.value = part));
      tell(words, inWords(found));
    } catch (problem) {
      tell(words, problem instanceof Refusal ? problem.message : say("line_none"));
    }
    bar.hidden = true;
    start.disabled = false;
  });
  performing.addEventListener("change", () => (place("line-test").hidden = performing.isOn));
}

/** @param {Awaited<ReturnType<typeof testLine>>} found */
function inWords({ verdict, bitrate, rtt, loss }) {
  if (verdict === "none") return say("line_none");
  const figures = say("line_figures", {
    megabits: figure(bitrate / 1e6, 1),
    milliseconds: figure(rtt * 1000),
    percent: figure(loss * 100, 1),
  });
  return `${say(`line_${verdict}`)} ${figures}`;
}
