"""``python -m benchmarks.sitting.stills FOLDER``: random sitters in stills, without a baseline.

FOLDER is the output of ``python -m synth sample --sitting-stills N --seed S --out DIR``. For a seed
meant for fitting, prints the constants in ``formcheck.core.posture.no_baseline``; for any seed,
prints the accuracy.
"""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.report import make_table
from formcheck.core.posture.posture_values import PostureState, Sensitivity, View
from formcheck.engine.sit_video import state_of
from synth.sitting.seated import SeatedStill, read_seated

ITERATIONS = 40
Floats = NDArray[np.float64]


def find_truth(still: SeatedStill) -> PostureState:
    """Returns the true state: work is upright; unclear slouches, undecidable here, are unsure."""
    if not still.why:
        return PostureState.UPRIGHT
    return PostureState.SLOUCHED if still.is_plain else PostureState.UNSURE


def fit_odds(features: Floats, slouched: NDArray[np.bool_]) -> tuple[float, Floats]:
    """Returns constant and slopes (m,) of a slouch's log odds, both classes weighted equally."""
    mean, spread = features.mean(axis=0), features.std(axis=0)
    columns = np.column_stack([np.ones(len(features)), (features - mean) / spread])
    weight = np.where(slouched, (~slouched).sum() / slouched.sum(), 1.0)
    found = np.zeros(columns.shape[1])
    for _ in range(ITERATIONS):
        p = 1.0 / (1.0 + np.exp(-columns @ found))
        slope = columns.T @ (weight * (slouched - p))
        bend = (columns * (weight * p * (1.0 - p))[:, None]).T @ columns
        found = found + np.linalg.solve(bend + 0.1 * np.eye(len(found)), slope - 0.1 * found)
    slopes = found[1:] / spread
    return float(found[0] - slopes @ mean), slopes


def pick_features(still: SeatedStill) -> tuple[float, ...] | None:
    """Returns the inputs of a view's odds; None if one is not seen or the case is not clear.

    The clear slouches are, from the front, those that lower the head over the shoulders, and from
    the side, all of trunk and neck.
    """
    features, is_front = still.features, still.view is View.FRONT
    if features is None or features.unclear is not None or features.view is not still.view:
        return None
    if find_truth(still) is PostureState.UNSURE or still.why not in (
        "",
        *(_LOW if is_front else _AHEAD),
    ):
        return None
    now = features.values
    found = (now["head_over"],) if is_front else (now["neck_deg"], max(0.0, now["trunk_deg"]))
    return None if any(math.isnan(x) for x in found) or abs(found[0]) > MOST_DEG else found


_LOW = ("forward-head", "slump", "looking-down-phone")
_AHEAD = (*_LOW, "leaning", "too-close")
MOST_DEG = 80.0
"""A neck that leans farther is a skeleton found where nobody is."""


def make_page(stills: Sequence[SeatedStill]) -> str:
    """Returns the fit and the score of every view, as Markdown."""
    lines = []
    for view in View:
        pairs = [(pick_features(s), find_truth(s)) for s in stills if s.view is view]
        here = [
            (found, truth is PostureState.SLOUCHED) for found, truth in pairs if found is not None
        ]
        constant, slopes = fit_odds(
            np.array([found for found, _ in here]), np.array([slouched for _, slouched in here])
        )
        told = ", ".join(f"{slope:.3f}" for slope in slopes)
        lines.append(
            f"{view.value}: slopes {told}; evens at {-constant / slopes[0]:.3f} of the first"
        )
    rows = [_format_row(view.value, [s for s in stills if s.view is view]) for view in View]
    return "\n".join((*lines, "", make_table(HEADS, rows)))


HEADS = (
    "view", "upright", "called slouched", "unsure", "away", "clear slouches", "called upright",
    "unsure", "away", "judged", "right of the judged",
)  # fmt: skip


def _format_row(name: str, stills: Sequence[SeatedStill]) -> list[str]:
    said: Counter[tuple[PostureState, PostureState]] = Counter(
        (find_truth(s), state_of(s.features, None, Sensitivity.NORMAL)[0]) for s in stills
    )
    up, bad = PostureState.UPRIGHT, PostureState.SLOUCHED
    share = {truth: sum(said[truth, s] for s in PostureState) for truth in (up, bad)}
    got = {pair: said[pair] / share[pair[0]] for pair in said if pair[0] in share}
    judged = sum(got.get((a, b), 0.0) for a in (up, bad) for b in (up, bad)) / 2
    right = (got.get((up, up), 0.0) + got.get((bad, bad), 0.0)) / 2
    return [
        name,
        str(share[up]),
        *(
            f"{got.get((up, said_so), 0):.2f}"
            for said_so in (bad, PostureState.UNSURE, PostureState.AWAY)
        ),
        str(share[bad]),
        *(
            f"{got.get((bad, said_so), 0):.2f}"
            for said_so in (up, PostureState.UNSURE, PostureState.AWAY)
        ),
        f"{judged:.2f}",
        f"{right / judged:.2f}",
    ]


def main(folder: Annotated[Path, typer.Argument(help="A folder of stills of sitters.")]) -> None:
    """Prints the fit and the score."""
    stills = [still for file in read_seated(folder) for still in file]
    if not stills:
        raise typer.BadParameter(f"{folder} has no stills of sitters.")
    print(make_page(stills))


if __name__ == "__main__":
    typer.run(main)
