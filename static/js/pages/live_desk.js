/** The live studio: whoever performs goes on air from here. */
import { Line } from "../stage/line.js";
import { Performing } from "../stage/performing.js";
import { Card } from "../studio/card.js";
import { Company } from "../studio/company.js";
import { Desk } from "../studio/desk.js";
import { Devices } from "../studio/devices.js";
import { watchEncoder } from "../studio/encoder_check.js";
import { EncoderPicture } from "../studio/encoder_picture.js";
import { watchBattery, watchSleep } from "../studio/guards.js";
import { wireLineTest } from "../studio/line_desk.js";
import { Monitor } from "../studio/monitor.js";
import { Others } from "../studio/others.js";
import { openDevices, wirePickers } from "../studio/pickers.js";
import { place } from "../studio/place.js";
import { wireTabs } from "../studio/tabs.js";
import { warn } from "../studio/warnings.js";
import { say } from "../studio/words.js";

const facts = JSON.parse(document.getElementById("studio-facts")?.textContent ?? "{}");

const conversation = new Line(facts.socket);
const devices = new Devices(new Card(facts.card));
const performing = new Performing(conversation);
const company = new Company(conversation, facts.part);
const others = new Others(conversation, facts);
new Desk({ conversation, devices, performing, company, others, facts });
new Monitor(performing);
wirePickers(devices);
wireLineTest(conversation, performing);
const encoderPicture = new EncoderPicture(conversation, performing, facts);
wireTabs((panel) => {
  // The acts of the show are the same on both sides.
  panel.querySelector("[data-at='curtain-place']")?.append(place("curtain"));
  encoderPicture.look();
});
watchEncoder(place("encoder").dataset.seenAt ?? "", () => performing.isOn);
void watchBattery((charge) => warn("battery", charge === null ? "" : say("battery", { percent: charge })));

watchSleep((mayFallAsleep) => warn("sleepy", mayFallAsleep ? say("sleepy") : ""));

place("desk").hidden = false;
conversation.open();
if (location.hash !== "#encoder") void openDevices(devices);
// What the audience says comes after what it takes to perform.
void import("../chat/panel.js");
