/**
 * Thanks people who watched the show. For members the site knows; for people who are not signed in
 * only this window does, from live-player[data-watched].
 */

const key = () => `footlights:there:${location.pathname}`;

/** Before the stage leaves the page.
 * @param {HTMLElement} room */
export function rememberPresence(room) {
  if (!room.querySelector("live-player[data-watched]")) return;
  try {
    sessionStorage.setItem(key(), "1");
  } catch {
    // Without storage the page says nothing that is untrue.
  }
}

/** @param {string} name */
function stored(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

export function wireThanks() {
  const thanks = /** @type {HTMLElement | null} */ (document.querySelector("[data-at='thanks']"));
  if (thanks && stored(key())) thanks.hidden = false;
}
