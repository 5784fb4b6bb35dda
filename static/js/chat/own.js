/** What this visitor pressed under messages, as the site tells it, so that it can be taken back. */

const MOST = 3000;

export class Own {
  /** @type {Map<number, Set<string>>} */
  pressed = new Map();

  /** @param {number} number @param {string} what a sign, or `vote:` and the option */
  has(number, what) {
    return Boolean(this.pressed.get(number)?.has(what));
  }

  /** @param {number} number @param {string} what @param {boolean} isOn */
  set(number, what, isOn) {
    const isVote = what.startsWith("vote:");
    // There is one vote of each person.
    const others = [...(this.pressed.get(number) ?? [])].filter((one) => one !== what && !(isVote && one.startsWith("vote:")));
    this.#keep(number, isOn ? [...others, what] : others);
  }

  /** Of these entries the site knows better, whatever was pressed on another page or device.
   * @param {{entries: {number: number}[], mine?: Record<string, {signs?: string[], vote?: number}>}} said */
  learn({ entries, mine = {} }) {
    for (const { number } of entries) {
      const { signs = /** @type {string[]} */ ([]), vote } = mine[number] ?? {};
      this.#keep(number, vote === undefined ? signs : [...signs, `vote:${vote}`]);
    }
  }

  /** @param {number} number @param {string[]} pressed */
  #keep(number, pressed) {
    this.pressed.delete(number);
    if (pressed.length) this.pressed.set(number, new Set(pressed));
    for (const old of this.pressed.keys()) {
      if (this.pressed.size <= MOST) break;
      this.pressed.delete(old);
    }
  }
}
