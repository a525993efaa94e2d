"""Quantities of people on their back: hips, shins, head and hands against the floor.

From the side they are read in the picture (the camera level, the floor horizontal) and of one
side, so that a spec can ask for the nearer one. From the foot end left and right show as from the
front.
"""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure import motion
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import (
    NAN,
    Vec2,
    add_scaled,
    angle_deg,
    distance2,
    dot,
    mid,
    mid2,
    ratio,
    sub,
)
from formcheck.measure.head import EAR
from formcheck.measure.joints import ANKLE, ELBOW, HIP, KNEE, SHOULDER, SIGN, WRIST
from formcheck.measure.quantity import (
    ANY_VIEW,
    ENDS,
    FROM_SIDE,
    Quantity,
    Space,
    of_body,
    paired,
    plain,
    scaled,
    speed,
    whole,
)
from formcheck.measure.scale import Baseline

_CEILING = (0.0, -1.0, 0.0)
_LEFT, _RIGHT = Side.LEFT, Side.RIGHT
_NOSE = 0


def _way(a: Vec2, b: Vec2) -> float:
    """1 where b lies to the right of a in the picture, -1 to its left; between where hardly."""
    along = ratio(b[0] - a[0], distance2(a, b))
    return NAN if math.isnan(along) else min(max(3.0 * along, -1.0), 1.0)


def _above_line(p: Vec2, a: Vec2, b: Vec2) -> float:
    """How far p lies above the line from a to b, px; NaN where the line has no length."""
    if a[0] > b[0]:
        a, b = b, a
    dx, dy = b[0] - a[0], b[1] - a[1]
    return ratio(dy * (p[0] - a[0]) - dx * (p[1] - a[1]), math.hypot(dx, dy))


def hip_line(figure: Figure, side: Side) -> float:
    """Hip above the line from shoulder to knee over torso length: 0 on it, - sagging below."""
    points = figure.image
    off = _above_line(points[HIP[side]], points[SHOULDER[side]], points[KNEE[side]])
    return ratio(off, figure.torso_px)


def hip_rise(figure: Figure, side: Side) -> float:
    """Hip above the line from shoulder to ankle over torso length: about 0 while it lies."""
    points = figure.image
    off = _above_line(points[HIP[side]], points[SHOULDER[side]], points[ANKLE[side]])
    return ratio(off, figure.torso_px)


def shin_lean(figure: Figure, side: Side) -> float:
    """Lean of the shin from upright: + where the foot is farther from the hips than the knee."""
    points = figure.image
    (kx, ky), (ax, ay) = points[KNEE[side]], points[ANKLE[side]]
    feetward = _way(points[SHOULDER[side]], points[HIP[side]])
    return math.degrees(math.atan2(feetward * (ax - kx), ay - ky))


def ear_height(figure: Figure, side: Side) -> float:
    """Ear above the shoulder of its side over torso length: + lifted, - hanging back."""
    ear, shoulder = figure.image[EAR[side]], figure.image[SHOULDER[side]]
    return ratio(shoulder[1] - ear[1], figure.torso_px)


def face_up(figure: Figure) -> float:
    """Angle between the way the nose points from the ears and the ceiling: 0 looks straight up."""
    ears = mid(figure.lifted[EAR[_LEFT]], figure.lifted[EAR[_RIGHT]])
    return angle_deg(sub(figure.lifted[_NOSE], ears), _CEILING)


def head_back(figure: Figure) -> float:
    """Tilt of the face against the chest: 0 looks where it faces, + chin up, - chin down."""
    trunk, points = figure.trunk, figure.lifted
    face = sub(points[_NOSE], mid(points[EAR[_LEFT]], points[EAR[_RIGHT]]))
    return math.degrees(math.atan2(dot(face, trunk.up), dot(face, trunk.forward)))


def on_back(figure: Figure) -> float:
    """Angle between the way the chest faces and the ceiling: 0 on the back, 180 face down."""
    return angle_deg(figure.trunk.forward, _CEILING)


