"""One monitor at a time: the camera is one, and so is the person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from formcheck.files.errors import FormcheckError

_NAME = "sit.lock"
_FOLDER_MODE = 0o700


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keeps every other monitor of that folder out until it ends, however it ends.

    The system holds the lock for the process, so that one that was killed leaves nothing behind.
    Raises FormcheckError when another monitor runs, or when the folder can't be written.
    """
    lock = FileLock(folder / _NAME, blocking=False)
    try:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        held = lock.acquire()
    except Timeout:
        raise FormcheckError(
            "formcheck sit already runs: end that one first, "
            "or steer it with `formcheck sit pause` and `resume`."
        ) from None
    except OSError as error:
        raise FormcheckError(
            f"The folder {folder} cannot be written: {error.strerror or error}."
        ) from error
    with held:
        yield
