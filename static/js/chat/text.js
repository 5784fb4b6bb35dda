/** The text of a message: links are made clickable and never loaded, those who are mentioned stand out. */

const LINK = /https?:\/\/[^\s<>"]+/giu;
const MENTION = /@[\w.-]+/gu;
const TRAILING = /[.,;:!?'’”»)\]}]+$/u;

/** @param {string} text @param {string[]} [mentions] @param {string | null} [me] */
export function written(text, mentions = [], me = null) {
  const whole = document.createDocumentFragment();
  let at = 0;
  for (const { 0: address, index = 0 } of text.matchAll(LINK)) {
    const link = linkTo(trimmed(address));
    if (!link) continue;
    whole.append(named(text.slice(at, index), mentions, me), link);
    at = index + (link.textContent?.length ?? 0);
  }
  whole.append(named(text.slice(at), mentions, me));
  return whole;
}

/** A sentence's full stop is not the address's; a bracket is, where it was opened there.
 * @param {string} address */
function trimmed(address) {
  const isOpened = address.includes("(") && address.endsWith(")");
  return isOpened ? address : address.replace(TRAILING, "");
}

/** @param {string} address */
function linkTo(address) {
  const url = parsed(address);
  if (!url || !["http:", "https:"].includes(url.protocol)) return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.rel = "noopener nofollow ugc";
  link.target = "_blank";
  link.textContent = address;
  return link;
}

/** @param {string} address */
function parsed(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** @param {string} text @param {string[]} mentions @param {string | null} me */
function named(text, mentions, me) {
  const piece = document.createDocumentFragment();
  let at = 0;
  for (const { 0: sign, index = 0 } of mentions.length ? text.matchAll(MENTION) : []) {
    const name = sign.slice(1).replace(/[.-]+$/, "").toLowerCase();
    if (!mentions.some((one) => one.toLowerCase() === name)) continue;
    const mark = document.createElement("b");
    mark.className = name === me?.toLowerCase() ? "chat-mention chat-mention-you" : "chat-mention";
    mark.textContent = text.slice(index, index + 1 + name.length);
    piece.append(text.slice(at, index), mark);
    at = index + 1 + name.length;
  }
  piece.append(text.slice(at));
  return piece;
}
