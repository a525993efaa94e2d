// The page's texts. The English sentence is the key; the server has the translations.
import { h, say } from "./dom.js";
import { getJson, Refused, remove } from "./api.js";
import { kept } from "./store.js";

/** @type {Partial<Record<string, string>>} */
let table = {};
let chosen = "en";
/** @type {string[]} */
let offered = ["en"];

/**
 * The text in the chosen language, {name} filled in; {name:day|days} becomes "1 day" or "2 days".
 * @param {string} english @param {Page.Values} values
 */
export function t(english, values = {}) {
  const text = (table[english] ?? english).replace(/\{(\w+):([^{}|]*)\|([^{}|]*)\}/g, (whole, name, one, many) =>
    name in values ? `{${name}} ${String(values[name]) === "1" ? one : many}` : whole,
  );
  return text.replace(/\{(\w+)\}/g, (whole, name) => written(values[name] ?? whole));
}

/** A value as the chosen language writes it: 7.5 is 7,5 in German. @param {string | number} value */
const written = (value) => (typeof value === "number" ? value.toLocaleString(chosen, { useGrouping: false }) : value);

/**
 * Translates an English sentence from the program, if a translation is known.
 * @param {string} sentence
 */
export const translated = (sentence) => table[sentence] ?? sentence;

export const language = () => chosen;
export const languages = () => offered;

/** The sentence for a request that failed. @param {unknown} problem */
export const problemSentence = (problem) =>
  problem instanceof Refused && problem.message
    ? translated(problem.message)
    : t("formcheck is not responding. Start it again with: formcheck app");

/**
 * Deletes what is at that address, then calls done(). A failure is reported in the node `told`.
 * @param {string} path @param {HTMLElement} told @param {() => void} done
 */
export const removing = (path, told, done) =>
  remove(path).then(done, (problem) => say(told, problemSentence(problem)));

/** A note about damaged entries that are not shown; null without any. @param {number} n */
export const leftOut = (n) =>
  n > 0 ? h("p", { class: "note" }, t("Damaged entries that were left out: {n}. All the others are here.", { n })) : null;

/**
 * Fetches the translations for the language chosen in this browser, else for the one that formcheck
 * started with.
 */
export async function loadWords(wanted = kept.get("language")) {
  const query = wanted ? `?language=${encodeURIComponent(wanted)}` : "";
  // If the chosen language has been removed: the one formcheck started with.
  /** @type {Api.WordsAnswer} */
  const answer = await getJson(`/api/words${query}`).catch(() => getJson("/api/words"));
  table = answer.words;
  chosen = answer.language;
  offered = answer.languages;
  document.documentElement.lang = chosen;
}

/** 7.4 -> "0:07", 3723 -> "1:02:03", as the terminal and a player show it. @param {number} seconds */
export function clockTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return `${hours ? `${hours}:${twoDigits(minutes)}` : minutes}:${twoDigits(whole % 60)}`;
}

/** @param {number} n */
export const twoDigits = (n) => String(n).padStart(2, "0");

/** The name of the key; "" if it has none. @param {string} key @param {Record<string, string>} names */
export const nameOf = (key, names) => (Object.hasOwn(names, key) ? names[key] : "");

/** @param {string} side */
export const sideName = (side) =>
  nameOf(side, { left: t("Left side"), right: t("Right side"), both: t("Both sides") });

/** "12 s", "2 min 30 s": whole seconds, rounded down; never broken at a line's end. @param {number} seconds */
export function duration(seconds) {
  const whole = Math.floor(seconds);
  const [m, s] = [Math.floor(whole / 60), whole % 60];
  const text = whole < 120 ? t("{n} s", { n: whole }) : t("{m} min {s} s", { m, s });
  return text.replaceAll(" ", "\u00a0");
}

/**
 * Joins facts with dots, leaving out empty ones; no line begins with a dot.
 * @param {(string | null | undefined)[]} facts
 */
export const dotted = (facts) => facts.filter(Boolean).join("\u00a0· ");

/** "1 repetition", "12 repetitions". @param {number} n */
export const repetitions = (n) => t("{n:repetition|repetitions}", { n });

/** What was done of the plan: "40 s held · 9 of 12 repetitions". @param {Api.SessionRow} session */
export const doneOf = ({ done }) =>
  dotted(done.map((one) => countedOf(one) || t("{held} held", { held: duration(one.count) })));

/** "9 of 12 repetitions", "3 of 5 breaths"; "" for seconds. @param {Api.Amount} amount */
export function countedOf({ unit, count: n, planned: of }) {
  if (unit === "rep") return t("{n} of {of:repetition|repetitions}", { n, of });
  if (unit === "breath") return t("{n} of {of:breath|breaths}", { n, of });
  return unit === "release" ? t("{n} of {of:spot|spots}", { n, of }) : "";
}

/** "1 breath", "5 breaths". @param {number} n */
export const breaths = (n) => t("{n:breath|breaths}", { n });

/**
 * A date or time in the browser's own variant of the chosen language, with a 24-hour clock.
 * @param {Date} then @param {Intl.DateTimeFormatOptions} form
 */
export function writeTime(then, form) {
  // Chromium in a POSIX locale reports en-US@posix, which Intl does not accept.
  const known = navigator.languages.map((one) => one.split("@")[0]);
  const own = known.find((one) => one.split("-")[0] === chosen);
  return then.toLocaleString(own ?? (chosen === "en" ? "en-GB" : chosen), { ...form, hourCycle: "h23" });
}

/** "today, 14:05", "Monday, 18 November"; with the year if it is another. @param {string} iso */
export function when(iso) {
  const then = new Date(iso);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(iso).setHours(0, 0, 0, 0)) / 864e5);
  const time = writeTime(then, { hour: "2-digit", minute: "2-digit" });
  if (days <= 1) {
    const day = new Intl.RelativeTimeFormat(chosen, { numeric: "auto" }).format(-days, "day");
    return `${day}, ${time}`;
  }
  const year = then.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return writeTime(then, { weekday: "long", day: "numeric", month: "long", year });
}
