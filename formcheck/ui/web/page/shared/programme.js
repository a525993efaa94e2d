// What is to be done in the next session, kept until this tab is closed.
import { sameTab } from "./tab.js";

/** Ids of the stretches that were put together, in order. */
export function queued() {
  return sameTab.get("programme", []);
}

export function queue(ids) {
  sameTab.set("programme", ids);
}

/** Begins a session: side "both", "left" or "right"; null leaves hold and sets to each spec. */
export function begin(stretches, side = "both", hold_s = null, sets = null) {
  openSession({ stretches, side, hold_s, sets });
}

/** Begins a break at the desk: it goes by itself and comes back to the sitting page. */
export function beginDeskBreak(stretches) {
  openSession({ stretches, at_desk: true });
}

function openSession(wish) {
  sameTab.set("begin", wish);
  sameTab.set("session", null);
  location.hash = "#/session";
}
