"""Folders of temporary files that are removed with the run that made them, however it ends.

A run holds a lock on a file in its folder, which the system releases when the run is killed or the
power fails. An unlocked folder is a leftover, and the next run removes it.
"""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Literal

from filelock import lock_descriptor

_PREFIX = "formcheck-run-"
_LOCK = "lock"


class Scratch:
    """A folder that only its owner can read, until it is closed. Making one removes leftovers."""

    def __init__(self, parent: Path | None = None) -> None:
        """parent: where to make it, None for the system's temporary folder. Raises OSError."""
        clear_leftovers()
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            if (lock := _take_lock(self.path, "ab")) is not None:
                break  # else another run took it for a leftover before it was locked
        self._lock = lock

    def close(self) -> None:
        """Removes the folder with all that is in it. Safe to call twice."""
        if not self._lock.closed:
            _remove(self.path, self._lock)


def clear_leftovers() -> int:
    """Removes the folders of killed runs; returns how many there were."""
    cleared = 0
    for folder in _list_folders():
        with suppress(OSError):
            if (lock := _take_lock(folder, "r+b")) is not None:
                _remove(folder, lock)
                cleared += 1
    return cleared


def _take_lock(folder: Path, mode: Literal["ab", "r+b"]) -> BinaryIO | None:
    """Takes the lock, which "ab" creates; None if another run has it or removed the folder."""
    try:
        file = (folder / _LOCK).open(mode)
    except FileNotFoundError:
        return None
    if lock_descriptor(file.fileno(), blocking=False) and os.fstat(file.fileno()).st_nlink:
        return file
    file.close()
    return None


def _remove(folder: Path, lock: BinaryIO) -> None:
    """Removes the folder, its lock last, so that what a kill or an error leaves is a leftover."""
    with suppress(OSError):
        with lock:
            for path in folder.iterdir():
                if path.name != _LOCK:
                    _remove_tree(path)
            if len(list(folder.iterdir())) > 1:
                return
            if sys.platform != "win32":
                (folder / _LOCK).unlink()
        (folder / _LOCK).unlink(missing_ok=True)  # Windows can't remove an open file
        folder.rmdir()


def _remove_tree(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink()


def _list_folders() -> Iterator[Path]:
    """Yields the user's own scratch folders, in both places where a run may create one."""
    with suppress(OSError, RuntimeError):  # no folder for temporary files, or no home
        for parent in {Path(tempfile.gettempdir()), Path.home()}:
            for path in sorted(parent.glob(f"{_PREFIX}*")):
                found = path.lstat()  # others can write there too, so no link is followed
                own = sys.platform == "win32" or found.st_uid == os.getuid()
                if stat.S_ISDIR(found.st_mode) and own:
                    yield path
