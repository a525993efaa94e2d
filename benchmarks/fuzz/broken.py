"""What a door raises when the product breaks."""

from __future__ import annotations

from typing import Any


class BrokenError(Exception):
    """Something came out that never may: a traceback, a 500, half an answer, or none in time."""


def expect(true: object, what: Any) -> None:
    """Raises BrokenError, which tells what, unless that holds."""
    if not true:
        raise BrokenError(str(what))
