"""Lets another program see whether sitting is watched, and pause the watch."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from formcheck.files.errors import FormcheckError, explain_failure
from formcheck.store.cells import read_count, read_entries, read_moment
from formcheck.store.file import FOLDER_MODE, StoreFile, format_utc

SIGN_OF_LIFE_S = 5.0
"""A monitor shows at least this often that it is running."""
_SILENT_S = 3 * SIGN_OF_LIFE_S
"""A monitor silent for this long is gone: killed, or the machine sleeps."""
_MOST_PROCESS = 2**31 - 1
"""No system numbers its processes beyond."""
_LOCK = "sit.lock"
_MAY_ASK, _STILL_ACTIVE, _ACCESS_DENIED = 0x1000, 259, 5
"""PROCESS_QUERY_LIMITED_INFORMATION, STILL_ACTIVE and ERROR_ACCESS_DENIED of Windows."""
_RUNNING = (
    "SELECT started, process FROM watch WHERE closed = 0 AND ended BETWEEN ? AND ? ORDER BY id DESC"
)


@dataclass(frozen=True, slots=True)
class RunningMonitor:
    """A monitor that is watching. process is its process id."""

    since: datetime
    process: int


class RemoteControl(StoreFile):
    """Both ends: the monitor reads, any other program writes."""

    def find_running(self) -> RunningMonitor | None:
        """The monitor that is watching, the newest if there are several; None without one."""
        now, silent = datetime.now(UTC), timedelta(seconds=_SILENT_S)
        alive = (format_utc(now - silent), format_utc(now + silent))  # later: the clock was set
        for found in read_entries(self._select(_RUNNING, alive), _read_running):
            if _is_alive(found.process):
                return found
        return None

    def is_watched(self) -> bool:
        """Whether a monitor is watching, on the page or in a terminal, with a history or not."""
        return self.find_running() is not None or self.is_terminal_watching()

    def is_terminal_watching(self) -> bool:
        """Whether a terminal's monitor is watching; also True for the one in this process."""
        folder = self.path.parent
        with suppress(OSError):  # nobody can lock it
            if (folder / _LOCK).exists():
                try:
                    _lock_folder(folder).release()
                except Timeout:
                    return True
        return False

    @property
    def paused_until(self) -> datetime | None:
        """Until when watching is paused; None when that time has passed or never was."""
        for until in read_entries(self._select("SELECT paused_until FROM steering"), read_moment):
            return until if until > datetime.now(UTC) else None
        return None

    def forget(self) -> None:
        """Deletes the history; a pause that somebody asked for goes on."""
        until = None
        with suppress(FormcheckError):  # a damaged file has none
            until = self.paused_until
        super().forget()
        if until is not None:
            self.pause_until(until)

    def pause_until(self, until: datetime | None) -> None:
        """Pauses the monitor until then, also one that starts meanwhile; None ends the pause."""
        values = (None if until is None else format_utc(until),)
        with self.transact(write=True) as connection:
            connection.execute("INSERT OR REPLACE INTO steering VALUES (1, ?)", values)


@contextmanager
def hold_single_instance(folder: Path) -> Iterator[None]:
    """Keeps every other monitor of that folder out until this one ends, however it ends.

    The system holds the lock for the process, so that a killed one leaves nothing behind. Raises
    FormcheckError when another monitor runs, or when the folder can't be written.
    """
    with explain_failure(f"The folder {folder} cannot be written"):
        try:
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            lock = _lock_folder(folder)
        except Timeout:
            raise FormcheckError(
                "formcheck sit already runs: end that one first, "
                "or steer it with `formcheck sit pause` and `resume`."
            ) from None
    try:
        yield
    finally:
        lock.release()


def _lock_folder(folder: Path) -> FileLock:
    """The lock of the folder, held. Raises Timeout where another holds it, and OSError."""
    lock = FileLock(folder / _LOCK, blocking=False)
    lock.acquire()
    return lock


def _read_running(started: object, process: object) -> RunningMonitor:
    return RunningMonitor(read_moment(started), read_count(process, 1, _MOST_PROCESS))


def _is_alive(process: int) -> bool:
    """Whether that process still exists."""
    if sys.platform == "win32":  # where os.kill would end it
        return _is_alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's: it is there
    return True


def _is_alive_on_windows(process: int) -> bool:
    windows: Any = ctypes
    kernel = windows.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.OpenProcess(_MAY_ASK, False, process))
    if not handle:
        return bool(windows.get_last_error() == _ACCESS_DENIED)  # somebody else's: it is there
    code = ctypes.c_uint32(0)
    answered = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not answered or code.value == _STILL_ACTIVE
