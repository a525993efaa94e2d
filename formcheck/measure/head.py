"""Where the head is: tilt, turn, drop, and how near the shoulders are to the ears."""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, Vec2, mid2, ratio, wrap_deg
from formcheck.measure.joints import SHOULDER
from formcheck.measure.scale import Baseline

_NOSE, _L_EYE, _R_EYE, _L_EAR, _R_EAR, _L_MOUTH, _R_MOUTH = 0, 2, 5, 7, 8, 9, 10
EAR = {Side.LEFT: 7, Side.RIGHT: 8}
NOSE_OUT = 1.6
"""How far the nose stands out before the line of the ears, over half the distance between them, as
the model places them: fitted on rendered heads turned up to 65 degrees (mean error 3.6 degrees;
7.5 at 1.2, where the landmarks of a measured head would put it)."""


def head_roll(figure: Figure) -> float:
    """Sideways tilt of the head against the picture, + to the person's right.

    The slope of the eye line and of the line from mouth to eyes, added as vectors: the first
    says nothing of a head in profile and the second leans when a turned head nods. Mean error
    2.9 degrees on rendered heads; the eye line alone 6. Eyes alone where the mouth is hidden.
    """
    if figure.exact:
        (lx, ly, lz), (rx, ry, rz) = figure.lifted[_L_EYE], figure.lifted[_R_EYE]
        return math.degrees(math.atan2(ry - ly, math.hypot(lx - rx, lz - rz)))
    (lx, ly), (rx, ry) = figure.image[_L_EYE], figure.image[_R_EYE]
    mouth_x, mouth_y = mid2(figure.image[_L_MOUTH], figure.image[_R_MOUTH])
    along, rise = lx - rx, ry - ly
    if not math.isnan(mouth_x):
        along += mouth_y - (ly + ry) / 2
        rise += mouth_x - (lx + rx) / 2
    return math.degrees(math.atan2(rise, along))


def head_tilt(figure: Figure, baseline: Baseline) -> float:
    """Tilt of the head since neutral, + to the person's right."""
    return wrap_deg(head_roll(figure) - baseline.values["head_roll_deg"])


def head_turn(figure: Figure) -> float:
    """Turn of the head from the camera, + to the person's left, 0 towards it.

    By how far the nose stands to the side of the middle of the ears, and how wide the ears are.
    """
    if figure.exact:
        (lx, _, lz), (rx, _, rz) = figure.lifted[_L_EAR], figure.lifted[_R_EAR]
        return math.degrees(math.atan2(lz - rz, lx - rx))
    left, right = figure.image[_L_EAR][0], figure.image[_R_EAR][0]
    nose = figure.image[_NOSE][0] - (left + right) / 2
    return math.degrees(math.atan2(nose / NOSE_OUT, (left - right) / 2))


def nose_height(figure: Figure) -> float:
    """Height of the nose above mid-shoulder in the picture over torso length."""
    return ratio(figure.trunk.mid_shoulder_px[1] - figure.image[_NOSE][1], figure.torso_px)


def head_drop(figure: Figure, baseline: Baseline) -> float:
    """How much lower the nose is than at neutral: 0 neutral, 1 down at the shoulders."""
    return 1.0 - ratio(nose_height(figure), baseline.values.get("nose_height", NAN))


def _ears_px(figure: Figure) -> Vec2:
    """The middle of the ears in the picture; the one ear that is seen where the other is not."""
    left, right = figure.image[_L_EAR], figure.image[_R_EAR]
    if math.isnan(left[0]):
        return right
    return left if math.isnan(right[0]) else mid2(left, right)


def ear_gap(figure: Figure, side: Side) -> float:
    """Shoulder to the middle of the ears along the trunk, over torso length.

    The middle of the ears, because tilting the head lowers one ear as it raises the other.
    """
    above, shoulder = _ears_px(figure), figure.image[SHOULDER[side]]
    trunk = figure.trunk
    (sx, sy), (hx, hy) = trunk.mid_shoulder_px, trunk.mid_hip_px
    length = figure.torso_px
    rise = (above[0] - shoulder[0]) * (sx - hx) + (above[1] - shoulder[1]) * (sy - hy)
    return ratio(rise, length * length)


def shrug(figure: Figure, baseline: Baseline, side: Side) -> float:
    """How much nearer the shoulder is to the ears than at neutral: 0 neutral, + nearer.

    On rendered people a full shrug reads 0.2, tilting the head by 30 degrees or turning it by 45
    less than 0.04, nodding by 20 degrees 0.13. Raising the arm alone, which lifts the shoulder
    with it, reads about 0.16 at shoulder height and 0.35 overhead.
    """
    own = baseline.values.get(f"ear_gap_{side}", NAN)
    return 1.0 - ratio(ear_gap(figure, side), own)
