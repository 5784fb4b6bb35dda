/**
 * Beside a picture the chat comes after the picture: what it takes to talk is loaded once the first
 * frame was seen, or when none comes soon.
 */
const PATIENCE_MS = 2500; // from when the page was asked for

const player = /** @type {HTMLElement | null} */ (document.querySelector("live-player"));
const seen = new AbortController();

function come() {
  seen.abort();
  import("./panel.js");
  import("./applause.js");
}

if (!document.querySelector("chat-panel")) seen.abort();
else if (player?.dataset.state === "live") {
  const late = setTimeout(come, Math.max(0, PATIENCE_MS - performance.now()));
  seen.signal.addEventListener("abort", () => clearTimeout(late));
  player.addEventListener("moves", come, { signal: seen.signal });
} else come();
