/** Two ways to perform, as tabs; without us both simply stand on the page.
 * @param {(panel: HTMLElement) => void} tell which one is seen now */
export function wireTabs(tell) {
  const list = document.querySelector("[data-at='tabs']");
  if (!list) return;
  const tabs = /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("a")]);
  const show = (/** @type {HTMLAnchorElement} */ tab) => {
    choose(tabs, tab);
    tell(/** @type {HTMLElement} */ (panelOf(tab)));
  };
  list.setAttribute("role", "tablist");
  for (const tab of tabs) {
    tab.setAttribute("role", "tab");
    panelOf(tab)?.setAttribute("role", "tabpanel");
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(tab);
      history.replaceState(null, "", tab.hash);
    });
    tab.addEventListener("keydown", (event) => move(tabs, tab, event, show));
  }
  const here = () => show(tabs.find((tab) => tab.hash === location.hash) ?? tabs[0]);
  addEventListener("hashchange", here);
  here();
}

/** @param {HTMLAnchorElement} tab */
const panelOf = (tab) => document.getElementById(tab.hash.slice(1));

/** @param {HTMLAnchorElement[]} tabs @param {HTMLAnchorElement} chosen */
function choose(tabs, chosen) {
  for (const tab of tabs) {
    const is = tab === chosen;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    const panel = panelOf(tab);
    if (panel) panel.hidden = !is;
    panel?.setAttribute("aria-labelledby", tab.id);
    tab.setAttribute("aria-controls", tab.hash.slice(1));
  }
}

/** @param {HTMLAnchorElement[]} tabs @param {HTMLAnchorElement} tab @param {KeyboardEvent} event
 * @param {(tab: HTMLAnchorElement) => void} show */
function move(tabs, tab, event, show) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  show(next);
  next.focus();
}
