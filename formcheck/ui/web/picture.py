"""A picture that the page sent: looked at before anything is decoded."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import isfinite

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.files.errors import FormcheckError
from formcheck.vision.video.sizes import SCAN, jpeg_size

Rgb = NDArray[np.uint8]

MAX_BYTES = 1_000_000
MAX_SIDE_PX = 1280
_TIME = struct.Struct("<d")
MAX_MESSAGE_BYTES = MAX_BYTES + _TIME.size
_MOST_SCANS = 16
"""A progressive picture has about ten; thousands would take minutes to decode."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture as it came: when the page's clock says it was taken, and its JPEG."""

    page_s: float
    jpeg: bytes


def sent_of(message: bytes) -> Sent:
    """The picture in a message: its size is known to be within bounds, its pixels are not decoded.

    Raises FormcheckError for anything that is no such picture.
    """
    if len(message) > MAX_MESSAGE_BYTES:
        raise FormcheckError("The page sent a picture of more than 1 MB: reload the page.")
    if len(message) < _TIME.size:
        raise FormcheckError("The page sent a picture without a time: reload the page.")
    (page_ms,) = _TIME.unpack_from(message)
    if not isfinite(page_ms):
        raise FormcheckError("The page sent a picture without a time: reload the page.")
    jpeg = message[_TIME.size :]
    size = jpeg_size(jpeg)
    if size is None or jpeg.count(SCAN) > _MOST_SCANS:
        raise FormcheckError("The page sent something that is no JPEG picture: reload the page.")
    if max(size.width_px, size.height_px) > MAX_SIDE_PX:
        raise FormcheckError(
            f"The page sent a picture of {size.width_px} by {size.height_px} pixels; "
            f"{MAX_SIDE_PX} a side is the most: reload the page."
        )
    return Sent(page_ms / 1000.0, jpeg)


def decoded(sent: Sent) -> Rgb:
    """The picture's pixels, (height, width, 3) red-green-blue. Raises FormcheckError."""
    try:
        image = cv2.imdecode(
            np.frombuffer(sent.jpeg, np.uint8),
            cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION,
        )
    except cv2.error as error:
        raise FormcheckError(
            "The page sent a picture that can't be decoded: reload the page."
        ) from error
    if image is None:
        raise FormcheckError("The page sent a picture that can't be decoded: reload the page.")
    return np.asarray(image, dtype=np.uint8)
