"""Joint angles in the lifted frame, degrees, and when a bone points too much at the camera.

Method and constants: measured on rendered people with known joints. Picture x and y, world z;
the z of arm and leg bones is shrunk where it is small, because the model's depth error is about
the same few centimetres everywhere and would bend a straight limb.
"""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import (
    NAN,
    Vec3,
    across,
    add_scaled,
    angle_deg,
    cross,
    distance2,
    dot,
    norm,
    sub,
    unit,
)
from formcheck.measure.scale import Baseline

SHOULDER = {Side.LEFT: 11, Side.RIGHT: 12}
ELBOW = {Side.LEFT: 13, Side.RIGHT: 14}
WRIST = {Side.LEFT: 15, Side.RIGHT: 16}
HIP = {Side.LEFT: 23, Side.RIGHT: 24}
KNEE = {Side.LEFT: 25, Side.RIGHT: 26}
ANKLE = {Side.LEFT: 27, Side.RIGHT: 28}
SIGN = {Side.LEFT: 1.0, Side.RIGHT: -1.0}
"""+1 where the person's left is positive."""

ELBOW_SHRINK = 0.4
KNEE_SHRINK = 0.3
HIP_TRUNK_DEPTH = 0.6
"""Share of the trunk's depth that the hip angle believes."""
MAX_OUT_OF_PLANE = 0.45
"""An elbow is judged while the depth of both its bones stays below this share of their length:
mean error 4.4 degrees inside, 7.8 without the limit."""
LONG_IN_PICTURE = 0.85
"""A bone that shows this much of its own length in the picture lies within 32 degrees of it."""
ADDUCTION_FROM_DEG = 45.0
ADDUCTION_TO_DEG = 135.0
_RIG_TRUNK_MM = 510.0
"""Trunk length the landmark-to-joint offsets below are given for."""


def _out_of_plane(bone: Vec3) -> float:
    """Share of a bone's length that points along the camera axis, 0..1."""
    n = norm(bone)
    return abs(bone[2]) / n if n > 0.0 else NAN


def shrunk(bone: Vec3, shrink: float) -> Vec3:
    """The bone with the less believed part of its depth taken away."""
    r = _out_of_plane(bone)
    return (bone[0], bone[1], bone[2] * r / (r + shrink)) if r > 0.0 else bone


def _bones(figure: Figure, at: int, first: int, second: int, shrink: float) -> tuple[Vec3, Vec3]:
    points = figure.lifted
    u, v = sub(points[first], points[at]), sub(points[second], points[at])
    if figure.exact:
        return u, v
    return shrunk(u, shrink), shrunk(v, shrink)


