/**
 * Dialogs: <a href="..." data-do="open" data-of="#id"> or <button data-do="open" data-of="#id"> opens
 * <dialog id>; without us the link goes to the page that asks the same question. A press beside a
 * dialog or on data-do="close" in it closes it. That holds for each dialog of the page, also for one
 * that comes later.
 */

/** @param {HTMLDialogElement} dialog */
export function open(dialog) {
  if (!dialog.open) dialog.showModal();
}

/** @param {Element} opener */
function dialogOf(opener) {
  const found = document.querySelector(opener.getAttribute("data-of") ?? "");
  return found instanceof HTMLDialogElement ? found : null;
}

/** @param {Event} event */
function pressed(event) {
  const target = /** @type {Element} */ (event.target);
  const dialog = target.closest("dialog");
  if (dialog && (target === dialog || target.closest("[data-do='close']"))) return dialog.close();
  const opener = target.closest("[data-do='open']");
  const wanted = opener && dialogOf(opener);
  if (!wanted) return;
  event.preventDefault();
  open(wanted);
}

export function wireDialogs() {
  document.addEventListener("click", pressed);
  for (const opener of document.querySelectorAll("[data-do='open']")) {
    if (opener instanceof HTMLElement && dialogOf(opener)) opener.hidden = false;
  }
}
