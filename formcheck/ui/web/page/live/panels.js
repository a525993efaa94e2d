// Everything on the session screen but the video: words, ring, buttons, questions.
import { h, icon, redraw, say } from "../shared/dom.js";
import { SHORTCUTS } from "../shared/generated.js";
import { picture } from "../shared/pictures.js";
import { nameOf, sideName, t } from "../shared/words.js";
import { newCameraPicker, newVideo } from "./camera.js";
import { Ring } from "./ring.js";

/** @type {Partial<Record<Api.Mood, string>>} */
const MOOD_ICONS = { good: "tick", correct: "correct", unseen: "unseen", stop: "stop" };
/** A longer cue is set smaller, so that it takes one or two lines. */
const LONG_CUE = 34;
const PAIN_SCALE = [...Array(11).keys()].map(String);

export class Panels {
  /** @param {Page.SessionAct} act @param {boolean} muted */
  constructor(act, muted) {
    this.act = act;
    this.video = newVideo();
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.cueText = h("span");
    this.cueIcon = h("span", { class: "cue-icon" });
    this.cue = h("div", { class: "cue", role: "status" }, this.cueIcon, this.cueText);
    this.count = h("div", { class: "count figures", "aria-hidden": "true" });
    this.stage = h("div", { class: "stage" }, this.video, this.canvas, this.count);
    this.ring = new Ring();
    this.reason = h("p", { class: "reason" });
    this.waits = h("p", { class: "hidden-label", role: "status" });
    this.paceSay = h("strong");
    this.paceTold = h("span", { class: "figures" });
    this.breath = h("span");
    this.pace = h("p", { class: "pace" }, this.paceSay, this.paceTold, this.breath);
    this.place = h("p", { class: "place" });
    this.corner = h("div", { class: "corner" });
    this.guide = h("aside", { class: "guide", hidden: true });
    this.replyLine = h("p", { class: "reply", role: "status" });
    this.ask = h("section", { class: "ask", hidden: true, tabindex: "-1", role: "group", "aria-labelledby": "question" });
    this.news = h("p", { class: "hidden-label", role: "status" });
    this.trouble = h("section", { class: "trouble", role: "alert" });
    this.cameraPicker = newCameraPicker((id) => act.choose(id));
    this.troublePicker = newCameraPicker((id) => act.choose(id));
    this.pauseButton = tool("pause", t("Pause"), SHORTCUTS.pause, () => act.command("pause"));
    this.muteButton = tool("sound", t("Mute"), SHORTCUTS.mute, () => act.mute());
    this.sideButton = tool("sides", t("Other side"), SHORTCUTS.side, () => act.command("side"));
    this.tools = h("div", { class: "tools", role: "group", "aria-label": t("Session") },
      this.pauseButton,
      this.muteButton,
      this.sideButton,
      tool("skip", t("Skip"), SHORTCUTS.next, () => act.command("next")),
      tool("end", t("End"), SHORTCUTS.quit, () => act.command("quit")),
    );
    const onclick = () => act.command("pain");
    const hurts = { class: "pain", "aria-keyshortcuts": SHORTCUTS.pain, onclick };
    this.pain = h("button", hurts, icon("stop"), t("Stop, it hurts"));
    this.root = h(
      "section",
      { class: "live", tabindex: "-1", "aria-label": t("Session"), "data-stage": "opening" },
      h("h1", { class: "hidden-label" }, t("Session")),
      this.stage,
      this.guide,
      this.cue,
      this.corner,
      this.tools,
      h("div", { class: "foot" }, h("div", { class: "hold" }, this.ring.root, this.pace, this.reason), h("div", { class: "where" }, this.place, this.pain)),
      this.ask,
      this.trouble,
      this.news,
      this.waits,
    );
    this.guideSay = h("p", { class: "guide-say" });
    this.checks = h("ul", { class: "checks" });
    this.guideTools = h("div", { class: "guide-tools" },
      this.cameraPicker,
      h("button", { "aria-keyshortcuts": SHORTCUTS.full, onclick: () => act.full() }, icon("full"), t("Full screen")),
    );
    this.blind = /** @type {string[]} */ ([]);
    this.muted(muted);
    this.troubled("");
    this.noted([]);
  }

