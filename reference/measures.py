"""Measures of true joints, by name: angles in degrees, distances as ratios to lengths of the body.

Definitions follow the clinical conventions: 0 is the anatomical neutral position (a straight elbow
reads 0). Each function takes a Skeleton, and a side where it is of one, and returns (frames,).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reference.skeleton import JOINTS, SIDES, UP, Floats, Skeleton, angle_deg, dot, lengths, unit

Unit = Literal["deg", "ratio", "1/s"]
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
    of: Literal["side", "turn", "body", "drift", "body drift"]
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


def opposite(side: str) -> str:
    """The other side of the body."""
    return "right" if side == "left" else "left"


# Angles of joints.


def _flexion(skeleton: Skeleton, near: str, joint: str, far: str) -> Floats:
    return 180.0 - angle_deg(skeleton.segment(joint, near), skeleton.segment(joint, far))


def _elbow_flexion(skeleton: Skeleton, side: str) -> Floats:
    return _flexion(skeleton, f"{side}_shoulder", f"{side}_elbow", f"{side}_wrist")


def _hip_flexion(skeleton: Skeleton, side: str) -> Floats:
    return _flexion(skeleton, f"{side}_shoulder", f"{side}_hip", f"{side}_knee")


def _knee_flexion(skeleton: Skeleton, side: str) -> Floats:
    return _flexion(skeleton, f"{side}_hip", f"{side}_knee", f"{side}_ankle")


def _body_bend(skeleton: Skeleton, side: str) -> Floats:
    return _flexion(skeleton, f"{side}_shoulder", f"{side}_hip", f"{side}_ankle")


def _shoulder_elevation(skeleton: Skeleton, side: str) -> Floats:
    return angle_deg(-skeleton.trunk, skeleton.segment(f"{side}_shoulder", f"{side}_elbow"))


def _horizontal_adduction(skeleton: Skeleton, side: str) -> Floats:
    arm = skeleton.segment(f"{side}_shoulder", f"{side}_elbow")
    outward = skeleton.leftward("shoulder") * (1.0 if side == "left" else -1.0)
    plane = np.degrees(np.arctan2(dot(arm, skeleton.forward("shoulder")), dot(arm, outward)))
    elevation = _shoulder_elevation(skeleton, side)
    return np.where((elevation >= 45.0) & (elevation <= 135.0), plane, np.nan)


# Directions against gravity.


def _inclination(vectors: Floats) -> Floats:
    return angle_deg(vectors, UP)


def _trunk_incl(skeleton: Skeleton) -> Floats:
    return _inclination(skeleton.trunk)


def _lean(skeleton: Skeleton, direction: Floats) -> Floats:
    level = direction - dot(direction, UP)[:, None] * UP
    return np.degrees(np.arctan2(dot(skeleton.trunk, unit(level)), skeleton.trunk[:, 2]))


def _trunk_incl_sagittal(skeleton: Skeleton) -> Floats:
    return _lean(skeleton, skeleton.forward("hip"))


def _trunk_incl_frontal(skeleton: Skeleton) -> Floats:
    return _lean(skeleton, skeleton.segment("right_hip", "left_hip"))


def _heading(line: Floats) -> Floats:
    return np.degrees(np.unwrap(np.arctan2(line[:, 1], line[:, 0])))


def _thorax_yaw(skeleton: Skeleton) -> Floats:
    return _heading(skeleton.segment("right_shoulder", "left_shoulder"))


def _pelvis_yaw(skeleton: Skeleton) -> Floats:
    return _heading(skeleton.segment("right_hip", "left_hip"))


def _trunk_twist(skeleton: Skeleton) -> Floats:
    hips, shoulders = skeleton.leftward("hip"), skeleton.leftward("shoulder")
    sine = dot(np.cross(hips, shoulders), unit(skeleton.trunk))
    return np.degrees(np.arctan2(sine, dot(hips, shoulders)))


def _level(line: Floats) -> Floats:
    return np.degrees(np.arctan2(line[:, 2], np.hypot(line[:, 0], line[:, 1])))


def _shoulder_level(skeleton: Skeleton) -> Floats:
    return _level(skeleton.segment("right_shoulder", "left_shoulder"))


def _hip_level(skeleton: Skeleton) -> Floats:
    return _level(skeleton.segment("right_hip", "left_hip"))


def _shin_incl(skeleton: Skeleton, side: str) -> Floats:
    return _inclination(skeleton.segment(f"{side}_ankle", f"{side}_knee"))


def _forearm_incl(skeleton: Skeleton, side: str) -> Floats:
    return _inclination(skeleton.segment(f"{side}_elbow", f"{side}_wrist"))


def _upper_arm_incl(skeleton: Skeleton, side: str) -> Floats:
    return _inclination(skeleton.segment(f"{side}_shoulder", f"{side}_elbow"))


def _body_incl(skeleton: Skeleton) -> Floats:
    return _inclination(skeleton.middle("shoulder") - skeleton.middle("ankle"))


# The head.


def _neck(skeleton: Skeleton) -> Floats:
    return skeleton.middle("ear") - skeleton.middle("shoulder")


def _gaze(skeleton: Skeleton) -> Floats:
    return skeleton.joint("nose") - skeleton.middle("ear")


def _neck_to_trunk(skeleton: Skeleton) -> Floats:
    neck, ahead = _neck(skeleton), skeleton.forward("shoulder")
    return np.degrees(np.arctan2(dot(neck, ahead), dot(neck, unit(skeleton.trunk))))


def _head_to_trunk(skeleton: Skeleton) -> Floats:
    gaze, ahead = _gaze(skeleton), skeleton.forward("shoulder")
    return np.degrees(np.arctan2(-dot(gaze, unit(skeleton.trunk)), dot(gaze, ahead)))


def _head_pitch(skeleton: Skeleton) -> Floats:
    return -_level(_gaze(skeleton))


def _head_roll(skeleton: Skeleton) -> Floats:
    return -_level(skeleton.segment("right_eye", "left_eye"))


def _head_yaw(skeleton: Skeleton) -> Floats:
    gaze, ahead = _gaze(skeleton), skeleton.forward("shoulder")
    return np.degrees(np.arctan2(dot(gaze, skeleton.leftward("shoulder")), dot(gaze, ahead)))


def _ear_shoulder_gap(skeleton: Skeleton, side: str) -> Floats:
    gap = dot(skeleton.segment(f"{side}_shoulder", f"{side}_ear"), unit(skeleton.trunk))
    return gap / skeleton.trunk_length


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


def _hand_height(skeleton: Skeleton, side: str) -> Floats:
    rise = skeleton.joint(f"{side}_wrist")[:, 2] - skeleton.middle("shoulder")[:, 2]
    return rise / skeleton.trunk_length


def _elbow_below_shoulder(skeleton: Skeleton, side: str) -> Floats:
    drop = skeleton.segment(f"{side}_elbow", f"{side}_shoulder")[:, 2]
    return drop / skeleton.length(f"{side}_shoulder", f"{side}_elbow")


def _hip_line(skeleton: Skeleton, side: str) -> Floats:
    shoulder, knee = skeleton.joint(f"{side}_shoulder"), skeleton.joint(f"{side}_knee")
    line = unit(knee - shoulder)
    upright = unit(UP - dot(np.broadcast_to(UP, line.shape), line)[:, None] * line)
    return dot(skeleton.joint(f"{side}_hip") - shoulder, upright) / skeleton.trunk_length


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


def _trunk_length(skeleton: Skeleton) -> Floats:
    return lengths(skeleton.trunk) / skeleton.trunk_length


def _drift(part: str, per: tuple[str, str]) -> Callable[[Skeleton, str, Frames], Floats]:
    """How far a part is from where it was, in all directions, per a bone's length."""

    def drift(skeleton: Skeleton, side: str, since: Frames) -> Floats:
        place = skeleton.joint(f"{side}_{part}")
        gap = lengths(place - np.median(place[since], axis=0))
        return gap / skeleton.length(*(f"{side}_{end}" for end in per))

    return drift


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