def elbow_flexion(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Bend of the elbow, 0 straight to about 150; NaN while the arm points at the camera."""
    if not figure.exact and arm_points_at_camera(figure, baseline, side):
        return NAN
    u, v = _bones(figure, ELBOW[side], SHOULDER[side], WRIST[side], ELBOW_SHRINK)
    return 180.0 - angle_deg(u, v)


def arm_points_at_camera(figure: Figure, baseline: Baseline, side: Side) -> str:
    """The bone that is too foreshortened to judge the elbow: "upper arm", "forearm" or ""."""
    points = figure.lifted
    elbow = points[ELBOW[side]]
    upper = _out_of_plane(sub(points[SHOULDER[side]], elbow))
    fore = _out_of_plane(sub(points[WRIST[side]], elbow))
    if upper < MAX_OUT_OF_PLANE and fore < MAX_OUT_OF_PLANE:
        return ""
    return "upper arm" if upper > fore else "forearm"


def reach(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Shoulder to wrist over upper arm plus forearm: 1 straight, 0.87 at a right angle and a bit."""
    u, v = _bones(figure, ELBOW[side], SHOULDER[side], WRIST[side], ELBOW_SHRINK)
    whole = norm(u) + norm(v)
    return norm(sub(u, v)) / whole if whole > 0.0 else NAN


def knee_flexion(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Bend of the knee, 0 straight."""
    points = figure.lifted
    knee = points[KNEE[side]]
    u, v = sub(hip_centre(figure, side), knee), sub(points[ANKLE[side]], knee)
    if not figure.exact:
        u, v = shrunk(u, KNEE_SHRINK), shrunk(v, KNEE_SHRINK)
    return 180.0 - angle_deg(u, v)


def hip_flexion(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Bend between trunk and thigh, 0 in line; contains any bend of the lower back."""
    hip = hip_centre(figure, side)
    u = sub(shoulder_centre(figure, side), hip)
    if not figure.exact:
        u = (u[0], u[1], HIP_TRUNK_DEPTH * u[2])
    return 180.0 - angle_deg(u, sub(figure.lifted[KNEE[side]], hip))


def shoulder_elevation(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Angle between the trunk's downward line and the upper arm: 0 hanging, 180 overhead."""
    up = figure.trunk.up
    arm = sub(figure.lifted[ELBOW[side]], shoulder_centre(figure, side))
    return 180.0 - angle_deg(up, arm)


def elevation_plane(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Direction of the upper arm around the trunk: 0 out to the side, 90 forward, over 90 across.

    -180..180 degrees; below 0 behind the body. Undefined along the spine itself.
    """
    trunk = figure.trunk
    arm = sub(figure.lifted[ELBOW[side]], shoulder_centre(figure, side))
    outward = SIGN[side] * dot(arm, trunk.left)
    return math.degrees(math.atan2(dot(arm, trunk.forward), outward))


def horizontal_adduction(figure: Figure, baseline: Baseline, side: Side) -> float:
    """The elevation plane of an arm raised 45..135 degrees; NaN for a lower or higher arm."""
    if not ADDUCTION_FROM_DEG <= shoulder_elevation(figure, baseline, side) <= ADDUCTION_TO_DEG:
        return NAN
    return elevation_plane(figure, baseline, side)


def arm_line(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Distance of the elbow from the line shoulder-wrist in the picture, over the arm's length.

    0 straight, about 0.13 at 30 and 0.25 at 60 degrees of bend seen square on; never too large
    for a straight arm, but too small for a bent one whose bend points at the camera.
    """
    shoulder, elbow = figure.image[SHOULDER[side]], figure.image[ELBOW[side]]
    wrist = figure.image[WRIST[side]]
    arm = (baseline.values["upper_arm"] + baseline.values["forearm"]) * figure.torso_px
    span = distance2(shoulder, wrist)
    if not span > 0.1 * arm:
        return NAN
    rise = (elbow[0] - shoulder[0]) * (wrist[1] - shoulder[1])
    run = (elbow[1] - shoulder[1]) * (wrist[0] - shoulder[0])
    return abs(rise - run) / (span * arm)


def shoulder_centre(figure: Figure, side: Side) -> Vec3:
    """The shoulder joint's centre in lifted px, a little below and outside its landmark.

    The landmark lies 11 mm inside, 4 in front of and 23 above the joint of rendered people with a
    trunk of 510 mm.
    """
    landmark = figure.lifted[SHOULDER[side]]
    if figure.exact:
        return landmark
    trunk = figure.trunk
    mm = figure.torso_px / _RIG_TRUNK_MM
    point = add_scaled(landmark, 11.0 * SIGN[side] * mm, trunk.left)
    point = add_scaled(point, -4.0 * mm, trunk.forward)
    return add_scaled(point, -23.0 * mm, trunk.up)


def hip_centre(figure: Figure, side: Side) -> Vec3:
    """The hip joint's centre in lifted px, above, outside and behind its landmark.

    The landmark lies 10 mm inside, 26 in front of and 24 below the joint of rendered people with
    a trunk of 510 mm, in the frame of the thigh.
    """
    points = figure.lifted
    landmark = points[HIP[side]]
    if figure.exact:
        return landmark
    mm = figure.torso_px / _RIG_TRUNK_MM
    thigh = unit(sub(landmark, points[KNEE[side]]))
    left = across(sub(points[HIP[Side.LEFT]], points[HIP[Side.RIGHT]]), thigh)
    point = add_scaled(landmark, 10.0 * SIGN[side] * mm, left)
    point = add_scaled(point, 26.0 * mm, cross(thigh, left))
    return add_scaled(point, 24.0 * mm, thigh)
