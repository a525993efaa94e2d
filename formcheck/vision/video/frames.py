"""A frame and its time, and a video file's own metadata."""

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import ImageSize
from formcheck.files.errors import FormcheckError

Rgb = NDArray[np.uint8]
Grey = NDArray[np.uint8]

BLACK_MEAN, BLACK_SPREAD = 16.0, 8.0
"""Mean and standard deviation, of 255 levels, below which an image shows nothing: video black is
16, and a covered sensor adds noise of a few levels. Chosen for formcheck."""
BLACK_S = 1.0
"""A camera black for this long is reported; moving a lid or adapting exposure takes less."""
_EVERY_PX = 16

LONGEST_SIDE_PX = 32_766  # beyond it the pose model ends the process: OpenCV counts in 16 bits
MOST_TIME_S = 9e12  # the pose model refuses more: it counts microseconds in 63 bits


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame as displayed, with rotation applied.

    image is (height, width, 3) uint8, RGB, contiguous. t_s counts from the first frame of a file,
    and is the time of ``time.monotonic`` from a camera. index counts the frames of the source,
    skipped ones included.
    """

    index: int
    t_s: float
    image: Rgb


class Darkness:
    """Tracks since when a camera's frames have been black."""

    def __init__(self) -> None:
        self._since_s = math.inf

    def lasts(self, image: Rgb, t_s: float) -> bool:
        """Whether the frames up to this one have been black for longer than `BLACK_S`."""
        few = image[::_EVERY_PX, ::_EVERY_PX]
        is_black = few.mean() < BLACK_MEAN and few.std() < BLACK_SPREAD
        self._since_s = min(self._since_s, t_s) if is_black else math.inf
        return t_s - self._since_s > BLACK_S


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """A video file's metadata before it is read through: an estimate, except for the size.

    size is as displayed: after rotation and with square pixels. rotation_deg is how far the stored
    frame is rotated counter-clockwise for display: 0, 90, 180 or 270.
    """

    size: ImageSize
    duration_s: float
    mean_fps: float
    rotation_deg: int


def check_picture(image: Any) -> None:
    """Raises FormcheckError unless image is uint8 (height, width, 3), and not too large."""
    is_array = isinstance(image, np.ndarray)
    found = f"{image.dtype} {image.shape}" if is_array else repr(type(image))
    if not is_array or image.dtype != np.uint8 or image.shape[2:] != (3,) or not image.size:
        raise FormcheckError(f"A picture must be uint8 (height, width, 3), not {found}.")
    if max(image.shape) > LONGEST_SIDE_PX:
        raise FormcheckError(f"A picture may have {LONGEST_SIDE_PX} pixels a side, not {found}.")


def check_time(t_s: object) -> None:
    """Raises FormcheckError if the time is not a finite number, such as a date, or too large."""
    if not isinstance(t_s, Real) or not math.isfinite(t_s):
        found = t_s if isinstance(t_s, float) else f"of the type {type(t_s).__name__}"
        wanted = "The time of a frame must be a finite number of seconds"
        raise FormcheckError(f"{wanted}, not {found}.")
    if abs(float(t_s)) > MOST_TIME_S:
        raise FormcheckError(f"{t_s:g} seconds are too large for the time of a frame.")


def fitted(size: ImageSize, max_side_px: int | None) -> ImageSize:
    """Returns the size scaled down so that its longer side is at most max_side_px; never up."""
    longer = max(size.width_px, size.height_px)
    if max_side_px is None or longer <= max_side_px:
        return size
    scale = max_side_px / longer
    return ImageSize(max(1, round(size.width_px * scale)), max(1, round(size.height_px * scale)))


def size_of(image: Rgb) -> ImageSize:
    """Returns the size of the image."""
    return ImageSize(image.shape[1], image.shape[0])


def fit_picture(image: Rgb, max_side_px: int) -> Rgb:
    """Returns the image, scaled down if its longer side is over max_side_px."""
    size = size_of(image)
    small = fitted(size, max_side_px)
    if small == size:
        return image
    shape = (small.width_px, small.height_px)
    return np.asarray(cv2.resize(image, shape, interpolation=cv2.INTER_AREA), dtype=np.uint8)
