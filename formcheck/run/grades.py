"""How well a stretch was judged when it was measured; nothing where nobody measured it yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Letter = Literal["A", "B", "C"]

FORMAT = 1
_FILE = Path(__file__).resolve().parent.parent / "accuracy.json"


@dataclass(frozen=True, slots=True)
class ViewAccuracy:
    """What was measured from one place of the camera; None where there was nothing to measure.

    clips is their number, hold_error_s the typical error of a hold, reps_exact the share of clips
    with the exact number of repetitions, fault_f1 from 0 to 1, angle_mae_deg the error of angles.
    """

    view: str
    clips: int
    hold_error_s: float | None
    reps_exact: float | None
    fault_f1: float | None
    angle_mae_deg: float | None


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade of a stretch, when it was measured (a date) and what was found for each view."""

    letter: Letter
    measured: str
    views: tuple[ViewAccuracy, ...]


def grade_of(spec_id: str) -> Grade | None:
    """The grade of that stretch; None where it was not measured yet."""
    return _grades(_FILE).get(spec_id)


@cache
def _grades(path: Path) -> dict[str, Grade]:
    """Every grade in the file, by stretch. Raises ValueError for another format."""
    if not path.is_file():
        return {}
    raw = json.loads(path.read_text(encoding="utf-8"))
    if raw["format"] != FORMAT:
        raise ValueError(f"{path.name} has format {raw['format']}, wanted {FORMAT}")
    return {name: _grade(one, raw["measured"]) for name, one in raw["stretches"].items()}


def _grade(raw: dict[str, Any], measured: str) -> Grade:
    views = tuple(
        ViewAccuracy(
            view=view,
            clips=one["clips"],
            hold_error_s=one.get("hold_error_s"),
            reps_exact=one.get("reps_exact"),
            fault_f1=one.get("fault_f1"),
            angle_mae_deg=one.get("angle_mae_deg"),
        )
        for view, one in raw["views"].items()
    )
    return Grade(raw["grade"], measured, views)
