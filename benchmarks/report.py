"""Markdown tables and files, for the report of every benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from formcheck.files.errors import FormcheckError


def write_text(path: Path, text: str) -> None:
    """Writes a report. Raises FormcheckError when it can't be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FormcheckError(f"{path} could not be written: {error.strerror}.") from error


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
