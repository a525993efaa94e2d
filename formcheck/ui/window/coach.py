"""The coaching thread: takes the camera's newest frame, asks the engine, plays the sounds.

The window stays smooth however long the model takes: it shows the newest frame with the newest
answer, which belongs to a slightly older frame.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from formcheck.core.session.session_values import Command, Halt, Programme, SessionResult, Stage
from formcheck.engine.live_session import LivePicture, LiveSession
from formcheck.engine.programme_builder import is_paced
from formcheck.files.closing import ThreadedClosing
from formcheck.output.voice.voice import Voice
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.video.camera import Camera, CameraState

_WAIT_S = 0.1
"""How long to wait for a frame before time goes on without one."""
_SILENT_S = 1.0
"""Without a frame for this long the session is told that the camera is gone. Chosen here: five
frames of the slowest camera."""
_CLOSE_S = 10.0
SLOW_FPS = 8.0
"""Fewer looks than this in a second are reported; what was counted stays true."""
_RATE_OVER_S = 3.0
_NOT_GONE = {CameraState.OPENING, CameraState.RUNNING, CameraState.BLACK}


@dataclass(eq=False)
class Coach(ThreadedClosing):
    """A session that runs beside the window, in a daemon thread. A context manager.

    session takes commands and answers from any thread, and shown is its newest answer; both are
    None while the model loads. failure is what ended the thread early.
    """

    programme: Programme
    model_path: Path
    camera: Camera
    voice: Voice
    on_saved: Callable[[SessionResult], None]
    questions: bool
    session: LiveSession | None = None
    shown: LivePicture | None = None
    failure: Exception | None = None

    def __post_init__(self) -> None:
        self._looks: deque[tuple[float, int]] = deque()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="coach", daemon=True)

    def close(self) -> None:
        """Ends the session at its present state, and the thread."""
        self._closing.set()
        self._thread.join(_CLOSE_S)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        shown = self.shown
        return shown is not None and shown.screen.stage is Stage.DONE

    @property
    def slow(self) -> bool:
        """Whether fewer frames are looked at than good timing needs, although they come."""
        looks = tuple(self._looks)
        if not looks:
            return False
        (first_s, first), (last_s, last) = looks[0], looks[-1]
        over_s = last_s - first_s
        if over_s < _RATE_OVER_S / 2:
            return False
        return (len(looks) - 1) / over_s < SLOW_FPS <= (last - first) / over_s

    def result(self) -> SessionResult | None:
        """The result of the session so far; None when it never began."""
        return None if self.session is None else self.session.result()

    def _run(self) -> None:
        try:
            with LiveDetector(self.model_path, breath=is_paced(self.programme)) as detector:
                self.session = LiveSession(self.programme, detector.detect, on_saved=self.on_saved)
                self.camera.play()
                try:
                    self._coach(self.session)
                finally:
                    self.session.close()
        except Exception as error:  # noqa: BLE001 - the window's thread raises it again
            self.failure = error

    def _coach(self, session: LiveSession) -> None:
        newest_s: float | None = None
        picture_s = time.monotonic()
        while True:
            if self._closing.is_set():
                for shown in session.leave(time.monotonic()):  # what was held so far is the result
                    self._tell(shown)
                return
            frame = self.camera.latest(newest_s, _WAIT_S)
            now_s = time.monotonic()
            if frame is not None:
                newest_s, picture_s = frame.t_s, now_s
                shown = session.look_at(frame.image, frame.t_s)
                self._count(now_s, frame.index)
            elif now_s - picture_s > _SILENT_S or self.camera.status.state not in _NOT_GONE:
                newest_s = now_s  # a picture that was taken earlier would turn time back
                self._looks.clear()
                shown = session.wait(now_s, Halt.CAMERA)
            else:
                continue
            self._tell(shown)
            self._go_on_by_itself(session, shown)
            if shown.screen.stage is Stage.DONE:
                return

    def _tell(self, shown: LivePicture) -> None:
        self.shown = shown
        self.voice.play(shown.screen.sounds, shown.screen.t_s)

    def _go_on_by_itself(self, session: LiveSession, shown: LivePicture) -> None:
        """Ends the session with its video, and skips questions where none are wanted."""
        stage = shown.screen.stage
        if stage is Stage.QUESTIONS:
            if not self.questions:
                session.command(Command.NEXT)
        elif self.camera.status.state is CameraState.ENDED:
            # Where the dose was reached the hold is over with the video, and nothing was cut off.
            session.command(Command.NEXT if stage is Stage.LET_GO else Command.QUIT)

    def _count(self, now_s: float, index: int) -> None:
        self._looks.append((now_s, index))
        while now_s - self._looks[0][0] > _RATE_OVER_S:
            self._looks.popleft()
