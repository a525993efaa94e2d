// After a session: its result, with a still at each fault. The stills are in memory only.
import { actions, h, mainButton, put } from "../shared/dom.js";
import { begin } from "../shared/programme.js";
import { sameTab } from "../shared/store.js";
import { loadStretches } from "../shared/stretches.js";
import { duration, nameOf, t, when } from "../shared/words.js";
import { head, outcome } from "./outcome.js";

/** @type {Page.Still[]} */
let stillsOfLast = [];

/**
 * Keeps the result from the session screen for the summary that follows.
 * @param {Page.Result} result @param {Page.Still[]} stills
 */
export function handOver(result, stills) {
  sameTab.set("result", result);
  stillsOfLast = stills;
}

/** @param {HTMLElement} page */
export async function summary(page) {
  const result = sameTab.get("result");
  if (!result) {
    put(page, h("h1", {}, t("No session yet.")), again());
    return;
  }
  await loadStretches();
  put(page, sessionParts(result, stillsOfLast, again()));
}

/**
 * Verdict, figures and answers of a session's result; buttons go beside the verdict.
 * @param {Page.Result} result @param {Page.Still[]} stills @param {Page.Child} buttons
 */
export function sessionParts(result, stills, buttons = null) {
  const titles = [...new Set(result.stretches.map((one) => one.title))].join(", ");
  const started = result.started ? when(result.started) : null;
  return [
    head(result.verdict || endName(result.end), [titles, started, duration(result.duration_s)], buttons),
    result.problem ? h("p", { class: "note" }, result.problem) : null,
    outcome({ results: result.stretches, duration_s: result.duration_s, stills, words: result }),
  ];
}

/** @param {string} end */
export const endName = (end) =>
  nameOf(end, {
    completed: t("All done."),
    stopped: t("Ended early."),
    pain: t("Stopped because it hurt."),
    open: t("Not finished."),
  });

function again() {
  /** @type {Page.SessionWish | null} */
  const last = sameTab.get("begin")?.at_desk ? null : sameTab.get("begin");
  return actions(
    last ? mainButton(t("Again"), () => begin(last)) : null,
    h("a", { class: "button", href: "#/" }, t("Back to the stretches")),
  );
}
