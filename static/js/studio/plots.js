/** Plot: the last minute of one number as a line, with the number itself beside it. */

const SECONDS = 60;
const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 32;

export class Plot {
  /** @param {HTMLElement} box with [data-at='plot'] for the line and [data-at='value'] for the number
   * @param {{least: number}} scale the least that the height stands for */
  constructor(box, { least }) {
    this.least = least;
    this.value = /** @type {HTMLElement} */ (box.querySelector("[data-at='value']"));
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("viewBox", `0 0 ${SECONDS} ${HEIGHT}`);
    picture.setAttribute("preserveAspectRatio", "none");
    picture.setAttribute("aria-hidden", "true");
    this.area = picture.appendChild(document.createElementNS(SVG, "path"));
    this.line = picture.appendChild(document.createElementNS(SVG, "polyline"));
    this.area.setAttribute("class", "plot-area");
    this.line.setAttribute("class", "plot-line");
    box.querySelector("[data-at='plot']")?.append(picture);
    /** @type {number[]} */
    this.numbers = [];
  }

  /** @param {number} number @param {string} words */
  add(number, words) {
    this.numbers = [...this.numbers, number].slice(-SECONDS);
    this.value.textContent = words;
    const top = Math.max(this.least, ...this.numbers) * 1.1;
    const first = SECONDS - this.numbers.length;
    const points = this.numbers.map((one, place) => `${first + place + 1},${(HEIGHT - (one / top) * HEIGHT).toFixed(1)}`);
    this.line.setAttribute("points", points.join(" "));
    this.area.setAttribute("d", `M${first + 1},${HEIGHT} L${points.join(" ")} L${SECONDS},${HEIGHT} Z`);
  }

  clear() {
    this.numbers = [];
    this.value.textContent = "–";
    this.line.setAttribute("points", "");
    this.area.setAttribute("d", "");
  }
}
