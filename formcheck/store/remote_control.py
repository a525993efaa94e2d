"""Lets another program see whether sitting is watched, and pause the watch."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.store.cells import read_entries, read_moment
from formcheck.store.file import FOLDER_MODE, StoreFile, format_utc, read_inode

_LOCK = "sit.lock"
_START_S = 0.2
_LOOK_S = 0.1
"""Whoever looks whether somebody watches takes the lock for a moment: a start waits that long for
it, another look this long."""
WATCHED = (
    "Sitting is already being watched, in a terminal or on the page of formcheck app: end that "
    "first, or steer it with `formcheck sit pause` and `resume`; after its tab is closed, wait "
    "half a minute."
)


class RemoteControl(StoreFile):
    """Both ends: the monitor reads, any other program writes."""

    def is_watched(self) -> bool:
        """Whether a monitor is watching, on the page or in a terminal, with a history or not.

        Also True for one in this process.
        """
        folder = self.path.parent
        with suppress(OSError):  # nobody can lock it
            if (folder / _LOCK).exists():
                try:
                    _lock_folder(folder, _LOOK_S).release()
                except Timeout:
                    return True
        return False

    @property
    def paused_until(self) -> datetime | None:
        """Until when watching is paused; None when that time has passed or never was."""
        until = self.ordered_until
        return until if until is not None and until > datetime.now(UTC) else None

    @property
    def ordered_until(self) -> datetime | None:
        """Until when the last order pauses, also when that has passed; None for the end of one."""
        orders = read_entries(self._select("SELECT paused_until FROM steering"), read_moment)
        return next(iter(orders), None)

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


class WatchLock(Closing):
    """Keeps every other monitor of that folder out until it is closed.

    The system holds the lock for the process, so that a killed one leaves nothing behind.
    """

    def __init__(self, folder: Path) -> None:
        """Makes the folder and takes the lock.

        Raises FormcheckError when another monitor runs, OSError when the folder can't be written.
        """
        self._folder = folder
        try:
            self._held, self._inode = self._take(_START_S)
        except Timeout:
            raise FormcheckError(WATCHED) from None

    def renew(self) -> None:
        """Where the file of the lock was deleted, locks the present one, unless another has it.

        A deleted file keeps nobody out: others see and lock a new one.
        """
        with suppress(OSError, Timeout):  # tried again with the next call
            if read_inode(self._folder / _LOCK) != self._inode:
                held, self._inode = self._take(0.0)
                self.close()
                self._held = held

    def close(self) -> None:
        """Lets others in."""
        self._held.release()

    def _take(self, timeout_s: float) -> tuple[FileLock, tuple[int, int]]:
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        held = _lock_folder(self._folder, timeout_s)
        return held, read_inode(self._folder / _LOCK)


def _lock_folder(folder: Path, timeout_s: float) -> FileLock:
    """The lock of the folder, held. Raises Timeout where another keeps it so long, and OSError."""
    lock = FileLock(folder / _LOCK, timeout=timeout_s, thread_local=False)
    lock.acquire(poll_interval=0.01)
    return lock
