"""Single pictures of rendered people on the floor, 640x360: cat-cow and knee-to-chest."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.photo_file import read_photo

_FOLDER = Path(__file__).parent / "people"


def picture(name: str) -> Rgb:
    """The picture "cat", "cow" or "lying"."""
    return read_photo(_FOLDER / f"{name}.jpg")


def far_away(image: Rgb, scale: float = 0.3) -> Rgb:
    """The picture shrunk about its middle, its edges drawn out to fill the frame."""
    height, width = image.shape[:2]
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    down, right = height - small.shape[0], width - small.shape[1]
    out = cv2.copyMakeBorder(
        small, down // 2, down - down // 2, right // 2, right - right // 2, cv2.BORDER_REPLICATE
    )
    return np.asarray(out, dtype=np.uint8)
