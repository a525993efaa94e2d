// The hold ring: fills in good form only; while the clock stands still it is broken into dashes.
import { h, say } from "../shared/dom.js";
import { t } from "../shared/words.js";

const SPACE = "http://www.w3.org/2000/svg";
const RADIUS = 43;
const ROUND = 2 * Math.PI * RADIUS;
const DASH = 5;
const GAP = 4;

export class Ring {
  constructor() {
    this.arc = circle("ring-arc");
    const svg = document.createElementNS(SPACE, "svg");
    svg.setAttribute("viewBox", "0 0 100 100");
    svg.setAttribute("aria-hidden", "true");
    svg.append(circle("ring-track"), this.arc);
    this.seconds = h("span", { class: "seconds figures" });
    this.goal = h("span", { class: "goal figures" });
    this.root = h("div", { class: "ring" }, svg, h("div", { class: "ring-text" }, this.seconds, this.goal));
  }

  /** Held seconds of the goal, or in a rest the seconds that are left of it. */
  show(screen) {
    const resting = screen.stage === "rest";
    const share = resting || screen.goal_s <= 0 ? 0 : Math.min(1, screen.held_s / screen.goal_s);
    const runs = screen.clock === "running" && screen.halt === "";
    const still = !runs && share < 1 && screen.stage === "work";
    this.root.dataset.clock = still ? "still" : "runs";
    this.arc.setAttribute("stroke-dasharray", still ? dashes(share * ROUND) : `${share * ROUND} ${ROUND}`);
    say(this.seconds, String(resting ? (screen.seconds_left ?? "") : Math.floor(screen.held_s + 0.01)));
    say(this.goal, resting ? t("rest") : t("of {n} s", { n: Math.round(screen.goal_s) }));
  }
}

function circle(name) {
  const node = document.createElementNS(SPACE, "circle");
  node.setAttribute("class", name);
  for (const [key, value] of Object.entries({ cx: 50, cy: 50, r: RADIUS })) node.setAttribute(key, value);
  return node;
}

/** A broken line of that length, then nothing for the rest of the round. */
function dashes(length) {
  const whole = Math.floor(length / (DASH + GAP));
  const pattern = Array(whole).fill(`${DASH} ${GAP}`);
  const left = Math.min(DASH, length - whole * (DASH + GAP));
  return [...pattern, `${left} ${2 * ROUND}`].join(" ");
}
