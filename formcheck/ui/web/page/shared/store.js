// What the browser keeps for the page; where it keeps nothing, it holds until the page is closed.

/** @param {() => Storage} find which storage; to ask for one that is switched off is an error */
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
        unstored.set(name, value); // Full, or switched off.
      }
    },
    /** @param {string} name */
    remove(name) {
      unstored.delete(name);
      try {
        find().removeItem(`formcheck.${name}`);
      } catch {
        // Switched off: it was not there.
      }
    },
  };
}

/** The same for values of any kind, written as JSON. @param {ReturnType<makeStore>} store */
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

/** What this browser remembers of the person's wishes. */
export const kept = makeStore(() => localStorage);
export const keptValues = storeValues(kept);
/** What this tab remembers over a reload: plans and the open session, never pictures. */
export const sameTab = storeValues(makeStore(() => sessionStorage));
