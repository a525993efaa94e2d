"""Which side worked when: a left stretch must not give faults for the right.

Both sides are coached all the time, and many positions look roughly like the position of the other
side too. So attempts of the two sides at the same time compete, and one of them is the real one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.core.coach import SideSummary, Span, breaths_in
from formcheck.engine.records import NEUTRAL
from formcheck.engine.rep_choice import settle_reps
from formcheck.engine.sides import (
    LONE_S,
    SideRun,
    Times,
    met_share,
    on_turn,
    rivals,
    within,
)


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The sides that worked, and for each picture the index of the side it belongs to."""

    runs: tuple[SideRun, ...]
    shown: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class _Try:
    """One attempt of one side and how much speaks for it, in seconds."""

    side: int
    span: Span
    hold_s: float
    evidence_s: float


def settle(runs: Sequence[SideRun], t_s: Times) -> Settled:
    """The sides that really worked; at least one, even when nobody came near the position.

    Of two attempts at the same time the one with more evidence wins: its seconds of hold, plus its
    seconds weighed by how well the needs of the hold were met. Repetitions compete one by one.
    """
    if len(runs) == 1:
        return Settled(tuple(runs), np.zeros(len(t_s), dtype=np.int8))
    if runs[0].records.plan.rep is not None:
        sides_that_moved, turns = settle_reps(runs, t_s)
        return Settled(tuple(sides_that_moved), turns)
    tries = [t for i, run in enumerate(runs) for t in _tries(i, run, t_s)]
    kept = _believed(_winners(tries))
    sides = sorted({t.side for t in kept}) or [_likeliest(runs)]
    owner = _owners(kept, sides, t_s)
    settled = tuple(
        SideRun(
            _only(runs[side], [t.span for t in kept if t.side == side], owner == i, t_s),
            runs[side].records,
        )
        for i, side in enumerate(sides)
    )
    return Settled(settled, owner)


def _tries(side: int, run: SideRun, t_s: Times) -> list[_Try]:
    tries: list[_Try] = []
    for span in run.summary.attempts:
        held_s = sum(h.held_s for h in run.summary.holds if within(h, [span]))
        rows = (t_s >= span.start_s) & (t_s <= span.end_s)
        share = met_share(run.records, rows)
        evidence_s = held_s + share * (span.end_s - span.start_s)
        tries.append(_Try(side, span, held_s, evidence_s))
    return tries


def _winners(tries: list[_Try]) -> list[_Try]:
    won: list[_Try] = []
    for one in sorted(tries, key=lambda t: (-t.evidence_s, t.span.start_s)):
        if not any(other.side != one.side and rivals(one.span, other.span) for other in won):
            won.append(one)
    return won


def _believed(tries: list[_Try]) -> list[_Try]:
    """The attempts without the short ones of a side that never held, if the other one did."""
    held = {t.side for t in tries if t.hold_s > 0}
    if not held:
        return tries
    return [t for t in tries if t.side in held or t.span.end_s - t.span.start_s >= LONE_S]


def _likeliest(runs: Sequence[SideRun]) -> int:
    """The side that came closest, when neither was tried."""
    everything = np.ones(len(runs[0].records.rows), dtype=np.bool_)
    shares = [met_share(run.records, everything) for run in runs]
    return int(np.argmax(shares))


def _owners(kept: list[_Try], sides: list[int], t_s: Times) -> NDArray[np.int8]:
    """For each picture the place of its side in ``sides``: the attempt it is in, else the next."""
    owner = np.zeros(len(t_s), dtype=np.int8)
    begun_s = -np.inf
    for one in sorted(kept, key=lambda t: t.span.start_s):
        owner[(t_s > begun_s)] = sides.index(one.side)
        begun_s = one.span.end_s
    return owner


def _only(run: SideRun, spans: list[Span], own: NDArray[np.bool_], t_s: Times) -> SideSummary:
    """The summary with only what happened in those attempts, and what was unseen on its turn."""
    plan, whole = run.records.plan, run.summary
    holds = tuple(h for h in whole.holds if within(h, spans))
    reps = sum(h.held_s >= plan.hold_s for h in holds)
    return replace(
        whole,
        hold_s=sum(h.held_s for h in holds),
        holds=holds,
        reps=reps,
        attempts=tuple(a for a in whole.attempts if a in spans),
        phases=tuple(p for p in whole.phases if p.id == NEUTRAL or within(p, spans)),
        faults=tuple(f for f in whole.faults if within(f, spans)),
        unseen=tuple(piece for u in whole.unseen for piece in on_turn(u, own, t_s)),
        pauses=tuple(p for p in whole.pauses if within(p, spans)),
        completed=reps >= plan.goal,
        breaths=breaths_in(plan, holds),
    )
