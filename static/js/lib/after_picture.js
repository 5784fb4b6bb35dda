/** What can wait lets the picture of a live show come first. */

const PATIENCE_MS = 2500; // from when the page was asked for

const player = document.querySelector("live-player[data-state='live']");

/** Once the first frame was seen, or when none comes soon; at once where there is nothing to see.
 * @param {() => void} deed */
export function afterPicture(deed) {
  if (!player) return deed();
  const over = new AbortController();
  const act = () => {
    if (over.signal.aborted) return;
    over.abort();
    deed();
  };
  player.addEventListener("moves", act, { signal: over.signal });
  setTimeout(act, Math.max(0, PATIENCE_MS - performance.now()));
}
