"""A shape against the known positions of every stretch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.likeness.shape import mirrored

Floats = NDArray[np.float64]

NEAR = 0.55
"""A position this far off (root of the mean square over the numbers of a shape, times their
number's root) is half alike. See `benchmarks/likeness.py`."""
FAR = 1.6
"""A position farther than this from every known one is like none of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """The known positions: shapes (n, SHAPE_SIZE) and the stretch of each; sides are left."""

    shapes: Floats
    owners: NDArray[np.int64]
    stretches: tuple[str, ...]
    mirrors: Floats = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mirrors", mirrored(self.shapes))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far a shape is from each stretch, in the unit of shapes; empty where nobody is seen."""

    far: Mapping[str, float]

    @property
    def nearest(self) -> str:
        """The stretch it looks most like, whether or not it looks much like it."""
        return min(self.far, key=self.far.__getitem__, default="")


NOTHING_LIKE = Likeness({})
"""Nobody to compare."""


def likeness_of(shape: Floats, known: Positions) -> Likeness:
    """How far the shape is from the nearest position of each stretch, either way round."""
    if not np.isfinite(shape).all() or not len(known.owners):
        return NOTHING_LIKE
    far = np.minimum(
        np.linalg.norm(known.shapes - shape, axis=1),
        np.linalg.norm(known.mirrors - shape, axis=1),
    )
    nearest = np.full(len(known.stretches), np.inf)
    np.minimum.at(nearest, known.owners, far)
    return Likeness(dict(zip(known.stretches, nearest.tolist(), strict=True)))


def ranked(seen: Iterable[Likeness]) -> list[tuple[str, float]]:
    """The stretches by how much of the time looks like them, 0..1, the likeliest first.

    Each moment is shared out among the stretches by nearness; one that is far from all of them
    counts for none.
    """
    shares: dict[str, float] = {}
    moments = 0
    for likeness in seen:
        moments += 1
        if not likeness.far:
            continue
        names = list(likeness.far)
        far = np.array([likeness.far[name] for name in names])
        pull = np.exp(-0.5 * ((far - far.min()) / (0.25 * NEAR)) ** 2)
        known = float(np.clip((FAR - far.min()) / (FAR - NEAR), 0.0, 1.0))
        for name, share in zip(names, (known * pull / pull.sum()).tolist(), strict=True):
            shares[name] = shares.get(name, 0.0) + share
    return sorted(
        ((name, total / moments) for name, total in shares.items()), key=lambda s: (-s[1], s[0])
    )
