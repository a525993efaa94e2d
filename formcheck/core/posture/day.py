"""A day of sitting in numbers: time in each state, reasons, nudges and breaks.

All times here, also of segments and nudges, are unix seconds; the caller supplies the hours, since
a day on which the clocks change has 23 or 25 of them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import inf
from statistics import median

from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason

INTERRUPTION_S = 5.0
"""A shorter interruption does not end a span of upright or of sitting. Chosen for formcheck."""
UNSURE_S = 300.0
"""A person who can't be judged for less than this between two spans of sitting was sitting, perhaps
turned to somebody else; a longer time is unknown. Chosen for formcheck."""
CHANGED_WITHIN_S = 600.0
"""A change of posture later than this is not attributed to the nudge. Chosen for formcheck."""
JUDGED_S = 1800.0
"""A day with less judged time and no break has hardly any sitting. Chosen for formcheck."""


@dataclass(frozen=True, slots=True)
class BreakAt:
    """A break that ended at at_s. kind: a value of ``BreakKind``, such as "taken".

    stretches: the ids of the stretches done in it.
    """

    at_s: float
    lasted_s: float
    kind: str
    stretches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StateTotals:
    """Seconds in each state, each moment counted once, and of each reason.

    A moment with two reasons counts for both, so reasons may add up to more than slouched_s.
    """

    upright_s: float
    slouched_s: float
    unsure_s: float
    away_s: float
    why_s: Mapping[SlouchReason, float]

    @property
    def by_state(self) -> dict[PostureState, float]:
        """The seconds in each state."""
        return {state: getattr(self, f"{state.value}_s") for state in PostureState}

    @property
    def watched_s(self) -> float:
        """Seconds in which the person was there, judged or not."""
        return self.judged_s + self.unsure_s

    @property
    def judged_s(self) -> float:
        """Seconds in which the posture was judged: upright or slouched."""
        return self.upright_s + self.slouched_s

    @property
    def share(self) -> float | None:
        """Upright time as a share of judged time, 0 to 1; None if nothing was judged."""
        return self.upright_s / self.judged_s if self.judged_s > 0 else None


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the day; shorter or longer ones occur when the clocks change."""

    start_s: float
    end_s: float
    sum: StateTotals


