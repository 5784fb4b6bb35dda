/** Questions that wait for an answer. */

/** @param {string} id of a <dialog> with [data-yes] @returns {Promise<boolean>} */
export function asked(id) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(id));
  const yes = /** @type {HTMLElement} */ (dialog.querySelector("[data-yes]"));
  return new Promise((resolve) => {
    let answer = false;
    const agree = () => {
      answer = true;
      dialog.close();
    };
    yes.addEventListener("click", agree);
    dialog.addEventListener(
      "close",
      () => {
        yes.removeEventListener("click", agree);
        resolve(answer);
      },
      { once: true },
    );
    if (!dialog.open) dialog.showModal();
  });
}
