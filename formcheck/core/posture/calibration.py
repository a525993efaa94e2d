"""Takes the baseline, a person's own upright posture, from a few seconds of sitting still."""

import math
from collections.abc import Mapping, Sequence
from statistics import median, pstdev
from typing import Any

from formcheck.core.body import Side
from formcheck.core.kinematics.geometry import divide
from formcheck.core.language import Sentence
from formcheck.core.posture import posture_features as seen
from formcheck.core.posture.posture_values import (
    CalibrationRefusal,
    PostureFeatures,
    Sensitivity,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
    View,
)
from formcheck.core.posture.scores import compute_scale

CALIBRATION_S = 5.0
"""How long the person sits still for a baseline. Chosen for formcheck."""

FEWEST = 4
"""Looks (frames) that a baseline needs. Chosen for formcheck: 5 s at one a second, less one."""

GOOD_SHARE = 0.75
"""Share of the looks that must show the person, and share of those that must show them well. Chosen
for formcheck."""

UNSTEADY_SIZE = 0.045
UNSTEADY_PLACE = 0.2
UNSTEADY_DEG = 3.0
"""Standard deviations above which a baseline is refused: of the head's size (relative), of its
position over its size (about 14 mm), and of its tilt or, from the side, the neck's lean. In 152
spans of 5 s of rendered people who sit still they are at most 0.042, 0.15, 1.2 and 2.8; where they
change posture, the medians are 0.04, 0.3, 0.8 and 3.6."""

SLUMPED_TRUNK_DEG = 9.0
"""Forward lean of the trunk above which a baseline is refused. B3 gives 15 degrees; the pose model
reads 5 to 6 less than the true joints of rendered people. Upright ones read -10 to 0, slumped ones
1 to 15."""
SLUMPED_NECK_DEG = 38.0
"""The same for the neck. Upright rendered people read 14 to 27, upright real ones up to 36, so only
a large lean is refused: a baseline is what is comfortable for the person."""
SLUMPED_BOTH_DEG = 36.0
"""The same for neck and trunk together: upright 12 to 30, slumped 32 to 45."""

SHORT_GAP = 0.46
"""Height of the ears over the shoulders, in shoulder widths, below which the shoulders are drawn up
or the head hangs: 0.53 to 0.68 in upright rendered people, 0.59 to 0.64 in a real one, 0.47 in a
full shrug."""
LOOKING_DOWN_DEG = 15.0
"""Downward bend of the head, by depth, above which a baseline is refused: rendered and real people
read -13 to -1 when they look at the screen, 25 at a phone."""
ASLANT_DEG = 7.0
TILTED_DEG = 12.0
"""Slope of shoulders and head above which a baseline is refused. Chosen for formcheck."""

FACE_LARGER = "Your face {n} % larger in the picture than now: nearer to the screen."
HEAD_OUT = "Your head lower by {n} % of its height, and nearer to the camera."
SUNK_FROM_FRONT = "Head and shoulders {n} % of the height of your head lower than now."
SHOULDERS_UP = "Your shoulders {n} % nearer to your ears than now."
HEAD_TILTED_BY = "Your head tilted {n}° more than now."
SHOULDERS_ASLANT = "Your shoulders tilted by {n}°, with your head towards the lower one."
HEAD_BENT = "Your head bent {n}° further down than now."
NECK_FORWARD = "Your neck leaning {n}° further forward than now."
SUNK_FROM_SIDE = "Your shoulders {n} % of the length of your trunk lower than now."
TRUNK_FORWARD = "Your trunk leaning {n}° further forward than now."
HEAD_NEARER = "Your head {n} % of the length of your trunk nearer to the screen than now."
SHOULDER_UP = "Your shoulder {n} % nearer to your ear than now."

FROM_ONE = "The baseline is one picture, so a slouch must go 1.3 times as far to count."
FROM_SEVERAL = "The baseline is the median of {n} pictures."
FROM_WAVERING = (
    "The baseline is the median of {n} pictures, between which your head moved by {mm} mm."
)
NO_HIPS_SEEN = "Your hips were not seen in it."
ONE_SHOULDER_SEEN = "A shoulder was not seen in it, so only your face is compared."

FACE_MM = 70.0
"""Distance from eyes to mouth, as in ``HEAD_OVER_FACE``."""
_MOST = 1e4
"""Largest plausible number in a baseline, in degrees or image heights. Chosen for formcheck."""
_SHORTEST = 1e-3
"""Smallest plausible length in a baseline, in image heights. Chosen for formcheck."""

