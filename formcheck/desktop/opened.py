"""Whether files were opened or closed since this was last asked, by whomever, on Linux.

inotify tells it for device files as for others. It is one system call, where looking through all
programs for who has a file open takes thousands.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Collection

_OPEN, _CLOSE_WRITE, _CLOSE_NOWRITE = 0x20, 0x8, 0x10
"""IN_OPEN, IN_CLOSE_WRITE and IN_CLOSE_NOWRITE of inotify(7)."""
_EVENTS_BYTES = 65536


class Opened:
    """Watches files for being opened and closed. Used by one thread; ``close`` ends it.

    Where the system has no watches left, it sees nothing.
    """

    def __init__(self) -> None:
        self._files: frozenset[str] = frozenset()
        self._watch = -1

    def changed(self, files: Collection[str]) -> bool:
        """Whether one of the files was opened or closed since last asked, or is asked for newly."""
        wanted = frozenset(files)
        if wanted != self._files:
            self._begin(wanted)
            return True
        return self._watch >= 0 and self._read()

    def close(self) -> None:
        """Ends the watch."""
        if self._watch >= 0:
            os.close(self._watch)
        self._watch = -1

    def _begin(self, files: frozenset[str]) -> None:
        self.close()
        libc = ctypes.CDLL(None, use_errno=True)
        self._files = files
        self._watch = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        events = _OPEN | _CLOSE_WRITE | _CLOSE_NOWRITE
        for file in files:
            name = ctypes.c_char_p(os.fsencode(file))
            if self._watch >= 0 and libc.inotify_add_watch(self._watch, name, events) < 0:
                self.close()

    def _read(self) -> bool:
        try:
            return bool(os.read(self._watch, _EVENTS_BYTES))
        except BlockingIOError:  # nothing happened
            return False
