// One stretch: what it looks like, what it is for, how it is done, and what the camera cannot see.
import { actions, h, icon, mainButton, put, section } from "../shared/dom.js";
import { wholeDose } from "../shared/dose.js";
import { MOST_SETS } from "../shared/generated.js";
import { partsOf, positionOf } from "../shared/parts.js";
import { picture } from "../shared/pictures.js";
import { begin, queue, queued } from "../shared/programme.js";
import { findStretch, loadStretches } from "../shared/stretches.js";
import { dotted, nameOf, sideName, t } from "../shared/words.js";
import { sentences } from "./outcome.js";

/** What to do: a side, and the seconds of a hold and the sets if they were changed. @typedef {{ side: Page.Side, hold_s: number | null, sets: number | null }} Wish */

/** @param {HTMLElement} page @param {string} id */
export async function card(page, id) {
  await loadStretches();
  const stretch = findStretch(id);
  if (stretch) showCard(page, stretch);
  else put(page, h("h1", {}, t("There is no such stretch.")), backLink());
}

/** @param {HTMLElement} page @param {Api.StretchCard} stretch */
function showCard(page, stretch) {
  const { id, dose } = stretch;
  const timer = t("A timer: the camera checks only a few coarse things, not your whole form.");
  const pictures = h("div", { class: "pair" });
  const steps = h("ol", { class: "steps" });
  const faults = h("ul", { class: "faults" });
  const stop = h("p", { class: "stop-rule" });
  const held = !dose.reps && !dose.breaths && !dose.release;
  /** @type {Wish} */
  const wish = { side: "both", hold_s: null, sets: null };

  /** Draws pictures, steps and other texts for the side that comes first. */
  function draw() {
    const shown = stretch.sides.find((side) => side === wish.side) ?? stretch.sides[0];
    pictures.replaceChildren(...startAndTarget(stretch, shown));
    steps.replaceChildren(...(stretch.setup[shown] ?? []).map((line) => h("li", {}, line)));
    stop.replaceChildren(stretch.stop[shown] ?? "");
    faults.replaceChildren(...stretch.faults.map((fault) => faultTile(stretch, fault, shown)));
  }

  draw();
  put(
    page,
    backLink(),
    h("div", { class: "card" },
      pictures,
      h("div", { class: "card-side" },
        h("h1", {}, stretch.title),
        h("p", {}, stretch.about),
        h("p", {}, h("strong", {}, wholeDose(stretch))),
        h("p", { class: "quiet small" }, factsOf(stretch)),
        stretch.class === "timer" ? h("p", { class: "class-note" }, icon("clock"), timer) : null,
        stretch.sides.length > 1 ? sideChoice(wish, draw) : null,
        h("div", { class: "steppers" },
          held ? stepper(t("Hold, seconds"), wish, "hold_s", dose.hold_s, 5, 3, 300) : null,
          // Beyond MOST_SETS a session allows no other number.
          dose.rounds > MOST_SETS ? null : stepper(dose.release ? t("Spots") : t("Sets"), wish, "sets", dose.rounds, 1, 1, 9),
        ),
        stop,
        actions(
          mainButton(t("Start"), () => begin({ stretches: [id], ...wish })),
          addButton(id),
          h("a", { class: "button", href: `#/videos/of/${id}` }, t("Check a video")),
        ),
        h("p", { class: "quiet small" }, t("In a programme the usual dose applies.")),
      ),
    ),
    section(t("How to do it"), steps),
    section(t("What the camera watches for"), faults),
    judgedPart(stretch),
    sentences(h("h2", {}, t("What the camera cannot see")), stretch.unseen),
  );
}

function backLink() {
  return h("a", { class: "back", href: "#/" }, icon("back"), t("All stretches"));
}

/** @param {Api.StretchCard} stretch @param {Page.Side} side */
function startAndTarget(stretch, side) {
  const names = { title: stretch.title };
  if (!stretch.pictures) {
    const words = t("{title}, in position", names);
    return [h("figure", { class: "lone" }, picture(stretch, null, words, side, false))];
  }
  /** @param {string | undefined} address @param {string} words @param {string} caption */
  const figure = (address, words, caption) =>
    h("figure", {}, picture(stretch, address, words, side, false), h("figcaption", { class: "quiet small" }, caption));
  return [
    figure(stretch.pictures.start, t("{title}, start", names), t("Starting position")),
    figure(stretch.pictures.target, t("{title}, in position", names), t("In position")),
  ];
}

/** "Shoulders · Standing · Facing the camera · You need: mat". @param {Api.StretchCard} stretch */
function factsOf(stretch) {
  const camera = nameOf(stretch.camera, {
    front: t("Facing the camera"),
    side: t("Side to the camera"),
    "three-quarter": t("Turned half to the camera"),
    "foot-end": t("Camera at your feet"),
    "head-end": t("Camera behind your head"),
  });
  const height = nameOf(stretch.height, {
    floor: t("camera low, near the floor"),
    raised: t("camera raised, looking down"),
  });
  const things = stretch.equipment.join(", ");
  const needs = things && t("You need: {things}", { things });
  const place = [camera, height].filter(Boolean).join(", ");
  return dotted([...partsOf(stretch), positionOf(stretch), place, needs]);
}

