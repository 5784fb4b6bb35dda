/**
 * The one Conversation of a page with its show, shared by all that listen to it. What was said
 * last of each kind is kept for those who come later: `line.latest["show.state"]`.
 */
import { Conversation } from "../lib/conversation.js";

const KEPT = /** @type {(keyof Told)[]} */ (["show.welcome", "show.state", "show.audience"]);

/** @type {Map<string, Line>} */
const lines = new Map();

export class Line extends Conversation {
  /** @param {string} path */
  constructor(path) {
    super(path);
    /** @type {Partial<Told>} */
    this.latest = {};
    for (const type of KEPT) {
      this.addEventListener(type, (event) => {
        this.latest[type] = /** @type {CustomEvent} */ (event).detail;
      });
    }
  }

  /** What was said last of this kind, and whatever is said from now on.
   * @template {keyof Told} Type
   * @param {Type} type @param {(told: Told[Type]) => void} hear
   * @param {AbortSignal} [signal] when it is over, nobody hears any more */
  follow(type, hear, signal) {
    const latest = this.latest[type];
    if (latest) hear(latest);
    this.addEventListener(type, (event) => hear(/** @type {CustomEvent} */ (event).detail), { signal });
  }
}

/** @param {string} path as /ws/shows/hamlet/ */
export function lineTo(path) {
  const known = lines.get(path);
  if (known && !known.closed) return known;
  const line = new Line(path);
  lines.set(path, line);
  line.open();
  return line;
}
