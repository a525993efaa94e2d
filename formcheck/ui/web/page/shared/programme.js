// The programme of the next session, kept until this tab is closed.
import { sameTab } from "./store.js";
import { language } from "./words.js";

/** Ids of the chosen stretches, in order. @returns {string[]} */
export function queued() {
  return sameTab.get("programme", []);
}

/** @param {string[]} ids */
export function queue(ids) {
  sameTab.set("programme", ids);
}

/**
 * Begins a session. at_desk: a break at the desk, which runs by itself and returns to the sitting page.
 * @param {Page.SessionWish} wish
 */
export function begin(wish) {
  sameTab.set("begin", { ...wish, language: language() });
  sameTab.set("due", true);
  sameTab.set("session", null);
  location.hash = "#/session";
}
