// How the person wants to be reminded, as stored by this browser.
import { keptValues } from "../shared/store.js";
import { nameOf, t } from "../shared/words.js";

/** @type {Page.SitWishes} */
const USUAL = {
  profile: "desk",
  sensitivity: "normal",
  onset_s: 60,
  break_every_s: 1800,
  sound: true,
  voice: false,
  notify: false,
  shade: "none",
  picture: true,
};

/** @returns {Page.SitWishes} */
const read = () => ({ ...USUAL, ...keptValues.get("sitting") });

/** All preferences, as this tab uses them until it is reloaded; change them with `wish`. */
export const wishes = read();

/**
 * Changes one preference; what another tab has stored since is kept.
 * @template {keyof Page.SitWishes} K @param {K} name @param {Page.SitWishes[K]} value
 */
export function wish(name, value) {
  wishes[name] = value;
  keptValues.set("sitting", { ...read(), [name]: value });
}

/** The preferences that the program uses. */
export function rules() {
  const { sensitivity, onset_s, break_every_s } = wishes;
  return { sensitivity, onset_s, break_every_s };
}

/**
 * The name of a profile on the page; the person's own names are kept, and stay distinct from others in the list.
 * @param {string} profile @param {string[]} listed
 */
export function profileName(profile, listed) {
  const name = nameOf(profile, { desk: t("Desk"), sofa: t("Sofa"), monitor: t("Second monitor") });
  return name && !listed.includes(name) ? name : profile;
}

export const PROFILES = ["desk", "sofa", "monitor"];
