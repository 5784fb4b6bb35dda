/** What this visitor pressed under messages: kept in this browser, so that it can be taken back. */

const MOST = 200;

export class Own {
  /** @param {string} path @param {string} person */
  constructor(path, person) {
    this.key = `chat:own:${path}:${person}`;
    /** @type {Map<number, string[]>} */
    this.pressed = new Map(this.#kept());
  }

  /** @param {number} number @param {string} what a sign, or `vote:` and the option */
  has(number, what) {
    return Boolean(this.pressed.get(number)?.includes(what));
  }

  /** @param {number} number @param {string} what @param {boolean} isOn */
  set(number, what, isOn) {
    const isVote = what.startsWith("vote:");
    // There is one vote of each person.
    const others = (this.pressed.get(number) ?? []).filter((one) => one !== what && !(isVote && one.startsWith("vote:")));
    this.pressed.delete(number);
    this.pressed.set(number, isOn ? [...others, what] : others);
    for (const old of this.pressed.keys()) {
      if (this.pressed.size <= MOST) break;
      this.pressed.delete(old);
    }
    try {
      localStorage.setItem(this.key, JSON.stringify([...this.pressed]));
    } catch {
      // Where nothing may be kept it goes with the page.
    }
  }

  /** @returns {[number, string[]][]} */
  #kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "[]");
    } catch {
      return [];
    }
  }
}
