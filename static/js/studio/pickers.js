/** Pickers: which camera, which microphone, how large, how the sound is treated; preview and level. */
import { Meter } from "./sound.js";
import { button, place, select, tell } from "./place.js";
import { inWords } from "./trouble.js";
import { warn } from "./warnings.js";
import { say } from "./words.js";

const KINDS = /** @type {const} */ (["camera", "microphone"]);

/** @param {import("./devices.js").Devices} devices */
export function wirePickers(devices) {
  devices.addEventListener("list", () => void list(devices));
  for (const what of /** @type {const} */ ([...KINDS, "size", "manner"])) {
    const picker = select(`${what}-choice`);
    if (what === "size" || what === "manner") picker.value = devices.chosen[what];
    picker.addEventListener("change", async () => complain(await devices.choose(what, picker.value)));
  }
  button("again").addEventListener("click", () => void openDevices(devices));
  devices.addEventListener("picture", () => preview(devices));
  wireMeter(devices);
  wireLosses(devices);
}

/** @param {import("./devices.js").Devices} devices */
export async function openDevices(devices) {
  complain(await devices.open());
  await list(devices);
  preview(devices);
}

/** @param {unknown} problem */
export function complain(problem) {
  place("trouble").hidden = !problem;
  if (problem) tell(place("trouble-words"), inWords(problem));
}

/** @param {import("./devices.js").Devices} devices */
async function list(devices) {
  for (const kind of KINDS) {
    const picker = select(`${kind}-choice`);
    const found = await devices.listed(kind);
    const none = new Option(say(`no_${kind}`), "none");
    const options = found.map((one, place) => new Option(one.label || say(kind, { number: place + 1 }), one.deviceId));
    const first = options.length ? [] : [new Option(say(`any_${kind}`), "")];
    picker.replaceChildren(...first, ...options, none);
    const used = devices[kind]?.getSettings().deviceId ?? "";
    const wanted = devices.chosen[kind] === "none" ? "none" : used;
    if ([...picker.options].some((one) => one.value === wanted)) picker.value = wanted;
  }
}

/** @param {import("./devices.js").Devices} devices */
function preview(devices) {
  const video = /** @type {HTMLVideoElement} */ (place("preview"));
  const shown = /** @type {MediaStream | null} */ (video.srcObject)?.getVideoTracks()[0];
  if (shown !== devices.ownPicture) video.srcObject = new MediaStream([devices.ownPicture]);
  video.classList.toggle("mirrored", devices.isMirrored);
  void video.play().catch(() => {});
}

/** @param {import("./devices.js").Devices} devices */
function wireMeter(devices) {
  const meter = new Meter();
  const bar = place("level");
  const box = place("meter");
  let told = -1;
  devices.addEventListener("sound", () => meter.follow(devices.microphone));
  meter.addEventListener("level", () => {
    bar.style.transform = `scaleX(${meter.level.toFixed(3)})`;
    const tenth = Math.round(meter.level * 10);
    if (tenth !== told) box.setAttribute("aria-valuenow", String((told = tenth)));
  });
  meter.addEventListener("heard", () => warn("unheard", meter.isHeard ? "" : say("unheard")));
}

/** A device that is taken away in the middle: another takes its place, or words say what to do.
 * @param {import("./devices.js").Devices} devices */
function wireLosses(devices) {
  /** @type {Set<string>} */
  const missed = new Set();
  devices.addEventListener("gone", async (event) => {
    const { kind } = /** @type {CustomEvent<{kind: "camera" | "microphone"}>} */ (event).detail;
    const problem = await devices.openOne(kind);
    if (problem) complain(problem);
    const found = devices[kind]?.label;
    const words = found ? say(`other_${kind}`, { name: found }) : say(`gone_${kind}`);
    warn(`gone-${kind}`, words, found ? "note" : "warn");
    if (found) setTimeout(() => warn(`gone-${kind}`, ""), 15000);
    else missed.add(kind);
  });
  devices.addEventListener("still", (event) => {
    const { kind, isStill } = /** @type {CustomEvent} */ (event).detail;
    warn(`still-${kind}`, isStill ? say(`still_${kind}`) : "");
  });
  for (const kind of KINDS) {
    devices.addEventListener(kind === "camera" ? "picture" : "sound", () => {
      if (!devices[kind]) return;
      complain(null);
      if (missed.delete(kind)) warn(`gone-${kind}`, "");
    });
  }
}
