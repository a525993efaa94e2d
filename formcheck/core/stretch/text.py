"""Text that somebody else wrote, read as TOML: what can't be a spec is refused in words."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from typing import Any

from formcheck.core.stretch.problems import PathPart, Problem, SpecError, line_of, path_text

MOST_BYTES = 65_536
"""The longest spec of formcheck has a tenth of it."""
_MOST_DIGITS = 18
"""TOML's whole numbers have 64 bits; longer ones Python can't even print."""
_MEND = "The file can't be read as TOML; mend this line first."


def toml_table(text: str, name: str) -> dict[str, Any]:
    """The tables in the text; ``name`` is what errors call the file.

    Raises SpecError for what is no TOML, is nested without end, or has numbers that are none.
    """
    if len(text.encode()) > MOST_BYTES:
        limit = f"More than {MOST_BYTES // 1024} KiB are no spec: make it shorter."
        raise SpecError(name, [Problem(1, "file", limit)])
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(name, [_syntax_problem(error)]) from None
    except RecursionError:
        line = _line_with_most(text, "[{")
        deep = f"Brackets are nested too deep. {_MEND}"
        raise SpecError(name, [Problem(line, "TOML", deep)]) from None
    except ValueError:  # Python reads no whole number of more than some thousand digits
        line = _line_with_most(text, "0123456789")
        long = f"A number has too many digits. {_MEND}"
        raise SpecError(name, [Problem(line, "TOML", long)]) from None
    if problems := [
        Problem(line_of(text, path), path_text(path), what) for path, what in _bad_numbers(table)
    ]:
        raise SpecError(name, problems)
    return table


def _syntax_problem(error: tomllib.TOMLDecodeError) -> Problem:
    words = str(error)
    line = 1
    if "(at line " in words:
        line = int(words.split("(at line ")[1].split(",", maxsplit=1)[0])
    return Problem(line, "TOML", f"{words.split(' (at', maxsplit=1)[0]}. {_MEND}")


def _line_with_most(text: str, signs: str) -> int:
    """The first of the lines that have the most of these signs, from 1."""
    counts = [sum(map(row.count, signs)) for row in text.split("\n")]
    return counts.index(max(counts)) + 1


def _bad_numbers(table: dict[str, Any]) -> Iterator[tuple[tuple[PathPart, ...], str]]:
    waiting: list[tuple[tuple[PathPart, ...], Any]] = [((), table)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += (((*path, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            waiting += (((*path, place), inner) for place, inner in enumerate(value))
        elif isinstance(value, int) and abs(value) > 10**_MOST_DIGITS:
            yield path, f"A number of more than {_MOST_DIGITS} digits is too large."
        elif isinstance(value, float) and math.isnan(value):
            yield path, '"nan" is no number: write one, or inf for an open end.'
