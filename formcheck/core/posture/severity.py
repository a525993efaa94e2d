"""How severe a slouch is, reason by reason, estimated from what has changed since upright.

Regression trees, fitted on random rendered people by ``python -m synth fit-severity``. A severity
is that of section B: 0 as the person's own upright, 1 where good ends.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.core.kinematics.geometry import NAN, divide
from formcheck.core.posture.posture_values import View, Why

REASONS: Final[Mapping[View, tuple[Why, ...]]] = {
    View.FRONT: tuple(Why),
    View.SIDE: tuple(why for why in Why if why is not Why.HEAD_TILT),
}
"""What each view can show."""

_LENGTHS: Final[Mapping[View, tuple[str, ...]]] = {
    View.FRONT: ("eye_width", "ear_width", "eye_mouth", "shoulder_width"),
    View.SIDE: ("eye_mouth", "head_length", "torso"),
}
_PLACES: Final[Mapping[View, tuple[str, ...]]] = {
    View.FRONT: ("nose_x", "nose_y", "ears_y", "shoulders_x", "shoulders_y"),
    View.SIDE: (
        "near_nose_x", "nose_y", "near_ear_y", "near_shoulder_x", "near_shoulder_y", "near_hip_y",
    ),
}  # fmt: skip
_GAPS: Final[Mapping[View, tuple[tuple[str, str], ...]]] = {
    View.FRONT: (
        ("shoulders_y", "nose_y"), ("shoulders_y", "ears_y"), ("left_shoulder_y", "ears_y"),
        ("right_shoulder_y", "ears_y"), ("ears_x", "shoulders_x"), ("nose_y", "ears_y"),
    ),
    View.SIDE: (
        ("near_shoulder_y", "near_ear_y"), ("near_shoulder_y", "nose_y"),
        ("near_nose_x", "near_shoulder_x"), ("near_hip_y", "near_shoulder_y"),
        ("nose_y", "near_ear_y"),
    ),
}  # fmt: skip
_ANGLES: Final[Mapping[View, tuple[str, ...]]] = {
    View.FRONT: (
        "head_roll_deg", "shoulder_roll_deg", "chest_yaw_deg", "head_yaw_deg", "head_pitch_3d_deg",
        "nose_between", "head_over",
    ),
    View.SIDE: (
        "neck_deg", "trunk_deg", "head_pitch_deg", "chest_yaw_deg", "head_yaw_deg",
        "head_pitch_3d_deg",
    ),
}  # fmt: skip

_SIDED: Final = ("chest_yaw_deg", "head_yaw_deg")
"""Seen from the other side these are the other way round."""
MOST: Final = 1000.0
"""Changes end here: what is divided by next to nothing."""

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Values = Mapping[str, float]


def compute_changes(view: View, now: Values, own: Values, *, in_place: bool) -> Floats:
    """What the trees look at (n,): changes since upright, and some of what there is now.

    Lengths are shares, places and gaps in shoulder widths (from the side torso or head lengths) of
    the person upright. in_place False leaves out where things are in the picture, since the camera
    was moved. NaN where it is not known.
    """
    is_front = view is View.FRONT
    unit = own["shoulder_width"] if is_front else own["torso"]
    if math.isnan(unit):
        unit = HEADS_IN_TORSO * own["head_length"]
    size = "shoulder_width" if is_front else "head_length"
    larger = divide(now[size], own[size])
    found = [divide(now[name], own[name]) - 1.0 for name in _LENGTHS[view]]
    found += [share + 1.0 - larger for share in found]
    found += [(now[name] - own[name]) / unit if in_place else NAN for name in _PLACES[view]]
    for one, other in _GAPS[view]:
        gap, before = now[one] - now[other], own[one] - own[other]
        found += [(gap - before) / unit, divide(gap, before)]
    mirrored = not is_front and own["chest_yaw_deg"] < 0.0
    aside = not is_front and divide(now["head_length"], own["head_length"]) < ASIDE
    for name in _ANGLES[view]:
        sign = -1.0 if mirrored and name in _SIDED else 1.0
        angle = NAN if aside and name == "head_pitch_deg" else now[name]
        found += [sign * (angle - own[name]), sign * angle]
    return np.clip(found, -MOST, MOST)


HEADS_IN_TORSO: Final = 3.0
"""Torso over head length, ear to nose, where no hips are seen. Chosen here."""
ASIDE: Final = 0.6
"""From the side: ear to nose over the same at calibration, below which the head is turned to the
camera or away from it, and says nothing of looking down: bent heads kept 0.8 of it and more in
rendered people, turned ones less than 0.3."""


DEPTH: Final = 5
"""Decisions of a tree, one below the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Regression trees of `DEPTH` decisions each, below decision n those at 2 n + 1 and 2 n + 2.

    feature, limit, nan_left (trees, decisions): left where the feature is not above the limit, and
    where it is NaN if nan_left. value (trees, leaves). reason (trees,): whose tree it is.
    """

    feature: NDArray[np.uint8]
    limit: NDArray[np.float32]
    nan_left: NDArray[np.bool_]
    value: NDArray[np.float32]
    reason: NDArray[np.uint8]

    def sum_values(self, changes: Floats) -> Floats:
        """The sum of the trees of each reason (reasons,) for one row of changes."""
        ends = (-math.inf, math.inf)  # NaN goes left of all limits, or right of them
        seen = np.concatenate([np.where(np.isnan(changes), end, changes) for end in ends])
        feature, limit, roots = self._decisions(len(changes))
        node = np.zeros_like(roots)
        for _ in range(DEPTH):
            place = roots + node
            node = 2 * node + 2 - (seen.take(feature.take(place)) <= limit.take(place))
        leaf = np.arange(len(node)) * 2**DEPTH + node - (2**DEPTH - 1)
        return np.bincount(self.reason, self.value.take(leaf))

    @cache  # noqa: B019 - there are two of these, for good
    def _decisions(self, count: int) -> tuple[Ints, Floats, Ints]:
        """Features, those with NaN to the right count places on, limits; where trees begin."""
        feature = self.feature.astype(np.intp) + np.where(self.nan_left, 0, count)
        trees, decisions = self.limit.shape
        return feature.ravel(), self.limit.ravel().astype(float), np.arange(trees) * decisions


def estimate_severity(
    view: View, now: Values, own: Values, *, in_place: bool = True
) -> dict[Why, float]:
    """The severity of every reason that can be told: what is to be expected on average.

    From the side nobody is told to lean whose hips are not seen.
    """
    found = load_trees(view).sum_values(compute_changes(view, now, own, in_place=in_place))
    severity = dict(zip(REASONS[view], np.maximum(found, 0.0).tolist(), strict=True))
    if view is View.SIDE and math.isnan(now["trunk_deg"]):
        del severity[Why.LEANING]
    return severity


@cache
def load_trees(view: View) -> Trees:
    """The fitted trees of a view."""
    with (
        resources.files("formcheck.core.posture").joinpath("severity.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as kept,
    ):
        return Trees(**{field.name: kept[f"{view.value}/{field.name}"] for field in fields(Trees)})
