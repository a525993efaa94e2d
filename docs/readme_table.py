"""Writes the table of stretches in README.md anew: ``python docs/readme_table.py``."""
# ruff: noqa: INP001 - a script that belongs to no package

from __future__ import annotations

from pathlib import Path

from formcheck.core.body import Side
from formcheck.core.stretch import Spec
from formcheck.library.accuracy import accuracy_of
from formcheck.library.catalogue import bundled_dir, read_spec
from formcheck.library.doses import short_dose

PAGE = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- stretches -->", "<!-- /stretches -->"
PLACES = {
    "standing": "Standing",
    "sitting": "Sitting",
    "kneeling": "Kneeling and on all fours",
    "half-kneeling": "Kneeling and on all fours",
    "all-fours": "Kneeling and on all fours",
    "supine": "On the back",
    "prone": "On the front",
    "side-lying": "On the side",
}
_HEIGHTS = {"chest": "", "floor": ", near the floor", "raised": ", raised"}


def table_text() -> str:
    """The table: a row for each bundled stretch, grouped by how the person is placed."""
    specs = [read_spec(path) for path in sorted(bundled_dir().glob("*.toml"))]
    order = list(dict.fromkeys(PLACES.values()))
    lines = ["| stretch | camera | sides | dose | judged right |", "|---|---|---|---|---|"]
    for place in order:
        lines.append(f"| **{place}** | | | | |")
        lines += [_row(spec) for spec in specs if PLACES[spec.position] == place]
    return "\n".join(lines)


def _row(spec: Spec) -> str:
    found = accuracy_of(spec.id)
    sides = "both at once" if spec.sides == (Side.BOTH,) else "in turn" * spec.dose.alternate
    cells = (
        f"`{spec.id}`",
        f"{spec.view.camera}{_HEIGHTS[spec.view.height]}",
        sides or ", ".join(side.value for side in spec.sides),
        short_dose(spec.dose),
        f"{found.right} of {found.films}" if found is not None else "not measured",
    )
    return f"| {' | '.join(cells)} |"


def page_text() -> str:
    """The README with the table as it should be. Raises ValueError without its two marks."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not end:
        raise ValueError(f"{PAGE.name} needs {BEGIN} and {END}")
    return f"{head}{BEGIN}\n{table_text()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
