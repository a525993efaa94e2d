// How the person sits now: one big calm plate, and beside it what is worth knowing.
import { actions, h, icon, mainButton, redraw, say } from "../shared/dom.js";
import { STRETCH_KEY } from "../shared/generated.js";
import { begin } from "../shared/programme.js";
import { dotted, nameOf, t, translated } from "../shared/words.js";
import { span, stateName, STATE_ICONS, whyName, within } from "./names.js";

/** @type {Record<string, string>} */
const SIGNS = { ...STATE_ICONS, waiting: "clock", paused: "pause", break: "leave" };
const PAUSES_MIN = [15, 30, 60];

export class Now {
  /**
   * watch: running or not. titleOf: returns a stretch's title, "" if there is no such stretch.
   * @param {import("./watch.js").Watch} watch @param {(id: string) => string} titleOf
   */
  constructor(watch, titleOf) {
    this.watch = watch;
    this.titleOf = titleOf;
    this.sign = h("span", { class: "plate-sign" });
    this.word = h("h2", { class: "plate-word" });
    this.cue = h("p", { class: "plate-cue" });
    this.why = h("p", { class: "plate-why" });
    this.since = h("p", { class: "plate-since figures" });
    this.again = h("button", { class: "main", onclick: () => watch.camera?.open() }, t("Try again"));
    this.plate = h("section", { class: "plate", "aria-label": t("How you sit now") },
      this.sign,
      // Only changes of the posture are read out, not the running minutes.
      h("div", {}, h("div", { role: "status" }, this.word, this.cue, this.why), this.since, this.again),
    );
    this.facts = h("dl", { class: "facts figures" });
    this.pauseBox = h("section", { class: "offer", hidden: true });
    this.breakBox = h("section", { class: "offer", hidden: true, "aria-label": t("Break") });
    this.notes = h("div", { role: "status" });
    this.breakNow = h("button", { class: "break-now", onclick: () => this.decide("take") }, icon("play"), t("Break now"));
    this.pauseChoice = h(
      "div",
      { class: "pause-choice", role: "group", "aria-label": t("Pause for") },
      h("span", { class: "pause-title" }, icon("pause"), t("Pause for")),
      PAUSES_MIN.map((n) => h("button", { onclick: () => watch.tell({ do: "pause", minutes: n }), "data-minutes": n }, t("{n} min", { n }))),
    );
    this.actions = actions(
      this.pauseChoice,
      this.breakNow,
      h("button", { class: "stop-watch", onclick: () => watch.stop() }, icon("end"), t("Stop watching")),
    );
    this.pauseLeft = h("p", { class: "figures" });
    this.breakSay = h("p", { class: "figures" });
    const parts = [this.plate, this.breakBox, this.pauseBox, this.facts, this.notes, this.actions];
    this.root = h("div", { class: "sit-now" }, parts);
  }

  /** @param {Api.DecideBreak["what"]} what */
  decide(what) {
    this.watch.tell({ do: "break", what });
  }

  /**
   * Shows the program's last screen; trouble: a sentence shown instead; said: one shown beside it.
   * @param {Api.WatchScreen | null} screen @param {string} trouble @param {string} said
   */
  show(screen, trouble, said) {
    const paused = screen !== null && screen.paused_left_s !== null;
    const pausing = screen?.break === "running";
    this.showPlate(screen, trouble, paused, pausing);
    this.showPause(trouble ? null : (screen?.paused_left_s ?? null));
    // Without a connection nothing is known any more, and no button has an effect.
    const unheard = !this.watch.connection?.open;
    this.showBreak(unheard ? null : screen, paused);
    this.showFacts(unheard ? null : screen, paused, pausing);
    const lines = screen && !trouble && !paused ? [said, ...screen.notes].filter(Boolean) : [];
    if (screen?.problem) lines.push(screen.problem);
    redraw(this.notes, lines.join("|"), () =>
      lines.length ? h("ul", { class: "sit-notes" }, lines.map((line) => h("li", {}, line))) : null,
    );
    this.pauseChoice.hidden = paused || unheard;
    this.breakNow.hidden = Boolean(unheard || paused || pausing || !screen || screen.break === "due");
  }

