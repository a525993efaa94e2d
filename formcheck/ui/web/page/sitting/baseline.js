// Recording the baseline: five seconds of comfortable upright sitting, then how far a slouch would go.
import { actions, h, icon, say } from "../shared/dom.js";
import { Ring } from "../live/ring.js";
import { CALIBRATION_S } from "../shared/generated.js";
import { t, translated } from "../shared/words.js";
import { whyName } from "./names.js";

/** End of the bar: a reason counts from a strength of 1 on; 2 is far from upright. */
const MOST = 2;

export class Baseline {
  /**
   * watch: running or not. closed() is called when the dialogue closes.
   * @param {import("./watch.js").Watch} watch @param {() => void} closed
   */
  constructor(watch, closed) {
    this.watch = watch;
    this.closed = closed;
    this.root = h("section", { class: "baseline", "aria-labelledby": "baseline-title", hidden: true });
    this.step = "";
    this.open = false;
    this.asked = false;
    this.ring = new Ring();
    /** @type {Map<Api.SlouchReason, { fill: HTMLElement, word: HTMLElement }>} */
    this.bars = new Map();
  }

  /** Opens with what to do, or with the recording that was requested before a reload. */
  begin(asked = false) {
    this.open = true;
    this.step = "";
    this.asked = asked;
  }

  close() {
    this.open = false;
    this.root.hidden = true;
    this.closed();
  }

  leave() {
    this.watch.tell({ do: "leave-calibrating" });
    this.close();
  }

  /** @param {Api.WatchScreen | null} screen */
  show(screen) {
    this.open &&= this.watch.on;
    this.root.hidden = !this.open;
    if (!this.open || !screen) return;
    const step = this.stepOf(screen);
    if (step !== this.step) {
      this.step = step;
      this.root.dataset.step = step;
      this.root.replaceChildren(...this.parts(screen, step));
      /** @type {HTMLElement | null} */ (this.root.querySelector("button.main"))?.focus({ preventScroll: true });
    }
    const left_s = screen.calibrating_left_s;
    if (left_s !== null) {
      this.ring.fill(Math.min(1, Math.max(0, 1 - left_s / CALIBRATION_S)), String(Math.ceil(left_s)));
    }
    if (step === "done") this.showSigns(screen);
  }

  /** @param {Api.WatchScreen} screen */
  stepOf(screen) {
    if (screen.calibrating_left_s !== null) return "counting";
    if (this.asked && screen.refusal) return "refused";
    if (this.asked && screen.events.some((event) => event.is === "calibrated")) return "done";
    return this.step === "done" ? "done" : "intro";
  }

  ask() {
    this.asked = true;
    this.watch.tell({ do: "calibrate" });
  }

  /** @param {Api.WatchScreen} screen @param {string} step */
  parts(screen, step) {
    if (step === "counting") {
      return inStep(
        this.ring.root,
        t("Stay just like this"),
        h("p", { role: "status" }, t("Breathe as usual.")),
        h("button", { onclick: () => this.leave() }, t("Cancel")),
      );
    }
    if (step === "refused") {
      return inStep(
        h("span", { class: "baseline-sign" }, icon("correct")),
        t("Not recorded yet"),
        h("p", { role: "alert" }, translated(screen.refusal)),
        h("button", { class: "main", onclick: () => this.ask() }, t("Try again")),
        h("button", { onclick: () => this.close() }, t("Not now")),
      );
    }
    if (step === "done") {
      const told = screen.events.find((event) => event.is === "calibrated")?.say;
      return inStep(
        h("span", { class: "baseline-sign good" }, icon("tick")),
        t("Your upright posture is recorded"),
        [
          told ? h("p", { role: "alert" }, told) : null,
          h("p", {}, t("Try it: slouch. Past the line it counts.")),
          h("ul", { class: "meters" }, this.meters(screen)),
        ],
        h("button", { class: "main", onclick: () => this.close() }, t("Good, start watching")),
      );
    }
    return inStep(
      h("span", { class: "baseline-sign" }, icon("chair")),
      t("Show your upright posture"),
      h("ul", { class: "plain-list" },
        h("li", {}, t("Sit the way you find comfortable and upright, feet on the floor.")),
        h("li", {}, t("Look at the middle of the screen, hands where you work.")),
        h("li", {}, t("Stay like that for five seconds. There is no need to sit stiffly.")),
      ),
      h("button", { class: "main", onclick: () => this.ask() }, t("Record five seconds")),
      h("button", { onclick: () => this.close() }, t("Not now")),
    );
  }

  /**
   * The self-check: for each reason how far the person would have to go for it to count, and where they are now.
   * @param {Api.WatchScreen} screen
   */
  meters(screen) {
    this.bars = new Map();
    const limits = /** @type {[Api.SlouchReason, string][]} */ (Object.entries(screen.limits));
    return limits.map(([why, limit]) => {
      const fill = h("span", { class: "meter-fill" });
      const word = h("span", { class: "meter-word small" });
      this.bars.set(why, { fill, word });
      return h("li", {},
        h("strong", {}, whyName(why)),
        h("span", { class: "quiet small limit" }, limit),
        h("span", { class: "meter", "aria-hidden": "true" }, fill),
        word,
      );
    });
  }

  /** @param {Api.WatchScreen} screen */
  showSigns(screen) {
    for (const [why, { fill, word }] of this.bars) {
      const strength = screen.signs[why] ?? null;
      const share = Math.min(MOST, Math.max(0, strength ?? 0)) / MOST;
      fill.style.width = `${100 * share}%`;
      fill.classList.toggle("past", share > 1 / MOST);
      say(word, strength === null ? t("cannot be judged now") : share > 1 / MOST ? t("counts") : "");
    }
  }
}

/**
 * A step: its sign, and beside it title, text and buttons.
 * @param {HTMLElement} sign @param {string} title @param {Page.Child} text
 * @param {...HTMLElement} buttons
 */
const inStep = (sign, title, text, ...buttons) => [
  sign,
  h("div", {}, h("h2", { id: "baseline-title" }, title), text, actions(...buttons)),
];
