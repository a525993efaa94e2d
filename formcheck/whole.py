"""Files that are written complete or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from formcheck.errors import FormcheckError


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Gives a temporary file beside ``path`` to write to; it takes the name only at the end.

    After an error or an interruption the file that was there before is still there, untouched.
    Raises FormcheckError when the folder or the disk does not take it.
    """
    try:
        part = _part_beside(path)
        try:
            yield part
            part.chmod(0o666 & ~_umask())
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise FormcheckError(f"{path} could not be written: {error.strerror or error}.") from error


def write_text(path: Path, text: str) -> None:
    """Writes the text in UTF-8 with line ends as they are. Raises FormcheckError."""
    with written_whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="")


def check_target(path: Path, others: Sequence[Path]) -> None:
    """Makes sure, before any long work, that ``path`` can be written and is none of the others.

    Raises FormcheckError.
    """
    if path.is_dir():
        raise FormcheckError(f"{path} is a folder: name a file in it.")
    for other in others:
        if path.resolve() == other.resolve() or (
            path.exists() and other.exists() and path.samefile(other)
        ):
            raise FormcheckError(
                f"{path} is an input or another output too: give it a name of its own."
            )
    if not path.parent.is_dir():
        raise FormcheckError(f"{path} cannot be written: there is no folder {path.parent}.")
    try:
        _part_beside(path).unlink()
    except OSError as error:
        raise FormcheckError(f"{path} cannot be written: {error.strerror or error}.") from error


def _part_beside(path: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    return Path(name)


def _umask() -> int:
    """The mask for new files; mkstemp makes files that only their owner can read."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
