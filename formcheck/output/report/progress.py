"""Progress bars with time left, on standard error and only where a person watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from formcheck.files.visible import visible_line
from formcheck.output.report.terminal import TextConsole

Told = Callable[[float, float], None]
"""Told how much is done, and how much there is in all."""


@contextmanager
def seconds_bar(words: str) -> Iterator[Told]:
    """A bar that is told seconds of video."""
    with _bar(BarColumn(bar_width=28), TextColumn("{task.percentage:>3.0f} %")) as progress:
        yield _told(progress, words)


@contextmanager
def bytes_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told bytes."""
    with _bar(BarColumn(bar_width=28), DownloadColumn()) as progress:
        yield _told(progress, words)


def _bar(*columns: BarColumn | TextColumn | DownloadColumn) -> Progress:
    console = TextConsole(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False),
        *columns,
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _told(progress: Progress, words: str) -> Told:
    task = progress.add_task(visible_line(words), total=None)

    def told(done: float, total: float) -> None:
        progress.update(task, completed=done, total=max(total, done) or None)

    return told
