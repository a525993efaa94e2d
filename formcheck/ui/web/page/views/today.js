// Choosing a stretch by picture and by body part.
import { pastSessions } from "../shared/api.js";
import { chip, focusPage, h, mainButton, put, section } from "../shared/dom.js";
import { shortDose } from "../shared/dose.js";
import { grouped, partsOf } from "../shared/parts.js";
import { picture } from "../shared/pictures.js";
import { begin, queue, queued } from "../shared/programme.js";
import { kept, sameTab } from "../shared/store.js";
import { findStretch, loadStretches } from "../shared/stretches.js";
import { doneOf, dotted, t, when } from "../shared/words.js";
import { sittingCard, sittingToday } from "../sitting/card.js";

/** @param {HTMLElement} page */
export async function today(page) {
  const [{ stretches, with_problems: leftOut }, past, day] = await Promise.all([
    loadStretches(),
    pastSessions().catch(() => ({ sessions: [], unreadable: 0, running: true, older: false })),
    sittingToday(),
  ]);
  const list = h("div", { class: "groups" });
  /** @param {string} name */
  const filterRow = (name) => h("div", { class: "filters", role: "group", "aria-label": name });
  const positions = filterRow(t("Position"));
  const parts = filterRow(t("Part of the body"));
  const wish = { group: "", part: "" };

  function draw() {
    const groups = grouped(stretches);
    chips(positions, t("All positions"), groups.map(([name]) => name), "group");
    const names = [...new Set(stretches.flatMap(partsOf))].sort((a, b) => a.localeCompare(b));
    chips(parts, t("All parts"), names, "part");
    /** @param {Api.StretchCard} one */
    const wanted = (one) => wish.part === "" || partsOf(one).includes(wish.part);
    const shown = groups
      .filter(([name]) => wish.group === "" || wish.group === name)
      .map(([name, members]) => /** @type {const} */ ([name, members.filter(wanted)]))
      .filter(([, members]) => members.length > 0);
    list.replaceChildren(
      ...shown.map(([name, members]) => section(name, h("ul", { class: "grid" }, members.map(tile)))),
      ...(shown.length ? [] : [h("p", { class: "quiet" }, t("No stretch fits both. Clear one of the two."))]),
    );
  }

  /** @param {HTMLElement} row @param {string} all @param {string[]} names @param {"group" | "part"} key */
  function chips(row, all, names, key) {
    const held = row.contains(document.activeElement) ? document.activeElement?.textContent : null;
    /** @param {string} name @param {string} value */
    const choice = (name, value) =>
      chip(name, wish[key] === value, () => {
        wish[key] = value;
        draw();
      });
    row.replaceChildren(choice(all, ""), ...names.map((name) => choice(name, name)));
    [...row.querySelectorAll("button")].find((node) => node.textContent === held)?.focus();
  }

  draw();
  put(
    page,
    h("h1", {}, t("Choose a stretch")),
    lastTime(past),
    sittingCard(day),
    past.running ? openSession() : null,
    firstNote(),
    ...leftOut.map(problemNote),
    h("div", { class: "filter-rows" }, positions, parts),
    list,
    programmeBar(),
  );
}

/** @param {Api.StretchCard} stretch */
function tile(stretch) {
  const name = t("{title}, in position", { title: stretch.title });
  return h("li", {},
    h("a", { class: "tile", href: `#/stretch/${stretch.id}` },
      picture(stretch, stretch.pictures?.target, name),
      h("span", { class: "tile-title" }, stretch.title),
      h("span", { class: "quiet small figures" }, shortDose(stretch)),
      stretch.class === "timer" ? h("span", { class: "quiet small" }, t("timer: checks only a few coarse things")) : null,
    ),
  );
}

/** What was done last; a running session is not past yet. @param {Api.HistoryAnswer} past */
function lastTime({ sessions, running }) {
  const last = sessions[running && sessions[0]?.end === "open" ? 1 : 0];
  if (!last) return null;
  const values = { what: last.titles.join(", "), when: when(last.started), done: doneOf(last) };
  return h("p", { class: "quiet" }, t("Last time: {what}, {when}, {done}.", values));
}

function openSession() {
  const open = sameTab.get("session");
  if (!open || kept.get("open.session") !== open) return null; // another tab has begun one since
  const resume = h("a", { class: "button main", href: "#/session" }, t("Resume"));
  return h("p", { class: "note" }, t("A session is still open."), resume);
}

/** What formcheck is and is not: shown once, calmly; afterwards it is under Settings. */
function firstNote() {
  if (kept.get("noted") === "yes") return null;
  const close = () => {
    kept.set("noted", "yes");
    note.remove();
    focusPage();
  };
  const told = t("formcheck looks at your form; it is not a medical device. Pictures stay on the computer that runs formcheck.");
  const note = h("div", { class: "note" }, h("p", {}, told), h("button", { onclick: close }, t("Understood")));
  return note;
}

/** @param {string} file */
function problemNote(file) {
  const text = t("This spec has problems and is left out: {file}. To see them, run in a terminal: formcheck spec check", { file });
  return h("p", { class: "note" }, text);
}

function programmeBar() {
  const bar = h("section", { class: "programme", "aria-label": t("Programme") });
  const clear = () => {
    queue([]);
    draw();
    focusPage();
  };
  function draw() {
    const chosen = queued().flatMap((id) => findStretch(id) ?? []);
    bar.hidden = chosen.length === 0;
    bar.replaceChildren(
      h("p", {}, h("strong", {}, t("Programme")), " ", dotted(chosen.map((one) => one.title))),
      h("button", { onclick: clear }, t("Clear")),
      mainButton(t("Start"), () => begin({ stretches: chosen.map((one) => one.id) })),
    );
  }
  draw();
  return bar;
}
