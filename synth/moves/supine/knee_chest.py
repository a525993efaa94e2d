"""Knee to chest: on the back, both hands pull the left knee up; the right leg stays straight."""

from dataclasses import replace

from synth.geometry import unit
from synth.moves.setup import Setup
from synth.pose import Hand, Leg, Pose, Reach, with_arm, with_leg
from synth.script import arising, beating, good, wrong
from synth.stance import Figure, point

FAULTS = ("yanking", "hands-off", "too-little", "head-lifted", "other-leg-up")
UP = Leg(flex=120.0, abd=6.0, rot=4.0, knee=132.0, ankle=12.0)


def drawn(fig: Figure, lying: Pose, leg: Leg = UP) -> Pose:
    """The knee up, both hands on the shin just below it."""
    pose = with_leg(lying, "left", leg)
    j = fig.solve(pose).joints
    shin, thigh = unit(j["left_ankle"] - j["left_knee"]), unit(j["left_knee"] - j["left_hip"])
    ahead = unit(thigh - (thigh @ shin) * shin)
    for side, sign, below in (("left", 1.0, 0.07), ("right", -1.0, 0.12)):
        at = below * shin + 0.068 * ahead
        at[0] += sign * 0.07
        hand = Hand(point(-sign * unit((1.0, 0.0, 0.0)) + 0.3 * shin), point(-ahead))
        grip = Reach(point(at), (sign * 0.9, 0.3, -0.5), "left_knee", curl=30.0, lies=hand)
        pose = with_arm(pose, side, grip)
    return pose


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """The left knee to the chest."""
    lying = fig.supine()
    hold = drawn(fig, lying)
    if fault == "head-lifted":
        script = arising(lying, hold, fault, replace(hold, neck_flex=34.0, high=9.0))
    elif fault == "other-leg-up":
        lifted = Leg(flex=38.0, abd=4.0, rot=8.0, knee=5.0, ankle=16.0)
        script = arising(lying, hold, fault, with_leg(hold, "right", lifted))
    elif fault == "yanking":
        pulled = drawn(fig, lying, replace(UP, flex=101.0))
        script = beating(lying, hold, fault, pulled, 1.3)
    elif fault == "too-little":
        bad = drawn(fig, lying, replace(UP, flex=78.0, knee=104.0))
        script = wrong(lying, fault, bad)
    elif fault == "hands-off":
        script = wrong(lying, fault, with_leg(lying, "left", replace(UP, flex=112.0, knee=120.0)))
    else:
        script = good(lying, hold, hold_s)
    return Setup(
        script, (), 90.0, 3.0, -0.1, 0.95, eye_m=(0.35, 0.6), wide_m=2.2, still=True, mat=True
    )
