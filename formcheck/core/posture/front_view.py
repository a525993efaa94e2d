"""Scores of a front view, as from a laptop: changes from the baseline (B3).

Hips are out of the picture. Where two signs of the same thing are to be had, both are asked for:
each alone wavers with the model, with the light and with turning the head. Lengths are in shoulder
widths at calibration. "Rendered people" are the project's own test footage.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from formcheck.core.kinematics.geometry import NAN, divide
from formcheck.core.posture.posture_values import Calibration, PostureFeatures, Unclear, Why
from formcheck.core.posture.strengths import (
    Band,
    Values,
    combine_strengths,
    compute_strength,
    find_least,
    limit_explained,
    replace_nan,
)

NEARER: Final = Band(0.22, 0.30)
"""Growth of the face (B3, face_scale, which warns from 0.15). Rendered people who sit up from
leaning back come 0.05 to 0.14 nearer, and what has begun to count ends at 0.6 of the limit, which
must lie above that. Those who are too close come 0.39 nearer and more."""
COMING_ALONG: Final = Band(0.06, 0.12)
"""Growth of the shoulders beside it, without which it is the head alone that came nearer. B3 asks
for "a similar factor"; in rendered people who hinge to the screen it is 0.25, in heads that poke
forwards 0.03."""
SUNK: Final = Band(0.08, 0.15)
"""Head and shoulders both lower, their coming nearer undone. B3 warns at 0.12 and 0.20 of the nose
alone with that in it; in rendered people a mild slump is 0.10 to 0.13 here, leaning back 0.06."""
RISEN: Final = Band(0.045, 0.085)
CLOSER_TO_EAR: Final = Band(0.07, 0.13)
"""A shoulder higher, and nearer to the ears, for a shrug: two thirds of B3's 0.12 and 0.20, since
both are asked for and the model shows two thirds of how far a rendered shoulder rises."""
FACE_OUT: Final = Band(0.04, 0.08)
GAP_LOST: Final = Band(0.065, 0.13)
HEAD_LOWER: Final = Band(0.055, 0.11)
"""Face larger beside the shoulders, ears nearer to them, nose lower over them, for a head that is
forward: half to two thirds of B3's limits (0.08 and 0.15, 0.10 and 0.18, 0.12 and 0.22), since all
three are asked for. Strongest in rendered people 0.08, 0.14 and 0.12."""
TILTED_DEG: Final = Band(8.0, 15.0)
"""Tilt of the head over the shoulders (B3, head_roll)."""
ASLANT_DEG: Final = Band(5.0, 8.0)
"""Slope of the shoulders (B3, shoulder_level)."""
ASIDE: Final = Band(0.12, 0.20)
"""Head off the middle of the shoulders (B3, asymmetric lean)."""
MOVED: Final = Band(0.20, 0.30)
"""Shoulders off their place: 0.28 to 0.35 in rendered people who lean on an elbow."""
BENT_DEG: Final = Band(20.0, 30.0)
NOSE_DOWN: Final = Band(0.10, 0.20)
HEAD_HUNG: Final = Band(0.18, 0.30)
"""Head bent down by depth (B2, head_pitch), nose lower between eyes and mouth, nose lower over the
shoulders (B3: 0.12 and 0.22), for a phone: at one, rendered people read 27 degrees, 0.19 and 0.38;
glancing at the keys 7 to 11, 0.10 and 0.13."""

TURNED_DEG: Final = 65.0
"""Turn of the chest, degrees, beyond which nothing is judged. Chosen here."""
HEAD_TURNED_DEG: Final = 28.0
"""Turn of the head since calibration beyond which its tilt and how far forward it is can't be told:
the far half of the face is guessed. Chosen here."""
CHEST_TURNED_DEG: Final = 25.0
"""Turn of the chest since calibration beyond which the head is not over the middle of the shoulders
in the picture. Chosen here."""
UNTURNED_DEG: Final = 50.0
"""Turns of the chest are undone up to here; beyond, their error would grow too. Chosen here."""

FOCAL: Final = 1.2
"""Focal length in picture heights of a usual webcam, 45 degrees from top to bottom."""
LEANING_IN: Final = 0.24
"""How much nearer the shoulders have come, less half of how much lower, from where somebody is too
close and not slumped: rendered people who slump or slide down come to 0.13 to 0.2, who hinge to the
screen to 0.27 to 0.37."""
LEANING_MOST: Final = 1.6
"""Somebody who has moved aside with the chair does not lean, however far: so much at most."""
TILT_ARM: Final = 0.47
"""How far the ears move aside when the head tilts, over the sine of the tilt: measured on rendered
people."""
RISING: Final = 0.009
RISING_TURNED: Final = 0.02
TURNING_DEG: Final = 10.0
"""Both shoulders on average at least so much higher, or one went down as the other went up; more
with the chest turned farther than this since calibration, which does that in the picture. Rendered
people who shrug one shoulder read 0.017, who turn to talk up to 0.015."""
SAME_SIZE: Final = 0.05
SAME_PLACE: Final = 0.06
"""How much the face's size and its place over the shoulders may differ for head and shoulders to
have moved alike: twice what they waver by in people who sit still."""
SHIFTED: Final = 0.25
ROLLED: Final = 0.8
"""Up or down (B3) and aside: farther than chairs go while nothing else changes."""
ELSEWHERE: Final = 1.3
SMALLEST: Final = 0.6
LARGEST: Final = 2.2
"""Way of the head, and its size over that at calibration, beyond which it is not the calibrated
seat: leaning to an elbow or to the screen goes 0.6 and 1.6 in rendered people. Chosen between that
and standing up."""


def locate(now: Values, own: Values) -> tuple[float, bool]:
    """How far the head is from its place, in shoulder widths, and whether that is another seat."""
    x, y = now["nose_x"] - own["nose_x"], now["nose_y"] - own["nose_y"]
    distance = math.hypot(x, y) / own["shoulder_width"]
    size = compare_faces(now, own)
    return distance, distance > ELSEWHERE or size < SMALLEST or size > LARGEST


def find_unclear(features: PostureFeatures, calibration: Calibration) -> Unclear | None:
    """Why nothing can be judged, None where something can.

    Where somebody is so close that the shoulders leave the picture, the face is enough.
    """
    now, own = features.values, calibration.values
    size = compare_faces(now, own)
    if features.unclear is Unclear.HEAD or math.isnan(size):
        return Unclear.HEAD
    if math.isnan(now["shoulder_width"]):
        return None if size >= 1.0 + NEARER.warn else Unclear.SHOULDERS
    return Unclear.TURNED if abs(now["chest_yaw_deg"]) > TURNED_DEG else None


def compare_faces(now: Values, own: Values) -> float:
    """Size of the face over the same at calibration (B3): the more of eye width and eyes to mouth.

    Turning the head shortens the one, nodding the other.
    """
    wide = divide(now["eye_width"], own["eye_width"])
    high = divide(now["eye_mouth"], own["eye_mouth"])
    return max(replace_nan(wide, high), replace_nan(high, wide))


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since calibration; lengths in shoulder widths there, + down or larger.

    size of the face and wide, of the shoulders, over those at calibration; nose and shoulders
    down with their coming nearer undone; the head's tilt and the slope of the shoulders.
    """

    size: float
    wide: float
    nose: float
    shoulders: float
    roll_deg: float
    slope_deg: float
    head_turned: bool


