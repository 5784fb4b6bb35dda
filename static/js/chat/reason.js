/** An act with a reason: a moderator writes it once, and it is recorded with the act. */

/** @typedef {import("./panel.js").Parts} Parts */
/** @typedef {(act: string, number: number, button: HTMLElement) => void} Act */

export class Reason {
  number = 0;

  /** @param {Parts} parts @param {Act} act */
  constructor(parts, act) {
    this.parts = parts;
    this.dialog = /** @type {HTMLDialogElement} */ (parts.panel.querySelector("[data-at='reason']"));
    this.form = /** @type {HTMLFormElement} */ (this.dialog.querySelector("form"));
    const { signal } = parts;
    this.form.addEventListener("submit", ({ submitter }) => {
      const button = /** @type {HTMLElement} */ (submitter);
      button.dataset.why = String(new FormData(this.form).get("why")).trim();
      act(button.dataset.act ?? "", this.number, button);
    }, { signal });
  }

  /** @param {number} number of the message */
  open(number) {
    const { chat, words } = this.parts;
    const entry = chat.log.messages.get(number);
    this.number = number;
    this.form.reset();
    const place = this.dialog.querySelector("[data-at='reason-of']");
    if (place) place.textContent = words.of("row", { name: entry?.by?.name ?? words.of("nobody"), text: entry?.text ?? "" });
    this.dialog.showModal();
  }
}
