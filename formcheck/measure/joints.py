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
    ratio,
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
MIN_SHOWN = 0.8
ENOUGH_SHOWN = 0.9
"""An elbow is judged while both its bones show in the picture: at least 0.8 of their own length
with a depth below 0.45 of it, or 0.9 of their length whatever the depth says. Measured on 39
rendered clips: mean error 4.3 degrees on 73 % of the arms seen, against 11.3 without a limit and
4.6 on 69 % with the limit on depth alone."""
WELL_SHOWN = 0.92
"""A bone that shows this much of its own length is taken as it lies. Chosen on rendered clips."""
ADDUCTION_FROM_DEG = 45.0
ADDUCTION_TO_DEG = 135.0
BENT_REACH = 0.8
STRAIGHT_REACH = 0.9
"""Horizontal adduction follows the upper arm below a reach of 0.8 and the whole arm above 0.9:
mean error 9 against 13 degrees (upper arm alone) with the arm across, 22 against 27 with both
arms across."""
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
    if not figure.exact and bone_at_camera(figure, baseline, side):
        return NAN
    u, v = _bones(figure, ELBOW[side], SHOULDER[side], WRIST[side], ELBOW_SHRINK)
    return 180.0 - angle_deg(u, v)


def bone_at_camera(figure: Figure, baseline: Baseline, side: Side) -> str:
    """The bone that shows too little to judge the elbow: "upper arm", "forearm" or ""."""
    upper_depth, upper_shown = _shown(figure, SHOULDER[side], ELBOW[side], baseline, "upper_arm")
    fore_depth, fore_shown = _shown(figure, WRIST[side], ELBOW[side], baseline, "forearm")
    shown = min(upper_shown, fore_shown)  # NaN where no hips give the scale: depth must do
    if shown >= ENOUGH_SHOWN:
        return ""
    if not max(upper_depth, fore_depth) < MAX_OUT_OF_PLANE:
        return "upper arm" if upper_depth > fore_depth else "forearm"
    if shown < MIN_SHOWN:
        return "upper arm" if upper_shown < fore_shown else "forearm"
    return ""


def _shown(figure: Figure, end: int, at: int, baseline: Baseline, name: str) -> tuple[float, float]:
    """Depth of a bone as a share of itself, and its length in the picture over its own."""
    length_px = baseline.values[name] * figure.torso_px
    seen_px = distance2(figure.image[end], figure.image[at])
    return _out_of_plane(sub(figure.lifted[end], figure.lifted[at])), ratio(seen_px, length_px)


def reach(figure: Figure, side: Side) -> float:
    """Shoulder to wrist over upper arm plus forearm: 1 straight, 0.71 at a right angle."""
    u, v = _bones(figure, ELBOW[side], SHOULDER[side], WRIST[side], ELBOW_SHRINK)
    whole = norm(u) + norm(v)
    return norm(sub(u, v)) / whole if whole > 0.0 else NAN


def knee_flexion(figure: Figure, side: Side) -> float:
    """Bend of the knee, 0 straight."""
    points = figure.lifted
    knee = points[KNEE[side]]
    u, v = sub(hip_centre(figure, side), knee), sub(points[ANKLE[side]], knee)
    if not figure.exact:
        u, v = shrunk(u, KNEE_SHRINK), shrunk(v, KNEE_SHRINK)
    return 180.0 - angle_deg(u, v)


def hip_flexion(figure: Figure, side: Side) -> float:
    """Bend between trunk and thigh, 0 in line; contains any bend of the lower back."""
    hip = hip_centre(figure, side)
    u = sub(shoulder_centre(figure, side), hip)
    if not figure.exact:
        u = (u[0], u[1], HIP_TRUNK_DEPTH * u[2])
    return 180.0 - angle_deg(u, sub(figure.lifted[KNEE[side]], hip))


