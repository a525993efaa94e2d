"""One person at one instant: what the pose model reports, and what formcheck believes.

Image frame: pixels of the un-mirrored picture, x right, y down. World frame: metres, origin between
the hips, x right and y down in the picture, z away from the camera.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body.landmarks import Landmark, swap_sides

Floats = NDArray[np.float64]
_OTHER_SIDE = np.array([Landmark[swap_sides(mark.name)] for mark in Landmark])


class Unseen(IntEnum):
    """Why a landmark is not believed; SEEN if it is."""

    SEEN = 0
    LOW_VISIBILITY = 1
    OUT_OF_FRAME = 2
    BONE_LENGTH = 3
    SIDES_SWAPPED = 4


@dataclass(frozen=True, slots=True)
class ImageSize:
    """Width and height of the picture the pixels refer to."""

    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """What the pose model said about one person, unfiltered, as recordings keep it.

    image_px (33, 2) pixels; world_m (33, 3) metres; visibility (33,) 0..1. extras: numbers read
    from the picture itself, by name, unit last; NaN where it could not be measured.
    """

    image_px: Floats
    world_m: Floats
    visibility: Floats
    extras: Mapping[str, float] = field(default_factory=dict)

    def mirror(self, width_px: int) -> Detection:
        """What was detected as it is in the mirror image of a picture so wide."""
        return replace(
            self,
            image_px=(self.image_px * (-1.0, 1.0) + (width_px, 0.0))[_OTHER_SIDE],
            world_m=(self.world_m * (-1.0, 1.0, 1.0))[_OTHER_SIDE],
            visibility=self.visibility[_OTHER_SIDE],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """What formcheck believes about one person at t_s seconds.

    image_px (33, 2) and world_m (33, 3) are NaN where why (33,) is not ``Unseen.SEEN``. found is
    the detection itself.
    """

    t_s: float
    size: ImageSize
    image_px: Floats
    world_m: Floats
    why: NDArray[np.int8]
    found: Detection

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(33,) True where the landmark is believed."""
        believed: NDArray[np.bool_] = self.why == Unseen.SEEN
        return believed

    def find_reason(self, landmark: Landmark) -> Unseen:
        """Why this landmark is not believed, or SEEN."""
        return Unseen(int(self.why[landmark]))
