"""Parts of a report in the terminal: consoles, titles, sections, bars, progress; and JSON out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from formcheck.files.escapes import escape_line, escape_text
from formcheck.files.output_file import check_target, write_text
from formcheck.files.streams import write_out
from formcheck.library.words import format_clock, format_duration, group_items

STDOUT = "-"
GOOD, CORRECT, UNSEEN, STRONG = "green", "yellow", "dim", "bold"
WIDEST = 92
"""Longer lines are hard to read."""
PIPED_WIDTH = 110
_MOST_TIMES = 3
Told = Callable[[float, float], None]
"""Called with how much is done, and the total."""


class TextConsole(Console):
    """Prints texts as they are: no markup in them counts, and none can control the terminal."""

    def __init__(self, *, stderr: bool = False, width: int | None = None) -> None:
        """It writes to standard output, or to standard error; width None is the terminal's."""
        super().__init__(stderr=stderr, width=width, highlight=False, emoji=False, markup=False)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """What rich makes of it, without anything in its texts that a terminal would obey."""
        for part in super().render(renderable, options):
            yield part if part.control else Segment(escape_text(part.text), part.style)


def capture_text(show: Callable[[Console], None]) -> str:
    """The printed text, without colours."""
    console = TextConsole(width=WIDEST)
    with console.capture() as captured:
        show(console)
    return captured.get()


def build_console(widest: int = WIDEST) -> Console:
    """A console for results: as wide as the terminal up to ``widest``, plain when piped."""
    console = TextConsole()
    width = min(console.width, widest) if console.is_terminal else PIPED_WIDTH
    return TextConsole(width=width)


def show_title(console: Console, title: str, *asides: str) -> None:
    """Prints the title, with the asides at the end of its line if there is room."""
    title, aside = escape_line(title), escape_line("  ".join(filter(None, asides)))
    gap = console.width - len(title) - len(aside)
    if aside and gap >= 2:
        console.print(Text.assemble((title, STRONG), " " * gap, (aside, UNSEEN)))
        return
    console.print(Text(title, STRONG))
    if aside:
        console.print(Text(aside, UNSEEN))


def show_section(
    console: Console, title: str, rows: Iterable[Sequence[str | Text]], style: str
) -> None:
    """Prints rows below a heading, if there are any; an empty first column is left out."""
    rows = list(rows)
    if not rows:
        return
    if any(row[0] for row in rows):
        rows = [
            (lead if isinstance(lead, Text) else Text(lead, UNSEEN, no_wrap=True), *rest)
            for lead, *rest in rows
        ]
    else:
        rows = [row[1:] for row in rows]
    console.print()
    console.print(indent(Text(title, style), 2))
    console.print(indent(make_grid(rows), 4))


class Timed(Protocol):
    """Anything with a start and an end: a span, or a part of a contract."""

    @property
    def start_s(self) -> float:
        """When it begins."""

    @property
    def end_s(self) -> float:
        """When it ends."""


def show_kinds(
    console: Console,
    title: str,
    spans: Iterable[tuple[str, Timed]],
    style: str,
    most: int,
    more: str,
) -> None:
    """Prints spans by their words: when each kind was, those that lasted longest first.

    more is the text for the {n} kinds beyond ``most``.
    """
    kinds = group_items(spans)
    ranked = sorted(kinds, key=lambda kind: -_sum_s(kinds[kind]))
    rows = [(format_times(kinds[kind]), kind) for kind in ranked[:most]]
    if len(ranked) > most:
        rows.append(("", more.format(n=len(ranked) - most)))
    show_section(console, title, rows, style)


def make_grid(rows: Iterable[Iterable[str | Text]], gap: int = 2) -> Table:
    """Rows in columns with that distance between them."""
    table = Table.grid(padding=(0, gap))
    for row in rows:
        table.add_row(*row)
    return table


def indent(part: Table | Text | str, columns: int) -> Padding:
    """The part so many columns further right."""
    return Padding(part, (0, 0, 0, columns), expand=False)


def show_notes(console: Console, warnings: Sequence[str]) -> None:
    """Prints notes beside the result."""
    if warnings:
        console.print(make_grid((Text("Note", UNSEEN), warning) for warning in warnings))
        console.print()


def format_times(spans: Sequence[Timed]) -> str:
    """When it was: "0:40-1:20, 3:00-3:30"; of many, how often and how long in all."""
    if len(spans) > _MOST_TIMES:
        return f"{len(spans)} times, {format_duration(_sum_s(spans))}"
    return ", ".join(f"{format_clock(s.start_s)}-{format_clock(s.end_s)}" for s in spans)


def build_share_bar(console: Console, share: float, width: int, style: str = GOOD) -> Text:
    """A bar of that width, filled to that share."""
    full, empty = ("█", "░") if can_draw_blocks(console) else ("#", ".")
    filled = min(width, round(share * width))
    return Text.assemble((full * filled, style), (empty * (width - filled), UNSEEN))


def _sum_s(spans: Sequence[Timed]) -> float:
    return sum(span.end_s - span.start_s for span in spans)


def can_draw_blocks(console: Console) -> bool:
    """Whether the output can show more than ASCII."""
    encoding = getattr(console.file, "encoding", None) or sys.getdefaultencoding()
    return encoding.lower().replace("-", "").startswith("utf")


@contextmanager
def show_bar(words: str, figures: ProgressColumn | None = None) -> Iterator[Told]:
    """A bar to be told its progress; figures are shown beside it, None is a percentage."""
    console = TextConsole(stderr=True)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=28),
        figures or TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(escape_line(words), total=None)
        yield lambda done, total: progress.update(
            task, completed=done, total=max(total, done) or None
        )


def check_targets(targets: Iterable[Path | None], json: str | None, inputs: Sequence[Path]) -> None:
    """Makes sure that all outputs can be written, each to a separate file, and to no input.

    json is as ``emit`` takes it. Raises FormcheckError.
    """
    asked = [*targets, None if json in {None, STDOUT} else Path(str(json))]
    files = [path for path in asked if path is not None]
    for place, target in enumerate(files):
        check_target(target, [*inputs, *files[:place]])


def emit(text: str, target: str | None) -> None:
    """Writes the text to a file, or to the terminal with "-"; nowhere with None."""
    if target == STDOUT:
        write_out(text)
    elif target is not None:
        write_text(Path(target), text)
