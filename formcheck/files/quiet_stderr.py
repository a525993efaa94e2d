"""Standard error without the log lines of the pose model and the image decoders."""

import os
import re
import sys
import tempfile
import threading
from contextlib import suppress
from typing import IO

_LOG_LINE = re.compile(
    rb"^(?:INFO: |WARNING: |[IW]\d{4} \d\d:|libpng (?:error|warning): )[^\n]*\n?", re.MULTILINE
)
"""Information and warnings of TFLite and absl, whose errors (``E0000 ...``) are let through, and
libpng's messages about a damaged photo, for which formcheck has its own sentence."""

_STDERR = 2


class _QuietStderr:
    """Holds back standard error inside a ``with``, then passes on all but the log lines.

    The libraries write from C and C++ and can't be silenced, so the file descriptor of the whole
    process is redirected to a file. May be nested and entered by several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._saved = -1
        self._file: IO[bytes] | None = None

    def __enter__(self) -> None:
        with self._lock:
            self._users += 1
            if self._users > 1:
                return
            _flush()
            try:
                self._saved = os.dup(_STDERR)
            except OSError:  # started without a standard error: there is nothing to keep clean
                return
            try:
                self._file = tempfile.TemporaryFile()
            except OSError:  # no folder for temporary files, or it is full: the log shows
                os.close(self._saved)
                return
            os.dup2(self._file.fileno(), _STDERR)

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._users -= 1
            if self._users or self._file is None:
                return
            _flush()
            os.dup2(self._saved, _STDERR)
            self._file.seek(0)
            rest = _LOG_LINE.sub(b"", self._file.read())
            self._file.close()
            self._file = None
            if rest:
                with suppress(OSError):  # a standard error that is full or closed
                    os.write(self._saved, rest)
            os.close(self._saved)


quiet_stderr = _QuietStderr()


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
