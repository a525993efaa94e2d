"""What is wrong with a spec file, and on which line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import takewhile

from formcheck.files.errors import FormcheckError
from formcheck.files.escapes import escape_line

PathPart = str | int
Complaint = tuple[tuple[PathPart, ...], str]
"""Where something is wrong, and a sentence about it."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem: the line (1-based), the path in the file, and a sentence or two."""

    line: int
    path: str
    message: str


class SpecError(FormcheckError):
    """Every problem of one spec file, in the order of its lines."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems))
        super().__init__(str(self))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.name, self.problems)  # so that another process can hand it back

    def __str__(self) -> str:
        """The problems as ``file:line  path`` with the sentence below, and their count."""
        count = len(self.problems)
        name = escape_line(self.name)
        rows = [f"{name}:{p.line}  {p.path}\n    {p.message}" for p in self.problems]
        return "\n".join([*rows, f"{count} problem{'s' * (count != 1)} in {name}"])


_HEADER = re.compile(r"^\s*+(\[\[?)([^\[\]]++)\]\]?\s*+(?:#.*)?$")
"""It never backtracks: a row of blanks would take hours."""
_PART = re.compile(r"""\s*+("[^"]*"|'[^']*'|[\w-]++)\s*+""")
_KEY = re.compile(rf"^((?:{_PART.pattern}\.)*+{_PART.pattern})=")


def find_line(text: str, path: Sequence[PathPart]) -> int:
    """The line (1-based) of a path such as ("fault", 2, "cue") in TOML text.

    Falls back to the nearest table above it, then to line 1.
    """
    best, best_depth = 1, 0
    counts: dict[str, int] = {}
    table: list[PathPart] = []
    for number, row in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(row):
            here = _split_key(header[2])
            if header[1] == "[[":
                name = format_path(tuple(here))
                counts[name] = counts.get(name, -1) + 1
                here.append(counts[name])
            table = here
            depth = _count_shared(here, path)
            is_there = depth in {len(here), len(path)}
        elif key := _KEY.match(row):
            depth = _count_shared([*table, *_split_key(key[1])], path)
            is_there = depth > len(table)
        else:
            continue
        if is_there and depth > best_depth:
            best, best_depth = number, depth
    return best


def _split_key(key: str) -> list[PathPart]:
    return [part.strip("\"'") for part in _PART.findall(key)]


def _count_shared(a: Sequence[PathPart], b: Sequence[PathPart]) -> int:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False))
    return sum(1 for _ in same)


def suggest_spelling(found: object, options: Iterable[str]) -> str:
    """The question " Did you mean ...?" with a similar option; "" where none is similar."""
    close = get_close_matches(str(found), list(options), n=1)
    return f' Did you mean "{close[0]}"?' if close else ""


def format_path(path: tuple[PathPart, ...]) -> str:
    """A path as people write it: fault[2].cue."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else str(part)
    return out or "file"