def _find_change(now: Values, own: Values) -> Change:
    size = compare_faces(now, own)
    width = now["shoulder_width"] / own["shoulder_width"]
    # The model turns chests too far: what turning took from the width is given back no further
    # than the face is large.
    wide = min(_undo_turn(now) / _undo_turn(own), max(width, size))
    return Change(
        size=size,
        wide=wide,
        nose=_find_drop(now, own, "nose_y", size),
        shoulders=_find_drop(now, own, "shoulders_y", wide),
        roll_deg=now["head_roll_deg"] - own["head_roll_deg"],
        slope_deg=now["shoulder_roll_deg"] - own["shoulder_roll_deg"],
        head_turned=abs(now["head_yaw_deg"] - own["head_yaw_deg"]) > HEAD_TURNED_DEG,
    )


def score_reasons(now: Values, own: Values, k: float) -> dict[Why, float]:
    """The strength of every reason, NaN where it can't be judged; k scales the limits.

    One posture changes several quantities: what another reason explains does not count.
    """
    if math.isnan(now["shoulder_width"]):
        roll = abs(now["head_roll_deg"] - own["head_roll_deg"])
        close = NEARER.grade(compare_faces(now, own) - 1.0, k)
        return {Why.TOO_CLOSE: close, Why.HEAD_TILT: TILTED_DEG.grade(roll, k)}
    change = _find_change(now, own)
    forward = NAN if change.head_turned else _score_forward_head(now, own, change, k)
    low = find_least(
        GAP_LOST.grade(_measure_gap_loss(now, own, change.wide), k),
        compute_strength(estimate_odds(now), k),
    )
    slump = SUNK.grade(find_least(change.nose, change.shoulders), k)
    found = {
        Why.TOO_CLOSE: NEARER.grade(change.size - 1.0, k),
        # Lower than their own, and low for anybody, is forward too.
        Why.FORWARD_HEAD: max(replace_nan(forward, low), replace_nan(low)),
        Why.SLUMP: NAN if is_shifted(now, own) else slump,
        Why.SHRUG: _score_shrug(now, own, change.wide, k),
        Why.HEAD_TILT: NAN if change.head_turned else _score_tilt(change, k),
        Why.LEANING: _score_leaning(now, own, change, k),
        Why.PHONE: _score_phone(now, own, k),
    }
    nearer = (1.0 - 1.0 / change.wide) * FOCAL / own["shoulder_width"]
    if found[Why.TOO_CLOSE] >= 1.0 and nearer - change.shoulders / 2.0 > LEANING_IN:
        limit_explained(found, Why.SLUMP, Why.FORWARD_HEAD, Why.PHONE)
    elif found[Why.SLUMP] >= 1.0:
        limit_explained(found, Why.TOO_CLOSE, Why.FORWARD_HEAD)
    else:
        coming = COMING_ALONG.grade(change.wide - 1.0, k)
        found[Why.TOO_CLOSE] = find_least(found[Why.TOO_CLOSE], coming)
    if found[Why.PHONE] >= 1.0:
        limit_explained(found, Why.TOO_CLOSE, Why.FORWARD_HEAD, Why.SLUMP)
    if found[Why.SHRUG] >= 1.0:
        limit_explained(found, Why.FORWARD_HEAD)
    if found[Why.LEANING] >= 1.0:
        limit_explained(found, Why.HEAD_TILT, Why.SHRUG, Why.FORWARD_HEAD)
    return found


