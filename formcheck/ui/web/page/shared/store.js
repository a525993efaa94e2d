// What the browser stores for the page; if it stores nothing, values last until the page is closed.

/** @param {() => Storage} find returns the storage; throws if it is disabled */
function makeStore(find) {
  /** @type {Map<string, string>} */
  const unstored = new Map();
  return {
    /** @param {string} name */
    get(name, otherwise = "") {
      try {
        return unstored.get(name) ?? find().getItem(`formcheck.${name}`) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    /** @param {string} name @param {string} value */
    set(name, value) {
      try {
        find().setItem(`formcheck.${name}`, value);
        unstored.delete(name);
      } catch {
        unstored.set(name, value); // Full, or disabled.
      }
    },
    /** @param {string} name */
    remove(name) {
      unstored.delete(name);
      try {
        find().removeItem(`formcheck.${name}`);
      } catch {
        // Disabled: it was not stored.
      }
    },
  };
}

/** A store for values of any kind, written as JSON. @param {ReturnType<makeStore>} store */
const storeValues = (store) => ({
  /** @param {string} name @param {any} otherwise @returns {any} */
  get(name, otherwise = null) {
    try {
      return JSON.parse(store.get(name, "null")) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  /** @param {string} name @param {unknown} value null forgets it */
  set(name, value) {
    if (value === null) store.remove(name);
    else store.set(name, JSON.stringify(value));
  },
});

/** The person's preferences, kept by this browser. */
export const kept = makeStore(() => localStorage);
export const keptValues = storeValues(kept);
/** What this tab keeps across a reload: plans and the open session, never images. */
export const sameTab = storeValues(makeStore(() => sessionStorage));
