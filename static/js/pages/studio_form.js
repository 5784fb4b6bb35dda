/** The form of a show: the poster before it is sent, an address from the title, the zone of here. */

/** @param {HTMLFormElement} form @param {string} name */
const control = (form, name) => {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLSelectElement ? found : null;
};

/** @param {string} title */
export const suggest = (title) =>
  title
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’]/g, "")
    .replace(/ß/g, "ss")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");

/** The server makes the address from the title; until then the field shows what it will be like.
 * @param {HTMLFormElement} form */
function wireAddress(form) {
  const title = control(form, "title");
  const slug = control(form, "slug");
  if (!(title && slug instanceof HTMLInputElement)) return;
  const say = () => (slug.placeholder = suggest(title.value));
  title.addEventListener("input", say);
  say();
}

/** A picture is seen before it is sent; the address of the preview is given back when it goes.
 * @param {HTMLFormElement} form */
function wirePoster(form) {
  const input = control(form, "poster");
  const frame = form.querySelector("[data-at='poster-preview']");
  const image = frame?.querySelector("img");
  if (!(input instanceof HTMLInputElement && frame instanceof HTMLElement && image)) return;
  const kept = image.getAttribute("src");
  let shown = "";
  input.addEventListener("change", () => {
    if (shown) URL.revokeObjectURL(shown);
    const file = input.files?.[0];
    shown = file?.type.startsWith("image/") ? URL.createObjectURL(file) : "";
    const source = shown || kept;
    frame.hidden = !source;
    if (source) image.src = source;
    if (shown) image.alt = image.dataset.chosen ?? "";
  });
}

/** A new show starts on the clock of whoever makes it, unless they chose another.
 * @param {HTMLFormElement} form */
function wireZone(form) {
  const zone = control(form, "time_zone");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!(zone instanceof HTMLSelectElement) || zone.value !== "UTC") return;
  if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}

/** The password is asked only where there is one; without us the field simply stands there.
 * @param {HTMLFormElement} form */
function wirePassword(form) {
  const place = form.querySelector("#id_password_field");
  const ways = form.querySelectorAll("input[name=access]");
  if (!(place instanceof HTMLElement) || !ways.length) return;
  const say = () => {
    const chosen = form.querySelector("input[name=access]:checked");
    place.hidden = chosen instanceof HTMLInputElement && chosen.value !== "password";
  };
  for (const way of ways) way.addEventListener("change", say);
  say();
}

for (const found of document.querySelectorAll("form[data-at~='show-form']")) {
  const form = /** @type {HTMLFormElement} */ (found);
  wireAddress(form);
  wirePoster(form);
  wirePassword(form);
  const again = form.querySelector("[data-at='form-errors']");
  if ("fresh" in form.dataset && !again && !sessionStorage.getItem("kept:show-new")) wireZone(form);
}
