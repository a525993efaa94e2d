"""A pose as plain numbers, ready to be measured, with its depth lifted into the picture.

Three frames, one set of axes (x right, y down, z away from the camera):
image px; world metres from between the hips; lifted px, whose x and y come from the picture and
whose z comes from the world landmarks. Lifted angles are about twice as good as world angles.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from formcheck.body import ImageSize, Pose, Unseen
from formcheck.measure.geometry import (
    NAN,
    Vec2,
    Vec3,
    across,
    cross,
    distance2,
    mid,
    mid2,
    sub,
    unit,
)

L_SHOULDER, R_SHOULDER, L_HIP, R_HIP = 11, 12, 23, 24

_SCALE_LANDMARKS = (11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
_HALF_VIEW_RAD = math.radians(30.0)
"""Half the horizontal angle of view assumed: 45, 60 and 75 degrees in all changed the mean error
of joint angles on rendered clips by 0.1 degrees or less."""
_MIN_VISIBILITY = 0.05
"""Least weight of a landmark in the scale, so that a hidden one still counts a little."""
_MIN_SPREAD_M2 = 1e-4
"""Weighted world variance below which no scale can be told: a body of 1 cm. Chosen here."""

_NOWHERE3: Vec3 = (NAN, NAN, NAN)
_NOWHERE2: Vec2 = (NAN, NAN)


@dataclass(frozen=True, slots=True, eq=False)
class Trunk:
    """The trunk's own frame in lifted pixels: up the spine, towards the person's left, forward.

    NaN where a shoulder or a hip is not seen. The picture's own middle points stand beside it.
    """

    mid_shoulder: Vec3
    mid_hip: Vec3
    up: Vec3
    left: Vec3
    forward: Vec3
    mid_shoulder_px: Vec2
    mid_hip_px: Vec2


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One person at t_s seconds as lists of floats, 33 landmarks each; NaN where not seen.

    image px, world metres, lifted px (all x right, y down, z away from the camera, un-mirrored).
    torso_px is the length from mid-hip to mid-shoulder in the picture. exact says that the depth
    is known (true joints, not a model's guess), so that nothing needs correcting. extras are
    numbers read from the picture itself, by name.
    """

    t_s: float
    size: ImageSize
    image: list[Vec2]
    world: list[Vec3]
    lifted: list[Vec3]
    visibility: list[float]
    seen: list[bool]
    why: list[int]
    torso_px: float
    trunk: Trunk
    exact: bool = False
    extras: Mapping[str, float] = field(default_factory=dict)


def figure_of(pose: Pose) -> Figure:
    """The figure of a pose: its arrays as lists, and the lifted points worked out once."""
    image: list[Vec2] = [(x, y) for x, y in pose.image_px.tolist()]
    world: list[Vec3] = [(x, y, z) for x, y, z in pose.world_m.tolist()]
    visibility: list[float] = pose.visibility.tolist()
    why: list[int] = pose.why.tolist()
    seen = [w == Unseen.SEEN for w in why]
    lifted = lift(image, world, visibility, seen, pose.size)
    trunk = trunk_of(image, lifted)
    return Figure(
        t_s=pose.t_s,
        size=pose.size,
        image=image,
        world=world,
        lifted=lifted,
        visibility=visibility,
        seen=seen,
        why=why,
        torso_px=distance2(trunk.mid_shoulder_px, trunk.mid_hip_px),
        trunk=trunk,
        extras=pose.extras,
    )


def trunk_of(image: list[Vec2], lifted: list[Vec3]) -> Trunk:
    """The trunk frame of lifted points (px): the shoulder line made square to the spine."""
    mid_shoulder = mid(lifted[L_SHOULDER], lifted[R_SHOULDER])
    mid_hip = mid(lifted[L_HIP], lifted[R_HIP])
    up = unit(sub(mid_shoulder, mid_hip))
    left = across(sub(lifted[L_SHOULDER], lifted[R_SHOULDER]), up)
    return Trunk(
        mid_shoulder=mid_shoulder,
        mid_hip=mid_hip,
        up=up,
        left=left,
        forward=cross(left, up),
        mid_shoulder_px=mid2(image[L_SHOULDER], image[R_SHOULDER]),
        mid_hip_px=mid2(image[L_HIP], image[R_HIP]),
    )


def lift(
    image: list[Vec2],
    world: list[Vec3],
    visibility: list[float],
    seen: list[bool],
    size: ImageSize,
) -> list[Vec3]:
    """Lifted points (px): picture x and y undone of perspective, world z times px per metre.

    The origin is the centre of the picture at the depth of the hips. All NaN where too little of
    the body is seen to tell the scale.
    """
    scale = _px_per_m(image, world, visibility, seen)
    if math.isnan(scale):
        return [_NOWHERE3] * len(image)
    cx, cy = size.width_px / 2, size.height_px / 2
    per_focal = math.tan(_HALF_VIEW_RAD) / cx
    # The world origin lies between the hips by definition; where both are seen, take them at
    # their word instead.
    hips_z = (world[L_HIP][2] + world[R_HIP][2]) / 2
    origin_z = 0.0 if math.isnan(hips_z) else hips_z
    points: list[Vec3] = []
    for (px, py), (_, _, wz) in zip(image, world, strict=True):
        z = scale * (wz - origin_z)
        spread = 1.0 + z * per_focal
        points.append(((px - cx) * spread, (py - cy) * spread, z))
    return points


def _px_per_m(
    image: list[Vec2], world: list[Vec3], visibility: list[float], seen: list[bool]
) -> float:
    """Pixels per world metre that fit trunk and limbs best, each landmark by its visibility."""
    total = sum_px = sum_py = sum_x = sum_y = 0.0
    used: list[tuple[float, float, float, float, float]] = []
    for i in _SCALE_LANDMARKS:
        if not seen[i]:
            continue
        v = visibility[i]
        weight = min(max(v, _MIN_VISIBILITY), 1.0)
        px, py = image[i]
        x, y, _ = world[i]
        used.append((weight, px, py, x, y))
        total += weight
        sum_px += weight * px
        sum_py += weight * py
        sum_x += weight * x
        sum_y += weight * y
    if len(used) < 2:
        return NAN
    mean_px, mean_py = sum_px / total, sum_py / total
    mean_x, mean_y = sum_x / total, sum_y / total
    shared = spread = 0.0
    for weight, px, py, x, y in used:
        dx, dy = x - mean_x, y - mean_y
        shared += weight * ((px - mean_px) * dx + (py - mean_py) * dy)
        spread += weight * (dx * dx + dy * dy)
    return shared / spread if spread > _MIN_SPREAD_M2 * total else NAN
