"""``python -m benchmarks.sitting.views FOLDER``: random sitters against one upright still.

FOLDER is the output of ``python -m synth sample --sitting-views N --seed S --out DIR``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from benchmarks.report import Report, make_table, write_text
from formcheck.core.posture.posture_values import Sensitivity, View
from formcheck.core.posture.scores import score_posture
from synth.sitting.seated import SeatedStill, compare_stills, read_seated

SEVERITIES: Final = ((0.5, 1.0), (1.0, 1.5), (1.5, 2.0), (2.0, 99.0))
FALSE_RATES: Final = (0.01, 0.02, 0.05)
"""False alarm rates: shares of upright stills that may score as high as a recognised slouch."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A still compared with a baseline: the greatest strength of any reason, and that reason."""

    still: SeatedStill
    view: View
    strength: float
    why: str


def compare_people(folders: Sequence[Path]) -> list[Compared]:
    """Compares every still that can be judged with each baseline of the same person."""
    found = []
    for person in (one for folder in folders for one in read_seated(folder)):
        for still, features, baseline in compare_stills(person):
            strength = score_posture(features, baseline, Sensitivity.NORMAL).strength
            if strength:
                first = max(strength, key=strength.__getitem__)
                found.append(Compared(still, baseline.view, strength[first], first.value))
    return found


def make_page(compared: Sequence[Compared], seeds: str) -> str:
    """Returns the report."""
    rows = [
        row for view in View for row in _list_rows(view, [c for c in compared if c.view is view])
    ]
    pictures = len({id(one.still) for one in compared})
    heads = (
        "view", "pictures", "compared", "shown as slouched", "first reason right",
        *(f"recognised at {100 * share:.0f} % false alarms" for share in FALSE_RATES),
    )  # fmt: skip
    return f"""# People at desks, against one picture of them upright

Written by `python -m benchmarks.sitting.views`; not to be edited by hand. {pictures} pictures of
random rendered people at random desks ({seeds}), seen by the pose model, several of each person
before one camera. Each that can be judged is compared with every other one in which the same person
sits well, as if that had been their baseline. The severity of a slouch is measured on the true
joints; at 1 good posture ends. *Shown as slouched* is what reads past good. *Recognised at 1 %
false alarms* is the share of slouches that read more than all but 1 % of the upright pictures. It
says how well the strength separates the two, wherever the limit is put.

{make_table(heads, rows)}
"""


def _list_rows(view: View, compared: Sequence[Compared]) -> list[list[str]]:
    upright = [one for one in compared if one.still.is_upright]
    work = [one for one in compared if not one.still.why and not one.still.is_upright]
    ranked = sorted((one.strength for one in upright), reverse=True)
    limits = [ranked[int(share * len(ranked))] for share in FALSE_RATES] if ranked else []
    rows = [
        _make_row(view, name, some, []) for name, some in (("upright", upright), ("work", work))
    ]
    for low, high in SEVERITIES:
        some = [one for one in compared if one.still.why and low <= one.still.severity < high]
        name = (
            f"slouch, {low:g} to {high:g}" if high < SEVERITIES[-1][1] else f"slouch, over {low:g}"
        )
        rows.append(_make_row(view, name, some, limits))
    return rows


def _make_row(
    view: View, name: str, some: Sequence[Compared], limits: Sequence[float]
) -> list[str]:
    def share(count: int) -> str:
        return f"{count / len(some):.2f}" if some else ""

    told = [share(sum(one.strength > limit for one in some)) for limit in limits]
    right = share(sum(one.why == one.still.why for one in some)) if limits else ""
    shown = share(sum(one.strength >= 1.0 for one in some))
    return [view.value, name, str(len(some)), shown, right, *(told or [""] * len(FALSE_RATES))]


def main(
    folders: Annotated[list[Path], typer.Argument(help="Folders of stills of sitters.")],
    report: Report = None,
) -> None:
    """Judges the stills and prints what came of it."""
    compared = compare_people(folders)
    if not compared:
        raise typer.BadParameter("No stills of sitters are there.")
    text = make_page(compared, ", ".join(folder.name for folder in folders))
    print(text)
    if report is not None:
        write_text(report, text)


if __name__ == "__main__":
    typer.run(main)
