// The result of a session or a video: used for the summary, a past session, and a checked video.
import { h, icon, section } from "../shared/dom.js";
import { findStretch } from "../shared/stretches.js";
import { clockTime, countedOf, dotted, duration, language, nameOf, sideName, t } from "../shared/words.js";

/**
 * The parts of a summary, in order. seek(t_s): goes to that time of the video, if there is one;
 * duration_s: null for no timeline; heading: the tag of its headings.
 * @param {{ results: Page.StretchResult[], duration_s: number | null, stills?: Page.Still[], seek?: Page.Seek | null, words?: Page.Account, heading?: "h2" | "h3" }} told
 */
export function outcome({ results, duration_s, stills = [], seek = null, words = {}, heading = "h2" }) {
  const events = eventsIn(results);
  const timed = areTimers(results);
  const doses = results.map((result) =>
    doseRows(result, h(heading, {}, results.length > 1 ? result.title : doseTitle(result, timed))),
  );
  const line = duration_s === null ? null : strip(events, timed, duration_s, seek);
  return [
    // If there is a video, the timeline is right below it.
    seek ? [line, doses] : [doses, line],
    h("div", { class: "columns" },
      events.length > 0 ? h("div", {}, eventList(events, stills, seek, heading)) : null,
      h("div", {},
        sentences(h(heading, {}, t("What was good")), words.good),
        sentences(h(heading, {}, t("For next time")), words.watch),
        sentences(h(heading, {}, t("What could not be judged")), words.unjudged ?? unseenOf(results)),
        answersOf(words.answers ?? []),
      ),
    ),
  ];
}

/** @param {Page.StretchResult} result @param {boolean} timed */
function doseTitle({ sides }, timed) {
  if (timed) return t("In position");
  return sides.some(({ repetitions }) => repetitions?.some((rep) => rep.remark)) ? t("Counted") : t("In good form");
}

/** Whether each is a timer, of which only a few coarse things are checked. @param {Page.StretchResult[]} results */
const areTimers = (results) => results.every(({ is_timer, sides }) => is_timer || sides.length === 0);

/**
 * A timeline of everything that happened in these stretches; null if nothing did.
 * @param {Page.StretchResult[]} results @param {number} duration_s @param {Page.Seek | null} seek
 */
export function timeline(results, duration_s, seek) {
  return strip(eventsIn(results), areTimers(results), duration_s, seek);
}

/** @param {Page.StretchResult[]} results */
function eventsIn(results) {
  const events = results.flatMap((result) =>
    eventsOf(result).map((event) => (results.length > 1 ? { ...event, text: `${result.title}: ${event.text}` } : event)),
  );
  return events.sort((a, b) => a.start_s - b.start_s);
}

/** @param {Page.StretchResult} result @returns {Page.Happening[]} */
function eventsOf(result) {
  const stretch = findStretch(result.stretch);
  return result.sides.flatMap(({ side, holds, repetitions, faults, unseen }) => {
    /** @param {Page.Kind} kind @param {{ start_s: number, end_s: number }} when @param {string} text @param {string} [id] */
    const event = (kind, { start_s, end_s }, text, id) => ({ kind, id, side, start_s, end_s, text });
    /** @param {string} id */
    const titleOf = (id) => stretch?.faults.find((one) => one.id === id)?.title[side];
    return [
      ...holds.map((hold) =>
        hold.kept
          ? event("good", hold, heldText(hold))
          : event("missed", hold, t("{held}: too short to count", { held: heldText(hold) })),
      ),
      ...(repetitions ?? []).map((rep, i, all) =>
        rep.counted
          ? event(rep.remark ? "correct" : "good", rep, sentenceOf(rep, all.slice(0, i + 1).filter((one) => one.counted).length))
          : event("missed", rep, withMovement(t("Did not count: {why}", { why: whyMissed(rep, titleOf(rep.what)) }), rep)),
      ),
      ...faults.map((fault) => event("correct", fault, titleOf(fault.id) ?? fault.cue, fault.id)),
      ...unseen.map((one) => event("unseen", one, t("Not seen: {what}", { what: one.what }))),
    ];
  });
}

