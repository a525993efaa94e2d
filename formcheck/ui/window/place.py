"""Where the camera's picture lies in the window: whole, as large as can be, mirrored. Pure but cv2.

The window shows a mirror: the person's left hand is on the left. Only pictures and points are
mirrored, never text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import ImageSize
from formcheck.output.draw.canvas import INK, Canvas, Rgb

_ABOVE_RATIO = 0.35
"""Share of the room left over that stays above the picture. Chosen here."""
Points = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """The picture's corner and size in the window, px, and how much it is enlarged."""

    left: int
    top: int
    width: int
    height: int
    scale: float

    def mirrored(self, points: Points) -> Points:
        """Points (n, 2) of the picture, in the window."""
        x = self.left + self.width - points[:, 0] * self.scale
        y = self.top + points[:, 1] * self.scale
        return np.stack([x, y], axis=1)


def place_in(canvas: Canvas, size: ImageSize) -> Place:
    """The place of a picture of that size: whole, and a little above the middle.

    What is to be read stands below it, where there is room beside the picture at all.
    """
    scale = min(canvas.width / size.width_px, canvas.height / size.height_px)
    width, height = round(size.width_px * scale), round(size.height_px * scale)
    top = round(_ABOVE_RATIO * (canvas.height - height))
    return Place((canvas.width - width) // 2, top, width, height, scale)


def lay_mirrored(canvas: Canvas, picture: Rgb, place: Place) -> None:
    """Puts the picture into its place, mirrored, and ink around it."""
    right, bottom = place.left + place.width, place.top + place.height
    canvas.block(0, 0, canvas.width, place.top, INK)
    canvas.block(0, bottom, canvas.width, canvas.height, INK)
    canvas.block(0, place.top, place.left, bottom, INK)
    canvas.block(right, place.top, canvas.width, bottom, INK)
    area = canvas.image[place.top : place.top + place.height, place.left :][:, : place.width]
    if picture.shape[0] < place.height:  # turning over the smaller of the two is less work
        cv2.resize(cv2.flip(picture, 1), (place.width, place.height), dst=area)
    else:
        cv2.flip(cv2.resize(picture, (place.width, place.height)), 1, dst=area)
