"""A live session in a window, from the first frame to the summary.

The window stays smooth however long the model takes: it shows the newest frame with the newest
result, which belongs to a slightly older frame.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from formcheck.core.language import Words
from formcheck.core.session.session_values import Command, Halt, Programme, SessionResult, Stage
from formcheck.engine.analyse import refuse_side
from formcheck.engine.live_session import LivePicture, LiveSession
from formcheck.engine.programme_builder import build_programme, is_paced
from formcheck.files.closing import ThreadedClosing
from formcheck.library.catalogue import load_spec
from formcheck.library.languages import load_words
from formcheck.output.draw.canvas import Canvas
from formcheck.output.report.session_contract import dump_session
from formcheck.output.voice.voice import Voice
from formcheck.store.writer import HistoryWriter
from formcheck.ui import keymap
from formcheck.ui.window.cards import answer_of, draw_summary
from formcheck.ui.window.display import Display, check_screen
from formcheck.ui.window.paint import Showing, paint
from formcheck.ui.window.window_texts import MUTED, NO_SOUND, SLOW
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.camera import Camera, CameraState
from formcheck.vision.video.frames import Rgb

_LAST_WORD_S = 2.5
"""How long the end of a desk break is shown: as long as its last words. Chosen for formcheck."""
_POLL_MS = 8
"""How long the window waits for a key before it checks for a new frame."""
_LEAST_S = 1 / 32
"""Least time between two redraws: cameras send at most 30 frames per second."""
_STILL_MS = 50
_QUIT = (keymap.QUIT, keymap.ESCAPE)
_COMMANDS = keymap.SESSION_KEYS | dict.fromkeys(_QUIT, Command.QUIT)
_WAIT_S = 0.1
"""How long to wait for a frame before checking whether the camera is gone."""
_SILENT_S = 1.0
"""Without a frame for this long the camera counts as gone. Chosen for formcheck: five frames of the
slowest camera."""
_CLOSE_S = 10.0
SLOW_FPS = 8.0
"""A rate of analysed frames per second below this is reported; what was counted stays valid."""
_RATE_OVER_S = 3.0
_NOT_GONE = {CameraState.OPENING, CameraState.RUNNING, CameraState.BLACK}


def run_live(
    stretches: Sequence[str],
    source: str,
    language: str,
    *,
    muted: bool,
    history: bool,
    questions: bool,
    side: str = "both",
    hold_s: float | None = None,
    sets: int | None = None,
    sound_file: Path | None = None,
    full_screen: bool = False,
    at_desk: bool = False,
    on_result: Callable[[SessionResult], None] = lambda _result: None,
) -> tuple[SessionResult | None, str, str]:
    """Runs a session in a window; returns its result, a problem, and why no sound file was written.

    The result is None if the session never began; the others are sentences, or "" if all is well.

    The arguments are those of the command; see its help. source: the camera. at_desk: a short break
    at the desk, which ends by itself. on_result receives the result however the session ends, for
    example by a signal, after which nothing is returned. Foreseeable failures are checked before
    the window opens. Raises FormcheckError, SpecError.
    """
    check_screen()
    words = load_words(language)
    specs = [load_spec(name) for name in stretches]
    refuse_side(specs, side)
    programme = build_programme(specs, words, sides=side, hold_s=hold_s, sets=sets, at_desk=at_desk)
    path = model_path()
    with ExitStack() as stack:
        voice = Voice(language, muted, sound_file)
        camera = stack.enter_context(Camera(source))
        stack.enter_context(voice)
        writer = HistoryWriter(datetime.now(UTC), programme.titles)
        if history:
            stack.enter_context(writer)
        display = stack.enter_context(Display(full_screen))

        def save(result: SessionResult) -> None:
            if history and result.begun:
                writer.save(dump_session(result))

        coach = Coach(programme, path, camera, voice, save, questions)
        try:
            with coach:
                _Window(display, coach, words).run()
        finally:
            if (ended := coach.result()) is not None:
                on_result(ended)
    if coach.failure is not None:
        raise coach.failure
    problem = writer.problem or ("" if muted else voice.problem)
    return coach.result(), words.say(problem), voice.unwritten


@dataclass(slots=True, eq=False)
class _Window:
    """The window's loop: reads keys and draws frames. Analysis runs in another thread."""

    display: Display
    coach: Coach
    words: Words
    picture: Rgb | None = None
    picture_s: float | None = None
    drawn: tuple[object, ...] = ()
    drawn_s: float = 0.0

    def run(self) -> None:
        """Runs until the session is over and its summary dismissed, or the window is closed."""
        while not self.coach.done:
            frame = self.coach.camera.latest(self.picture_s, 0.0)
            if frame is not None:
                self.picture, self.picture_s = frame.image, frame.t_s
            self._draw()
            key = self.display.key(_POLL_MS)
            early = self.coach.shown is None and key in _QUIT
            if self.display.closed or early or self.coach.failure is not None:
                return
            self._press(key)
        self.coach.camera.close()
        if not self.coach.programme.is_break:
            self._show_summary()
            return
        until_s = time.monotonic() + _LAST_WORD_S
        while time.monotonic() < until_s and not self.display.closed:
            self._draw()
            self.display.key(_POLL_MS)

    def _draw(self) -> None:
        """Draws when something has changed, at most as often as cameras send frames."""
        coach, voice = self.coach, self.coach.voice
        shown, status = coach.shown, coach.camera.status
        now = (self.picture_s, shown, status, self.display.size, voice.muted)
        if now == self.drawn or time.monotonic() - self.drawn_s < _LEAST_S:
            return
        showing = Showing(
            words=self.words,
            picture=self.picture,
            shown=shown,
            camera_note="" if coach.done else status.say,  # then it is released
            aside=SLOW if coach.slow else "",
            silence=MUTED if voice.muted else NO_SOUND if voice.problem else "",
        )
        self.drawn_s = time.monotonic()
        self.display.show(paint(self.display.size, showing))
        self.drawn = now

    def _press(self, key: str) -> None:
        session, shown = self.coach.session, self.coach.shown
        question = None if shown is None else shown.screen.question
        if key == keymap.MUTE:
            self.coach.voice.mute(not self.coach.voice.muted)
        elif key == keymap.FULL_SCREEN:
            self.display.toggle_full_screen()
        elif session is None:
            return  # the model is still loading
        elif question is not None and (answer := answer_of(question, key)) is not None:
            session.answer(question.id, answer)
        elif key in _COMMANDS:
            session.command(_COMMANDS[key])

    def _show_summary(self) -> None:
        """Shows the summary until a key closes it."""
        result, shown = self.coach.result(), self.coach.shown
        assert result is not None  # noqa: S101 - what is done has begun
        assert shown is not None  # noqa: S101 - likewise
        stop = shown.screen.step.plan.spec.stop
        drawn: tuple[int, int] | None = None
        while not self.display.closed:
            size = self.display.size
            if size != drawn:
                image = np.empty((size[1], size[0], 3), dtype=np.uint8)
                draw_summary(Canvas(image), result, stop, self.words)
                self.display.show(image)
                drawn = size
            key = self.display.key(_STILL_MS)
            if key in {*_QUIT, keymap.SPACE, "\r"}:
                return
            if key == keymap.FULL_SCREEN:
                self.display.toggle_full_screen()


