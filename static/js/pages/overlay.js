/** The chat over the picture of an encoder. */
import { Overlay } from "../chat/overlay.js";

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-at='overlay']"));
if (place) new Overlay(place);
