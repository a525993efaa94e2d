// Choosing a stretch by picture and by body part.
import { pastSessions, stretchesIn } from "../shared/api.js";
import { h, icon, kept, put } from "../shared/dom.js";
import { partsOf, positionOf } from "../shared/parts.js";
import { picture } from "../shared/pictures.js";
import { begin, queue, queued } from "../shared/programme.js";
import { sameTab } from "../shared/tab.js";
import { duration, language, t, when } from "../shared/words.js";
import { sittingCard, sittingToday } from "../sitting/card.js";

export async function today(page) {
  const [stretches, past, day] = await Promise.all([
    stretchesIn(language()),
    pastSessions().catch(() => []),
    sittingToday(),
  ]);
  const grid = h("ul", { class: "grid" });
  const filters = h("div", { class: "filters", role: "group", "aria-label": t("Show only") });
  let part = "";

  function draw() {
    const parts = [...new Set([...stretches.flatMap(partsOf), ...stretches.map(positionOf)])];
    const chip = (name, value) =>
      h(
        "button",
        { class: "chip", "aria-pressed": String(part === value), onclick: () => choose(value) },
        name,
      );
    const held = document.activeElement?.textContent;
    filters.replaceChildren(chip(t("All"), ""), ...parts.map((name) => chip(name, name)));
    [...filters.children].find((node) => node.textContent === held)?.focus();
    const shown = stretches.filter((one) => part === "" || kinds(one).includes(part));
    grid.replaceChildren(...shown.map(tile));
  }

  function choose(value) {
    part = value;
    draw();
  }

  draw();
  put(
    page,
    h("h1", {}, t("Choose a stretch")),
    lastTime(past),
    sittingCard(day),
    openSession(),
    firstNote(),
    filters,
    grid,
    programmeBar(stretches),
  );
}

/** "20 s each side", "3 × 20 s". */
export function dose(stretch) {
  const { hold_s, holds } = stretch.dose;
  const seconds = holds > 1 ? t("{n} × {s} s", { n: holds, s: hold_s }) : t("{n} s", { n: hold_s });
  return stretch.sides.includes("both") ? seconds : t("{dose} each side", { dose: seconds });
}

/** What a stretch can be found by: parts of the body, and the position. */
function kinds(stretch) {
  return [...partsOf(stretch), positionOf(stretch)];
}

function tile(stretch) {
  const name = t("{title}, in position", { title: stretch.title });
  return h(
    "li",
    {},
    h(
      "a",
      { class: "tile", href: `#/stretch/${stretch.id}` },
      picture(stretch.pictures?.target, name),
      h("span", { class: "tile-title" }, stretch.title),
      h("span", { class: "quiet small figures" }, dose(stretch)),
    ),
  );
}

function lastTime(past) {
  if (past.length === 0) return null;
  const last = past[0];
  const what = last.stretches.join(", ");
  return h(
    "p",
    { class: "quiet" },
    t("Last time: {what}, {when}, {held} held.", {
      what,
      when: when(last.started),
      held: duration(last.held_s),
    }),
  );
}

function openSession() {
  const open = sameTab.get("session");
  if (!open) return null;
  return h(
    "p",
    { class: "note" },
    t("A session is still open."),
    h("a", { class: "button main", href: "#/session" }, t("Go on")),
  );
}

/** What it is and is not: said once, calmly; afterwards it stands under Settings. */
function firstNote() {
  if (kept.get("noted") === "yes") return null;
  const note = h(
    "div",
    { class: "note" },
    h(
      "p",
      {},
      t("formcheck looks at your form; it is not a medical device. Pictures stay on this machine."),
    ),
    h(
      "button",
      {
        onclick: () => {
          kept.set("noted", "yes");
          note.remove();
        },
      },
      t("Understood"),
    ),
  );
  return note;
}

function programmeBar(stretches) {
  const bar = h("section", { class: "programme", "aria-label": t("Programme") });
  function draw() {
    const titles = queued()
      .map((id) => stretches.find((one) => one.id === id)?.title)
      .filter(Boolean);
    bar.hidden = titles.length === 0;
    bar.replaceChildren(
      h("p", {}, h("strong", {}, t("Programme")), " ", titles.join(" · ")),
      h(
        "button",
        {
          onclick: () => {
            queue([]);
            draw();
          },
        },
        t("Clear"),
      ),
      h("button", { class: "main", onclick: () => begin(queued()) }, icon("play"), t("Start")),
    );
  }
  draw();
  return bar;
}
