"""Measures of true joints, by name: angles in degrees, distances as ratios to lengths of the body.

Definitions follow the clinical conventions: 0 is the anatomical neutral position (a straight elbow
reads 0). Each function takes a Skeleton, and a side where it is of one, and returns (frames,).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, ParamSpec

import numpy as np
from numpy.typing import NDArray

from reference.skeleton import JOINTS, SIDES, UP, Floats, Skeleton, angle_deg, dot, lengths, unit

Unit = Literal["deg", "ratio", "1/s"]
Of = Literal["side", "turn", "body", "drift", "body drift"]
P = ParamSpec("P")
Frames = NDArray[np.bool_]
"""Which frames (frames,) belong to a moment that values are compared with."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of a body.

    of: "side" is a measure of one side, "turn" one whose positive values are to the person's left
    (and, asked for a side, to that side), "body" one of neither; "drift" is of one side and says
    how far something has gone since a moment, "body drift" the same of no side. about: what it is,
    with zero and sign.
    """

    name: str
    unit: Unit
    of: Of
    about: str
    function: Callable[..., Floats]

    @property
    def is_drift(self) -> bool:
        """Whether it has values only since a moment."""
        return "drift" in self.of

    def values(self, skeleton: Skeleton, side: str, since: Frames | None = None) -> Floats:
        """Its values (frames,) of that side, "left" or "right"; since is for a drift alone."""
        words = (side,) if self.of in {"side", "drift"} else ()
        moment = (since,) if self.is_drift else ()
        values = self.function(skeleton, *words, *moment)
        return -values if self.of == "turn" and side == "right" else values


MEASURES: dict[str, Measure] = {}
"""All measures by name."""


def _define(unit: Unit, of: Of, about: str) -> Callable[[Callable[P, Floats]], Callable[P, Floats]]:
    """Returns a decorator that makes a function the measure of its name, less the underscore."""

    def define(function: Callable[P, Floats]) -> Callable[P, Floats]:
        name = function.__name__.removeprefix("_")
        MEASURES[name] = Measure(name, unit, of, about, function)
        return function

    return define


def opposite(side: str) -> str:
    """The other side of the body."""
    return "right" if side == "left" else "left"


# Angles of joints.


def _flexion(skeleton: Skeleton, near: str, joint: str, far: str) -> Floats:
    return 180.0 - angle_deg(skeleton.segment(joint, near), skeleton.segment(joint, far))


@_define("deg", "side", "0 straight")
def _elbow_flexion(skeleton: Skeleton, side: str) -> Floats:
    return _flexion(skeleton, f"{side}_shoulder", f"{side}_elbow", f"{side}_wrist")


@_define("deg", "side", "thigh against trunk, 0 in line")
def _hip_flexion(skeleton: Skeleton, side: str) -> Floats:
    return _flexion(skeleton, f"{side}_shoulder", f"{side}_hip", f"{side}_knee")


@_define("deg", "side", "0 straight")
def _knee_flexion(skeleton: Skeleton, side: str) -> Floats:
    return _flexion(skeleton, f"{side}_hip", f"{side}_knee", f"{side}_ankle")


@_define("deg", "side", "shoulder, hip, ankle; 0 in line")
def _body_bend(skeleton: Skeleton, side: str) -> Floats:
    return _flexion(skeleton, f"{side}_shoulder", f"{side}_hip", f"{side}_ankle")


@_define("deg", "side", "upper arm against the trunk, 0 hanging, 180 up")
def _shoulder_elevation(skeleton: Skeleton, side: str) -> Floats:
    return angle_deg(-skeleton.trunk, skeleton.segment(f"{side}_shoulder", f"{side}_elbow"))


@_define(
    "deg",
    "side",
    "plane of the raised upper arm: 0 out to the side, 90 forward, over 90 across, "
    "negative backward; only at an elevation of 45 to 135",
)
def _horizontal_adduction(skeleton: Skeleton, side: str) -> Floats:
    arm = skeleton.segment(f"{side}_shoulder", f"{side}_elbow")
    outward = skeleton.leftward("shoulder") * (1.0 if side == "left" else -1.0)
    plane = np.degrees(np.arctan2(dot(arm, skeleton.forward("shoulder")), dot(arm, outward)))
    elevation = _shoulder_elevation(skeleton, side)
    return np.where((elevation >= 45.0) & (elevation <= 135.0), plane, np.nan)


# Directions against gravity.


def _inclination(vectors: Floats) -> Floats:
    return angle_deg(vectors, UP)


@_define("deg", "body", "trunk against the vertical, 0 upright")
def _trunk_incl(skeleton: Skeleton) -> Floats:
    return _inclination(skeleton.trunk)


def _lean(skeleton: Skeleton, direction: Floats) -> Floats:
    level = direction - dot(direction, UP)[:, None] * UP
    return np.degrees(np.arctan2(dot(skeleton.trunk, unit(level)), skeleton.trunk[:, 2]))


@_define("deg", "body", "lean, + forward of the pelvis; if not lying")
def _trunk_incl_sagittal(skeleton: Skeleton) -> Floats:
    return _lean(skeleton, skeleton.forward("hip"))


@_define("deg", "turn", "lean to the side; if not lying")
def _trunk_incl_frontal(skeleton: Skeleton) -> Floats:
    return _lean(skeleton, skeleton.segment("right_hip", "left_hip"))


def _heading(line: Floats) -> Floats:
    return np.degrees(np.unwrap(np.arctan2(line[:, 1], line[:, 0])))


@_define("deg", "turn", "heading of the shoulder line")
def _thorax_yaw(skeleton: Skeleton) -> Floats:
    return _heading(skeleton.segment("right_shoulder", "left_shoulder"))


@_define("deg", "turn", "heading of the hip line")
def _pelvis_yaw(skeleton: Skeleton) -> Floats:
    return _heading(skeleton.segment("right_hip", "left_hip"))


@_define("deg", "turn", "chest against pelvis about the trunk's axis")
def _trunk_twist(skeleton: Skeleton) -> Floats:
    hips, shoulders = skeleton.leftward("hip"), skeleton.leftward("shoulder")
    sine = dot(np.cross(hips, shoulders), unit(skeleton.trunk))
    return np.degrees(np.arctan2(sine, dot(hips, shoulders)))


def _level(line: Floats) -> Floats:
    return np.degrees(np.arctan2(line[:, 2], np.hypot(line[:, 0], line[:, 1])))


@_define("deg", "turn", "+ the side's shoulder is higher")
def _shoulder_level(skeleton: Skeleton) -> Floats:
    return _level(skeleton.segment("right_shoulder", "left_shoulder"))


@_define("deg", "turn", "+ the side's hip is higher")
def _hip_level(skeleton: Skeleton) -> Floats:
    return _level(skeleton.segment("right_hip", "left_hip"))


@_define("deg", "side", "shin against the vertical")
def _shin_incl(skeleton: Skeleton, side: str) -> Floats:
    return _inclination(skeleton.segment(f"{side}_ankle", f"{side}_knee"))


@_define("deg", "side", "elbow to wrist, 0 straight up")
def _forearm_incl(skeleton: Skeleton, side: str) -> Floats:
    return _inclination(skeleton.segment(f"{side}_elbow", f"{side}_wrist"))


@_define("deg", "side", "shoulder to elbow, 0 straight up")
def _upper_arm_incl(skeleton: Skeleton, side: str) -> Floats:
    return _inclination(skeleton.segment(f"{side}_shoulder", f"{side}_elbow"))


@_define("deg", "body", "ankles to shoulders, 0 upright")
def _body_incl(skeleton: Skeleton) -> Floats:
    return _inclination(skeleton.middle("shoulder") - skeleton.middle("ankle"))


# The head.


def _neck(skeleton: Skeleton) -> Floats:
    return skeleton.middle("ear") - skeleton.middle("shoulder")


def _gaze(skeleton: Skeleton) -> Floats:
    return skeleton.joint("nose") - skeleton.middle("ear")


@_define("deg", "body", "shoulders to ears against the trunk, + forward")
def _neck_to_trunk(skeleton: Skeleton) -> Floats:
    neck, ahead = _neck(skeleton), skeleton.forward("shoulder")
    return np.degrees(np.arctan2(dot(neck, ahead), dot(neck, unit(skeleton.trunk))))


@_define("deg", "body", "ears to nose against the trunk, + chin down")
def _head_to_trunk(skeleton: Skeleton) -> Floats:
    gaze, ahead = _gaze(skeleton), skeleton.forward("shoulder")
    return np.degrees(np.arctan2(-dot(gaze, unit(skeleton.trunk)), dot(gaze, ahead)))


@_define("deg", "body", "ears to nose below the level, + down")
def _head_pitch(skeleton: Skeleton) -> Floats:
    return -_level(_gaze(skeleton))


@_define("deg", "turn", "tilt, + to the side")
def _head_roll(skeleton: Skeleton) -> Floats:
    return -_level(skeleton.segment("right_eye", "left_eye"))


@_define("deg", "turn", "turn of the head on the chest")
def _head_yaw(skeleton: Skeleton) -> Floats:
    gaze, ahead = _gaze(skeleton), skeleton.forward("shoulder")
    return np.degrees(np.arctan2(dot(gaze, skeleton.leftward("shoulder")), dot(gaze, ahead)))


@_define("ratio", "side", "ear above shoulder along the trunk, per trunk; a shrug makes it smaller")
def _ear_shoulder_gap(skeleton: Skeleton, side: str) -> Floats:
    gap = dot(skeleton.segment(f"{side}_shoulder", f"{side}_ear"), unit(skeleton.trunk))
    return gap / skeleton.trunk_length


@_define("ratio", "body", "ears off the trunk's axis, per trunk")
def _head_offset(skeleton: Skeleton) -> Floats:
    neck, axis = _neck(skeleton), unit(skeleton.trunk)
    aside = neck - dot(neck, axis)[:, None] * axis
    return lengths(aside) / skeleton.trunk_length


# Heights above the floor and places along it.


def _height(part: str) -> Callable[[Skeleton, str], Floats]:
    def height(skeleton: Skeleton, side: str) -> Floats:
        return skeleton.joint(f"{side}_{part}")[:, 2] / skeleton.trunk_length

    return height


def _above(part: str, other: str) -> Callable[[Skeleton, str], Floats]:
    def above(skeleton: Skeleton, side: str) -> Floats:
        rise = skeleton.segment(f"{side}_{other}", f"{side}_{part}")[:, 2]
        return rise / skeleton.trunk_length

    return above


def _along(part: str, other: str) -> Callable[[Skeleton, str], Floats]:
    def along(skeleton: Skeleton, side: str) -> Floats:
        level = unit(skeleton.trunk * (1.0, 1.0, 0.0))
        offset = skeleton.segment(f"{side}_{other}", f"{side}_{part}")
        return dot(offset, level) / skeleton.trunk_length

    return along


@_define("ratio", "side", "wrist above the middle of the shoulders, per trunk")
def _hand_height(skeleton: Skeleton, side: str) -> Floats:
    rise = skeleton.joint(f"{side}_wrist")[:, 2] - skeleton.middle("shoulder")[:, 2]
    return rise / skeleton.trunk_length


@_define("ratio", "side", "in height, per upper arm")
def _elbow_below_shoulder(skeleton: Skeleton, side: str) -> Floats:
    drop = skeleton.segment(f"{side}_elbow", f"{side}_shoulder")[:, 2]
    return drop / skeleton.length(f"{side}_shoulder", f"{side}_elbow")


@_define("ratio", "side", "hip above the line from shoulder to knee, per trunk")
def _hip_line(skeleton: Skeleton, side: str) -> Floats:
    shoulder, knee = skeleton.joint(f"{side}_shoulder"), skeleton.joint(f"{side}_knee")
    line = unit(knee - shoulder)
    upright = unit(UP - dot(np.broadcast_to(UP, line.shape), line)[:, None] * line)
    return dot(skeleton.joint(f"{side}_hip") - shoulder, upright) / skeleton.trunk_length


@_define("ratio", "side", "hip above the floor, per shin")
def _hip_height(skeleton: Skeleton, side: str) -> Floats:
    shin = skeleton.length(f"{side}_knee", f"{side}_ankle")
    return skeleton.joint(f"{side}_hip")[:, 2] / shin


# Distances between parts.


def _apart(part: str) -> Callable[[Skeleton], Floats]:
    def apart(skeleton: Skeleton) -> Floats:
        gap = lengths(skeleton.segment(f"right_{part}", f"left_{part}"))
        return gap / skeleton.shoulder_width

    return apart


def _distance(
    part: str, other: str, per: tuple[str, str], *, crossed: bool = False
) -> Callable[[Skeleton, str], Floats]:
    """From a part of the side to one of the same or of the opposite side, per a bone's length."""

    def distance(skeleton: Skeleton, side: str) -> Floats:
        far = f"{opposite(side) if crossed else side}_{other}"
        gap = lengths(skeleton.segment(f"{side}_{part}", far))
        return gap / skeleton.length(*(f"{side}_{end}" for end in per))

    return distance


