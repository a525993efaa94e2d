"""The native window as its user sees it: a separate process, a screen, real key presses."""

import json
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.killing import stop_ignoring
from formcheck.files.errors import FormcheckError
from formcheck.output.draw.palette import GOOD
from formcheck.store.history import History
from formcheck.ui.window import display
from formcheck.vision.pose import runtime
from formcheck.vision.pose.models import find_model
from tests.paths import ROOT
from tests.traced import assert_reached_nothing, trace_server
from tests.ui.cli.conftest import Run, run
from tests.ui.window.screen import LiveRun, XScreen
from tests.vision.video.servers import MjpegCamera, encode_jpeg, run_camera
from tests.waiting import wait_until

__all__ = ["run"]

pytestmark = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")

STRETCH = "cross-body-shoulder-stretch"
CLIP = f"{STRETCH}.good.left"
SILENT = ("--mute", "--language", "en")
Live = Callable[..., LiveRun]
AT_REST = 36
"""Frames of a person standing still, from which the session knows how they stand."""


def read_jpegs(path: Path, start_s: float, end_s: float) -> list[bytes]:
    """Returns every other frame of the clip between the times, as JPEG."""
    with av.open(str(path)) as video:
        shown = takewhile(lambda frame: frame.time < end_s, video.decode(video=0))
        taken = [frame for frame in shown if frame.time >= start_s][::2]
        return [encode_jpeg(frame.to_ndarray(format="rgb24")) for frame in taken]


