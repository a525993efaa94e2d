"""What to write instead in a spec file of an older format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from formcheck.core.stretch.problems import Complaint, PathPart

FORMAT = 3
FORMAT_1 = """\
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


def find_outdated(raw: Mapping[str, Any]) -> Iterator[Complaint]:
    """Everything to write anew in the tables of an old file; nothing where its format is read."""
    if raw.get("format") == 1:
        yield ("format",), FORMAT_1
    elif raw.get("format") == 2:
        yield ("format",), f"Format 2 is too old: write format = {FORMAT}, and what is told here."
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
