"""A photo file as one frame."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from formcheck.errors import FormcheckError
from formcheck.source.frames import Frame

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".heic", ".heif"})
"""Endings that mean a photo. HEIC can't be read here, but it gets an answer of its own."""

_UNREADABLE_SUFFIXES = frozenset({".heic", ".heif"})


def is_photo(path: Path) -> bool:
    """Whether the name ends like a photo's; the file need not exist."""
    return path.suffix.lower() in PHOTO_SUFFIXES


def read_photo(path: Path) -> Frame:
    """The photo as the frame at 0 s, turned upright as its EXIF data says.

    Raises FormcheckError when there is no such file or it is not a photo that can be read.
    """
    if path.suffix.lower() in _UNREADABLE_SUFFIXES:
        raise FormcheckError(f"{path} is a HEIC photo, which can't be read: save it as JPEG.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormcheckError(f"The photo {path} cannot be read: {error.strerror}.") from error
    if not data:
        raise FormcheckError(f"The photo {path} is empty (0 bytes): copy it again.")
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error as error:
        raise FormcheckError(f"The photo {path} cannot be read: {error.err}.") from error
    if image is None:
        raise FormcheckError(f"{path} is not a JPEG, PNG, WebP or BMP photo, or it is damaged.")
    return Frame(index=0, t_s=0.0, image=np.ascontiguousarray(image, dtype=np.uint8))