/** @param {Wish} wish @param {() => void} changed */
function sideChoice(wish, changed) {
  /** @param {Page.Side} value */
  const option = (value) => {
    const onchange = () => {
      wish.side = value;
      changed();
    };
    const checked = wish.side === value;
    const input = h("input", { type: "radio", name: "side", value, checked, onchange });
    return h("label", { class: "option" }, input, h("span", {}, sideName(value)));
  };
  return h("fieldset", { class: "options" },
    h("legend", { class: "hidden-label" }, t("Side")),
    option("both"),
    option("left"),
    option("right"),
  );
}

/**
 * usual: the stretch's own number, which is not stored as a wish and always within the limits.
 * @param {string} name @param {Wish} wish @param {"hold_s" | "sets"} key @param {number} usual
 * @param {number} step @param {number} least @param {number} most
 */
function stepper(name, wish, key, usual, step, least, most) {
  const [min, max] = [Math.min(least, usual), Math.max(most, usual)];
  /** @type {HTMLInputElement} */
  const input = h("input", {
    id: key, type: "number", min, max, value: usual, inputmode: "numeric", class: "figures",
    onchange: () => set(Number(input.value)),
  });
  /** @param {number} value */
  function set(value) {
    const chosen = Math.min(max, Math.max(min, Math.round(value) || least));
    wish[key] = chosen === usual ? null : chosen;
    input.value = String(chosen);
  }
  /** @param {string} sign @param {string} label @param {number} by */
  const button = (sign, label, by) =>
    h("button", { "aria-label": label, onclick: () => set((wish[key] ?? usual) + by) }, sign);
  return h("div", { class: "stepper" },
    h("label", { for: key }, name),
    button("−", t("{name}: less", { name }), -step),
    input,
    button("+", t("{name}: more", { name }), step),
  );
}

/** @param {string} id */
function addButton(id) {
  const button = h("button", {
    onclick: () => {
      queue(queued().includes(id) ? queued().filter((one) => one !== id) : [...queued(), id]);
      draw();
    },
  });
  function draw() {
    button.textContent = queued().includes(id) ? t("Remove from the programme") : t("Add to programme");
  }
  draw();
  return button;
}

/** @param {Api.StretchCard} stretch @param {Api.SeenFault} fault @param {Page.Side} side */
function faultTile(stretch, fault, side) {
  const title = fault.title[side] ?? "";
  return h("li", {},
    fault.picture ? picture(stretch, fault.picture, title, side) : null,
    h("h3", {}, title),
    h("p", { class: "quiet small" }, fault.cue[side] ?? ""),
    fault.hardly_seen ? h("p", { class: "quiet small" }, t("The camera rarely sees this: check it yourself.")) : null,
  );
}

/**
 * How far to trust the judgement from two metres and from a desk, and what is judged from where.
 * @param {Api.StretchCard} stretch
 */
function judgedPart(stretch) {
  const { "two metres": two_metres, desk } = stretch.accuracy;
  const lines = [
    two_metres ? rightFromTwoMetres(two_metres) : t("From two metres it was not measured."),
    stretch.needs_no_hips && t("At a laptop, head and shoulders are enough."),
    desk ? rightFromDesk(desk) : stretch.needs_no_hips && t("From a desk it was not measured."),
    !desk && !stretch.needs_no_hips && t("From a desk too little of you is seen."),
    ...judgedLines(stretch.judged),
    stretch.reviewed_by
      ? t("Reviewed by {name}.", { name: stretch.reviewed_by })
      : t("No clinician has reviewed this stretch yet."),
  ].filter((line) => typeof line === "string");
  return sentences(h("h2", {}, t("What is judged")), lines);
}

/** @param {Api.AccuracyPart} part */
const rightFromTwoMetres = ({ videos, right }) =>
  right === 1
    ? t("From two metres, formcheck judged one of {videos} computer-generated videos of correct form correctly.", { videos })
    : t("From two metres, formcheck judged {right} of {videos} computer-generated videos of correct form correctly.", { videos, right });

/** @param {Api.AccuracyPart} part */
const rightFromDesk = ({ videos, right }) =>
  right === 1
    ? t("From a desk, formcheck judged one of {videos} computer-generated videos of correct form correctly.", { videos })
    : t("From a desk, formcheck judged {right} of {videos} computer-generated videos of correct form correctly.", { videos, right });

/** @param {Api.Judged | null} judged @returns {(string | null)[]} */
function judgedLines(judged) {
  if (!judged) return [];
  const { in_both, at_desk, at_two_metres, in_neither } = judged;
  /** @param {string[]} names @param {(what: { what: string }) => string} line */
  const sentence = (names, line) => (names.length ? line({ what: names.join(", ") }) : null);
  if (!judged.desk_measured) {
    return [
      sentence(at_two_metres, (what) => t("Judged from two metres: {what}.", what)),
      sentence(in_neither, (what) => t("Not judged: {what}.", what)),
    ];
  }
  return [
    sentence(in_both, (what) => t("Judged from a desk and from two metres: {what}.", what)),
    sentence(at_desk, (what) => t("Judged only from a desk: {what}.", what)),
    sentence(at_two_metres, (what) => t("Judged only from two metres: {what}.", what)),
    sentence(in_neither, (what) => t("Judged neither from a desk nor from two metres: {what}.", what)),
  ];
}
