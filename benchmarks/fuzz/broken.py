"""What a try raises when the product breaks."""

from typing import Any


class BrokenError(Exception):
    """Something came out that must never: a traceback, a 500, half an answer, or none in time."""


class HalfWrittenError(BrokenError):
    """An output is neither whole nor what it was before, or a temporary file stays."""


def expect(true: object, what: Any, error: type[BrokenError] = BrokenError) -> None:
    """Raises the error, which says what, unless that holds."""
    if not true:
        raise error(str(what))
