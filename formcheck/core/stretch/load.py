"""Parses the text of a spec file into a checked Spec, or reports its problems.

For a file of an older format, the problems say what to write instead.
"""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from formcheck.core.kinematics import MEASURES
from formcheck.core.stretch.model import Spec
from formcheck.core.stretch.problems import (
    MOST_DEEP,
    Complaint,
    PathPart,
    Problem,
    SpecError,
    find_line,
    format_path,
    list_values,
    suggest_spelling,
)
from formcheck.core.stretch.semantic_checks import find_complaints
from formcheck.files.escapes import escape_line

_MOST_TOLD = 100
"""Most problems reported at once: finding the line of each takes a pass over the whole text."""
_MOST_SHOWN = 120
"""Characters of a wrong value that are quoted in a problem."""
_MOST_REMEMBERED = 128
"""Parsed specs kept in the cache: the bundled ones, which each page asks for, and many more."""
_WANTED = {
    "string_too_short": "{min_length} or more letters",
    "string_too_long": "{max_length} letters at most, not {count}",
    "string_pattern_mismatch": 'an id: lower-case words with hyphens, such as "elbow-low"',
    "string": "a text in quotes",
    "float": "a number, without quotes or a unit",
    "int": "a whole number",
    "bool": "true or false",
    "tuple": "a list in square brackets",
    "dict": "a table, {{ key = value }}",
    "model": "a table, {{ key = value }}",
    "too_short": "{min_length} or more entries",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number of at least {ge:g}",
    "less_than_equal": "a number of at most {le:g}",
    "finite_number": "a finite number",
    "multiple_of": "a whole number",
}
"""What to write instead, by pydantic's error type or its first word."""


@lru_cache(_MOST_REMEMBERED)
def parse_spec(text: str, name: str) -> Spec:
    """Returns the spec in ``text``; ``name`` is what errors call the file.

    Raises SpecError with the problems (at most 100) of the first kind found: TOML syntax, of which
    only the first error is known, then structure, then meaning.
    """
    raw = parse_toml(text, name)
    _refuse(text, name, _find_outdated(raw), may_be_more=raw.get("format") in (1, 2))
    try:
        spec = Spec.model_validate(raw)
    except ValidationError as error:
        _refuse(text, name, _explain_shape_errors(error), may_be_more=True)
        raise
    _refuse(text, name, find_complaints(spec))
    return spec


def _refuse(text: str, name: str, found: Iterator[Complaint], *, may_be_more: bool = False) -> None:
    """Raises SpecError if there is any complaint."""
    if complaints := list(islice(found, _MOST_TOLD)):
        problems = [Problem(find_line(text, at), format_path(at), says) for at, says in complaints]
        raise SpecError(name, problems, may_be_more or next(found, None) is not None)


def _explain_shape_errors(found: ValidationError) -> Iterator[Complaint]:
    for error in found.errors():
        path = tuple(part for part in error["loc"] if part != "[key]")
        if error["type"] != "too_short" or not error["input"]:  # else its entries are to blame
            yield path, _explain_shape_error(error, path)


