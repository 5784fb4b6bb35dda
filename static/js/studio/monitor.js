/** Monitor: our own health as small plots, and what follows from it. */
import { figure } from "../lib/words.js";
import { Judge, sampleOf } from "./health.js";
import { Plot } from "./plots.js";
import { place, tell } from "./place.js";
import { warn } from "./warnings.js";
import { say } from "./words.js";

const EVERY_MS = 1000;
const WARNINGS = ["cpu", "upload", "few", "loss", "slow"];

export class Monitor {
  /** @type {import("./health.js").Sample | null} */
  before = null;

  /** @param {import("../stage/performing.js").Performing} performing */
  constructor(performing) {
    this.performing = performing;
    this.plots = {
      bitrate: new Plot(place("plot-bitrate"), { least: 1_000_000 }),
      fps: new Plot(place("plot-fps"), { least: 30 }),
      rtt: new Plot(place("plot-rtt"), { least: 0.1 }),
      loss: new Plot(place("plot-loss"), { least: 0.02 }),
    };
    performing.addEventListener("change", () => this.follow());
  }

  follow() {
    const sends = this.performing.isOn;
    place("health").hidden = !sends;
    if (sends && !this.timer) {
      this.judge = new Judge();
      this.before = null;
      this.timer = setInterval(() => void this.look(), EVERY_MS);
    } else if (!sends && this.timer) {
      clearInterval(this.timer);
      this.timer = 0;
      for (const plot of Object.values(this.plots)) plot.clear();
      for (const name of WARNINGS) warn(name, "");
    }
  }

  async look() {
    const report = await this.performing.statistics();
    if (!report || this.performing.state !== "sending") return;
    const isMoving = this.performing.picture?.contentHint === "motion"; // a camera; a card stands still
    const sample = { ...sampleOf(report, this.before), isMoving };
    this.before = sample;
    this.draw(sample);
    const standing = this.judge?.judge(sample) ?? [];
    for (const name of WARNINGS) warn(name, standing.includes(name) ? say(`warn_${name}`) : "");
    if (standing.includes("cpu") && sample.layers > 2) void this.performing.sendLayers(2);
  }

  /** @param {import("./health.js").Sample} one */
  draw(one) {
    this.plots.bitrate.add(one.bitrate, say("megabits", { number: figure(one.bitrate / 1e6, 1) }));
    this.plots.fps.add(one.fps, say("per_second", { number: figure(one.fps) }));
    this.plots.rtt.add(one.rtt, say("milliseconds", { number: figure(one.rtt * 1000) }));
    this.plots.loss.add(one.loss, say("percent", { number: figure(one.loss * 100, 1) }));
    tell(place("size"), one.height ? `${one.width} × ${one.height}` : "–");
    tell(place("limited"), say(`limited_${one.limited}`));
  }
}
