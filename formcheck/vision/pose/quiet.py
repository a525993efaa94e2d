"""Keeps the model's own log lines off the user's terminal, and nothing else."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

_LOG_LINE = re.compile(rb"^(?:INFO: |WARNING: |[IW]\d{4} \d\d:)[^\n]*\n?", re.MULTILINE)
"""Information and warnings of TFLite and absl. Errors (``E0000 ...``) are let through."""

_STDERR = 2


class _Redirect:
    """Standard error of the whole process sent to a file, shared by all threads that ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._saved = -1
        self._file: BinaryIO | None = None

    def enter(self) -> None:
        with self._lock:
            self._users += 1
            if self._users > 1:
                return
            _flush()
            try:
                self._saved = os.dup(_STDERR)
            except OSError:  # started without a standard error: there is nothing to keep clean
                return
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed in leave
            os.dup2(self._file.fileno(), _STDERR)

    def leave(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users or self._file is None:
                return
            _flush()
            os.dup2(self._saved, _STDERR)
            self._file.seek(0)
            rest = without_log_lines(self._file.read())
            self._file.close()
            self._file = None
            if rest:
                with suppress(OSError):  # a standard error that is full or closed
                    os.write(self._saved, rest)
            os.close(self._saved)


_REDIRECT = _Redirect()


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Holds back standard error inside the block, then passes on all but the model's log lines.

    The model logs from C++ and offers no switch; only the file descriptor can be turned away.
    May be nested and entered by several threads.
    """
    _REDIRECT.enter()
    try:
        yield
    finally:
        _REDIRECT.leave()


def without_log_lines(text: bytes) -> bytes:
    """The text less the model's information and warning lines; every other byte as it was."""
    return _LOG_LINE.sub(b"", text)


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