HEAD_OVER_FACE = 3.2
"""Height of a head over the distance from eyes to mouth: 22 cm over 7."""
_LIMITS: Mapping[View, tuple[tuple[SlouchReason, str, float], ...]] = {
    View.FRONT: (
        (SlouchReason.SLUMP, SUNK_FROM_FRONT, 12.0),
        (SlouchReason.FORWARD_HEAD, HEAD_OUT, 12.0),
        (SlouchReason.TOO_CLOSE, FACE_LARGER, 15.0),
        (SlouchReason.SHRUG, SHOULDERS_UP, 12.0),
        (SlouchReason.HEAD_TILT, HEAD_TILTED_BY, 8.0),
        (SlouchReason.LEANING, SHOULDERS_ASLANT, 8.0),
        (SlouchReason.PHONE, HEAD_BENT, 20.0),
    ),
    View.SIDE: (
        (SlouchReason.SLUMP, SUNK_FROM_SIDE, 7.0),
        (SlouchReason.FORWARD_HEAD, NECK_FORWARD, 8.0),
        (SlouchReason.LEANING, TRUNK_FORWARD, 15.0),
        (SlouchReason.TOO_CLOSE, HEAD_NEARER, 17.0),
        (SlouchReason.SHRUG, SHOULDER_UP, 12.0),
        (SlouchReason.PHONE, HEAD_BENT, 20.0),
    ),
}
"""Where good posture ends (B2, B3; nearer to the screen from the side: 15 % of 0.65 m, over a trunk
of 0.57)."""
_IN_HEADS = (SUNK_FROM_FRONT, HEAD_OUT)
"""Shown in head lengths; their numbers above are in shoulder widths."""


def calibrate(
    samples: Sequence[PostureFeatures | None], *, pictures: bool = False
) -> UprightBaseline | CalibrationRefusal:
    """Returns the baseline from the features of a few seconds, or why they give none.

    samples: one per look, at any rate; None if nobody is in it. pictures: the samples are photos.
    Then one is enough, several need not be alike, and from the front the face is enough if a
    shoulder is out of the image.
    """
    fewest = 1 if pictures else FEWEST
    present = [b for b in samples if b is not None]
    if not present:
        return CalibrationRefusal.NOBODY
    if len(present) < GOOD_SHARE * len(samples):
        return CalibrationRefusal.TOO_FEW
    good = [b for b in present if b.unclear is None]
    if pictures and not good:
        good = [b for b in present if b.view is View.FRONT and b.unclear is Unjudgeable.SHOULDERS]
    if len(good) < fewest or len(good) < GOOD_SHARE * len(present):
        return _explain_framing(present)
    views = [b.view for b in good]
    view = View.SIDE if views.count(View.SIDE) * 2 > len(views) else View.FRONT
    nears = [b.near for b in good if b.view is view]
    near = None if view is View.FRONT else max((Side.LEFT, Side.RIGHT), key=nears.count)
    good = [b for b in good if (b.view, b.near) == (view, near)]
    if len(good) < fewest or len(good) < GOOD_SHARE * len(present):
        return CalibrationRefusal.TURNED_AWAY
    columns = {name: _select_known([b.values[name] for b in good]) for name in good[0].values}
    values = {name: median(c) if c else math.nan for name, c in columns.items()}
    spread = {name: pstdev(c) if c else math.nan for name, c in columns.items()}
    is_unsteady = not pictures and _is_unsteady(view, values, spread)
    reason = CalibrationRefusal.UNSTEADY if is_unsteady else _find_slump(view, values)
    if reason is not None:
        return reason
    wavered = math.hypot(spread["nose_x"], spread["nose_y"]) if len(good) > 1 else math.nan
    wavered_mm = FACE_MM * divide(wavered, values["eye_mouth"])
    return UprightBaseline(view, near, values, len(good), wavered_mm)


def _select_known(column: list[float]) -> list[float]:
    """Returns the known numbers of a column; none if more than half are NaN."""
    known = [x for x in column if not math.isnan(x)]
    return known if 2 * len(known) >= len(column) else []


def _explain_framing(samples: Sequence[PostureFeatures]) -> CalibrationRefusal:
    reasons = [b.unclear for b in samples if b.unclear is not None]
    if not reasons:
        return CalibrationRefusal.TOO_FEW
    return {
        Unjudgeable.HEAD: CalibrationRefusal.NO_HEAD,
        Unjudgeable.SHOULDERS: CalibrationRefusal.NO_SHOULDERS,
        Unjudgeable.TURNED: CalibrationRefusal.TURNED_AWAY,
        Unjudgeable.OTHER_VIEW: CalibrationRefusal.TURNED_AWAY,
        Unjudgeable.NOT_SEATED: CalibrationRefusal.STANDING,
        Unjudgeable.PICTURE: CalibrationRefusal.NO_PICTURE,
        Unjudgeable.BASELINE: CalibrationRefusal.TOO_FEW,
    }[max(Unjudgeable, key=reasons.count)]


def _is_unsteady(view: View, values: Mapping[str, float], spread: Mapping[str, float]) -> bool:
    of_front, of_side = ("eye_mouth", "head_roll_deg"), ("head_length", "neck_deg")
    size, angle = of_front if view is View.FRONT else of_side
    wavered = math.hypot(spread["nose_x"], spread["nose_y"])
    return (
        spread[size] > UNSTEADY_SIZE * values[size]
        or wavered > UNSTEADY_PLACE * values[size]
        or spread[angle] > UNSTEADY_DEG
    )