def _to_bone(p: Vec2, a: Vec2, b: Vec2) -> float:
    """Distance of p from the nearest point between a and b, px."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = ratio((p[0] - a[0]) * dx + (p[1] - a[1]) * dy, dx * dx + dy * dy)
    if math.isnan(along):
        return NAN
    share = min(max(along, 0.0), 1.0)
    return distance2(p, (a[0] + share * dx, a[1] + share * dy))


def side_on(figure: Figure) -> float:
    """How squarely the camera sees the side: 90 from the side, 0 from the front or from an end."""
    points = figure.lifted
    shoulders = sub(points[SHOULDER[_LEFT]], points[SHOULDER[_RIGHT]])
    hips = sub(points[HIP[_LEFT]], points[HIP[_RIGHT]])
    x, y, z = add_scaled(shoulders, 1.0, hips)
    return math.degrees(math.atan2(abs(z), math.hypot(x, y)))


def hand_to_shin(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Wrist to the nearest point of the shin of its side in the picture, over forearm length."""
    knee, ankle = figure.image[KNEE[side]], figure.image[ANKLE[side]]
    apart = _to_bone(figure.image[WRIST[side]], knee, ankle)
    return ratio(apart, baseline.values["forearm"] * figure.torso_px)


def knees_aside(figure: Figure, side: Side) -> float:
    """Way of mid-knee from mid-hip to this side in the picture: 0 straight on, 90 all to it.

    The shoulders tell on which side of the picture the person's left is: the right one from the
    foot end, the left one from the head end.
    """
    leftward = _way(figure.image[SHOULDER[_RIGHT]], figure.image[SHOULDER[_LEFT]])
    knee = mid2(figure.image[KNEE[_LEFT]], figure.image[KNEE[_RIGHT]])
    hip = figure.trunk.mid_hip_px
    sign = SIGN[side] * leftward
    return math.degrees(math.atan2(sign * (knee[0] - hip[0]), abs(hip[1] - knee[1])))


def _span_px(figure: Figure) -> float:
    """Distance between the shoulders in the picture, px: from the foot end the trunk is short."""
    return distance2(figure.image[SHOULDER[_LEFT]], figure.image[SHOULDER[_RIGHT]])


def hand_to_thigh(figure: Figure, side: Side) -> float:
    """Wrist to the middle of the thigh of its side in the picture, over shoulder span."""
    thigh = mid2(figure.image[HIP[side]], figure.image[KNEE[side]])
    return ratio(distance2(figure.image[WRIST[side]], thigh), _span_px(figure))


def knee_spread(figure: Figure) -> float:
    """Distance between the knees in the picture over the distance between the shoulders."""
    return ratio(distance2(figure.image[KNEE[_LEFT]], figure.image[KNEE[_RIGHT]]), _span_px(figure))


def _roll(figure: Figure, joint: dict[Side, int], side: Side) -> float:
    (lx, ly), (rx, ry) = figure.image[joint[_LEFT]], figure.image[joint[_RIGHT]]
    return math.degrees(math.atan2(SIGN[side] * (ly - ry), abs(lx - rx)))


def chest_roll(figure: Figure, side: Side) -> float:
    """Slope of the shoulders in the picture: + where the other shoulder is lifted off the floor."""
    return _roll(figure, SHOULDER, side)


def hips_roll(figure: Figure, side: Side) -> float:
    """Slope of the hips in the picture: + where the other hip is lifted off the floor."""
    return _roll(figure, HIP, side)


def arm_headward(figure: Figure, side: Side) -> float:
    """Elbow beyond the shoulder along the trunk over torso length: + towards the head."""
    shoulder, hip = figure.image[SHOULDER[side]], figure.image[HIP[side]]
    elbow = figure.image[ELBOW[side]]
    dx, dy = shoulder[0] - hip[0], shoulder[1] - hip[1]
    beyond = (elbow[0] - shoulder[0]) * dx + (elbow[1] - shoulder[1]) * dy
    return ratio(beyond, dx * dx + dy * dy)


_IMAGE, _LIFTED = Space.IMAGE, Space.LIFTED