def is_ring_filling(picture: NDArray[np.uint8]) -> bool:
    """Whether there is green at the bottom left, where the hold ring is."""
    high, wide = picture.shape[:2]
    corner = picture[3 * high // 4 :, : wide // 5].astype(int)
    return int((np.abs(corner - GOOD) < 12).all(axis=2).sum()) > 60


def is_dimmed(picture: NDArray[np.uint8], plain: float) -> bool:
    return bool(picture[200:500].mean() < 0.75 * plain)


def test_the_numbers_of_a_session_are_those_of_a_check_of_the_same_clip(
    live: Live, screen: XScreen, run: Run, sample: Callable[[str], Path], tmp_path: Path
) -> None:
    clip, out, heard = sample(CLIP), tmp_path / "out.json", tmp_path / "heard.wav"
    session = live(
        "-s", STRETCH, "--camera", clip, "--side", "left", "--hold", 4, "--language", "en",
        "--no-history", "--no-questions", "--json", out, "--sound-file", heard,
    )  # fmt: skip
    session.wait_for_window()
    # The session ends with the clip. Its hold is checked in the file: on a busy machine it may
    # begin and end between two looks at the screen.
    wait_until(lambda: screen.grab().mean() > 60, "the camera's picture")
    wait_until(lambda: screen.grab().mean() < 40, "the summary")
    screen.press("q")
    code, told, errors = session.finish()
    assert code == 0, errors
    assert "Left side: done" in told
    seen = json.loads(out.read_text())
    (side,) = seen["stretches"][0]["sides"]
    checked = json.loads(run("check", clip, "-s", STRETCH, "--json", "-").out)["sides"][0]
    assert side["hold_s"] == pytest.approx(checked["hold_s"], abs=0.5)
    assert (seen["end"], side["reps"]) == ("completed", 1)
    assert side["faults"] == checked["faults"] == []
    with wave.open(str(heard)) as file:
        assert file.getnframes() / file.getframerate() > 5


def wait_until_sent(camera: MjpegCamera, count: int) -> None:
    """Waits until the camera has sent ``count`` more frames."""
    before = camera.sent
    wait_until(lambda: camera.sent >= before + count, f"{count} pictures")


def press_and_wait(screen: XScreen, camera: MjpegCamera, key: str) -> None:
    """Presses the key once the screen stands still, and waits until it changes."""
    before = screen.grab().astype(int)

    def has_changed() -> bool:
        return bool((abs(screen.grab() - before) > 40).mean() > 0.005)

    def stands_still() -> bool:
        nonlocal before
        before = screen.grab().astype(int)
        wait_until_sent(camera, 3)
        return not has_changed()

    wait_until(stands_still, "a screen that stands still")
    screen.press(key)
    wait_until(has_changed, f"what follows {key}")


def begin_session(live: Live, camera: MjpegCamera, clip: Path, out: Path, log: Path) -> LiveRun:
    """Starts a traced session in front of the network camera and waits for its hold."""
    session = live(
        "-s", STRETCH, "--camera", camera.url, "--side", "left", "--hold", 60, *SILENT,
        "--json", out, module=trace_server(log),
    )  # fmt: skip
    session.wait_for_window()
    screen = session.screen
    before = screen.grab().mean()
    wait_until(lambda: screen.grab().mean() > before or before > 60, "the camera's picture")
    wait_until_sent(camera, AT_REST)
    camera.pictures = read_jpegs(clip, 1.8, 5.0)
    wait_until_sent(camera, len(camera.pictures))
    held = read_jpegs(clip, 4.0, 6.0)
    camera.pictures = [*held, *reversed(held)]
    try:
        wait_until(lambda: is_ring_filling(screen.grab()), "the hold")
    except AssertionError as late:
        screen.press("q", "q")
        raise AssertionError(f"{late}, {session.finish()}, {out.read_text()}") from late
    return session


def test_keys_a_lost_camera_and_pain_in_one_session(
    live: Live, screen: XScreen, sample: Callable[[str], Path], tmp_path: Path
) -> None:
    """The program reaches nothing but the camera."""
    clip, out, log = sample(CLIP), tmp_path / "out.json", tmp_path / "calls"
    with run_camera([], fps=12) as camera:
        camera.pictures = read_jpegs(clip, 0.0, 1.7)
        session = begin_session(live, camera, clip, out, log)
        plain = float(screen.grab()[200:500].mean())

        screen.press("space")
        wait_until(lambda: is_dimmed(screen.grab(), plain), "the pause")
        screen.press("space")
        wait_until(lambda: not is_dimmed(screen.grab(), plain), "going on")

        camera.dies.set()
        wait_until(lambda: is_dimmed(screen.grab(), plain), "the lost camera")
        camera.dies.clear()
        wait_until(lambda: not is_dimmed(screen.grab(), plain), "the camera that is back")
        wait_until(lambda: is_ring_filling(screen.grab()), "the hold again")

        window = screen.find_window()
        screen.run_xdotool("windowsize", "--sync", window, 700, 700)
        wait_until(lambda: screen.grab()[:, 720:].mean() < 5, "the smaller window")

        camera.pictures = camera.pictures[:1]
        wait_until_sent(camera, 6)
        for key in ("p", "5", "2"):
            press_and_wait(screen, camera, key)
        screen.press("q", "q")
        wait_until(lambda: session.ended or screen.press("q"), "the end")
    code, told, errors = session.finish()
    assert (code, errors) == (0, "")
    assert "Stopped because it hurt" in told
    result = json.loads(out.read_text())
    assert result["end"] == "pain"
    assert [answer["answer"] for answer in result["answers"]] == ["5", "shoulder"]
    assert result["stretches"][0]["hold_s"] > 1.0
    with History(tmp_path / "formcheck" / "history.db") as history:
        (kept,) = history.list_sessions()
    assert (kept.end, kept.held_s) == ("pain", pytest.approx(result["stretches"][0]["hold_s"]))
    assert_reached_nothing(log)


@pytest.mark.parametrize("way", ["q", "close"])
def test_it_ends_at_once_by_key_and_by_close_button(
    live: Live, screen: XScreen, sample: Callable[[str], Path], way: str
) -> None:
    with run_camera([], fps=10) as camera:
        camera.pictures = read_jpegs(sample(CLIP), 0.0, 0.3)
        session = live("-s", STRETCH, "--camera", camera.url, *SILENT, "--json", "-")
        window = session.wait_for_window()
        wait_until(lambda: screen.grab().mean() > 60, "the camera's picture")
        wait_until_sent(camera, 10)
        begun_s = time.monotonic()
        if way == "close":
            screen.press_close_button(window)
        else:
            wait_until(lambda: session.ended or screen.press(way), "the end")
        code, told, errors = session.finish()
        assert time.monotonic() - begun_s < 6.0
    assert (code, errors) == (0, "")
    assert json.loads(told)["end"] == "stopped"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_its_json_and_without_a_word(
    live: Live, screen: XScreen, sample: Callable[[str], Path], tmp_path: Path, sent: signal.Signals
) -> None:
    out = tmp_path / "out.json"
    with run_camera([], fps=10) as camera:
        camera.pictures = read_jpegs(sample(CLIP), 0.0, 0.3)
        with stop_ignoring(sent):
            session = live(
                "-s", STRETCH, "--camera", camera.url, *SILENT, "--no-history", "--json", out
            )
        session.wait_for_window()
        wait_until(lambda: screen.grab().mean() > 60, "the camera's picture")
        session.send_signal(sent)
        assert session.finish() == (128 + sent, "", "")
    assert json.loads(out.read_text())["end"] == "stopped"


def test_a_sound_file_whose_folder_is_gone_at_the_end_costs_only_the_sound(
    live: Live, screen: XScreen, sample: Callable[[str], Path], tmp_path: Path
) -> None:
    stick, out = tmp_path / "stick", tmp_path / "out.json"
    stick.mkdir()
    with run_camera([], fps=10) as camera:
        camera.pictures = read_jpegs(sample(CLIP), 0.0, 0.3)
        session = live(
            "-s", STRETCH, "--camera", camera.url, *SILENT, "--no-history", "--json", out,
            "--sound-file", stick / "heard.wav",
        )  # fmt: skip
        session.wait_for_window()
        stick.rmdir()
        wait_until(lambda: screen.grab().mean() > 60, "the camera's picture")
        wait_until(lambda: session.ended or screen.press("q"), "the end")
        code, told, errors = session.finish()
    assert (code, errors.count("\n")) == (2, 1)
    assert "heard.wav could not be written: No such file" in errors
    assert "Nothing was held." in told
    assert json.loads(out.read_text())["end"] == "stopped"


def test_without_a_camera_the_window_says_so_and_can_be_closed(live: Live, screen: XScreen) -> None:
    session = live("-s", STRETCH, "--camera", "97", *SILENT)
    session.wait_for_window()
    wait_until(
        lambda: session.ended or 0.005 < (screen.grab()[:80] > 200).mean() < 0.2,
        "a sentence in the band on top",
    )
    assert not session.ended, session.finish()
    wait_until(lambda: session.ended or screen.press("q"), "the end")
    code, _, errors = session.finish()
    assert (code, errors) == (0, "")


def test_the_window_opens_on_a_desktop_that_asks_for_wayland(
    live: Live, screen: XScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenCV's Qt aborts if asked for a plugin that it does not have."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    session = live("-s", STRETCH, "--camera", "97", *SILENT)
    session.wait_for_window()
    wait_until(lambda: session.ended or screen.press("q"), "the end")
    code, _, errors = session.finish()
    assert (code, errors) == (0, "")


@pytest.mark.parametrize(
    ("plugins", "chosen"),
    [(["libqxcb.so"], "xcb"), (["libqxcb.so", "libqwayland-egl.so"], "wayland"), ([], "wayland")],
    ids=["xcb only", "wayland too", "the system's Qt"],
)
def test_an_opencv_that_has_wayland_is_left_to_use_it(
    plugins: list[str], chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_FONTDIR", "")
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    for name in plugins:
        file = tmp_path / "qt" / "plugins" / "platforms" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    display._set_up_qt(tmp_path)
    assert os.environ["QT_QPA_PLATFORM"] == chosen


@pytest.mark.parametrize(
    ("system", "visible", "closed"),
    [
        ("darwin", 1.0, False), ("darwin", 0.0, False), ("darwin", None, True),
        ("linux", 1.0, False), ("linux", 0.0, True), ("linux", -1.0, True), ("linux", None, True),
        ("win32", 0.0, True),
    ],
)  # fmt: skip
def test_a_window_in_the_dock_of_a_mac_is_not_closed(
    monkeypatch: pytest.MonkeyPatch, system: str, visible: float | None, closed: bool
) -> None:
    def find_visible(*_: object) -> float:
        if visible is None:  # as OpenCV does if there is no such window
            raise cv2.error
        return visible

    window = object.__new__(display.Display)
    monkeypatch.setattr(cv2, "waitKeyEx", lambda wait_ms: -1)
    monkeypatch.setattr(cv2, "getWindowProperty", find_visible)
    monkeypatch.setattr(sys, "platform", system)
    assert window.key(1) == ""
    assert window.closed is closed


def test_the_language_of_the_system_stays_out_of_dates_after_a_window(screen: XScreen) -> None:
    """Qt sets the locale, which would give a report after a break German weekday names."""
    code = (
        "import locale; used = locale.setlocale(locale.LC_ALL)\n"
        "from formcheck.ui.window.display import Display\n"
        "with Display(full_screen=False): assert locale.setlocale(locale.LC_ALL) == used"
    )
    env = {**os.environ, "DISPLAY": screen.name, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="the libraries of X11")
def test_a_library_that_the_window_lacks_is_told(
    screen: XScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", screen.name)
    display.check_screen()
    monkeypatch.setattr(runtime, "_loads", lambda name: name != "libSM.so.6")
    with pytest.raises(FormcheckError, match=r"lacks libSM\.so\.6.*apt-get install libsm6`"):
        display.check_screen()


def test_the_whole_screen_can_be_filled(
    live: Live, screen: XScreen, sample: Callable[[str], Path]
) -> None:
    with run_camera([], fps=10) as camera:
        camera.pictures = read_jpegs(sample(CLIP), 0.0, 0.3)

        def is_small() -> bool:
            picture = screen.grab()
            return bool(picture[500:].mean() < 5 and picture[:360, :640].mean() > 30)

        session = live("-s", STRETCH, "--camera", camera.url, *SILENT)
        screen.run_xdotool("windowsize", "--sync", session.wait_for_window(), 640, 360)
        # A black screen is not a small window yet, whose resizing would come after the key.
        wait_until(is_small, "the small window with its picture")
        screen.press_until("f", lambda: screen.grab()[500:].mean() > 30, "the whole screen")
        screen.press_until("f", is_small, "the small window again")
        wait_until(lambda: session.ended or screen.press("q"), "the end")
    assert session.finish()[0] == 0
