/**
 * Keeps what was typed: <form data-at="kept" data-keep="show-new"> survives a reload and a login.
 *
 * Kept in this tab only (sessionStorage), never passwords, files or hidden fields. A form that came
 * back with errors already holds what was typed, so nothing is restored over it. When a submit leads
 * on to another page, it went well and the copy is dropped.
 */

const PREFIX = "kept:";
const SENT = "kept-sent";

/** @param {HTMLFormElement} form */
const keyOf = (form) => `${PREFIX}${form.dataset.keep}`;

/** @returns {HTMLFormElement[]} */
const keptForms = () => [...document.querySelectorAll("form")].filter((form) => form.matches("[data-at~='kept']"));

/** @param {Element} control */
const isKept = (control) =>
  (control instanceof HTMLInputElement && !["password", "file", "hidden", "submit"].includes(control.type)) ||
  control instanceof HTMLTextAreaElement ||
  control instanceof HTMLSelectElement;

/** @param {HTMLFormElement} form */
const controlsOf = (form) =>
  /** @type {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} */ (
    [...form.elements].filter((control) => isKept(control) && /** @type {any} */ (control).name)
  );

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} control */
const isTick = (control) => control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type);

/** @param {HTMLFormElement} form */
function keep(form) {
  const values = controlsOf(form).map((control) => [
    control.name,
    isTick(control) ? [control.value, /** @type {HTMLInputElement} */ (control).checked] : control.value,
  ]);
  sessionStorage.setItem(keyOf(form), JSON.stringify(values));
}

/** @param {HTMLFormElement} form @returns {boolean} whether anything changed */
function restore(form) {
  const text = sessionStorage.getItem(keyOf(form));
  if (!text) return false;
  /** @type {[string, string | [string, boolean]][]} */
  const values = JSON.parse(text);
  let changed = false;
  for (const [name, kept] of values) {
    for (const control of controlsOf(form).filter((one) => one.name === name)) {
      changed = put(control, kept) || changed;
    }
  }
  return changed;
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} control
 *  @param {string | [string, boolean]} kept */
function put(control, kept) {
  if (Array.isArray(kept)) {
    if (!(control instanceof HTMLInputElement) || control.value !== kept[0]) return false;
    const changed = control.checked !== kept[1];
    control.checked = kept[1];
    return changed;
  }
  if (isTick(control) || control.value === kept) return false;
  control.value = kept;
  return true;
}

/** What went well redirects; a refusal, an error or a way out of them does not. */
function wasRedirected() {
  const [visit] = performance.getEntriesByType("navigation");
  return visit instanceof PerformanceNavigationTiming && visit.redirectCount > 0;
}

/** Drops the copy of a form whose submit led on to another page. */
function settle() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent) return;
  sessionStorage.removeItem(SENT);
  const { key, path } = JSON.parse(sent);
  const signIn = document.querySelector("form[data-at='sign-in']");
  const again = keptForms().some((form) => keyOf(form) === key);
  const wentWell = wasRedirected() && !signIn && !(again && location.pathname === path);
  if (wentWell) sessionStorage.removeItem(key);
}

export function wireAutosave() {
  settle();
  for (const form of keptForms()) {
    const cameBack = form.querySelector("[aria-invalid=true], [data-at='form-errors']");
    if (!cameBack && restore(form)) {
      for (const word of form.querySelectorAll("[data-at='kept-word']")) /** @type {HTMLElement} */ (word).hidden = false;
    }
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", () => {
      keep(form);
      sessionStorage.setItem(SENT, JSON.stringify({ key: keyOf(form), path: location.pathname }));
    });
  }
}