def _hand_to_segment(near: str, far: str) -> Callable[[Skeleton, str], Floats]:
    """From the wrist to the nearest point of a bone of its side, per the bone's length."""

    def distance(skeleton: Skeleton, side: str) -> Floats:
        start, bone = f"{side}_{near}", skeleton.segment(f"{side}_{near}", f"{side}_{far}")
        offset = skeleton.segment(start, f"{side}_wrist")
        share = np.clip(dot(offset, bone) / dot(bone, bone), 0.0, 1.0)
        gap = lengths(offset - share[:, None] * bone)
        return gap / skeleton.length(start, f"{side}_{far}")

    return distance


@_define("ratio", "side", "shoulder to wrist, per length of the arm")
def _reach(skeleton: Skeleton, side: str) -> Floats:
    arm = skeleton.length(f"{side}_shoulder", f"{side}_elbow") + skeleton.length(
        f"{side}_elbow", f"{side}_wrist"
    )
    return lengths(skeleton.segment(f"{side}_shoulder", f"{side}_wrist")) / arm


def _across(part: str) -> Callable[[Skeleton, str], Floats]:
    """How far a part is beyond the body's middle, towards the opposite side."""

    def across(skeleton: Skeleton, side: str) -> Floats:
        offset = skeleton.joint(f"{side}_{part}") - skeleton.middle("shoulder")
        left = dot(offset, skeleton.leftward("shoulder")) / skeleton.shoulder_width
        return -left if side == "left" else left

    return across


