"""The monitor's few lines, drawn for a terminal of a given width."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.text import Text

from formcheck.output.report.console import CORRECT, GOOD, STRONG, UNSEEN
from formcheck.ui.terminal.panel import Mark, Panel

_STYLE = {Mark.GOOD: GOOD, Mark.CORRECT: CORRECT, Mark.QUIET: UNSEEN}
_DOT = {Mark.GOOD: "●", Mark.CORRECT: "▲", Mark.QUIET: "○"}
_INDENT = 2
_APART = "  "


def block(panel: Panel, width: int) -> RenderableType:
    """The lines, none longer than width; mark and word say what the colour does."""
    keys = [_key(key) for key in panel.keys]
    below: list[Text] = []
    if panel.cue:
        below.append(Text(panel.cue, STRONG if panel.told else ""))
    if panel.ask:
        below.append(Text(panel.ask, STRONG))
    below += _side_by_side([Text(fact) for fact in panel.facts], " · ", width - _INDENT)
    below += [Text(note, UNSEEN) for note in panel.notes]
    below += _side_by_side(keys, "   ", width - _INDENT)
    indented = Padding(Group(*below), (0, 0, 0, _INDENT))
    return Constrain(Group(_title(panel, width), indented), width)


def _title(panel: Panel, width: int) -> RenderableType:
    """The state with its reasons, and since when at the end of the line.

    Reasons that leave no room stand below.
    """
    style = _STYLE[panel.mark]
    title = Text.assemble((f"{_DOT[panel.mark]} ", style), (panel.state, f"{STRONG} {style}"))
    why = Text(f"{_APART}{panel.why}" if panel.why else "")
    beside = title.cell_len + why.cell_len + len(_APART) + len(panel.since) <= width
    if beside:
        title.append_text(why)
    gap = max(len(_APART), width - title.cell_len - len(panel.since))
    if panel.since:
        title.append(" " * gap)
        title.append(panel.since, UNSEEN)
    if beside:
        return title
    return Group(title, Padding(Text(panel.why), (0, 0, 0, _INDENT)))


def _key(key: str) -> Text:
    """A key and what it does, the key to be found at once."""
    letter, does = key[:1], key[1:]
    return Text.assemble((letter, STRONG), (does, UNSEEN)) if does[:1] == " " else Text(key, UNSEEN)


def _side_by_side(pieces: list[Text], between: str, width: int) -> list[Text]:
    """The pieces in as few lines as there need be; none is broken that fits a line."""
    lines: list[Text] = []
    for piece in pieces:
        if lines and lines[-1].cell_len + len(between) + piece.cell_len <= width:
            lines[-1].append(between, UNSEEN)
            lines[-1].append_text(piece)
        else:
            lines.append(piece.copy())
    return lines
