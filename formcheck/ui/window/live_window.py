"""A live session in a window, from the first picture to the summary."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from formcheck.core.language import Words
from formcheck.core.session.session_values import Command, SessionResult
from formcheck.engine.analyse import refuse_side
from formcheck.engine.programme_builder import build_programme
from formcheck.library.catalogue import load_spec
from formcheck.library.languages import load_words
from formcheck.output.draw.canvas import Canvas
from formcheck.output.report.session_contract import dump_session
from formcheck.output.voice.voice import Voice
from formcheck.store.writer import HistoryWriter
from formcheck.ui import keymap
from formcheck.ui.window.cards import answer_of, draw_summary
from formcheck.ui.window.coach import Coach
from formcheck.ui.window.display import Display, check_screen
from formcheck.ui.window.paint import Showing, paint
from formcheck.ui.window.window_texts import MUTED, NO_SOUND, SLOW
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.camera import Camera
from formcheck.vision.video.frames import Rgb

_LAST_WORD_S = 2.5
"""How long the end of a desk break stands there: as long as its last word. Chosen here."""
_POLL_MS = 8
"""How long the window waits for a key before it looks for a new picture."""
_LEAST_S = 1 / 32
"""Least time between two drawings: cameras send 30 frames in a second at most."""
_STILL_MS = 50
_QUIT = (keymap.QUIT, keymap.ESCAPE)
_COMMANDS = keymap.SESSION_KEYS | dict.fromkeys(_QUIT, Command.QUIT)


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

    The result is None if it never began; the others are sentences, or "" while all is well.

    The arguments are those of the command; see its help. source is the camera; at_desk: a short
    break there, which ends by itself. on_result is given the result however the session ends: a
    signal, for one, leaves no time to return it. Everything that can be known to fail is checked
    before the window opens. Raises FormcheckError, SpecError.
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
    """The loop of the window's thread: keys in, pictures out. Analysis goes on beside it."""

    display: Display
    coach: Coach
    words: Words
    picture: Rgb | None = None
    picture_s: float | None = None
    drawn: tuple[object, ...] = ()
    drawn_s: float = 0.0

    def run(self) -> None:
        """Runs until the session is over and its summary was read, or the window is closed."""
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
        """Draws when something is new, and not more often than frames come."""
        coach, voice = self.coach, self.coach.voice
        shown, status = coach.shown, coach.camera.status
        now = (self.picture_s, shown, status, self.display.size, voice.muted)
        if now == self.drawn or time.monotonic() - self.drawn_s < _LEAST_S:
            return
        showing = Showing(
            words=self.words,
            picture=self.picture,
            shown=shown,
            camera_note="" if coach.done else status.say,  # then it was let go of
            aside=SLOW if coach.slow else "",
            silence=MUTED if voice.muted else NO_SOUND if voice.problem else "",
            muted=voice.muted,
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
            return  # before the model is loaded there is nothing to ask
        elif question is not None and (answer := answer_of(question, key)) is not None:
            session.answer(question.id, answer)
        elif key in _COMMANDS:
            session.command(_COMMANDS[key])

    def _show_summary(self) -> None:
        """Shows the last page, until a key closes it."""
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
