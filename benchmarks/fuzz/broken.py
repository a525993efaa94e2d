"""The exceptions that a try raises when formcheck breaks."""

from typing import Any


class BrokenError(Exception):
    """Formcheck did what it never must: a traceback, a 500, a partial answer, or none in time."""


class HalfWrittenError(BrokenError):
    """An output is neither complete nor as before, or a temporary file was left behind."""


def expect(true: object, what: Any, error: type[BrokenError] = BrokenError) -> None:
    """Raises the error, with `what` as its message, if the condition is false."""
    if not true:
        raise error(str(what))
