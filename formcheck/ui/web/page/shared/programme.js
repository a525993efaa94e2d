// What is to be done in the next session, kept until this tab is closed.
import { sameTab } from "./tab.js";

/**
 * Ids of the stretches that were put together, in order.
 * @returns {string[]}
 */
export function queued() {
  return sameTab.get("programme", []);
}

/** @param {string[]} ids */
export function queue(ids) {
  sameTab.set("programme", ids);
}

/**
 * Begins a session: side "both", "left" or "right"; null leaves hold and sets to each spec.
 * @param {string[]} stretches
 * @param {Page.Side} side
 * @param {number | null} hold_s
 * @param {number | null} sets
 */
export function begin(stretches, side = "both", hold_s = null, sets = null) {
  openSession({ stretches, side, hold_s, sets });
}

/**
 * Begins a break at the desk: it goes by itself and comes back to the sitting page.
 * @param {string[]} stretches
 */
export function beginDeskBreak(stretches) {
  openSession({ stretches, at_desk: true });
}

/** @param {Page.SessionWish} wish */
function openSession(wish) {
  sameTab.set("begin", wish);
  sameTab.set("session", null);
  location.hash = "#/session";
}
