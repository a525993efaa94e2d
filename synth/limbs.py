"""Rotates limbs at random, to spread the drawn poses over all poses around them.

A network trained only on poses of stretches takes everything for a stretch. So limbs are rotated (a
leaning trunk, a bent elbow) in the true joints and the detected landmarks alike: the model's error
moves with the limb.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reference.skeleton import JOINTS, SIDES

from .geometry import Array

TURNED_SHARE = 0.45
"""Share of people for whom a given part is rotated."""
HEAD = ("nose", *(f"{side}_{part}" for part in ("ear", "eye") for side in SIDES))


@dataclass(frozen=True)
class Limb:
    """The joints that rotate about the mean of the pivot joints; deg: standard deviation."""

    pivot: tuple[str, ...]
    moved: tuple[str, ...]
    deg: float


def _prefix_side(side: str, *parts: str) -> tuple[str, ...]:
    return tuple(f"{side}_{part}" for part in parts)


_UPPER = (*(n for s in SIDES for n in _prefix_side(s, "shoulder", "elbow", "wrist")), *HEAD)
LIMBS = (
    Limb(("left_hip", "right_hip"), _UPPER, 18.0),
    Limb(("left_shoulder", "right_shoulder"), HEAD, 14.0),
    *(
        limb
        for side in SIDES
        for limb in (
            Limb(_prefix_side(side, "shoulder"), _prefix_side(side, "elbow", "wrist"), 25.0),
            Limb(_prefix_side(side, "elbow"), _prefix_side(side, "wrist"), 25.0),
            Limb(
                _prefix_side(side, "hip"),
                _prefix_side(side, "knee", "ankle", "heel", "big_toe"),
                20.0,
            ),
            Limb(_prefix_side(side, "knee"), _prefix_side(side, "ankle", "heel", "big_toe"), 20.0),
            # the shoulder girdle, about the midpoint of the shoulders: raised, lowered or pulled
            # back
            Limb(
                ("left_shoulder", "right_shoulder"),
                _prefix_side(side, "shoulder", "elbow", "wrist"),
                7.0,
            ),
        )
    ),
    Limb(("left_hip", "right_hip"), JOINTS, 5.0),  # a camera that is not quite level
)
"""From the trunk outwards, so that a rotated part carries the parts attached to it."""


def draw_turns(
    random: np.random.Generator, count: int, times: float = 1.0, share: float = TURNED_SHARE
) -> list[Array]:
    """Returns random rotations (count, 3, 3) about random axes, for each of `LIMBS`.

    times: factor on `Limb.deg`; share: of people for whom each limb is rotated.
    """
    found = []
    for limb in LIMBS:
        axis = random.normal(size=(count, 3))
        axis /= np.linalg.norm(axis, axis=1, keepdims=True)
        angle = np.radians(times * limb.deg) * random.normal(size=count)
        angle[random.random(count) > share] = 0.0
        found.append(turn_about(axis, angle))
    return found


def turn_about(axis: Array, angle: Array) -> Array:
    """Returns rotations (n, 3, 3) about unit axes (n, 3) by angles (n,) in radians (Rodrigues)."""
    x, y, z = axis.T
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    sine, cosine = np.sin(angle)[:, None, None], np.cos(angle)[:, None, None]
    turned: Array = np.eye(3) + sine * cross + (1.0 - cosine) * (cross @ cross)
    return turned


def turn_limbs(places: Array, turns: Sequence[Array]) -> Array:
    """Returns joints (n, 21, 3) after rotating their limbs."""
    turned = places.copy()
    for limb, turn in zip(LIMBS, turns, strict=True):
        pivot = turned[:, [JOINTS.index(name) for name in limb.pivot]].mean(axis=1, keepdims=True)
        moved = [JOINTS.index(name) for name in limb.moved]
        turned[:, moved] = pivot + np.einsum("nij,nkj->nki", turn, turned[:, moved] - pivot)
    return turned
