"""Quantities of people on hands and knees, kneeling or prone, seen from the side.

They are read in the picture (the camera level, the floor horizontal) and of one side, so that a
spec can ask for the nearer one. "Headwards" is the way the shoulder lies from the hip of that side
in the picture: on the floor that is plain, while which way the chest faces must be told by depth.
"""

from __future__ import annotations

import math

from formcheck.body import Side
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, Vec2, Vec3, angle_deg, distance2, ratio, sub, wrap_deg
from formcheck.measure.head import EAR, ear_gap
from formcheck.measure.joints import ANKLE, ELBOW, HIP, KNEE, SHOULDER, WRIST, shoulder_centre
from formcheck.measure.near import near_side
from formcheck.measure.quantity import (
    ANY_VIEW,
    FROM_SIDE,
    Quantity,
    Space,
    of_body,
    paired,
    plain,
    scaled,
    whole,
)
from formcheck.measure.scale import Baseline

_CEILING: Vec3 = (0.0, -1.0, 0.0)
_NOSE = 0
_HEEL = {Side.LEFT: 29, Side.RIGHT: 30}


def _headward(figure: Figure, side: Side) -> float:
    """1 where the head lies to the right of the hips in the picture, -1 to their left, or NaN."""
    along = figure.image[SHOULDER[side]][0] - figure.image[HIP[side]][0]
    return NAN if math.isnan(along) else math.copysign(1.0, along)  # copysign gives NaN a sign


def _rise(figure: Figure, side: Side, start: Vec2, end: Vec2) -> float:
    """Slope of the way from start to end, degrees: 0 headwards, 90 up, -90 down."""
    along = _headward(figure, side) * (end[0] - start[0])
    return math.degrees(math.atan2(start[1] - end[1], along))


def _trunk_rise(figure: Figure, side: Side) -> float:
    return _rise(figure, side, figure.image[HIP[side]], figure.image[SHOULDER[side]])


def thigh_lean(figure: Figure, side: Side) -> float:
    """Lean of the thigh from upright: + the hip is behind the knee, 90 level with it.

    About 0 on all fours, 30 in a prayer stretch, 70 on the heels; -90 for somebody lying prone.
    """
    return _rise(figure, side, figure.image[KNEE[side]], figure.image[HIP[side]]) - 90.0


def wrist_ahead(figure: Figure, side: Side) -> float:
    """Wrist headwards of the shoulder of its side over torso length: 0 is under it."""
    way = figure.image[WRIST[side]][0] - figure.image[SHOULDER[side]][0]
    return ratio(_headward(figure, side) * way, figure.torso_px)


def arm_long(figure: Figure, baseline: Baseline, side: Side) -> float:
    """Shoulder to wrist in the picture over the arm's own length at neutral: 1 is straight.

    For arms that lie along the floor, square to a camera beside them. The elbow is left out: bent
    outwards it points at the camera, where the model takes it for straight (0.97 by the elbow
    against 0.65 by this on rendered people).
    """
    own = (baseline.values["upper_arm"] + baseline.values["forearm"]) * baseline.values.get(
        "torso_px", NAN
    )
    return ratio(distance2(figure.image[SHOULDER[side]], figure.image[WRIST[side]]), own)


def head_hang(figure: Figure, side: Side) -> float:
    """Where the face looks against the trunk: 0 along it, headwards; 90 square to it, as the belly.

    - is thrown back. Of the line from ear to nose, which starts about 20 degrees below the gaze.
    """
    gaze = _rise(figure, side, figure.image[EAR[side]], figure.image[_NOSE])
    return wrap_deg(_trunk_rise(figure, side) - gaze)


def neck_hang(figure: Figure, side: Side) -> float:
    """Bend of the neck against the trunk: 0 in line, + the head hangs, - it is lifted."""
    neck = _rise(figure, side, figure.image[SHOULDER[side]], figure.image[EAR[side]])
    return wrap_deg(_trunk_rise(figure, side) - neck)


def neck_length(figure: Figure, side: Side) -> float:
    """Shoulder to the ears along the trunk over the thigh's length in the picture.

    Prone with the chest lifted it was 0.45 to 0.48 on rendered people, 0.32 to 0.39 with the
    shoulders pulled up. The thigh lies along the floor and square to a camera beside it, while
    the trunk's own length changes as it arches.
    """
    thigh = distance2(figure.image[HIP[side]], figure.image[KNEE[side]])
    return ratio(ear_gap(figure, side) * figure.torso_px, thigh)


def ear_over_knee(figure: Figure, side: Side) -> float:
    """Ear above the knee of its side, which lies on the floor, over torso length."""
    ear, knee = figure.image[EAR[side]], figure.image[KNEE[side]]
    return ratio(knee[1] - ear[1], figure.torso_px)


def shoulder_over_knee(figure: Figure, side: Side) -> float:
    """Shoulder above the nearer knee, which lies on the floor, over torso length."""
    shoulder, knee = figure.image[SHOULDER[side]], figure.image[KNEE[near_side(figure)]]
    return ratio(knee[1] - shoulder[1], figure.torso_px)


