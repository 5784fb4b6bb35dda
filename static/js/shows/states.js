/** The sets of states of a show that scripts ask for; those of shows/states.py, as a test makes sure. */

const BACKSTAGE = ["announced", "rehearsal"];
const COMING = [...BACKSTAGE, "doors"];
const ON_AIR = ["live", "interrupted", "intermission"];

/** The audience is not let in yet. */
export const isBackstage = (/** @type {string} */ state) => BACKSTAGE.includes(state);

/** Announced, and not begun. */
export const isComing = (/** @type {string} */ state) => COMING.includes(state);

/** Begun, and not ended: also where nothing is to be seen at the moment. */
export const isOnAir = (/** @type {string} */ state) => ON_AIR.includes(state);