@dataclass(eq=False)
class Coach(ThreadedClosing):
    """A session that runs in a daemon thread beside the window's. A context manager.

    session takes commands and answers from any thread; shown is its newest result. Both are None
    while the model loads. failure: the exception that ended the thread early.
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
        """Ends the session in its current state, and the thread."""
        self._closing.set()
        self._thread.join(_CLOSE_S)

    @property
    def done(self) -> bool:
        """Whether the session is over."""
        shown = self.shown
        return shown is not None and shown.screen.stage is Stage.DONE

    @property
    def slow(self) -> bool:
        """Whether fewer frames are analysed than good timing needs, although enough arrive."""
        looks = tuple(self._looks)
        if not looks:
            return False
        (first_s, first), (last_s, last) = looks[0], looks[-1]
        over_s = last_s - first_s
        if over_s < _RATE_OVER_S / 2:
            return False
        return (len(looks) - 1) / over_s < SLOW_FPS <= (last - first) / over_s

    def result(self) -> SessionResult | None:
        """Returns the result of the session so far; None if it never began."""
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
                for shown in session.leave(time.monotonic()):  # the result is what was done so far
                    self._tell(shown)
                return
            frame = self.camera.latest(newest_s, _WAIT_S)
            now_s = time.monotonic()
            if frame is not None:
                newest_s, picture_s = frame.t_s, now_s
                shown = session.look_at(frame.image, frame.t_s)
                self._count(now_s, frame.index)
            elif now_s - picture_s > _SILENT_S or self.camera.status.state not in _NOT_GONE:
                newest_s = now_s  # an earlier frame would turn time back
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
        """Ends the session when its video ends, and skips questions if none are wanted."""
        stage = shown.screen.stage
        if stage is Stage.QUESTIONS:
            if not self.questions:
                session.command(Command.NEXT)
        elif self.camera.status.state is CameraState.ENDED:
            # If the dose was reached, the end of the video ends the hold and cuts nothing off.
            session.command(Command.NEXT if stage is Stage.LET_GO else Command.QUIT)

    def _count(self, now_s: float, index: int) -> None:
        self._looks.append((now_s, index))
        while now_s - self._looks[0][0] > _RATE_OVER_S:
            self._looks.popleft()
