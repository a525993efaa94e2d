"""Decides which side worked when: a left stretch must not give faults for the right.

Both sides are coached all the time, and many positions look roughly like those of the other side.
So simultaneous attempts of the two sides compete, and one of them is kept. On all fours or on the
back the person is near both positions all the time: there single repetitions compete.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats
from formcheck.core.coach import PhaseSpan, SideSummary, Span
from formcheck.core.coach.events import UnseenSpan
from formcheck.core.coach.summary import NEUTRAL
from formcheck.core.judging import VERDICTS, Verdict
from formcheck.engine.records import Flags, SideRecords, find_rows

_OK = VERDICTS.index(Verdict.OK)

RIVAL_RATIO = 0.5
"""Attempts of two sides compete when they share this much of the shorter one. Chosen for formcheck:
changing sides causes an overlap of a second or two, a mirror image one of nearly everything."""
LONE_S = 5.0
"""If the other side has hold time, a side without any must be attempted for this long to be
believed. Chosen for formcheck: getting into and out of a position takes less."""
LEAST_LONE = 2
"""If the other side has repetitions that count, a side without any is believed from this many
repetitions on. Chosen for formcheck: a single one is a wobble."""


@dataclass(frozen=True, slots=True, eq=False)
class SideRun:
    """The run of one side, before it is decided which side worked."""

    summary: SideSummary
    records: SideRecords


@dataclass(frozen=True, slots=True)
class _Claim:
    """An attempt or a repetition of one side; of rivals, the lower rank wins.

    counts: whether it has hold time or is a repetition that counts. way: the repetition's peak.
    """

    side: int
    piece: Span
    rank: tuple[float, ...]
    counts: bool
    way: float = 0.0


def choose_sides(
    runs: Sequence[SideRun], t_s: Floats
) -> tuple[tuple[SideRun, ...], NDArray[np.int8]]:
    """Returns the sides that really worked, and (n,) the index of the side each frame belongs to.

    There is at least one, even if nobody came near the position. Of two simultaneous attempts the
    one with more evidence wins: its seconds of hold, plus its seconds weighted by how well the
    needs of the hold were met. In a tie, the one with more right verdicts wins. Repetitions compete
    one by one. If the stretch alternates sides, both count.
    """
    if len(runs) == 1:
        return tuple(runs), np.zeros(len(t_s), dtype=np.int8)
    dose = runs[0].summary.plan.dose
    list_claims, believe, restrict = _BY_REPS if dose.is_movement else _BY_HOLDS
    alternate = dose.is_movement and dose.table.alternate
    kept = _pick_winners([t for i, run in enumerate(runs) for t in list_claims(i, run, t_s)])
    if not alternate:
        kept = believe(kept)
    worked = sorted({t.side for t in kept}) or [_find_likeliest(runs, t_s)]
    sides = list(range(len(runs))) if alternate else worked
    owner = _find_owners(kept, sides, t_s)
    chosen = []
    for i, side in enumerate(sides):
        pieces = [t.piece for t in kept if t.side == side]
        summary = restrict(runs[side].summary, pieces, owner == i, t_s)
        chosen.append(SideRun(summary, runs[side].records))
    return tuple(chosen), owner


def _pick_winners(claims: list[_Claim]) -> list[_Claim]:
    won: list[_Claim] = []
    for one in sorted(claims, key=lambda t: t.rank):
        if not any(other.side != one.side and _are_rivals(one.piece, other.piece) for other in won):
            won.append(one)
    return won


def _find_owners(kept: list[_Claim], sides: list[int], t_s: Floats) -> NDArray[np.int8]:
    """Returns (n,) by frame the index in ``sides`` of the side that owns it or the next piece."""
    owner = np.zeros(len(t_s), dtype=np.int8)
    row = 0
    for one in sorted(kept, key=lambda t: t.piece.start_s):
        owner[row:] = sides.index(one.side)
        row = int(np.searchsorted(t_s, one.piece.end_s)) + 1
    return owner


def _claim_holds(side: int, run: SideRun, t_s: Floats) -> Iterator[_Claim]:
    for span in run.summary.attempts:
        held_s = sum(h.held_s for h in run.summary.holds if _is_within(h, [span]))
        rows = find_rows([span], t_s)
        evidence_s = held_s + _find_met_share(run.records, rows) * span.lasts_s
        rank = (-evidence_s, -_find_right_share(run.records, rows), span.start_s)
        yield _Claim(side, span, rank, counts=held_s > 0)


def _claim_reps(side: int, run: SideRun, t_s: Floats) -> Iterator[_Claim]:
    """Ranks repetitions: first those that count, then those that went farther, then better met."""
    for rep in run.summary.repetitions:
        met = _find_met_share(run.records, find_rows([rep], t_s))
        rank = (not rep.counted, -rep.peak, -met, rep.start_s)
        yield _Claim(side, rep, rank, rep.counted, rep.peak)


def _believe_holds(claims: list[_Claim]) -> list[_Claim]:
    """Drops the short attempts of a side that never held, if the other one did."""
    held = {t.side for t in claims if t.counts}
    return [t for t in claims if not held or t.side in held or t.piece.lasts_s >= LONE_S]


def _believe_reps(claims: list[_Claim]) -> list[_Claim]:
    """Drops a side of which none counts, if the other counts or went more than twice as far.

    It stays beside one that counts if it was tried LEAST_LONE times and for LONE_S in all.
    """
    by_side = {t.side: [u for u in claims if u.side == t.side] for t in claims}
    counting = {t.side for t in claims if t.counts}
    if not counting:
        ways = {side: sum(t.way for t in tries) for side, tries in by_side.items()}
        return [t for t in claims if ways[t.side] >= max(ways.values()) / 2]
    meant = {
        side
        for side, tries in by_side.items()
        if len(tries) >= LEAST_LONE and sum(t.piece.lasts_s for t in tries) >= LONE_S
    }
    return [t for t in claims if t.side in counting | meant]


def _find_likeliest(runs: Sequence[SideRun], t_s: Floats) -> int:
    """Returns the side that met its needs best: for movements while attempted, else throughout."""
    shares: list[float] = []
    for run in runs:
        rows = np.ones(len(t_s), dtype=np.bool_)
        if run.summary.plan.dose.is_movement:
            rows = find_rows(run.summary.attempts, t_s)
        shares.append(_find_met_share(run.records, rows) + rows.any())
    return int(np.argmax(shares))


def _keep_holds(summary: SideSummary, spans: list[Span], own: Flags, t_s: Floats) -> SideSummary:
    """Returns the summary of those attempts only, and of what was unseen on the side's own turn."""
    dose, holds = summary.plan.dose, tuple(h for h in summary.holds if _is_within(h, spans))
    kept = replace(
        summary,
        held_s=sum(h.held_s for h in holds),
        holds=holds,
        reps=dose.count_rounds((h.held_s for h in holds), summary.reps),
        attempts=tuple(a for a in summary.attempts if a in spans),
        faults=tuple(f for f in summary.faults if _is_within(f, spans)),
        pauses=tuple(p for p in summary.pauses if _is_within(p, spans)),
    )
    return _keep_turn(kept, summary.attempts, own, t_s)


