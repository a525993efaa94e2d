// The ring: fills in good form only, or with the way of a repetition; while nothing counts it is
// broken into dashes. With a breathing pacer a pale disc in it grows and shrinks.
import { h, s, say } from "../shared/dom.js";
import { t } from "../shared/words.js";

const RADIUS = 43;
const ROUND = 2 * Math.PI * RADIUS;
const DASH = 5;
const GAP = 4;
/** Radius of the pacer's disc after the breath out and at the top of the breath in. */
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

  /** What counts, of how much; in a rest how long it still is. @param {Api.SessionScreen} screen */
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

/** A broken line of that length, then nothing for the rest of the round. @param {number} length */
function dashes(length) {
  const whole = Math.floor(length / (DASH + GAP));
  const pattern = Array(whole).fill(`${DASH} ${GAP}`);
  const left = Math.min(DASH, length - whole * (DASH + GAP));
  return [...pattern, `${left} ${2 * ROUND}`].join(" ");
}
