from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desktop.desktop import Desktop

# Everything here needs D-Bus, whose library exists only on Linux.
collect_ignore_glob = [] if sys.platform.startswith("linux") else ["test_*.py"]


@pytest.fixture(scope="session")
def one_desktop() -> Iterator[Desktop]:
    from tests.desktop.desktop import PROGRAMS, run_virtual_desktop  # noqa: PLC0415 - Linux
    from tests.ui.window.screen import find_missing  # noqa: PLC0415 - Linux

    if missing := find_missing(PROGRAMS):
        pytest.skip(f"{missing} is not installed")
    with run_virtual_desktop() as desktop:
        yield desktop


@pytest.fixture
def desktop(one_desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """Makes this process run on the virtual desktop."""
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    for name, value in one_desktop.make_variables().items():
        monkeypatch.setenv(name, value)
    return one_desktop


@pytest.fixture
def sound_programs() -> None:
    """Skips the test unless the programs of a sound server are installed."""
    for name in ("pulseaudio", "pactl", "parec"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Removes every desktop from the environment."""
    for name in (
        "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER",
        "PULSE_RUNTIME_PATH", "XDG_RUNTIME_DIR",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
