"""For each quantity of a session: whether it was right, wrong, unsure or not judged."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.core.coach import (
    Closest,
    HoldStatus,
    Outcome,
    Shortfall,
    SideSummary,
    Span,
    find_shortfall,
)
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import Need
from formcheck.engine.choice import find_rows
from formcheck.engine.records import CLOCKS, NOT_ASKED, VERDICTS, SideRecords

Flags = NDArray[np.bool_]
Times = NDArray[np.float64]

MOSTLY = 0.5
"""An outcome is what was so in more than this share of the pictures. Chosen here."""
State = Literal["right", "not sure", "wrong", "not judged"]
SUSTAINED_S = 0.7
"""The closest moment is one of a rest: for so long. Chosen here, as faults have it."""
_STATES: dict[Verdict, State] = {
    Verdict.OK: "right",
    Verdict.UNSURE: "not sure",
    Verdict.LOW: "wrong",
    Verdict.HIGH: "wrong",
    Verdict.UNSEEN: "not judged",
}


def find_outcomes(records: SideRecords, summary: SideSummary, t_s: Times) -> tuple[Outcome, ...]:
    """One outcome for each quantity that the stretch wants; none where it was not tried.

    It is of the time that counts: while the clock ran, else while it was tried.
    """
    rows = _counted_rows(records, summary.attempts, t_s)
    if not rows.any():
        return ()
    return tuple(_outcome_of(records, need, rows) for need in records.plan.timed_phase.needs)


def find_closest(records: SideRecords, summary: SideSummary, t_s: Times) -> Closest | None:
    """The moment of the tries without a hold that was nearest to right; None with a hold."""
    rows = _known_rows(records, find_rows(summary.attempts, t_s))
    misfit = np.where(rows, records.rows["misfit"], np.nan)
    sustained = _sustained(misfit, t_s)
    if summary.holds or summary.repetitions or not np.isfinite(sustained).any():
        return None
    row = int(np.nanargmin(sustained))
    found = (_shortfall(records, need, row) for need in records.plan.timed_phase.needs)
    lacking = sorted((one for one in found if one), key=lambda one: -one.chance)
    return Closest(float(t_s[row]), tuple(lacking))


def _known_rows(records: SideRecords, rows: Flags) -> Flags:
    """Those of the rows in which all is known that mostly is: changes, once their moment is."""
    wanted = [records.measures.index(need.measure) for need in records.plan.timed_phase.needs]
    known = np.isfinite(records.rows["values"][:, wanted])
    mostly = known[rows].mean(axis=0) > MOSTLY if rows.any() else []
    within: Flags = rows & known[:, mostly].all(axis=1)
    return within


def _sustained(values: NDArray[np.float32], t_s: Times) -> NDArray[np.float32]:
    """The largest value of the last `SUSTAINED_S`: what is passed through does not count."""
    firsts = np.searchsorted(t_s, t_s - SUSTAINED_S).tolist()
    return np.array([values[first : row + 1].max() for row, first in enumerate(firsts)])


def _counted_rows(records: SideRecords, attempts: tuple[Span, ...], t_s: Times) -> Flags:
    tried = find_rows(attempts, t_s)
    ran = tried & (records.rows["clock"] == CLOCKS.index(HoldStatus.RUNNING))
    return ran if ran.any() else tried


def _outcome_of(records: SideRecords, need: Need, rows: Flags) -> Outcome:
    column = records.measures.index(need.measure)
    codes = records.rows["verdicts"][rows, column]
    codes = codes[codes != NOT_ASKED]
    shares = {verdict: float(np.mean(codes == code)) if len(codes) else 0.0
              for code, verdict in enumerate(VERDICTS)}  # fmt: skip
    if not len(codes) or shares[Verdict.UNSEEN] > MOSTLY:
        verdict = Verdict.UNSEEN
    elif shares[Verdict.LOW] + shares[Verdict.HIGH] > MOSTLY:
        verdict = max((Verdict.LOW, Verdict.HIGH), key=lambda one: shares[one])
    else:
        verdict = Verdict.OK if shares[Verdict.OK] > MOSTLY else Verdict.UNSURE
    value, sigma = (_median(records.rows[field][rows, column]) for field in ("values", "sigmas"))
    return Outcome(need.measure, _STATES[verdict], value, sigma)


def _median(values: NDArray[np.float32]) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else None


def _shortfall(records: SideRecords, need: Need, row: int) -> Shortfall | None:
    """What a quantity lacked in a picture; None where it was more likely right than wrong."""
    column = records.measures.index(need.measure)
    value, sigma = (float(records.rows[field][row, column]) for field in ("values", "sigmas"))
    return find_shortfall(need, Reading(value, sigma, True))
