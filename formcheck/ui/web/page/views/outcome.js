// What a session or a video came to: used for the summary, a past session, and a checked video.
import { h, icon, section } from "../shared/dom.js";
import { clockTime, duration, language, sideName, t } from "../shared/words.js";

/**
 * The parts of a summary, in order. seek(t_s), where there is a video to go to; duration_s: null for
 * no timeline; heading: the tag of its headings.
 * @param {{ results: Page.StretchResult[], stretches: Api.StretchCard[], duration_s: number | null, stills?: Page.Still[], seek?: Page.Seek | null, words?: Page.Account, heading?: "h2" | "h3" }} told
 */
export function outcome({
  results,
  stretches,
  duration_s,
  stills = [],
  seek = null,
  words = {},
  heading = "h2",
}) {
  const known = new Map(stretches.map((one) => [one.id, one]));
  const events = eventsIn(results, known);
  const doses = results.map((result) =>
    doseRows(result, known.get(result.stretch), h(heading, {}, results.length > 1 ? result.title : doseTitle(result))),
  );
  const line = duration_s === null ? null : strip(events, duration_s, seek);
  return [
    // With a video the timeline stands right below it.
    seek ? [line, doses] : [doses, line],
    h(
      "div",
      { class: "columns" },
      events.length > 0 ? h("div", {}, eventList(events, stills, seek, heading)) : null,
      h(
        "div",
        {},
        sentences(h(heading, {}, t("What was good")), words.good),
        sentences(h(heading, {}, t("For next time")), words.watch),
        sentences(h(heading, {}, t("What could not be judged")), words.unjudged ?? unseenOf(results)),
        answersOf(words.answers ?? []),
      ),
    ),
  ];
}

/** @param {Page.StretchResult} result */
const doseTitle = ({ sides }) =>
  sides.some(({ repetitions }) => repetitions?.some((rep) => rep.remark)) ? t("Counted") : t("In good form");

/**
 * Everything that happened in these stretches on one line; null where nothing did.
 * @param {Page.StretchResult[]} results
 * @param {Api.StretchCard[]} stretches
 * @param {number} duration_s
 * @param {Page.Seek | null} seek
 */
export function timeline(results, stretches, duration_s, seek) {
  return strip(eventsIn(results, new Map(stretches.map((one) => [one.id, one]))), duration_s, seek);
}

/** @param {Page.StretchResult[]} results @param {Map<string, Api.StretchCard>} known */
function eventsIn(results, known) {
  const events = results.flatMap((result) => eventsOf(result, known.get(result.stretch)));
  return events.sort((a, b) => a.start_s - b.start_s);
}

/** @param {Page.StretchResult} result @param {Api.StretchCard | undefined} stretch @returns {Page.Happening[]} */
function eventsOf(result, stretch) {
  return result.sides.flatMap(({ side, holds, repetitions, faults, unseen, completed, planned_s }) => {
    // A side may be done with one that was interrupted: then that counts however short it was.
    const shortCount = completed && sumKept(holds) < (planned_s ?? 0);
    /** @param {Page.Kind} kind @param {{ start_s: number, end_s: number }} when @param {string} text @param {string} [id] */
    const event = (kind, { start_s, end_s }, text, id) => ({ kind, id, side, start_s, end_s, text });
    return [
      ...holds.map((hold) =>
        hold.kept || shortCount
          ? event("good", hold, heldText(hold))
          : event("missed", hold, t("{held}: too short to count", { held: heldText(hold) })),
      ),
      ...(repetitions ?? []).map((rep, i, all) =>
        rep.counted
          ? event(rep.remark ? "correct" : "good", rep, sentenceOf(rep, all.slice(0, i + 1).filter((one) => one.counted).length))
          : event("missed", rep, t("Did not count: {why}", { why: whyMissed(rep, stretch) })),
      ),
      ...faults.map((fault) => event("correct", fault, faultOf(stretch, fault.id)?.title ?? fault.cue, fault.id)),
      ...unseen.map((one) => event("unseen", one, t("Not seen: {what}", { what: one.what }))),
    ];
  });
}

/** Seconds of those long enough to count, each at most that long. @param {Api.HoldPart[]} holds */
const sumKept = (holds, most_s = Infinity) =>
  holds.reduce((all, one) => all + (one.kept ? Math.min(one.held_s, most_s) : 0), 0);

/** @param {Api.StretchCard | undefined} stretch @param {string} id */
const faultOf = (stretch, id) => stretch?.faults.find((one) => one.id === id);

/**
 * How long a hold was, and between which times the camera leaves that open.
 * @param {Api.HoldPart} hold
 */
