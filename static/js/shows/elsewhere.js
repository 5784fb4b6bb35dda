/** Where the reader's clock is not the creator's, the creator's time is named beside it. */

/** @param {ParentNode} [root] */
export function wireElsewhere(root = document) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const note of root.querySelectorAll("[data-at='elsewhere']")) {
    const place = /** @type {HTMLElement} */ (note);
    place.hidden = place.dataset.zone === here;
  }
}
