// Groups the muscles that the specs name into the few body parts a person would choose by, and the
// positions into the few groups in which the stretches are listed.
import { t } from "./words.js";

/** @type {[RegExp, () => string][]} */
const PARTS = [
  [/lower back|lumbar/, () => t("Lower back")],
  [/deltoid|shoulder(?! blade)/, () => t("Shoulders")],
  [/rhomboid|trapezius|thoracic|upper back|shoulder blade|serratus/, () => t("Upper back")],
  [/latissimus|lats|oblique|rib|intercostal/, () => t("Sides of the trunk")],
  [/triceps|biceps|forearm/, () => t("Arms")],
  [/paraspinal|spinal extensor|whole back/, () => t("Back")],
  [/neck|scalen|levator/, () => t("Neck")],
  [/pector|chest/, () => t("Chest")],
  [/abdominal/, () => t("Belly")],
  [/glute|hip|psoas|adductor/, () => t("Hips")],
  [/hamstring|quadricep|calf|calves|gastrocnemius/, () => t("Legs")],
];

/** The stretch's body parts; a muscle of no known part is kept as it is. @param {Api.StretchCard} stretch */
export function partsOf(stretch) {
  const names = stretch.muscles.map((muscle, i) => {
    const known = PARTS.find(([form]) => form.test(muscle));
    return known ? known[1]() : (stretch.targets[i] ?? muscle);
  });
  return [...new Set(names)];
}

/** @type {Partial<Record<string, () => string>>} */
const POSITIONS = {
  standing: () => t("Standing"),
  sitting: () => t("Sitting"),
  kneeling: () => t("Kneeling"),
  "half-kneeling": () => t("Kneeling on one knee"),
  "all-fours": () => t("On all fours"),
  supine: () => t("On your back"),
  prone: () => t("On your front"),
  "side-lying": () => t("On your side"),
};
const ON_KNEES = ["kneeling", "half-kneeling", "all-fours"];

/** The name of the stretch's position: "Standing", "On your back". @param {Api.StretchCard} stretch */
export const positionOf = ({ position }) => POSITIONS[position]?.() ?? position;

/** @param {string} position */
function groupOf(position) {
  if (ON_KNEES.includes(position)) return t("On all fours and kneeling");
  return POSITIONS[position]?.() ?? t("Others");
}

/**
 * The stretches by position: [[name, stretches]], without empty groups.
 * @param {Api.StretchCard[]} stretches @returns {[string, Api.StretchCard[]][]}
 */
export function grouped(stretches) {
  const names = [...new Set([...Object.keys(POSITIONS), ""].map(groupOf))];
  /** @type {[string, Api.StretchCard[]][]} */
  const groups = names.map((name) => [name, stretches.filter((one) => groupOf(one.position) === name)]);
  return groups.filter(([, members]) => members.length > 0);
}
