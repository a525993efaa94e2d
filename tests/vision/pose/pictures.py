"""Images of rendered people on the floor, 640x360: cat-cow and knee-to-chest."""

from pathlib import Path

import cv2
import numpy as np

from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.photo_file import read_photo

_FOLDER = Path(__file__).parent / "people"


def read_picture(name: str) -> Rgb:
    """Returns the image "cat", "cow" or "lying"."""
    return read_photo(_FOLDER / f"{name}.jpg")


def shrink_picture(image: Rgb, scale: float = 0.3, at: tuple[float, float] = (0.5, 0.5)) -> Rgb:
    """Returns the image shrunk, with its edges replicated to fill the frame.

    at: position in the free width and height of the frame, as shares from the left and top.
    """
    height, width = image.shape[:2]
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    down, right = height - small.shape[0], width - small.shape[1]
    above, left = int(at[1] * down), int(at[0] * right)
    out = cv2.copyMakeBorder(small, above, down - above, left, right - left, cv2.BORDER_REPLICATE)
    return np.asarray(out, dtype=np.uint8)