QUANTITIES: tuple[Quantity, ...] = (
    paired(
        "hip_line_ratio", "ratio", _IMAGE, FROM_SIDE, ("shoulders", "hips", "knee"),
        plain(hip_line),
        "Hip above the line from shoulder to knee, in torso lengths: 0 is on it, - below it.",
    ),
    paired(
        "hip_rise_ratio", "ratio", _IMAGE, FROM_SIDE, ("shoulders", "hips", "ankle"),
        plain(hip_rise),
        "Hip above the line from shoulder to ankle, in torso lengths: about 0 is lying.",
    ),
    paired(
        "shin_lean_deg", "deg", _IMAGE, FROM_SIDE, ("shoulder", "hip", "knee", "ankle"),
        plain(shin_lean),
        "Lean of the shin of somebody lying: 0 is upright, + is the foot far from the hips.",
    ),
    paired(
        "ear_height_ratio", "ratio", _IMAGE, FROM_SIDE, ("ear", "shoulder", "shoulders", "hips"),
        plain(ear_height),
        "Ear above the shoulder of its side, in torso lengths: + is lifted, - is hanging back.",
    ),
    paired(
        "hand_to_shin_ratio", "ratio", _IMAGE, ANY_VIEW,
        ("wrist", "knee", "ankle", "shoulders", "hips"), scaled(hand_to_shin),
        "Wrist to the shin of its side in the picture, in forearm lengths: 0 is touching.",
    ),
    paired(
        "hand_to_thigh_ratio", "ratio", _IMAGE, ENDS, ("wrist", "hip", "knee", "shoulders"),
        plain(hand_to_thigh),
        "Wrist to the middle of the thigh of its side in the picture, in shoulder widths.",
    ),
    paired(
        "arm_headward_ratio", "ratio", _IMAGE, ANY_VIEW, ("shoulder", "elbow", "hip"),
        plain(arm_headward),
        "Elbow beyond the shoulder along the trunk, in torso lengths: + towards the head.",
    ),
    paired(
        "chest_roll_deg", "deg", _IMAGE, ENDS, ("shoulders",), plain(chest_roll),
        "Roll of the chest of somebody lying: 0 is flat, + is towards this side.",
    ),
    paired(
        "hips_roll_deg", "deg", _IMAGE, ENDS, ("hips",), plain(hips_roll),
        "Roll of the hips of somebody lying: 0 is flat, + is towards this side.",
    ),
    paired(
        "knees_aside_deg", "deg", _IMAGE, ENDS, ("knees", "hips", "shoulders"), plain(knees_aside),
        "Where both knees lie over the hips: 0 is above them, + is fallen to this side.",
    ),
    of_body(
        "knee_spread_ratio", "ratio", _IMAGE, ENDS, ("knees", "shoulders"), whole(knee_spread),
        "Distance between the knees in the picture, in shoulder widths; never negative.",
    ),
    speed(
        "hips_motion_tl_s", ("hips",), motion.hips_motion,
        "Speed of the faster hip: 0 is still. Tells small slow moves from rest.",
    ),
    speed(
        "knees_motion_tl_s", ("knees", "hips"), motion.knees_motion,
        "Speed of the faster knee: 0 is still.",
    ),
    of_body(
        "side_on_deg", "deg", _LIFTED, ANY_VIEW, ("shoulders", "hips"), whole(side_on),
        "How squarely the side is seen: 90 is from the side, 0 from the front or from an end.",
    ),
    of_body(
        "face_up_deg", "deg", _LIFTED, ANY_VIEW, ("nose", "ears"), whole(face_up),
        "Where the face looks: 0 is the ceiling, 90 level; never negative.",
    ),
    of_body(
        "head_back_deg", "deg", _LIFTED, FROM_SIDE, ("nose", "ears", "shoulders", "hips"),
        whole(head_back),
        "Tilt of the face against the chest: 0 looks where it faces, + is the head hanging back.",
    ),
    of_body(
        "on_back_deg", "deg", _LIFTED, ANY_VIEW, ("shoulders", "hips"), whole(on_back),
        "Where the chest faces: 0 is the ceiling (on the back), 90 level, 180 the floor.",
    ),
)  # fmt: skip
"""The quantities of this module."""
