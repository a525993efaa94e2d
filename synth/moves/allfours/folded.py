"""Child's pose and prayer stretch: from all fours the hips go back, arms stretched out in front."""

from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Pose
from synth.script import Script, arising, good, wrong
from synth.stance import Figure

from .ground import Knees, head_on_mat, hip_wide, kneeling, shoulders_at, spined, with_palms

CHILD = ("hips-high", "arms-bent", "head-up")
PRAYER = ("chest-high", "hips-on-heels", "arms-bent")


def seen(script: Script) -> Setup:
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


def folded(fig: Figure, back_deg: float = 73.0, neck: float = 10.0) -> Pose:
    """Hips back over the heels, knees apart, trunk between the thighs, forehead on the mat."""
    x = float(fig.body.sizes.hip_x)
    knees = Knees(1.9 * x, 0.9 * x)

    def made(pitch: float) -> Pose:
        return kneeling(fig, knees, back_deg, spined(pitch, 24.0, 14.0, neck))

    return with_palms(fig, head_on_mat(fig, made, 20.0, 120.0))


def sunk(fig: Figure, back_deg: float = 30.0) -> Pose:
    """Hips above and behind the knees, chest sunk low, forehead on the mat."""

    def made(pitch: float) -> Pose:
        return kneeling(fig, hip_wide(fig), back_deg, spined(pitch, 0.0, -12.0, -4.0))

    return with_palms(fig, head_on_mat(fig, made, 30.0, 130.0))


def bent_arms(fig: Figure, pose: Pose, reach: float) -> Pose:
    """Puts the hands beside the head, elbows out; reach: as a share of arm length."""
    return with_palms(fig, pose, reach, (0.9, 0.1, 0.25), 1.35)


def child(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Child's pose."""
    neutral, hold = fig.all_fours(), folded(fig)
    if fault == "hips-high":
        script = wrong(neutral, fault, folded(fig, 42.0))
    elif fault == "arms-bent":
        script = arising(neutral, hold, fault, bent_arms(fig, hold, 0.62))
    elif fault == "head-up":
        script = arising(neutral, hold, fault, replace(hold, neck_flex=-45.0))
    else:
        script = good(neutral, hold, hold_s)
    return seen(script)


def prayer(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Prayer stretch."""
    neutral, hold = fig.all_fours(), sunk(fig)
    if fault == "chest-high":

        def made(pitch: float) -> Pose:
            return kneeling(fig, hip_wide(fig), 30.0, spined(pitch, 0.0, 4.0, -10.0))

        script = wrong(
            neutral, fault, with_palms(fig, shoulders_at(fig, fig.palm_m + 0.72 * fig.arm_m, made))
        )
    elif fault == "hips-on-heels":
        script = arising(neutral, hold, fault, folded(fig))
    elif fault == "arms-bent":
        script = arising(neutral, hold, fault, bent_arms(fig, hold, 0.52))
    else:
        script = good(neutral, hold, hold_s)
    return seen(script)
