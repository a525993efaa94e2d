"""Writes docs/stretches.md anew from specs and pictures: ``python docs/stretch_pages.py``."""
# ruff: noqa: INP001 - a script beside the page it writes, not a package

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from os.path import relpath
from pathlib import Path

from formcheck.run.art import START, TARGET, picture_file
from formcheck.run.catalogue import bundled_dir, read_spec
from formcheck.spec import Spec, say_side

PAGE = Path(__file__).parent / "stretches.md"
HEAD = """\
# The stretches in pictures

Written by `python docs/stretch_pages.py` from the specs and `formcheck/art`; not to be edited by
hand. The pictures show the left side working; for the right side they are mirrored. Under a fault
stands what formcheck says about it. An amber ring marks the place, an arrow where it belongs.
"""
WIDTH_PX = 180
IN_A_ROW = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A picture with a line in bold and one below it."""

    path: Path
    title: str
    below: str


def page_text() -> str:
    """The whole page."""
    specs = [read_spec(path) for path in sorted(bundled_dir().glob("*.toml"))]
    return "\n".join([HEAD, *(line for spec in specs for line in _section(spec))])


def _section(spec: Spec) -> Iterator[str]:
    side = spec.sides[0]
    camera: str = spec.view.camera
    if spec.view.near_side != "any":
        camera += f", nearer to the {'working' if spec.view.near_side == 'work' else 'other'} side"
    times = f"{spec.dose.holds} x " if spec.dose.holds > 1 else ""
    yield f"## {spec.title}\n"
    yield f"`{spec.id}` · camera: {camera} · {times}{spec.dose.hold_s:g} s\n"
    yield f"{spec.about}\n"
    yield from (f"{n}. {say_side(step, side)}" for n, step in enumerate(spec.setup, 1))
    yield ""
    yield from _table([_cell(spec, START, "Start", ""), _cell(spec, TARGET, "Target", "")])
    yield "What can go wrong:\n"
    faults = [_cell(spec, f.id, f.title, say_side(f.cue, side)) for f in spec.fault]
    for first in range(0, len(faults), IN_A_ROW):
        yield from _table(faults[first : first + IN_A_ROW])
    for unseen in spec.unseen_fault:
        yield f"No camera sees: {unseen.title.lower()}. {say_side(unseen.cue, side)}\n"


def _cell(spec: Spec, name: str, title: str, below: str) -> Cell:
    path = picture_file(spec.id, name)
    if path is None:
        raise SystemExit(f"There is no picture {spec.id}/{name}: run python -m synth pictures")
    return Cell(path, title, below)


def _table(cells: Sequence[Cell]) -> Iterator[str]:
    yield "<table><tr>"
    for cell in cells:
        place = Path(relpath(cell.path, PAGE.parent)).as_posix()
        text = f"<b>{escape(cell.title)}</b>"
        if cell.below:
            text += f"<br>{escape(cell.below)}"
        picture = f'<img src="{place}" width="{WIDTH_PX}" alt="{escape(cell.title)}">'
        yield f'<td width="{WIDTH_PX}" valign="top">{picture}<br>{text}</td>'
    yield "</tr></table>\n"


if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
