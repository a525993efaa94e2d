"""A front view, as from a laptop: whether it can be judged, and scores without a baseline (B3).

Hips are out of the picture. Lengths are in shoulder widths at calibration. "Rendered people" are
the project's own test footage.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from formcheck.core.kinematics.geometry import NAN, divide
from formcheck.core.posture.posture_values import Calibration, PostureFeatures, Unclear, Why
from formcheck.core.posture.strengths import (
    Band,
    Values,
    combine_strengths,
    compute_strength,
)

CLOSE: Final = 1.22
"""A face larger by this factor is too close, whether or not the shoulders are still in the picture.
Rendered people who sit up from leaning back come 0.05 to 0.14 nearer, who are too close 0.39."""
BENT_DEG: Final = Band(20.0, 30.0)
"""Head bent down by depth (B2, head_pitch)."""

TURNED_DEG: Final = 65.0
"""Turn of the chest, degrees, beyond which nothing is judged. Chosen here."""
HEAD_TURNED_DEG: Final = 28.0
"""Turn of the head beyond which its tilt can't be told: the far half of the face is guessed. Chosen
here."""
ELSEWHERE: Final = 1.3
SMALLEST: Final = 0.6
LARGEST: Final = 2.2
"""Movement of the head, and its size over that at calibration, beyond which it is not the
calibrated seat: leaning to an elbow or to the screen goes 0.6 and 1.6 in rendered people. Chosen
between that and standing up."""


def locate(now: Values, own: Values) -> tuple[float, bool]:
    """The head's distance from its place, in shoulder widths, and whether it left the seat."""
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
        return None if size >= CLOSE else Unclear.SHOULDERS
    return Unclear.TURNED if abs(now["chest_yaw_deg"]) > TURNED_DEG else None


def compare_faces(now: Values, own: Values) -> float:
    """Size of the face over the same at calibration (B3): the larger of width and height ratios.

    Turning the head shortens the width, nodding the height.
    """
    wide = divide(now["eye_width"], own["eye_width"])
    high = divide(now["eye_mouth"], own["eye_mouth"])
    return float(np.fmax(wide, high))


HEAD_OVER_EVEN: Final = 0.510
HEAD_OVER_SLOPE: Final = 18.0
"""Ears over shoulders, in shoulder widths, at which a slouch is as probable as not, and by how much
its log odds rise as that falls by 1. Upright people read 0.57, +-0.075, of which 0.06 is the error
of one picture."""
CUT_SLOPE: Final = 8.0
"""The same where the model guesses a shoulder cut off by the picture: its error is 0.10 then."""


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

    A head low over the shoulders counts as forward: of people who sag so far that it shows, by a
    slump, a poked chin or a phone, 0.7 to 1.0 have it (random people at a desk).
    """
    turned = abs(now["head_yaw_deg"]) > HEAD_TURNED_DEG
    slope = now["shoulder_roll_deg"]
    offset = now["ears_x"] - now["shoulders_x"]
    aside = -math.copysign(1.0, slope) * offset / now["shoulder_width"]
    return {
        Why.FORWARD_HEAD: compute_strength(estimate_odds(now), k),
        Why.HEAD_TILT: NAN if turned else ALONE_TILTED_DEG.grade(abs(now["head_roll_deg"]), k),
        Why.LEANING: combine_strengths(
            ALONE_ASLANT_DEG.grade(abs(slope), k), ALONE_ASIDE.grade(aside, k)
        ),
        Why.PHONE: BENT_DEG.grade(now["head_pitch_3d_deg"], k),
    }
