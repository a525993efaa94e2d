"""Which side a repetition belongs to: each one by itself, for both sides share one position.

On all fours or on the back the person is near the position of both sides all the time, so whole
attempts can't compete as those of holds do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.core.coach import Repetition, SideSummary, Span
from formcheck.engine.records import NEUTRAL
from formcheck.engine.sides import (
    LONE_S,
    SideRun,
    Timed,
    Times,
    met_share,
    on_turn,
    rivals,
    within,
)

LEAST_LONE = 2
"""Repetitions of a side none of whose count are believed from this many on, when the other side
has some that do. Chosen here: a single one is a wobble."""


@dataclass(frozen=True, slots=True)
class _Try:
    """One repetition of one side, and how well what is wanted throughout was met."""

    side: int
    rep: Repetition
    met: float

    @property
    def rank(self) -> tuple[bool, float, float, float]:
        """Lower is more likely to be meant: what counts, then the longer way, then the better."""
        return (not self.rep.counted, -self.rep.peak, -self.met, self.rep.start_s)


def settle_reps(runs: Sequence[SideRun], t_s: Times) -> tuple[list[SideRun], NDArray[np.int8]]:
    """The sides that worked with what was theirs, and for each picture the place of its side.

    Of repetitions at the same time only one side's is real. Sides that take turns by the dose are
    both told, whatever they did.
    """
    alternate = runs[0].records.plan.alternate
    kept = _winners([t for i, run in enumerate(runs) for t in _tries(i, run, t_s)])
    if not alternate:
        kept = _believed(kept)
    worked = sorted({t.side for t in kept}) or [_likeliest(runs, t_s)]
    sides = list(range(len(runs))) if alternate else worked
    owner = _owners(kept, sides, t_s)
    settled = [
        SideRun(
            _only(runs[side], [t.rep for t in kept if t.side == side], owner == i, t_s),
            runs[side].records,
        )
        for i, side in enumerate(sides)
    ]
    return settled, owner


def _tries(side: int, run: SideRun, t_s: Times) -> list[_Try]:
    return [
        _Try(side, rep, met_share(run.records, (t_s >= rep.start_s) & (t_s <= rep.end_s)))
        for rep in run.summary.repetitions
    ]


def _winners(tries: list[_Try]) -> list[_Try]:
    won: list[_Try] = []
    for one in sorted(tries, key=lambda t: t.rank):
        if not any(other.side != one.side and rivals(one.rep, other.rep) for other in won):
            won.append(one)
    return won


def _believed(tries: list[_Try]) -> list[_Try]:
    """The tries without the few of a side none of whose count, if the other has more."""
    by_side = {t.side: [u.rep for u in tries if u.side == t.side] for t in tries}
    counting = {side for side, reps in by_side.items() if any(r.counted for r in reps)}
    if not counting:
        ways = {side: sum(r.peak for r in reps) for side, reps in by_side.items()}
        return [t for t in tries if ways[t.side] >= max(ways.values()) / 2]
    return [t for t in tries if t.side in counting or _meant(by_side[t.side])]


def _meant(reps: Sequence[Repetition]) -> bool:
    return len(reps) >= LEAST_LONE and sum(r.end_s - r.start_s for r in reps) >= LONE_S


def _likeliest(runs: Sequence[SideRun], t_s: Times) -> int:
    """The side whose gate was met most while it was tried, when no repetition was."""
    shares: list[float] = []
    for run in runs:
        rows = np.zeros(len(t_s), dtype=np.bool_)
        for span in run.summary.attempts:
            rows |= (t_s >= span.start_s) & (t_s <= span.end_s)
        shares.append(met_share(run.records, rows) + rows.any())
    return int(np.argmax(shares))


def _owners(kept: list[_Try], sides: list[int], t_s: Times) -> NDArray[np.int8]:
    """For each picture the place of its side in ``sides``: whose repetition it is, else comes."""
    owner = np.zeros(len(t_s), dtype=np.int8)
    begun_s = -np.inf
    for one in sorted(kept, key=lambda t: t.rep.start_s):
        owner[t_s > begun_s] = sides.index(one.side)
        begun_s = one.rep.end_s
    return owner


def _only(run: SideRun, reps: list[Repetition], own: NDArray[np.bool_], t_s: Times) -> SideSummary:
    """The summary with only these repetitions, and what happened on the side's own turn."""
    plan, whole = run.records.plan, run.summary
    tried = sorted(reps, key=lambda rep: rep.start_s)
    counted = sum(rep.counted for rep in tried)
    attempts = tuple(a for a in whole.attempts if not tried or _has(a, tried))
    return replace(
        whole,
        reps=counted,
        repetitions=tuple(tried),
        attempts=attempts,
        phases=tuple(p for p in whole.phases if p.id == NEUTRAL or within(p, attempts)),
        faults=tuple(f for f in whole.faults if _on(f, own, t_s)),
        unseen=tuple(piece for u in whole.unseen for piece in on_turn(u, own, t_s)),
        completed=counted >= plan.goal,
    )


def _has(attempt: Span, reps: Sequence[Repetition]) -> bool:
    return any(within(rep, [attempt]) for rep in reps)


def _on(span: Timed, own: NDArray[np.bool_], t_s: Times) -> bool:
    """Whether the middle of the span lies in a picture of this side."""
    row = int(np.searchsorted(t_s, (span.start_s + span.end_s) / 2))
    return bool(own[min(row, len(own) - 1)])