@_define("ratio", "body", "per its median: a slump makes it shorter")
def _trunk_length(skeleton: Skeleton) -> Floats:
    return lengths(skeleton.trunk) / skeleton.trunk_length


def _drift(part: str, per: tuple[str, str]) -> Callable[[Skeleton, str, Frames], Floats]:
    """How far a part is from where it was, in all directions, per a bone's length."""

    def drift(skeleton: Skeleton, side: str, since: Frames) -> Floats:
        place = skeleton.joint(f"{side}_{part}")
        gap = lengths(place - np.median(place[since], axis=0))
        return gap / skeleton.length(*(f"{side}_{end}" for end in per))

    return drift


@_define("ratio", "body drift", "hips farther from the hands, as a share")
def _sit_back(skeleton: Skeleton, since: Frames) -> Floats:
    """How far the hips have gone back from the hands, as a share of the distance they had."""
    gap = lengths(skeleton.middle("hip") - skeleton.middle("wrist"))
    return gap / np.median(gap[since]) - 1.0


_MOVING = [
    JOINTS.index(f"{side}_{part}")
    for side in SIDES
    for part in ("shoulder", "elbow", "wrist", "hip")
]
_SPEED_OVER_S = 1.0


@_define("1/s", "body", "of arms, shoulders and hips, trunks a second")
def _speed(skeleton: Skeleton) -> Floats:
    """Root mean square speed of shoulders, elbows, wrists and hips over the second around."""
    places, times_s = skeleton.places[:, _MOVING], skeleton.times_s
    squared = (np.gradient(places, times_s, axis=0) ** 2).sum(axis=2).mean(axis=1)
    near = np.abs(times_s[:, None] - times_s[None, :]) <= _SPEED_OVER_S / 2
    mean: Floats = (near @ squared) / near.sum(axis=1)
    return np.sqrt(mean) / skeleton.trunk_length