def hip_over_ankle(figure: Figure, side: Side) -> float:
    """Hip above the ankle of its side over torso length: - where the feet are the higher."""
    hip, ankle = figure.image[HIP[side]], figure.image[ANKLE[side]]
    return ratio(ankle[1] - hip[1], figure.torso_px)


def hip_to_heel(figure: Figure, side: Side) -> float:
    """Hip to heel in the picture over the length of the shin there: small for who sits on it."""
    hip, heel = figure.image[HIP[side]], figure.image[_HEEL[side]]
    shin = distance2(figure.image[KNEE[side]], figure.image[ANKLE[side]])
    return ratio(distance2(hip, heel), shin)


def back_height(figure: Figure) -> float:
    """The middle of the back's outline above the line from hips to shoulders, over that line.

    From the outline of the person in the picture; it holds the trunk's thickness, so it says most
    as a change since neutral: + rounded, - sunk in.
    """
    return figure.extras.get("back_height_ratio", NAN)


def shoulder_rise(figure: Figure, side: Side) -> float:
    """Slope of the line from the other shoulder to this one: + this one is the higher, 90 above.

    In space, so that a turned camera does not make it steeper.
    """
    x, y, z = sub(figure.lifted[SHOULDER[side]], figure.lifted[SHOULDER[side.other]])
    return math.degrees(math.atan2(-y, math.hypot(x, z)))


def elbow_rise(figure: Figure, side: Side) -> float:
    """Slope of the upper arm from the shoulder: 90 points to the ceiling, 0 is level, -90 hangs."""
    arm = sub(figure.lifted[ELBOW[side]], shoulder_centre(figure, side))
    return 90.0 - angle_deg(arm, _CEILING)


_IMAGE = Space.IMAGE
_SIDE = ("shoulder", "hip")

QUANTITIES: tuple[Quantity, ...] = (
    paired(
        "thigh_lean_deg", "deg", _IMAGE, FROM_SIDE, (*_SIDE, "knee"), plain(thigh_lean),
        "Lean of the thigh: 0 the hip is above the knee, + behind it, 90 level with it.",
    ),
    paired(
        "wrist_ahead_ratio", "ratio", _IMAGE, FROM_SIDE, ("wrist", "shoulders", "hips"),
        plain(wrist_ahead),
        "Wrist ahead of the shoulder of somebody on the floor, in torso lengths: 0 is under it.",
    ),
    paired(
        "arm_long_ratio", "ratio", _IMAGE, ANY_VIEW, ("shoulder", "wrist"),
        scaled(arm_long),
        "Shoulder to wrist in the picture against the arm's own length: 1 is straight.",
        needs="neutral",
    ),
    paired(
        "head_hang_deg", "deg", _IMAGE, FROM_SIDE, (*_SIDE, "ear", "nose"), plain(head_hang),
        "Where the face looks against the trunk: 0 along it, 90 square to it, - thrown back.",
    ),
    paired(
        "neck_hang_deg", "deg", _IMAGE, FROM_SIDE, (*_SIDE, "ear"), plain(neck_hang),
        "Bend of the neck against the trunk: 0 in line, + the head hangs, - it is lifted.",
    ),
    paired(
        "neck_length_ratio", "ratio", _IMAGE, FROM_SIDE, ("ears", "shoulders", "hips", "knee"),
        plain(neck_length),
        "Shoulder to ears along the trunk, in thigh lengths: shorter is a shoulder pulled up.",
    ),
    paired(
        "ear_over_knee_ratio", "ratio", _IMAGE, FROM_SIDE, ("ear", "knee", "shoulders", "hips"),
        plain(ear_over_knee),
        "Ear above the knee of its side, which lies on the floor, in torso lengths.",
    ),
    paired(
        "shoulder_over_knee_ratio", "ratio", _IMAGE, FROM_SIDE, ("shoulders", "hips"),
        plain(shoulder_over_knee),
        "Shoulder above the nearer knee, which lies on the floor, in torso lengths.",
    ),
    paired(
        "hip_over_ankle_ratio", "ratio", _IMAGE, FROM_SIDE, ("hip", "ankle", "shoulders", "hips"),
        plain(hip_over_ankle),
        "Hip above the ankle of its side, in torso lengths: - where the feet are the higher.",
    ),
    paired(
        "hip_to_heel_ratio", "ratio", _IMAGE, FROM_SIDE, ("hip", "heel", "knee", "ankle"),
        plain(hip_to_heel),
        "Hip to the heel of its side, in lengths of the shin: small for who sits on it.",
    ),
    of_body(
        "back_height_ratio", "ratio", _IMAGE, FROM_SIDE, ("shoulders", "hips"),
        whole(back_height),
        "Height of the back's outline over the line from hips to shoulders: more is rounder.",
        extras=("back_height_ratio",),
    ),
    paired(
        "shoulder_rise_deg", "deg", Space.LIFTED, ANY_VIEW, ("shoulders",), plain(shoulder_rise),
        "Slope of the shoulders: 0 is level, + this one is the higher, 90 straight above.",
    ),
    paired(
        "elbow_rise_deg", "deg", Space.LIFTED, ANY_VIEW, ("shoulders", "elbow", "hips"),
        plain(elbow_rise),
        "Where the upper arm points: 90 to the ceiling, 0 level, -90 down.",
    ),
)  # fmt: skip
"""The quantities of this module."""
