"""Where the trunk leans and turns, and how the hips sit over the feet."""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, Vec2, Vec3, distance2, mid2, ratio, wrap_deg
from formcheck.measure.joints import SIGN
from formcheck.measure.scale import Baseline

_L_SHOULDER, _R_SHOULDER, _L_HIP, _R_HIP, _L_ANKLE, _R_ANKLE = 11, 12, 23, 24, 27, 28


def _yaw_deg(points: list[Vec3], left: int, right: int) -> float:
    """Turn of a left-right line about the vertical, + to the person's left, 0 square."""
    a, b = points[left], points[right]
    return math.degrees(math.atan2(a[2] - b[2], a[0] - b[0]))


def facing(figure: Figure, baseline: Baseline) -> float:
    """Turn of the chest, -180..180: 0 square to the camera, + to the person's left."""
    return _yaw_deg(figure.lifted, _L_SHOULDER, _R_SHOULDER)


def _pelvis_yaw(figure: Figure) -> float:
    return _yaw_deg(figure.lifted, _L_HIP, _R_HIP)


def chest_turn(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Turn of the chest from the camera, + towards this side."""
    return SIGN[side] * facing(figure, baseline)


def hips_turn(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Turn of the pelvis from the camera, + towards this side."""
    return SIGN[side] * _pelvis_yaw(figure)


def twist(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Turn of the chest over the pelvis, + towards this side."""
    return SIGN[side] * wrap_deg(facing(figure, baseline) - _pelvis_yaw(figure))


def _trunk_px(figure: Figure) -> Vec2:
    trunk = figure.trunk
    (sx, sy), (hx, hy) = trunk.mid_shoulder_px, trunk.mid_hip_px
    return (sx - hx, sy - hy)


def lean_to_side(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Lean of the trunk in the picture, + towards this side, 0 upright."""
    x, y = _trunk_px(figure)
    leftward = figure.image[_L_SHOULDER][0] - figure.image[_R_SHOULDER][0]
    return math.degrees(math.atan2(SIGN[side] * math.copysign(1.0, leftward) * x, -y))


def trunk_forward(figure: Figure, baseline: Baseline) -> float:
    """Lean of the trunk the way the chest faces, + forward, 0 upright."""
    trunk = figure.trunk
    x, y, z = (
        trunk.mid_shoulder[0] - trunk.mid_hip[0],
        trunk.mid_shoulder[1] - trunk.mid_hip[1],
        trunk.mid_shoulder[2] - trunk.mid_hip[2],
    )
    yaw = math.radians(facing(figure, baseline))
    return math.degrees(math.atan2(x * math.sin(yaw) - z * math.cos(yaw), -y))


def trunk_inclination(figure: Figure, baseline: Baseline) -> float:
    """Unsigned lean of the trunk in the picture, 0 upright, 90 lying."""
    x, y = _trunk_px(figure)
    return math.degrees(math.atan2(abs(x), -y))


def level(figure: Figure, left: int, right: int) -> float:
    """Slope of a left-right line in the picture, + where the person's left is higher."""
    (lx, ly), (rx, ry) = figure.image[left], figure.image[right]
    return math.degrees(math.atan2(ry - ly, abs(lx - rx)))


def shoulder_level(figure: Figure, baseline: Baseline) -> float:
    """Slope of the shoulders, + where the left one is higher."""
    return level(figure, _L_SHOULDER, _R_SHOULDER)


def hip_level(figure: Figure, baseline: Baseline) -> float:
    """Slope of the hips, + where the left one is higher."""
    return level(figure, _L_HIP, _R_HIP)


def trunk_height(figure: Figure, baseline: Baseline) -> float:
    """Length of the trunk in the picture over the same at neutral."""
    return ratio(figure.torso_px, baseline.values.get("torso_px", NAN))


def shoulder_width(figure: Figure, baseline: Baseline) -> float:
    """Width of the shoulders in the picture over torso length, over the same at neutral."""
    width = distance2(figure.image[_L_SHOULDER], figure.image[_R_SHOULDER])
    own = baseline.values.get("shoulder_width_seen", NAN)
    return ratio(ratio(width, figure.torso_px), own)


def hips_back(figure: Figure, baseline: Baseline) -> float:
    """Mid-hip behind mid-ankle, opposite to where the chest faces, over torso length."""
    hip = figure.trunk.mid_hip_px
    ankle = mid2(figure.image[_L_ANKLE], figure.image[_R_ANKLE])
    forward = math.copysign(1.0, facing(figure, baseline))
    return ratio(forward * (ankle[0] - hip[0]), figure.torso_px)


def hip_height_px(figure: Figure) -> float:
    """Height of mid-hip above mid-ankle in the picture, px."""
    ankle = mid2(figure.image[_L_ANKLE], figure.image[_R_ANKLE])
    return ankle[1] - figure.trunk.mid_hip_px[1]


def hips_drop(figure: Figure, baseline: Baseline) -> float:
    """Height of the hips above the ankles over the same at neutral: 1 neutral, less is lower."""
    return ratio(hip_height_px(figure), baseline.values.get("hip_height_px", NAN))