def _keep_reps(summary: SideSummary, reps: list[Span], own: Flags, t_s: Floats) -> SideSummary:
    """Returns the summary of these repetitions only, and of what happened on its own turn."""
    tried = tuple(rep for rep in summary.repetitions if rep in reps)
    kept = replace(
        summary,
        reps=sum(rep.counted for rep in tried),
        repetitions=tried,
        attempts=tuple(
            a for a in summary.attempts if not tried or any(_is_within(rep, [a]) for rep in tried)
        ),
        faults=tuple(f for f in summary.faults if _is_on_turn(f, own, t_s)),
    )
    return _keep_turn(kept, summary.attempts, own, t_s)


def _keep_turn(kept: SideSummary, attempts: Sequence[Span], own: Flags, t_s: Floats) -> SideSummary:
    """Returns the summary with the phases of its attempts, and what was unseen on its own turn.

    attempts: all of the side, including those not kept.
    """

    def is_kept(phase: PhaseSpan) -> bool:
        """Whether the phase is neutral, or in a kept attempt or the set-up before it."""
        of = next((a for a in attempts if phase.middle_s <= a.end_s), None)
        return phase.id == NEUTRAL or of in kept.attempts

    return replace(
        kept,
        phases=tuple(filter(is_kept, kept.phases)),
        unseen=tuple(piece for u in kept.unseen for piece in _list_on_turn(u, own, t_s)),
        completed=kept.reps >= kept.plan.dose.goal,
    )


def _is_on_turn(span: Span, own: Flags, t_s: Floats) -> bool:
    row = int(np.searchsorted(t_s, span.middle_s))
    return bool(own[min(row, len(own) - 1)])


_BY_HOLDS = (_claim_holds, _believe_holds, _keep_holds)
_BY_REPS = (_claim_reps, _believe_reps, _keep_reps)


def _find_met_share(records: SideRecords, rows: Flags) -> float:
    if not rows.any():
        return 0.0
    return float(np.nan_to_num(1.0 / (1.0 + records.rows["misfit"][rows]), nan=0.0).mean())


def _find_right_share(records: SideRecords, rows: Flags) -> float:
    """Returns the share of right verdicts: what fits equally well may have fewer of them."""
    verdicts = records.rows["verdicts"][rows]
    return float((verdicts == _OK).mean()) if verdicts.size else 0.0


def _are_rivals(one: Span, other: Span) -> bool:
    """Whether the two overlap so much that only one of them can be real."""
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    return shared > 0 and shared >= RIVAL_RATIO * min(one.lasts_s, other.lasts_s)


def _is_within(part: Span, spans: Sequence[Span]) -> bool:
    return any(span.start_s <= part.middle_s <= span.end_s for span in spans)


def _list_on_turn(span: UnseenSpan, own: Flags, t_s: Floats) -> list[UnseenSpan]:
    mine = (own & find_rows([span], t_s)).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mine, [0]))))
    return [
        UnseenSpan(float(t_s[first]), float(t_s[last - 1]), span.what)
        for first, last in edges.reshape(-1, 2)
        if last - first > 1
    ]
