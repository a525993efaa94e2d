"""Overhead lat stretch: elbow up beside the head, hand behind the upper back, other hand on it."""

from dataclasses import replace

from synth.pose import Reach
from synth.script import add_fault, add_swing, hold_well, hold_wrong
from synth.stance import Figure, aim_arm

from .setup import Setup

FAULTS = ("elbow-low", "hand-high", "side-bend", "head-pushed", "yanking")
UP = aim_arm((0.14, 0.21, 0.94), (-0.72, 0.32, -0.60), pron=-40.0)


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """The left elbow up."""
    neutral = fig.standing()
    grip = Reach((-0.05, 0.02, 0.05), (-0.8, 0.1, 0.8), "left_elbow", pron=40.0, curl=35.0)
    hold = replace(
        neutral, left_arm=UP, left_shrug=6.0, right_arm=grip, neck_flex=6.0, neck_side=-3.0
    )
    if fault == "elbow-low":
        low = aim_arm((0.30, -0.75, 0.42), (-0.45, 0.80, 0.20), pron=-40.0)
        under = Reach((-0.05, -0.01, -0.06), (-0.6, -0.2, -1.0), "left_elbow", pron=40.0, curl=35.0)
        bad = replace(hold, left_arm=low, right_arm=under, left_shrug=0.0)
        script = hold_wrong(neutral, fault, bad)
    elif fault == "hand-high":
        high = aim_arm((0.10, 0.10, 0.98), (-0.78, 0.45, 0.40), pron=-40.0)
        script = hold_wrong(neutral, fault, replace(hold, left_arm=high))
    elif fault == "side-bend":
        bad = replace(hold, side=-24.0, roll=-6.0, neck_side=-8.0)
        bad = fig.move_shoulders(bad, -0.14, 0.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "head-pushed":
        bad = replace(hold, neck_flex=34.0, neck_fwd=10.0, neck_side=-20.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "yanking":
        pulled = aim_arm((-0.22, 0.16, 0.93), (-0.66, 0.40, -0.62), pron=-40.0)
        peak = replace(hold, left_arm=pulled, side=-4.0)
        script = add_swing(neutral, hold, fault, peak, 1.5)
    else:
        script = hold_well(neutral, hold, hold_s)
    raised = aim_arm((0.72, -0.40, 0.50), (-0.15, -0.55, 0.75))
    script = script.insert_waypoint(replace(neutral, left_arm=raised, right_arm=raised))
    return Setup(script, high_m=fig.body.sizes.height_m + 0.22)
