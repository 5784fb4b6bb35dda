/** The words of the studio. */
import { Words } from "../lib/words.js";
import { root } from "./place.js";

const words = new Words(root);

/** @param {string} name @param {Record<string, string | number>} [values] */
export const say = (name, values) => words.of(name, values);

/** @param {string} name @param {number} count */
export const sayCount = (name, count) => words.count(name, count);

/** @param {string} name */
export const isKnown = (name) => words.has(name);
