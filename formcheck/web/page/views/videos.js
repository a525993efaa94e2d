// A recorded film: hand it over, watch the progress, see what it came to and where.
import { getJson, Refused, remove, sendFilm, stretchesIn } from "../shared/api.js";
import { h, icon, put, say } from "../shared/dom.js";
import { duration, language, sideName, t, translated } from "../shared/words.js";
import { outcome } from "./outcome.js";

const ASK_AGAIN_MS = 400;
const MOST_BYTES = 2 * 1024 ** 3;

export async function videos(page) {
  const [stretches, { videos: films }] = await Promise.all([
    stretchesIn(language()),
    getJson("/api/videos"),
  ]);
  const stretch = h(
    "select",
    { id: "stretch" },
    stretches.map((one) => h("option", { value: one.id }, one.title)),
  );
  const side = h("select", { id: "side" });
  const told = h("p", { class: "told", role: "alert" });
  const input = h("input", {
    type: "file",
    id: "film",
    accept: "video/*",
    class: "hidden-label",
    onchange: () => take(input.files[0]),
  });
  const drop = h(
    "label",
    { class: "drop", for: "film" },
    icon("film"),
    h("strong", {}, t("Drop a film here")),
    h("span", { class: "quiet" }, t("or press to choose one")),
  );

  function sides() {
    const chosen = stretches.find((one) => one.id === stretch.value);
    const offered = chosen.sides.includes("both") ? ["both"] : ["auto", ...chosen.sides];
    side.replaceChildren(
      ...offered.map((one) =>
        h("option", { value: one }, one === "auto" ? t("Find out") : sideName(one)),
      ),
    );
  }

  async function take(file) {
    if (!file) return;
    if (file.size > MOST_BYTES) {
      say(told, t("The film is larger than 2 GB: cut it shorter first."));
      return;
    }
    say(told, t("Handing the film over…"));
    drop.classList.add("busy");
    try {
      const { video: id } = await sendFilm(file, stretch.value, side.value, language());
      location.hash = `#/videos/${id}`;
    } catch (problem) {
      say(told, problem instanceof Refused && problem.message
        ? translated(problem.message)
        : t("The film could not be handed over. Try again."));
      drop.classList.remove("busy");
    }
  }

  const over = (event) => {
    event.preventDefault();
    drop.classList.add("over");
  };
  drop.addEventListener("dragover", over);
  drop.addEventListener("dragenter", over);
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take(event.dataTransfer.files[0]);
  });
  stretch.addEventListener("change", sides);
  sides();
  put(
    page,
    h("h1", {}, t("Check a film")),
    h(
      "div",
      { class: "fields" },
      h("label", { for: "stretch" }, t("Stretch"), stretch),
      h("label", { for: "side" }, t("Side"), side),
    ),
    h("div", { class: "drop-holder" }, input, drop),
    told,
    h("p", { class: "quiet small" }, t("The film stays on this machine and is deleted when formcheck ends.")),
    filmList(films, stretches),
  );
}

function filmList(films, stretches) {
  if (films.length === 0) return null;
  const states = {
    waiting: t("waiting"),
    working: t("being checked"),
    done: t("checked"),
    failed: t("could not be checked"),
  };
  const title = (id) => stretches.find((one) => one.id === id)?.title ?? id;
  return h(
    "section",
    {},
    h("h2", {}, t("Films")),
    h(
      "ol",
      { class: "past" },
      films.map((film) =>
        h(
          "li",
          {},
          h(
            "a",
            { href: `#/videos/${film.id}` },
            h("span", { class: "past-title" }, film.name),
            h("span", { class: "quiet small" }, states[film.state]),
            h("span", { class: "quiet small" }, title(film.stretch)),
          ),
        ),
      ),
    ),
  );
}

export async function video(page, id) {
  const bar = h("progress", { max: "1", value: "0", "aria-label": t("Progress") });
  const told = h("p", { class: "quiet", role: "status" });
  put(page, h("h1", {}, t("Checking the film")), bar, told);
  let open = true;

  async function ask() {
    let now;
    try {
      now = await getJson(`/api/videos/${id}`);
    } catch (problem) {
      now = { state: "failed", say: problem.message || t("This film is no longer here.") };
    }
    if (!open) return;
    if (now.state === "done") {
      await finished(page, id, now);
    } else if (now.state === "failed") {
      page.replaceChildren(h("h1", {}, t("The film could not be checked.")), h("p", {}, translated(now.say)), another());
    } else {
      bar.value = now.share;
      say(told, now.state === "waiting" ? t("Other films come first: {n}", { n: now.before }) : t("{n} %", { n: Math.round(100 * now.share) }));
      setTimeout(ask, ASK_AGAIN_MS);
    }
  }

  ask();
  return () => {
    open = false;
  };
}

async function finished(page, id, { name, result, summary }) {
  const stretches = await stretchesIn(language());
  const title = stretches.find((one) => one.id === result.stretch)?.title ?? result.stretch;
  const film = h("video", {
    src: `/api/videos/${id}/annotated.mp4`,
    controls: true,
    playsinline: true,
    preload: "auto",
    "aria-label": t("The film with what was seen drawn in"),
  });
  film.muted = true;
  const seek = (seconds) => {
    film.currentTime = seconds;
    film.scrollIntoView({ block: "nearest" });
  };
  const parts = outcome({
    lessons: [{ stretch: result.stretch, title, sides: result.sides }],
    stretches,
    duration_s: result.duration_s,
    seek,
    words: summary,
  }).flat(Infinity).filter((part) => part !== null);
  page.replaceChildren(
    h(
      "div",
      { class: "verdict" },
      h(
        "div",
        {},
        h("h1", {}, summary.verdict),
        h("p", { class: "quiet figures" }, [title, name, duration(result.duration_s)].join(" · ")),
      ),
      another(id),
    ),
    h("div", { class: "film" }, film),
    ...parts,
    warnings(result.warnings),
  );
  document.title = `${page.querySelector("h1").textContent} · formcheck`;
  follow(film, page, result.duration_s);
}

/** A line on the strip at the place the film shows. */
function follow(film, page, duration_s) {
  const cursor = page.querySelector(".cursor");
  if (!cursor) return;
  const move = () => {
    cursor.hidden = false;
    cursor.style.left = `${(100 * film.currentTime) / duration_s}%`;
  };
  film.addEventListener("timeupdate", move);
  film.addEventListener("seeking", move);
}

function warnings(lines) {
  if (lines.length === 0) return "";
  return h(
    "section",
    {},
    h("h2", {}, t("To know")),
    h("ul", { class: "plain-list" }, lines.map((line) => h("li", {}, translated(line)))),
  );
}

function another(id = null) {
  const forget = async () => {
    await remove(`/api/videos/${id}`);
    location.hash = "#/videos";
  };
  return h(
    "div",
    { class: "actions" },
    h("a", { class: "button main", href: "#/videos" }, t("Another film")),
    id ? h("button", { onclick: forget }, t("Delete this film")) : null,
  );
}
