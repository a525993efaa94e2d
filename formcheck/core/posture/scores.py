"""How far a posture is from the person's own upright, reason by reason.

Every reason has a strength: 0 as upright, 1 where good ends, 2 far past it. Strengths are never
added up: the worst one counts (B4), and one of less than half of it is taken as a part of it.
``severity.py`` estimates strengths against the person's own upright; ``front_view.py`` and
``side_view.py`` say what can be judged, and what without a baseline.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from formcheck.core.kinematics.geometry import divide
from formcheck.core.posture import front_view, side_view
from formcheck.core.posture.posture_values import (
    Calibration,
    PostureFeatures,
    Sensitivity,
    Unclear,
    View,
    Why,
)
from formcheck.core.posture.severity import REASONS, estimate_strength
from formcheck.core.posture.strengths import Values, is_upright, limit_explained


class _ViewScores(Protocol):
    """What a view's module provides; see ``front_view.py``."""

    def locate(self, now: Values, own: Values) -> tuple[float, bool]: ...
    def find_unclear(
        self, features: PostureFeatures, calibration: Calibration
    ) -> Unclear | None: ...
    def score_alone(self, now: Values, k: float) -> dict[Why, float]: ...
    def estimate_odds(self, now: Values) -> float: ...


_VIEWS: Final[Mapping[View, _ViewScores]] = {View.FRONT: front_view, View.SIDE: side_view}

_SCALE: Final[Mapping[Sensitivity, float]] = {
    Sensitivity.RELAXED: 1.3,
    Sensitivity.NORMAL: 1.0,
    Sensitivity.STRICT: 0.75,
}
"""What every limit is multiplied by. Chosen here."""


ONE_PICTURE: Final = 1.3
"""Limits are also multiplied by this where the baseline is a single picture, which shows one moment
and not what somebody does for five seconds. Chosen here."""


def compute_scale(sensitivity: Sensitivity, calibration: Calibration | None) -> float:
    """The factor by which every limit is multiplied for that baseline."""
    single = calibration is not None and calibration.samples == 1
    return _SCALE[sensitivity] * (ONE_PICTURE if single else 1.0)


RISEN: Final = 0.3
"""Somebody who stands this far from where they sat has left the seat. Chosen here: hanging thighs
are not believed of somebody who has not moved."""


@dataclass(frozen=True, slots=True, eq=False)
class PostureScores:
    """The scores of one look.

    strength: by reason, 0 the person's own upright, 1 past good, 2 far past it; absent where it
    can't be judged. unclear says why nothing can be judged, None otherwise.
    """

    strength: Mapping[Why, float]
    unclear: Unclear | None


def score_posture(
    features: PostureFeatures, calibration: Calibration | None, sensitivity: Sensitivity
) -> PostureScores:
    """The scores of one picture, against the person's own upright where there is one.

    Without a baseline only what is wrong for anybody counts, with wider limits: see ``find_blind``.
    """
    if features.unclear is Unclear.PICTURE:
        return PostureScores({}, Unclear.PICTURE)
    scale = compute_scale(sensitivity, calibration)
    if calibration is None:
        return _score_alone(features, scale)
    now, own = features.values, calibration.values
    view = _VIEWS[calibration.view]
    distance, elsewhere = view.locate(now, own)
    risen = features.unclear is Unclear.NOT_SEATED and distance > RISEN
    if elsewhere or risen:
        return PostureScores({}, Unclear.NOT_SEATED)
    unclear = view.find_unclear(features, calibration)
    if unclear is not None:
        return PostureScores({}, unclear)
    in_place = not _has_shifted(calibration.view, now, own)
    strength = estimate_strength(calibration.view, now, own, scale, in_place=in_place)
    most = max(strength.values())
    limit_explained(strength, *(why for why in strength if strength[why] < most / 2.0))
    return PostureScores(strength, None)


def _score_alone(features: PostureFeatures, scale: float) -> PostureScores:
    """The scores without a baseline; ``Unclear.BASELINE`` if one is needed to decide."""
    now, is_front = features.values, features.view is View.FRONT
    view = _VIEWS[View.FRONT if is_front else View.SIDE]
    odds = view.estimate_odds(now)
    is_cut = is_front and features.unclear is Unclear.SHOULDERS and not math.isnan(odds)
    if features.unclear is not None and not is_cut:
        return PostureScores({}, features.unclear)
    found = view.score_alone(now, scale)
    strength = {why: value for why, value in found.items() if not math.isnan(value)}
    if max(strength.values(), default=0.0) >= 1.0 or is_upright(odds):
        return PostureScores(strength, None)
    return PostureScores({}, Unclear.BASELINE)


def is_shifted(features: PostureFeatures, calibration: Calibration) -> bool:
    """Whether head and shoulders moved alike and keep their size: the camera was moved."""
    if features.unclear is not None:
        return False
    return _has_shifted(calibration.view, features.values, calibration.values)


_PLACES: Final[Mapping[View, tuple[str, ...]]] = {
    View.FRONT: ("nose_x", "nose_y", "shoulders_x", "shoulders_y"),
    View.SIDE: ("near_nose_x", "nose_y", "near_shoulder_x", "near_shoulder_y"),
}
"""Positions of the head, and of the shoulders."""
SAME_SIZE: Final = {View.FRONT: 0.05, View.SIDE: 0.06}
SAME_PLACE: Final = 0.06
"""How much the head's size and its place over the shoulders may differ for both to have moved
alike: twice their scatter in people who sit still."""
SHIFTED: Final = 0.25
ROLLED: Final = {View.FRONT: 0.8, View.SIDE: 0.6}
"""Up or down (B3), and sideways or back and forth: farther than chairs go while nothing changes."""


def _has_shifted(view: View, now: Values, own: Values) -> bool:
    head_x, head_y, x, y = (now[name] - own[name] for name in _PLACES[view])
    is_front = view is View.FRONT
    unit = own["shoulder_width" if is_front else "torso"]
    size = "eye_mouth" if is_front else "head_length"
    same = abs(divide(now[size], own[size]) - 1.0) < SAME_SIZE[view]
    alike = same and math.hypot(head_x - x, head_y - y) < SAME_PLACE * unit
    return alike and (abs(y) > SHIFTED * unit or abs(x) > ROLLED[view] * unit)


NEAR: Final = 0.5
"""Strength up to which two baselines belong to the same person. Chosen here."""


def is_near(one: Calibration, other: Calibration) -> bool:
    """Whether one of two baselines of a view is far from a slouch against the other."""
    found = estimate_strength(one.view, other.values, one.values, 1.0)
    return max(found.values()) <= NEAR


def find_blind(view: View, calibration: Calibration | None) -> tuple[Why, ...]:
    """The reasons that can't be judged from this view, with or without a baseline."""
    blind = tuple(why for why in Why if why not in REASONS[view])
    if calibration is not None:
        return blind
    changed = (Why.TOO_CLOSE, Why.SHRUG)
    return (*blind, *changed) if view is View.SIDE else (Why.SLUMP, *changed)