def shoulder_elevation(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Angle between the trunk's downward line and the upper arm: 0 hanging, 180 overhead.

    An upper arm below shoulder height that the picture shows much shorter than it is points at
    the camera or away, and the model says too little of that; its way out from the trunk is then
    taken from its own length, towards or away making no difference to the elevation. Mean error
    with the arm across: 6.9 degrees instead of 10.9. Above shoulder height a short upper arm is
    mostly a misplaced elbow, and is left alone.
    """
    arm = sub(figure.lifted[ELBOW[side]], shoulder_centre(figure, side))
    down = -dot(arm, figure.trunk.up)
    out = math.sqrt(max(dot(arm, arm) - down * down, 0.0))
    if down > 0.0 and not figure.exact:
        own_px = baseline.values["upper_arm"] * figure.torso_px
        seen_px = distance2(figure.image[ELBOW[side]], figure.image[SHOULDER[side]])
        missing = (WELL_SHOWN - ratio(seen_px, own_px)) / (WELL_SHOWN - MIN_SHOWN)
        if missing > 0.0:
            own_out = math.sqrt(max(own_px * own_px - down * down, 0.0))
            out += min(missing, 1.0) * max(own_out - out, 0.0)
    return math.degrees(math.atan2(out, down))


def arm_raise(figure: Figure, side: Side) -> float:
    """Angle between the trunk's downward line and that from shoulder to wrist, 0 hanging.

    Bending the elbow with the hand overhead changes it little, and a hand held out to the camera
    reads level though the picture shows it as high as one half way up. On rendered people 112 true
    degrees straight ahead read 106 to 116, 154 over the head with bent elbows 142 to 152.
    """
    hand = sub(figure.lifted[WRIST[side]], figure.lifted[SHOULDER[side]])
    x, y, z = figure.trunk.up
    return angle_deg(hand, (-x, -y, -z))


def _plane(figure: Figure, arm: Vec3, side: Side) -> float:
    """Direction of an arm around the trunk, -180..180: 0 to its own side, 90 forward."""
    trunk = figure.trunk
    outward = SIGN[side] * dot(arm, trunk.left)
    return math.degrees(math.atan2(dot(arm, trunk.forward), outward))


def elevation_plane(figure: Figure, side: Side) -> float:
    """Direction of the upper arm around the trunk: 0 out to the side, 90 forward, over 90 across.

    -180..180 degrees; below 0 behind the body. Undefined along the spine itself.
    """
    arm = sub(figure.lifted[ELBOW[side]], shoulder_centre(figure, side))
    return _plane(figure, arm, side)


def horizontal_adduction(figure: Figure, baseline: Baseline, side: Side) -> float:
    """The elevation plane of an arm raised 45..135 degrees; NaN for a lower or higher arm.

    A straight arm is measured along its whole length, because the hand of an arm across the body
    is placed far better than its elbow, which is often covered.
    """
    elevation = shoulder_elevation(figure, baseline, side)
    if not ADDUCTION_FROM_DEG <= elevation <= ADDUCTION_TO_DEG:
        return NAN
    points = figure.lifted
    elbow = points[ELBOW[side]]
    arm = sub(elbow, shoulder_centre(figure, side))
    if not figure.exact:
        straight = (reach(figure, side) - BENT_REACH) / (STRAIGHT_REACH - BENT_REACH)
        if straight > 0.0:
            arm = add_scaled(arm, min(straight, 1.0), sub(points[WRIST[side]], elbow))
    return _plane(figure, arm, side)


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
    a trunk of 510 mm, in the frame of the thigh. The landmark itself where no trunk is seen.
    """
    points = figure.lifted
    landmark = points[HIP[side]]
    if figure.exact or math.isnan(figure.torso_px):
        return landmark
    mm = figure.torso_px / _RIG_TRUNK_MM
    thigh = unit(sub(landmark, points[KNEE[side]]))
    left = across(sub(points[HIP[Side.LEFT]], points[HIP[Side.RIGHT]]), thigh)
    point = add_scaled(landmark, 10.0 * SIGN[side] * mm, left)
    point = add_scaled(point, 26.0 * mm, cross(thigh, left))
    return add_scaled(point, 24.0 * mm, thigh)
