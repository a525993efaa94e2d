// What this tab remembers over a reload: plans and the open session, never pictures.

const memory = new Map();

export const sameTab = {
  get(name, otherwise = null) {
    try {
      return JSON.parse(sessionStorage.getItem(`formcheck.${name}`)) ?? otherwise;
    } catch {
      return memory.get(name) ?? otherwise;
    }
  },
  set(name, value) {
    memory.set(name, value);
    try {
      sessionStorage.setItem(`formcheck.${name}`, JSON.stringify(value));
    } catch {
      // Storage is switched off: kept until a reload.
    }
  },
};