def _explain_shape_error(error: ErrorDetails, path: tuple[PathPart, ...]) -> str:
    kind, found, limits = error["type"], error["input"], error.get("ctx", {})
    last, quoted = escape_line(str(path[-1])), _quote(found)
    if kind == "extra_forbidden":
        hint = suggest_spelling(last, _list_keys(path[:-1]))
        return f'"{last}" is not a key of this table.{hint}'
    if kind == "too_long" or (kind == "missing" and isinstance(path[-1], int)):
        return f"Write two numbers, [low, high]; found {quoted}."
    if kind == "missing":
        return f'"{last}" is missing. Add it.'
    if kind in {"literal_error", "enum"}:
        wanted = str(limits.get("expected")).removeprefix("'', ").replace("'", '"')
        options = [w.strip(' "') for w in wanted.replace(" or ", ",").split(",")]
        hint = "" if found in options else suggest_spelling(found, options)
        return f"{quoted} is not allowed here; write {wanted}.{hint}"
    if "is not a measure" in error["msg"]:
        hint = suggest_spelling(found, MEASURES) or " `formcheck spec measures` lists them."
        return f"{quoted} is not a measure.{hint}"
    if kind == "tuple_type" and isinstance(found, dict):
        return f"Write [[{last}]], in two pairs of brackets."
    if kind == "model_type" and isinstance(found, list) and dict in map(type, found):
        return f"Write [{format_path(path)}], in one pair of brackets."
    if rule := _WANTED.get(kind) or _WANTED.get(kind.split("_")[0]):
        return f"Write {rule.format(**limits, count=len(str(found)))}; found {quoted}."
    message = error["msg"].removeprefix("Value error, ")
    return f"{message[0].upper()}{message[1:]}; found {quoted}."


def _quote(found: object) -> str:
    text = f'"{escape_line(found)}"' if isinstance(found, str) else repr(found)
    text = str(found).lower() if isinstance(found, bool) else text
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} ..."


def _list_keys(path: tuple[PathPart, ...]) -> list[str]:
    table: Any = Spec
    for part in path:
        if field := table.model_fields.get(part):
            table = _find_table(field.annotation) or table
    return [field.alias or name for name, field in table.model_fields.items()]


def _find_table(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_find_table, get_args(annotation))), None)