function heldText(hold) {
  const held = t("Held {held}", { held: duration(hold.held_s) });
  const [least, most] = [hold.least_s, hold.most_s].map((s) => duration(s ?? hold.held_s));
  return least === most ? held : t("{held} ({least} to {most})", { held, least, most });
}

/** @param {number | null} value */
const tenths = (value) => (value ?? 0).toLocaleString(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/**
 * A repetition that counts: its number, how long each part took, and what it lacks.
 * @param {Api.RepetitionPart} rep
 * @param {number} n
 */
function sentenceOf(rep, n) {
  const times = { n, up: tenths(rep.up_s), top: tenths(rep.top_s), down: tenths(rep.down_s) };
  const text =
    typeof rep.up_s === "number"
      ? t("Repetition {n}: {up} s out, {top} s there, {down} s back", times)
      : t("Repetition {n}", { n });
  return rep.remark === "short" ? `${text} (${t("too short at the peak")})` : text;
}

/**
 * Why a repetition did not count.
 * @param {Api.RepetitionPart} rep
 * @param {Api.StretchCard | undefined} stretch
 */
function whyMissed(rep, stretch) {
  const fault = faultOf(stretch, rep.what);
  /** @type {Record<string, string>} */
  const whys = {
    partial: t("turned back too early"),
    return: t("did not come all the way back"),
    fast: t("too fast"),
    slow: t("too slow"),
    short: t("too short at the peak"),
    form: fault ? fault.title : t("not in good form"),
    unseen: t("not seen well enough"),
    "other-stretch": t("looked like another stretch"),
  };
  return whys[rep.reason] ?? rep.reason;
}

/**
 * What was done of the plan on one side: {done, goal, text}.
 * @param {Page.WorkedSide} side
 * @param {Page.StretchResult} result
 * @param {Api.StretchCard | undefined} stretch
 */
function doneOf(side, result, stretch) {
  const dose = stretch?.dose;
  const reps = side.planned_reps ?? (dose?.unit === "rep" ? dose.goal : 0);
  if (reps > 0) {
    return { done: side.reps, goal: reps, text: t("{n} of {of} repetitions", { n: side.reps, of: reps }) };
  }
  const goal = goalOf(side, result, stretch);
  const held_s = countedOf(side, result.planned_s === undefined ? (dose?.hold_s ?? Infinity) : Infinity, goal);
  const breaths = dose?.unit === "breath" ? Math.round(goal / dose.cycle_s) : 0;
  const text = breaths
    ? t("{n} of {of} breaths", { n: Math.min(side.breaths ?? 0, breaths), of: breaths })
    : t("{held} of {goal} s", { held: heldOf(held_s, goal), goal: Math.round(goal) });
  return { done: held_s, goal, text };
}

/**
 * The seconds that count, as the account counts them: of holds too short to count the longest, or what a side that is
 * done needed of them. round_s: what counts of one hold at most.
 * @param {Page.WorkedSide} side
 * @param {number} round_s
 * @param {number} goal_s
 */
function countedOf({ holds, hold_s, completed }, round_s, goal_s) {
  if (completed) return Math.max(sumKept(holds), Math.min(hold_s, goal_s));
  return Math.max(Math.min(sumKept(holds, round_s), goal_s), Math.min(Math.max(0, ...holds.map((one) => one.held_s)), round_s));
}

/**
 * Held seconds beside those planned, never rounded up: "12" of 20, but "3.9" of 4, where less than a second
 * lacks.
 * @param {number} held_s
 * @param {number} goal_s
 */
function heldOf(held_s, goal_s) {
  const within = Math.floor(10 * held_s + 1e-5) / 10;
  const nearly = held_s > goal_s - 1 && held_s < goal_s - 1e-6 && !Number.isInteger(within);
  return nearly ? tenths(within) : Math.floor(held_s + 1e-6);
}

/**
 * The seconds planned for one side: in a session what was chosen, for a video the dose.
 * @param {Page.WorkedSide} side
 * @param {Page.StretchResult} result
 * @param {Api.StretchCard | undefined} stretch
 */
function goalOf(side, result, stretch) {
  if (typeof side.planned_s === "number") return side.planned_s;
  if (result.planned_s !== undefined) {
    const sides = result.side === "both" && side.side !== "both" ? 2 : 1;
    return result.planned_s / sides;
  }
  return stretch ? stretch.dose.hold_s * stretch.dose.rounds : side.hold_s;
}

/**
 * What was done against the dose, a bar for each side.
 * @param {Page.StretchResult} result
 * @param {Api.StretchCard | undefined} stretch
 * @param {HTMLElement} title
 */
function doseRows(result, stretch, title) {
  const rows = result.sides.map((side) => {
    const { done, goal, text } = doneOf(side, result, stretch);
    const share = goal > 0 ? Math.min(1, done / goal) : 1;
    const fill = h("span", { class: side.completed ? "fill whole" : "fill" });
    fill.style.width = `${100 * share}%`;
    return h(
      "li",
      { class: side.side === "both" ? "one" : null },
      side.side === "both" ? null : h("span", {}, sideName(side.side)),
      h("span", { class: "bar", "aria-hidden": "true" }, fill),
      h("span", { class: "figures" }, text, side.completed ? icon("tick") : null),
    );
  });
  return rows.length ? h("section", { class: "doses" }, title, h("ul", {}, rows)) : null;
}

/**
 * The session on one line. Good is a full bar, a fault stands above, unseen is a thin line.
 * @param {Page.Happening[]} events
 * @param {number} duration_s
 * @param {Page.Seek | null} seek
 */
function strip(events, duration_s, seek) {
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
    good: t("in good form"),
    correct: t("to correct"),
    missed: t("did not count"),
    unseen: t("not seen"),
  };
  const used = /** @type {Page.Kind[]} */ (Object.keys(kinds)).filter((kind) => events.some((event) => event.kind === kind));
  return h(
    "section",
    { class: "timeline", "aria-label": t("Timeline") },
    h("div", { class: "strip", "aria-hidden": seek ? null : "true" }, events.map(piece), h("span", { class: "cursor", hidden: true })),
    h(
      "div",
      { class: "strip-foot quiet small figures" },
      h("span", {}, clockTime(0)),
      h("span", { class: "legend" }, used.map((kind) => h("span", { class: `key ${kind}` }, kinds[kind]))),
      h("span", {}, clockTime(duration_s)),
    ),
  );
}