/** How long a hold was, with its limits if that is uncertain. @param {Api.HoldPart} hold */
function heldText(hold) {
  const held = t("Held {held}", { held: duration(hold.held_s) });
  const [least, most] = [hold.least_s, hold.most_s].map((s) => duration(s ?? hold.held_s));
  return least === most ? held : t("{held} ({least} to {most})", { held, least, most });
}

/** @param {number | null} value */
const tenths = (value) => (value ?? 0).toLocaleString(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/**
 * The sentence for a counted repetition: its number, range, how long each part took, what it lacks.
 * @param {Api.RepetitionPart} rep @param {number} n
 */
function sentenceOf(rep, n) {
  const text = withMovement(t("Repetition {n}", { n }), rep);
  return rep.remark === "short" ? `${text} (${t("too short at the peak")})` : text;
}

/**
 * Adds a repetition's range and times with their errors to the sentence, if they are known.
 * @param {string} told @param {Api.RepetitionPart} rep
 */
function withMovement(told, rep) {
  if (typeof rep.up_s !== "number") return told;
  const parts = [
    rep.up_s ? t("{seconds} s out", { seconds: withError(rep.up_s, rep.up_sigma_s) }) : "",
    rep.top_s ? t("{seconds} s there", { seconds: withError(rep.top_s, rep.top_sigma_s) }) : "",
    rep.down_s ? t("{seconds} s back", { seconds: withError(rep.down_s, rep.down_sigma_s) }) : "",
  ];
  return `${told}: ${[rep.range, ...parts].filter(Boolean).join(", ")}`;
}

/** @param {number} value @param {number | null} sigma */
const withError = (value, sigma) => `${tenths(value)} ±${tenths(sigma)}`;

/** @param {Api.RepetitionPart} rep @param {string | undefined} fault what its form lacked */
function whyMissed(rep, fault) {
  const why = nameOf(rep.reason, {
    partial: t("turned back too early"),
    return: t("did not come all the way back"),
    fast: t("too fast"),
    slow: t("too slow"),
    short: t("too short at the peak"),
    form: fault ?? t("not in good form"),
    unseen: t("not seen well enough"),
    "other-stretch": t("looked like another stretch"),
    "cut-off": t("begun but cut off by the end"),
  });
  return why || rep.reason;
}

/** What was done of the dose on one side, in words. @param {Api.DonePart} done */
function doneText(done) {
  const counted = countedOf(done);
  if (counted) return counted;
  const held = t("{held} of {goal} s", { held: done.count, goal: done.planned });
  return done.too_short ? t("{held}, too short to count", { held }) : held;
}

/** @param {Page.StretchResult} result @param {HTMLElement} title */
function doseRows({ sides }, title) {
  const rows = sides.map(({ side, done, completed }) => {
    if (!done) return null; // nothing could be timed, or stored by an older formcheck
    const fill = h("span", { class: "fill" });
    fill.style.width = `${100 * Math.min(1, done.count / done.planned)}%`;
    return h("li", { class: side === "both" ? "one" : null },
      side === "both" ? null : h("span", {}, sideName(side)),
      h("span", { class: "bar", "aria-hidden": "true" }, fill),
      h("span", { class: "figures" }, doneText(done), completed ? icon("tick") : null),
    );
  });
  return rows.some(Boolean) ? h("section", { class: "doses" }, title, h("ul", {}, rows)) : null;
}

/**
 * The timeline. Good form is a full bar, a fault lies above it, unseen time is a thin line.
 * @param {Page.Happening[]} events @param {boolean} timed @param {number} duration_s
 * @param {Page.Seek | null} seek
 */
function strip(events, timed, duration_s, seek) {
  if (events.length === 0) return null;
  /** @param {Page.Happening} event */
  const piece = (event) => {
    const label = `${clockTime(event.start_s)} ${event.text}`;
    const node = seek
      ? h("button", { class: `piece ${event.kind}`, "aria-label": label, title: label, onclick: () => seek(event.start_s) })
      : h("span", { class: `piece ${event.kind}`, title: label });
    node.style.left = `${(100 * event.start_s) / duration_s}%`;
    node.style.width = `${(100 * Math.max(0, event.end_s - event.start_s)) / duration_s}%`;
    return node;
  };
  /** @type {Record<Page.Kind, string>} */
  const kinds = {
    good: timed ? t("in position") : t("in good form"),
    correct: t("to correct"),
    missed: t("did not count"),
    unseen: t("not seen"),
  };
  const used = /** @type {Page.Kind[]} */ (Object.keys(kinds)).filter((kind) => events.some((event) => event.kind === kind));
  return h("section", { "aria-label": t("Timeline") },
    h("div", { class: "strip", "aria-hidden": seek ? null : "true" }, events.map(piece), h("span", { class: "cursor", hidden: true })),
    h("div", { class: "strip-foot quiet small figures" },
      h("span", {}, clockTime(0)),
      h("span", { class: "legend" }, used.map((kind) => h("span", { class: `key ${kind}` }, kinds[kind]))),
      h("span", {}, clockTime(duration_s)),
    ),
  );
}

/**
 * @param {Page.Happening[]} events @param {Page.Still[]} stills @param {Page.Seek | null} seek
 * @param {"h2" | "h3"} heading
 */
function eventList(events, stills, seek, heading) {
  const left = [...stills];
  const names = { good: "tick", correct: "correct", missed: "end", unseen: "unseen" };
  return h("section", {},
    h(heading, {}, t("What happened")),
    h("ol", { class: "events" },
      events.map((event) => {
        const at = left.findIndex((one) => one.fault === event.id && one.side === event.side && isWithin(one, event));
        const still = at < 0 ? null : left.splice(at, 1)[0];
        const line = [
          h("span", { class: "figures quiet" }, clockTime(event.start_s)),
          icon(names[event.kind]),
          h("span", {}, event.text),
          h("span", { class: "quiet" }, event.side === "both" ? "" : sideName(event.side)),
        ];
        return h("li", { class: event.kind },
          seek
            ? h("button", { class: "event", onclick: () => seek(event.start_s) }, line)
            : h("div", { class: "event" }, line),
          still ? stillOf(still, event) : null,
        );
      }),
    ),
  );
}

/** Times of a result are rounded. */
const ROUNDED_S = 0.1;
/** @param {Page.Still} still @param {Page.Happening} event */
const isWithin = ({ t_s }, { start_s, end_s }) => start_s - ROUNDED_S <= t_s && t_s <= end_s + ROUNDED_S;

/** @param {Page.Still} still @param {Page.Happening} event */
function stillOf(still, event) {
  still.canvas.setAttribute("role", "img");
  still.canvas.setAttribute("aria-label", t("Your picture: {what}", { what: event.text }));
  return still.canvas;
}

/**
 * The head of a result; facts are joined in one line, without those that are null.
 * @param {string} title @param {(string | null)[]} facts @param {Page.Child} buttons
 * @param {Page.Child} more
 */
export function head(title, facts, buttons, more = null) {
  return h("div", { class: "verdict" },
    h("div", {}, h("h1", {}, title), h("p", { class: "quiet figures" }, dotted(facts)), more),
    buttons,
  );
}

/** A section of the lines; null without any. @param {HTMLElement} title @param {Page.Child[] | undefined} lines */
export function sentences(title, lines) {
  if (!lines || lines.length === 0) return null;
  return h("section", {}, title, h("ul", { class: "plain-list" }, lines.map((line) => h("li", {}, line))));
}

/** @param {Api.AnswerPart[]} given */
function answersOf(given) {
  const rows = given.filter((one) => one.answer !== "").map((one) => [h("dt", {}, one.text), h("dd", {}, one.answer)]);
  return rows.length > 0 ? section(t("Your answers"), h("dl", { class: "said" }, rows)) : null;
}

/** @param {Page.StretchResult[]} results */
function unseenOf(results) {
  return [...new Set(results.flatMap((one) => one.sides.flatMap((side) => side.unseen.map((u) => u.what))))];
}
