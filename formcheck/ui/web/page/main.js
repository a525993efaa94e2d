// The page starts here: words, header, and the view for the address.
import { h, say } from "./shared/dom.js";
import { meetServer, Refused } from "./shared/api.js";
import { loadWords, problemSentence, t } from "./shared/words.js";
import { today } from "./views/today.js";
import { card } from "./views/card.js";
import { summary } from "./views/summary.js";
import { videos, video } from "./views/videos.js";
import { deletion, history, pastSession } from "./views/history.js";
import { settings } from "./views/settings.js";
import { sitting } from "./views/sitting.js";
import { sittingDay } from "./views/sitting-day.js";
import { session } from "./live/session.js";
import { stateName } from "./sitting/names.js";
import { watch } from "./sitting/watch.js";

/** @type {[RegExp, Page.View][]} */
const ROUTES = [
  [/^$/, today],
  [/^stretch\/([a-z0-9-]+)$/, card],
  [/^session$/, session],
  [/^summary$/, summary],
  [/^videos$/, videos],
  [/^videos\/of\/([a-z0-9-]+)$/, videos],
  [/^videos\/([\w-]+)$/, video],
  [/^history$/, history],
  [/^history\/([\w-]+)$/, pastSession],
  [/^settings$/, settings],
  [/^sitting$/, sitting],
  [/^sitting\/day(?:\/(\d{4}-\d\d-\d\d))?$/, sittingDay],
];

/** The addresses of views that show stored data. */
const STORED = /^$|^history|^sitting/;

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const news = /** @type {HTMLElement} */ (document.getElementById("news"));
const topBar = /** @type {HTMLElement} */ (document.getElementById("top"));
/** @type {Page.Leave} */
let leave = null;
let turn = 0;
/** A view that takes longer than this is announced as loading. Chosen for formcheck. */
const SLOW_MS = 300;

/** @param {string} path */
function header(path) {
  const tabs = [
    ["", t("Stretches")],
    ["sitting", t("Sitting")],
    ["videos", t("Videos")],
    ["history", t("History")],
    ["settings", t("Settings")],
  ];
  const at = path.startsWith("stretch/") || path === "summary" ? "" : path.split("/")[0];
  topBar.replaceChildren(
    h("a", { class: "wordmark", href: "#/" }, "formcheck"),
    h("nav", { "aria-label": t("Main") },
      tabs.map(([to, name]) =>
        h("a", { href: `#/${to}`, "aria-current": to === at ? "page" : null }, name, to === "sitting" ? mark : null),
      ),
    ),
  );
}

/**
 * The watch runs behind every view: shown by a small sign in the header and the title of the tab; a break that
 * is due is read out.
 */
const mark = h("span", { class: "watching", role: "img" });

function marked() {
  mark.hidden = !watch.on;
  mark.dataset.state = watch.state;
  const name = stateName(watch.state);
  mark.title = mark.ariaLabel = name || (watch.resting ? t("Paused") : t("Getting ready…"));
  const due = watch.connection?.open && !watch.resting && watch.screen?.break === "due";
  say(news, due ? t("Time to move") : "");
  const title = main.querySelector("h1");
  const titled = title ? `${title.textContent} · formcheck` : "formcheck";
  document.title = name ? `${name[0].toUpperCase()}${name.slice(1)} · ${titled}` : titled;
}

const shownPath = () => location.hash.replace(/^#\/?/, "");

/** Shows the view for the address. It gets the main element and may return a function to call on leaving. */
export async function show() {
  const mine = ++turn;
  leave?.();
  leave = null;
  const path = shownPath();
  const [form, view] = ROUTES.find(([one]) => one.test(path)) ?? [/^/, today];
  const parts = path.match(form) ?? [];
  // A stretch session takes the camera; for the watch it is a break. In other views it resumes after a reload.
  if (path === "session") watch.lend();
  else if (watch.interrupted) watch.start();
  header(path);
  const page = h("div", { class: "page" });
  const slow = setTimeout(() => {
    if (mine === turn) main.ariaBusy = "true";
  }, SLOW_MS);
  let left;
  try {
    left = await view(page, ...parts.slice(1));
  } catch (problem) {
    if (!(problem instanceof Refused || problem instanceof TypeError)) throw problem;
    page.replaceChildren(
      h("h1", {}, t("This did not work.")),
      h("p", {}, problemSentence(problem)),
      h("p", {}, h("button", { class: "main", onclick: show }, t("Try again"))),
    );
  }
  clearTimeout(slow);
  if (mine !== turn) {
    left?.();
    return;
  }
  main.ariaBusy = null;
  leave = left ?? null;
  if (path !== "session") watch.takeBack();
  main.replaceChildren(page);
  marked();
  window.scrollTo(0, 0);
  if (!document.body.classList.contains("in-session")) main.focus({ preventScroll: true });
}

/**
 * A file dropped outside its target would replace the page, and end what is running.
 * @param {DragEvent} event
 */
function keepPage(event) {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
}

async function start() {
  window.addEventListener("dragover", keepPage);
  window.addEventListener("drop", keepPage);
  try {
    await meetServer();
    await loadWords();
  } catch (problem) {
    say(main, problemSentence(problem));
    return;
  }
  window.addEventListener("hashchange", show);
  deletion.addEventListener("message", () => STORED.test(shownPath()) && show());
  watch.subscribe(marked);
  await show();
}

start();
