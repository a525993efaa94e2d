"""Where the trunk leans and turns, and how the hips sit over the feet."""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, Vec2, Vec3, distance2, mid, mid2, ratio, wrap_deg
from formcheck.measure.joints import SIGN
from formcheck.measure.scale import Baseline

MIN_SIDEWAYS = math.sin(math.radians(20.0))
"""Below a turn of 20 degrees whatever goes forward shows less than a third of itself in the
picture, and dividing by it would multiply every error by three. Chosen here."""

_L_SHOULDER, _R_SHOULDER, _L_HIP, _R_HIP, _L_ANKLE, _R_ANKLE = 11, 12, 23, 24, 27, 28


def _yaw_deg(points: list[Vec3], left: int, right: int) -> float:
    """Turn of a left-right line about the vertical, + to the person's left, 0 square."""
    a, b = points[left], points[right]
    return math.degrees(math.atan2(a[2] - b[2], a[0] - b[0]))


def facing(figure: Figure) -> float:
    """Turn of the chest, -180..180: 0 square to the camera, + to the person's left."""
    return _yaw_deg(figure.lifted, _L_SHOULDER, _R_SHOULDER)


def _pelvis_yaw(figure: Figure) -> float:
    return _yaw_deg(figure.lifted, _L_HIP, _R_HIP)


def chest_turn(figure: Figure, side: Side) -> float:
    """Turn of the chest from the camera, + towards this side."""
    return SIGN[side] * facing(figure)


def hips_turn(figure: Figure, side: Side) -> float:
    """Turn of the pelvis from the camera, + towards this side."""
    return SIGN[side] * _pelvis_yaw(figure)


def twist(figure: Figure, side: Side) -> float:
    """Turn of the chest over the pelvis, + towards this side."""
    return SIGN[side] * wrap_deg(facing(figure) - _pelvis_yaw(figure))


def _trunk_px(figure: Figure) -> Vec2:
    trunk = figure.trunk
    (sx, sy), (hx, hy) = trunk.mid_shoulder_px, trunk.mid_hip_px
    return (sx - hx, sy - hy)


def lean_to_side(figure: Figure, side: Side) -> float:
    """Lean of the trunk in the picture, + towards this side, 0 upright."""
    x, y = _trunk_px(figure)
    leftward = figure.image[_L_SHOULDER][0] - figure.image[_R_SHOULDER][0]
    return math.degrees(math.atan2(SIGN[side] * math.copysign(1.0, leftward) * x, -y))


def trunk_forward(figure: Figure) -> float:
    """Lean of the trunk the way the chest faces, + forward, 0 upright.

    From the picture, undoing the turn; NaN within 20 degrees of facing the camera (or of facing
    away from it), where a forward lean does not show. Best as a change since neutral.
    """
    x, y = _trunk_px(figure)
    yaw = facing(figure)
    if figure.exact:
        trunk, turn = figure.trunk, math.radians(yaw)
        (sx, _, sz), (hx, _, hz) = trunk.mid_shoulder, trunk.mid_hip
        forward = (sx - hx) * math.sin(turn) - (sz - hz) * math.cos(turn)
        return math.degrees(math.atan2(forward, trunk.mid_hip[1] - trunk.mid_shoulder[1]))
    return math.degrees(math.atan2(ratio(x, _sideways(yaw)), -y))


def _sideways(yaw_deg: float) -> float:
    """How much of "forward" shows to the right in the picture, -1..1; NaN near the camera axis."""
    share = math.sin(math.radians(yaw_deg))
    return share if abs(share) >= MIN_SIDEWAYS else NAN


def trunk_inclination(figure: Figure) -> float:
    """Unsigned lean of the trunk in the picture, 0 upright, 90 lying."""
    x, y = _trunk_px(figure)
    return math.degrees(math.atan2(abs(x), -y))


def _level(figure: Figure, left: int, right: int, own_width: float) -> float:
    """Slope of a left-right line, + where the person's left is higher.

    From lifted points, because perspective raises or lowers the nearer end of a turned line: mean
    error 3 degrees instead of 9 in the quarter view. Against the line's own width where the
    picture shows it shorter, so that turning does not make a small difference look steep.
    """
    (lx, ly, _), (rx, ry, _) = figure.lifted[left], figure.lifted[right]
    # Where no torso is seen the second is NaN, and max keeps its first argument then.
    width = max(abs(lx - rx), own_width * figure.torso_px)
    return math.degrees(math.atan2(ry - ly, width))


def shoulder_level(figure: Figure, baseline: Baseline) -> float:
    """Slope of the shoulders, + where the left one is higher."""
    return _level(figure, _L_SHOULDER, _R_SHOULDER, baseline.values["shoulder_width"])


def hip_level(figure: Figure, baseline: Baseline) -> float:
    """Slope of the hips, + where the left one is higher."""
    return _level(figure, _L_HIP, _R_HIP, baseline.values["hip_width"])


def trunk_height(figure: Figure, baseline: Baseline) -> float:
    """Length of the trunk in the picture over the same at neutral."""
    return ratio(figure.torso_px, baseline.values.get("torso_px", NAN))


def shoulder_width(figure: Figure, baseline: Baseline) -> float:
    """Width of the shoulders in the picture over torso length, over the same at neutral."""
    width = distance2(figure.image[_L_SHOULDER], figure.image[_R_SHOULDER])
    own = baseline.values.get("shoulder_width_seen", NAN)
    return ratio(ratio(width, figure.torso_px), own)


def hips_back(figure: Figure) -> float:
    """Mid-hip behind mid-ankle, opposite to where the hips face, over torso length.

    From the picture, undoing the turn; NaN within 20 degrees of facing the camera or away.
    """
    if figure.exact:
        points, turn = figure.lifted, math.radians(_pelvis_yaw(figure))
        hip, ankle = figure.trunk.mid_hip, mid(points[_L_ANKLE], points[_R_ANKLE])
        back = (ankle[0] - hip[0]) * math.sin(turn) - (ankle[2] - hip[2]) * math.cos(turn)
        return ratio(back, figure.torso_px)
    ankle_px = mid2(figure.image[_L_ANKLE], figure.image[_R_ANKLE])
    shown = _sideways(_pelvis_yaw(figure)) * figure.torso_px
    return ratio(ankle_px[0] - figure.trunk.mid_hip_px[0], shown)


def hip_height_px(figure: Figure) -> float:
    """Height of mid-hip above mid-ankle in the picture, px."""
    ankle = mid2(figure.image[_L_ANKLE], figure.image[_R_ANKLE])
    return ankle[1] - figure.trunk.mid_hip_px[1]


def hips_drop(figure: Figure, baseline: Baseline) -> float:
    """Height of the hips above the ankles over the same at neutral: 1 neutral, less is lower."""
    return ratio(hip_height_px(figure), baseline.values.get("hip_height_px", NAN))


def nose_height_px(figure: Figure) -> float:
    """Nose above the middle of the ankles, px. NaN where one of them is not seen."""
    return mid2(figure.image[27], figure.image[28])[1] - figure.image[0][1]


def stature(figure: Figure, baseline: Baseline) -> float:
    """Height of the nose above the ankles over the same at neutral: 1 neutral, less is lower."""
    return ratio(nose_height_px(figure), baseline.values.get("nose_height_px", NAN))
