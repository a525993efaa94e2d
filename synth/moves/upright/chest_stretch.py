"""Chest stretch in a doorway: forearm on the inner face of the frame, the chest turns away."""

from collections.abc import Callable
from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Hand, Pinned, Pose, Vec
from synth.scene import Box
from synth.script import (
    Script,
    add_fault_after_turn,
    reach_wrong,
    skip_turn,
    turn_well,
    turn_wrong,
)
from synth.stance import Figure, make_vec

FAULTS = ("turned-toward-arm", "no-turn", "elbow-low", "leaning", "shoulder-up")
FRAME = (0.60, 0.56, 0.50)
ON_FRAME = Hand((0.0, 0.0, 1.0), (1.0, 0.0, 0.0))
ARM_RADIUS_M = 0.045


def _reach(fig: Figure, drop: float) -> tuple[Pose, Pinned, Vec]:
    """Puts the forearm upright on the frame, the elbow `drop` upper arms below the shoulder."""
    z = fig.body.sizes
    stand = fig.standing()
    at = make_vec(fig.solve(replace(stand, left_shrug=6.0)).joints["left_shoulder"])
    across = z.upper_arm_m * (1.0 - drop * drop) ** 0.5
    elbow = (at[0] + across, at[1] + 0.02, at[2] - drop * z.upper_arm_m + 0.015)
    hand = (elbow[0], elbow[1], elbow[2] + z.forearm_m)
    arm = Pinned(elbow, hand, curl=6.0, lies=ON_FRAME)
    pose = fig.move_shoulder(replace(stand, left_arm=arm), "left", at[0], at[1])
    return pose, arm, at


def _turn_away(fig: Figure, reach: Pose, at: Vec, by: float = 1.0) -> Pose:
    """Turns the chest away from the arm (by > 0) about the shoulder, with a small step forwards."""
    pose = replace(reach, yaw=-24.0 * by, rot=-18.0 * by, neck_rot=14.0 * by)
    return fig.move_shoulder(pose, "left", at[0], at[1] - 0.05 * by)


def _make_script(fig: Figure, fault: str | None, hold_s: float) -> tuple[Script, Pinned]:
    neutral = fig.standing()
    reach, arm, at = _reach(fig, 0.62 if fault == "elbow-low" else 0.0)
    hold = _turn_away(fig, reach, at)
    bad: dict[str, Callable[[], Pose]] = {
        "leaning": lambda: fig.move_shoulder(
            replace(hold, side=16.0, roll=6.0), "left", at[0] - 0.01, at[1] - 0.05
        ),
        "shoulder-up": lambda: fig.move_shoulder(
            replace(hold, left_shrug=26.0, right_shrug=22.0), "left", at[0], at[1] - 0.05
        ),
    }
    if fault in bad:
        return add_fault_after_turn(neutral, reach, hold, fault, bad[fault]()), arm
    if fault == "elbow-low":
        return reach_wrong(neutral, reach, hold, fault), arm
    if fault == "turned-toward-arm":
        return turn_wrong(neutral, reach, _turn_away(fig, reach, at, -0.65), fault), arm
    if fault == "no-turn":
        return skip_turn(neutral, reach, fault), arm
    return turn_well(neutral, reach, hold, hold_s), arm


def _make_frame(arm: Pinned) -> tuple[Box, ...]:
    """Returns the door frame beside the forearm, and the wall next to it."""
    x, y = arm.elbow[0] + ARM_RADIUS_M, arm.elbow[1]
    frame = Box((x, y - 0.07, 0.0), (x + 0.06, y + 0.07, 2.2), FRAME)
    wall = Box((x + 0.06, y - 0.05, 0.0), (x + 0.9, y + 0.05, 2.75), (0.66, 0.62, 0.56), "wall")
    return (frame, wall)


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """The left arm on the frame."""
    script, arm = _make_script(fig, fault, hold_s)
    top = fig.body.sizes.height_m + 0.14
    return Setup(script, _make_frame(arm), -35.0, 3.0, -0.05, top, aim_x=0.1)
