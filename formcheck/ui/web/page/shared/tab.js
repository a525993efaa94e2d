// What this tab remembers over a reload: plans and the open session, never pictures.

/** @type {Map<string, unknown>} */
const memory = new Map();

export const sameTab = {
  /** @param {string} name @param {any} otherwise @returns {any} */
  get(name, otherwise = null) {
    if (memory.has(name)) return memory.get(name) ?? otherwise;
    try {
      return JSON.parse(sessionStorage.getItem(`formcheck.${name}`) ?? "null") ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  /** @param {string} name @param {unknown} value */
  set(name, value) {
    try {
      sessionStorage.setItem(`formcheck.${name}`, JSON.stringify(value));
      memory.delete(name);
    } catch {
      memory.set(name, value); // Storage is full or switched off: kept until a reload.
    }
  },
};
