"""Joint centres over time, and the directions of the body's parts.

World frame: metres, z up, the floor at z = 0; a person at rest faces -y, their left is +x.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SIDES = ("left", "right")
JOINTS = (
    *(
        f"{side}_{part}"
        for part in (
            "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "big_toe", "ear", "eye",
        )
        for side in SIDES
    ),
    "nose",
)  # fmt: skip
"""Centres of joints; heels, toes, ears, eyes and nose are points of the skin."""

UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True, eq=False)
class Skeleton:
    """The joints of one person, frame by frame.

    times_s: (frames,), seconds; places: (frames, 21, 3) in the order of JOINTS.
    """

    times_s: Floats
    places: Floats

    @staticmethod
    def of(names: Sequence[str], times_s: Floats, places: Floats) -> Skeleton:
        """From places (frames, joints, 3) in any order. Raises KeyError if a joint is missing."""
        at = {name: number for number, name in enumerate(names)}
        ordered = np.asarray(places, dtype=np.float64)[:, [at[name] for name in JOINTS]]
        return Skeleton(np.asarray(times_s, dtype=np.float64), ordered)

    def joint(self, name: str) -> Floats:
        """Places (frames, 3) of one joint."""
        return self.places[:, JOINTS.index(name)]

    def middle(self, part: str) -> Floats:
        """Places (frames, 3) half way between left and right."""
        return (self.joint(f"left_{part}") + self.joint(f"right_{part}")) / 2

    def segment(self, start: str, end: str) -> Floats:
        """Vectors (frames, 3) from one joint to another."""
        return self.joint(end) - self.joint(start)

    def length(self, start: str, end: str) -> float:
        """Median distance of two joints, metres."""
        return float(np.median(lengths(self.segment(start, end))))

    @cached_property
    def trunk(self) -> Floats:
        """Vectors (frames, 3) from the middle of the hips to the middle of the shoulders."""
        return self.middle("shoulder") - self.middle("hip")

    @cached_property
    def trunk_length(self) -> float:
        """Median length of the trunk, metres."""
        return float(np.median(lengths(self.trunk)))

    @cached_property
    def shoulder_width(self) -> float:
        """Median distance of the shoulder joints, metres."""
        return self.length("left_shoulder", "right_shoulder")

    def leftward(self, part: str) -> Floats:
        """Unit vectors (frames, 3) from right to left across shoulders or hips, square to trunk."""
        line = self.segment(f"right_{part}", f"left_{part}")
        axis = unit(self.trunk)
        return unit(line - dot(line, axis)[:, None] * axis)

    def forward(self, part: str) -> Floats:
        """Unit vectors (frames, 3) to the front of the chest (shoulder) or pelvis (hip)."""
        return np.cross(self.leftward(part), unit(self.trunk))


def dot(one: Floats, other: Floats) -> Floats:
    """Scalar products (frames,) of vectors (frames, 3)."""
    product: Floats = np.einsum("ij,ij->i", one, np.broadcast_to(other, one.shape))
    return product


def lengths(vectors: Floats) -> Floats:
    """Lengths (frames,) of vectors (frames, 3)."""
    result: Floats = np.linalg.norm(vectors, axis=1)
    return result


def unit(vectors: Floats) -> Floats:
    """The vectors (frames, 3) at length 1; NaN for those without length."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = vectors / length
    return result


def angle_deg(one: Floats, other: Floats) -> Floats:
    """Angles (frames,) between vectors (frames, 3), 0..180 degrees."""
    cosine = np.clip(dot(unit(one), unit(np.broadcast_to(other, one.shape))), -1.0, 1.0)
    return np.degrees(np.arccos(cosine))
