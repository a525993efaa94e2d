"""A picture that the page sent: looked at before anything is decoded."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import isfinite

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError

Rgb = NDArray[np.uint8]

MAX_BYTES = 1_000_000
MAX_SIDE_PX = 1280
_TIME = struct.Struct("<d")
MAX_MESSAGE_BYTES = MAX_BYTES + _TIME.size
_START = b"\xff\xd8"
_SCAN = b"\xff\xda"
_MOST_SCANS = 16
"""A progressive picture has about ten; thousands would take minutes to decode."""
_FRAMES = {0xC0, 0xC1, 0xC2}
"""The kinds of picture that browsers make: baseline, extended, progressive."""
_OTHER_FRAMES = {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
_BARE = {0x01, *range(0xD0, 0xD8)}
"""Markers without a length after them."""


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
    if size is None or jpeg.count(_SCAN) > _MOST_SCANS:
        raise FormcheckError("The page sent something that is no JPEG picture: reload the page.")
    if max(size) > MAX_SIDE_PX:
        raise FormcheckError(
            f"The page sent a picture of {size[0]} by {size[1]} pixels; "
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


def jpeg_size(jpeg: bytes) -> tuple[int, int] | None:
    """Width and height that a JPEG's header claims; None when it is none, or of an odd kind."""
    if jpeg[:2] != _START:
        return None
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        kind = jpeg[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind in _BARE:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", jpeg, at + 2)
        if kind in _FRAMES:
            return _frame_size(jpeg[at + 4 : at + 2 + length])
        if kind in _OTHER_FRAMES or kind == _SCAN[1] or length < 2:
            return None
        at += 2 + length
    return None


def _frame_size(frame: bytes) -> tuple[int, int] | None:
    if len(frame) < 6:
        return None
    depth, height, width, parts = struct.unpack_from(">BHHB", frame)
    usual = depth == 8 and parts in {1, 3} and width > 0 and height > 0
    return (width, height) if usual else None
