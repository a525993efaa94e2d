"""Which stretch a position looks like. Pure: positions are numbers, the known ones a value."""

from formcheck.likeness.compare import (
    NOTHING_LIKE,
    Likeness,
    Positions,
    likeness_of,
    ranked,
)
from formcheck.likeness.other import Doubt, doubted
from formcheck.likeness.shape import SHAPE_SIZE, mirrored, shape_of

__all__ = [
    "NOTHING_LIKE",
    "SHAPE_SIZE",
    "Doubt",
    "Likeness",
    "Positions",
    "doubted",
    "likeness_of",
    "mirrored",
    "ranked",
    "shape_of",
]
