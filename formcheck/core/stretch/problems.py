"""The problems of a spec file, each with its line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import takewhile

from formcheck.files.errors import FormcheckError
from formcheck.files.escapes import escape_line

PathPart = str | int
Complaint = tuple[tuple[PathPart, ...], str]
"""The path of a problem in the file, and a sentence about it."""


MOST_DEEP = 20
"""Deepest nesting of tables and lists; a spec has four or five levels. Chosen for formcheck."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem: the line (1-based), the path in the file, and a sentence or two."""

    line: int
    path: str
    message: str


class SpecError(FormcheckError):
    """The problems found in one spec file, in the order of its lines.

    ``may_be_more``: whether these kept the rest of the file from being checked.
    """

    def __init__(self, name: str, problems: Sequence[Problem], may_be_more: bool = False) -> None:
        self.name = name
        self.problems = tuple(sorted(problems))
        self.may_be_more = may_be_more
        super().__init__(str(self))

    def __reduce__(self) -> tuple[object, ...]:
        made_of = self.name, self.problems, self.may_be_more
        return type(self), made_of  # so that another process can pass it back (pickle)

    def __str__(self) -> str:
        """Returns the problems as ``file:line  path`` with the sentence below, and their count.

        If the rest was not checked, it ends with a sentence on that.
        """
        count = len(self.problems)
        name = escape_line(self.name)
        rows = [f"{name}:{p.line}  {p.path}\n    {p.message}" for p in self.problems]
        rows.append(f"{count} problem{'s' * (count != 1)} in {name}")
        if self.may_be_more:
            mended = "this is" if count == 1 else "these are"
            rows.append(f"There may be more once {mended} mended.")
        return "\n".join(rows)


_HEADER = re.compile(r"^\s*+(\[\[?)([^\[\]]++)\]\]?\s*+(?:#.*)?$")
"""Never backtracks, since otherwise a row of blanks would take hours."""
_PART = re.compile(r"""\s*+("[^"]*"|'[^']*'|[\w-]++)\s*+""")
_KEY = re.compile(rf"^((?:{_PART.pattern}\.)*+{_PART.pattern})=")
_ENTRY = re.compile(r""""(?:\\.|[^"\\\n])*+"|'[^'\n]*+'|#[^\n]*+|[\]{]""")
"""A string in a list, a comment, or what ends a list of strings."""


def find_line(text: str, path: Sequence[PathPart]) -> int:
    """Returns the line (1-based) of a path such as ("fault", 2, "cue") in TOML text.

    An entry of a list of strings has its own line. Falls back to the nearest table above it, then
    to line 1.
    """
    best, best_depth = 1, 0
    counts: dict[str, int] = {}
    table: list[PathPart] = []
    rows = text.split("\n")
    for number, row in enumerate(rows, start=1):
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
    if best_depth == len(path) - 1 and isinstance(place := path[-1], int):
        return best + _count_rows_before("\n".join(rows[best - 1 :]).partition("=")[2], place)
    return best


def _count_rows_before(values: str, place: int) -> int:
    """Returns the number of line breaks before an entry of the list that ``values`` starts with."""
    ahead = takewhile(lambda found: found[0] not in {"]", "{"}, _ENTRY.finditer(values))
    entries = [found.start() for found in ahead if not found[0].startswith("#")]
    return values.count("\n", 0, entries[place]) if place < len(entries) else 0


def _split_key(key: str) -> list[PathPart]:
    return [part.strip("\"'") for part in _PART.findall(key)]


def _count_shared(a: Sequence[PathPart], b: Sequence[PathPart]) -> int:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False))
    return sum(1 for _ in same)


def list_values(
    value: object, path: tuple[PathPart, ...] = ()
) -> Iterator[tuple[tuple[PathPart, ...], object]]:
    """Yields every value in nested tables and lists with its path; none below `MOST_DEEP` + 1."""
    yield path, value
    if isinstance(value, dict | list | tuple) and len(path) <= MOST_DEEP:
        for part, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from list_values(inner, (*path, part))


def suggest_spelling(found: object, options: Iterable[str]) -> str:
    """Returns the question " Did you mean ...?" with a similar option; "" if none is similar."""
    close = get_close_matches(str(found), list(options), n=1)
    return f' Did you mean "{close[0]}"?' if close else ""


def format_path(path: tuple[PathPart, ...]) -> str:
    """Returns a path as people write it: fault[2].cue."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return escape_line(out) or "file"
