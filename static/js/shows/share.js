/** <button data-do="share" data-title data-url data-copied>: the device's own way to share, or a copy. */
import { toast } from "../lib/toast.js";

/** @param {HTMLElement} button */
async function share(button) {
  const { title = "", url = "", copied = "" } = button.dataset;
  try {
    if (navigator.share) await navigator.share({ title, url });
    else {
      await navigator.clipboard.writeText(url);
      toast(copied, "success");
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // the reader thought better of it
  }
}

/** @param {ParentNode} [root] */
export function wireShare(root = document) {
  if (!navigator.share && !navigator.clipboard) return;
  for (const place of root.querySelectorAll("button[data-do='share']")) {
    const button = /** @type {HTMLElement} */ (place);
    button.hidden = false;
    button.addEventListener("click", () => void share(button));
  }
}
