"""The grade of each stretch from its scores: what may be trusted, by figures and not by opinion."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.errors import MeasureErrors
from benchmarks.score import ClipScore
from formcheck.measure import CATALOGUE

EXACT_SHARE = 0.9
"""Grade A or B: at least this share of the clips of good form has its hold within 0.3 s or its
repetitions exact. Chosen here: one miss in ten clips."""
F1_OF_A = 0.95
FALSE_OF_A_PER_10_MIN = 1.0
ANGLE_OF_A_DEG = 5.0
"""Grade A: faults found and not invented, and angles as good as this in the median."""
FEWEST = 2
"""Fewer clips of good form give no grade. A stretch that works both sides at once has one a
variant, so with two variants its grade is coarse: one miss makes it a C."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group of clips came to; None where nothing of the kind was there to measure.

    exact is the share of good clips whose hold is within 0.3 s or whose repetitions are exact;
    hold_error_s the mean absolute error of held clips of good form; fault_f1 of the faults of all
    clips; false_per_10_min of faults raised in good form; angle_mae_deg the median over the
    degree measures in use of their mean absolute errors.
    """

    clips: int
    good: int
    exact: float | None
    hold_error_s: float | None
    reps_exact: float | None
    fault_f1: float | None
    false_per_10_min: float | None
    angle_mae_deg: float | None


def figures(scores: Sequence[ClipScore], errors: Iterable[MeasureErrors] = ()) -> Figures:
    """The figures of these clips."""
    good = [s for s in scores if s.wanted is None]
    held = [s for s in good if s.reps_true is None]
    counted = [s for s in scores if s.reps_true is not None]
    minutes = sum(s.duration_s for s in good) / 60.0
    false = sum(len(s.false_faults) for s in good)
    return Figures(
        clips=len(scores),
        good=len(good),
        exact=_share([s.exact for s in good]),
        hold_error_s=float(np.mean([_hold_error_s(s) for s in held])) if held else None,
        reps_exact=_share([s.exact for s in counted]),
        fault_f1=fault_f1(scores),
        false_per_10_min=10.0 * false / minutes if minutes else None,
        angle_mae_deg=angle_mae_deg(errors),
    )


def _hold_error_s(score: ClipScore) -> float:
    return score.hold_true_s if score.error else abs(score.hold_error_s)


def _share(answers: Sequence[bool]) -> float | None:
    return sum(answers) / len(answers) if answers else None


def fault_f1(scores: Sequence[ClipScore]) -> float | None:
    """2 TP / (2 TP + FP + FN) over clips: the wanted fault found or not, others raised."""
    wanted = [s for s in scores if s.wanted is not None]
    if not wanted:
        return None
    found = sum(s.found is not None for s in wanted)
    false = sum(len({f.id for f in s.false_faults}) for s in scores)
    return 2 * found / (2 * found + false + len(wanted) - found)


def angle_mae_deg(errors: Iterable[MeasureErrors]) -> float | None:
    """The median over degree measures of their mean absolute error while in use."""
    by_measure: dict[tuple[str, str, str], list[np.ndarray]] = {}
    for one in errors:
        if CATALOGUE[one.quantity].unit == "deg":
            kept = one.error[one.used]
            key = (one.stretch, one.quantity, one.since)
            by_measure.setdefault(key, []).append(np.abs(kept[np.isfinite(kept)]))
    means = [float(np.concatenate(parts).mean()) for parts in by_measure.values() if _any(parts)]
    return float(np.median(means)) if means else None


def _any(parts: Sequence[np.ndarray]) -> bool:
    return any(len(part) for part in parts)


def grade(made: Figures, kind: str) -> str | None:
    """A: trust it; B: trust the hold and repetitions; C: a timer. None with too few clips.

    kind is the spec's class: a "timer" checks the position only, and is never more than a C.
    """
    if made.good < FEWEST:
        return None
    if kind == "timer" or made.exact is None or made.exact < EXACT_SHARE:
        return "C"
    sure = (
        (made.fault_f1 is None or made.fault_f1 >= F1_OF_A)
        and (made.false_per_10_min or 0.0) <= FALSE_OF_A_PER_10_MIN
        and (made.angle_mae_deg is None or made.angle_mae_deg <= ANGLE_OF_A_DEG)
    )
    return "A" if sure else "B"


def by_stretch_and_view(
    scores: Iterable[ClipScore],
) -> Mapping[str, Mapping[str, list[ClipScore]]]:
    """The scores by stretch, then by view, both in order of their names."""
    grouped: dict[str, dict[str, list[ClipScore]]] = {}
    for one in sorted(scores, key=lambda s: (s.stretch, s.view, s.clip)):
        grouped.setdefault(one.stretch, {}).setdefault(one.view, []).append(one)
    return grouped


def rounded(value: float | None, places: int = 2) -> float | None:
    """The value for a file; None and NaN alike are None."""
    return None if value is None or math.isnan(value) else round(value, places)
