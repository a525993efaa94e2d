// Past sessions; no images are ever stored.
import { getJson, pastSessions, Refused } from "../shared/api.js";
import { actions, h, icon, put } from "../shared/dom.js";
import { loadStretches } from "../shared/stretches.js";
import { doneOf, dotted, leftOut, problemSentence, removing, t, when } from "../shared/words.js";
import { sittingToday } from "../sitting/card.js";
import { watch } from "../sitting/watch.js";
import { endName, sessionParts } from "./summary.js";

/** Tells the other tabs of this browser that everything was deleted. */
export const deletion = new BroadcastChannel("formcheck.deletion");

/** What is still running after everything was deleted. @type {{ session: boolean } | null} */
let justDeleted = null;

/** @param {HTMLElement} page */
export async function history(page) {
  const { sessions, unreadable, older, running } = await pastSessions();
  put(page, h("h1", {}, t("History")), leftOut(unreadable));
  if (justDeleted) put(page, afterDeletion(justDeleted.session));
  justDeleted = null;
  if (sessions.length === 0) {
    put(page, h("p", { class: "quiet" }, t("Nothing yet. What you do in a session is listed here.")));
  } else {
    const more = t("There are older ones: in a terminal, formcheck history --last N shows them.");
    put(page, h("ol", { class: "past" }, sessions.map(row)), older ? h("p", { class: "quiet" }, more) : null);
  }
  const sat = await sittingToday().then((day) => (day?.since ?? null) !== null);
  if (sat) put(page, h("p", {}, h("a", { href: "#/sitting/day" }, t("How you sat, day by day"))));
  put(page, forgetting(running && sessions[0]?.end === "open"));
}

/** Notes on what is still stored and what isn't. @param {boolean} session whether an open one was deleted */
function afterDeletion(session) {
  /** @param {string} line */
  const note = (line) => h("p", { class: "note", role: "status" }, line);
  const watching = watch.resting
    ? t("Sitting is watched again after the pause; what comes then is stored.")
    : t("Sitting is still being watched; what comes from now on is stored.");
  const open = t("The session that is still open is not stored any more.");
  return [session ? note(open) : null, watch.on ? note(watching) : null];
}

/** @param {Api.SessionRow} session */
function row(session) {
  const facts = [
    doneOf(session),
    session.faults > 0 ? t("faults: {n}", { n: session.faults }) : null,
    session.end === "completed" ? null : endName(session.end),
    session.end === "completed" && !session.completed ? t("Partly done.") : null,
  ];
  const titles = [...new Set(session.titles)].join(", ");
  return pastRow(`#/history/${session.id}`, titles, when(session.started), dotted(facts));
}

/**
 * A row of a list that links to a past session or day: its title, and quiet words beside and below.
 * @param {string} href @param {string} title @param {string} beside @param {string} below
 */
export const pastRow = (href, title, beside, below) =>
  h("li", {},
    h("a", { href },
      h("span", { class: "past-title" }, title),
      h("span", { class: "quiet small" }, beside),
      h("span", { class: "quiet small figures" }, below),
    ),
  );

/** @param {boolean} session whether an open one has an entry */
function forgetting(session) {
  const told = h("p", { class: "told", role: "alert" });
  /** @type {HTMLDialogElement} */
  const ask = h("dialog", { "aria-label": t("Delete the history") },
    h("p", {}, t("Delete everything that formcheck has stored: past sessions, days of sitting and your upright posture?")),
    told,
    actions(
      h("button", { onclick: () => ask.close() }, t("Keep")),
      h("button", { class: "main", onclick: () => removing("/api/history", told, gone) }, t("Delete")),
    ),
  );
  const gone = () => {
    ask.close();
    deletion.postMessage(null);
    justDeleted = { session };
    window.dispatchEvent(new Event("hashchange"));
  };
  return actions(h("button", { class: "text", onclick: () => ask.showModal() }, t("Delete the history")), ask);
}

/** @param {HTMLElement} page @param {string} id */
export async function pastSession(page, id) {
  await loadStretches();
  put(page, h("a", { class: "back", href: "#/history" }, icon("back"), t("History")));
  try {
    put(page, sessionParts(await getJson(`/api/history/${id}`), []));
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    put(page, h("h1", {}, problemSentence(problem)));
  }
}
