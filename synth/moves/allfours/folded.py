"""Child's pose and prayer stretch: from all fours the hips go back, arms stretched out in front."""

from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Pose
from synth.script import Script, add_fault, hold_well, hold_wrong
from synth.stance import Figure

from .ground import (
    Knees,
    bend_spine,
    place_palms,
    put_on_knees,
    rest_head,
    set_hip_wide,
    set_shoulders_at,
)

CHILD = ("hips-high", "arms-bent", "head-up")
PRAYER = ("chest-high", "hips-on-heels", "arms-bent")


def make_setup(script: Script) -> Setup:
    """Films from the left, low, wide enough for a person on all fours with the arms out."""
    return Setup(
        script,
        view_deg=90.0,
        distance_m=2.7,
        high_m=1.25,
        aim_y=-0.15,
        eye_m=(0.35, 0.6),
        wide_m=1.9,
        still=True,
        mat=True,
    )


def fold_back(fig: Figure, back_deg: float = 73.0, neck: float = 10.0) -> Pose:
    """Hips back over the heels, knees apart, trunk between the thighs, forehead on the mat."""
    x = float(fig.body.sizes.hip_x)
    knees = Knees(1.9 * x, 0.9 * x)

    def make_pose(pitch: float) -> Pose:
        return put_on_knees(fig, knees, back_deg, bend_spine(pitch, 24.0, 14.0, neck))

    return place_palms(fig, rest_head(fig, make_pose, 20.0, 120.0))


def sink_chest(fig: Figure, back_deg: float = 30.0) -> Pose:
    """Hips above and behind the knees, chest sunk low, forehead on the mat."""

    def make_pose(pitch: float) -> Pose:
        return put_on_knees(fig, set_hip_wide(fig), back_deg, bend_spine(pitch, 0.0, -12.0, -4.0))

    return place_palms(fig, rest_head(fig, make_pose, 30.0, 130.0))


def bend_arms(fig: Figure, pose: Pose, reach: float) -> Pose:
    """Puts the hands beside the head, elbows out; reach: as a share of arm length."""
    return place_palms(fig, pose, reach, (0.9, 0.1, 0.25), 1.35)


def build_child(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Child's pose."""
    neutral, hold = fig.all_fours(), fold_back(fig)
    if fault == "hips-high":
        script = hold_wrong(neutral, fault, fold_back(fig, 42.0))
    elif fault == "arms-bent":
        script = add_fault(neutral, hold, fault, bend_arms(fig, hold, 0.62))
    elif fault == "head-up":
        script = add_fault(neutral, hold, fault, replace(hold, neck_flex=-45.0))
    else:
        script = hold_well(neutral, hold, hold_s)
    return make_setup(script)


def build_prayer(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Prayer stretch."""
    neutral, hold = fig.all_fours(), sink_chest(fig)
    if fault == "chest-high":

        def make_pose(pitch: float) -> Pose:
            return put_on_knees(fig, set_hip_wide(fig), 30.0, bend_spine(pitch, 0.0, 4.0, -10.0))

        script = hold_wrong(
            neutral,
            fault,
            place_palms(fig, set_shoulders_at(fig, fig.palm_m + 0.72 * fig.arm_m, make_pose)),
        )
    elif fault == "hips-on-heels":
        script = add_fault(neutral, hold, fault, fold_back(fig))
    elif fault == "arms-bent":
        script = add_fault(neutral, hold, fault, bend_arms(fig, hold, 0.52))
    else:
        script = hold_well(neutral, hold, hold_s)
    return make_setup(script)
