"""A camera that always provides its newest frame, or a sentence saying why there is none.

A separate thread reads frames as fast as they arrive and keeps only the last one, so that a reader
always gets the present. A camera that is unplugged, busy or unreachable is retried automatically. A
camera on demand (``feeds``) takes a frame only when ``latest`` requests one.
"""

import math
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.vision.video import video_texts as say
from formcheck.vision.video.devices import Place, UnpluggedError, cameras, explain_absent, place_of
from formcheck.vision.video.feeds import CameraError, CameraState, Pictures, pictures_of
from formcheck.vision.video.frames import Darkness, Frame, Rgb
from formcheck.vision.video.video import VideoFile

__all__ = ["Camera", "CameraState", "CameraStatus"]

_FIRST_RETRY_S, _LAST_RETRY_S = 0.5, 4.0
"""Waits between retries double from the first to the last. Chosen for formcheck."""
_DENIED_RETRY_S = 60.0
"""The wait after a refused password: network cameras may lock the account. Chosen for formcheck."""
STALLED_S = 2.0
"""Without a frame for this long a camera counts as lost, also while its driver hangs. Chosen for
formcheck: the slowest cameras in the dark still send 5 frames a second."""
_CLOSE_S = 1.0


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """The state of the camera; say: one sentence for the user, "" while all is well."""

    state: CameraState
    say: str


_RUNNING = CameraStatus(CameraState.RUNNING, "")
_STALLED = CameraStatus(CameraState.LOST, say.STALLED)
_BLACK = CameraStatus(CameraState.BLACK, say.BLACK)


def find_place(source: str) -> Place | None:
    """Returns what ``source`` names, None for a camera that is not plugged in; opens no camera.

    Raises FormcheckError if it names no camera at all, or a file that is not a video.
    """
    place: Place | None = None
    with suppress(UnpluggedError):
        place = place_of(source)
    if isinstance(place, Path):
        VideoFile(place).close()
    return place


class Camera(Closing):
    """A camera, stream or video file, open from the start. A context manager.

    Times are seconds of ``time.monotonic`` at which the frame was received.
    """

    def __init__(self, source: str, *, on_demand: bool = False) -> None:
        """Starts opening the source in the background. Raises FormcheckError like `find_place`."""
        self._source = source
        self._place = find_place(source)
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._status = CameraStatus(CameraState.OPENING, say.OPENING)
        self._last_s = time.monotonic()
        self._darkness = Darkness()
        self._closing = threading.Event()
        self._playing = threading.Event()
        self._due = threading.Event() if on_demand else None
        self._asked_s = math.inf if on_demand else 0.0
        """When the frame that is due was requested; inf while none is, 0 without ``on_demand``."""
        # A daemon: a driver that never returns must not keep the program from ending.
        self._reader = threading.Thread(target=self._read, name="camera", daemon=True)
        self._reader.start()

    @property
    def status(self) -> CameraStatus:
        """The current state."""
        with self._changed:
            status = self._status
            silent_s = time.monotonic() - max(self._asked_s, self._last_s)
        if status.state in {CameraState.RUNNING, CameraState.BLACK} and silent_s > STALLED_S:
            return _STALLED
        return status

    def play(self) -> None:
        """Starts a video file, which until then stays at its first frame. No effect on cameras."""
        self._playing.set()

    def latest(self, after: float | None, timeout_s: float) -> Frame | None:
        """Returns the newest frame if it is newer than ``after``; waits up to timeout_s for one.

        None on a timeout; a camera on demand then keeps trying to get one for the next call.
        """
        deadline_s = time.monotonic() + timeout_s
        with self._changed:
            while True:
                frame = self._frame
                if frame is not None and (after is None or frame.t_s > after):
                    return frame
                if self._due is not None and not self._due.is_set():
                    self._asked_s = time.monotonic()
                    self._due.set()
                left_s = deadline_s - time.monotonic()
                if left_s <= 0 or self._closing.is_set():
                    return None
                self._changed.wait(left_s)

    def close(self) -> None:
        """Releases the camera; waits only briefly for its driver."""
        self._closing.set()
        if self._due is not None:
            self._due.set()
        with self._changed:
            self._changed.notify_all()
        self._reader.join(_CLOSE_S)

    def _read(self) -> None:
        """Runs in the reader thread: opens, reads and reopens until closed or a video has ended."""
        wait_s, index = _FIRST_RETRY_S, 0
        while not self._closing.is_set():
            begun = index
            try:
                with closing(self._open()) as pictures:
                    for t_s, image in pictures:
                        self._put(index, t_s, image)
                        index += 1
                        if self._closing.is_set():
                            return
            except CameraError as trouble:
                with self._changed:
                    self._status = CameraStatus(trouble.state, trouble.sentence)
                    self._changed.notify_all()
                if trouble.state is CameraState.ENDED:
                    return
                if trouble.state is CameraState.DENIED and isinstance(self._place, str):
                    wait_s = _DENIED_RETRY_S
            if index > begun:
                wait_s = _FIRST_RETRY_S
            self._closing.wait(wait_s)
            wait_s = min(2 * wait_s, _LAST_RETRY_S)

    def _open(self) -> Pictures:
        """Returns the feed from where the camera is now: replugged, it may have another number."""
        place = self._place
        if not isinstance(place, str | Path):
            try:
                place = place_of(self._source)
            except FormcheckError:
                absent = explain_absent(self._source, cameras())
                raise CameraError(CameraState.ABSENT, absent) from None
        return pictures_of(place, self._closing.wait, self._playing, self._due)

    def _put(self, index: int, t_s: float, image: Rgb | None) -> None:
        """Stores the frame; image is None for one that was not requested."""
        if image is None:
            self._last_s = time.monotonic()
            return
        black = self._darkness.lasts(image, t_s)
        with self._changed:
            self._frame, self._last_s = Frame(index, t_s, image), time.monotonic()
            self._status = _BLACK if black else _RUNNING
            if self._due is not None:
                self._asked_s = math.inf
                if not self._closing.is_set():
                    self._due.clear()
            self._changed.notify_all()