/**
 * @param {Page.Happening[]} events
 * @param {Page.Still[]} stills
 * @param {Page.Seek | null} seek
 * @param {"h2" | "h3"} heading
 */
function eventList(events, stills, seek, heading) {
  const left = [...stills];
  const names = { good: "tick", correct: "correct", missed: "end", unseen: "unseen" };
  return h(
    "section",
    {},
    h(heading, {}, t("What happened")),
    h(
      "ol",
      { class: "events" },
      events.map((event) => {
        const at = left.findIndex((one) => one.fault === event.id && one.side === event.side);
        const still = at < 0 ? null : left.splice(at, 1)[0];
        const line = [
          h("span", { class: "figures quiet" }, clockTime(event.start_s)),
          icon(names[event.kind]),
          h("span", {}, event.text),
          h("span", { class: "quiet" }, event.side === "both" ? "" : sideName(event.side)),
        ];
        return h(
          "li",
          { class: event.kind },
          seek
            ? h("button", { class: "event", onclick: () => seek(event.start_s) }, line)
            : h("div", { class: "event" }, line),
          still ? stillOf(still, event) : null,
        );
      }),
    ),
  );
}

/** @param {Page.Still} still @param {Page.Happening} event */
function stillOf(still, event) {
  still.canvas.setAttribute("role", "img");
  still.canvas.setAttribute("aria-label", t("Your picture: {what}", { what: event.text }));
  return still.canvas;
}

/**
 * What stands on top of a result; facts are told in one line, without those that are null.
 * @param {string} title
 * @param {(string | null)[]} facts
 * @param {Page.Child} buttons
 * @param {Page.Child} more
 */
export function head(title, facts, buttons, more = null) {
  const line = facts.filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "verdict" },
    h("div", {}, h("h1", {}, title), h("p", { class: "quiet figures" }, line), more),
    buttons,
  );
}

/** A section of its lines; null without any. @param {HTMLElement} title @param {Page.Child[] | undefined} lines */
export function sentences(title, lines) {
  if (!lines || lines.length === 0) return null;
  return h("section", {}, title, h("ul", { class: "plain-list" }, lines.map((line) => h("li", {}, line))));
}

/** @param {Api.AnswerPart[]} given */
function answersOf(given) {
  const told = given.filter((one) => one.answer !== "");
  if (told.length === 0) return null;
  const rows = told.map((one) => [h("dt", {}, one.text), h("dd", {}, one.answer)]);
  return section(t("Your answers"), h("dl", { class: "said" }, rows));
}

/** @param {Page.StretchResult[]} results */
function unseenOf(results) {
  return [...new Set(results.flatMap((one) => one.sides.flatMap((side) => side.unseen.map((u) => u.what))))];
}
