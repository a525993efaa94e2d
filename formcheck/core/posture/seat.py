"""Whether the person sits where they did at calibration, in the same view, and is visible.

Lengths are in shoulder widths at calibration; from the side, in torso lengths at calibration, since
slumping shortens the torso. "Rendered people" are the project's own test footage.
"""

import math
from collections.abc import Mapping

import numpy as np

from formcheck.core.body import Side
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics.geometry import divide
from formcheck.core.posture.posture_values import (
    PostureFeatures,
    Unjudgeable,
    UprightBaseline,
    Values,
    View,
)
from formcheck.core.posture.severity import LENGTHS

_UNIT: Mapping[View, str] = {View.FRONT: "shoulder_width", View.SIDE: "torso"}
_HEAD: Mapping[View, tuple[str, str]] = {
    View.FRONT: ("nose_x", "nose_y"),
    View.SIDE: ("near_nose_x", "nose_y"),
}
_SHOULDERS: Mapping[View, tuple[str, str]] = {
    View.FRONT: ("shoulders_x", "shoulders_y"),
    View.SIDE: ("near_shoulder_x", "near_shoulder_y"),
}

RISEN = 0.3
"""A person who stands this far from where they sat has left the seat. Chosen for formcheck: hanging
thighs are not trusted of a person who is still in place."""
ELSEWHERE = {View.FRONT: 1.3, View.SIDE: 0.9}
SMALLEST = {View.FRONT: 0.6, View.SIDE: 0.5}
LARGEST = {View.FRONT: 2.2, View.SIDE: 1.7}
"""Travel of the head (from the side, of the shoulder), and the head's size over that at
calibration, beyond which it is not the calibrated seat. In rendered people, leaning on an elbow or
to the screen reaches 0.6 and 1.6, from the side leaning far over the desk 0.55. Chosen between that
and standing up."""

CLOSE = 1.22
"""A face this much larger is too close, whether or not the shoulders are still in the image.
Rendered people who sit up from leaning back look 1.05 to 1.14 times as large, those too close 1.39
times."""
FRONT_TURNED_DEG = 65.0
"""Turn of the chest, degrees, beyond which nothing is judged. Chosen for formcheck."""
SIDE_TURNED_DEG = 38.0
"""Turn of the chest from the camera below which a side view is not judged: at a half turn, as in
talking to somebody, leans appear at 0.6 of their size, but none appears that is not there."""


def find_unclear(features: PostureFeatures, baseline: UprightBaseline) -> Unjudgeable | None:
    """Returns why nothing can be judged against that baseline, None if something can."""
    view, now, own = baseline.view, features.values, baseline.values
    distance = math.hypot(*_find_ways(_HEAD if view is View.FRONT else _SHOULDERS, view, now, own))
    distance /= own[_UNIT[view]]
    risen = features.unclear is Unjudgeable.NOT_SEATED and distance > RISEN
    if risen or distance > ELSEWHERE[view] or _is_of_other_size(view, now, own):
        return Unjudgeable.NOT_SEATED
    if view is View.FRONT:
        return _find_unclear_front(features, own)
    return _find_unclear_side(features, baseline.near)


def _find_ways(
    names: Mapping[View, tuple[str, str]], view: View, now: Values, own: Values
) -> tuple[float, float]:
    """Returns how far a point has moved since calibration, to the right and down."""
    x, y = names[view]
    return now[x] - own[x], now[y] - own[y]


def _is_of_other_size(view: View, now: Values, own: Values) -> bool:
    if view is View.FRONT:
        size = height = compare_faces(now, own)
    else:
        size = divide(now["head_length"], own["head_length"])
        # A head turned to the camera is shorter from ear to nose, but not smaller.
        height = divide(now["eye_mouth"], own["eye_mouth"])
    is_small = size < SMALLEST[view] and not height >= SMALLEST[view]
    return is_small or size > LARGEST[view]


def _find_unclear_front(features: PostureFeatures, own: Values) -> Unjudgeable | None:
    """Returns what is unclear; a face so close that the shoulders leave the image is enough."""
    now = features.values
    size = compare_faces(now, own)
    if features.unclear is Unjudgeable.HEAD or math.isnan(size):
        return Unjudgeable.HEAD
    if math.isnan(now["shoulder_width"]):
        is_face_enough = size >= CLOSE or math.isnan(own["shoulder_width"])
        return None if is_face_enough else Unjudgeable.SHOULDERS
    return Unjudgeable.TURNED if abs(now["chest_yaw_deg"]) > FRONT_TURNED_DEG else None


