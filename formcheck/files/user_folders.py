"""The folders in which formcheck keeps the user's data."""

from pathlib import Path
from typing import Literal

import platformdirs

from formcheck.files.errors import FormcheckError

NO_HOME = "This user has no home folder: set HOME."


def find_user_folder(kind: Literal["data", "config", "cache"]) -> Path:
    """Returns formcheck's own folder of that kind; it may not exist.

    Raises FormcheckError if the user's home is unknown, as for a bare user number given to a
    container. platformdirs then raises, or names a folder "~" in the current one.
    """
    try:
        found = Path(getattr(platformdirs, f"user_{kind}_dir")("formcheck", appauthor=False))
    except RuntimeError:
        raise FormcheckError(NO_HOME) from None
    if not found.is_absolute():
        raise FormcheckError(NO_HOME)
    return found
