// How the person wants to be told, as this browser remembers it.
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

/** All wishes as this tab goes by them until it is loaded again; change them with `wish`. */
export const wishes = read();

/**
 * What another tab has kept since stays kept.
 * @template {keyof Page.SitWishes} K @param {K} name @param {Page.SitWishes[K]} value
 */
export function wish(name, value) {
  wishes[name] = value;
  keptValues.set("sitting", { ...read(), [name]: value });
}

/** The part of them that the program goes by. */
export function rules() {
  const { sensitivity, onset_s, break_every_s } = wishes;
  return { sensitivity, onset_s, break_every_s };
}

/**
 * What a profile is called on the page; a person's own name stands for itself, and for no other in the list.
 * @param {string} profile @param {string[]} listed
 */
export function profileName(profile, listed) {
  const name = nameOf(profile, { desk: t("Desk"), sofa: t("Sofa"), monitor: t("Second monitor") });
  return name && !listed.includes(name) ? name : profile;
}

export const PROFILES = ["desk", "sofa", "monitor"];
