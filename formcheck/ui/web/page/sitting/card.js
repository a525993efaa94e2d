// The quiet card among the stretches: how sitting went today, and a link to it.
import { getJson } from "../shared/api.js";
import { h, icon } from "../shared/dom.js";
import { dotted, t } from "../shared/words.js";
import { amount, bind } from "./names.js";
import { watch } from "./watch.js";

/** Today in numbers; null if they can't be read. @returns {Promise<Api.DayAnswer | null>} */
export const sittingToday = () => getJson("/api/sitting/day").catch(() => null);

/** @param {Api.DayAnswer | null} day */
export function sittingCard(day) {
  const sum = day?.sum;
  const judged = sum ? sum.upright_s + sum.slouched_s : 0;
  const open = judged < 1 && !watch.on;
  return h("a", { class: "sit-card", href: open || watch.on ? "#/sitting" : "#/sitting/day" },
    icon("chair"),
    h("span", {},
      h("strong", {}, judged < 1 ? t("Sitting") : t("Sitting today")),
      h("span", { class: "quiet small figures sit-card-line" }, line(day, judged)),
      judged < 1 || !sum ? null : share(sum),
    ),
    h("span", { class: "go" }, icon("arrow")),
  );
}

/** @param {Api.DayAnswer | null} day @param {number} judged */
function line(day, judged) {
  if (!day || judged < 1) {
    return watch.on ? t("Watching has just started.") : t("A quiet eye on your posture while you work.");
  }
  const upright = t("upright {time}", { time: amount(day.sum.upright_s) });
  const slouched = t("slouched {time}", { time: amount(day.sum.slouched_s) });
  return dotted([upright, slouched, t("breaks: {n}", { n: day.breaks })].map(bind));
}

/** A bar of upright against slouched time; words beside it say the same. @param {Api.SumPart} sum */
function share(sum) {
  const bar = h("span", { class: "share", "aria-hidden": "true" });
  for (const state of /** @type {const} */ (["upright", "slouched"])) {
    const piece = h("span", { class: state });
    piece.style.flexGrow = String(sum[`${state}_s`]);
    bar.append(piece);
  }
  return bar;
}
