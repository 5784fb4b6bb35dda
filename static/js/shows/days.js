/**
 * Lists are made on the clock of the house (or of the member). lib/time.js writes each start on the
 * reader's clock; where that falls on another day than the list says, we name the day.
 *
 * <div data-at="day" data-day="2026-05-01"> ... <time data-time="clock" datetime="..."> ... </div>
 * <span data-at="page-zone" data-zone="UTC" data-words="Times in {zone}">Times in UTC</span>
 */

const language = () => document.documentElement.lang || undefined;
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @param {Date} moment the date on the reader's clock, as 2026-05-01 */
const ownDay = (moment) =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
    .map((figure) => String(figure).padStart(2, "0"))
    .join("-");

/** @param {HTMLElement} list */
function nameOtherDays(list) {
  for (const clock of list.querySelectorAll("time")) {
    if (clock.dataset.time !== "clock") continue;
    const moment = new Date(clock.getAttribute("datetime") ?? "");
    if (Number.isNaN(moment.getTime()) || ownDay(moment) === list.dataset.day) continue;
    const day = document.createElement("small");
    day.textContent = new Intl.DateTimeFormat(language(), { weekday: "short", day: "numeric" }).format(moment);
    clock.after(day);
  }
}

export function keepDays(root = document) {
  for (const list of root.querySelectorAll("[data-at='day']")) nameOtherDays(/** @type {HTMLElement} */ (list));
  for (const note of root.querySelectorAll("[data-at='page-zone']")) {
    const place = /** @type {HTMLElement} */ (note);
    if (place.dataset.zone === ownZone()) continue;
    place.textContent = (place.dataset.words ?? "{zone}").replace("{zone}", ownZone().replaceAll("_", " "));
  }
}
