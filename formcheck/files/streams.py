"""Standard output and standard error."""

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from formcheck.files.escapes import ESCAPED, escape_line, escape_styled, escape_text

_NAMES = ("stdin", "stdout", "stderr")


class OutputError(Exception):
    """Standard output is full or closed; ``unread``: its reader is gone, which is not reported."""

    def __init__(self, error: OSError) -> None:
        unread = {errno.EPIPE, errno.EINVAL} if sys.platform == "win32" else {errno.EPIPE}
        self.unread = error.errno in unread
        super().__init__(f"Standard output could not be written: {error.strerror or error}.")


def say(line: str) -> None:
    """Writes the line to standard output. Raises OutputError."""
    _write_out(f"{escape_line(line)}\n")


def say_error(text: str) -> None:
    """Writes one or several lines to standard error, if possible."""
    sys.stderr.write(f"{escape_text(text)}\n")
    sys.stderr.flush()


def write_json(text: str) -> None:
    """Writes JSON to standard output. Raises OutputError.

    Readers expect UTF-8: if standard output has another encoding, as in a pipe on Windows, the JSON
    is escaped to plain ASCII, which is equivalent.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    if codecs.lookup(encoding).name != "utf-8":
        text = text.encode("ascii", ESCAPED).decode("ascii")
    _write_out(text)


def _write_out(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


@contextmanager
def protect_streams() -> Iterator[None]:
    """Makes the standard streams safe for a terminal in its block, and keeps them from crashing it.

    Of control sequences only colours and cursor movements pass, and what the encoding lacks is
    escaped. A failing standard output raises OutputError; a failing standard error is ignored. A
    stream that was closed from the start also fails, and no file gets its number.
    """
    before = {name: getattr(sys, name) for name in _NAMES}
    for number, name in enumerate(_NAMES):
        if before[name] is None:
            setattr(sys, name, _make_closed_stream(number))
    sys.stdout = cast("TextIO", _Output(sys.stdout, raises=True))
    sys.stderr = cast("TextIO", _Output(sys.stderr, raises=False))
    try:
        yield
    finally:
        with suppress(OutputError):
            sys.stdout.flush()
        sys.stderr.flush()
        for name, stream in before.items():
            setattr(sys, name, stream)


class _Output:
    """A stream with guarded writing; everything else is passed to the stream itself."""

    def __init__(self, stream: TextIO, *, raises: bool) -> None:
        self._stream = stream
        self._raises = raises
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ESCAPED)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        if text != "":  # click tests a stream with "", and hides its error
            with self._guard():
                self._stream.write(escape_styled(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        with self._guard():
            self._stream.flush()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            with suppress(OSError):  # buffered text must not fail again at exit
                write_nowhere(self._stream.fileno())
            if self._raises:
                raise OutputError(error) from error


def write_nowhere(*numbers: int) -> None:
    """Discards, without an error, what is written to the streams of these numbers from now on."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in numbers:
        os.dup2(nowhere, number)
    os.close(nowhere)


def _make_closed_stream(number: int) -> TextIO:
    """Returns a stand-in for a closed stream: there is nothing to read, and writing fails."""
    handle = os.open(os.devnull, os.O_RDONLY)  # takes the lowest free number, which is this one
    return open(handle, "w" if number else "r", encoding="utf-8", closefd=False)
