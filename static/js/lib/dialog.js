/**
 * Dialogs: <a href="..." data-dialog="#id"> or <button data-dialog="#id"> opens <dialog id>.
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
    if (target === dialog || target.closest("[data-dialog-close]")) dialog.close();
  });
}

export function wireDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) wireOne(dialog);
  for (const opener of document.querySelectorAll("[data-dialog]")) {
    const dialog = document.querySelector(opener.getAttribute("data-dialog") ?? "");
    if (!(dialog instanceof HTMLDialogElement)) continue;
    if (opener instanceof HTMLElement) opener.hidden = false;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      open(dialog);
    });
  }
}
