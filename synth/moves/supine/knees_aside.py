"""Knees to one side: on the back, both bent knees drop to the left, the shoulders stay down."""

from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Leg, Pose
from synth.script import add_fault, hold_well
from synth.stance import Figure

from .back import lay_arms_out

FAULTS = ("shoulder-lifts", "knees-apart")
SPIN_DEG = 56.0


def drop_knees(
    fig: Figure, lying: Pose, *, chest: float = 0.0, apart: float = 0.0, share: float = 1.0
) -> Pose:
    """Knees dropped to the left; chest: degrees it rolls along; apart: lift of the upper leg.

    share: how far down, 1 for all the way.
    """
    spin = SPIN_DEG * share
    left = Leg(flex=72.0, abd=20.0 * share, rot=4.0, knee=92.0, ankle=14.0)
    right = Leg(flex=76.0, abd=-22.0 * share + apart, rot=-4.0, knee=90.0, ankle=14.0)
    pose = replace(lying, spin=spin, rot=chest - spin, left_foot=left, right_foot=right)
    pose = fig.set_down(pose, "root", "pelvis", "spine", "clavicle", "shoulder01")
    return fig.lower_head(lay_arms_out(fig, pose, 70.0))


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """The knees to the left."""
    lying = lay_arms_out(fig, fig.supine_knees_bent(108.0), 70.0)
    hold = drop_knees(fig, lying)
    if fault == "shoulder-lifts":
        script = add_fault(lying, hold, fault, drop_knees(fig, lying, chest=38.0))
    elif fault == "knees-apart":
        script = add_fault(lying, hold, fault, drop_knees(fig, lying, apart=52.0))
    else:
        script = hold_well(lying, hold, hold_s)
    return Setup(
        *(script, (), 180.0, 2.5, -0.1, 0.7),
        eye_m=(1.75, 1.95),
        wide_m=2.0,
        still=True,
        mat=True,
    )
