"""Building blocks of terminal reports: the console and the progress bar; writing JSON."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from formcheck.core.language import format_clock
from formcheck.files.errors import FormcheckError
from formcheck.files.escapes import ESCAPED, escape_line, escape_text
from formcheck.files.output_file import check_target, write_text
from formcheck.files.streams import write_json
from formcheck.library.words import format_duration, group_items
from formcheck.store.file import StoreFile, list_store_files

STDOUT = "-"
GOOD, CORRECT, QUIET, STRONG = "green", "yellow", "dim", "bold"
WIDEST = 92
"""Maximum columns in a terminal: longer lines are hard to read."""
PIPED_WIDTH = 110
_MOST_TIMES = 3
Told = Callable[[float, float], None]
"""Progress callback: amount done, total."""


class Timed(Protocol):
    """Anything with a start and an end in seconds: a span, or a part of a contract."""

    @property
    def start_s(self) -> float:
        """Start in seconds."""

    @property
    def end_s(self) -> float:
        """End in seconds."""


class TextConsole(Console):
    """Prints the parts of a report.

    Texts are printed literally: markup is not interpreted and control characters are escaped.
    """

    def __init__(self, **options: Any) -> None:
        """options: those of rich's Console."""
        super().__init__(highlight=False, emoji=False, markup=False, **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """Yields the segments that rich renders, with terminal control characters escaped."""
        for part in super().render(renderable, options):
            yield part if part.control else Segment(escape_text(part.text), part.style)

    def can_draw_blocks(self) -> bool:
        """Whether the output encoding is Unicode, so that more than ASCII can be shown."""
        return self._find_encoding().lower().replace("-", "").startswith("utf")

    def make_printable(self, line: str) -> str:
        """Escapes in a line what the terminal would obey, or its encoding lacks.

        Rich measures a line as it is given; one that grows when it is written breaks the layout.
        """
        encoding = self._find_encoding()
        return escape_line(line).encode(encoding, ESCAPED).decode(encoding)

    def _find_encoding(self) -> str:
        return getattr(self.file, "encoding", None) or sys.getdefaultencoding()

    def build_share_bar(self, share: float, width: int, style: str = GOOD) -> Text:
        """Returns a bar of ``width`` columns, filled to ``share`` (0..1)."""
        full, empty = ("█", "░") if self.can_draw_blocks() else ("#", ".")
        filled = min(width, round(share * width))
        return Text.assemble((full * filled, style), (empty * (width - filled), QUIET))

    def print_indented(self, part: Table | Text | str, columns: int) -> None:
        """Prints the part indented by ``columns``."""
        self.print(Padding(part, (0, 0, 0, columns), expand=False))

    def print_rows(self, rows: Iterable[Iterable[str | Text]], columns: int, gap: int = 2) -> None:
        """Prints the rows as a grid with ``gap`` columns between cells, indented by ``columns``."""
        self.print_indented(make_grid(rows, gap), columns)

    def show_title(self, title: str, *asides: str) -> None:
        """Prints the title, with the asides right-aligned on its line or, without room, below."""
        title, aside = escape_line(title), escape_line("  ".join(filter(None, asides)))
        gap = self.width - cell_len(title) - cell_len(aside)
        if aside and gap >= 2:
            self.print(Text.assemble((title, STRONG), " " * gap, (aside, QUIET)))
            return
        self.print(Text(title, STRONG))
        if aside:
            self.print(Text(aside, QUIET))

    def show_section(self, title: str, rows: Iterable[Sequence[str | Text]], style: str) -> None:
        """Prints a heading and the rows, if there are any; an empty first column is left out."""
        rows = list(rows)
        if not rows:
            return
        if any(row[0] for row in rows):
            leads = (Text(row[0], QUIET) if isinstance(row[0], str) else row[0] for row in rows)
            rows = [(lead, *row[1:]) for lead, row in zip(leads, rows, strict=True)]
        else:
            rows = [row[1:] for row in rows]
        self.print()
        self.print_indented(Text(title, style), 2)
        self.print_rows(rows, 4)

    def show_kinds(
        self, title: str, spans: Iterable[tuple[str, Timed]], style: str, most: int, more: str
    ) -> None:
        """Prints the times of spans grouped by their text, the longest total duration first.

        more is the text for the {n} groups beyond ``most``.
        """
        kinds = group_items(spans)
        ranked = sorted(kinds, key=lambda kind: -_sum_s(kinds[kind]))
        rows = [(format_times(kinds[kind]), kind) for kind in ranked[:most]]
        if len(ranked) > most:
            rows.append(("", more.format(n=len(ranked) - most)))
        self.show_section(title, rows, style)

    def show_notes(self, warnings: Sequence[str]) -> None:
        """Prints the warnings as notes."""
        if warnings:
            self.print_rows(((Text("Note", QUIET), warning) for warning in warnings), 0)
            self.print()

    def show_models(self, models: Iterable[str]) -> None:
        """Prints the pose models of recordings; "" is one that is not known."""
        self.show_notes([f"The pose model of this recording: {one}." for one in models if one])


def capture_text(show: Callable[[TextConsole], None]) -> str:
    """Returns what ``show`` prints, without colours."""
    console = TextConsole(width=WIDEST, color_system=None)
    with console.capture() as captured:
        show(console)
    return captured.get()


def build_console(widest: int = WIDEST) -> TextConsole:
    """Returns a console as wide as the terminal, at most ``widest``; PIPED_WIDTH if piped."""
    console = TextConsole()
    return TextConsole(width=min(console.width, widest) if console.is_terminal else PIPED_WIDTH)


def make_grid(rows: Iterable[Iterable[str | Text]], gap: int = 2) -> Table:
    """Returns the rows as a grid with ``gap`` blanks between columns."""
    table = Table.grid(padding=(0, gap))
    for row in rows:
        table.add_row(*row)
    return table


def format_times(spans: Sequence[Timed]) -> str:
    """Formats spans as "0:40-1:20, 3:00-3:30"; if there are many, as "5 times" and the total."""
    if len(spans) > _MOST_TIMES:
        return f"{len(spans)} times, {format_duration(_sum_s(spans))}"
    return ", ".join(f"{format_clock(s.start_s)}-{format_clock(s.end_s)}" for s in spans)


def _sum_s(spans: Sequence[Timed]) -> float:
    return sum(span.end_s - span.start_s for span in spans)


@contextmanager
def show_bar(words: str, figures: ProgressColumn | None = None) -> Iterator[Told]:
    """Shows a progress bar on stderr and yields its callback; figures None: a percentage."""
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


def refuse_stdout(targets: Iterable[Path | None]) -> None:
    """Raises FormcheckError if a target is "-", which only JSON output accepts."""
    if Path(STDOUT) in targets:
        raise FormcheckError("- means the terminal with --json only: name a file.")


def check_targets(targets: Iterable[Path | None], json: str | None, inputs: Sequence[Path]) -> None:
    """Raises FormcheckError unless every output can be written, to a file of its own and no input.

    The history always counts as an input. json is the target as in ``emit``.
    """
    refuse_stdout(targets := list(targets))
    files = [*filter(None, targets), *([] if json in {None, STDOUT} else [Path(str(json))])]
    with suppress(FormcheckError):  # without a home folder there is no history
        inputs = [*inputs, *list_store_files(StoreFile().path)]
    for place, target in enumerate(files):
        check_target(target, [*inputs, *files[:place]])


def emit(text: str, target: str | None) -> None:
    """Writes JSON to a file, to standard output for "-", or nowhere for None."""
    if target == STDOUT:
        write_json(text)
    elif target is not None:
        write_text(Path(target), text)
