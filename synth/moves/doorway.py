"""Cable/doorway rhomboid stretch: crossed straight arms hold on while the hips sink back."""

from dataclasses import replace

import numpy as np

from synth.geometry import unit, vec
from synth.pose import Pose, Reach, Vec, replace_arm, shift_pose
from synth.scene import Box
from synth.script import Script, add_fault, add_swing, hold_well, hold_wrong
from synth.stance import Figure

from . import cross_body
from .setup import Setup

FAULTS = (
    "arms-not-crossed",
    "one-arm-across",
    "arms-bent",
    "no-sit-back",
    "shoulders-low",
    "hands-too-high",
    "leaning",
    "bouncing",
)
COLUMN_X = 0.95
PAST_MIDDLE = 1.06  # how far each wrist is past the midline, in half shoulder widths


def _sink_hips(fig: Figure) -> Pose:
    """Hips back, knees and trunk slightly bent, arms still hanging."""
    pose = fig.standing(knees=30.0, back_m=0.20)
    return replace(pose, pitch=7.0, low=5.0, high=8.0, neck_flex=-6.0)


def _hold_on(fig: Figure, pose: Pose, x: float, flexion: float, shrug: float = 20.0) -> Pose:
    """Holds both arms out at chest height, each wrist x past the midline (x < 0: own side)."""
    pose = replace(pose, left_shrug=shrug, right_shrug=shrug)
    j = fig.solve(pose).joints
    high = float(j["left_shoulder"][2] + j["right_shoulder"][2]) / 2 - 0.09
    for side, sign, z in (("left", -1, 0.035), ("right", 1, -0.035)):
        pole: Vec = (-sign * 0.5, 0.2, -1.0)
        goal = Reach((sign * x, -0.4, high + z), pole, pron=70.0, curl=50.0)
        goal = fig.reach_straight(pose, side, goal, flexion)
        pose = replace_arm(pose, side, goal)
    return pose


def _get_hands(pose: Pose) -> tuple[Vec, Vec]:
    """Returns the positions of the left and right wrist of a gripping pose."""
    left, right = pose.left_arm, pose.right_arm
    if not (isinstance(left, Reach) and isinstance(right, Reach)):
        raise TypeError("a gripping pose reaches for points with both hands")
    return left.at, right.at


def _make_station(pose: Pose) -> tuple[Box, ...]:
    """Returns two columns, aside, from which a cable runs to each hand's handle."""
    out = []
    grey, dark = (0.5, 0.5, 0.52), (0.12, 0.12, 0.13)
    for at in _get_hands(pose):
        sign = 1 if at[0] > 0 else -1
        x, y, z = at[0] + sign * 0.085, at[1] - 0.065, at[2]
        ends = sorted((x, sign * COLUMN_X))
        out.append(_make_bar((ends[0], y, z), (ends[1], y, z), 0.004, dark))
        out.append(_make_bar((x, y, z - 0.06), (x, y, z + 0.06), 0.014, dark))
        out.append(_make_bar((sign * COLUMN_X, y, 0), (sign * COLUMN_X, y, 2.3), 0.03, grey))
    return tuple(out)


def _make_bar(a: Vec, b: Vec, half_m: float, colour: Vec) -> Box:
    lo = (a[0] - half_m, a[1] - half_m, a[2] - half_m)
    return Box(lo, (b[0] + half_m, b[1] + half_m, b[2] + half_m), colour)


def _make_chin_up_bar(pose: Pose) -> tuple[Box, ...]:
    hand = _get_hands(pose)[0]
    y, z = hand[1] - 0.02, hand[2] + 0.075
    steel = (0.3, 0.3, 0.32)
    posts = [_make_bar((s * COLUMN_X, y, 0), (s * COLUMN_X, y, z), 0.03, steel) for s in (-1, 1)]
    return (_make_bar((-COLUMN_X, y, z), (COLUMN_X, y, z), 0.014, steel), *posts)


