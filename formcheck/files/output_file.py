"""Writes output files completely or not at all."""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from filelock import lock_descriptor

from formcheck.files.errors import FormcheckError, UnwrittenError, explain_failure
from formcheck.files.escapes import ESCAPED
from formcheck.files.inputs import is_there

_PREFIX, _SUFFIX = ".formcheck-", ".part"
_OUTPUTS = (1, 2)
_PRIVATE, _USUAL = 0o600, 0o666
"""Modes of new files: what replaces a file or goes into a pipe is nobody else's to read meanwhile.
The system takes the umask's bits off."""


def check_ending(path: Path, what: str, known: Collection[str]) -> str:
    """Returns the ending of the name. Raises FormcheckError if it is not one of ``known``."""
    suffix = path.suffix.lower()
    if suffix not in known:
        names = f"{'one of ' * (len(known) > 1)}{', '.join(known)}"
        raise FormcheckError(f"{path} is not a name for a {what}: end it with {names}.")
    return suffix


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Yields a temporary file to write to, which replaces ``path`` only at the end.

    After an error or an interruption the old file is still there, untouched. The new one gets its
    mode and, if the system allows it, its owner; a link stays a link. A device, a pipe or standard
    output is written only once the content is complete, so that it can take a video too; a pipe
    without a reader blocks. Raises UnwrittenError if the folder, disk or reader does not accept it.
    """
    with explain_failure(f"{path} could not be written", UnwrittenError):
        target, found = _inspect_target(path)
        streams = not _is_replaced(found)
        folder = Path(tempfile.gettempdir()) if streams else target.parent
        with _make_part(folder, _PRIVATE if found else _USUAL) as part:
            yield part
            if streams:
                _copy_into(path, part)
            else:
                _replace_target(part, target, found)


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8, line ends unchanged, unencodable characters escaped. Raises FormcheckError."""
    with replace_file(path) as part:
        part.write_text(text, encoding="utf-8", errors=ESCAPED, newline="")


def try_writing(path: Path | None, write: Callable[[Path], None]) -> tuple[FormcheckError, ...]:
    """Writes an output, unless path is None; returns the error, if any."""
    try:
        if path is not None:
            write(path)
    except FormcheckError as error:
        return (error,)
    return ()


def check_target(path: Path, others: Sequence[Path]) -> None:
    """Checks, before any long work, that ``path`` can be written and is none of the others.

    A device or a pipe is not opened, and may take several outputs. Raises FormcheckError.
    """
    with explain_failure(f"{path} cannot be written"):
        target, found = _inspect_target(path)
        if not _is_replaced(found):
            return
        for other in others:
            if target == Path(os.path.realpath(other)) or (
                found is not None and is_there(other) and path.samefile(other)
            ):
                raise FormcheckError(
                    f"{path} is an input or another output too: give it a name of its own."
                )
        if not target.parent.is_dir():
            raise FormcheckError(f"{path} cannot be written: there is no folder {target.parent}.")
        with _make_part(target.parent, _PRIVATE):
            pass
        if found is not None:
            with target.open("r+b"):  # fails on Windows while a program such as Excel has it open
                pass


def is_stream(path: Path) -> bool:
    """Whether path is written to and not replaced: a device, a pipe or standard output.

    Raises FormcheckError if it can't be written.
    """
    with explain_failure(f"{path} could not be written", UnwrittenError):
        return not _is_replaced(_inspect_target(path)[1])


def _inspect_target(path: Path) -> tuple[Path, os.stat_result | None]:
    """Returns where the path's links lead, and the status of the file there, or None.

    Raises OSError, FormcheckError.
    """
    target = Path(os.path.realpath(path))
    try:
        found = path.stat()
    except FileNotFoundError:
        return target, None
    if stat.S_ISDIR(found.st_mode):
        raise FormcheckError(f"{path} is a folder: name a file in it.")
    takes = (stat.S_ISREG, stat.S_ISCHR, stat.S_ISFIFO)
    if _find_output(found) is None:
        if not any(is_such(found.st_mode) for is_such in takes):
            raise FormcheckError(f"{path} is not a file, pipe or device that accepts text.")
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return target, found


def _is_replaced(found: os.stat_result | None) -> bool:
    """Whether a new file replaces the target; otherwise it is written to."""
    return found is None or (stat.S_ISREG(found.st_mode) and _find_output(found) is None)


def _find_output(found: os.stat_result) -> int | None:
    """Returns 1 or 2 if this file is our standard output or standard error, else None.

    Such a file is written to, not replaced: what was redirected to it must reach that very file.
    """
    for number in _OUTPUTS:
        with suppress(OSError):  # on Windows pipes, consoles and NUL have inode 0
            if found.st_ino and os.path.samestat(found, os.fstat(number)):
                return number
    return None


def _copy_into(path: Path, part: Path) -> None:
    number = _find_output(path.stat())
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    handle = os.open(path, os.O_WRONLY) if number is None else os.dup(number)
    with os.fdopen(handle, "wb") as into, part.open("rb") as file:
        shutil.copyfileobj(file, into)


def _replace_target(part: Path, target: Path, found: os.stat_result | None) -> None:
    if found is not None and sys.platform != "win32":
        for owner in ((-1, found.st_gid), (found.st_uid, -1)):
            with suppress(PermissionError):
                os.chown(part, *owner)
    if found is not None:
        part.chmod(found.st_mode & 0o777)
    os.replace(part, target)


@contextmanager
def _make_part(folder: Path, mode: int) -> Iterator[Path]:
    """Yields an empty file in the folder, locked while this process lives, removed at the end."""
    _remove_leftovers(folder)
    handle, part = _make_locked_part(folder, mode)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)
        if handle is not None:
            os.close(handle)


def _make_locked_part(folder: Path, mode: int) -> tuple[int | None, Path]:
    while True:
        part = folder / f"{_PREFIX}{token_hex(8)}{_SUFFIX}"
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        if sys.platform == "win32":  # an open file can't be renamed there
            os.close(handle)
            return None, part
        try:
            if lock_descriptor(handle, blocking=False) and os.fstat(handle).st_nlink:
                return handle, part
        except OSError:
            return handle, part  # no locks here, so no other process removes it either
        os.close(handle)  # another process took it for a leftover


def _remove_leftovers(folder: Path) -> None:
    """Removes the unlocked files of killed processes; on Windows, without locks, they stay."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        for part in list(folder.glob(f"{_PREFIX}*{_SUFFIX}")):
            with suppress(OSError):
                handle = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
                try:
                    if lock_descriptor(handle, blocking=False):
                        part.unlink()
                finally:
                    os.close(handle)
