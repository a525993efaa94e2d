// The muscles that the specs name, gathered into the few body parts a person would choose by, and
// the positions into the few groups in which the stretches are listed.
import { t } from "./words.js";

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

/** Body parts of a stretch, in words; a muscle of no known part stands for itself. */
export function partsOf(stretch) {
  const names = (stretch.muscles ?? stretch.targets).map((muscle, i) => {
    const known = PARTS.find(([form]) => form.test(muscle));
    return known ? known[1]() : (stretch.targets[i] ?? muscle);
  });
  return [...new Set(names)];
}

/** Where somebody is for a stretch: "Standing", "Lying on your back". */
export function positionOf(stretch) {
  return (
    {
      standing: t("Standing"),
      sitting: t("Sitting"),
      kneeling: t("Kneeling"),
      "half-kneeling": t("Kneeling on one knee"),
      "all-fours": t("On all fours"),
      supine: t("On your back"),
      prone: t("On your front"),
      "side-lying": t("On your side"),
    }[stretch.position] ?? stretch.position
  );
}

/** Whether the person is in the lower half of the picture: then the upper one is free. */
export function liesLow({ position, camera }) {
  return LOW.has(position) || (position === "kneeling" && camera === "side");
}

const LOW = new Set(["supine", "prone", "side-lying", "all-fours"]);

const GROUPS = [
  [["standing"], () => t("Standing")],
  [["sitting"], () => t("Sitting")],
  [["all-fours", "kneeling", "half-kneeling"], () => t("On all fours and kneeling")],
  [["supine"], () => t("On your back")],
  [["prone"], () => t("On your front")],
  [["side-lying"], () => t("On your side")],
];

/** The stretches by position: [[name, stretches]], without groups that have none. */
export function grouped(stretches) {
  const known = GROUPS.flatMap(([positions]) => positions);
  const groups = GROUPS.map(([positions, name]) => [
    name(),
    stretches.filter((one) => positions.includes(one.position)),
  ]);
  const others = stretches.filter((one) => !known.includes(one.position));
  return [...groups, [t("Others"), others]].filter(([, members]) => members.length > 0);
}
