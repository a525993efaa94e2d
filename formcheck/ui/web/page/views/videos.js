// A recorded video: upload it, watch the progress, see the result and when things happened.
import { getJson, Refused, sendVideo } from "../shared/api.js";
import { h, icon, options, put, redraw, say, section } from "../shared/dom.js";
import { MOST_VIDEO_BYTES } from "../shared/generated.js";
import { findStretch, loadStretches } from "../shared/stretches.js";
import { language, problemSentence, sideName, t, translated } from "../shared/words.js";
import { pastRow } from "./history.js";
import { another, finished, presentHeading, titlesOf } from "./video-result.js";

const ASK_AGAIN_MS = 400;
/** How often the list is updated; it need not be as quick as the page of one video. */
const LIST_AGAIN_MS = 2000;
const MOST_STRETCHES = 20; // chosen for formcheck: nobody does more in one video

/**
 * wanted: the stretch chosen at first; "" to have it recognised.
 * @param {HTMLElement} page @param {string} wanted
 */
export async function videos(page, wanted = "") {
  let [{ stretches }, { videos }] = await Promise.all([loadStretches(), getJson("/api/videos")]);
  const titles = stretches.map(({ id, title }) => /** @type {const} */ ([id, title]));
  /** @type {HTMLSelectElement[]} One for each stretch of the programme, and an empty one after the last. */
  const choices = [];
  const side = h("select", { id: "side" });
  const sideField = h("label", { for: "side" }, t("Side"), side);
  const list = h("div");
  let open = true;
  /** @type {number | undefined} */
  let timer;
  const told = h("p", { class: "told", role: "alert" });
  const upload = h("div", { class: "upload" });
  /** @type {HTMLInputElement} */
  const input = h("input", { type: "file", id: "video-file", accept: "video/*", class: "hidden-label", onchange });
  function onchange() {
    take(input.files);
    input.value = ""; // so that the same file can be chosen again
  }
  const drop = h("label", { class: "drop", for: "video-file" },
    icon("film"),
    h("strong", {}, t("Drop a video here")),
    h("span", { class: "quiet" }, t("or click to choose one")),
  );

  const programme = () => choices.map(({ value }) => value).filter(Boolean);

  function addChoice() {
    const n = choices.length + 1;
    const id = n === 1 ? "stretch" : `stretch-${n}`;
    const none = n === 1 ? t("Detect automatically") : t("Nothing more");
    const choice = h("select", { id, onchange: fillChoices }, options([["", none], ...titles]));
    choices.push(choice);
    sideField.before(h("label", { for: id }, n === 1 ? t("Stretch") : t("Stretch {n}", { n }), choice));
  }

  function fillChoices() {
    const ids = programme();
    const count = Math.max(1, Math.min(ids.length + 1, MOST_STRETCHES));
    while (choices.length < count) addChoice();
    for (const choice of choices.splice(count)) choice.labels[0].remove();
    choices.forEach((choice, i) => (choice.value = ids[i] ?? ""));
    offerSides(ids);
  }

  /** @param {string[]} ids */
  function offerSides(ids) {
    const chosen = ids.length === 1 ? findStretch(ids[0]) : undefined;
    sideField.hidden = !chosen;
    const offered = !chosen || chosen.sides.includes("both") ? ["both"] : ["auto", ...chosen.sides];
    side.replaceChildren(
      ...options(offered.map((one) => [one, one === "auto" ? t("Detect automatically") : sideName(one)])),
    );
  }

  /** @param {FileList | null | undefined} files */
  async function take(files) {
    const file = files?.[0];
    if (!file) return;
    const large = file.size > MOST_VIDEO_BYTES && t("The video is larger than 2 GB: trim it first.");
    const refused = files.length > 1 ? t("One video at a time, please.") : large;
    say(told, refused || t("Uploading the video…"));
    if (refused) return;
    const stop = new AbortController();
    const bar = h("progress", { max: "1", value: "0", "aria-label": t("Progress") });
    const percent = h("span", { class: "figures" });
    const cancel = h("button", { onclick: () => stop.abort() }, t("Cancel"));
    upload.replaceChildren(bar, percent, cancel);
    if (document.activeElement === input) cancel.focus();
    input.disabled = true;
    drop.classList.add("busy");
    /** @param {number} share */
    const progress = (share) => {
      bar.value = share;
      say(percent, t("{n} %", { n: Math.floor(100 * share) }));
    };
    const stretch = programme().join();
    try {
      /** @type {Record<string, string>} */
      const task = stretch ? { stretch, side: sideField.hidden ? "auto" : side.value } : {};
      const { video: id } = await sendVideo(file, task, language(), progress, stop.signal);
      if (page.isConnected) location.hash = `#/videos/${id}`;
    } catch (problem) {
      const why = problem instanceof Refused ? translated(problem.message) : "";
      say(told, stop.signal.aborted ? "" : why || t("The video could not be uploaded. Try again."));
      input.disabled = false;
      if (document.activeElement === cancel) input.focus();
      upload.replaceChildren();
      drop.classList.remove("busy");
    }
  }

  /** @param {Event} event */
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
    take(event.dataTransfer?.files);
  });
  put(
    page,
    h("h1", {}, t("Check a video")),
    h("div", { class: "fields" }, sideField),
    h("div", { class: "drop-holder" }, input, drop),
    told,
    upload,
    h("p", { class: "quiet small" }, t("The video stays on the computer that runs formcheck and is deleted when formcheck ends.")),
    list,
  );
  addChoice();
  choices[0].value = wanted;
  fillChoices();
  /** @param {Api.VideoRow[]} all */
  function follow(all) {
    const key = all.map((one) => `${one.id} ${one.state}`).join();
    const held = list.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    redraw(list, key, () => listVideos(all));
    if (held) [...list.querySelectorAll("a")].find((link) => link.getAttribute("href") === held)?.focus();
    if (all.some(({ state }) => state === "waiting" || state === "working")) timer = setTimeout(ask, LIST_AGAIN_MS);
  }
  async function ask() {
    const all = await getJson("/api/videos").then((answer) => answer.videos, () => videos);
    if (open) follow((videos = all));
  }
  follow(videos);
  return () => {
    open = false;
    clearTimeout(timer);
  };
}

