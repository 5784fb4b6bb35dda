/** 3, 2, 1: time to breathe. Escape or the button calls it off. */
import { button, place, tell } from "./place.js";
import { say } from "./words.js";

const SECOND_MS = 1000;

/** @returns {Promise<boolean>} whether it came to its end */
export function countDown() {
  const box = place("countdown");
  const number = place("countdown-number");
  const stop = button("countdown-stop");
  box.hidden = false;
  stop.focus();
  return new Promise((resolve) => {
    let left = 3;
    const show = () => tell(number, say("counting", { number: left }));
    const end = (/** @type {boolean} */ reached) => {
      clearInterval(timer);
      stop.removeEventListener("click", cancel);
      box.removeEventListener("keydown", onKey);
      box.hidden = true;
      resolve(reached);
    };
    const cancel = () => end(false);
    const onKey = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && cancel();
    const timer = setInterval(() => {
      left -= 1;
      if (left) show();
      else end(true);
    }, SECOND_MS);
    stop.addEventListener("click", cancel);
    box.addEventListener("keydown", onKey);
    show();
  });
}
