/** On a telephone the panel stands above the keyboard while somebody types, whatever the browser does. */

const NARROW = matchMedia("(max-width: 63.99rem)");
const LEAST_PX = 190;

/** @param {import("./panel.js").Parts} parts @param {HTMLTextAreaElement} field */
export function wireKeyboard({ panel, list, signal }, field) {
  const seen = window.visualViewport;
  if (!seen || "window" in panel.dataset) return;
  const place = () => {
    const isTyping = NARROW.matches && document.activeElement === field;
    const wasTyping = panel.classList.contains("is-typing");
    panel.classList.toggle("is-typing", isTyping);
    if (!isTyping) return;
    if (!wasTyping) document.querySelector("live-player")?.scrollIntoView({ block: "start", behavior: "instant" });
    const picture = document.querySelector("live-player [data-at='surface']")?.getBoundingClientRect();
    const free = picture ? seen.height - Math.max(0, picture.bottom - seen.offsetTop) : 0;
    const height = Math.min(Math.max(free, LEAST_PX), seen.height);
    panel.style.setProperty("--typing-top", `${seen.offsetTop + seen.height - height}px`);
    panel.style.setProperty("--typing-height", `${height}px`);
    if (!wasTyping) list.toEnd();
  };
  for (const name of ["resize", "scroll"]) seen.addEventListener(name, place, { signal });
  addEventListener("scroll", place, { signal, passive: true });
  field.addEventListener("focus", place, { signal });
  // A press on the button that sends takes the focus for a moment.
  field.addEventListener("blur", () => setTimeout(place, 200), { signal });
}