/** @param {Api.VideoRow[]} videos */
function listVideos(videos) {
  if (videos.length === 0) return null;
  /** @type {Record<Api.VideoState, string>} */
  const states = {
    waiting: t("waiting"),
    working: t("being checked"),
    done: t("checked"),
    failed: t("could not be checked"),
  };
  const rows = videos.map((video) =>
    pastRow(`#/videos/${video.id}`, video.name, states[video.state], titlesOf(video)),
  );
  return section(t("Videos"), h("ol", { class: "past" }, rows));
}

/** @param {HTMLElement} page @param {string} id */
export async function video(page, id) {
  const bar = h("progress", { max: "1", value: "0", "aria-label": t("Progress") });
  const told = h("span", { role: "status" });
  // Only the stages are read out, not the running percentage.
  const percent = h("span", { class: "figures" });
  put(page, h("h1", {}, t("Checking the video")), bar, h("p", { class: "quiet" }, told, " ", percent), another(id));
  let open = true;

  async function ask() {
    /** @type {Api.VideoAnswer | null} */
    let now = null;
    let trouble = "";
    try {
      now = await getJson(`/api/videos/${id}`);
    } catch (problem) {
      const gone = problem instanceof Refused && problem.status === 404;
      trouble = gone ? t("This video is no longer here.") : problemSentence(problem);
      if (open && !(problem instanceof Refused)) {
        say(told, trouble);
        say(percent, "");
        setTimeout(ask, ASK_AGAIN_MS);
        return;
      }
    }
    if (!open) return;
    if (now?.state === "done") {
      await finished(page, now);
    } else if (!now || now.state === "failed") {
      page.replaceChildren(h("h1", {}, t("The video could not be checked.")), h("p", { role: "alert" }, now ? translated(now.say) : trouble), another(now ? id : null));
      presentHeading(page);
    } else {
      bar.value = now.share;
      say(told, stageOf(now));
      say(percent, now.state === "working" ? t("{n} %", { n: Math.round(100 * now.share) }) : "");
      setTimeout(ask, ASK_AGAIN_MS);
    }
  }

  ask();
  return () => {
    open = false;
  };
}

/** @param {Api.VideoAnswer} now */
function stageOf(now) {
  if (now.state !== "waiting") return t("Being checked:");
  return now.before ? t("Waiting for other videos: {n}", { n: now.before }) : t("Getting ready…");
}
