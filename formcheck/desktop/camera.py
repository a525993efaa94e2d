"""Which programs have a camera open, on Linux."""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Collection, Iterator

from formcheck.desktop.opened import Opened

DEVICES = "/dev/video*"
_PROC = "/proc"
_EVERY_S = 20.0
"""How often who has a camera open is looked for though none was seen to be opened: in case that
can't be seen. It takes 0.05 s of a core with 350 programs of 45 open files, measured."""


class Cameras:
    """The cameras of this machine. Used by one thread; ``close`` ends it."""

    def __init__(self, devices: str = DEVICES) -> None:
        """Devices is a pattern of the cameras' files."""
        self._devices = devices
        self._opened = Opened()
        self._used = False
        self._looked_at_s = -_EVERY_S

    def others_use_one(self) -> bool:
        """Whether a program other than this one and its children has a camera open.

        Programs of other users can't be seen into, and count as having none open.
        """
        # os and glob instead of pathlib here and below: it is done every few seconds.
        files = frozenset(os.path.realpath(path) for path in glob.glob(self._devices))  # noqa: PTH207
        now_s = time.monotonic()
        if self._opened.changed(files) or now_s - self._looked_at_s >= _EVERY_S:
            self._looked_at_s = now_s
            self._used = bool(files) and any(not _is_ours(pid) for pid in _holders(files))
        return self._used

    def close(self) -> None:
        """Lets go of the cameras' files."""
        self._opened.close()


def _holders(files: Collection[str]) -> Iterator[int]:
    """The programs that have one of the files open."""
    for entry in os.listdir(_PROC):  # noqa: PTH208
        if entry.isdecimal() and _holds(f"{_PROC}/{entry}/fd", files):
            yield int(entry)


def _holds(folder: str, files: Collection[str]) -> bool:
    try:
        return any(_target(f"{folder}/{name}") in files for name in os.listdir(folder))  # noqa: PTH208
    except OSError:  # another user's, or ended just now
        return False


def _target(link: str) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115
    except OSError:  # closed just now
        return ""


def _is_ours(pid: int) -> bool:
    """Whether it is this program or was started by it, directly or not."""
    own = os.getpid()
    while pid > 1:
        if pid == own:
            return True
        pid = _parent(pid)
    return False


def _parent(pid: int) -> int:
    try:
        with open(f"{_PROC}/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return int(file.read().rpartition(")")[2].split()[1])  # after the name, the state
    except (OSError, ValueError, IndexError):
        return 0
