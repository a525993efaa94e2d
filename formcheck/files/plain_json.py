"""JSON in and out, in a form that any program can read."""

import json
import math
from typing import Any


def format_json(value: object, indent: int | None = None) -> str:
    """Returns the value as JSON, on one line without blanks unless there is an indent.

    Raises ValueError for NaN and infinity, which JSON lacks; outside data must be checked before.
    """
    separators = (",", ":") if indent is None else None
    return json.dumps(  # noqa: TID251 - the one place
        value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators
    )


def parse_json(text: str) -> Any:
    """Returns the value of the JSON.

    Raises ValueError for invalid JSON, for NaN, infinity, whole numbers of more than 64 bits and
    excessive depth.
    """
    try:
        return json.loads(
            text, parse_constant=_parse_finite, parse_float=_parse_finite, parse_int=_parse_whole
        )
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _parse_whole(word: str) -> int:
    number = int(word)
    if abs(number) >= 2**63:
        raise ValueError("a number has more than 64 bits")
    return number


def _parse_finite(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise ValueError(f"{word} is not a number")
    return number
