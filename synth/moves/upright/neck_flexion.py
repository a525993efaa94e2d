"""Chin to chest with the hands behind the head, sitting: only the neck bends."""

from dataclasses import replace

import numpy as np

from synth.geometry import unit, vec
from synth.moves.setup import Setup
from synth.pose import Hand, Pose, Reach
from synth.rooms import make_chair
from synth.script import ENTER_S, GOOD_S, Script, Segment
from synth.stance import Figure, aim_arm, make_vec

from .steps import Turn, frame_script

FAULTS = ("chin-high", "slumping", "pulling")
BEHIND_M = 0.105  # from the midpoint of the ears back to the wrist, along the line from the nose
BELOW_M = 0.035
APART_M = 0.085  # from the midline of the head to the wrist: the hands overlap behind it
NOD_DEG = 44.0
PULL_HZ = 1.25
RAISED = aim_arm((0.85, -0.35, 0.25), (0.10, 0.15, 0.98))


def clasp_hands_behind(fig: Figure, pose: Pose) -> Pose:
    """Clasps both hands behind the head, elbows out."""
    for _ in range(2):
        j = fig.solve(pose).joints
        ears = (j["left_ear"] + j["right_ear"]) / 2
        back = unit(ears - j["nose"])
        across = unit(j["left_ear"] - j["right_ear"])
        down = np.cross(across, back)
        down = down if down[2] < 0 else -down
        middle = ears + BEHIND_M * back + BELOW_M * down
        arms = [
            Reach(
                make_vec(middle + s * APART_M * across),
                make_vec(vec((s * 0.85, -0.55, -0.30))),
                curl=14.0,
                lies=Hand(make_vec(unit(-0.9 * s * across - 0.45 * down)), make_vec(-back)),
            )
            for s in (1, -1)
        ]
        pose = replace(pose, left_arm=arms[0], right_arm=arms[1])
    return pose


def _nod(fig: Figure, tall: Pose, deg: float) -> Pose:
    return clasp_hands_behind(fig, replace(tall, neck_flex=deg))


def _slump(fig: Figure, tall: Pose) -> Pose:
    """Rounds the trunk and moves it forward along with the head."""
    bent = replace(tall, pitch=2.0, low=18.0, high=18.0, neck_flex=NOD_DEG - 8.0, neck_fwd=4.0)
    return clasp_hands_behind(fig, bent)


def _make_script(fig: Figure, fault: str | None, hold_s: float) -> Script:
    neutral = fig.sitting()
    tall = replace(neutral, left_shrug=3.0, right_shrug=3.0)
    up, hold = _nod(fig, tall, -2.0), _nod(fig, tall, NOD_DEG)
    raised = replace(neutral, left_arm=RAISED, right_arm=RAISED)
    way_in = [Segment("enter", 0.7, raised), Segment("enter", 0.6, up)]
    way_out = [
        Segment("leave", 0.5, up),
        Segment("leave", 0.5, raised),
        Segment("leave", 0.6, neutral),
    ]
    nod = Segment("enter", ENTER_S, hold)
    if fault == "chin-high":
        little = _nod(fig, tall, 6.0)
        middle = [*way_in, Segment("enter", 0.6, little), Segment("fault", 4.4, little)]
        return frame_script(neutral, middle, way_out, Turn(fault, 3))
    if fault == "slumping":
        bad = _slump(fig, tall)
        slip = [Segment("fault", 0.8, bad), Segment("fault", 3.3, bad)]
        middle = [*way_in, nod, Segment("hold", GOOD_S, hold), *slip]
        return frame_script(neutral, middle, way_out, Turn(fault, 4, 0.5))
    if fault == "pulling":
        beats = Segment("fault", 5 / PULL_HZ, hold, _nod(fig, tall, NOD_DEG - 28.0), PULL_HZ)
        middle = [*way_in, nod, Segment("hold", GOOD_S, hold), beats]
        return frame_script(neutral, middle, way_out, Turn(fault, 4))
    return frame_script(neutral, [*way_in, nod, Segment("hold", hold_s, hold)], way_out)


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Seen from the left."""
    seat = fig.seat_m
    high = fig.body.sizes.height_m * 0.5 + seat + 0.16
    boxes = tuple(make_chair(0.0, 0.03, seat))
    script = _make_script(fig, fault, hold_s)
    return Setup(script, boxes, 90.0, 2.7, -0.14, high, aim_y=-0.15, still=True)
