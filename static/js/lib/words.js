/**
 * Words for scripts, in the language of the page. A template brings them:
 *
 * <template data-at="words"><p data-at="swap">Show {name} large</p>
 *   <p data-at="votes-one">{count} vote</p><p data-at="votes">{count} votes</p></template>
 *
 * Values are filled in by name. What is counted may have a form for each plural category of the
 * language (Intl.PluralRules): `votes-one`, `votes-few`, …; where there is none, `votes` is said.
 */

const language = () => document.documentElement.lang || "en";

/** A value is never read for another placeholder.
 * @param {string} text @param {Record<string, string | number>} values */
export const filled = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

/** The number as this language writes it.
 * @param {number} value @param {number} [digits] */
export const figure = (value, digits = 0) =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

export class Words {
  /** @type {Map<string, string>} */
  #texts = new Map();

  /** @param {Element} root the parent of the template */
  constructor(root) {
    const kept = /** @type {HTMLTemplateElement | null} */ (root.querySelector(":scope > template[data-at='words']"));
    for (const word of kept?.content.querySelectorAll("[data-at]") ?? []) {
      this.#texts.set(/** @type {HTMLElement} */ (word).dataset.at ?? "", word.textContent?.trim() ?? "");
    }
  }

  /** @param {string} name */
  has(name) {
    return this.#texts.has(name);
  }

  /** Nothing where the template has no such word.
   * @param {string} name @param {Record<string, string | number>} [values] */
  of(name, values = {}) {
    return filled(this.#texts.get(name) ?? "", values);
  }

  /** For so many; {count} is the number.
   * @param {string} name @param {number} count @param {Record<string, string | number>} [values] */
  count(name, count, values = {}) {
    const form = `${name}-${new Intl.PluralRules(language()).select(count)}`;
    return this.of(this.has(form) ? form : name, { count: figure(count), ...values });
  }
}
