"""Where the monitor shows itself: a block that changes in place, or a line for each change."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from formcheck.files.streams import say
from formcheck.output.report.console import WIDEST, TextConsole
from formcheck.ui.terminal.block import block
from formcheck.ui.terminal.keys import in_foreground
from formcheck.ui.terminal.panel import Panel


class Screen(Protocol):
    """What a person sees. A context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def show(self, panel: Panel, clock: str) -> None:
        """Shows how it stands; clock is the time of day."""

    def say(self, line: str) -> None:
        """Prints a line that stays."""

    def keeps(self, note: str) -> bool:
        """Whether the note can still be read when the watch is over."""


def terminal_screen() -> Screen:
    """The block where a person watches, lines where output is piped, kept or in the background."""
    console = TextConsole()
    watched = sys.stdout.isatty() and in_foreground(sys.stdout.fileno())
    if watched and not console.is_dumb_terminal:
        return LiveScreen(console)
    return PlainScreen()


class LiveScreen:
    """A few lines at the bottom of the terminal, written anew only when they differ."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: tuple[Panel, int] | None = None
        # Without a thread of its own: what has not changed costs nothing.
        self._live = Live(
            console=console, auto_refresh=False, transient=True,
            redirect_stdout=False, redirect_stderr=False,
        )  # fmt: skip

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def show(self, panel: Panel, clock: str) -> None:  # noqa: ARG002 - a line needs it
        """Shows how it stands, unless the terminal is another program's just now."""
        now = (panel, self._console.width)
        if now == self._shown or not in_foreground(sys.stdout.fileno()):
            return
        self._shown = now
        self._live.update(block(panel, min(self._console.width, WIDEST)), refresh=True)

    def say(self, line: str) -> None:
        """Prints a line above the block."""
        self._console.print(Text(line))

    def keeps(self, note: str) -> bool:  # noqa: ARG002 - the block goes with all its notes
        """None can."""
        return False


class PlainScreen:
    """Lines without control codes, one for each change, with the time of day.

    A note is told once; what only counts down or up is not told again.
    """

    def __init__(self) -> None:
        self._told: frozenset[str] = frozenset()
        self._notes: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def show(self, panel: Panel, clock: str) -> None:
        """Prints what is new in it."""
        for line in panel.lines:
            if _uncounted(line) not in self._told:
                self.say(f"{clock}  {line}")
        self._told = frozenset(map(_uncounted, panel.lines))
        for note in panel.notes:
            if _uncounted(note) not in self._notes:
                self._notes.add(_uncounted(note))
                self.say(f"{clock}  {note}")

    def say(self, line: str) -> None:
        """Prints the line."""
        say(line)

    def keeps(self, note: str) -> bool:
        """Whether it was printed."""
        return _uncounted(note) in self._notes


def _uncounted(line: str) -> str:
    """The line without its numbers."""
    return "".join(sign for sign in line if not sign.isdigit())
