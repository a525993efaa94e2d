// What the browser keeps for the page; where it keeps nothing, it holds until the page is closed.

/** @param {() => Storage} find which storage; to ask for one that is switched off is an error */
export function makeStore(find) {
  /** @type {Map<string, string>} */
  const unstored = new Map();
  return {
    /** @param {string} name @returns {string | null} */
    get(name) {
      try {
        return unstored.get(name) ?? find().getItem(`formcheck.${name}`);
      } catch {
        return null;
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
