// The dose of a stretch, in words.
import { breaths, dotted, repetitions, t } from "./words.js";

/**
 * In short, for a tile: "3 × 20 s each side", "2 × 12 repetitions", "5 breaths".
 * @param {Api.StretchCard} stretch
 */
export function shortDose({ dose, sides }) {
  const amount = dose.at_least ? t("at least {dose}", { dose: amountOf(dose) }) : amountOf(dose);
  if (dose.alternate) return t("{dose} each side in turn", { dose: amount });
  return sides.length > 1 ? t("{dose} each side", { dose: amount }) : amount;
}

/** In full, for the card: what, how, how often. @param {Api.StretchCard} stretch */
export function wholeDose(stretch) {
  const { dose } = stretch;
  return dotted([
    shortDose(stretch),
    dose.rep_hold_s ? t("{n} s at the peak of each", { n: dose.rep_hold_s }) : null,
    dose.breaths ? t("a breath takes {n} s", { n: dose.cycle_s }) : null,
    dose.release && releaseOf(dose.release),
    dose.per_day > 1 ? t("{n} times a day", { n: dose.per_day }) : null,
    dose.weeks && weeksOf(dose.weeks),
  ]);
}

/** @param {Api.StretchDose} dose */
function amountOf(dose) {
  const n = dose.rounds;
  if (dose.release) {
    return n > 1 ? t("{n} spots until they ease", { n }) : t("until it eases");
  }
  const round = dose.reps ? repetitions(dose.reps) : dose.breaths ? breaths(dose.breaths) : t("{n} s", { n: dose.hold_s });
  return n > 1 ? `${n} × ${round}` : round;
}

/** @param {Api.ReleaseTable} release */
function releaseOf({ start: [low, high], goal, least_s: least, most_s: most }) {
  return dotted([
    t("from pain of {low}-{high} out of 10 down to {goal}", { low, high, goal }),
    t("{least} to {most} s each", { least, most }),
  ]);
}

/** @param {[number, number]} weeks */
function weeksOf([low, high]) {
  if (low !== high) return t("for {low}-{high} weeks", { low, high });
  return high === 1 ? t("for 1 week") : t("for {n} weeks", { n: high });
}
