"""Lets another program see whether a sitting monitor is running, and pause it."""

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
"""Checking for a monitor takes the lock for a moment: a starting monitor waits _START_S for it,
another check _LOOK_S."""
WATCHED = (
    "Sitting is already being watched, in a terminal or on the page of formcheck app: end that "
    "first, or steer it with `formcheck sit pause` and `resume`; after its tab is closed, wait "
    "half a minute."
)


class RemoteControl(StoreFile):
    """Both ends of the remote control: the monitor reads orders, other programs write them."""

    def is_watched(self) -> bool:
        """Whether a monitor is running, on the page or in a terminal, with or without a history.

        Also True for a monitor in this process.
        """
        folder = self.path.parent
        with suppress(OSError):  # then no monitor can lock it either
            if (folder / _LOCK).exists():
                try:
                    _lock_folder(folder, _LOOK_S).release()
                except Timeout:
                    return True
        return False

    @property
    def paused_until(self) -> datetime | None:
        """Until when the monitor is paused; None if it is not."""
        until = self.ordered_until
        return until if until is not None and until > datetime.now(UTC) else None

    @property
    def ordered_until(self) -> datetime | None:
        """The end of the last pause ordered, even if past; None if the last order ended a pause."""
        orders = read_entries(self._select("SELECT paused_until FROM steering"), read_moment)
        return next(iter(orders), None)

    def forget(self) -> None:
        """Deletes the history, but keeps a pause that is in effect."""
        until = None
        with suppress(FormcheckError):  # a damaged file holds no pause
            until = self.paused_until
        super().forget()
        if until is not None:
            self.pause_until(until)

    def pause_until(self, until: datetime | None) -> None:
        """Pauses the monitor until then, also one started in the meantime; None ends the pause."""
        values = (None if until is None else format_utc(until),)
        with self.transact(write=True) as connection:
            connection.execute("INSERT OR REPLACE INTO steering VALUES (1, ?)", values)


class WatchLock(Closing):
    """Excludes every other monitor of that folder until it is closed.

    The lock belongs to the process, so that the system releases it if the process is killed.
    """

    def __init__(self, folder: Path) -> None:
        """Creates the folder and acquires the lock.

        Raises FormcheckError if another monitor is running, OSError if the folder isn't writable.
        """
        self._folder = folder
        try:
            self._held, self._inode = self._take(_START_S)
        except Timeout:
            raise FormcheckError(WATCHED) from None

    def renew(self) -> None:
        """If the lock file was deleted or replaced, locks the current one, unless another holds it.

        A deleted lock file excludes nobody: other monitors create and lock a new one.
        """
        with suppress(OSError, Timeout):  # retried with the next call
            if read_inode(self._folder / _LOCK) != self._inode:
                held, self._inode = self._take(0.0)
                self.close()
                self._held = held

    def close(self) -> None:
        """Releases the lock."""
        self._held.release()

    def _take(self, timeout_s: float) -> tuple[FileLock, tuple[int, int]]:
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        held = _lock_folder(self._folder, timeout_s)
        return held, read_inode(self._folder / _LOCK)


def _lock_folder(folder: Path, timeout_s: float) -> FileLock:
    """Acquires and returns the lock. Raises OSError, or Timeout if another holds it too long."""
    lock = FileLock(folder / _LOCK, timeout=timeout_s, thread_local=False)
    lock.acquire(poll_interval=0.01)
    return lock
