/**
 * A quality that was chosen and has not come yet: with an encoder that makes no keyframe when it is
 * asked that may take seconds. Known by the height of the picture, as the readings tell it.
 */

const AT_ONCE_MS = 700; // what comes sooner needs no word
const LONGEST_MS = 20000; // by then the line does not carry it, or the performer does not send it

export class Switching {
  size = "";
  before = 0;
  wanted = 0;
  begunAt = 0;

  stop() {
    this.size = "";
    this.before = this.wanted = this.begunAt = 0;
  }

  /** @param {string} size of the layer that was chosen (1280x720); empty where it is not known
   * @param {number} height that is seen @param {number} now */
  begin(size, height, now) {
    this.stop();
    const wanted = Number(size.split("x")[1] ?? 0);
    if (!wanted || !height || wanted === height) return;
    [this.size, this.wanted, this.before, this.begunAt] = [size, wanted, height, now];
  }

  /** The size that is to come, or "".
   * @param {number} height that is seen @param {number} now */
  read(height, now) {
    if (!this.size) return "";
    if (height !== this.before || now - this.begunAt > LONGEST_MS) this.stop();
    return now - this.begunAt > AT_ONCE_MS ? this.size : "";
  }
}
