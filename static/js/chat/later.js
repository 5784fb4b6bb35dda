/**
 * Beside a picture the chat comes after the picture: what it takes to talk is loaded once the first
 * frame is there, or when none comes soon.
 */
const PATIENCE_MS = 1500;

const player = /** @type {HTMLElement | null} */ (document.querySelector("live-player"));
const seen = new AbortController();

function come() {
  seen.abort();
  import("./panel.js");
  import("./applause.js");
}

if (player?.dataset.state === "live") {
  const late = setTimeout(come, PATIENCE_MS);
  seen.signal.addEventListener("abort", () => clearTimeout(late));
  // Events of media do not rise; whoever is above them hears them on their way down.
  player.addEventListener("loadeddata", come, { capture: true, signal: seen.signal });
} else come();
