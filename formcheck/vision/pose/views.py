"""Other ways to look at a picture: a part of it, and turned by quarter turns.

The pose model finds people who stand upright and fill the picture best. What it finds in a view is
put back into the picture the view was taken from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from formcheck.core.body import Detection, ImageSize
from formcheck.core.body.pose import Floats
from formcheck.vision.video.frames import Rgb

_LEAST_SIDE_PX = 32.0
"""Nothing smaller is looked at: nobody could be found in it. Chosen here."""


@dataclass(frozen=True, slots=True)
class View:
    """The part of a picture that begins at left_px, top_px and has that size, turned.

    quarter_turns counter-clockwise, 0 to 3. The part lies inside the picture.
    """

    left_px: int
    top_px: int
    size: ImageSize
    quarter_turns: int = 0

    def picture(self, image: Rgb) -> Rgb:
        """What is seen of an image (height, width, 3)."""
        part = image[
            self.top_px : self.top_px + self.size.height_px,
            self.left_px : self.left_px + self.size.width_px,
        ]
        return np.ascontiguousarray(np.rot90(part, self.quarter_turns))

    @property
    def shown(self) -> ImageSize:
        """The size of what ``picture`` gives."""
        if self.quarter_turns % 2:
            return ImageSize(self.size.height_px, self.size.width_px)
        return self.size

    def cuts(self, points: Floats, size: ImageSize, margin: float) -> bool:
        """Whether points (n, 2) of an image of that size come near an edge that cuts it.

        Near is margin times the part's own side. The image's own edges cut nothing that it shows.
        """
        first = np.array([self.left_px, self.top_px])
        sides = np.array([self.size.width_px, self.size.height_px])
        last, edges = first + sides, np.array([size.width_px, size.height_px])
        low, high = points.min(axis=0), points.max(axis=0)
        before = (low < first + margin * sides) & (first > 0)
        behind = (high > last - margin * sides) & (last < edges)
        return bool((before | behind).any())

    def back(self, found: Detection) -> Detection:
        """A detection in the view's picture as it lies in the image.

        Pixels turn about the picture's corner, world metres about the camera's axis: depth stays.
        """
        image_px, world_m = found.image_px, found.world_m
        width_px, height_px = self.size.width_px, self.size.height_px
        for _ in range(self.quarter_turns % 4):  # each undoes one turn
            image_px, world_m = _quarter_back(image_px), _quarter_back(world_m)
        corner = {0: (0, 0), 1: (width_px, 0), 2: (width_px, height_px), 3: (0, height_px)}
        x, y = corner[self.quarter_turns % 4]
        origin = np.array([self.left_px + x, self.top_px + y])
        return replace(found, image_px=image_px + origin, world_m=world_m)


@dataclass(frozen=True, slots=True)
class Margin:
    """A picture with a dark margin of so many pixels beside, and above and below."""

    beside_px: int
    above_px: int

    @staticmethod
    def of(image: Rgb, share: float) -> Margin:
        """The margin that is such a share of the image's sides."""
        return Margin(round(share * image.shape[1]), round(share * image.shape[0]))

    def picture(self, image: Rgb) -> Rgb:
        """The image within the margin."""
        high, wide = (self.above_px,) * 2, (self.beside_px,) * 2
        return np.pad(image, (high, wide, (0, 0)))

    def size(self, image: ImageSize) -> ImageSize:
        """The size of that picture."""
        return ImageSize(image.width_px + 2 * self.beside_px, image.height_px + 2 * self.above_px)

    def back(self, found: Detection) -> Detection:
        """A detection in that picture as it lies in the image."""
        return replace(found, image_px=found.image_px - (self.beside_px, self.above_px))


def _quarter_back(points: Floats) -> Floats:
    """Points (n, 2 or 3) turned clockwise by a quarter, about the origin, in the picture's x, y."""
    turned = points.copy()
    turned[:, 0], turned[:, 1] = -points[:, 1], points[:, 0]
    return turned


def whole(size: ImageSize, quarter_turns: int = 0) -> View:
    """All of a picture of that size."""
    return View(0, 0, size, quarter_turns)


def around(image_px: Floats, size: ImageSize, margin: float, quarter_turns: int = 0) -> View:
    """A square about the points (n, 2), as far as the picture of that size goes.

    Its side is the longer one of the points' box, made ``margin`` times as long.
    """
    low, high = image_px.min(axis=0), image_px.max(axis=0)
    half_px = max(float((high - low).max()) * margin, _LEAST_SIDE_PX) / 2
    edges = np.array([size.width_px, size.height_px])
    centre = np.clip((low + high) / 2, 0, edges)  # the points may lie outside
    first = np.clip(np.floor(centre - half_px), 0, edges - 1).astype(int)
    last = np.clip(np.ceil(centre + half_px), first + 1, edges).astype(int)
    width_px, height_px = (int(side) for side in last - first)
    return View(int(first[0]), int(first[1]), ImageSize(width_px, height_px), quarter_turns)
