"""Landmarks, sides, and one person at one instant, as detected and with bad landmarks rejected.

LEFT and RIGHT are always the person's own sides. Image frame: pixels of the un-mirrored image, x
right, y down. World frame: metres, origin between the hips, x right and y down in the image, z away
from the camera. Imports nothing else from formcheck.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Landmark(IntEnum):
    """Index of each landmark, in the pose model's own order."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT = 31
    RIGHT_FOOT = 32


TORSO = np.array(
    [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
)
"""The four corners of the torso."""

LANDMARK_NAMES: tuple[str, ...] = tuple(m.name.lower().replace("_", " ") for m in Landmark)


class Side(StrEnum):
    """A side of the person. BOTH is for stretches that work the two sides at once."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"

    @property
    def other(self) -> Side:
        """The opposite side; BOTH is its own opposite."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.BOTH: Side.BOTH}[self]

    def landmark(self, joint: str) -> Landmark:
        """Returns this side's landmark of a joint such as "elbow". Raises KeyError without one."""
        return Landmark[f"{self.name}_{joint.upper()}"]


def swap_sides(name: str) -> str:
    """Returns the name with left and right exchanged."""
    word = {"left": "right", "right": "left", "LEFT": "RIGHT", "RIGHT": "LEFT"}
    return re.sub("|".join(word), lambda found: word[found[0]], name)


BONES: tuple[tuple[Landmark, Landmark], ...] = (
    (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER),
    (Landmark.LEFT_HIP, Landmark.RIGHT_HIP),
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_HIP),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_HIP),
    (Landmark.LEFT_SHOULDER, Landmark.LEFT_ELBOW),
    (Landmark.LEFT_ELBOW, Landmark.LEFT_WRIST),
    (Landmark.RIGHT_SHOULDER, Landmark.RIGHT_ELBOW),
    (Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST),
    (Landmark.LEFT_HIP, Landmark.LEFT_KNEE),
    (Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE),
    (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE),
    (Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE),
)
"""Pairs of landmarks joined by a bone, as a skeleton drawing shows them."""

_OTHER_SIDE = np.array([Landmark[swap_sides(mark.name)] for mark in Landmark])


class Rejection(IntEnum):
    """Why a landmark is rejected; NONE if it is not."""

    NONE = 0
    LOW_VISIBILITY = 1
    OUT_OF_FRAME = 2
    BONE_LENGTH = 3
    SIDES_SWAPPED = 4


@dataclass(frozen=True, slots=True)
class ImageSize:
    """Width and height of the image that pixels refer to."""

    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """The pose model's output for one person, unfiltered, as recordings keep it."""

    image_px: Floats
    """The landmarks in the image (33, 2), in pixels, x right, y down."""
    world_m: Floats
    """The landmarks (33, 3), in metres from the middle of the hips, z away from the camera."""
    visibility: Floats
    """How likely each landmark (33,) is in view, 0 to 1."""
    extras: Mapping[str, float] = field(default_factory=dict)
    """Numbers measured in the image itself, by name, unit last; NaN if not measured."""

    def mirror(self, width_px: int) -> Detection:
        """Returns the detection for the mirror image of a frame of this width."""
        return replace(
            self,
            image_px=(self.image_px * (-1.0, 1.0) + (width_px, 0.0))[_OTHER_SIDE],
            world_m=(self.world_m * (-1.0, 1.0, 1.0))[_OTHER_SIDE],
            visibility=self.visibility[_OTHER_SIDE],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One person at t_s seconds, with only the landmarks that are trusted.

    image_px (33, 2) and world_m (33, 3) are NaN where why (33,) is not ``Rejection.NONE``. found is
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
        """(33,) True where the landmark is trusted."""
        believed: NDArray[np.bool_] = self.why == Rejection.NONE
        return believed

    def find_reason(self, landmark: Landmark) -> Rejection:
        """Returns why this landmark is rejected, or NONE."""
        return Rejection(int(self.why[landmark]))
