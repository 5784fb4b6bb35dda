/** Every page: wires the small libraries to their data-attributes. */
import { wireAutosave } from "../lib/autosave.js";
import { wireCopy } from "../lib/copy.js";
import { wireDialogs } from "../lib/dialog.js";
import { wireMenus } from "../lib/menu.js";
import { wireReveal } from "../lib/reveal.js";
import { wireTheme } from "../lib/theme.js";
import { wireTimes } from "../lib/time.js";
import { wireToasts } from "../lib/toast.js";

wireToasts();
wireTimes();
wireMenus();
wireDialogs();
wireTheme();
wireCopy();
wireReveal();
wireAutosave();

// On a phone the ways inside one place scroll sideways: the current one is brought into view.
document.querySelector(".subnav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

const wrong = document.querySelector("[data-form-errors]");
if (wrong instanceof HTMLElement) wrong.focus();
