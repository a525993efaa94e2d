// The ring: fills only in good form, or with the progress of a repetition; dashed while nothing
// counts. With a breathing pacer, a pale disc in it grows and shrinks.
import { h, s, say } from "../shared/dom.js";
import { t } from "../shared/words.js";

const RADIUS = 43;
const ROUND = 2 * Math.PI * RADIUS;
const DASH = 5;
const GAP = 4;
/** Radii of the pacer's disc after breathing out and after breathing in. */
const SMALLEST = 21;
const LARGEST = 37;

export class Ring {
  constructor() {
    this.arc = circle("ring-arc");
    this.breath = circle("ring-breath");
    this.seconds = h("span", { class: "seconds figures" });
    this.goal = h("span", { class: "goal figures" });
    const drawing = s("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" }, this.breath, circle("ring-track"), this.arc);
    this.root = h("div", { class: "ring" }, drawing, h("div", { class: "ring-text" }, this.seconds, this.goal));
  }

  /** Shows how much of the dose is done; in a rest the time left. @param {Api.SessionScreen} screen */
  show({ stage, ring, pace, seconds_left }) {
    const resting = stage === "rest";
    const share = resting ? 0 : ring.share;
    const still = ring.still && !resting;
    this.root.dataset.clock = still ? "still" : "runs";
    this.root.dataset.paced = pace ? "yes" : "no";
    if (pace) this.breath.setAttribute("r", String(SMALLEST + (LARGEST - SMALLEST) * pace.size));
    this.fill(share, String(resting ? (seconds_left ?? "") : ring.number), still);
    say(this.goal, resting ? t("rest") : ring.of);
  }

  /** @param {number} share @param {string} number */
  fill(share, number, still = false) {
    this.arc.setAttribute("stroke-dasharray", still ? dashes(share * ROUND) : `${share * ROUND} ${ROUND}`);
    say(this.seconds, number);
  }
}

/** @param {string} name */
const circle = (name) => s("circle", { class: name, cx: 50, cy: 50, r: RADIUS });

/** The dash pattern of a broken line of that length, with the rest of the circle empty. @param {number} length */
function dashes(length) {
  const whole = Math.floor(length / (DASH + GAP));
  const pattern = Array(whole).fill(`${DASH} ${GAP}`);
  const left = Math.min(DASH, length - whole * (DASH + GAP));
  return [...pattern, `${left} ${2 * ROUND}`].join(" ");
}
