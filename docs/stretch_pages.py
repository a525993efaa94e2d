"""Regenerates docs/stretches.md from specs and pictures: ``python docs/stretch_pages.py``."""
# ruff: noqa: INP001 - a script beside the page it writes, not a package

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from os.path import relpath
from pathlib import Path

from formcheck.core.body import Side
from formcheck.core.stretch import Spec, build_dose, say_side
from formcheck.core.stretch.model import FaultTable
from formcheck.engine.judged import list_judged_lines
from formcheck.library.accuracy import find_accuracy
from formcheck.library.art import (
    PICTURE_SIZE_PX,
    START,
    TARGET,
    find_picture,
    read_picture_size_px,
)
from formcheck.library.catalogue import Card, find_bundled_dir, list_cards, read_spec

PAGE = Path(__file__).parent / "stretches.md"
HEAD = """\
# The stretches in pictures

Written by `python docs/stretch_pages.py` from the specs and `formcheck/library/pictures`; not to be
edited by hand. The pictures show the left side working; for the right side they are mirrored. Under
a fault stands what formcheck says about it. An amber ring marks the place, an arrow where it
belongs. What is told by movement or tempo has no picture.

No clinician has reviewed any of them yet: `formcheck show` calls each a draft.
"""
OVERVIEW = """\
*Judged correctly* is the share of [videos of random rendered people](accuracy.md) in correct form
whose hold or repetitions formcheck got right from two metres or more; nothing was fitted on them.
Timers, which check only coarse things, are not in it, except thread-the-needle, whose form is drawn
all the same.

| stretch | camera | sides | dose | judged correctly |
|---|---|---|---|---|"""
CARDS = """\
## Explained, not coached

No camera could say whether these are done well; `formcheck show` explains them.
"""
POSITIONS = {
    "standing": "Standing",
    "sitting": "Sitting",
    "kneeling": "Kneeling",
    "half-kneeling": "Half kneeling",
    "all-fours": "On all fours",
    "supine": "On the back",
    "prone": "On the belly",
    "side-lying": "On the side",
}
HEIGHTS = {"chest": "", "floor": ", near the floor", "raised": ", raised"}
WIDTH_PX, IN_A_ROW = 180, 4
LYING_WIDTH_PX, LYING_IN_A_ROW = 240, 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A picture with a bold title and a line below it."""

    path: Path
    title: str
    below: str


def make_page() -> str:
    """Returns the whole page: the stretches by position, then those only explained."""
    specs = [read_spec(path) for path in sorted(find_bundled_dir().glob("*.toml"))]
    lines = [HEAD, OVERVIEW]
    for position in POSITIONS:
        lines += [_format_row(spec) for spec in specs if spec.position == position]
    lines.append("")
    for position, title in POSITIONS.items():
        placed = [spec for spec in specs if spec.position == position]
        if placed:
            lines.append(f"## {title}\n")
        lines += [line for spec in placed for line in _make_section(spec)]
    return "\n".join([*lines, CARDS, *(line for card in list_cards() for line in _make_card(card))])


def _format_row(spec: Spec) -> str:
    found = find_accuracy(spec)
    sides = "both at once" if spec.sides == (Side.BOTH,) else "in turn" * spec.dose.alternate
    anchor = re.sub(r"[^\w -]", "", spec.title.lower()).replace(" ", "-")
    cells = (
        f"[`{spec.id}`](#{anchor})",
        f"{spec.view.camera}{HEIGHTS[spec.view.height]}",
        sides or ", ".join(side.value for side in spec.sides),
        build_dose(spec.dose).short_words,
        f"{found.right} of {found.videos}" if found is not None else "not measured",
    )
    return f"| {' | '.join(cells)} |"


def _make_section(spec: Spec) -> Iterator[str]:
    side = spec.sides[0]
    camera: str = spec.view.camera
    if spec.view.near_side != "any":
        camera += f", nearer to the {'working' if spec.view.near_side == 'work' else 'other'} side"
    yield f"### {spec.title}\n"
    yield f"`{spec.id}` · camera: {camera} · {build_dose(spec.dose).short_words}{_say_kind(spec)}\n"
    yield f"{spec.about}\n"
    yield from (f"{view}, {told}.\n" for view, told in list_judged_lines(spec))
    yield from (f"{n}. {say_side(step, side)}" for n, step in enumerate(spec.setup, 1))
    yield ""
    wide, _ = read_picture_size_px(spec.id)
    lying = wide > PICTURE_SIZE_PX[0]
    width, in_a_row = (LYING_WIDTH_PX, LYING_IN_A_ROW) if lying else (WIDTH_PX, IN_A_ROW)
    ends = [_make_cell(spec, START, "Start", ""), _make_cell(spec, TARGET, "Target", "")]
    yield from _format_table(ends, width)
    if spec.fault:
        yield "What can go wrong:\n"
    shown = [f for f in spec.fault if find_picture(spec.id, f.id)]
    faults = [_make_cell(spec, f.id, say_side(f.title, side), say_side(f.cue, side)) for f in shown]
    for first in range(0, len(faults), in_a_row):
        yield from _format_table(faults[first : first + in_a_row], width)
    for fault in spec.fault:
        if fault not in shown:
            why = "Without a picture" if can_picture_show(spec, fault) else "Only in movement"
            yield f"{why}: {_lower(say_side(fault.title, side))}. {say_side(fault.cue, side)}\n"
    for unseen in spec.unseen_fault:
        yield f"No camera sees: {_lower(unseen.title)}. {say_side(unseen.cue, side)}\n"


def can_picture_show(spec: Spec, fault: FaultTable) -> bool:
    """Returns whether a picture can show a fault: no movement, of repetitions only the range."""
    if fault.rep is not None:
        return fault.rep == "partial"
    return not spec.quantity[fault.quantity].is_moving


def _say_kind(spec: Spec) -> str:
    return " · timer with coarse checks" if spec.class_ == "timer" else ""


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _make_card(card: Card) -> Iterator[str]:
    yield f"### {card.title}\n"
    yield f"`{card.id}`\n"
    yield f"{card.about} {card.why_not}\n"
    yield from (f"- {line}" for line in card.see)
    yield ""


def _make_cell(spec: Spec, name: str, title: str, below: str) -> Cell:
    path = find_picture(spec.id, name)
    if path is None:
        raise SystemExit(f"There is no picture {spec.id}/{name}: run python -m synth pictures")
    return Cell(path, title, below)


def _format_table(cells: Sequence[Cell], width_px: int) -> Iterator[str]:
    yield "<table><tr>"
    for cell in cells:
        place = Path(relpath(cell.path, PAGE.parent)).as_posix()
        text = f"<b>{escape(cell.title)}</b>"
        if cell.below:
            text += f"<br>{escape(cell.below)}"
        picture = f'<img src="{place}" width="{width_px}" alt="{escape(cell.title)}">'
        yield f'<td width="{width_px}" valign="top">{picture}<br>{text}</td>'
    yield "</tr></table>\n"


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
