"""A frame that the page sent: checks before it is decoded, and its capture time."""

import struct
from dataclasses import dataclass
from math import isfinite, nan

import cv2
import numpy as np

from formcheck.files.errors import FormcheckError
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.sizes import count_scans, jpeg_size

MAX_BYTES = 1_000_000
MAX_SIDE_PX = 1280
_TIME = struct.Struct("<d")
MAX_MESSAGE_BYTES = MAX_BYTES + _TIME.size
"""The server's sockets take no longer message."""
_MOST_SCANS = 16
"""A progressive JPEG has about ten scans; thousands would take minutes to decode."""
_OLDEST_S = 2.0
"""If a frame claims to be older than this, the page's clock jumped. Chosen for formcheck: an answer
takes well under a second even on a slow machine."""
_DRIFT_RATIO = 5e-4
"""How fast two clocks may drift apart; ten times the drift of ordinary quartz (50 ppm)."""
_LEAST_STEP_S = 0.001


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame as received: its capture time by the page's clock, and its JPEG."""

    page_s: float
    jpeg: bytes


def read_picture(message: bytes) -> Sent:
    """Returns the frame in a message: its size is checked, its pixels are not decoded.

    Raises FormcheckError if the message is no such frame.
    """
    page_ms = _TIME.unpack_from(message)[0] if len(message) >= _TIME.size else nan
    if not isfinite(page_ms):
        raise FormcheckError("The page sent a picture without a time: reload the page.")
    jpeg = message[_TIME.size :]
    size = jpeg_size(jpeg)
    if size is None or count_scans(jpeg) > _MOST_SCANS:
        raise FormcheckError("The page sent something that is not a JPEG picture: reload the page.")
    if max(size.width_px, size.height_px) > MAX_SIDE_PX:
        raise FormcheckError(
            f"The page sent a picture of {size.width_px} by {size.height_px} pixels; "
            f"{MAX_SIDE_PX} a side is the most: reload the page."
        )
    return Sent(page_ms / 1000.0, jpeg)


def decode_picture(sent: Sent) -> Rgb:
    """Returns the pixels, (height, width, 3) red-green-blue. Raises FormcheckError."""
    try:
        how = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
        image = cv2.imdecode(np.frombuffer(sent.jpeg, np.uint8), how)
    except cv2.error:
        image = None
    if image is None:
        raise FormcheckError("The page sent a picture that can't be decoded: reload the page.")
    return np.asarray(image, dtype=np.uint8)


class CaptureClock:
    """Converts a page's capture times into increasing seconds of the session.

    The page's clock gives the capture time to the millisecond, but may be wrong, or jump when a
    laptop wakes. The server's clock gives the arrival time, which is a little later and jitters.
    As in time protocols, the smallest difference between them is used: session time then runs at
    the server's rate, and a jump of the page's clock adds nothing to a hold.
    """

    def __init__(self, now_s: float) -> None:
        self._start_s = now_s
        self._came_s = now_s
        self._apart_s: float | None = None
        self._last_s = -_LEAST_STEP_S

    def restart(self) -> None:
        """Forgets the last page's clock: the next page's clock started at another moment."""
        self._apart_s = None

    def convert_capture_s(self, page_s: float, now_s: float) -> float:
        """Returns the session time of a frame taken at page_s that came at now_s; always rises."""
        apart_s = now_s - page_s
        if self._apart_s is not None:
            drifted_s = self._apart_s + _DRIFT_RATIO * (now_s - self._came_s)
            if drifted_s <= apart_s <= drifted_s + _OLDEST_S:
                apart_s = drifted_s
        self._apart_s, self._came_s = apart_s, now_s
        return self.convert_now_s(page_s + apart_s)

    def convert_now_s(self, now_s: float) -> float:
        """Returns the session time at now_s, without a frame; always rises."""
        self._last_s = max(now_s - self._start_s, self._last_s + _LEAST_STEP_S)
        return self._last_s
