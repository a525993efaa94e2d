"""Cobra and prone chest lift: lying on the belly, the chest comes up, hips and legs stay down."""

from dataclasses import replace

from synth.geometry import vec
from synth.moves.setup import Setup
from synth.pose import Pose, replace_arm, shift_pose
from synth.script import Script, add_fault, hold_well, hold_wrong
from synth.stance import Figure

from .ground import SIDES, bend_spine, lay_prone

COBRA = ("shoulders-up", "arms-locked", "hips-up", "head-back")
LIFT = ("too-high", "head-back", "legs-up")


def make_setup(script: Script) -> Setup:
    """Films from the left, low, wide enough for a person lying down."""
    return Setup(
        script,
        view_deg=90.0,
        distance_m=2.9,
        high_m=1.25,
        aim_y=0.05,
        eye_m=(0.35, 0.6),
        wide_m=2.2,
        still=True,
        mat=True,
    )


def lie_flat(fig: Figure) -> Pose:
    """Prone, forehead down, hands under the shoulders, elbows back."""
    return place_hands(fig, fig.prone())


def place_hands(fig: Figure, pose: Pose) -> Pose:
    """Puts the hands where they are under the prone figure's shoulders."""
    at = fig.solve(fig.prone()).joints["left_shoulder"]
    for side, sign in SIDES:
        hand = fig.flat_hand(side, float(at[0]) + 0.03, float(at[1]) + 0.06)
        pose = replace_arm(pose, side, replace(hand, pole=(sign * 0.25, 1.0, 0.5)))
    return pose


def raise_chest(
    fig: Figure, tilt: float, low: float, high: float, neck: float, lift_m: float = 0.0
) -> Pose:
    """Chest raised: pelvis tilted back, lower and upper spine arched, hands in place."""
    flat = fig.prone()
    pose = lay_prone(fig, bend_spine(90.0 - tilt, -low, -high, neck), lift_m)
    pose = shift_pose(pose, vec((0.0, flat.pelvis[1] - pose.pelvis[1], 0.0)))
    return place_hands(fig, pose)


def build_cobra(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Cobra pose."""
    neutral, hold = lie_flat(fig), raise_chest(fig, 8.0, 22.0, 24.0, -8.0)
    if fault == "shoulders-up":
        bad = replace(hold, left_shrug=36.0, right_shrug=36.0, neck_flex=-10.0)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "arms-locked":
        script = add_fault(neutral, hold, fault, raise_chest(fig, 16.0, 36.0, 34.0, -4.0))
    elif fault == "hips-up":
        bad = raise_chest(fig, 6.0, 26.0, 28.0, -6.0, 0.16)
        script = add_fault(neutral, hold, fault, bad)
    elif fault == "head-back":
        script = add_fault(neutral, hold, fault, replace(hold, neck_flex=-52.0))
    else:
        script = hold_well(neutral, hold, hold_s)
    return make_setup(script)


def build_lift(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Prone chest lift."""
    neutral, hold = lie_flat(fig), raise_chest(fig, 2.0, 13.0, 22.0, 0.0)
    if fault == "too-high":
        script = hold_wrong(neutral, fault, raise_chest(fig, 8.0, 22.0, 24.0, -8.0))
    elif fault == "head-back":
        script = add_fault(neutral, hold, fault, replace(hold, neck_flex=-46.0))
    elif fault == "legs-up":
        pose = lay_prone(fig, replace(hold, neck_flex=-2.0), legs=16.0)
        script = add_fault(neutral, hold, fault, place_hands(fig, pose))
    else:
        script = hold_well(neutral, hold, hold_s)
    return make_setup(script)