def _undo_turn(values: Values) -> float:
    """Shoulder width in picture heights with the turn of the chest undone."""
    yaw = min(abs(values["chest_yaw_deg"]), UNTURNED_DEG)
    return values["shoulder_width"] / math.cos(math.radians(yaw))


def _find_drop(now: Values, own: Values, y: str, size: float) -> float:
    """How much lower something is, with its coming nearer or going back undone.

    Taking the camera to look level: what comes nearer moves away from the middle of the picture.
    """
    return ((now[y] - 0.5) / size - (own[y] - 0.5)) / own["shoulder_width"]


def _measure_gap_loss(now: Values, own: Values, wide: float, y: str = "shoulders_y") -> float:
    """Share that is gone of the height of the ears' middle over the shoulders, or over one.

    The middle of the ears, because tilting the head lowers one as it raises the other.
    """
    return 1.0 - divide(now[y] - now["ears_y"], wide * (own[y] - own["ears_y"]))


def _score_shrug(now: Values, own: Values, wide: float, k: float) -> float:
    """Shoulders up, one or both, and nearer to the ears; not one up and the other down.

    Up beyond what the head went up, for growing taller is no shrug; and with going back undone,
    for that too lifts them in the picture of a low camera.
    """
    width = own["shoulder_width"]
    taller = max(0.0, replace_nan(own["ears_y"] - now["ears_y"])) / width

    def measure_rise(y: str) -> float:
        return min((own[y] - now[y]) / width, -_find_drop(now, own, y, wide)) - taller

    turned = abs(now["chest_yaw_deg"] - own["chest_yaw_deg"]) > TURNING_DEG
    if measure_rise("shoulders_y") < (RISING_TURNED if turned else RISING):
        return 0.0
    sides = []
    for y in ("left_shoulder_y", "right_shoulder_y"):
        lost = CLOSER_TO_EAR.grade(_measure_gap_loss(now, own, wide, y), k)
        sides.append(combine_strengths(RISEN.grade(measure_rise(y), k), lost))
    return max(sides)


def _score_forward_head(now: Values, own: Values, change: Change, k: float) -> float:
    """The head forward of the shoulders: by perspective, by the gap, and by its sinking."""
    sizes = (divide(now[n], own[n]) for n in ("eye_width", "ear_width", "eye_mouth"))
    face = sorted(size for size in sizes if not math.isnan(size))
    middle = face[1] if len(face) > 1 else NAN
    return combine_strengths(
        FACE_OUT.grade(middle / change.wide - 1.0, k),
        GAP_LOST.grade(_measure_gap_loss(now, own, change.wide), k),
        HEAD_LOWER.grade(change.nose - change.shoulders, k),
    )


