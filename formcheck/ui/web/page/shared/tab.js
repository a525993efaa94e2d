// What this tab remembers over a reload: plans and the open session, never pictures.
import { makeStore } from "./store.js";

const store = makeStore(() => sessionStorage);

export const sameTab = {
  /** @param {string} name @param {any} otherwise @returns {any} */
  get(name, otherwise = null) {
    try {
      return JSON.parse(store.get(name) ?? "null") ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  /** @param {string} name @param {unknown} value null forgets it */
  set(name, value) {
    if (value === null) store.remove(name);
    else store.set(name, JSON.stringify(value));
  },
};
