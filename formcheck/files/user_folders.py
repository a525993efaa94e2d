"""Where formcheck keeps what is the user's own."""

from pathlib import Path
from typing import Literal

import platformdirs

from formcheck.files.errors import FormcheckError

NO_HOME = "This user has no home folder: set HOME."


def find_user_folder(kind: Literal["data", "config", "cache"]) -> Path:
    """Formcheck's own folder of that kind; it may not exist.

    Raises FormcheckError where nobody knows the user's home, as with the number of a user that a
    container was started with. platformdirs then raises, or names a folder "~" in the present one.
    """
    try:
        found = Path(getattr(platformdirs, f"user_{kind}_dir")("formcheck", appauthor=False))
    except RuntimeError:
        raise FormcheckError(NO_HOME) from None
    if not found.is_absolute():
        raise FormcheckError(NO_HOME)
    return found
