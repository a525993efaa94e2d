"""The monitor on a virtual desktop: notifications that are really shown, and their buttons."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the virtual desktop is Linux's", allow_module_level=True)

from tests.desktop.desktop import PROGRAMS, Desktop, run_virtual_desktop
from tests.engine.seated_people import make_image
from tests.ui.terminal.terminal import Terminal
from tests.ui.window.screen import find_missing
from tests.vision.video.servers import run_camera
from tests.waiting import wait_until


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    if missing := find_missing(PROGRAMS):
        pytest.skip(f"{missing} is not installed")
    with run_virtual_desktop() as made:
        for name, value in made.make_variables().items():
            monkeypatch.setenv(name, value)
        with made.run_dunst():
            yield made


def test_a_nudge_is_seen_on_the_desktop_and_its_button_pauses(
    desktop: Desktop, tmp_path: Path
) -> None:
    with run_camera([make_image()]) as camera:
        words = [
            "tests.ui.terminal.watching",
            camera.url,
            20,
            "0:upright,40:tilted",
            "--notifications",
        ]
        with Terminal(words, tmp_path, desktop=desktop.make_variables()) as watch:
            watch.wait_for("▲ Slouched")
            assert desktop.count_shown() == 0
            wait_until(lambda: desktop.count_shown() == 1, "the nudge")
            desktop.run("dunstctl", "action")
            watch.wait_for("Paused until")
            wait_until(lambda: desktop.count_shown() == 0, "the nudge to go")


def test_while_a_break_is_coached_no_reminder_is_left_with_its_buttons(
    desktop: Desktop, tmp_path: Path
) -> None:
    begun = tmp_path / "stretch"
    with run_camera([make_image()]) as camera:
        words = [
            "tests.ui.terminal.watching", camera.url, 20, "0:upright", "--notifications",
            "--break-every", 90, "--coach", begun, "--coach-takes", 4,
        ]  # fmt: skip
        with Terminal(words, tmp_path, desktop=desktop.make_variables()) as watch:
            watch.wait_for("may feel good")
            wait_until(lambda: desktop.count_shown() == 1, "the reminder")
            watch.press("b")
            wait_until(begun.exists, "the coach")
            wait_until(lambda: desktop.count_shown() == 0, "the reminder to go", timeout_s=3.0)
            watch.press("q")


def test_the_reminder_of_a_break_goes_while_nobody_is_there(
    desktop: Desktop, tmp_path: Path
) -> None:
    with run_camera([make_image()]) as camera:
        words = [
            "tests.ui.terminal.watching", camera.url, 10, "0:upright,150:nobody",
            "--notifications", "--break-every", 90,
        ]  # fmt: skip
        with Terminal(words, tmp_path, desktop=desktop.make_variables()) as watch:
            watch.wait_for("may feel good")
            wait_until(lambda: desktop.count_shown() == 1, "the reminder")
            watch.wait_for("○ Away")
            wait_until(lambda: desktop.count_shown() == 0, "the reminder to go", timeout_s=5.0)
            watch.press("q")


def test_a_notification_goes_with_the_monitor(desktop: Desktop, tmp_path: Path) -> None:
    with run_camera([make_image()]) as camera:
        words = [
            "tests.ui.terminal.watching", camera.url, 20, "0:upright", "--notifications",
            "--break-every", 90,
        ]  # fmt: skip
        with Terminal(words, tmp_path, desktop=desktop.make_variables()) as watch:
            watch.wait_for("may feel good")
            wait_until(lambda: desktop.count_shown() == 1, "the reminder")
            watch.press("q")
            assert watch.wait_exit() == 0
            assert desktop.count_shown() == 0