@dataclass(frozen=True, slots=True)
class Longest:
    """A span of time from start_s for lasted_s; lasted_s is 0 if there was none."""

    start_s: float
    lasted_s: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day in numbers. Times are unix seconds.

    hours: in order. good: the longest upright span; sat: the longest one in the chair. taken,
    credited, postponed and skipped count breaks; stretches: those done in them. changed_s: the
    median time from a nudge to a change of posture, over the changed_after nudges followed by one
    within 10 minutes; None if there are none.
    """

    start_s: float
    end_s: float
    sum: StateTotals
    hours: tuple[Hour, ...]
    good: Longest
    sat: Longest
    taken: int
    credited: int
    postponed: int
    skipped: int
    stretches: tuple[str, ...]
    nudges: int
    nudges_why: Mapping[SlouchReason, int]
    changed_s: float | None
    changed_after: int

    @property
    def in_row(self) -> bool | None:
        """Whether the day continues a streak of days with a break; False ends the streak.

        None for a day with hardly any sitting and no break, which does neither.
        """
        return True if self.breaks else False if self.sum.judged_s >= JUDGED_S else None

    @property
    def breaks(self) -> int:
        """How many breaks there were, taken or credited."""
        return self.taken + self.credited


def summarise_day(
    spans: Sequence[Segment],
    nudges: Sequence[Nudged],
    breaks: Sequence[BreakAt],
    hours: Sequence[float],
) -> Day:
    """Summarises the day, from its first hour to its last.

    All arguments are in order, and spans do not overlap.
    """
    kinds = [b.kind for b in breaks]
    changes = [s for n in nudges if (s := _time_change(spans, n.t_s)) is not None]
    reasons = [why for nudge in nudges for why in nudge.why]
    return Day(
        start_s=hours[0],
        end_s=hours[-1],
        sum=sum_spans(spans),
        hours=tuple(Hour(a, b, sum_spans(cut_spans(spans, a, b))) for a, b in pairwise(hours)),
        good=_find_longest(s for s in spans if s.state is PostureState.UPRIGHT),
        sat=_find_longest(s for s in spans if _is_sitting(s)),
        taken=kinds.count("taken"),
        credited=kinds.count("credited"),
        postponed=kinds.count("postponed"),
        skipped=kinds.count("skipped"),
        stretches=tuple(name for b in breaks for name in b.stretches),
        nudges=len(nudges),
        nudges_why={why: reasons.count(why) for why in SlouchReason if why in reasons},
        changed_s=median(changes) if changes else None,
        changed_after=len(changes),
    )


def resolve_overlaps(spans: Iterable[Segment]) -> tuple[Segment, ...]:
    """Returns the spans in order without overlap; of two that overlap, the later one wins."""
    apart: list[Segment] = []
    for span in sorted(spans, key=lambda s: (s.start_s, s.end_s)):
        if span.start_s < span.end_s:
            first = bisect_right(apart, span.start_s, key=lambda s: s.end_s)
            before = cut_spans(apart[first:], -inf, span.start_s)
            after = cut_spans(apart[first:], span.end_s, inf)
            apart[first:] = [*before, span, *after]
    return tuple(apart)


def cut_spans(spans: Iterable[Segment], start_s: float, end_s: float) -> tuple[Segment, ...]:
    """Returns the parts of the spans between the two times."""
    return tuple(
        Segment(max(span.start_s, start_s), min(span.end_s, end_s), span.state, span.why)
        for span in spans
        if span.start_s < end_s and span.end_s > start_s
    )


def sum_spans(spans: Iterable[Segment]) -> StateTotals:
    """Sums the time of the spans in each state and for each reason."""
    states = dict.fromkeys(PostureState, 0.0)
    whys: dict[SlouchReason, float] = {}
    for span in spans:
        lasted_s = span.end_s - span.start_s
        states[span.state] += lasted_s
        for why in span.why:
            whys[why] = whys.get(why, 0.0) + lasted_s
    return StateTotals(
        **{f"{state}_s": lasted_s for state, lasted_s in states.items()},
        why_s={why: whys[why] for why in SlouchReason if why in whys},
    )


def _is_sitting(span: Segment) -> bool:
    if span.state is PostureState.UNSURE:
        return span.end_s - span.start_s < UNSURE_S
    return span.state is not PostureState.AWAY


def _find_longest(spans: Iterable[Segment]) -> Longest:
    """Returns the longest run of these spans, which are in order; the first of equal ones.

    An unsure span only joins two others.
    """
    best, begun_s, end_s = Longest(0.0, 0.0), 0.0, -inf
    for span in spans:
        goes_on = span.start_s - end_s < INTERRUPTION_S
        if span.state is PostureState.UNSURE:
            end_s = span.end_s if goes_on else end_s
            continue
        begun_s, end_s = begun_s if goes_on else span.start_s, span.end_s
        if end_s - begun_s > best.lasted_s:
            best = Longest(begun_s, end_s - begun_s)
    return best


def _time_change(spans: Sequence[Segment], at_s: float) -> float | None:
    """Returns the seconds from a nudge at at_s until the person was upright or away.

    None if that took longer than CHANGED_WITHIN_S or never happened.
    """
    for span in spans:
        if span.end_s > at_s and span.state in {PostureState.UPRIGHT, PostureState.AWAY}:
            left_s = max(0.0, span.start_s - at_s)
            return left_s if left_s <= CHANGED_WITHIN_S else None
    return None


def count_streak(days: Sequence[bool | None], *, last_is_over: bool) -> int:
    """Counts the days in a row, up to the last one, that had a break, taken or credited.

    days: ``Day.in_row`` of each, in order. A last day that is not over can extend the streak but
    not end it.
    """
    over = days if last_is_over or any(days[-1:]) else days[:-1]
    return sum(1 for _ in takewhile(bool, (day for day in reversed(over) if day is not None)))
