"""A file that the user named: whether it exists, and its bytes."""

import os
import stat
from pathlib import Path

from formcheck.files.errors import FormcheckError, explain_failure


def read_input(path: Path, what: str, most_bytes: int) -> bytes:
    """Returns the bytes of the file; ``what`` names it in errors, such as "photo".

    Raises FormcheckError if there is no such file, if it can't be read, or if it may be endless: a
    device, a pipe, or a file of more than most_bytes.
    """
    check_regular(path, what)
    with explain_failure(f"The {what} {path} cannot be read"), path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise FormcheckError(
            f"The {what} {path} has more than {most_bytes // 1000} kB, too much for a {what}: "
            "name another file."
        )
    return data


def is_there(path: Path) -> bool:
    """Whether there is anything of that name; False if the system can't tell, as if too long."""
    return os.path.exists(path)  # noqa: PTH110 - pathlib's raises OSError where it can't tell


def is_file(path: Path) -> bool:
    """Whether there is such a file; False if the system can't tell."""
    return os.path.isfile(path)  # noqa: PTH113 - as above


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; False if the system can't tell."""
    return os.path.isdir(path)  # noqa: PTH112 - as above


def check_regular(path: Path, what: str) -> None:
    """Raises FormcheckError if there is no such file, or it is a folder, a device or a pipe."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, ValueError) as error:  # ValueError: a null byte in the name
        raise FormcheckError(f"There is no {what} {path}: check the name.") from error
    except OSError as error:
        raise FormcheckError(f"The {what} {path} cannot be read: {error.strerror}.") from error
    if stat.S_ISDIR(mode):
        raise FormcheckError(f"{path} is a folder: name a {what} in it.")
    if not stat.S_ISREG(mode):
        raise FormcheckError(f"{path} is a device or a pipe: name a {what}.")
