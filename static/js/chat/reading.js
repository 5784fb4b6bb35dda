/** Reading by keyboard: arrows go from message to message, a letter does what the menu does. */

/** @type {Record<string, string>} */
const ACTS = { r: "reply", c: "copy", Delete: "delete", Backspace: "delete", Enter: "menu" };

/** @typedef {import("./panel.js").Parts} Parts */

/** @param {Parts} parts @param {(act: string, number: number, row: HTMLElement) => void} act */
export function wireReading({ list, signal }, act) {
  const { scroll } = list;
  scroll.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = /** @type {HTMLElement} */ (event.target);
    const row = /** @type {HTMLElement | null} */ (at.closest("[data-at='message']"));
    const next = neighbour(scroll, row, event.key);
    if (next) go(event, next);
    const isOnRow = row === at;
    const name = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!isOnRow || !name || !row) return;
    event.preventDefault();
    event.stopPropagation();
    act(name, Number(row.dataset.number), row);
  }, { signal });
}

/** @param {KeyboardEvent} event @param {HTMLElement} row */
function go(event, row) {
  event.preventDefault();
  event.stopPropagation();
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} scroll @param {HTMLElement | null} row @param {string} key @returns {HTMLElement | null} */
function neighbour(scroll, row, key) {
  const rows = /** @type {HTMLElement[]} */ ([...scroll.querySelectorAll("[data-at='message']")]);
  const index = row ? rows.indexOf(row) : rows.length;
  if (key === "ArrowUp") return rows[Math.max(0, index - 1)] ?? null;
  if (key === "ArrowDown") return rows[index + 1] ?? null;
  if (key === "Home") return rows[0] ?? null;
  if (key === "End") return rows.at(-1) ?? null;
  return null;
}
