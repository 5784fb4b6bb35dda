/** The words of the studio in the language of the page: json of the template, by name. */

const place = document.getElementById("studio-words");
/** @type {Record<string, string>} */
const WORDS = JSON.parse(place?.textContent ?? "{}");

/** @param {string} name @param {Record<string, string | number>} [values] */
export function say(name, values = {}) {
  const text = WORDS[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}

/** @param {string} name */
export const isKnown = (name) => name in WORDS;

/** The number as this language writes it.
 * @param {number} value @param {number} [digits] */
export const figure = (value, digits = 0) =>
  new Intl.NumberFormat(document.documentElement.lang || "en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