  /**
   * Shows a screen of the program; stretch: the one of its step.
   * @param {Api.SessionScreen} screen @param {Api.StretchCard | undefined} stretch
   */
  show(screen, stretch) {
    const { stage } = screen;
    const low = stretch?.lies_low ? "yes" : "no";
    Object.assign(this.root.dataset, { stage, halt: screen.halt, end: screen.end, low });
    this.showCue(screen);
    say(this.count, stage === "countdown" && !screen.halt ? String(screen.seconds_left ?? "") : "");
    this.ring.show(screen);
    const working = stage === "work" || stage === "release";
    this.showPace(screen);
    const reply = stage === "questions" ? "" : screen.reply; // then it is shown by the questions
    const why = reply || screen.detail || (working ? screen.instruction : "");
    // While the pacer runs, its word says what to do.
    const told = why === screen.headline || (!this.pace.hidden && !screen.reply);
    say(this.reason, told ? "" : why);
    say(this.waits, told ? "" : reply || screen.detail); // without the permanent instruction
    this.showPlace(screen);
    this.showGuide(screen, stretch);
    this.showQuestion(screen);
    const paused = screen.halt === "user";
    relabel(this.pauseButton, paused ? "play" : "pause", paused ? t("Resume") : t("Pause"));
    this.sideButton.hidden = screen.step.side === "both" || screen.ring.turns.length > 0;
    this.blind = screen.unseen;
  }

  /** @param {Api.SessionScreen} screen */
  showCue(screen) {
    const before = screen.stage === "setup" || screen.stage === "countdown"; // then no reason is shown
    const head = (before && screen.reply) || screen.headline;
    say(this.cueText, head);
    this.cue.dataset.mood = head ? screen.mood : "none";
    this.cue.dataset.length = head.length > LONG_CUE ? "long" : "short";
    const wanted = head ? (MOOD_ICONS[screen.mood] ?? "") : "";
    redraw(this.cueIcon, wanted, () => (wanted ? icon(wanted) : null));
  }

  /** Shows the pacer's words, the number of the breath, and the person's breathing. @param {Api.SessionScreen} screen */
  showPace({ pace, ring, breath }) {
    this.pace.hidden = !pace || ring.still;
    if (!pace || ring.still) return;
    say(this.paceSay, pace.say);
    say(this.paceTold, pace.told);
    say(this.breath, breath);
  }

  /** @param {Api.SessionScreen} screen */
  showPlace({ step, ring }) {
    const sides = ring.turns.length || step.side === "both" ? ring.turns : [sideName(step.side)];
    const round = { n: step.set_number, of: step.sets };
    const names = { hold: t("Hold {n} of {of}", round), release: t("Spot {n} of {of}", round) };
    const set = nameOf(step.unit, names) || t("Set {n} of {of}", round);
    const lines = [...sides, step.sets > 1 ? set : "", step.title];
    redraw(this.place, lines.join("|"), () => lines.filter(Boolean).map((line) => h("span", {}, line)));
  }

  /**
   * Shows in set-up and rest what to do, what it looks like, and what is not yet right.
   * @param {Api.SessionScreen} screen @param {Api.StretchCard | undefined} stretch
   */
  showGuide(screen, stretch) {
    const { step, stage } = screen;
    const of = ["setup", "countdown", "rest"].includes(stage) ? stretch : null;
    this.guide.hidden = !of;
    redraw(this.guide, of ? `${stage} ${step.number} ${step.side}` : "", () => of && this.guideParts(screen, of));
    say(this.guideSay, screen.instruction === screen.headline ? "" : screen.instruction);
    const marks = screen.framing.map((check) => `${check.ok ? "+" : "-"}${check.title}`).join();
    redraw(this.checks, marks, () =>
      screen.framing.map((check) =>
        h("li", { class: check.ok ? "ok" : "open", title: check.title },
          check.ok ? icon("tick") : null,
          h("span", { class: "hidden-label" }, `${check.title}: ${check.ok ? t("done") : t("not yet")}`),
        ),
      ),
    );
  }

