"""A side view: whether it can be judged, and scores without a baseline (B2).

Lengths are in torso lengths at calibration, because slumping shortens the torso. "Rendered people"
are the project's own test footage. No number here is a craniovertebral angle.
"""

from __future__ import annotations

import math
from typing import Final

from formcheck.core.body import Side
from formcheck.core.kinematics.geometry import divide
from formcheck.core.posture.posture_values import Calibration, PostureFeatures, Unclear, Why
from formcheck.core.posture.strengths import Band, Values, limit_explained

TURNED_DEG: Final = 38.0
"""Turn of the chest from the camera below which nothing is judged: after a half turn, as to talk to
somebody, leans show at 0.6 of their size, and no false ones appear."""
ELSEWHERE: Final = 0.9
SMALLEST: Final = 0.5
LARGEST: Final = 1.7
"""Movement of the shoulder, and the head's length over that at calibration, beyond which it is not
the calibrated seat: leaning far over the desk goes 0.55 in rendered people. Chosen between that and
standing up."""


def locate(now: Values, own: Values) -> tuple[float, bool]:
    """The shoulder's distance from its place, in torso lengths; whether it left the seat."""
    x = now["near_shoulder_x"] - own["near_shoulder_x"]
    y = now["near_shoulder_y"] - own["near_shoulder_y"]
    distance = math.hypot(x, y) / own["torso"]
    profile = divide(now["head_length"], own["head_length"])
    # A head that turns to the camera is shorter from ear to nose, and no smaller.
    height = divide(now["eye_mouth"], own["eye_mouth"])
    is_small = profile < SMALLEST and not height >= SMALLEST
    return distance, distance > ELSEWHERE or is_small or profile > LARGEST


def find_unclear(features: PostureFeatures, calibration: Calibration) -> Unclear | None:
    """Why nothing can be judged, None where something can."""
    if features.unclear in (Unclear.HEAD, Unclear.SHOULDERS):
        return features.unclear
    yaw = features.values["chest_yaw_deg"]
    if abs(yaw) < TURNED_DEG:
        return Unclear.TURNED
    near = Side.RIGHT if yaw > 0.0 else Side.LEFT
    if near is not calibration.near:
        return Unclear.OTHER_VIEW
    return Unclear.HEAD if math.isnan(features.values["neck_deg"]) else None


NECK_EVEN_DEG: Final = 30.0
NECK_SLOPE: Final = 0.131
TRUNK_SLOPE: Final = 0.120
"""Lean of the neck at which a slouch is as probable as not, and by how much the log odds rise with
each degree of it, and of a trunk that leans forward. The picture's error is 6 degrees for the neck,
5 for the trunk. Leaning on a backrest is no slouch by itself."""
NECK_ALONE_EVEN_DEG: Final = 23.7
NECK_ALONE_SLOPE: Final = 0.166
"""The same where the hips are not seen: the trunk may lean as well."""


def estimate_odds(now: Values) -> float:
    """Natural log of the odds of a slouch seen from the side."""
    neck, trunk = now["neck_deg"], now["trunk_deg"]
    if math.isnan(trunk):
        return NECK_ALONE_SLOPE * (neck - NECK_ALONE_EVEN_DEG)
    return NECK_SLOPE * (neck - NECK_EVEN_DEG) + TRUNK_SLOPE * max(0.0, trunk)


ALONE_NECK_DEG: Final = Band(15.0, 25.0)
ALONE_TRUNK_DEG: Final = Band(10.0, 18.0)
ALONE_BENT_DEG: Final = Band(25.0, 35.0)
ALONE_BOTH_DEG: Final = Band(12.0, 22.0)
"""Beyond a neck of 20, a trunk of 10 and a head bent by 15 degrees, which B2 calls good for
anybody: what it calls bad (35 and 20) is the warning here. Neck and trunk together, beyond 25:
upright rendered people read 12 to 30, slumped ones 32 to 45."""
ALONE_LEANING_DEG: Final = 8.0
"""Lean of the trunk from which neck and trunk together count as a slump. Chosen here."""


def score_alone(now: Values, k: float) -> dict[Why, float]:
    """The strengths without a baseline: only what is a slouch for anybody."""
    neck, trunk = now["neck_deg"], now["trunk_deg"]
    slump = ALONE_BOTH_DEG.grade(neck + trunk - 25.0, k) if trunk > ALONE_LEANING_DEG else 0.0
    found = {
        Why.FORWARD_HEAD: ALONE_NECK_DEG.grade(neck - 20.0, k),
        Why.LEANING: ALONE_TRUNK_DEG.grade(trunk - 10.0, k),
        Why.SLUMP: slump,
        Why.PHONE: ALONE_BENT_DEG.grade(now["head_pitch_deg"] - 15.0, k),
    }
    if found[Why.LEANING] >= 1.0:
        limit_explained(found, Why.SLUMP)
    if found[Why.LEANING] >= 1.0 or found[Why.SLUMP] >= 1.0:
        limit_explained(found, Why.FORWARD_HEAD)
    return found
