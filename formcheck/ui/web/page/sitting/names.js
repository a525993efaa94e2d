// The names of states and reasons, in the program's own words, and the icon of each state.
import { nameOf, t } from "../shared/words.js";

/** @type {Record<Api.SlouchReason, () => string>} */
const NAMES = {
  "forward-head": () => t("head forward"),
  slump: () => t("slumped"),
  "shrugged-shoulders": () => t("shoulders drawn up"),
  "head-tilt": () => t("head tilted"),
  leaning: () => t("leaning"),
  "too-close": () => t("close to the screen"),
  "looking-down-phone": () => t("looking down"),
};
export const WHYS = /** @type {Api.SlouchReason[]} */ (Object.keys(NAMES));

/** @param {Api.SlouchReason} why */
export const whyName = (why) => NAMES[why]();

/** @param {string} state */
export const stateName = (state) =>
  nameOf(state, {
    upright: t("upright"),
    slouched: t("slouched"),
    away: t("away"),
    unsure: t("unsure"),
    break: t("Break"),
    blind: t("No picture"),
    lost: t("no connection"),
  });

/** @type {Record<string, string>} */
export const STATE_ICONS = { upright: "tick", slouched: "correct", away: "leave", unsure: "unseen" };

/** "under a minute", "12 min", "1 h 20 min": rounded down. @param {number} seconds */
export function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return t("under a minute");
  if (minutes < 60) return bind(t("{n} min", { n: minutes }));
  if (minutes % 60 === 0) return bind(t("{h} h", { h: minutes / 60 }));
  return bind(t("{h} h {m} min", { h: Math.floor(minutes / 60), m: minutes % 60 }));
}

/** Keeps figures on one line with their units. @param {string} text */
export const bind = (text) => text.replaceAll(" ", "\u00a0");

/** The same in figures: "0 min", "< 1 min". @param {number} seconds */
export function amount(seconds) {
  if (seconds < 1) return t("{n} min", { n: 0 });
  return seconds < 60 ? t("< 1 min") : span(seconds);
}

/**
 * "in 6 min", "in under a minute": rounded down, so that it never comes sooner than said.
 * @param {number} seconds
 */
export const within = (seconds) => t("in {time}", { time: span(Math.max(0, seconds)) });
