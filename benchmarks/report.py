"""Markdown tables and files, for the report of every benchmark."""

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
"""The measured versions, as stated on every page."""
Item = TypeVar("Item")
Key = TypeVar("Key")


def count_cores() -> int:
    """The cores that this process may use."""
    own = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    return len(own) or os.cpu_count() or 1


def describe_machine() -> str:
    """The properties of the machine that matter for speed, not its name, and the versions."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{count_cores()} cores, {system},\n{VERSIONS}"


def check_writable(path: Path | None) -> Path | None:
    """The path, to be written after the measurement; its folder is created if missing.

    Raises typer.BadParameter where it can't be written: before the work, not minutes later.
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
"""What commands take: a report to write when asked to, one that is always written, figures."""


@contextmanager
def exit_with_reason() -> Iterator[None]:
    """Ends the command with 2 and one sentence where what is done meanwhile can't be."""
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


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """The items by a key, in order of the keys."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return dict(sorted(groups.items()))


def list_skipped(skipped: Sequence[tuple[str, str]]) -> str:
    """The section on what was left out, given names and reasons; "" where nothing was."""
    lines = (f"- `{name}`: {reason}" for name, reason in skipped)
    return f"## Left out ({len(skipped)})\n\n" + "\n".join(lines) if skipped else ""


def drop_empty(
    heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Heads and rows of a table without the columns in which no row says anything."""
    kept = [number for number in range(len(heads)) if any(row[number] for row in rows)]
    return [heads[n] for n in kept], [tuple(row[n] for n in kept) for row in rows]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
