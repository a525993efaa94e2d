"""Small solid objects drawn with the people: a mesh in one colour."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .look import FOOT, NUMBERS, SOLE_Z
from .pose import Vec
from .scene import F32
from .wardrobe import Dressed, Wardrobe


@dataclass(frozen=True, slots=True)
class Solid:
    """A mesh about its own centre, z up, with its colour (linear RGB)."""

    name: str
    verts: F32
    faces: NDArray[np.int32]
    colour: Vec

    def dressed(self) -> tuple[Dressed, Wardrobe]:
        """Returns the shading data: a solid is all shoe leather, in its own colour."""
        numbers = np.zeros(NUMBERS, np.float32)
        numbers[SOLE_Z] = -9.0  # no part of it counts as a sole
        region = np.full(len(self.faces), FOOT, np.int8)
        limb = np.zeros(len(self.verts), np.float32)
        return Dressed(region, limb, numbers, self.verts), Wardrobe(shoe=self.colour)
