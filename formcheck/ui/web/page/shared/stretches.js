// The stretches in the language of the page. A view loads them before it asks for one of them.
import { getJson } from "./api.js";
import { language } from "./words.js";

/** @type {Map<string, Api.StretchesAnswer>} */
const catalogues = new Map();

/** All stretches, and the spec files with problems. @returns {Promise<Api.StretchesAnswer>} */
export async function loadStretches() {
  const spoken = language();
  const address = `/api/stretches?language=${encodeURIComponent(spoken)}`;
  const found = catalogues.get(spoken) ?? (await getJson(address));
  catalogues.set(spoken, found);
  return found;
}

/** @param {string} id */
export const findStretch = (id) => catalogues.get(language())?.stretches.find((one) => one.id === id);

/** The title of a stretch; the id if it no longer exists. @param {string} id */
export const titleOf = (id) => findStretch(id)?.title ?? id;
