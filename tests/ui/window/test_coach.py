"""The window's coaching thread, with a real network camera and a stand-in for the model."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from formcheck.core.body import Detection
from formcheck.core.language import ENGLISH
from formcheck.core.session.screen_values import Sound
from formcheck.core.session.session_values import Command, End, Halt, SessionResult, Stage
from formcheck.files.errors import FormcheckError
from formcheck.ui.window import live_window
from formcheck.ui.window.live_window import Coach
from formcheck.ui.window.paint import Showing, paint
from formcheck.vision.video.camera import Camera
from tests.bodies import Camera as View
from tests.bodies import standing
from tests.engine.sessions import detect
from tests.ui.window.screens import PROGRAMME, SIZE
from tests.vision.video.servers import MjpegCamera, run_camera
from tests.waiting import wait_until

PICTURE = np.random.default_rng(5).integers(60, 200, (360, 640, 3), dtype=np.uint8)
BODY = detect(standing(), View(size=SIZE))


class FakeDetector:
    """Detects the same person in every frame, after a delay."""

    takes_s = 0.0

    def __init__(self, path: Path, *, breath: bool) -> None:
        if path.name == "broken":
            raise FormcheckError("The pose model is broken: fetch it again.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def detect(self, image: np.ndarray, t_s: float) -> tuple[Detection, ...]:
        time.sleep(self.takes_s)
        return (BODY,)


class RecordingVoice:
    """Records the sounds that the voice is asked to play."""

    muted, problem = False, ""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.sounds: list[Sound] = []

    def play(self, sounds: tuple[Sound, ...], t_s: float) -> None:
        self.times.append(t_s)
        self.sounds += sounds


Coached = Callable[..., tuple[Coach, MjpegCamera, RecordingVoice, list[SessionResult]]]


@pytest.fixture
def coached(monkeypatch: pytest.MonkeyPatch) -> Iterator[Coached]:
    """Begins sessions in front of a network camera, with a model that takes ``takes_s``."""
    with run_camera([PICTURE], fps=20) as server, Camera(server.url) as camera:
        started: list[Coach] = []

        def begin(
            takes_s: float = 0.0, model: str = "whole"
        ) -> tuple[Coach, MjpegCamera, RecordingVoice, list[SessionResult]]:
            ear, saved = RecordingVoice(), list[SessionResult]()
            monkeypatch.setattr(FakeDetector, "takes_s", takes_s)
            monkeypatch.setattr(live_window, "LiveDetector", FakeDetector)
            made = Coach(
                PROGRAMME,
                Path(model),
                camera,
                ear,
                saved.append,
                questions=True,  # type: ignore[arg-type]
            )
            started.append(made)
            made.__enter__()
            return made, server, ear, saved

        yield begin
        for one in started:
            one.close()


def read_halt(coach: Coach) -> Halt | None:
    return None if coach.shown is None else coach.shown.screen.halt


def test_a_camera_that_stalls_halts_the_session_until_it_is_back(coached: Coached) -> None:
    coach, server, ear, _ = coached()
    wait_until(lambda: read_halt(coach) is Halt.NONE, "the first answer")
    server.stalls.set()
    wait_until(lambda: read_halt(coach) is Halt.CAMERA, "the halt")
    server.stalls.clear()
    wait_until(lambda: read_halt(coach) is Halt.NONE, "going on")
    assert coach.failure is None
    assert ear.times == sorted(ear.times)


def test_a_machine_that_looks_too_seldom_is_told_and_a_quick_one_is_not(
    coached: Coached,
) -> None:
    slow, *_ = coached(takes_s=0.2)
    wait_until(lambda: slow.slow, "that it is slow", timeout_s=6.0)
    slow.close()
    quick, *_ = coached()
    wait_until(lambda: quick.shown is not None, "the first answer")
    time.sleep(2.0)
    assert not quick.slow


def test_a_camera_that_sends_few_pictures_is_no_slow_machine(coached: Coached) -> None:
    coach, server, *_ = coached()
    server.fps = 5.0
    wait_until(lambda: coach.shown is not None, "the first answer")
    time.sleep(3.5)
    assert not coach.slow


class FakeDisplay:
    """A window without a screen: no key is pressed, and it stays open."""

    size, closed = (640, 360), False

    def show(self, image: np.ndarray) -> None:
        pass

    def key(self, wait_ms: int) -> str:
        time.sleep(wait_ms / 1000)
        return ""


def test_a_break_at_the_desk_ends_without_a_word_of_the_camera_that_was_let_go(
    coached: Coached, monkeypatch: pytest.MonkeyPatch
) -> None:
    coach, *_ = coached()
    wait_until(lambda: coach.shown is not None, "the first answer")
    coach.programme = replace(PROGRAMME, is_break=True)
    coach.questions = False
    assert coach.session is not None
    coach.session.command(Command.QUIT)
    wait_until(lambda: coach.done, "the end")
    drawn: list[Showing] = []

    def draw(size: tuple[int, int], showing: Showing) -> np.ndarray:
        drawn.append(showing)
        return paint(size, showing)

    monkeypatch.setattr(live_window, "paint", draw)
    live_window._Window(FakeDisplay(), coach, ENGLISH).run()  # type: ignore[arg-type]
    assert drawn
    assert {showing.camera_note for showing in drawn} == {""}


def test_an_error_of_the_coach_is_told_though_the_sound_can_t_be_written_either(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    class Unplugging(FakeDisplay):
        def __enter__(self) -> Self:
            stick.rmdir()
            return self

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(live_window, "check_screen", lambda: None)
    monkeypatch.setattr(live_window, "Display", lambda _: Unplugging())
    monkeypatch.setattr(live_window, "model_path", lambda: Path("broken"))
    monkeypatch.setattr(live_window, "LiveDetector", FakeDetector)
    with (
        run_camera([PICTURE], fps=20) as server,
        pytest.raises(FormcheckError, match="The pose model is broken"),
    ):
        live_window.run_live(
            ["cat-cow"], server.url, "en", muted=True, history=False, questions=False,
            sound_file=stick / "heard.wav",
        )  # fmt: skip
    assert not stick.exists()


def test_closing_ends_the_session_and_keeps_what_it_came_to(coached: Coached) -> None:
    coach, _, _, saved = coached()
    wait_until(lambda: coach.shown is not None, "the first answer")
    coach.close()
    result = coach.result()
    assert result is not None
    assert result.end is End.STOPPED
    assert saved[-1].end is End.STOPPED


def test_commands_reach_the_session(coached: Coached) -> None:
    coach, *_ = coached()
    wait_until(lambda: coach.shown is not None, "the first answer")
    assert coach.session is not None
    coach.session.command(Command.PAUSE)
    wait_until(lambda: read_halt(coach) is Halt.USER, "the pause")
    coach.session.command(Command.PAIN)
    wait_until(
        lambda: coach.shown is not None and coach.shown.screen.stage is Stage.QUESTIONS,
        "the questions",
    )
    assert coach.shown is not None
    question = coach.shown.screen.question
    assert question is not None
    coach.session.answer(question.id, "7")
    wait_until(lambda: any(a.answer == "7" for a in coach.result().answers), "the answer")  # type: ignore[union-attr]


def test_a_model_that_can_t_be_loaded_is_handed_to_the_window(coached: Coached) -> None:
    coach, *_ = coached(model="broken")
    wait_until(lambda: coach.failure is not None, "the failure")
    assert isinstance(coach.failure, FormcheckError)
    assert coach.result() is None
