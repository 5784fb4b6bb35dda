/** The light of the foyer: pressed once, seen at once, kept by the server. */

/** @param {string} theme */
export function show(theme) {
  const root = document.documentElement;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const button of document.querySelectorAll("[data-at='theme'] button")) {
    button.setAttribute("aria-pressed", String(button.getAttribute("value") === theme));
  }
}

/** @param {HTMLFormElement} form @param {string} theme */
async function keep(form, theme) {
  const body = new FormData(form);
  body.set("theme", theme);
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  if (answer.status >= 400) throw new Error(String(answer.status));
}

export function wireTheme() {
  for (const form of document.querySelectorAll("form[data-at='theme']")) {
    form.addEventListener("submit", (event) => {
      const { submitter } = /** @type {SubmitEvent} */ (event);
      const theme = submitter?.getAttribute("value");
      if (!theme) return;
      event.preventDefault();
      show(theme);
      const place = /** @type {HTMLFormElement} */ (form);
      keep(place, theme).catch(() => HTMLFormElement.prototype.submit.call(place));
    });
  }
}
