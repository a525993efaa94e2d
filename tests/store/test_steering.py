from __future__ import annotations

import ctypes
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from formcheck.store.remote_control import RemoteControl, _is_alive
from formcheck.store.sitting_store import SittingWriter
from tests.paths import ROOT
from tests.waiting import wait_until


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def steering(path: Path) -> Iterator[RemoteControl]:
    with RemoteControl(path) as one:
        yield one


def now() -> datetime:
    return datetime.now(UTC)


def change(path: Path, statement: str, *values: object) -> None:
    raw = sqlite3.connect(path)
    raw.execute(statement, values)
    raw.commit()
    raw.close()


def test_who_asked_not_to_be_watched_is_not_watched_after_everything_is_deleted(
    steering: RemoteControl,
) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=30)
    steering.pause_until(until)
    steering.forget()
    assert steering.paused_until == until


def test_looking_makes_no_file(steering: RemoteControl, path: Path) -> None:
    assert steering.find_running() is None
    assert steering.paused_until is None
    assert not path.exists()


def test_a_pause_is_seen_by_another_program_until_it_is_over(path: Path) -> None:
    with RemoteControl(path) as ours, RemoteControl(path) as theirs:
        until = (now() + timedelta(minutes=20)).replace(microsecond=0)
        ours.pause_until(until)
        assert theirs.paused_until == until
        ours.pause_until(now() - timedelta(seconds=1))
        assert theirs.paused_until is None
        ours.pause_until(until)
        theirs.pause_until(None)
        assert ours.paused_until is None


def test_a_monitor_is_seen_while_it_runs_and_not_afterwards(
    steering: RemoteControl, path: Path
) -> None:
    with SittingWriter(now(), "desk", "HD Webcam", "front", path):
        wait_until(steering.find_running)
        running = steering.find_running()
        assert running is not None
        assert running.process == os.getpid()
        assert now() - running.since < timedelta(seconds=10)
    assert steering.find_running() is None


def test_a_monitor_that_was_silent_for_long_has_gone(steering: RemoteControl, path: Path) -> None:
    with SittingWriter(now(), path=path) as writer:
        wait_until(steering.find_running)
        writer.close()
    silent = (now() - timedelta(seconds=20)).isoformat(timespec="milliseconds")
    change(path, "UPDATE watch SET closed = 0, ended = ?", silent)
    assert steering.find_running() is None


def test_a_sign_of_life_from_before_the_clock_was_set_back_is_none(
    steering: RemoteControl, path: Path
) -> None:
    with SittingWriter(now(), path=path) as writer:
        wait_until(steering.find_running)
        writer.close()
    ahead = (now() + timedelta(hours=1)).isoformat(timespec="milliseconds")
    change(path, "UPDATE watch SET closed = 0, ended = ?", ahead)
    assert steering.find_running() is None


def test_a_monitor_that_was_killed_has_gone_at_once(steering: RemoteControl, path: Path) -> None:
    code = (
        "import sys, time; from datetime import UTC, datetime; from pathlib import Path\n"
        "from formcheck.store.sitting_store import SittingWriter\n"
        "with SittingWriter(datetime.now(UTC), 'desk', path=Path(sys.argv[1])): time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT) as process:
        wait_until(steering.find_running)
        running = steering.find_running()
        assert running is not None
        assert running.process == process.pid
        process.kill()
        process.wait()
    assert steering.find_running() is None


class Kernel:
    """Windows' own answers about one process: that it runs, its exit code, or an error."""

    def __init__(self, exit_code: int = 0, error: int = 0) -> None:
        self.exit_code, self.error = exit_code, error
        self.open: set[int] = set()
        self.OpenProcess = lambda access, inherited, process: self._open(access, process)

    def _open(self, access: int, process: int) -> int | None:
        assert access == 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
        if self.error:
            return None
        self.open.add(HANDLE)
        return HANDLE

    def GetExitCodeProcess(self, handle: Any, code: Any) -> int:  # noqa: N802 - Windows' names
        assert handle.value in self.open
        code._obj.value = self.exit_code
        return 1

    def CloseHandle(self, handle: Any) -> None:  # noqa: N802
        self.open.remove(handle.value)


HANDLE = 2**40 + 4


@pytest.mark.parametrize(
    ("kernel", "runs"),
    [
        (Kernel(exit_code=259), True),
        (Kernel(exit_code=0), False),
        (Kernel(exit_code=0xC000013A), False),
        (Kernel(error=87), False),
        (Kernel(error=5), True),
    ],
    ids=["runs", "ended", "console closed", "no such process", "another user's"],
)
def test_a_monitor_whose_console_was_closed_has_gone_at_once_on_windows(
    monkeypatch: pytest.MonkeyPatch, kernel: Kernel, runs: bool
) -> None:
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_, **__: kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: kernel.error, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert _is_alive(os.getpid()) is runs
    assert not kernel.open


@pytest.mark.parametrize("process", ["X'ff'", "'me'", "-1", "0", "1 << 62", "1.5"])
def test_a_watch_whose_process_is_none_does_not_run(
    steering: RemoteControl, path: Path, process: str
) -> None:
    with SittingWriter(now(), path=path):
        wait_until(steering.find_running)
        change(path, f"UPDATE watch SET process = {process}")
        assert steering.find_running() is None


@pytest.mark.parametrize("wrong", ["X'ff'", "CAST(X'ff' AS TEXT)", "'soon'", "9e999", "7"])
def test_a_damaged_pause_is_none(steering: RemoteControl, path: Path, wrong: str) -> None:
    steering.pause_until(now() + timedelta(hours=1))
    change(path, f"UPDATE steering SET paused_until = {wrong}")
    assert steering.paused_until is None
