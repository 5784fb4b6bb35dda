/** Questions that wait for an answer. */

/** @param {string} id of a <dialog> with [data-do='yes'] @returns {Promise<boolean>} */
export async function asked(id) {
  return Boolean(await chosen(id));
}

/** @param {string} id of a <dialog> with one or more <button data-do="yes" data-answer="…">
 * @returns {Promise<string>} the answer; nothing where the dialog was closed */
export function chosen(id) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(id));
  return new Promise((resolve) => {
    let answer = "";
    const agree = (/** @type {Event} */ { target }) => {
      const yes = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-do='yes']"));
      if (!yes) return;
      answer = yes.dataset.answer || "yes";
      dialog.close();
    };
    dialog.addEventListener("click", agree);
    dialog.addEventListener(
      "close",
      () => {
        dialog.removeEventListener("click", agree);
        resolve(answer);
      },
      { once: true },
    );
    if (!dialog.open) dialog.showModal();
  });
}
