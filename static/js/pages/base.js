/** Every page: wires the small libraries to their data-attributes. */
import { afterPicture } from "../lib/after_picture.js";
import { wireAutosave } from "../lib/autosave.js";
import { wireCopy } from "../lib/copy.js";
import { wireDialogs } from "../lib/dialog.js";
import { wireMenus } from "../lib/menu.js";
import { wireReveal } from "../lib/reveal.js";
import { wireTheme } from "../lib/theme.js";
import { wireTimes } from "../lib/time.js";
import { wireToasts } from "../lib/toast.js";

wireToasts();
// The first date that a browser writes takes it as long as all the rest.
afterPicture(wireTimes);
wireMenus();
wireDialogs();
wireTheme();
wireCopy();
wireReveal();
wireAutosave();

// On a phone the ways inside one place scroll sideways: the current one is brought into view.
document.querySelector(".subnav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// A form that came back: on to the first field that is wrong, or to what is said about the whole.
const wrong =
  document.querySelector(".field-wrong :is(input, select, textarea):not([type='hidden'])") ??
  document.querySelector("[data-at='form-errors']");
if (wrong instanceof HTMLElement) {
  wrong.focus({ preventScroll: true });
  (wrong.closest(".field") ?? wrong).scrollIntoView({ block: "center" });
}
