// A day of sitting in plots and tables, and the days before it.
import { getJson, saveFile } from "../shared/api.js";
import { chip, h, icon, put, say, section } from "../shared/dom.js";
import { leftOut, problemSentence, t, twoDigits, writeTime } from "../shared/words.js";
import { amount, stateName, whyName, WHYS } from "../sitting/names.js";
import { axis, barName, hourLines, legend, row, stacks, table } from "../sitting/plots.js";
import { subpages } from "./sitting.js";

/** @type {Api.PostureState[]} */
const WATCHED = ["upright", "slouched", "unsure"];
/** @type {Api.PostureState[]} */
const STATES = [...WATCHED, "away"];
const LEAST_HOURS = 6;
const SPANS = [7, 30];
/** Earlier years are the first digits of one that is still being typed. */
const FIRST_DAY = "2000-01-01";
let spanShown = SPANS[0];

/** @param {HTMLElement} page @param {string | undefined} date */
export async function sittingDay(page, date) {
  /** @type {Api.DayAnswer} */
  const day = await getJson(`/api/sitting/day${date ? `?date=${date}` : ""}`);
  put(page, h("h1", {}, t("Sitting")), subpages("sitting/day"), dayChoice(day), leftOut(day.unreadable));
  const seconds = WATCHED.reduce((total, state) => total + day.sum[`${state}_s`], 0);
  if (seconds < 1) {
    put(page, day.breaks ? tally(day) : empty(day));
  } else {
    const hours = shownHours(day.hours);
    put(page, tally(day), hourPlot(hours), whyPlot(day, hours));
  }
  const days = h("section", { class: "days" });
  put(page, days);
  await drawDays(days, day.date);
}

