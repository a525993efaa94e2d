// The result of a recorded video: one stretch, a routine of several, or none that is clear.
import { actions, h, icon, put, section } from "../shared/dom.js";
import { loadStretches, titleOf } from "../shared/stretches.js";
import { clockTime, duration, removing, t, translated } from "../shared/words.js";
import { head, outcome, sentences, timeline } from "./outcome.js";

const WORTH_TELLING = 0.05; // less likely stretches are not named beside the first
const MOST_NAMES = 3;

/** The titles of the stretches that a video shows, if known. @param {Api.VideoRow} video */
export const titlesOf = ({ state, stretches, unclear }) =>
  state === "done" && stretches.length === 0 ? notOne(unclear) : listTitles(stretches);

/** The sentence if no stretch is clear. @param {boolean} unclear whether one is shown */
const notOne = (unclear) =>
  unclear ? t("It is not certain which stretch this is.") : t("No stretch was recognised.");

/** @param {HTMLElement} page @param {Api.VideoAnswer} shown */
export async function finished(page, shown) {
  await loadStretches();
  const { result } = shown;
  page.replaceChildren();
  if (!result) return;
  if (!("parts" in result)) showOne(page, shown, result);
  else if (result.parts.length > 0) showSeveral(page, shown, result);
  else showNone(page, shown, result);
  presentHeading(page);
}

/**
 * Names the tab after the page's heading, which holds the result, and focuses it so that it is read out.
 * @param {HTMLElement} page
 */
export function presentHeading(page) {
  const heading = page.querySelector("h1");
  document.title = `${heading?.textContent} · formcheck`;
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
}

/** @param {HTMLElement} page @param {Api.VideoAnswer} shown @param {Api.VideoResult} result */
function showOne(page, { id, name, say, accounts: [account] }, result) {
  const { video, seek } = player(id, say);
  const one = resultOf(result);
  put(
    page,
    head(
      account.verdict,
      [result.named ? null : one.title, name, duration(result.duration_s)],
      another(id),
      taken(result.named),
    ),
    h("div", { class: "player" }, video),
    outcome({ results: [one], duration_s: result.duration_s, seek, words: account }),
    warnings(result.warnings, "h2"),
  );
  follow(video, page, result.duration_s);
}

/** @param {HTMLElement} page @param {Api.VideoAnswer} shown @param {Api.RoutineResult} result */
function showSeveral(page, { id, name, say, accounts }, result) {
  const { video, seek, play } = player(id, say);
  const { parts, unclear, duration_s } = result;
  const n = new Set(parts.map((part) => part.result.stretch)).size;
  const found = n === 1 ? t("One stretch found") : t("{n} stretches found", { n });
  const results = parts.map((part) => resultOf(part.result));
  put(
    page,
    head(found, [name, duration(duration_s)], another(id)),
    h("div", { class: "player" }, video),
    timeline(results, duration_s, seek),
    contents(parts, unclear, play),
    departures(result),
    parts.map((part, i) =>
      h("section", { class: "part" },
        h("div", { class: "part-head" },
          h("h2", {}, results[i].title),
          play
            ? h(
                "button",
                { class: "figures", onclick: () => play(part.start_s), title: t("Play from {at}", { at: clockTime(part.start_s) }) },
                icon("play"),
                span(part),
              )
            : h("span", { class: "figures" }, span(part)),
        ),
        h("p", {}, h("strong", {}, accounts[i].verdict)),
        others(part.result.named ?? [], false),
        outcome({ results: [results[i]], duration_s: null, seek, words: accounts[i], heading: "h3" }),
        warnings(part.result.warnings, "h3"),
      ),
    ),
    warnings(result.warnings, "h2"),
  );
  follow(video, page, duration_s);
}

/** @param {HTMLElement} page @param {Api.VideoAnswer} shown @param {Api.RoutineResult} result */
function showNone(page, { id, name }, result) {
  put(
    page,
    head(notOne(result.unclear.length > 0), [name, duration(result.duration_s)], another(id)),
    sentences(
      h("h2", {}, t("What it might be")),
      result.unclear.map((part) => [`${span(part)}: `, choices(part.named)]),
    ),
    departures(result),
    h("p", {}, t("If there is one in the video, choose it and upload the video again. It helps when the whole body is in the picture.")),
    warnings(result.warnings, "h2"),
  );
}

/**
 * The stretches in order, also unclear ones; pressing one plays the video from there.
 * @param {Api.RoutinePart[]} parts @param {Api.UnclearPart[]} unclear
 * @param {Page.Seek | null} play
 */
function contents(parts, unclear, play) {
  const rows = [
    ...parts.map((part) => ({ part, sign: "play", text: titleOf(part.result.stretch) })),
    ...unclear.map((part) => ({ part, sign: "unseen", text: t("Not sure: {names}", { names: either(likely(part.named)) }) })),
  ];
  rows.sort((a, b) => a.part.start_s - b.part.start_s);
  const lines = rows.map(({ part, sign, text }) =>
    h(
      play ? "button" : "div",
      { class: "event part-row", onclick: play ? () => play(part.start_s) : undefined },
      h("span", { class: "figures quiet" }, span(part)),
      icon(sign),
      h("span", {}, text),
    ),
  );
  return section(t("In this video"), h("ol", { class: "events" }, lines.map((line) => h("li", {}, line))));
}

