/** Elements of the chat: made of names and texts, never of markup. */

/** @param {string} name @param {string} className @param {...(Node | string)} inside */
export function element(name, className, ...inside) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...inside);
  return made;
}

/** @param {string} className @param {string} act @param {...(Node | string)} inside */
export function press(className, act, ...inside) {
  const made = /** @type {HTMLButtonElement} */ (element("button", className, ...inside));
  made.type = "button";
  made.dataset.do = act;
  return made;
}
