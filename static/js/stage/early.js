/**
 * Watching begins with the first lines of the page: <meta name="stage" content="/ws/shows/hamlet/"
 * data-state="live" data-performers="1" data-whep="/whep/hamlet"> stands before all styles, and this
 * module runs as soon as it is there. The player takes over what has begun: taken(socket).
 */
import { lineTo } from "./line.js";
import { Watching } from "./watching.js";

const told = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name='stage']"));

/** @type {Map<string, Watching>} */
const begun = new Map();

/** @param {string} socket @param {{state?: string, performers?: string, whep?: string}} page */
function begin(socket, { state = "", performers = "1", whep = "" }) {
  const watching = new Watching(lineTo(socket), { state, performers: Number(performers), whep });
  watching.start();
  return watching;
}

/** What has begun already, or begins now.
 * @param {string} socket @param {{state?: string, performers?: string, whep?: string}} page */
export function taken(socket, page) {
  const watching = begun.get(socket) ?? begin(socket, page);
  begun.delete(socket);
  return watching;
}

if (told && "RTCPeerConnection" in window) begun.set(told.content, begin(told.content, told.dataset));
