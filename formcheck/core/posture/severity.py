"""How severe a slouch is, by reason, estimated from the changes since calibration.

Small networks, fitted on random rendered people by ``python -m synth fit-severity``. A severity is
0 when the person sits upright, 1 where good posture ends. ``Band`` grades it as a strength.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from formcheck.core.body import Floats
from formcheck.core.fitted_arrays import FittedNetwork, Weights, load_fitted_arrays
from formcheck.core.kinematics.geometry import NAN, divide
from formcheck.core.posture.posture_values import SlouchReason, UprightBaseline, Values, View

MOST = 4.0
"""The greatest strength: as far beyond bad as bad is beyond upright."""

EXPLAINED = 0.9
"""The greatest strength of a sign that another one explains: below 1, so that one slouch has one
reason."""


@dataclass(frozen=True, slots=True)
class Band:
    """The two limits of one quantity, as changes from upright: warn has strength 1, bad 2."""

    warn: float
    bad: float

    def grade(self, change: float, k: float) -> float:
        """Returns the strength of a change: 0 up to 0, 1 at k warn, 2 at k bad, linear up to MOST.

        k is the sensitivity's scale of both limits. NaN gives NaN.
        """
        warn, bad = self.warn * k, self.bad * k
        if math.isnan(change):
            return NAN
        if change <= warn:
            return max(0.0, change / warn)
        return min(MOST, 1.0 + (change - warn) / (bad - warn))


def limit_explained(found: dict[SlouchReason, float], *whys: SlouchReason) -> None:
    """Limits the strengths of reasons that another one explains to below where they count."""
    for why in whys:
        found[why] = float(np.minimum(found[why], EXPLAINED))


REASONS: Mapping[View, tuple[SlouchReason, ...]] = {
    View.FRONT: tuple(SlouchReason),
    View.SIDE: tuple(why for why in SlouchReason if why is not SlouchReason.HEAD_TILT),
}
"""The reasons that each view can show."""

LENGTHS: Mapping[View, tuple[str, ...]] = {
    View.FRONT: ("eye_width", "ear_width", "eye_mouth", "shoulder_width"),
    View.SIDE: ("eye_mouth", "head_length", "torso"),
}
_PLACES: Mapping[View, tuple[str, ...]] = {
    View.FRONT: ("nose_x", "nose_y", "ears_y", "shoulders_x", "shoulders_y"),
    View.SIDE: (
        "near_nose_x", "nose_y", "near_ear_y", "near_shoulder_x", "near_shoulder_y", "near_hip_y",
    ),
}  # fmt: skip
_GAPS: Mapping[View, tuple[tuple[str, str], ...]] = {
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
_ANGLES: Mapping[View, tuple[str, ...]] = {
    View.FRONT: (
        "head_roll_deg", "shoulder_roll_deg", "chest_yaw_deg", "head_yaw_deg", "head_pitch_3d_deg",
        "nose_between", "head_over",
    ),
    View.SIDE: (
        "neck_deg", "trunk_deg", "head_pitch_deg", "chest_yaw_deg", "head_yaw_deg",
        "head_pitch_3d_deg",
    ),
}  # fmt: skip

_SIDED = ("chest_yaw_deg", "head_yaw_deg")
"""Angles that change their sign when seen from the other side."""
FORMAT = 1
CLIP = 4.0
"""Changes are clipped to this many spreads (about a standard deviation) from the median."""


def compute_changes(view: View, now: Values, own: Values, *, in_place: bool) -> Floats:
    """Returns the inputs of the networks (n,): changes since upright, and some current values.

    Lengths are relative; positions and gaps are in shoulder widths (from the side, torso or head
    lengths) of the person upright. in_place False leaves out positions in the image, since the
    camera was moved. NaN where a value is unknown.
    """
    is_front = view is View.FRONT
    unit = own["shoulder_width"] if is_front else own["torso"]
    if math.isnan(unit):
        unit = HEADS_IN_TORSO * own["head_length"]
    size = "shoulder_width" if is_front else "head_length"
    larger = divide(now[size], own[size])
    found = [divide(now[name], own[name]) - 1.0 for name in LENGTHS[view]]
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
    return np.array(found)


def scale_changes(changes: Floats, usual: Floats | Weights, spread: Floats | Weights) -> Weights:
    """Returns changes (..., n) as network inputs (..., 2 n): scaled, and which are known."""
    scaled = np.clip((changes - usual) / spread, -CLIP, CLIP)
    known = ~np.isnan(scaled)
    return np.concatenate([np.where(known, scaled, 0.0), known], axis=-1).astype(np.float32)


HEADS_IN_TORSO = 3.0
"""Torso over head length (ear to nose), assumed if no hips are seen. Chosen for formcheck."""
ASIDE = 0.6
"""From the side: ear to nose over the same at calibration. Below this the head is turned to the
camera or away from it, and looking down can't be measured: in rendered people, bent heads kept 0.8
of it and more, turned ones less than 0.3."""


def estimate_strength(
    now: Values, baseline: UprightBaseline, k: float, *, in_place: bool = True
) -> dict[SlouchReason, float]:
    """Estimates the strength of every reason that can be judged; k scales the limits (sensitivity).

    From the side, no lean is reported without hips in view; from the front, nothing that depends on
    unseen shoulders.
    """
    view = baseline.view
    networks, bands = _load_networks(view)
    changes = compute_changes(view, now, baseline.values, in_place=in_place)
    inputs = scale_changes(changes, networks.usual, networks.spread)
    _, answers = networks.run(inputs[None, None, :])
    severity = answers.mean(axis=(0, 1), dtype=np.float64).tolist()
    strength = {
        why: band.grade(value, k)
        for why, value, band in zip(REASONS[view], severity, bands, strict=True)
    }
    if view is View.SIDE and math.isnan(now["trunk_deg"]):
        del strength[SlouchReason.LEANING]
    if view is View.FRONT and (math.isnan(now["shoulder_width"]) or baseline.is_face_only):
        return {why: strength[why] for why in (SlouchReason.TOO_CLOSE, SlouchReason.HEAD_TILT)}
    return strength


@cache
def _load_networks(view: View) -> tuple[FittedNetwork, tuple[Band, ...]]:
    """Loads the bundled networks of a view, which run as one, and the two limits of each reason.

    Raises ValueError if the file has another version.
    """
    arrays = load_fitted_arrays("formcheck.core.posture", "severity.npz", FORMAT)
    kept = {
        name.partition("/")[2]: array
        for name, array in arrays.items()
        if name.startswith(view.value)
    }
    return FittedNetwork.read(kept), tuple(Band(*limits) for limits in kept["limits"].tolist())
