/** The chat over the picture of an encoder. */
import { Overlay } from "../chat/overlay.js";

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-overlay]"));
if (place) new Overlay(place);
