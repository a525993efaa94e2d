"""Shared by the turns: an elbow hooked round a knee."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from synth.geometry import Array, unit, vec
from synth.pose import Pose, Reach, Vec, replace_arm
from synth.stance import Figure, make_vec

Lean = Callable[[Pose, float], Pose]
"""Leans a pose by so many degrees more."""


def bow_forward(pose: Pose, deg: float) -> Pose:
    """Leans from the hips and slightly from the lower back, keeping the head up."""
    return replace(
        pose,
        pitch=pose.pitch + 0.7 * deg,
        low=pose.low + 0.3 * deg,
        neck_flex=pose.neck_flex - 0.5 * deg,
    )


def hook_elbow(
    fig: Figure,
    pose: Pose,
    side: str,
    elbow: Vec,
    fore: Vec,
    lean: Lean = bow_forward,
    most: float = 45,
) -> Pose:
    """Leans the pose just far enough for one elbow to reach a point, the forearm along `fore`."""
    z = fig.body.sizes
    goal = vec(elbow)
    hand = goal + z.forearm_m * unit(fore)

    def try_lean(deg: float) -> tuple[Pose, float]:
        leant = lean(pose, deg)
        for _ in range(3):
            at = fig.solve(leant).joints[f"{side}_shoulder"]
            leant = replace_arm(
                leant, side, Reach(make_vec(hand), make_vec(_find_pole(at, goal, hand)), curl=40)
            )
        at = fig.solve(leant).joints[f"{side}_shoulder"]
        return leant, float(np.linalg.norm(at - goal)) - z.upper_arm_m

    low, high = 0.0, float(most)
    for _ in range(9):
        middle = (low + high) / 2
        if try_lean(middle)[1] > 0:
            low = middle
        else:
            high = middle
    return try_lean(high)[0]


def _find_pole(shoulder: Array, elbow: Array, hand: Array) -> Array:
    """Returns the direction from the shoulder-hand line to the elbow."""
    along = unit(hand - shoulder)
    off = elbow - shoulder
    return unit(off - (off @ along) * along)
