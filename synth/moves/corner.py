"""Wall-corner rhomboid stretch at three hand heights.

A block of wall stands on the working (left) side, its face parallel to the direction the person
faces; its end, in front of the person, is the corner that the hand hooks. Elbow and wrist are
pinned to the wall; turning the trunk towards the wall brings the arm across the chest.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from synth.geometry import unit, vec
from synth.pose import Pinned, Pose, Vec
from synth.scene import Box
from synth.script import (
    Script,
    add_fault_after_turn,
    reach_wrong,
    skip_turn,
    turn_well,
    turn_wrong,
)
from synth.stance import Figure, make_vec

from .setup import Setup

FAULTS = (
    "elbow-off-wall",
    "hand-slides",
    "arm-slack",
    "no-turn",
    "turned-wrong-way",
    "trunk-bent",
    "hand-height",
)
ARM_RADIUS_M = 0.048  # from the elbow's centre to the face of the wall


@dataclass(frozen=True, slots=True)
class Height:
    """One variant: hand height above the shoulders (trunk lengths) and slopes of the arm."""

    hand_tl: float
    wrong_tl: float
    upper_deg: float
    fore_deg: float
    slide: Vec
    bend: tuple[tuple[str, float], ...]
    slack: tuple[Vec, Vec]


SIDEWAYS = (("side", 29.0), ("roll", 4.0))
FORWARDS = (("pitch", 20.0), ("low", 8.0))
HIGH = Height(
    *(0.30, -0.08, 6.0, 28.0, (0.0, 0.05, -0.17), FORWARDS),
    slack=((0.85, -0.35, -0.20), (0.0, -0.75, 0.66)),
)
CHEST = Height(
    *(-0.075, -0.52, -6.0, -6.0, (0.0, 0.05, -0.19), SIDEWAYS),
    slack=((0.90, -0.30, -0.25), (0.0, -1.0, 0.12)),
)
HIP = Height(
    *(-0.765, -0.08, -50.0, -47.0, (0.0, 0.05, 0.17), FORWARDS),
    slack=((0.55, 0.25, -0.80), (0.0, -0.87, -0.50)),
)
BENT_DEG = 20.0  # how far the upper arm points into the wall: about the elbow's flexion


def _make_direction(deg: float, across: float) -> Vec:
    """Returns a direction forwards along the wall, rising by deg, towards the wall by `across`."""
    a, s = np.radians(deg), np.radians(across)
    return make_vec(vec((np.sin(s), -np.cos(s) * np.cos(a), np.cos(s) * np.sin(a))))


def _find_arm_directions(fig: Figure, h: Height, fault: str | None) -> tuple[Vec, Vec]:
    """Returns the directions of upper arm and forearm on the wall."""
    if fault == "arm-slack":
        return h.slack
    upper, fore = h.upper_deg, h.fore_deg
    if fault == "hand-height":
        rise = h.wrong_tl * fig.body.sizes.trunk_m / (0.97 * fig.arm_m)
        upper = fore = float(np.degrees(np.arcsin(rise)))
    return _make_direction(upper, BENT_DEG), _make_direction(fore, 1.0)


@dataclass(frozen=True, slots=True)
class Place:
    """Positions of elbow and wrist on the wall, and the shoulder position that suits them."""

    elbow: Vec
    hand: Vec
    shoulder: Vec

    def arm(self) -> Pinned:
        """Returns the arm pinned to the wall."""
        return Pinned(self.elbow, self.hand, pron=40.0, wrist=10.0, curl=35.0)


def _place(fig: Figure, shoulder: Vec, arm: tuple[Vec, Vec]) -> Place:
    z = fig.body.sizes
    elbow = vec(shoulder) + z.upper_arm_m * unit(arm[0])
    return Place(make_vec(elbow), make_vec(elbow + z.forearm_m * unit(arm[1])), shoulder)


def _reach(fig: Figure, tl: float, arm: tuple[Vec, Vec]) -> tuple[Pose, Place]:
    """Returns the unturned reach; once turned, the hand is tl trunk lengths over the shoulders."""
    stand = fig.standing(back_m=0.05)
    at = make_vec(fig.solve(stand).joints["left_shoulder"])
    pose, place = stand, _place(fig, at, arm)
    for _ in range(5):
        place = _place(fig, at, arm)
        pose = replace(stand, left_arm=place.arm())
        pose = fig.move_shoulder(pose, "left", at[0], at[1])
        j = fig.solve(_turn_chest(fig, pose, place)).joints
        mid = (j["left_shoulder"] + j["right_shoulder"]) / 2
        trunk = mid - (j["left_hip"] + j["right_hip"]) / 2
        got = (place.hand[2] - mid[2]) / float(np.linalg.norm(trunk))
        at = add_vectors(at, (0.0, 0.0, float(tl - got) * fig.body.sizes.trunk_m))
    return pose, place


def add_vectors(a: Vec, b: Vec) -> Vec:
    """A + b."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def _turn_chest(fig: Figure, reach: Pose, place: Place, by: float = 1.0) -> Pose:
    """Turns the chest towards the wall (by > 0) with the shoulder kept in place."""
    pose = replace(reach, yaw=12.0 * by, rot=27.0 * by, neck_rot=-10.0 * by)
    return fig.move_shoulder(pose, "left", place.shoulder[0], place.shoulder[1])


