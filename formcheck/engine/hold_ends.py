"""Computes the range of times in which a hold began and ended, if the readings leave that open."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from formcheck.core.body import Floats
from formcheck.core.coach import Hold, SideSummary, Span
from formcheck.core.coach.timing import FRAME_GAP_S
from formcheck.core.judging import LEAST_SIGMA, VERDICTS, Verdict
from formcheck.engine.records import NOT_ASKED, SideRecords, find_rows

OUTSIDE = 0.1
"""Probability that a start or end lies before its range, and after it: four of five are within.
Chosen for formcheck."""
REST_S = 0.2
"""Rest is detected by movement over 0.4 s, so starts and ends are known to half of that at best."""
_NORMAL = NormalDist()
_UNTOLD = (VERDICTS.index(Verdict.UNJUDGED), NOT_ASKED)


def date_holds(records: SideRecords, summary: SideSummary, t_s: Floats) -> tuple[Hold, ...]:
    """Returns the holds with the ranges of their start and end, None where nothing was judged.

    The error of one person in one view is mostly constant: it shifts the reading nearest to a limit
    by the same number of sigma in all frames. A range extends from where the form is good only with
    an unlikely error to where it is good with nearly any error, given that it was good at the
    hold's median margin. No range extends over a gap in the frames that show the person.
    """
    margins = _measure_margins(records)
    seen = np.isfinite(records.rows["values"]).any(axis=1)
    ends = [-np.inf, *(hold.end_s for hold in summary.holds)]
    starts = [*(hold.start_s for hold in summary.holds[1:]), np.inf]
    return tuple(
        _date_hold(hold, margins[rows], t_s[rows], summary.pauses)
        for hold, after_s, before_s in zip(summary.holds, ends, starts, strict=False)
        if (rows := seen & (t_s >= after_s) & (t_s <= before_s)).any()
    )


def _measure_margins(records: SideRecords) -> Floats:
    """Returns (n,) how many sigma the worst reading is inside its tolerance; -inf if not judged."""
    margins = np.full(len(records.rows), np.inf)
    for need in records.plan.timed_phase.needs:
        if need.moving:
            continue
        column = records.measures.index(need.measure)
        value, sigma, verdict = (
            records.rows[field][:, column] for field in ("values", "sigmas", "verdicts")
        )
        inside = np.minimum(need.high - value, value - need.low) + need.tolerance
        margin = inside / np.maximum(sigma, LEAST_SIGMA * need.tolerance)
        margins = np.minimum(margins, np.where(np.isin(verdict, _UNTOLD), np.inf, margin))
    return np.where(margins < np.inf, margins, -np.inf)


def _date_hold(hold: Hold, margins: Floats, t_s: Floats, pauses: Sequence[Span]) -> Hold:
    lasts = find_rows([hold], t_s)
    during, runs = np.flatnonzero(lasts), np.flatnonzero(lasts & ~find_rows(pauses, t_s))
    usual = float(np.median(margins[runs])) if len(runs) else -np.inf
    if not np.isfinite(usual):
        return hold
    chance = _NORMAL.cdf(usual)
    lowest, highest = (_NORMAL.inv_cdf(share * chance) for share in (OUTSIDE, 1.0 - OUTSIDE))
    first, last = int(during[0]), int(during[-1])
    unlikely = np.flatnonzero(margins < lowest)
    gaps = np.flatnonzero(np.diff(t_s) > FRAME_GAP_S)  # index of the frame before each gap
    sure = during[margins[during] >= highest]
    earliest = max((i + 1 for i in (*unlikely, *gaps) if i < first), default=0)
    latest = min((i - 1 for i in (*unlikely, *(gaps + 1)) if i > last), default=len(t_s) - 1)
    start_to, end_from = (sure[0], sure[-1]) if len(sure) else (last, first)
    start, end = _widen(t_s, earliest, start_to), _widen(t_s, end_from, latest)
    late_s = _sum_counted_s(hold.start_s, start.end_s, pauses)
    soon_s = _sum_counted_s(end.start_s, hold.end_s, pauses)
    early_s, longer_s = hold.start_s - start.start_s, end.end_s - hold.end_s
    unwatched_s = np.maximum(np.diff(t_s[during]) - FRAME_GAP_S, 0.0).sum()
    likely_s = float(np.mean(margins[during] >= lowest) * (hold.lasts_s - unwatched_s))
    return replace(
        hold,
        start_within=start,
        end_within=end,
        least_s=max(hold.held_s - late_s - soon_s, 0.0),
        most_s=max(hold.held_s, likely_s) + early_s + longer_s,
    )


def _sum_counted_s(start_s: float, end_s: float, pauses: Iterable[Span]) -> float:
    """Returns the seconds from start_s to end_s without the pauses."""
    paused_s = (min(one.end_s, end_s) - max(one.start_s, start_s) for one in pauses)
    return max(end_s - start_s, 0.0) - sum(max(one_s, 0.0) for one_s in paused_s)


def _widen(t_s: Floats, first: int, last: int) -> Span:
    """Returns the span between two frames, widened by the uncertainty of rest, within t_s."""
    return Span(
        max(float(t_s[first]) - REST_S, float(t_s[0])),
        min(float(t_s[last]) + REST_S, float(t_s[-1])),
    )
