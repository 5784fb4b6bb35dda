/**
 * The page follows its show: when the state or the start changes, the page is fetched again and
 * what has changed is put in its place. Where the reader stands, and what they typed, stays; so
 * does the stage, which follows the show by itself and sooner (stage/live_player.js).
 */
import { toast } from "../lib/toast.js";
import { wireTimes } from "../lib/time.js";
import { lineTo } from "../stage/line.js";
import { wireElsewhere } from "./elsewhere.js";
import { rememberPresence, wireThanks } from "./presence.js";
import { wireShare } from "./share.js";

const SPREAD_MS = 2000;
const RETRY_MS = 3000;

const room = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-at='show']"));

/** @param {string} [seen] the state and the moment, whatever way the moment is written */
function parts(seen = "") {
  const [state = "", moment = ""] = seen.split(" ");
  return `${state} ${new Date(moment).getTime()}`;
}

/** @param {HTMLElement} old @param {HTMLElement} fresh */
function keepTyped(old, fresh) {
  const was = /** @type {HTMLInputElement | null} */ (old.querySelector("input[type='password']"));
  const now = /** @type {HTMLInputElement | null} */ (fresh.querySelector("input[type='password']"));
  if (!was || !now) return;
  now.value = was.value;
  if (document.activeElement === was) queueMicrotask(() => now.focus({ preventScroll: true }));
}

/** @param {HTMLElement} room */
const hasStage = (room) => Boolean(room.querySelector("live-player"));

/** @param {Document} page */
function put(page) {
  const old = room();
  const fresh = /** @type {HTMLElement | null} */ (page.querySelector("[data-at='show']"));
  if (!old || !fresh) return location.reload();
  rememberPresence(old);
  const [x, y] = [scrollX, scrollY];
  keepTyped(old, fresh);
  const sameRoom = hasStage(old) === hasStage(fresh) && document.body.className === page.body.className;
  const oldAct = old.querySelector("[data-at='now']");
  const act = fresh.querySelector("[data-at='now']");
  document.body.className = page.body.className;
  old.dataset.seen = fresh.dataset.seen;
  if (sameRoom && oldAct && act) {
    oldAct.replaceWith(act);
    replaceEach(old, fresh, [".kicker", ".facts"]);
  } else {
    const isWriting = document.activeElement?.matches("[data-at='text']");
    old.replaceWith(fresh);
    if (isWriting) /** @type {HTMLElement | null} */ (fresh.querySelector("[data-at='text']"))?.focus({ preventScroll: true });
  }
  const changed = sameRoom && act ? act : fresh;
  wireTimes(room() ?? document);
  wireThanks();
  wireElsewhere();
  if (changed === fresh) wireShare(fresh);
  scrollTo({ left: x, top: sameRoom ? y : 0, behavior: "instant" });
}

/** @param {HTMLElement} old @param {HTMLElement} fresh @param {string[]} selectors */
function replaceEach(old, fresh, selectors) {
  for (const selector of selectors) {
    const here = old.querySelector(selector);
    const there = fresh.querySelector(selector);
    if (here && there) here.replaceWith(there);
  }
}

/** Whether it went well. While the site is away the page stays as it is: reloaded, it would be lost. */
async function refresh() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer || answer.status >= 500) return false;
  if (!answer.ok) {
    location.reload();
    return true;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  put(page);
  const said = page.querySelector("[data-at='said']");
  if (said?.textContent && !speaksForItself()) toast(said.textContent.trim());
  return true;
}

/** What happens on the stage is said there. */
const speaksForItself = () =>
  Boolean(document.querySelector("live-player:is([data-state='live'], [data-state='interrupted'], [data-state='intermission'])"));

export function followShow() {
  const place = room();
  if (!place?.dataset.socket) return;
  let waiting = 0;
  // A full house must not come back in the same instant.
  const soon = (wait = 0) => {
    waiting = setTimeout(
      async () => {
        const done = await refresh();
        waiting = 0;
        if (!done) soon(RETRY_MS);
      },
      wait + Math.random() * SPREAD_MS,
    );
  };
  const line = lineTo(place.dataset.socket);
  line.follow("show.state", ({ state, starts_at }) => {
    if (parts(`${state} ${starts_at}`) === parts(room()?.dataset.seen) || waiting) return;
    soon();
  });
  line.addEventListener("gone", () => location.reload());
}
