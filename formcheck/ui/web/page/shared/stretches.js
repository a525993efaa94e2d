// The stretches in the language of the page. A view loads them before it asks for one of them.
import { getJson } from "./api.js";
import { language } from "./words.js";

/** @type {Api.StretchesAnswer | null} */
let catalogue = null;

/**
 * All stretches as their files are now, and the spec files with problems; if the program no longer answers, those
 * loaded last.
 * @returns {Promise<Api.StretchesAnswer>}
 */
export async function loadStretches() {
  const asked = getJson(`/api/stretches?language=${encodeURIComponent(language())}`);
  const found = await asked.catch((problem) => catalogue ?? Promise.reject(problem));
  catalogue = found;
  return found;
}

/** @param {string} id */
export const findStretch = (id) => catalogue?.stretches.find((one) => one.id === id);

/** The title of a stretch; the id if it no longer exists. @param {string} id */
export const titleOf = (id) => findStretch(id)?.title ?? id;