/** The choice of a day: the previous, the next, or by the calendar. @param {Api.DayAnswer} day */
function dayChoice(day) {
  /** @param {string} to */
  const go = (to) => `#/sitting/day/${to}`;
  const named = writeTime(asDate(day.date), { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const today = day.date >= day.today;
  const after = t("The day after");
  return h("div", { class: "day-choice" },
    h("h2", {}, day.date === day.today ? `${t("Today")}, ${named}` : named),
    h("a", { class: "button", href: go(shifted(day.date, -1)), "aria-label": t("The day before") }, icon("prev")),
    dayField(day, (to) => (location.hash = go(to))),
    today
      ? h("button", { disabled: true, "aria-label": after }, icon("next"))
      : h("a", { class: "button", href: go(shifted(day.date, 1)), "aria-label": after }, icon("next")),
    csvButton(`day.csv?date=${day.date}`, day.date),
  );
}

/** @param {string} address @param {string} name */
function csvButton(address, name) {
  const told = h("p", { class: "told", role: "alert" });
  const save = () =>
    saveFile(`/api/sitting/${address}`, `sitting-${name}.csv`).catch((problem) => say(told, problemSentence(problem)));
  return [h("button", { onclick: save }, icon("down"), t("CSV")), told];
}

/**
 * Goes to a day picked in the calendar at once, to a typed one on Enter or on leaving the field.
 * @param {Api.DayAnswer} day @param {(to: string) => void} go
 */
function dayField(day, go) {
  let typed = false;
  const leave = () => {
    if (field.value && field.validity.valid && field.value !== day.date) go(field.value);
  };
  /** @type {HTMLInputElement} */
  const field = h("input", {
    type: "date", value: day.date, min: FIRST_DAY, max: day.today, "aria-label": t("Choose a day"),
    onpointerdown: () => (typed = false),
    onkeydown: (event) => {
      typed = event.key !== "Enter";
      if (!typed) leave();
    },
    onchange: () => typed || leave(),
    onblur: leave,
  });
  return field;
}

/** @param {Api.DayAnswer} day */
function empty(day) {
  return h("div", { class: "note" },
    h("p", {}, day.date === day.today ? t("There is no data for today yet.") : t("There is no data for this day.")),
    h("a", { class: "button main", href: "#/sitting" }, t("Watch my posture")),
  );
}

/** @param {Api.DayAnswer} day */
function tally(day) {
  /** @param {string} name @param {string} value */
  const one = (name, value, more = "", kind = "") =>
    h("div", { class: kind }, h("dt", {}, name), h("dd", { class: "figures" }, value), more ? h("dd", { class: "small" }, more) : null);
  const judged = day.sum.upright_s + day.sum.slouched_s;
  const share = judged > 60 ? t("{n} % of the time that could be judged", { n: Math.round((100 * day.sum.upright_s) / judged) }) : "";
  const ignored = day.postponed + day.skipped;
  return h("dl", { class: "tally" },
    one(t("Upright"), amount(day.sum.upright_s), share, "upright"),
    one(t("Slouched"), amount(day.sum.slouched_s), "", "slouched"),
    one(t("Longest time upright"), amount(day.good.lasted_s), day.good.lasted_s >= 60 ? t("from {time}", { time: clock(day.good.start_s) }) : ""),
    one(t("Longest time sitting"), amount(day.sat.lasted_s), day.sat.lasted_s >= 60 ? t("from {time}", { time: clock(day.sat.start_s) }) : ""),
    one(t("Breaks"), String(day.breaks), ignored > 0 ? t("postponed or skipped: {n}", { n: ignored }) : ""),
    one(t("Reminders"), String(day.nudges)),
  );
}

/** The hours from the first to the last that has anything in it. @param {Api.HourPart[]} hours */
function shownHours(hours) {
  const used = hours.map((hour) => WATCHED.some((state) => hour.sum[`${state}_s`] >= 1));
  let first = used.indexOf(true);
  let last = used.lastIndexOf(true);
  while (last - first + 1 < LEAST_HOURS && (first > 0 || last < hours.length - 1)) {
    if (last < hours.length - 1) last += 1;
    if (last - first + 1 < LEAST_HOURS && first > 0) first -= 1;
  }
  return hours.slice(first, last + 1);
}

/** @param {Api.HourPart[]} hours */
function hourPlot(hours) {
  const bars = hours.map(({ start_s, sum }) => {
    const seconds = secondsOf(sum);
    return { label: hourName(start_s), name: barName(clock(start_s), seconds), seconds };
  });
  /** @type {[number, string][]} */
  const lines = [15, 30, 45, 60].map((n) => [60 * n, t("{n} min", { n })]);
  return h("section", {},
    h("div", { class: "plot-head" }, h("h2", {}, t("By the hour")), legend()),
    stacks({ label: t("Minutes upright and slouched in each hour; the same follows as a table."), bars, top_s: 3600, lines }),
    table(
      t("By the hour"),
      [t("Hour"), ...STATES.map(stateName)],
      hours.map((hour) => [clock(hour.start_s), ...STATES.map((state) => amount(hour.sum[`${state}_s`]))]),
    ),
  );
}

/** @param {Api.DayAnswer} day @param {Api.HourPart[]} hours */
function whyPlot(day, hours) {
  /** @param {Api.SlouchReason} why */
  const total = (why) => day.sum.why_s[why] ?? 0;
  const whys = WHYS.filter((why) => total(why) >= 1).sort((a, b) => total(b) - total(a));
  if (whys.length === 0) {
    const told = day.sum.upright_s + day.sum.slouched_s >= 1;
    return h("p", { class: "quiet" }, told ? t("No slouching was noticed on this day.") : t("How you sat could not be judged."));
  }
  const most_s = Math.max(600, ...hours.flatMap((hour) => Object.values(hour.sum.why_s)));
  const rows = whys.map((why) => {
    const bars = hours.map((hour) => {
      const seconds = hour.sum.why_s[why] ?? 0;
      return { seconds, name: `${clock(hour.start_s)}: ${whyName(why)} ${amount(seconds)}` };
    });
    return h("li", {},
      h("span", { class: "first-up" }, whyName(why)),
      row({ label: t("{what} in each hour", { what: whyName(why) }), bars, most_s }),
      h("span", { class: "total figures quiet" }, amount(total(why))),
    );
  });
  const labels = hours.map((hour) => hourName(hour.start_s));
  rows.push(h("li", { class: "axis", "aria-hidden": "true" }, h("span"), axis(labels), h("span")));
  return section(
    t("What it was"),
    h("ul", { class: "whys" }, rows),
    table(
      t("What it was"),
      [t("Hour"), ...whys.map(whyName)],
      hours.map((hour) => [clock(hour.start_s), ...whys.map((why) => amount(hour.sum.why_s[why] ?? 0))]),
    ),
  );
}

/** Draws the last week or month; its bars link to days. @param {HTMLElement} root @param {string} date */
async function drawDays(root, date) {
  /** @type {Api.SitDaysObject} */
  const { days, streak } = await getJson(`/api/sitting/days?n=${spanShown}&to=${date}`);
  const file = csvButton(`days.csv?n=${spanShown}&to=${date}`, `${spanShown}-${date}`);
  const chips = SPANS.map((n) =>
    chip(t("{n} days", { n }), n === spanShown, async () => {
      spanShown = n;
      await drawDays(root, date);
      /** @type {HTMLElement | null} */ (root.querySelector("[aria-pressed=true]"))?.focus();
    }),
  );
  const sums = days.map((day) => secondsOf(day.sum));
  const most = Math.max(...sums.map((sum) => sum.upright + sum.slouched + sum.unsure));
  const known = most >= 1 || days.some((day) => day.breaks > 0);
  const { top_s, lines } = hourLines(most);
  const bars = days.map((day, i) => ({
    label: dayName(day.date, days.length),
    name: barName(longName(day.date), sums[i]),
    seconds: sums[i],
    to: `#/sitting/day/${day.date}`,
    marked: day.date === date,
  }));
  root.replaceChildren(
    h("div", { class: "plot-head" }, h("h2", {}, t("The last days")), h("div", { class: "filters" }, chips, known ? file : null)),
    ...(!known
      ? [h("p", { class: "quiet" }, t("There is no data for these days."))]
      : [
          stacks({ label: t("Hours upright and slouched on each day; the same follows as a table."), bars, top_s, lines }),
          streak > 1 ? h("p", { class: "quiet" }, t("Days of sitting in a row with a break: {n}.", { n: streak })) : "",
          table(
            t("The last days"),
            [t("Day"), t("upright"), t("slouched"), t("Breaks"), t("Reminders")],
            days.map((day, i) => {
              const told = [amount(day.sum.upright_s), amount(day.sum.slouched_s), String(day.breaks), String(day.nudges)];
              const watched = day.breaks > 0 || Object.values(sums[i]).some((seconds) => seconds >= 1);
              return [
                h("a", { href: `#/sitting/day/${day.date}` }, longName(day.date)),
                ...told.map((cell) => (watched ? cell : "-")),
              ];
            }),
          ),
        ]),
  );
}

/** @param {Api.SumPart} sum */
const secondsOf = ({ upright_s, slouched_s, unsure_s }) =>
  ({ upright: upright_s, slouched: slouched_s, unsure: unsure_s });

/** Noon of that date, so that daylight saving time can't shift the day. @param {string} date */
const asDate = (date) => new Date(`${date}T12:00:00`);

/** @param {string} date @param {number} days */
function shifted(date, days) {
  const then = asDate(date);
  then.setDate(then.getDate() + days);
  return [then.getFullYear(), then.getMonth() + 1, then.getDate()].map(twoDigits).join("-");
}

/** @param {number} unix_s */
const clock = (unix_s) => writeTime(new Date(1000 * unix_s), { hour: "2-digit", minute: "2-digit" });
/** @param {number} unix_s */
const hourName = (unix_s) => String(new Date(1000 * unix_s).getHours());
/** @param {string} date */
const longName = (date) => writeTime(asDate(date), { weekday: "short", day: "numeric", month: "short" });

/** @param {string} date @param {number} count */
const dayName = (date, count) =>
  writeTime(asDate(date), count > 7 ? { day: "numeric", month: "numeric" } : { weekday: "short", day: "numeric" });