def _speed(skeleton: Skeleton) -> Floats:
    """Root mean square speed of shoulders, elbows, wrists and hips over the second around."""
    places, times_s = skeleton.places[:, _MOVING], skeleton.times_s
    squared = (np.gradient(places, times_s, axis=0) ** 2).sum(axis=2).mean(axis=1)
    near = np.abs(times_s[:, None] - times_s[None, :]) <= _SPEED_OVER_S / 2
    mean: Floats = (near @ squared) / near.sum(axis=1)
    return np.sqrt(mean) / skeleton.trunk_length


def _knee_to_nose(skeleton: Skeleton, side: str) -> Floats:
    gap = lengths(skeleton.segment(f"{side}_knee", "nose"))
    return gap / skeleton.trunk_length


def _knees_aside(skeleton: Skeleton) -> Floats:
    """Of somebody on the back: how far both thighs have fallen to the left."""
    thighs = skeleton.middle("knee") - skeleton.middle("hip")
    return np.degrees(np.arctan2(dot(thighs, skeleton.leftward("shoulder")), thighs[:, 2]))


_UPPER_ARM, _FOREARM = ("shoulder", "elbow"), ("elbow", "wrist")
_THIGH, _SHIN = ("hip", "knee"), ("knee", "ankle")

MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("elbow_flexion", "deg", "side", "0 straight", _elbow_flexion),
        Measure("hip_flexion", "deg", "side", "thigh against trunk, 0 in line", _hip_flexion),
        Measure("knee_flexion", "deg", "side", "0 straight", _knee_flexion),
        Measure("body_bend", "deg", "side", "shoulder, hip, ankle; 0 in line", _body_bend),
        Measure(
            "shoulder_elevation",
            "deg",
            "side",
            "upper arm against the trunk, 0 hanging, 180 up",
            _shoulder_elevation,
        ),
        Measure(
            "horizontal_adduction",
            "deg",
            "side",
            "plane of the raised upper arm: 0 out to the side, 90 forward, over 90 across, "
            "negative backward; only at an elevation of 45 to 135",
            _horizontal_adduction,
        ),
        Measure("trunk_incl", "deg", "body", "trunk against the vertical, 0 upright", _trunk_incl),
        Measure(
            "trunk_incl_sagittal",
            "deg",
            "body",
            "lean, + forward of the pelvis; if not lying",
            _trunk_incl_sagittal,
        ),
        Measure(
            "trunk_incl_frontal",
            "deg",
            "turn",
            "lean to the side; if not lying",
            _trunk_incl_frontal,
        ),
        Measure("thorax_yaw", "deg", "turn", "heading of the shoulder line", _thorax_yaw),
        Measure("pelvis_yaw", "deg", "turn", "heading of the hip line", _pelvis_yaw),
        Measure(
            "trunk_twist",
            "deg",
            "turn",
            "chest against pelvis about the trunk's axis",
            _trunk_twist,
        ),
        Measure(
            "shoulder_level", "deg", "turn", "+ the side's shoulder is higher", _shoulder_level
        ),
        Measure("hip_level", "deg", "turn", "+ the side's hip is higher", _hip_level),
        Measure("shin_incl", "deg", "side", "shin against the vertical", _shin_incl),
        Measure("forearm_incl", "deg", "side", "elbow to wrist, 0 straight up", _forearm_incl),
        Measure(
            "upper_arm_incl", "deg", "side", "shoulder to elbow, 0 straight up", _upper_arm_incl
        ),
        Measure("body_incl", "deg", "body", "ankles to shoulders, 0 upright", _body_incl),
        Measure(
            "neck_to_trunk",
            "deg",
            "body",
            "shoulders to ears against the trunk, + forward",
            _neck_to_trunk,
        ),
        Measure(
            "head_to_trunk",
            "deg",
            "body",
            "ears to nose against the trunk, + chin down",
            _head_to_trunk,
        ),
        Measure("head_pitch", "deg", "body", "ears to nose below the level, + down", _head_pitch),
        Measure("head_roll", "deg", "turn", "tilt, + to the side", _head_roll),
        Measure("head_yaw", "deg", "turn", "turn of the head on the chest", _head_yaw),
        Measure(
            "ear_shoulder_gap",
            "ratio",
            "side",
            "ear above shoulder along the trunk, per trunk; a shrug makes it smaller",
            _ear_shoulder_gap,
        ),
        Measure(
            "head_offset", "ratio", "body", "ears off the trunk's axis, per trunk", _head_offset
        ),
        Measure(
            "shoulder_height", "ratio", "side", "above the floor, per trunk", _height("shoulder")
        ),
        Measure("ear_height", "ratio", "side", "above the floor, per trunk", _height("ear")),
        Measure("pelvis_height", "ratio", "side", "hip above the floor, per trunk", _height("hip")),
        Measure("knee_height", "ratio", "side", "above the floor, per trunk", _height("knee")),
        Measure("ankle_height", "ratio", "side", "above the floor, per trunk", _height("ankle")),
        Measure("hip_height", "ratio", "side", "hip above the floor, per shin", _hip_height),
        Measure(
            "shoulder_above_hip", "ratio", "side", "in height, per trunk", _above("shoulder", "hip")
        ),
        Measure(
            "ear_above_shoulder", "ratio", "side", "in height, per trunk", _above("ear", "shoulder")
        ),
        Measure("hip_above_knee", "ratio", "side", "in height, per trunk", _above("hip", "knee")),
        Measure(
            "wrist_over",
            "ratio",
            "side",
            "wrist headward of the shoulder along the floor, per trunk",
            _along("wrist", "shoulder"),
        ),
        Measure(
            "knee_under",
            "ratio",
            "side",
            "knee headward of the hip along the floor, per trunk",
            _along("knee", "hip"),
        ),
        Measure(
            "hand_height",
            "ratio",
            "side",
            "wrist above the middle of the shoulders, per trunk",
            _hand_height,
        ),
        Measure(
            "elbow_below_shoulder",
            "ratio",
            "side",
            "in height, per upper arm",
            _elbow_below_shoulder,
        ),
        Measure(
            "hip_line",
            "ratio",
            "side",
            "hip above the line from shoulder to knee, per trunk",
            _hip_line,
        ),
        Measure("elbow_gap", "ratio", "body", "per shoulder width", _apart("elbow")),
        Measure("wrist_gap", "ratio", "body", "per shoulder width", _apart("wrist")),
        Measure("knee_gap", "ratio", "body", "per shoulder width", _apart("knee")),
        Measure("ankle_gap", "ratio", "body", "per shoulder width", _apart("ankle")),
        Measure(
            "hand_to_head",
            "ratio",
            "side",
            "wrist to ear, per forearm",
            _distance("wrist", "ear", _FOREARM),
        ),
        Measure(
            "hand_to_other_elbow",
            "ratio",
            "side",
            "wrist to the opposite elbow, per forearm",
            _distance("wrist", "elbow", _FOREARM, crossed=True),
        ),
        Measure(
            "hand_to_other_knee",
            "ratio",
            "side",
            "wrist to the opposite knee, per forearm",
            _distance("wrist", "knee", _FOREARM, crossed=True),
        ),
        Measure(
            "hand_to_other_toes",
            "ratio",
            "side",
            "wrist to the opposite big toe, per shin",
            _distance("wrist", "big_toe", _SHIN, crossed=True),
        ),
        Measure(
            "elbow_to_other_elbow",
            "ratio",
            "side",
            "per upper arm",
            _distance("elbow", "elbow", _UPPER_ARM, crossed=True),
        ),
        Measure(
            "elbow_to_other_knee",
            "ratio",
            "side",
            "per upper arm",
            _distance("elbow", "knee", _UPPER_ARM, crossed=True),
        ),
        Measure(
            "hand_to_shin",
            "ratio",
            "side",
            "wrist to the nearest of the shin, per shin",
            _hand_to_segment(*_SHIN),
        ),
        Measure(
            "hand_to_thigh",
            "ratio",
            "side",
            "wrist to the nearest of the thigh, per thigh",
            _hand_to_segment(*_THIGH),
        ),
        Measure("heel_to_hip", "ratio", "side", "per shin", _distance("heel", "hip", _SHIN)),
        Measure("reach", "ratio", "side", "shoulder to wrist, per length of the arm", _reach),
        Measure(
            "wrist_across",
            "ratio",
            "side",
            "wrist beyond the body's middle, per shoulder width",
            _across("wrist"),
        ),
        Measure(
            "elbow_across",
            "ratio",
            "side",
            "elbow beyond the body's middle, per shoulder width",
            _across("elbow"),
        ),
        Measure(
            "trunk_length",
            "ratio",
            "body",
            "per its median: a slump makes it shorter",
            _trunk_length,
        ),
        Measure(
            "elbow_drift",
            "ratio",
            "drift",
            "way of the elbow, per forearm",
            _drift("elbow", _FOREARM),
        ),
        Measure(
            "wrist_drift",
            "ratio",
            "drift",
            "way of the wrist, per forearm",
            _drift("wrist", _FOREARM),
        ),
        Measure("knee_drift", "ratio", "drift", "way of the knee, per shin", _drift("knee", _SHIN)),
        Measure(
            "ankle_drift", "ratio", "drift", "way of the ankle, per shin", _drift("ankle", _SHIN)
        ),
        Measure(
            "sit_back", "ratio", "body drift", "hips farther from the hands, as a share", _sit_back
        ),
        Measure("speed", "1/s", "body", "of arms, shoulders and hips, trunks a second", _speed),
        Measure("knee_to_nose", "ratio", "side", "per trunk", _knee_to_nose),
        Measure(
            "knees_aside", "deg", "turn", "both thighs' fall to the side, on the back", _knees_aside
        ),
    )
}