def _hang_overhead(fig: Figure) -> Pose:
    """Hanging from above: both arms stretched overhead."""
    pose = fig.standing(knees=12.0)
    half = fig.body.sizes.shoulder_m * 0.6
    reach = 0.985 * fig.arm_m
    j = fig.solve(replace(pose, left_shrug=24.0)).joints
    z = float(j["left_shoulder"][2]) + reach + 0.025
    arms = [Reach((s * half, -0.10, z), (s * 1.0, -0.6, 0.0), None, 0.0, 60.0) for s in (1, -1)]
    return replace(pose, left_arm=arms[0], right_arm=arms[1], neck_flex=2.0)


def _lean_left(fig: Figure, hold: Pose) -> Pose:
    """Leaning to the left, hips to the right, with both arms still nearly straight."""
    bad = replace(hold, side=16.0, roll=9.0, neck_side=6.0)
    span = 0.988 * fig.arm_m
    for _ in range(12):
        j = fig.solve(bad).joints
        rows, off = [], []
        for side, hand in zip(("left", "right"), _get_hands(bad), strict=True):
            d = j[f"{side}_shoulder"] - vec(hand)
            rows.append(unit(d)[:2])
            off.append(span - float(np.linalg.norm(d)))
        move = np.linalg.lstsq(np.array(rows), np.array(off), rcond=0.05)[0]
        bad = shift_pose(bad, vec((*np.clip(move, -0.05, 0.05), 0.0)))
    return bad


def _make_script(fig: Figure, fault: str | None, hold_s: float) -> tuple[Script, Pose]:
    """Returns the movement, and the pose whose hands the posts must meet."""
    neutral = fig.standing()
    x = PAST_MIDDLE * fig.body.sizes.shoulder_m / 2
    hold = _hold_on(fig, _sink_hips(fig), x, 9.0)
    if fault == "arms-not-crossed":
        bad = _hold_on(fig, _sink_hips(fig), -0.36, 9.0)
        return hold_wrong(neutral, fault, bad), bad
    if fault == "one-arm-across":
        bad = cross_body.make_hold_pose(replace(_sink_hips(fig), left_shrug=8.0))
        return hold_wrong(neutral, fault, bad), hold
    if fault == "arms-bent":
        bad = _hold_on(fig, replace(fig.standing(knees=8.0), pitch=3.0), x, 72.0)
        return hold_wrong(neutral, fault, bad), bad
    if fault == "no-sit-back":
        bad = _hold_on(fig, fig.standing(), x, 9.0)
        return hold_wrong(neutral, fault, bad), bad
    if fault == "shoulders-low":
        bad = _hold_on(fig, _sink_hips(fig), x, 9.0, shrug=-3.0)
        return hold_wrong(neutral, fault, bad), bad
    if fault == "hands-too-high":
        bad = _hang_overhead(fig)
        return hold_wrong(neutral, fault, bad), bad
    if fault == "leaning":
        return add_fault(neutral, hold, fault, _lean_left(fig, hold)), hold
    if fault == "bouncing":
        y = hold.pelvis[1] - 0.115
        peak = replace(hold, pelvis=(hold.pelvis[0], y, hold.pelvis[2] + 0.02), pitch=6.0)
        return add_swing(neutral, hold, fault, peak, 1.2), hold
    return hold_well(neutral, hold, hold_s), hold


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Both arms crossed.

    The camera is in front: at three quarters the pose model lays both arms on the visible one.
    """
    script, gripping = _make_script(fig, fault, hold_s)
    top = fig.body.sizes.height_m + (0.50 if fault == "hands-too-high" else 0.10)
    boxes: tuple[Box, ...] = ()
    if fault == "hands-too-high":
        boxes = _make_chin_up_bar(gripping)
    elif fault != "one-arm-across":
        boxes = _make_station(gripping)
    return Setup(script, boxes, 0.0, 3.0, -0.05, top)
