"""The display of the monitor: a block updated in place, or a line for each change."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple
from types import FrameType
from typing import Any

from rich.cells import cell_len
from rich.console import ConsoleDimensions, Group, RenderableType
from rich.constrain import Constrain
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

from formcheck.files.streams import say
from formcheck.output.report.console import CORRECT, GOOD, QUIET, STRONG, WIDEST, TextConsole
from formcheck.ui.terminal.keys import in_foreground
from formcheck.ui.terminal.panel import Panel

_DOT = {GOOD: "●", CORRECT: "▲", QUIET: "○"}
_PLAIN_DOT = {GOOD: "*", CORRECT: "!", QUIET: "o"}
"""For terminals that can't show those: their substitutes would be wider and break lines."""
_INDENT = 2
_APART = "  "


@contextmanager
def open_screen() -> Iterator[LiveScreen | PlainScreen]:
    """Yields a block in a terminal; lines if output is piped, saved or in the background."""
    console = TextConsole()
    watched = sys.stdout.isatty() and in_foreground(sys.stdout.fileno())
    if not watched or console.is_dumb_terminal:
        yield PlainScreen()
        return
    screen = LiveScreen(console)
    with ExitStack() as stack:
        stack.callback(screen.leave)
        if sys.platform != "win32" and signal.getsignal(signal.SIGTSTP) is signal.SIG_DFL:
            signal.signal(signal.SIGTSTP, screen.suspend)
            stack.callback(signal.signal, signal.SIGTSTP, signal.SIG_DFL)
        yield screen


class LiveScreen:
    """A few lines at the bottom of the terminal, redrawn only when they change."""

    def __init__(self, console: TextConsole) -> None:
        self._console = console
        self._plain = not console.can_draw_blocks()
        self._live: Live | None = None
        self._shown: tuple[Panel, ConsoleDimensions] | None = None
        self._draws = False
        self._asked = 0
        """The signal that waits for the end of a drawing, 0 if none does."""

    def show(self, panel: Panel, clock: str) -> None:  # noqa: ARG002 - a line needs it
        """Shows the panel, unless the terminal currently belongs to another program."""
        size = self._console.size
        if (panel, size) == self._shown or not in_foreground(sys.stdout.fileno()):
            return
        with self._draw():
            if self._live is None:
                self._live = Live(
                    console=self._console,
                    auto_refresh=False,  # no refresh thread: an unchanged block costs nothing
                    transient=True,
                    redirect_stdout=False,
                    redirect_stderr=False,
                )
                self._live.start()
            self._shown = (panel, size)
            printable = Panel(*map(self._make_printable, astuple(panel)))
            drawn = draw_panel(printable, min(size.width, WIDEST), plain=self._plain)
            self._live.update(drawn, refresh=True)

    def _make_printable(self, part: Any) -> Any:
        """Returns a part of a panel as the terminal can show it."""
        if isinstance(part, tuple):
            return tuple(map(self._make_printable, part))
        return self._console.make_printable(part) if isinstance(part, str) else part

    def leave(self) -> None:
        """Removes the block and shows the cursor; the next panel is drawn below what comes then."""
        if self._live is not None:
            self._live.update("", refresh=True)  # the end draws all lines, even more than fit
            self._live.stop()
        self._live = self._shown = None

    def suspend(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Handles Ctrl-Z: leaves the terminal to the shell until the program is sent on."""
        self._asked = number if self._draws else 0
        if self._draws:
            return  # half a drawing can't be removed
        self.leave()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
        signal.signal(number, self.suspend)

    @contextmanager
    def _draw(self) -> Iterator[None]:
        self._draws = True
        try:
            yield
        finally:
            self._draws = False
            if self._asked:
                signal.raise_signal(self._asked)

    def say(self, line: str) -> None:
        """Prints a line above the block."""
        with self._draw():
            self._console.print(Text(line))

    def keeps(self, note: str) -> bool:  # noqa: ARG002 - the block goes with all its notes
        """Whether the note stays visible at the end: never."""
        return False


class PlainScreen:
    """Lines without control codes, one for each change, with the time of day.

    A note is printed once; a change of a counter alone is not printed.
    """

    def __init__(self) -> None:
        self._told: frozenset[str] = frozenset()
        self._notes: set[str] = set()

    def show(self, panel: Panel, clock: str) -> None:
        """Prints the lines and notes that are new."""
        for line in panel.lines:
            if _drop_numbers(line) not in self._told:
                self.say(f"{clock}  {line}")
        self._told = frozenset(map(_drop_numbers, panel.lines))
        for note in panel.notes:
            if _drop_numbers(note) not in self._notes:
                self._notes.add(_drop_numbers(note))
                self.say(f"{clock}  {note}")

    def say(self, line: str) -> None:
        """Prints the line."""
        say(line)

    def keeps(self, note: str) -> bool:
        """Whether the note was printed."""
        return _drop_numbers(note) in self._notes


def _drop_numbers(line: str) -> str:
    """Returns the line without its counters; times of day stay."""
    return re.sub(r"(?<![\d:])\d+(?![\d:])", "", line)


Screen = LiveScreen | PlainScreen


def draw_panel(panel: Panel, width: int, *, plain: bool = False) -> RenderableType:
    """Draws the panel at most `width` wide; symbols and words say the same as the colour.

    plain: without symbols that an 8-bit terminal may lack.
    """
    dot, between = (_PLAIN_DOT, " - ") if plain else (_DOT, " · ")
    rows = ((panel.cue, STRONG if panel.told else ""), (panel.ask, STRONG))
    below = [Text(line, style) for line, style in rows if line]
    below += _join_pieces([Text(fact) for fact in panel.facts], between, width - _INDENT)
    below += [Text(note, QUIET) for note in panel.notes]
    below += _join_pieces([_draw_key(key) for key in panel.keys], "   ", width - _INDENT)
    indented = Padding(Group(*below), (0, 0, 0, _INDENT))
    return Constrain(Group(_draw_title(panel, dot[panel.style], width), indented), width)


def _draw_title(panel: Panel, dot: str, width: int) -> RenderableType:
    """Draws the state, its reasons (below it if there is no room) and, at the right, since when."""
    title = Text.assemble((f"{dot} ", panel.style), (panel.state, f"{STRONG} {panel.style}"))
    why = Text(f"{_APART}{panel.why}" if panel.why else "")
    beside = title.cell_len + why.cell_len + len(_APART) + cell_len(panel.since) <= width
    if beside:
        title.append_text(why)
    if panel.since:
        title.append(" " * max(len(_APART), width - title.cell_len - cell_len(panel.since)))
        title.append(panel.since, QUIET)
    return title if beside else Group(title, Padding(Text(panel.why), (0, 0, 0, _INDENT)))


def _draw_key(key: str) -> Text:
    letter, does = key[:1], key[1:]
    return Text.assemble((letter, STRONG), (does, QUIET)) if does[:1] == " " else Text(key, QUIET)


def _join_pieces(pieces: list[Text], between: str, width: int) -> list[Text]:
    """Joins the pieces into as few lines as possible; breaks none that fits a line."""
    lines: list[Text] = []
    for piece in pieces:
        if lines and lines[-1].cell_len + len(between) + piece.cell_len <= width:
            lines[-1].append(between, QUIET)
            lines[-1].append_text(piece)
        else:
            lines.append(piece.copy())
    return lines
