/** What the chat says: the template's words, <template data-words><p data-name="…">…</p></template>. */
export class Words {
  /** @param {ParentNode} root */
  constructor(root) {
    const kept = /** @type {HTMLTemplateElement | null} */ (root.querySelector("template[data-words]"));
    /** @type {Map<string, string>} */
    this.words = new Map();
    for (const word of kept?.content.querySelectorAll("[data-name]") ?? []) {
      this.words.set(/** @type {HTMLElement} */ (word).dataset.name ?? "", word.textContent?.trim() ?? "");
    }
  }

  /** Each %s is one value, in turn; a value is never read for another %s.
   * @param {string} name @param {...(string | number)} values */
  of(name, ...values) {
    let turn = 0;
    return (this.words.get(name) ?? "").replace(/%s/g, () => String(values[turn++] ?? ""));
  }

  /** For one, or for so many.
   * @param {string} name @param {number} count @param {...(string | number)} values */
  count(name, count, ...values) {
    return this.of(count === 1 ? `${name}-one` : name, count.toLocaleString(document.documentElement.lang), ...values);
  }
}
