/** Menus are <details data-at="menu">. We add what people expect: Escape, a press outside, one at a time. */

/** @param {HTMLDetailsElement} menu @param {boolean} back */
function close(menu, back) {
  if (!menu.open) return;
  menu.open = false;
  if (back) menu.querySelector("summary")?.focus();
}

export function wireMenus() {
  const menus = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("details[data-at='menu']")]);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") menus.forEach((menu) => close(menu, menu.contains(document.activeElement)));
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {Node} */ (event.target);
    menus.forEach((menu) => menu.contains(target) || close(menu, false));
  });
  for (const menu of menus) {
    menu.addEventListener("focusout", (event) => {
      const next = event.relatedTarget;
      if (next instanceof Node && !menu.contains(next)) close(menu, false);
    });
  }
}
