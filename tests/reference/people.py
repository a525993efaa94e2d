"""Skeletons: a standing person, and arbitrary people."""

import numpy as np
from hypothesis import strategies as st

from reference.skeleton import JOINTS, Floats, Skeleton

FRAMES = 3
TIMES_S = np.arange(FRAMES) / 10.0

STANDING = {
    "left_shoulder": (0.18, 0.0, 1.40), "left_elbow": (0.18, 0.0, 1.10),
    "left_wrist": (0.18, 0.0, 0.85), "left_hip": (0.09, 0.0, 0.90),
    "left_knee": (0.09, 0.0, 0.48), "left_ankle": (0.09, 0.0, 0.08),
    "left_heel": (0.09, 0.05, 0.02), "left_big_toe": (0.09, -0.15, 0.02),
    "left_ear": (0.07, 0.0, 1.60), "left_eye": (0.03, -0.09, 1.63),
}  # fmt: skip
"""The left half of a person standing and facing -y, arms hanging."""


def standing(**moved: tuple[float, float, float]) -> Skeleton:
    """Returns a person standing upright for a few frames, with some joints moved."""
    places = {
        **STANDING,
        **{name.replace("left", "right"): (-x, y, z) for name, (x, y, z) in STANDING.items()},
        "nose": (0.0, -0.12, 1.60),
        **moved,
    }
    one = np.array([places[name] for name in JOINTS])
    return Skeleton(TIMES_S, np.repeat(one[None], FRAMES, axis=0))


def mirror_skeleton(skeleton: Skeleton) -> Skeleton:
    """Returns the mirror image of the person: left and right swapped."""
    names = [
        name.replace("left", "other").replace("right", "left").replace("other", "right")
        for name in JOINTS
    ]
    return Skeleton.of(names, skeleton.times_s, skeleton.places * (-1.0, 1.0, 1.0))


@st.composite
def draw_skeleton(draw: st.DrawFn) -> Skeleton:
    """Draws a person in any position, moving slightly, the trunk not quite vertical."""
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    one = standing().places[0] + random.normal(0.0, 0.15, (len(JOINTS), 3))
    moving: Floats = one + np.cumsum(random.normal(0.0, 0.01, (FRAMES, len(JOINTS), 3)), axis=0)
    return Skeleton(TIMES_S, moving)