MOST_BYTES = 65_536
"""Largest spec file: nine times the longest bundled one. Chosen for formcheck."""
_MOST_DIGITS = 18
"""TOML integers have 64 bits; much longer ones Python can't even print."""
_NOT_TOML = "The file can't be read as TOML; mend {} first."
_OPEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|'{3}.*?'{3}|("""|'{3})|"(?:\\.|[^"\\\n])*+"|'[^'\n]*+'|'''
    r"#[^\n]*+|[\[\]{}]",
    re.DOTALL,
)
"""Strings, comments and brackets; group 1 opens a multi-line string that is never closed."""
_CURLY = re.compile("[\u2018-\u201f\u00ab\u00bb]")
_HEADING = "The heading lacks its closing bracket, or its name has a space: write a hyphen"
_BACKSLASH = "In a text, \\ changes the meaning of what follows: write / or \\\\ instead"
_SYNTAX = {
    "Invalid value": "This is not a value: a text stands in quotes; true and false are lower-case",
    "Illegal character '\\n'": "The text has no closing quote",
    "Unclosed array": "A list lacks a comma or its closing bracket",
    "Unclosed inline table": "A table in curly brackets lacks a comma or its closing bracket",
    "Unterminated string": "The text has no closing quotes",
    "Expected \"'''\"": "The text has no closing quotes",
    "Cannot overwrite a value": "The key is there twice",
    "Expected '=' after a key in a key/value pair": "There is no = after the key",
    "Invalid initial character for a key part": "No name of a key or table begins like this; a "
    "table in curly brackets stands on one line, without a comma at its end",
    "Expected ']' at the end of a table declaration": _HEADING,
    "Expected ']]' at the end of an array declaration": _HEADING,
    "Invalid hex value": _BACKSLASH,
    "Unescaped '\\' in a string": _BACKSLASH,
    "Expected newline or end of document after a statement": "Something is left over after the "
    "value; decimals have a point",
}
"""The messages of tomllib, in words for people who do not know TOML."""


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """Returns the tables in the text; ``name`` is what errors call the file.

    Raises SpecError if the text is not TOML, is longer than ``MOST_BYTES``, is nested too deeply,
    or has NaN or a number with too many digits.
    """
    if len(text.encode()) > MOST_BYTES:
        limit = f"More than {MOST_BYTES // 1024} KiB are no spec: make it shorter."
        raise SpecError(name, [Problem(1, "file", limit)])
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(name, [_build_syntax_problem(text, error)]) from None
    _refuse(text, name, _find_bad_values(table), may_be_more=True)
    return table


def _build_syntax_problem(text: str, error: Exception) -> Problem:
    mend, what = "this line", str(error).split(" (at", maxsplit=1)[0]
    if isinstance(error, RecursionError):
        line, what = _find_line_with_most(text, "[{."), "Tables and lists are nested too deeply"
    elif not isinstance(error, tomllib.TOMLDecodeError):  # integers of thousands of digits
        line, what = _find_line_with_most(text, "0123456789"), "A number has too many digits"
    elif place := re.search(r" \(at line (\d+),", str(error)):
        line = int(place[1])
        if _find_open_line("\n".join(text.split("\n")[: line - 1])):
            mend = "this line or the one above"
    else:
        line = _find_open_line(text) or 1 + text.rstrip().count("\n")
    if what == "Invalid value" and _CURLY.search(text.split("\n")[line - 1]):
        what = 'Typographic quotes here: write straight ones, "like this"'
    return Problem(line, "TOML", f"{_SYNTAX.get(what, what)}. {_NOT_TOML.format(mend)}")


def _find_open_line(text: str) -> int:
    """Returns the line of the last bracket or multi-line string left open; 0 if there is none."""
    opened: list[int] = []
    for found in _OPEN.finditer(text):
        if found[1] or found[0] in {"[", "{"}:
            opened.append(found.start())
        elif found[0] in {"]", "}"} and opened:
            opened.pop()
        if found[1]:
            break
    return 1 + text.count("\n", 0, opened[-1]) if opened else 0


def _find_line_with_most(text: str, signs: str) -> int:
    """Returns the first line with the most of these characters, counted from 1."""
    counts = [sum(map(row.count, signs)) for row in text.split("\n")]
    return counts.index(max(counts)) + 1


def _find_bad_values(table: dict[str, Any]) -> Iterator[Complaint]:
    for path, value in list_values(table):
        if len(path) > MOST_DEEP:
            yield path, "Tables and lists are nested too deeply here."
        elif isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
            yield path, f"A number of more than {_MOST_DIGITS} digits is too large."
        elif isinstance(value, float) and math.isnan(value):
            yield path, '"nan" is not a number: write one, or inf for an open end.'


_FORMAT_1 = """\
Format 1 set its bands on what the camera shows, format 3 says what is right in anatomy. Carry over:
    - format = 3; blind becomes unseen; grade becomes class, "form" or "timer"; telltale and
      telltale_hidden go. Everything else above the first table stays.
    - [view] without need, [dose], [[ask]] and [[unseen_fault]] stay.
    - [neutral] becomes [start], with rough bands by measure: how somebody is before the stretch.
    - Each [measure.X] with its bands becomes [quantity.X]: measure, of, target, tolerance, at.
    - [[phase]] keeps id, say and timed; calibrate = "wall" becomes set_up = true.
    - [[fault]] names a quantity and beyond = "low", "high" or "either" instead of thresholds.
    - [rep] names quantity, start, peak and seconds.
    - Whatever is not named here goes.
    `formcheck spec new` writes an example, `formcheck spec measures` lists what can be measured."""
_NEW_KEYS = {"driver": "quantity", "near": "start", "far": "peak", "partial": "try_from"}
_NEW_TIMES = {"near": "rep-start", "far": "rep-peak"}


def _find_outdated(raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """Yields everything to rewrite in a file of an older format; nothing if the format is current.

    A newer format is only reported as such.
    """
    found = raw.get("format")
    if not raw:
        yield (), "The file is empty: `formcheck spec new` writes one to start from."
    elif isinstance(found, int) and found > 3:
        yield ("format",), f"Format {found} is of a newer formcheck: update this one."
    elif found == 1:
        yield ("format",), _FORMAT_1
    elif found == 2:
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
