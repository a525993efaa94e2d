"""Markdown tables and output files, shared by all benchmark reports."""

import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from formcheck import __version__
from formcheck.files.errors import FormcheckError

VERSIONS = f"formcheck {__version__}, mediapipe {version('mediapipe')}"
"""The measured versions, as stated in every report."""
Item = TypeVar("Item")
Key = TypeVar("Key")


def count_cores() -> int:
    """Returns the number of cores that this process may use."""
    own = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    return len(own) or os.cpu_count() or 1


def describe_machine() -> str:
    """Returns the machine's properties that matter for speed, without its name, and versions."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{count_cores()} cores, {system},\n{VERSIONS}"


def check_writable(path: Path | None) -> Path | None:
    """Returns the path of an output that is written later; its folder is created if missing.

    Raises typer.BadParameter if the path can't be written: before the work, not minutes later.
    """
    if path is None:
        return None
    was_there = path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("a").close()
    except OSError as error:
        raise typer.BadParameter(f"{path} can't be written: {error.strerror}.") from error
    if not was_there:
        path.unlink()
    return path


Report = Annotated[
    Path | None,
    typer.Option("--markdown", help="Write the report there.", callback=check_writable),
]
Page = Annotated[
    Path, typer.Option("--out", help="The report, in Markdown.", callback=check_writable)
]
Scores = Annotated[
    Path | None, typer.Option("--json", help="Write all scores as JSON.", callback=check_writable)
]
"""Shared options: a report that is optional, one that is always written, and JSON scores."""


@contextmanager
def exit_with_reason() -> Iterator[None]:
    """Turns a FormcheckError into one sentence on stderr and exit code 2."""
    try:
        yield
    except FormcheckError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


def write_text(path: Path, text: str) -> None:
    """Writes a report. Raises FormcheckError when it can't be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FormcheckError(f"{path} could not be written: {error.strerror}.") from error


def group_by(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Returns the items grouped by key, sorted by key."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return dict(sorted(groups.items()))


def list_skipped(skipped: Sequence[tuple[str, str]]) -> str:
    """Returns the report section on what was left out (name and reason); "" if nothing was."""
    lines = (f"- `{name}`: {reason}" for name, reason in skipped)
    return f"## Left out ({len(skipped)})\n\n" + "\n".join(lines) if skipped else ""


def drop_empty(
    heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Returns heads and rows without the columns that are empty in every row."""
    kept = [number for number in range(len(heads)) if any(row[number] for row in rows)]
    return [heads[n] for n in kept], [tuple(row[n] for n in kept) for row in rows]


def make_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
