"""Seated twist: the chest turns over still hips, front hand outside the knee, rear hand behind."""

from dataclasses import replace

from synth.pose import Reach
from synth.rooms import make_chair
from synth.script import add_fault, add_swing, hold_well, hold_wrong
from synth.stance import Figure

from .setup import Setup

FAULTS = (
    "hips-turn",
    "slump",
    "shoulders-tilt",
    "shoulders-up",
    "wrong-hand",
    "yanking",
    "too-little",
)


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Turned to the left: the right hand is at the left knee."""
    neutral = fig.sitting()
    seat = fig.seat_m
    front = Reach((0.078, 0.035, 0.065), (-0.5, 0.4, -0.8), "left_knee", pron=60.0, curl=32.0)
    rear = Reach((0.27, 0.19, seat + 0.07), (0.7, 1.0, 0.2), None, 0.0, 40.0)
    hold = replace(
        neutral, rot=36.0, neck_rot=14.0, pitch=3.0, left_arm=rear, right_arm=front, high=0.0
    )
    if fault == "hips-turn":
        bad = replace(hold, yaw=30.0, rot=28.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "slump":
        bad = replace(hold, pitch=-5.0, low=28.0, high=34.0, neck_fwd=8.0, neck_flex=8.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "shoulders-tilt":
        bad = replace(hold, side=-23.0, neck_side=8.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "shoulders-up":
        bad = replace(hold, left_shrug=28.0, right_shrug=28.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "wrong-hand":
        own = Reach((0.0, 0.10, 0.085), (-0.8, 0.6, -0.4), "right_knee", 0.0, 70.0)
        script = hold_wrong(neutral, fault, replace(hold, right_arm=own))
    elif fault == "too-little":
        bad = replace(hold, rot=4.0, neck_rot=5.0, pitch=6.0)
        script = hold_wrong(neutral, fault, bad)
    elif fault == "yanking":
        peak = replace(hold, rot=20.0, neck_rot=8.0)
        script = add_swing(neutral, hold, fault, peak, 1.2)
    else:
        script = hold_well(neutral, hold, hold_s)
    high = fig.body.sizes.height_m * 0.5 + seat + 0.12
    boxes = tuple(make_chair(0.0, 0.03, seat))
    return Setup(script, boxes, 0.0, 2.7, -0.16, high, aim_y=-0.2)
