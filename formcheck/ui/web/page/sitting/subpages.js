// The two sides of sitting: now, and the day.
import { h } from "../shared/dom.js";
import { t } from "../shared/words.js";

/** @param {string} at */
export function subpages(at) {
  /** @param {string} to @param {string} name */
  const one = (to, name) => h("a", { class: "button chip", href: `#/${to}`, "aria-current": to === at ? "page" : null }, name);
  return h("nav", { class: "subpages", "aria-label": t("Sitting") }, one("sitting", t("Now")), one("sitting/day", t("The day")));
}