  /** @param {Api.WatchScreen | null} screen @param {string} trouble @param {boolean} paused @param {boolean} pausing */
  showPlate(screen, trouble, paused, pausing) {
    const kind = trouble || !screen ? "waiting" : paused ? "paused" : pausing ? "break" : screen.state;
    this.plate.dataset.state = kind;
    redraw(this.sign, kind, () => icon(SIGNS[kind]));
    const waiting = stateName(this.watch.state) || t("Getting ready…");
    say(this.word, nameOf(kind, { waiting, paused: t("Paused") }) || stateName(kind));
    const hints = {
      waiting: trouble,
      paused: t("The camera is off."),
      break: t("Get up and move about, or do a stretch."),
      slouched: screen?.cue ?? "",
      unsure: screen?.needs || t("One moment…"),
    };
    say(this.cue, nameOf(kind, hints));
    this.again.hidden = !trouble || trouble !== this.watch.camera?.trouble;
    const names = screen && kind === "slouched" ? screen.why.map(whyName) : [];
    say(this.why, dotted(names));
    const known = ["upright", "slouched", "away", "unsure"].includes(kind);
    say(this.since, screen && known ? t("for {time}", { time: span(screen.since_s) }) : "");
  }

  /** @param {number | null} left_s */
  showPause(left_s) {
    this.pauseBox.hidden = left_s === null;
    if (left_s === null) return;
    redraw(this.pauseBox, "paused", () => [
      this.pauseLeft,
      actions(mainButton(t("Resume now"), () => this.watch.tell({ do: "go-on" }), "play", "go-on")),
    ]);
    say(this.pauseLeft, t("Resumes {when}.", { when: within(left_s) }));
  }

  /** Shows a break that is due or running. @param {Api.WatchScreen | null} screen @param {boolean} paused */
  showBreak(screen, paused) {
    const stage = screen && !paused ? screen.break : "none";
    const shown = stage === "due" || stage === "running" ? screen : null;
    this.breakBox.hidden = !shown;
    redraw(this.breakBox, shown ? `${stage} ${shown.stretches}` : "", () => shown && this.breakParts(shown, stage));
    if (shown) say(this.breakSay, this.breakSentence(shown, stage));
  }

  /** @param {Api.WatchScreen} screen @param {string} stage */
  breakParts(screen, stage) {
    this.breakSay = h("p", { class: "figures" });
    const titles = screen.stretches.map(this.titleOf).filter(Boolean);
    const about = titles.length ? h("p", { class: "quiet" }, t("Here in your chair, about two minutes: {titles}.", { titles: titles.join(", ") })) : null;
    const onclick = () => begin({ stretches: screen.stretches, at_desk: true });
    const stretch = h("button", { class: "main do-stretch", "aria-keyshortcuts": STRETCH_KEY, onclick },
      icon("play"),
      t("Stretch here"),
      h("kbd", { "aria-hidden": "true" }, STRETCH_KEY.toUpperCase()),
    );
    const offer = titles.length ? stretch : null;
    if (stage === "running") {
      const end = h("button", { class: "end-break", onclick: () => this.decide("end") }, t("I am back"));
      return [this.breakSay, about, actions(offer, end)];
    }
    return [
      h("h2", {}, t("Time to move")),
      this.breakSay,
      about,
      actions(
        offer,
        h("button", { onclick: () => this.decide("take") }, t("Get up")),
        h("button", { class: "postpone", onclick: () => this.decide("postpone") }, t("In 5 minutes")),
        h("button", { onclick: () => this.decide("skip") }, t("Skip")),
      ),
    ];
  }

  /** @param {Api.WatchScreen} screen @param {string} stage */
  breakSentence(screen, stage) {
    if (stage === "due") return t("You have been sitting for {time}.", { time: span(screen.sat_s) });
    const left = Math.ceil(screen.break_left_s ?? 0);
    return left > 0 ? t("{n} s to go", { n: left }) : t("A full break. Sit down when you like.");
  }

  /** @param {Api.WatchScreen | null} screen @param {boolean} paused @param {boolean} pausing */
  showFacts(screen, paused, pausing) {
    const rows = !screen || paused || pausing ? [] : [
      [t("Sitting"), screen.sat_s >= 1 ? t("for {time}", { time: span(screen.sat_s) }) : t("not now")],
      [t("Next break"), nextBreak(screen)],
      [t("Reminders"), screen.holding_back ? translated(screen.holding_back) : t("at most every 5 minutes")],
    ];
    this.facts.hidden = rows.length === 0;
    redraw(this.facts, rows.join("|"), () =>
      rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
    );
  }
}

/** @param {Api.WatchScreen} screen */
function nextBreak(screen) {
  if (screen.break === "due") return t("now");
  if (screen.break === "held") return t("due");
  if (screen.break_in_s === null) return t("none planned");
  return within(screen.break_in_s);
}
