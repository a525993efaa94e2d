// The muscles that the specs name, gathered into the few body parts a person would choose by.
import { t } from "./words.js";

const PARTS = [
  [/deltoid|shoulder/, () => t("Shoulders")],
  [/rhomboid|trapezius|thoracic/, () => t("Upper back")],
  [/latissimus|oblique/, () => t("Sides of the trunk")],
  [/triceps|biceps|forearm/, () => t("Arms")],
  [/paraspinal|lumbar/, () => t("Back")],
  [/neck|scalen|levator/, () => t("Neck")],
  [/pector|chest/, () => t("Chest")],
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

/** "Standing" or "Sitting". */
export function positionOf(stretch) {
  return { standing: t("Standing"), sitting: t("Sitting") }[stretch.position] ?? stretch.position;
}
