import socket
import sys
from pathlib import Path

import pytest
from cv2_enumerate_cameras.camera_info import CameraInfo

from formcheck.ui.window import display
from formcheck.vision.video import devices
from tests.ui.cli.conftest import Run

STRETCH = "cross-body-shoulder-stretch"
NOWHERE = ("--camera", "no such camera")


def test_without_a_stretch_it_says_how_to_choose_one(run: Run) -> None:
    answer = run("live")
    assert (answer.code, answer.out) == (2, "")
    assert "formcheck stretches" in answer.err
    assert answer.err.count("\n") == 1


def test_cameras_are_listed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [CameraInfo(0, "Built-in Webcam", "/dev/video0", None, None, 0)]
    monkeypatch.setattr(devices, "enumerate_cameras", lambda _: known)
    answer = run("live", "--cameras")
    assert (answer.code, answer.out) == (0, "0  Built-in Webcam\n")


def test_where_no_camera_is_the_list_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "enumerate_cameras", lambda _: [])
    answer = run("live", "--cameras")
    assert answer.code == 0
    assert "no camera on this machine" in answer.out


@pytest.mark.skipif(sys.platform != "linux", reason="only there a window may lack a screen")
@pytest.mark.parametrize(
    ("name", "said"),
    [(None, "DISPLAY is not set"), (":59000", "does not answer"), ("nonsense", "does not answer")],
    ids=["unset", "nobody there", "nonsense"],
)
def test_without_a_screen_it_says_so_and_does_not_crash(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str | None, said: str
) -> None:
    if name is None:
        monkeypatch.delenv("DISPLAY", raising=False)
    else:
        monkeypatch.setenv("DISPLAY", name)
    answer = run("live", "-s", STRETCH)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there a window may lack a screen")
def test_a_screen_that_accepts_and_says_nothing_is_not_waited_for_without_end(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display, "_ANSWER_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        number = silent.getsockname()[1] - 6000
        monkeypatch.setenv("DISPLAY", f"localhost:{number}")
        answer = run("live", "-s", STRETCH)
    assert (answer.code, answer.out) == (2, "")
    assert "does not answer" in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there a window may lack a screen")
def test_a_desktop_that_lacks_only_xwayland_is_told_so(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    answer = run("live", "-s", STRETCH)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "The window needs XWayland (DISPLAY is not set): turn it on, or use `formcheck app`.\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-s", "no-such-stretch"], 'There is no stretch "no-such-stretch"'),
        (["-s", STRETCH, "--language", "xx"], 'There is no language "xx"'),
        (["-s", STRETCH, *NOWHERE], "No camera or video file"),
        (["-s", STRETCH, "--json", "."], "is a folder"),
        (["-s", "my.toml", "--json", "my.toml"], "is an input"),
        (["-s", STRETCH, "--camera", "me.wav", "--sound-file", "me.wav"], "is an input"),
        (["-s", STRETCH, "--sound-file", "missing/out.wav"], "cannot be written"),
        (
            ["-s", STRETCH, "--sound-file", "out.mp3"],
            "out.mp3 is not a name for a sound file: end it",
        ),
        (["--cameras", "-s", STRETCH], "--cameras only lists them: leave out --stretch."),
        (["--json", "out.json", "--cameras"], "--cameras only lists them: leave out --json."),
        (["-s", "cat-cow", "--side", "left", *NOWHERE], "cat-cow works both sides at once: le"),
        (["-s", "cat-cow", "-s", "cobra-pose", "--side", "left", *NOWHERE], "cobra-pose work both"),
        (["-s", "cat-cow", "-s", STRETCH, "--side", "left", *NOWHERE], "No camera or video file"),
    ],
    ids=["stretch", "language", "camera", "json", "json over spec", "sound over film", "sound",
         "sound ending", "cameras of a stretch", "cameras as json", "side",
         "side of several", "side of one"],
)  # fmt: skip
def test_what_can_t_be_done_is_refused_before_a_window_opens(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(display.sys, "platform", "elsewhere")  # where DISPLAY is not checked
    answer = run("live", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
