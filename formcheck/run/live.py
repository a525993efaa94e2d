"""The engine of a live session, the same for window and page: pictures in, screens out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import numpy as np

from formcheck.body import Detection, ImageSize, Pose
from formcheck.flow.session import advance_flow, begin, result_of
from formcheck.flow.values import (
    Command,
    Halt,
    Input,
    Light,
    Programme,
    Screen,
    SessionResult,
    Stage,
)
from formcheck.flow.words import Words
from formcheck.pose.follow import Tracks, follow
from formcheck.run.clock import SessionClock
from formcheck.run.person import Watcher
from formcheck.run.whom import Whom, choose
from formcheck.source.frames import Rgb
from formcheck.spec import Plan

SAVE_EVERY_S = 1.0
"""How often the result so far is given away to be kept: what is killed loses no more than this."""

_LIGHT_STEP_PX = 8
"""Every eighth pixel each way tells the light of a picture as well as all of them."""
_LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


class Detector(Protocol):
    """Whatever finds the people in a picture: ``pose.live.LiveDetector``, or a replay in tests."""

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:
        """The people in the picture, in its pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What is to be shown for one picture.

    pose is the one coached, as seen in this picture and in its pixels, None when they are not in
    it; size is that of the picture; plan is what they are to do.
    """

    screen: Screen
    pose: Pose | None
    size: ImageSize
    plan: Plan


class LiveSession:
    """A session that goes on picture by picture.

    ``see`` and ``wait`` belong to one thread; ``command``, ``answer`` and ``result`` may be called
    from any. on_saved is given the result so far about once a second of session time, at the end
    and on closing; it runs in the thread of ``see`` and must not raise. The detector stays the
    caller's to close.
    """

    def __init__(
        self,
        programme: Programme,
        words: Words,
        detector: Detector,
        *,
        on_saved: Callable[[SessionResult], None] | None = None,
    ) -> None:
        self._detector = detector
        self._on_saved = on_saved
        self._state = begin(programme, words)
        self._clock = SessionClock()
        self._performer = _Performer()
        self._seen: tuple[Pose, Pose] | None = None
        self._size = ImageSize(0, 0)
        self._asked = _Asked()
        self._save_due_s = SAVE_EVERY_S
        self._unsaved = False

    def see(self, image: Rgb, t_s: float) -> Shown:
        """What to show for one picture, taken at t_s seconds on any clock that rises.

        image is (height, width, 3) uint8 and not mirrored. A picture that is not later than the
        one before is not looked at; commands and answers are taken all the same.
        """
        now_s, rises = self._clock.at(t_s)
        if rises:
            size = ImageSize(image.shape[1], image.shape[0])
            if size != self._size:
                self._size = size
                self._performer = _Performer(locked=self._performer.locked)
            self._seen = self._performer.look(self._detector.detect(image, now_s), now_s, size)
        return self._shown(now_s, Halt.NONE, light_of(image))

    def wait(self, t_s: float, why: Halt) -> Shown:
        """What to show while no picture comes, because of CAMERA or HIDDEN."""
        now_s, _ = self._clock.at(t_s)
        self._seen = None
        return self._shown(now_s, why, None)

    def command(self, command: Command) -> None:
        """Ask for something; it happens with the next picture."""
        self._asked.command(command)

    def answer(self, question: str, answer: str) -> None:
        """Answer the question of that id; it counts with the next picture."""
        self._asked.answer(question, answer)

    def result(self) -> SessionResult:
        """What the session came to so far."""
        return result_of(self._state)

    def close(self) -> None:
        """Give the result away a last time, if anything happened since. Safe to call twice."""
        self._save()

    def _shown(self, now_s: float, halt: Halt, light: Light | None) -> Shown:
        seen, steady = self._seen or (None, None)
        commands, answers = self._asked.take()
        was = self._state.stage
        self._state, screen = advance_flow(
            self._state, Input(now_s, steady, self._size, halt, light, commands, answers)
        )
        self._performer.locked |= screen.stage is not Stage.SETUP
        self._unsaved = self._unsaved or was is not Stage.DONE
        if now_s >= self._save_due_s or (screen.stage is Stage.DONE and was is not Stage.DONE):
            self._save_due_s = now_s + SAVE_EVERY_S
            self._save()
        return Shown(screen, seen, self._size, screen.step.plan)

    def _save(self) -> None:
        if self._unsaved and self._on_saved is not None:
            self._on_saved(self.result())
        self._unsaved = False


class _Performer:
    """The one who is coached: found among all detections, and what is believed of them.

    Once locked, the choice no longer goes to whoever looks more like a performer.
    """

    def __init__(self, *, locked: bool = False) -> None:
        self.locked = locked
        self._tracks = Tracks()
        self._whom = Whom()
        self._watcher: Watcher | None = None

    def look(
        self, detections: tuple[Detection, ...], t_s: float, size: ImageSize
    ) -> tuple[Pose, Pose] | None:
        """The pose as seen and the steadied one; None when the performer is not in the picture."""
        found, self._tracks = follow(detections, t_s, self._tracks)
        known = dict(self._tracks.people)
        here = {number: known[number] for number in found}
        before = self._whom.number
        number, self._whom = choose(here, known, t_s, size, self._whom, locked=self.locked)
        if self._watcher is None or self._whom.number != before:
            self._watcher = Watcher(size)
        return None if number is None else self._watcher.look(found[number], t_s)


class _Asked:
    """Commands and answers that wait for the next picture. For any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._commands: list[Command] = []
        self._answers: list[tuple[str, str]] = []

    def command(self, command: Command) -> None:
        with self._lock:
            self._commands.append(command)

    def answer(self, question: str, answer: str) -> None:
        with self._lock:
            self._answers.append((question, answer))

    def take(self) -> tuple[tuple[Command, ...], tuple[tuple[str, str], ...]]:
        """All of them, oldest first; they wait no longer."""
        with self._lock:
            taken = tuple(self._commands), tuple(self._answers)
            self._commands.clear()
            self._answers.clear()
        return taken


def light_of(image: Rgb) -> Light:
    """How light the picture is: mean and standard deviation of its grey values."""
    grey = image[::_LIGHT_STEP_PX, ::_LIGHT_STEP_PX] @ _LUMA
    return Light(float(grey.mean()), float(grey.std()))