  /** @param {Api.SessionScreen} screen @param {Api.StretchCard} stretch */
  guideParts({ stage, step }, stretch) {
    const { title, pictures } = stretch;
    const setup = stage === "setup";
    const [shown, words] = setup
      ? [pictures?.start, t("{title}, start", { title })]
      : [pictures?.target, t("{title}, in position", { title })];
    return [
      picture(stretch, shown, words, step.side, false),
      h("p", { class: "guide-title" }, stage === "rest" ? t("Next: {title}", { title }) : title),
      this.guideSay,
      this.checks,
      setup ? [h("p", { class: "guide-stop" }, stretch.stop[step.side] ?? ""), this.guideTools] : null,
    ];
  }

  /** @param {Api.SessionScreen} screen */
  showQuestion({ question, stage, reply }) {
    const asking = stage === "questions";
    const key = question ? `${question.id} ${stage} ${question.text}` : "";
    this.ask.hidden = !question && !(asking && reply);
    const parts = () => [this.replyLine, question && this.questionParts(question)];
    if (redraw(this.ask, key, parts)) {
      if (!asking) this.announce(question?.text ?? "");
      else if (!this.ask.hidden) this.ask.focus({ preventScroll: true });
    }
    say(this.replyLine, reply);
  }

  /** @param {Api.Question} question */
  questionParts(question) {
    const scale = question.answers.length === 0;
    const answers = scale ? PAIN_SCALE : question.answers;
    return [
      h("h2", { id: "question" }, question.text),
      h("div", { class: scale ? "answers scale figures" : "answers" },
        answers.map((text) => h("button", { onclick: () => this.act.answer(question.id, text) }, text)),
      ),
      h("button", { class: "pass", onclick: () => this.act.answer(question.id, "") }, t("Skip this question")),
    ];
  }

  /** @param {boolean} on */
  muted(on) {
    relabel(this.muteButton, on ? "mute" : "sound", on ? t("Sound on") : t("Mute"));
  }

  /** Announces it once to screen readers; running figures and passing notes are left out. @param {string} text */
  announce(text) {
    say(this.news, text);
  }

  /** Shows in the corner what can't be seen now, and quiet notes. @param {string[]} notes */
  noted(notes) {
    redraw(this.corner, [...this.blind, ...notes].join("|"), () => [
      this.blind.map((what) => h("p", { class: "blind" }, icon("unseen"), t("Not seen: {what}", { what }))),
      notes.map((note) => h("p", {}, note)),
    ]);
  }

  /**
   * Shows a sentence in the middle for what stops everything; buttons: [[name, action]].
   * @param {string} sentence @param {...Page.Button} buttons
   */
  troubled(sentence, ...buttons) {
    this.trouble.hidden = sentence === "";
    redraw(this.trouble, [sentence, ...buttons.map(([name]) => name)].join("|"), () => [
      h("p", {}, sentence),
      this.troublePicker,
      buttons.map(([name, action], i) => h("button", { class: i ? "" : "main", onclick: action }, name)),
    ]);
  }
}

/** @param {string} shape @param {string} name @param {string} key @param {() => void} action */
function tool(shape, name, key, action) {
  const button = h("button", { class: "tool", "aria-keyshortcuts": key, onclick: action });
  relabel(button, shape, name);
  return button;
}

/** @param {HTMLElement} button @param {string} shape @param {string} name */
function relabel(button, shape, name) {
  redraw(button, shape, () => [icon(shape), h("span", {}, name)]);
}
