/** Names: a colour that stays the same person's everywhere, and what they are here in a word. */

/** A hue from the username, the same in every browser.
 * @param {string} person */
export function hueOf(person) {
  let hash = 2166136261;
  for (const sign of person) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash % 360;
}

/** @param {{person: string, name: string, badge: string | null}} by @param {import("../lib/words.js").Words} words */
export function nameOf(by, words) {
  const whole = document.createDocumentFragment();
  const name = document.createElement("b");
  name.className = "chat-name hued";
  name.style.setProperty("--hue", String(hueOf(by.person)));
  name.append(Object.assign(document.createElement("bdi"), { textContent: by.name }));
  name.title = `@${by.person}`;
  whole.append(name);
  const word = by.badge ? words.of(`badge-${by.badge}`) : "";
  if (word) {
    const badge = document.createElement("span");
    badge.className = `chat-badge chat-badge-${by.badge}`;
    badge.textContent = word;
    whole.append(" ", badge);
  }
  return whole;
}
