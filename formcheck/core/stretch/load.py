"""From the text of a spec file to a checked Spec, or to every problem at once.

For a file of an older format it says what to write instead.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from formcheck.core.kinematics import MEASURES
from formcheck.core.stretch.model import Spec
from formcheck.core.stretch.problems import (
    Complaint,
    PathPart,
    Problem,
    SpecError,
    find_line,
    format_path,
    suggest_spelling,
)
from formcheck.core.stretch.sense import find_complaints

_MOST_TOLD = 100
"""Most problems reported at once: finding the line of each takes a pass over the whole text."""
_MOST_SHOWN = 120
"""Characters of a wrong value that a problem repeats."""


def parse_spec(text: str, name: str) -> Spec:
    """The spec in ``text``; ``name`` is what errors call the file.

    Raises SpecError with all problems: TOML syntax first, then the structure, then the meaning.
    """
    raw = parse_toml(text, name)
    _refuse(text, name, _find_outdated(raw))
    try:
        spec = Spec.model_validate(raw)
    except ValidationError as error:
        errors = error.errors()[:_MOST_TOLD]
        raise SpecError(name, [_build_shape_problem(text, e) for e in errors]) from None
    _refuse(text, name, find_complaints(spec))
    return spec


def _refuse(text: str, name: str, found: Iterator[Complaint]) -> None:
    """Raises SpecError if there is any complaint."""
    if problems := [_problem_at(text, *one) for one in islice(found, _MOST_TOLD)]:
        raise SpecError(name, problems)


def _build_shape_problem(text: str, error: ErrorDetails) -> Problem:
    path = tuple(p for p in error["loc"] if p != "[key]")
    return _problem_at(text, path, _explain_shape_error(error, path))


def _problem_at(text: str, path: tuple[PathPart, ...], message: str) -> Problem:
    return Problem(find_line(text, path), format_path(path), message)


def _explain_shape_error(error: ErrorDetails, path: tuple[PathPart, ...]) -> str:
    kind, found = error["type"], error["input"]
    last = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return f'"{last}" is not a key of this table.' + suggest_spelling(
            last, _list_keys(path[:-1])
        )
    if kind == "missing":
        return f'"{last}" is missing. Add it.'
    if kind == "literal_error":
        wanted = str(error.get("ctx", {}).get("expected", ""))
        options = [w.strip(" '") for w in wanted.replace(" or ", ",").split(",")]
        return f"{_shorten(repr(found))} is not allowed here; wanted {wanted}." + suggest_spelling(
            found, options
        )
    if "is not a measure" in error["msg"]:
        return f'"{_shorten(str(found))}" is not a measure.' + (
            suggest_spelling(found, MEASURES) or " `formcheck spec measures` lists them."
        )
    if kind == "string_too_long":
        limit = error.get("ctx", {}).get("max_length")
        return f"{len(str(found))} letters are too many to say or read; at most {limit}."
    if kind == "string_pattern_mismatch":
        what = "lower-case words with hyphens, such as"
        return f'"{_shorten(str(found))}" is not an id: {what} "elbow-low".'
    message = error["msg"].removeprefix("Value error, ")
    return f"{message[0].upper()}{message[1:]}; found {_shorten(repr(found))}."


def _shorten(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} ..."


def _list_keys(path: tuple[PathPart, ...]) -> list[str]:
    model: Any = Spec
    for part in path:
        fields = getattr(model, "model_fields", {})
        if part in fields:
            model = _find_table(fields[part].annotation)
    fields = getattr(model, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _find_table(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _find_table(inner)
        if found is not None:
            return found
    return None


MOST_BYTES = 65_536
"""Ten times the longest bundled spec."""
_MOST_DIGITS = 18
"""TOML's whole numbers have 64 bits; longer ones Python can't even print."""
_MEND = "The file can't be read as TOML; mend this line first."


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """The tables in the text; ``name`` is what errors call the file.

    Raises SpecError for text that is not TOML, is nested too deeply, or has NaN as a number.
    """
    if len(text.encode()) > MOST_BYTES:
        limit = f"More than {MOST_BYTES // 1024} KiB are no spec: make it shorter."
        raise SpecError(name, [Problem(1, "file", limit)])
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(name, [_build_syntax_problem(text, error)]) from None
    _refuse(text, name, _find_bad_numbers(table))
    return table


def _build_syntax_problem(text: str, error: Exception) -> Problem:
    line, what = 1, str(error)
    if isinstance(error, RecursionError):
        line, what = _find_line_with_most(text, "[{"), "Brackets are nested too deep"
    elif not isinstance(error, tomllib.TOMLDecodeError):  # whole numbers of some thousand digits
        line, what = _find_line_with_most(text, "0123456789"), "A number has too many digits"
    elif place := re.search(r" \(at line (\d+),", what):
        line = int(place[1])
    return Problem(line, "TOML", f"{what.split(' (at', maxsplit=1)[0]}. {_MEND}")


def _find_line_with_most(text: str, signs: str) -> int:
    """The first of the lines with the most of these characters, counted from 1."""
    counts = [sum(map(row.count, signs)) for row in text.split("\n")]
    return counts.index(max(counts)) + 1


def _find_bad_numbers(table: dict[str, Any]) -> Iterator[Complaint]:
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


_FORMAT_1 = """\
Format 1 set its bands on what the camera shows, format 3 says what is right in anatomy. Carry over:
    - format = 3; [view] without need, [dose] and all texts stay; blind becomes unseen.
    - [neutral] becomes [start], with rough bands by measure: how somebody is before the stretch.
    - Each [measure.X] with its bands becomes [quantity.X]: measure, of, target, tolerance, at.
    - [[phase]] keeps id, say and timed; calibrate = "wall" becomes set_up = true.
    - [[fault]] names a quantity and beyond = "low", "high" or "either" instead of thresholds.
    - [rep] names quantity, start, peak and seconds.
    - Every other table and key goes.
    `formcheck spec new` writes an example, `formcheck spec measures` lists what can be measured."""
_NEW_KEYS = {"driver": "quantity", "near": "start", "far": "peak", "partial": "try_from"}
_NEW_TIMES = {"near": "rep-start", "far": "rep-peak"}


def _find_outdated(raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """Everything to rewrite in the tables of an old file; nothing where its format is read."""
    if raw.get("format") == 1:
        yield ("format",), _FORMAT_1
    elif raw.get("format") == 2:
        yield ("format",), "Format 2 is too old: write format = 3, and what is told here."
        yield from _of_format_2(raw)


def _of_format_2(raw: Mapping[str, Any]) -> Iterator[Complaint]:
    yield from _renamed((), raw, {"blind": "unseen"})
    yield from _renamed(("rep",), _table(raw, "rep"), _NEW_KEYS)
    quantities = _table(raw, "quantity")
    for name in quantities:
        here, table = ("quantity", name), _table(quantities, name)
        yield from _renamed(here, table, {"size": "absolute"})
        if isinstance(at := table.get("at"), str) and at in _NEW_TIMES:
            yield (*here, "at"), f'Write "{_NEW_TIMES[at]}" instead of "{at}".'


def _renamed(
    here: tuple[PathPart, ...], table: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[Complaint]:
    for old, new in names.items():
        if old in table:
            yield (*here, old), f'Write "{new}" instead of "{old}".'


def _table(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, dict) else {}