def _find_slump(view: View, values: Mapping[str, float]) -> CalibrationRefusal | None:
    """Returns why the posture is no baseline, or None; from the front a slump does not show."""
    if view is View.FRONT:
        if abs(values["head_roll_deg"]) > TILTED_DEG:
            return CalibrationRefusal.HEAD_TILTED
        if values["head_pitch_3d_deg"] > LOOKING_DOWN_DEG:
            return CalibrationRefusal.LOOKING_DOWN
        if abs(values["shoulder_roll_deg"]) > ASLANT_DEG:
            return CalibrationRefusal.ASLANT
        gap = (values["shoulders_y"] - values["ears_y"]) / values["shoulder_width"]
        return CalibrationRefusal.HEAD_LOW if gap < SHORT_GAP else None
    neck, trunk = values["neck_deg"], values["trunk_deg"]
    if trunk > SLUMPED_TRUNK_DEG:
        return CalibrationRefusal.LEANING_FORWARD
    too_far = neck > SLUMPED_NECK_DEG or neck + trunk > SLUMPED_BOTH_DEG
    return CalibrationRefusal.HEAD_FORWARD if too_far else None


def list_limits(
    baseline: UprightBaseline, sensitivity: Sensitivity
) -> dict[SlouchReason, Sentence]:
    """Describes how far from this baseline good posture ends, by reason: the self-check."""
    own, k = baseline.values, compute_scale(sensitivity, baseline)
    heads = divide(own["shoulder_width"], HEAD_OVER_FACE * own["eye_mouth"])
    limits: dict[SlouchReason, Sentence] = {}
    for why, sentence, number in _LIMITS[baseline.view]:
        n = round(k * number * (heads if sentence in _IN_HEADS else 1.0))
        limits[why] = Sentence(sentence, n=str(n))
    return limits


def describe_quality(baseline: UprightBaseline) -> tuple[Sentence, ...]:
    """Describes how good a baseline is: what it was taken from, how still, and what it lacks."""
    sentences = [Sentence(FROM_ONE)]
    if baseline.samples > 1:
        number = str(baseline.samples)
        sentences = [Sentence(FROM_SEVERAL, n=number)]
        if not math.isnan(baseline.wavered_mm):
            sentences = [Sentence(FROM_WAVERING, n=number, mm=f"{baseline.wavered_mm:.0f}")]
    if baseline.view is View.SIDE and math.isnan(baseline.values["torso"]):
        sentences.append(Sentence(NO_HIPS_SEEN))
    if baseline.is_face_only:
        sentences.append(Sentence(ONE_SHOULDER_SEEN))
    return tuple(sentences)


def dump_baseline(baseline: UprightBaseline) -> dict[str, Any]:
    """Returns the baseline as values for JSON; NaN becomes None."""
    numbers = {**baseline.values, "wavered_mm": baseline.wavered_mm}
    values = {name: None if math.isnan(x) else round(x, 6) for name, x in numbers.items()}
    return {
        "view": baseline.view.value,
        "near": None if baseline.near is None else baseline.near.value,
        "wavered_mm": values.pop("wavered_mm"),
        "values": values,
        "samples": baseline.samples,
    }


def parse_baseline(record: Any) -> UprightBaseline:
    """Parses a record of a baseline; a quantity that it lacks, as from another version, is NaN.

    Raises ValueError if the record is invalid, or lacks a length that everything is scaled by.
    """
    try:
        view, near, moved_mm = View(record["view"]), record["near"], record.get("wavered_mm")
        found = UprightBaseline(
            view=view,
            near=None if near is None else Side(near),
            values=_read_numbers(record["values"]),
            samples=int(record["samples"]),
            wavered_mm=math.nan if moved_mm is None else float(moved_mm),
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise ValueError(f"This is not a baseline of formcheck: {error!r}.") from error
    sides = (Side.LEFT, Side.RIGHT) if view is View.SIDE else (None,)
    if found.samples < 1 or found.near not in sides or abs(found.wavered_mm) > _MOST:
        raise ValueError("This is not a baseline of formcheck: side or samples can't be.")
    names = ("shoulder_width", "eye_mouth") if view is View.FRONT else ("torso",)
    lengths = [found.values[name] for name in names]
    is_unknown = view is View.FRONT and any(map(math.isnan, lengths))
    if is_unknown or any(length < _SHORTEST for length in lengths):
        raise ValueError("This is not a baseline of formcheck: nobody is so small.")
    return found


def _read_numbers(record: Mapping[str, Any]) -> dict[str, float]:
    found = {name: record.get(name) for name in seen.QUANTITIES}
    numbers = {name: math.nan if x is None else float(x) for name, x in found.items()}
    if all(map(math.isnan, numbers.values())) or any(abs(x) > _MOST for x in numbers.values()):
        raise ValueError("numbers that nobody's posture has")
    return numbers
