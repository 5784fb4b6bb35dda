/**
 * Dialogs: <a href="..." data-do="open" data-of="#id"> or <button data-do="open" data-of="#id"> opens <dialog id>.
 * Without us the link goes to the page that asks the same question.
 */

/** @param {HTMLDialogElement} dialog */
export function open(dialog) {
  if (!dialog.open) dialog.showModal();
}

/** @param {HTMLDialogElement} dialog */
function wireOne(dialog) {
  dialog.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target === dialog || target.closest("[data-do='close']")) dialog.close();
  });
}

export function wireDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) wireOne(dialog);
  for (const opener of document.querySelectorAll("[data-do='open']")) {
    const dialog = document.querySelector(opener.getAttribute("data-of") ?? "");
    if (!(dialog instanceof HTMLDialogElement)) continue;
    if (opener instanceof HTMLElement) opener.hidden = false;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      open(dialog);
    });
  }
}
