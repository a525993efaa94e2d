"""For each quantity of a side: whether it was right, wrong, unsure or not judged."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats
from formcheck.core.coach.photo import find_shortfall
from formcheck.core.coach.summary import Closest, Outcome, SideSummary
from formcheck.core.fast_replace import replace
from formcheck.core.judging import VERDICTS, Verdict
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import Plan

MOSTLY: Final = 0.5
"""An outcome is what was true in more than this share of the frames. Chosen here."""


def with_outcomes(summary: SideSummary) -> SideSummary:
    """The summary with what its attempts showed of each quantity.

    Outcomes cover the time while the clock ran, or else while the stretch was attempted; without
    either there are none. The closest moment is that of attempts without a hold or repetition.
    """
    stats = [attempt.stats for attempt in summary.attempts if attempt.stats is not None]
    if not stats:
        return summary
    counts: NDArray[np.int64] = np.sum([one.counts for one in stats], axis=0)
    sums: Floats = np.sum([one.sums for one in stats], axis=0)
    ran = int(counts[1].any())
    if not summary.holds and not summary.repetitions:
        moments = [one.closest for one in stats if one.closest is not None]
        if moments:
            closest = max(moments, key=lambda one: one.rank)
            outcomes = _list_outcomes(summary.plan, counts[ran], closest.readings)
            found = (one.shortfall for one in outcomes if one.shortfall is not None)
            lacking = tuple(sorted(found, key=lambda one: -one.chance))
            return replace(summary, outcomes=outcomes, closest=Closest(closest.t_s, lacking))
    with np.errstate(invalid="ignore"):
        readings = sums[ran, :, :2] / sums[ran, :, 2:]
    outcomes = _list_outcomes(summary.plan, counts[ran], readings)
    return replace(summary, outcomes=outcomes)


def _list_outcomes(plan: Plan, counts: NDArray[np.int64], readings: Floats) -> tuple[Outcome, ...]:
    outcomes: list[Outcome] = []
    rows = zip(plan.timed_phase.needs, counts.tolist(), readings.tolist(), strict=True)
    for need, count, (value, sigma) in rows:
        name, state = need.measure, _find_state(count)
        if np.isfinite((value, sigma)).all():
            shortfall = find_shortfall(need, Reading(value, sigma, True))
            outcomes.append(Outcome(name, state, value, sigma, shortfall))
        else:
            outcomes.append(Outcome(name, state, None, None))
    return tuple(outcomes)


def _find_state(counts: list[int]) -> Literal["right", "not sure", "wrong", "not judged"]:
    asked = sum(counts[: len(VERDICTS)])
    share = {verdict: n / max(asked, 1) for verdict, n in zip(VERDICTS, counts, strict=False)}
    if not asked or share[Verdict.UNSEEN] > MOSTLY:
        return "not judged"
    if share[Verdict.LOW] + share[Verdict.HIGH] > MOSTLY:
        return "wrong"
    return "right" if share[Verdict.OK] > MOSTLY else "not sure"
