"""Text of a spec file in, a checked Spec out; or every problem at once."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from formcheck.measure import MEASURES
from formcheck.spec.counted import Complaint
from formcheck.spec.model import Spec
from formcheck.spec.problems import PathPart, Problem, SpecError, line_of
from formcheck.spec.sense import complaints

FORMAT_1 = """\
Format 1 set its bands on what the camera shows; format 2 says what is right in anatomy. Carry over:
    - format = 2; [view] without need, [dose] and all texts stay.
    - [neutral] becomes [start], with rough bands by measure: how somebody is before the stretch.
    - Each [measure.X] with its bands becomes [quantity.X]: measure, of, target, tolerance, at.
    - [[phase]] keeps id, say and timed; calibrate = "wall" becomes set_up = true.
    - [[fault]] names a quantity and beyond = "low", "high" or "either" instead of thresholds.
    - [rep] names driver, near, far and seconds.
    - [near], slack, telltale, unless, during, looks_like and [[example]] go.
    `formcheck spec new` writes an example, `formcheck spec measures` lists what can be measured."""


def parse_spec(text: str, name: str) -> Spec:
    """The spec in ``text``; ``name`` is what errors call the file.

    Raises SpecError with all problems: TOML syntax first, then the shape, then the sense.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(name, [_syntax_problem(error)]) from None
    if raw.get("format") == 1:
        raise SpecError(name, [Problem(line_of(text, ("format",)), "format", FORMAT_1)])
    try:
        spec = Spec.model_validate(raw)
    except ValidationError as error:
        raise SpecError(name, [_shape_problem(text, e) for e in error.errors()]) from None
    if found := complaints(spec):
        raise SpecError(name, [_sense_problem(text, c) for c in found])
    return spec


def _syntax_problem(error: tomllib.TOMLDecodeError) -> Problem:
    words = str(error)
    line = 1
    if "(at line " in words:
        line = int(words.split("(at line ")[1].split(",", maxsplit=1)[0])
    reason = words.split(" (at", maxsplit=1)[0]
    return Problem(line, "TOML", f"{reason}. The file can't be read as TOML; mend this line first.")


def _shape_problem(text: str, error: ErrorDetails) -> Problem:
    path = tuple(p for p in error["loc"] if p != "[key]")
    return Problem(line_of(text, path), path_text(path), _shape_message(error, path))


def _sense_problem(text: str, complaint: Complaint) -> Problem:
    return Problem(line_of(text, complaint.path), path_text(complaint.path), complaint.message)


def path_text(path: tuple[PathPart, ...]) -> str:
    """A path as people write it: fault[2].cue."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out or "file"


def _shape_message(error: ErrorDetails, path: tuple[PathPart, ...]) -> str:
    kind, found = error["type"], error["input"]
    last = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return f'"{last}" is not a key of this table.' + _did_you_mean(last, _keys_at(path[:-1]))
    if kind == "missing":
        return f'"{last}" is missing. Add it.'
    if kind == "literal_error":
        wanted = str(error.get("ctx", {}).get("expected", ""))
        options = [w.strip(" '") for w in wanted.replace(" or ", ",").split(",")]
        return f"{found!r} is not allowed here; wanted {wanted}." + _did_you_mean(found, options)
    if "is not a measure" in error["msg"]:
        return f'"{found}" is not a measure.' + (
            _did_you_mean(found, list(MEASURES)) or " `formcheck spec measures` lists them."
        )
    if kind == "string_too_long":
        limit = error.get("ctx", {}).get("max_length")
        return f"{len(str(found))} letters are too many to say or read; at most {limit}."
    if kind == "string_pattern_mismatch":
        return f'"{found}" is not an id: lower-case words with hyphens, such as "elbow-low".'
    message = error["msg"].removeprefix("Value error, ")
    return f"{message[0].upper()}{message[1:]}; found {found!r}."


def _did_you_mean(found: object, options: list[str]) -> str:
    close = get_close_matches(str(found), options, n=1, cutoff=0.6)
    return f' Did you mean "{close[0]}"?' if close else ""


def _keys_at(path: tuple[PathPart, ...]) -> list[str]:
    """The keys allowed in the table at this path, for the "did you mean"."""
    model: Any = Spec
    for part in path:
        if isinstance(part, int):
            continue
        fields = getattr(model, "model_fields", None)
        if fields is None or part not in fields:
            continue
        model = _table_in(fields[part].annotation)
    fields = getattr(model, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _table_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _table_in(inner)
        if found is not None:
            return found
    return None
