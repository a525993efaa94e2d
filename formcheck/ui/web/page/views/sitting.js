// Sitting now: the posture, the baseline, breaks and pauses. The watch itself runs independently of this view.
import { actions, focusPage, h, icon, keyFor, mainButton, put, redraw } from "../shared/dom.js";
import { STRETCH_KEY } from "../shared/generated.js";
import { findStretch, loadStretches } from "../shared/stretches.js";
import { t } from "../shared/words.js";
import { Baseline } from "../sitting/baseline.js";
import { Now } from "../sitting/now.js";
import { Side } from "../sitting/side.js";
import { watch } from "../sitting/watch.js";

/** @param {HTMLElement} page @returns {Promise<Page.Leave>} */
export async function sitting(page) {
  await loadStretches();
  const now = new Now(watch, (id) => findStretch(id)?.title ?? "");
  const baseline = new Baseline(watch, draw);
  const side = new Side(watch, () => {
    baseline.begin();
    draw();
  });
  const welcome = h("section", { class: "sit-welcome" });
  const main = h("div", { class: "sit" }, h("div", { class: "sit-main" }, welcome, baseline.root, now.root), side.root);
  function draw() {
    const held = main.contains(document.activeElement);
    drawParts();
    const at = document.activeElement;
    // The pressed button may be gone now.
    if (held && (at === document.body || at?.getClientRects().length === 0)) focusPage();
  }
  function drawParts() {
    const { screen } = watch;
    // Without a baseline one is offered, once; one that is being recorded continues after a reload.
    if (screen && screen.paused_left_s === null && !watch.offered) {
      watch.offered = true;
      const taken = screen.calibrating_left_s !== null;
      if (taken || !screen.baseline_taken) baseline.begin(taken);
    }
    welcome.hidden = watch.on;
    redraw(welcome, watch.on ? "" : `off ${watch.refusal}`, () => (watch.on ? null : welcomeParts()));
    side.show(screen);
    baseline.show(screen);
    // What stops everything is shown first; the baseline waits.
    if (watch.trouble) baseline.root.hidden = true;
    now.root.hidden = !watch.on || !baseline.root.hidden;
    now.show(screen, watch.trouble, watch.said);
  }

  put(page, h("h1", {}, t("Sitting")), subpages("sitting"), main);
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (keyFor(event) !== STRETCH_KEY) return;
    /** @type {HTMLElement | null} */ (now.root.querySelector(".offer:not([hidden]) .do-stretch"))?.click();
  };
  document.addEventListener("keydown", onKey);
  const stopLooking = watch.subscribe(draw);
  draw();
  return () => {
    stopLooking();
    document.removeEventListener("keydown", onKey);
    if ((watch.screen?.calibrating_left_s ?? null) !== null) watch.tell({ do: "leave-calibrating" });
    side.letGo();
  };
}

/** Links to the two pages about sitting: now, and the day. @param {string} at */
export function subpages(at) {
  /** @param {string} to @param {string} name */
  const one = (to, name) => h("a", { class: "button chip", href: `#/${to}`, "aria-current": to === at ? "page" : null }, name);
  return h("nav", { class: "subpages", "aria-label": t("Sitting") }, one("sitting", t("Now")), one("sitting/day", t("The day")));
}

/** Before the watch runs: what it does, and how to start it. */
function welcomeParts() {
  const start = watch.refusal && watch.elsewhere ? t("Watch here instead") : t("Start watching");
  return [
    watch.refusal ? h("p", { class: "note", role: "alert" }, watch.refusal) : null,
    h("h2", {}, t("A quiet eye on your posture")),
    h("p", {}, t("Put the laptop in front of you as always, or a camera at your side. formcheck looks about once a second and says something only when you have sat slouched for a while.")),
    h("ul", { class: "promises" },
      h("li", {}, icon("tick"), t("Pictures stay on the computer that runs formcheck and are never saved. What is saved: times, reasons, reminders, breaks, the names of profile and camera, and your upright posture as numbers.")),
      h("li", {}, icon("tick"), t("Reaching, drinking, turning round: moving is welcome and never counts against you.")),
      h("li", {}, icon("tick"), t("Watching continues while you look at other pages. Keep this tab open.")),
    ),
    actions(mainButton(start, () => watch.start(watch.elsewhere), "play", "start-watch")),
  ];
}