/**
 * What was left out of the programme, and its order if it was done in another one.
 * @param {Api.RoutineResult} result
 */
function departures({ asked, left_out, reordered }) {
  /** @param {string[]} ids @param {string} id */
  const count = (ids, id) => ids.filter((one) => one === id).length;
  const names = [...new Set(left_out)].map((id) => {
    const [name, n, total] = [titleOf(id), count(left_out, id), count(asked, id)];
    return total > 1 ? t("{name} ({n} of {total} times)", { name, n, total }) : name;
  });
  const lines = [
    ...(names.length > 0 ? [t("Left out: {names}", { names: names.join(", ") })] : []),
    ...(reordered ? [t("Done in another order than chosen: {names}", { names: listTitles(asked) })] : []),
  ];
  return sentences(h("h2", {}, t("Programme")), lines);
}

/** What the video was recognised as, and what else it may be. @param {Api.NamedPart[] | null} named */
function taken(named) {
  if (!named) return null;
  const [{ stretch, confidence }] = named;
  const name = titleOf(stretch);
  return h("p", { class: "quiet taken" },
    t("Looks like: {name} ({n} %).", { name, n: Math.round(100 * confidence) }),
    others(named, true),
  );
}

/**
 * What else it may be, in an element of its own; null if it can't be anything else.
 * @param {Api.NamedPart[]} named
 * @param {boolean} alone whether the whole video was recognised as one stretch
 */
function others(named, alone) {
  const names = likely(named).slice(1);
  if (names.length === 0) return null;
  const told = { names: either(names) };
  if (!alone) return h("p", { class: "quiet" }, t("It might also be {names}.", told));
  return h("span", { class: "quiet" }, t("It might also be {names}: then choose that and upload the video again.", told));
}

/** Those that are worth showing, the first in any case. @param {Api.NamedPart[]} named */
const likely = (named) => named.filter((one, i) => i === 0 || one.confidence >= WORTH_TELLING).slice(0, MOST_NAMES);

/** "Cobra pose or Sphinx". @param {Api.NamedPart[]} named */
const either = (named) =>
  named.map((one) => titleOf(one.stretch)).reduce((a, b) => t("{a} or {b}", { a, b }));

/** Links to upload the video again as each of these. @param {Api.NamedPart[]} named */
const choices = (named) =>
  likely(named).flatMap((one, i) => [
    i > 0 ? " · " : null,
    h("a", { href: `#/videos/of/${one.stretch}` }, titleOf(one.stretch)),
  ]);

/** @param {string[]} ids */
const listTitles = (ids) => ids.map((id) => titleOf(id)).join(", ");

/** @param {{ start_s: number, end_s: number }} part */
const span = ({ start_s, end_s }) => `${clockTime(start_s)}–${clockTime(end_s)}`;

/** @param {Api.VideoResult} result @returns {Page.StretchResult} */
const resultOf = ({ stretch, sides, class: kind }) => ({
  stretch,
  title: titleOf(stretch),
  is_timer: kind === "timer",
  sides,
});

/**
 * The annotated video; seek(t_s) goes to that time, play(t_s) plays it from there. If `say` gives a
 * reason why there is no video, it is shown instead, and seek and play are null.
 * @param {string} id @param {string} say
 */
function player(id, say) {
  if (say) return { video: h("p", { role: "alert" }, say), seek: null, play: null };
  const video = h("video", {
    src: `/clip/${id}.mp4`, controls: true, playsinline: true, preload: "auto",
    "aria-label": t("The video with the skeleton and cues drawn in"),
  });
  video.muted = true;
  /** @param {number} seconds */
  const seek = (seconds) => {
    video.currentTime = seconds;
    video.scrollIntoView({ block: "nearest" });
  };
  /** @param {number} seconds */
  const play = (seconds) => {
    seek(seconds);
    video.play().catch(() => {}); // the page was left before it began
  };
  return { video, seek, play };
}

/**
 * Moves a line on the timeline along with the video.
 * @param {HTMLVideoElement | HTMLParagraphElement} video @param {HTMLElement} page
 * @param {number} duration_s
 */
function follow(video, page, duration_s) {
  /** @type {HTMLElement | null} */
  const cursor = page.querySelector(".cursor");
  if (!cursor || !(video instanceof HTMLVideoElement)) return;
  const move = () => {
    cursor.hidden = false;
    cursor.style.left = `${(100 * video.currentTime) / duration_s}%`;
  };
  video.addEventListener("timeupdate", move);
  video.addEventListener("seeking", move);
}

/** @param {string[]} lines @param {"h2" | "h3"} heading */
const warnings = (lines, heading) => sentences(h(heading, {}, t("Good to know")), lines.map(translated));

/** Buttons for what to do next; with an id, also to delete that video. @param {string | null} id */
export function another(id = null) {
  const told = h("p", { class: "told", role: "alert" });
  const forget = () => removing(`/api/videos/${id}`, told, () => (location.hash = "#/videos"));
  return actions(
    h("a", { class: "button main", href: "#/videos" }, t("Another video")),
    id ? h("button", { onclick: forget }, t("Delete this video")) : null,
    told,
  );
}