@_define("ratio", "side", "per trunk")
def _knee_to_nose(skeleton: Skeleton, side: str) -> Floats:
    gap = lengths(skeleton.segment(f"{side}_knee", "nose"))
    return gap / skeleton.trunk_length


@_define("deg", "turn", "both thighs' fall to the side, on the back")
def _knees_aside(skeleton: Skeleton) -> Floats:
    """Of somebody on the back: how far both thighs have fallen to the left."""
    thighs = skeleton.middle("knee") - skeleton.middle("hip")
    return np.degrees(np.arctan2(dot(thighs, skeleton.leftward("shoulder")), thighs[:, 2]))


_UPPER_ARM, _FOREARM = ("shoulder", "elbow"), ("elbow", "wrist")
_THIGH, _SHIN = ("hip", "knee"), ("knee", "ankle")

_RATIOS: tuple[tuple[str, Of, str, Callable[..., Floats]], ...] = (
    ("shoulder_height", "side", "above the floor, per trunk", _height("shoulder")),
    ("ear_height", "side", "above the floor, per trunk", _height("ear")),
    ("pelvis_height", "side", "hip above the floor, per trunk", _height("hip")),
    ("knee_height", "side", "above the floor, per trunk", _height("knee")),
    ("ankle_height", "side", "above the floor, per trunk", _height("ankle")),
    ("shoulder_above_hip", "side", "in height, per trunk", _above("shoulder", "hip")),
    ("ear_above_shoulder", "side", "in height, per trunk", _above("ear", "shoulder")),
    ("hip_above_knee", "side", "in height, per trunk", _above("hip", "knee")),
    ("wrist_over", "side", "wrist headward of the shoulder along the floor, per trunk",
     _along("wrist", "shoulder")),
    ("knee_under", "side", "knee headward of the hip along the floor, per trunk",
     _along("knee", "hip")),
    ("elbow_gap", "body", "per shoulder width", _apart("elbow")),
    ("wrist_gap", "body", "per shoulder width", _apart("wrist")),
    ("knee_gap", "body", "per shoulder width", _apart("knee")),
    ("ankle_gap", "body", "per shoulder width", _apart("ankle")),
    ("hand_to_head", "side", "wrist to ear, per forearm", _distance("wrist", "ear", _FOREARM)),
    ("hand_to_other_elbow", "side", "wrist to the opposite elbow, per forearm",
     _distance("wrist", "elbow", _FOREARM, crossed=True)),
    ("hand_to_other_knee", "side", "wrist to the opposite knee, per forearm",
     _distance("wrist", "knee", _FOREARM, crossed=True)),
    ("hand_to_other_toes", "side", "wrist to the opposite big toe, per shin",
     _distance("wrist", "big_toe", _SHIN, crossed=True)),
    ("elbow_to_other_elbow", "side", "per upper arm",
     _distance("elbow", "elbow", _UPPER_ARM, crossed=True)),
    ("elbow_to_other_knee", "side", "per upper arm",
     _distance("elbow", "knee", _UPPER_ARM, crossed=True)),
    ("hand_to_shin", "side", "wrist to the nearest of the shin, per shin",
     _hand_to_segment(*_SHIN)),
    ("hand_to_thigh", "side", "wrist to the nearest of the thigh, per thigh",
     _hand_to_segment(*_THIGH)),
    ("heel_to_hip", "side", "per shin", _distance("heel", "hip", _SHIN)),
    ("wrist_across", "side", "wrist beyond the body's middle, per shoulder width",
     _across("wrist")),
    ("elbow_across", "side", "elbow beyond the body's middle, per shoulder width",
     _across("elbow")),
    ("elbow_drift", "drift", "way of the elbow, per forearm", _drift("elbow", _FOREARM)),
    ("wrist_drift", "drift", "way of the wrist, per forearm", _drift("wrist", _FOREARM)),
    ("knee_drift", "drift", "way of the knee, per shin", _drift("knee", _SHIN)),
    ("ankle_drift", "drift", "way of the ankle, per shin", _drift("ankle", _SHIN)),
)  # fmt: skip
MEASURES |= {
    name: Measure(name, "ratio", of, about, function) for name, of, about, function in _RATIOS
}
