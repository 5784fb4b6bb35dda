/** What the relay sees of an encoder, asked while somebody looks at that side of the page. */
import { place, tell } from "./place.js";

const EVERY_MS = 2000;

/** @param {string} address @param {() => boolean} isOurs whether this page itself sends: it needs no advice */
async function look(address, isOurs) {
  if (document.hidden || place("encoder").hidden) return;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { seen, sentence, hints, turned_away: turnedAway } = await answer.json();
    tell(place("encoder-seen"), sentence);
    place("encoder-check").dataset.seen = String(seen);
    const said = [...(turnedAway ? [turnedAway] : []), ...(isOurs() ? [] : hints)];
    place("encoder-hints").replaceChildren(
      ...said.map((/** @type {string} */ hint) => Object.assign(document.createElement("li"), { textContent: hint })),
    );
  } catch {
    // The site is away for a moment; the next look is soon.
  }
}

/** @param {string} address @param {() => boolean} isOurs */
export function watchEncoder(address, isOurs) {
  if (!address) return;
  setInterval(() => void look(address, isOurs), EVERY_MS);
}
