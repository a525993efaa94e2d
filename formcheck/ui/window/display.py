"""The OpenCV window, and the place of the camera's frame in it."""

import locale
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import ImageSize
from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.output.draw.canvas import Canvas
from formcheck.output.draw.palette import INK
from formcheck.vision.pose.runtime import WINDOW_LIBRARIES, install_advice, missing_libraries
from formcheck.vision.video.frames import Rgb

TITLE = "formcheck"
_FIRST_SIZE = (1280, 720)
_LAST_CHARACTER = 0x7F
"""Greater key codes are arrows and the like, whose low byte would read as a letter."""
_POINTS_RATIO = 2 if sys.platform == "darwin" else 1
"""Pixels per unit of size: on a Mac sizes are in points, on most screens two pixels each."""
_SMALLEST_PX = 120
_ANSWER_S = 5.0
"""How long a display may take to answer. Chosen for formcheck: enough for one on the network."""
_ABOVE_RATIO = 0.35
"""Share of the free height that stays above the frame. Chosen for formcheck."""
Points = NDArray[np.floating[Any]]


class Display(Closing):
    """The window, for the main thread only. A context manager. closed: whether it is closed."""

    def __init__(self, full_screen: bool) -> None:
        """Opens the window. Raises FormcheckError if there is no screen for it."""
        check_screen()
        _set_up_qt(Path(cv2.__file__).parent)
        self._full_screen = False
        self.closed = False
        flags = cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL
        used = locale.setlocale(locale.LC_ALL)
        cv2.namedWindow(TITLE, flags)
        if sys.platform == "linux":
            locale.setlocale(locale.LC_ALL, used)  # Qt changes it to the system's
        cv2.resizeWindow(TITLE, *_FIRST_SIZE)
        if full_screen:
            self.toggle_full_screen()

    def close(self) -> None:
        """Closes the window. Safe to call twice."""
        if not self.closed:
            self.closed = True
            cv2.destroyWindow(TITLE)
            cv2.waitKey(1)  # the window disappears only when events are processed

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels at which an image is shown 1:1."""
        _, _, width, height = cv2.getWindowImageRect(TITLE)
        if width < _SMALLEST_PX or height < _SMALLEST_PX:  # not laid out yet, or minimised
            return _FIRST_SIZE
        return width * _POINTS_RATIO, height * _POINTS_RATIO

    def show(self, image: Rgb) -> None:
        """Shows the red-green-blue image."""
        cv2.imshow(TITLE, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))

    def key(self, wait_ms: int) -> str:
        """Processes events; returns the key pressed in time as a lower-case character, or ""."""
        code = cv2.waitKeyEx(wait_ms)
        self.closed = True
        # On a Mac a window in the Dock is not visible either; but there it has no close button.
        least = 0 if sys.platform == "darwin" else 1
        with suppress(cv2.error):  # OpenCV raises this once the last window is gone
            self.closed = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < least
        return chr(code).lower() if 0 <= code <= _LAST_CHARACTER else ""

    def toggle_full_screen(self) -> None:
        """Switches to full screen, or back."""
        self._full_screen = not self._full_screen
        mode = cv2.WINDOW_FULLSCREEN if self._full_screen else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN, mode)


def _set_up_qt(folder: Path) -> None:
    # Qt warns about a fonts folder that OpenCV's build lacks; any folder avoids the warning.
    os.environ["QT_QPA_FONTDIR"] = str(folder)
    plugins = folder / "qt" / "plugins" / "platforms"
    if plugins.is_dir() and not list(plugins.glob("libqwayland*")):  # Wayland would make Qt abort
        os.environ["QT_QPA_PLATFORM"] = "xcb"


def check_screen() -> None:
    """Raises FormcheckError if no window can be opened, as Qt would then crash the program."""
    if sys.platform != "linux":
        return
    name = os.environ.get("DISPLAY", "")
    if not name and os.environ.get("WAYLAND_DISPLAY"):
        raise FormcheckError(
            "The window needs XWayland (DISPLAY is not set): turn it on, or use `formcheck app`."
        )
    if not name:
        raise FormcheckError(
            "There is no screen to open a window on (DISPLAY is not set): run it on a desktop."
        )
    if not _is_answering():
        raise FormcheckError(
            f'The screen "{name}" that DISPLAY names does not answer: run it on a desktop.'
        )
    if missing := missing_libraries(WINDOW_LIBRARIES):
        raise FormcheckError(install_advice(missing))


def _is_answering() -> bool:
    """Whether the X server accepts a connection in time.

    Runs in a thread: a server that accepts but never replies would block forever.
    """
    answered = threading.Event()

    def connect() -> None:
        with suppress(OSError):
            from formcheck.desktop.xscreen import XScreen  # noqa: PLC0415 - needs libxcb

            XScreen().close()
            answered.set()

    probe = threading.Thread(target=connect, name="screen", daemon=True)
    probe.start()
    probe.join(_ANSWER_S)
    return answered.is_set()


@dataclass(frozen=True, slots=True)
class Place:
    """The top-left corner and size of the frame in the window, px, and its scale.

    The window is a mirror: the person's left hand is on the left. Only images and points are
    mirrored, never text.
    """

    left: int
    top: int
    width: int
    height: int
    scale: float

    def mirrored(self, points: Points) -> Points:
        """Converts points (n, 2) in pixels of the frame to pixels of the window."""
        x = self.left + self.width - points[:, 0] * self.scale
        y = self.top + points[:, 1] * self.scale
        return np.stack([x, y], axis=1)


def place_in(canvas: Canvas, size: ImageSize) -> Place:
    """Returns the place of a frame of that size: uncropped, and a little above the middle.

    Text goes below the frame, if it leaves any room at all.
    """
    scale = min(canvas.width / size.width_px, canvas.height / size.height_px)
    width, height = round(size.width_px * scale), round(size.height_px * scale)
    top = round(_ABOVE_RATIO * (canvas.height - height))
    return Place((canvas.width - width) // 2, top, width, height, scale)


def lay_mirrored(canvas: Canvas, picture: Rgb, place: Place) -> None:
    """Draws the frame in its place, mirrored, and fills the rest of the canvas with ink."""
    right, bottom = place.left + place.width, place.top + place.height
    canvas.draw_block(0, 0, canvas.width, place.top, INK)
    canvas.draw_block(0, bottom, canvas.width, canvas.height, INK)
    canvas.draw_block(0, place.top, place.left, bottom, INK)
    canvas.draw_block(right, place.top, canvas.width, bottom, INK)
    area = canvas.image[place.top : place.top + place.height, place.left :][:, : place.width]
    if picture.shape[0] < place.height:  # flipping the smaller of the two is less work
        cv2.resize(cv2.flip(picture, 1), (place.width, place.height), dst=area)
    else:
        cv2.flip(cv2.resize(picture, (place.width, place.height)), 1, dst=area)
