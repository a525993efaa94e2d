"""Where the head is: tilt, turn, drop, and how near the shoulders are to the ears."""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, Vec2, mid2, ratio, wrap_deg
from formcheck.measure.joints import SHOULDER
from formcheck.measure.scale import Baseline

_NOSE, _L_EYE, _R_EYE, _L_EAR, _R_EAR = 0, 2, 5, 7, 8
EAR = {Side.LEFT: 7, Side.RIGHT: 8}


def eye_roll(figure: Figure) -> float:
    """Slope of the eye line in the picture, + where the person's left eye is higher."""
    (lx, ly), (rx, ry) = figure.image[_L_EYE], figure.image[_R_EYE]
    return math.degrees(math.atan2(ry - ly, lx - rx))


def head_tilt(figure: Figure, baseline: Baseline) -> float:
    """Tilt of the head since neutral, + to the person's right."""
    return wrap_deg(eye_roll(figure) - baseline.values["eye_roll_deg"])


def head_turn(figure: Figure, baseline: Baseline) -> float:
    """Turn of the head from the camera, + to the person's left, by the nose between the ears."""
    nose = figure.image[_NOSE][0]
    to_right_ear = abs(nose - figure.image[_R_EAR][0])
    to_left_ear = abs(nose - figure.image[_L_EAR][0])
    share = ratio(to_right_ear - to_left_ear, to_right_ear + to_left_ear)
    return math.degrees(math.asin(share))


def nose_height(figure: Figure) -> float:
    """Height of the nose above mid-shoulder in the picture over torso length."""
    return ratio(figure.trunk.mid_shoulder_px[1] - figure.image[_NOSE][1], figure.torso_px)


def head_drop(figure: Figure, baseline: Baseline) -> float:
    """How much lower the nose is than at neutral: 0 neutral, 1 down at the shoulders."""
    return 1.0 - ratio(nose_height(figure), baseline.values.get("nose_height", NAN))


def ear_gap(figure: Figure, side: Side) -> float:
    """Shoulder to the middle of the ears along the trunk, over torso length.

    The middle of the ears, because tilting the head lowers one ear as it raises the other.
    """
    return _gap(figure, mid2(figure.image[_L_EAR], figure.image[_R_EAR]), side)


def _gap(figure: Figure, above: Vec2, side: Side) -> float:
    trunk = figure.trunk
    shoulder = figure.image[SHOULDER[side]]
    (sx, sy), (hx, hy) = trunk.mid_shoulder_px, trunk.mid_hip_px
    length = figure.torso_px
    rise = (above[0] - shoulder[0]) * (sx - hx) + (above[1] - shoulder[1]) * (sy - hy)
    return ratio(rise, length * length)


def shrug(figure: Figure, baseline: Baseline, side: Side) -> float:
    """How much nearer the shoulder is to the ears than at neutral: 0 neutral, + nearer."""
    own = baseline.values.get(f"ear_gap_{side}", NAN)
    return 1.0 - ratio(ear_gap(figure, side), own)