def _slide_arm(place: Place, d: Vec) -> Pinned:
    arm = place.arm()
    return replace(arm, elbow=add_vectors(arm.elbow, d), hand=add_vectors(arm.hand, d))


def _move_elbow_off(fig: Figure, h: Height, hold: Pose, place: Place) -> Pose:
    """Moves the elbow 14 cm or more off the wall and down, with the hand kept in place."""
    out = add_vectors(place.elbow, (-0.20, 0.04, -0.08 if h.hand_tl > -0.5 else 0.03))
    back = unit(vec(out) - vec(place.hand)) * fig.body.sizes.forearm_m
    arm = replace(place.arm(), elbow=make_vec(vec(place.hand) + back))
    pose = replace(hold, left_arm=arm)
    x, y = place.shoulder[0] - 0.10, place.shoulder[1] - 0.02
    return fig.move_shoulder(pose, "left", x, y)


def _bend_trunk(fig: Figure, h: Height, hold: Pose, place: Place) -> Pose:
    pose = replace(hold, **{k: getattr(hold, k) + v for k, v in h.bend})
    return fig.move_shoulder(pose, "left", place.shoulder[0], place.shoulder[1])


def _make_script(
    fig: Figure, h: Height, fault: str | None, hold_s: float, reach: Pose, place: Place
) -> Script:
    neutral = fig.standing()
    hold = _turn_chest(fig, reach, place)
    bad: dict[str, Callable[[], Pose]] = {
        "elbow-off-wall": lambda: _move_elbow_off(fig, h, hold, place),
        "hand-slides": lambda: replace(hold, left_arm=_slide_arm(place, h.slide)),
        "trunk-bent": lambda: _bend_trunk(fig, h, hold, place),
    }
    if fault in bad:
        return add_fault_after_turn(neutral, reach, hold, fault, bad[fault]())
    if fault in ("arm-slack", "hand-height"):
        return reach_wrong(neutral, reach, hold, fault)
    if fault == "turned-wrong-way":
        return turn_wrong(neutral, reach, _turn_chest(fig, reach, place, -0.9), fault)
    if fault == "no-turn":
        return skip_turn(neutral, reach, fault)
    return turn_well(neutral, reach, hold, hold_s)


def _make_wall(place: Place) -> Box:
    """Returns the wall: its face beside the arm, its corner just short of the wrist."""
    face = max(place.elbow[0], place.hand[0]) + ARM_RADIUS_M
    end = place.hand[1] - 0.03
    return Box((face, end, 0.0), (face + 0.5, end + 1.1, 2.75), (0.58, 0.52, 0.46), "wall")


def _build(fig: Figure, h: Height, fault: str | None, hold_s: float) -> Setup:
    tl = h.wrong_tl if fault == "hand-height" else h.hand_tl
    reach, place = _reach(fig, tl, _find_arm_directions(fig, h, fault))
    script = _make_script(fig, h, fault, hold_s, reach, place)
    top = fig.body.sizes.height_m + 0.12
    return Setup(script, (_make_wall(place),), -35.0, 3.0, -0.05, top, aim_x=0.12, aim_y=-0.05)


def build_high(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Hand above the shoulder."""
    return _build(fig, HIGH, fault, hold_s)


def build_chest(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Hand at chest height."""
    return _build(fig, CHEST, fault, hold_s)


def build_hip(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Hand at hip height."""
    return _build(fig, HIP, fault, hold_s)
