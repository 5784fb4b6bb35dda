/**
 * Times in the reader's own zone, and countdowns.
 *
 * <time datetime="2026-05-01T18:00:00Z" data-zone="Europe/Paris" data-time="full">...</time>
 *   data-time   full (day, date, time), short (the same in few letters), day (day and date), clock (time only)
 * <time data-at="countdown" data-in="in {time}" datetime="..." data-now="..." data-overdue="...">  words until the
 *   last hour, then figures with their word; what is said when it is time, and some minutes later
 *
 * The server has already written the moment in the creator's zone, with the zone named. We write
 * the reader's own, and keep the creator's in the title and, where asked (data-both), beside it.
 */

const HOUR_SECONDS = 3600;
const LATE_SECONDS = 180; // as LATE_AFTER in shows/models/show.py

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const SHAPES = {
  full: { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" },
  short: { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long" },
  clock: { hour: "numeric", minute: "2-digit" },
};

/** The language of the page, in the reader's own variant of it where they have one. */
const language = () => {
  const page = document.documentElement.lang || "en";
  return navigator.languages.find((own) => own.split("-")[0] === page.split("-")[0]) ?? page;
};
/** Where the day has 24 hours people write 03:00; where it has twice twelve, 3:00 am. */
const hasLongDay = () =>
  new Intl.DateTimeFormat(language(), { hour: "numeric" }).resolvedOptions().hourCycle === "h23";
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * @param {Date} moment
 * @param {string} shape
 * @param {string} [zone]
 */
export function say(moment, shape, zone) {
  const options = { ...(SHAPES[shape] ?? SHAPES.full), timeZone: zone };
  if (options.hour && hasLongDay()) options.hour = "2-digit";
  if (shape !== "clock" && moment.getFullYear() !== new Date().getFullYear()) options.year = "numeric";
  return new Intl.DateTimeFormat(language(), options).format(moment);
}

/** @param {HTMLTimeElement} element */
function localise(element) {
  const moment = new Date(element.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const shape = element.dataset.time ?? "full";
  const zone = element.dataset.zone;
  const written = (element.textContent ?? "").trim();
  if (zone && zone === ownZone()) return;
  element.textContent = say(moment, shape);
  element.title = written;
}

/**
 * How far away, as people say it: words until the last hour, then mm:ss.
 * @param {number} seconds
 */
export function remaining(seconds) {
  if (seconds <= 0) return "";
  if (seconds < HOUR_SECONDS) {
    const minutes = String(Math.floor(seconds / 60)).padStart(2, "0");
    return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  }
  const words = new Intl.RelativeTimeFormat(language(), { numeric: "always" });
  if (seconds < 36 * 3600) return words.format(Math.round(seconds / 3600), "hour");
  if (seconds < 21 * 86400) return words.format(Math.round(seconds / 86400), "day");
  return words.format(Math.round(seconds / (7 * 86400)), "week");
}

/** @param {HTMLElement} element */
function count(element) {
  const left = (new Date(element.getAttribute("datetime") ?? "").getTime() - Date.now()) / 1000;
  if (Number.isNaN(left)) return;
  element.classList.toggle("countdown-last", left > 0 && left < HOUR_SECONDS);
  const words = left < HOUR_SECONDS ? (element.dataset.in ?? "{time}") : "{time}";
  if (left > 0) element.textContent = words.replace("{time}", remaining(left));
  else sayDue(element, -left);
  const wait = left <= 0 ? 0 : left < 3660 ? 1000 : 60000;
  if (wait) setTimeout(() => count(element), wait);
  else element.dispatchEvent(new CustomEvent("curtain", { bubbles: true }));
}

/** It is time; some minutes later it is late.
 * @param {HTMLElement} element @param {number} seconds since then */
function sayDue(element, seconds) {
  const { now, overdue: late } = element.dataset;
  if (late && seconds >= LATE_SECONDS) element.textContent = late;
  else if (now) element.textContent = now;
  if (late && seconds < LATE_SECONDS) setTimeout(() => sayDue(element, LATE_SECONDS), (LATE_SECONDS - seconds) * 1000);
}

/** @param {ParentNode} [root] */
export function wireTimes(root = document) {
  for (const element of root.querySelectorAll("time")) if (element.dataset.time) localise(element);
  for (const element of root.querySelectorAll("time[data-at='countdown']")) {
    count(/** @type {HTMLElement} */ (element));
  }
}
