"""Cross-body shoulder stretch: one straight arm across the chest, the other hand pulls it in."""

from dataclasses import replace

from synth.pose import Angles, Pose, Reach
from synth.script import add_fault, hold_well, hold_wrong
from synth.stance import Figure

from .setup import Setup

FAULTS = ("shoulder-up", "chest-turned", "arm-low", "arm-bent", "head-tilted")
ACROSS = Angles(plane=125.0, elev=80.0, rot=20.0, elbow=7.0, pron=30.0)


def make_hold_pose(neutral: Pose) -> Pose:
    """Good form."""
    holding = Reach(
        (-0.005, -0.045, -0.055), (-0.75, -0.25, -1.0), "left_elbow", pron=60.0, curl=38.0
    )
    return replace(neutral, left_arm=ACROSS, left_protract=7.0, right_arm=holding)


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """The left arm across."""
    neutral = fig.standing()
    hold = make_hold_pose(neutral)
    if fault == "shoulder-up":
        script = add_fault(neutral, hold, fault, replace(hold, left_shrug=22.0))
    elif fault == "chest-turned":
        bad = replace(hold, rot=-26.0, yaw=-6.0, neck_rot=16.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "head-tilted":
        bad = replace(hold, neck_side=26.0, neck_flex=4.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "arm-low":
        low = Angles(plane=124.0, elev=43.0, rot=10.0, elbow=7.0, pron=30.0)
        script = hold_wrong(neutral, fault, replace(hold, left_arm=low))
    elif fault == "arm-bent":
        bent = Angles(plane=122.0, elev=80.0, rot=-12.0, elbow=92.0, pron=20.0)
        script = hold_wrong(neutral, fault, replace(hold, left_arm=bent))
    else:
        script = hold_well(neutral, hold, hold_s)
    return Setup(script, high_m=fig.body.sizes.height_m + 0.12)
