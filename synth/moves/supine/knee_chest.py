"""Knee to chest: on the back, both hands pull the left knee up; the right leg stays straight."""

from dataclasses import replace

from synth.geometry import unit
from synth.moves.setup import Setup
from synth.pose import Hand, Leg, Pose, Reach, replace_arm, replace_leg
from synth.script import add_fault, add_swing, hold_well, hold_wrong
from synth.stance import Figure, make_vec

FAULTS = ("yanking", "hands-off", "too-little", "head-lifted", "other-leg-up")
UP = Leg(flex=120.0, abd=6.0, rot=4.0, knee=132.0, ankle=12.0)


def pull_knee_up(fig: Figure, lying: Pose, leg: Leg = UP) -> Pose:
    """The knee up, both hands on the shin just below it."""
    pose = replace_leg(lying, "left", leg)
    j = fig.solve(pose).joints
    shin, thigh = unit(j["left_ankle"] - j["left_knee"]), unit(j["left_knee"] - j["left_hip"])
    ahead = unit(thigh - (thigh @ shin) * shin)
    for side, sign, below in (("left", 1.0, 0.07), ("right", -1.0, 0.12)):
        at = below * shin + 0.068 * ahead
        at[0] += sign * 0.07
        hand = Hand(make_vec(-sign * unit((1.0, 0.0, 0.0)) + 0.3 * shin), make_vec(-ahead))
        grip = Reach(make_vec(at), (sign * 0.9, 0.3, -0.5), "left_knee", curl=30.0, lies=hand)
        pose = replace_arm(pose, side, grip)
    return pose


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """The left knee to the chest."""
    lying = fig.supine()
    hold = pull_knee_up(fig, lying)
    if fault == "head-lifted":
        script = add_fault(lying, hold, fault, replace(hold, neck_flex=34.0, high=9.0))
    elif fault == "other-leg-up":
        lifted = Leg(flex=38.0, abd=4.0, rot=8.0, knee=5.0, ankle=16.0)
        script = add_fault(lying, hold, fault, replace_leg(hold, "right", lifted))
    elif fault == "yanking":
        pulled = pull_knee_up(fig, lying, replace(UP, flex=101.0))
        script = add_swing(lying, hold, fault, pulled, 1.3)
    elif fault == "too-little":
        bad = pull_knee_up(fig, lying, replace(UP, flex=78.0, knee=104.0))
        script = hold_wrong(lying, fault, bad)
    elif fault == "hands-off":
        script = hold_wrong(
            lying, fault, replace_leg(lying, "left", replace(UP, flex=112.0, knee=120.0))
        )
    else:
        script = hold_well(lying, hold, hold_s)
    return Setup(
        script, (), 90.0, 3.0, -0.1, 0.95, eye_m=(0.35, 0.6), wide_m=2.2, still=True, mat=True
    )
