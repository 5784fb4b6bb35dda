/** The card of the show: what the audience sees where there is no picture. It stands still. */

const WIDTH = 1280;
const HEIGHT = 720;
const TICK_MS = 500;
const MARGIN = 96;

export class Card {
  /** @param {{title: string, line: string, poster: string}} texts */
  constructor({ title, line, poster }) {
    this.title = title;
    this.line = line;
    this.canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
    this.image = Object.assign(new Image(), { src: poster });
    this.tick = 0;
    this.image.addEventListener("load", () => this.draw());
  }

  /** @returns {MediaStreamTrack} begun when it is needed first */
  get track() {
    if (!this.stream) {
      this.draw();
      this.stream = this.canvas.captureStream(5);
      // A canvas that never changes is never sent, and who comes late would see nothing.
      this.timer = setInterval(() => this.draw(), TICK_MS);
    }
    const [track] = this.stream.getVideoTracks();
    track.contentHint = "detail";
    return track;
  }

  draw() {
    const paint = this.canvas.getContext("2d", { alpha: false });
    if (!paint) return;
    paint.fillStyle = "#16100f";
    paint.fillRect(0, 0, WIDTH, HEIGHT);
    if (this.image.naturalWidth) this.drawPoster(paint);
    paint.fillStyle = "#f7f2ea";
    paint.textBaseline = "alphabetic";
    paint.font = "700 72px Palatino, Georgia, serif";
    const lines = this.wrapped(paint);
    lines.forEach((line, row) => paint.fillText(line, MARGIN, HEIGHT - 190 - 84 * (lines.length - 1 - row)));
    paint.font = "400 34px system-ui, sans-serif";
    paint.fillText(this.line, MARGIN, HEIGHT - 110, WIDTH - 2 * MARGIN);
    this.tick = 1 - this.tick;
    paint.fillStyle = this.tick ? "#16100f" : "#17110f";
    paint.fillRect(0, 0, 2, 2);
  }

  /** @param {CanvasRenderingContext2D} paint */
  drawPoster(paint) {
    const { naturalWidth: across, naturalHeight: down } = this.image;
    const scale = Math.max(WIDTH / across, HEIGHT / down);
    const [width, height] = [across * scale, down * scale];
    paint.drawImage(this.image, (WIDTH - width) / 2, (HEIGHT - height) / 2, width, height);
    const veil = paint.createLinearGradient(0, HEIGHT * 0.25, 0, HEIGHT);
    veil.addColorStop(0, "#16100f00");
    veil.addColorStop(1, "#16100ff0");
    paint.fillStyle = veil;
    paint.fillRect(0, 0, WIDTH, HEIGHT);
  }

  /** The title in three lines at most.
   * @param {CanvasRenderingContext2D} paint */
  wrapped(paint) {
    /** @type {string[]} */
    const lines = [];
    for (const word of this.title.split(/\s+/)) {
      const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
      if (lines.length && paint.measureText(longer).width < WIDTH - 2 * MARGIN) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.slice(0, 3);
  }
}
