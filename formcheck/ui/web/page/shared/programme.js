// What is to be done in the next session, kept until this tab is closed.
import { sameTab } from "./store.js";
import { language } from "./words.js";

/** Ids of the stretches that were put together, in order. @returns {string[]} */
export function queued() {
  return sameTab.get("programme", []);
}

/** @param {string[]} ids */
export function queue(ids) {
  sameTab.set("programme", ids);
}

/**
 * Begins a session. at_desk: a break there, which goes by itself and comes back to the sitting page.
 * @param {Page.SessionWish} wish
 */
export function begin(wish) {
  sameTab.set("begin", { ...wish, language: language() });
  sameTab.set("due", true);
  sameTab.set("session", null);
  location.hash = "#/session";
}