def _find_unclear_side(features: PostureFeatures, near: Side | None) -> Unjudgeable | None:
    if features.unclear in (Unjudgeable.HEAD, Unjudgeable.SHOULDERS):
        return features.unclear
    yaw = features.values["chest_yaw_deg"]
    if abs(yaw) < SIDE_TURNED_DEG or near is not (Side.RIGHT if yaw > 0.0 else Side.LEFT):
        return Unjudgeable.OTHER_VIEW
    return Unjudgeable.HEAD if math.isnan(features.values["neck_deg"]) else None


def compare_faces(now: Values, own: Values) -> float:
    """Returns the face's size over that at calibration: the larger of eye width and eyes to mouth.

    Turning the head shortens the one, nodding the other.
    """
    wide = divide(now["eye_width"], own["eye_width"])
    high = divide(now["eye_mouth"], own["eye_mouth"])
    return float(np.fmax(wide, high))


SAME_SIZE = {View.FRONT: 0.05, View.SIDE: 0.06}
SAME_PLACE = 0.06
"""How much the head's size, and its position over the shoulders, may change for both to have moved
alike: twice their variation in people who sit still."""
SHIFTED = 0.25
ROLLED = {View.FRONT: 0.8, View.SIDE: 0.6}
"""Shifts up or down, and sideways or to and fro, farther than a chair moves, with nothing else
changed. Chosen for formcheck."""
FARTHER = 0.87
"""If head and shoulders are all below this share of their calibrated size, they are farther away.
Rendered people who lean back keep at least 0.88 of their size: the inverse of ``CLOSE``'s 1.14."""


def compare_sizes(now: Values, baseline: UprightBaseline) -> float:
    """Returns the size of everything over that at calibration; 1 if sitting explains the change.

    It differs from 1 if camera or chair was moved, or the baseline was cropped from an image. From
    the front, a larger person may be too close, and a smaller and lower one sinks into the chair.
    """
    view, own = baseline.view, baseline.values
    if view is View.SIDE:
        head, face = (divide(now[name], own[name]) for name in ("head_length", "eye_mouth"))
        most, least = float(np.fmax(head, face)), float(np.fmin(head, face))
        return most if most < FARTHER else least if least > 1.0 / FARTHER else 1.0
    face, shoulders = (divide(now[name], own[name]) for name in ("eye_mouth", "shoulder_width"))
    neck = (now["shoulders_y"] - now["nose_y"]) - face * (own["shoulders_y"] - own["nose_y"])
    aside = (now["shoulders_x"] - now["nose_x"]) - face * (own["shoulders_x"] - own["nose_x"])
    alike = abs(shoulders / face - 1.0) < SAME_SIZE[view]
    alike = alike and math.hypot(neck, aside) < SAME_PLACE * own["shoulder_width"]
    return face if face < FARTHER and alike else 1.0


def resize_baseline(baseline: UprightBaseline, now: Values) -> UprightBaseline:
    """From the side, scales the baseline's positions and lengths to their current size.

    From the front it is unchanged: there a smaller baseline called more slouches upright.
    """
    scale = compare_sizes(now, baseline)
    if baseline.view is View.FRONT or scale == 1.0:
        return baseline
    places = (name for name in baseline.values if name.endswith(("_x", "_y")))
    resized = {name: scale * baseline.values[name] for name in (*LENGTHS[View.SIDE], *places)}
    return replace(baseline, values={**baseline.values, **resized})


def is_shifted(now: Values, baseline: UprightBaseline) -> bool:
    """Whether head and shoulders are shifted or resized alike, as if camera or chair was moved."""
    if compare_sizes(now, baseline) != 1.0:
        return True
    view, own = baseline.view, baseline.values
    head_x, head_y = _find_ways(_HEAD, view, now, own)
    x, y = _find_ways(_SHOULDERS, view, now, own)
    unit, size = own[_UNIT[view]], "eye_mouth" if view is View.FRONT else "head_length"
    same = abs(divide(now[size], own[size]) - 1.0) < SAME_SIZE[view]
    alike = same and math.hypot(head_x - x, head_y - y) < SAME_PLACE * unit
    return alike and (abs(y) > SHIFTED * unit or abs(x) > ROLLED[view] * unit)