def _score_phone(now: Values, own: Values, k: float) -> float:
    """Looking far down: by depth, by the nose between eyes and mouth, by the head's hanging."""
    lower = now["nose_y"] - own["nose_y"] - now["shoulders_y"] + own["shoulders_y"]
    return combine_strengths(
        BENT_DEG.grade(now["head_pitch_3d_deg"] - own["head_pitch_3d_deg"], k),
        NOSE_DOWN.grade(now["nose_between"] - own["nose_between"], k),
        HEAD_HUNG.grade(lower / own["shoulder_width"], k),
    )


def _score_tilt(change: Change, k: float) -> float:
    roll = change.roll_deg
    return TILTED_DEG.grade(min(abs(roll), abs(roll - change.slope_deg)), k)


def _score_leaning(now: Values, own: Values, change: Change, k: float) -> float:
    """To one side: shoulders aslant, and the head off to the lower one.

    Off the middle of the shoulders, beyond what tilting the head does, or with them off their
    place.
    """
    width = own["shoulder_width"]
    lower = math.copysign(1.0, change.slope_deg)
    aside = _find_offset(now) / change.wide - _find_offset(own)
    aside = aside / width + TILT_ARM * math.sin(math.radians(change.roll_deg))
    chest_turned = abs(now["chest_yaw_deg"] - own["chest_yaw_deg"]) > CHEST_TURNED_DEG
    if change.head_turned or chest_turned or math.isnan(aside):
        aside = 0.0
    shifted = (now["shoulders_x"] - own["shoulders_x"]) / width
    off = max(ASIDE.grade(-lower * aside, k), MOVED.grade(-lower * shifted, k))
    return combine_strengths(ASLANT_DEG.grade(abs(change.slope_deg), k), min(off, LEANING_MOST))


def _find_offset(values: Values) -> float:
    return values["ears_x"] - values["shoulders_x"]


def is_shifted(now: Values, own: Values) -> bool:
    """Whether the picture has moved: head and shoulders alike, keeping their size, and far."""
    width = own["shoulder_width"]
    x, y = now["shoulders_x"] - own["shoulders_x"], now["shoulders_y"] - own["shoulders_y"]
    apart = math.hypot(now["nose_x"] - own["nose_x"] - x, now["nose_y"] - own["nose_y"] - y)
    same = abs(divide(now["eye_mouth"], own["eye_mouth"]) - 1.0) < SAME_SIZE
    alike = same and apart < SAME_PLACE * width
    return alike and (abs(y) > SHIFTED * width or abs(x) > ROLLED * width)


HEAD_OVER_EVEN: Final = 0.510
HEAD_OVER_SLOPE: Final = 18.0
"""Ears over shoulders, in shoulder widths, at which a slouch is as probable as not, and by how much
its log odds rise as that falls by 1. Upright people read 0.57, +-0.075, of which 0.06 is the error
of one picture."""
CUT_SLOPE: Final = 8.0
"""The same where the model guesses a shoulder that the picture cuts off: its error is 0.10 then."""


def estimate_odds(now: Values) -> float:
    """Natural log of the odds of a slouch seen from the front; NaN where the head is not seen."""
    is_cut = math.isnan(now["shoulder_width"])
    slope = CUT_SLOPE if is_cut else HEAD_OVER_SLOPE
    return slope * (HEAD_OVER_EVEN - now["head_over"])


ALONE_TILTED_DEG: Final = Band(12.0, 20.0)
ALONE_ASLANT_DEG: Final = Band(7.5, 12.0)
ALONE_ASIDE: Final = Band(0.18, 0.30)
"""Half as much again as with a baseline, since nobody's own tilt is known."""


def score_alone(now: Values, k: float) -> dict[Why, float]:
    """The strengths without a baseline: only what is a slouch for anybody.

    A head bent down counts from level.

    A head low over the shoulders is one that is forward: of those who sag so far that it shows, by
    a slump, a poked chin or a phone, 0.7 to 1.0 have it (random people at a desk).
    """
    turned = abs(now["head_yaw_deg"]) > HEAD_TURNED_DEG
    slope = now["shoulder_roll_deg"]
    aside = -math.copysign(1.0, slope) * _find_offset(now) / now["shoulder_width"]
    return {
        Why.FORWARD_HEAD: compute_strength(estimate_odds(now), k),
        Why.HEAD_TILT: NAN if turned else ALONE_TILTED_DEG.grade(abs(now["head_roll_deg"]), k),
        Why.LEANING: combine_strengths(
            ALONE_ASLANT_DEG.grade(abs(slope), k), ALONE_ASIDE.grade(aside, k)
        ),
        Why.PHONE: BENT_DEG.grade(now["head_pitch_3d_deg"], k),
    }
