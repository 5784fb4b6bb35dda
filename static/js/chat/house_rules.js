/** The rules of the chat stand open above the composer until this person has written here once. */

/** @typedef {import("./panel.js").Parts} Parts */

/** @param {Parts} parts */
export function wireHouseRules({ panel, chat, outbox, signal }) {
  const rules = /** @type {HTMLDetailsElement | null} */ (panel.querySelector("[data-at='house-rules']"));
  if (!rules) return;
  const key = `chat:wrote:${chat.path}:${panel.dataset.me}`;
  rules.open = !recall(key);
  outbox.addEventListener("change", () => {
    if (!outbox.letters.length || recall(key)) return;
    rules.open = false;
    remember(key);
  }, { signal });
}

/** @param {string} key */
function recall(key) {
  try {
    return Boolean(localStorage.getItem(key));
  } catch {
    return false;
  }
}

/** @param {string} key */
function remember(key) {
  try {
    localStorage.setItem(key, "1");
  } catch {
    // Where nothing may be kept they stand open again next time.
  }
}
