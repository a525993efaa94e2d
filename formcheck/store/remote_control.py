"""Lets another program see whether sitting is watched, and pause the watch."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from formcheck.files.errors import FormcheckError
from formcheck.store.cells import read_count, read_entries, read_moment
from formcheck.store.file import StoreFile, format_utc

SIGN_OF_LIFE_S = 5.0
"""A monitor shows at least this often that it is running."""
_SILENT_S = 3 * SIGN_OF_LIFE_S
"""A monitor silent for this long is gone: killed, or the machine sleeps."""
_MOST_PROCESS = 2**31 - 1
"""No system numbers its processes beyond."""
_MAY_ASK, _STILL_ACTIVE, _ACCESS_DENIED = 0x1000, 259, 5
"""PROCESS_QUERY_LIMITED_INFORMATION, STILL_ACTIVE and ERROR_ACCESS_DENIED of Windows."""
_RUNNING = "SELECT started, process FROM watch WHERE closed = 0 AND ended >= ? ORDER BY id DESC"


@dataclass(frozen=True, slots=True)
class RunningMonitor:
    """A monitor that is watching. process is its process id."""

    since: datetime
    process: int


class RemoteControl(StoreFile):
    """Both ends: the monitor reads, any other program writes."""

    def find_running(self) -> RunningMonitor | None:
        """The monitor that is watching, the newest if there are several; None without one."""
        alive = format_utc(datetime.now(UTC) - timedelta(seconds=_SILENT_S))
        for found in read_entries(self._select(_RUNNING, (alive,)), _read_running):
            if _is_alive(found.process):
                return found
        return None

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
