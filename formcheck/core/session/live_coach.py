"""The coach of one side in a live session: its progress, and which attempts count.

Both sides are coached on every frame, as for a video, and many positions look roughly like that of
the other side. An attempt counts when the session decides that this side was working.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import inf

from formcheck.core import coach
from formcheck.core.coach import Event, HoldStatus, Progress, SideSummary, Span, events, timing
from formcheck.core.coach.progress import RepPhase
from formcheck.core.fast_replace import replace
from formcheck.core.judging import MISFIT
from formcheck.core.kinematics import NO_MOMENTS, NOBODY, MeasuredPose
from formcheck.core.stretch import Plan

_SETS_OFF = 0.15
"""Below this share of the way to the peak a side is at rest. Chosen for formcheck."""


@dataclass(frozen=True)
class LiveCoach:
    """The state of the coach of one side. Times are in seconds of the session.

    counted: the events that count. attempt: the events of the current attempt; counts: whether it
    counts; position_s: when the position was taken up in it, infinite before. turns: the spans in
    which this side was the announced one; works: those in which the session was in the stretch
    itself, with either side; an open span ends at infinity.
    """

    plan: Plan
    progress: Progress = field(default_factory=Progress)
    counted: tuple[Event, ...] = ()
    attempt: tuple[Event, ...] = ()
    counts: bool = False
    position_s: float = inf
    turns: tuple[Span, ...] = ()
    works: tuple[Span, ...] = ()

    @property
    def attempting(self) -> bool:
        """Whether the person is near the position of this side."""
        return self.progress.attempting

    @property
    def in_position(self) -> bool:
        """Whether the person is in the position and, for a hold, not rather at its start."""
        has_set_up = "set-up" in self.progress.moments
        return self.position_s < inf and (has_set_up or not _is_at_start(self.plan, self.progress))

    @property
    def attempt_end_s(self) -> float:
        """When the last attempt that counted ended; minus infinity before the first."""
        ended = (e.end_s for e in reversed(self.counted) if isinstance(e, events.Attempt))
        return next(ended, -inf)

    @property
    def repeating(self) -> bool:
        """Whether a repetition is under way."""
        return self.attempting and self.progress.rep.phase is RepPhase.OUT

    @property
    def activity(self) -> tuple[float, float]:
        """A key to compare the sides by: the one with the larger key is working.

        The first value is the share of the way to the peak of a repetition, 0 below _SETS_OFF; the
        second is when the side last showed a fault, in seconds.
        """
        way, rep = coach.measure_way(self.plan, self.progress), self.progress.rep
        return (way if way >= _SETS_OFF else 0.0, rep.last_fault_s if rep.last_fault else 0.0)

    def advance(self, t_s: float, pose: MeasuredPose | None, other: str = "") -> LiveCoach:
        """Advances by one more frame, as ``formcheck.core.coach.advance`` does."""
        return self._take_events(coach.advance(self.plan, self.progress, t_s, pose, other))

    def resume(self) -> LiveCoach:
        """Closes the current attempt, so that the position must be taken up again."""
        return self._take_events(coach.resume(self.plan, self.progress))

    def interrupt(self) -> LiveCoach:
        """Closes the open spans of faults and hidden parts before a halt."""
        return self._take_events(coach.interrupt(self.plan, self.progress))

    def forget_start(self) -> LiveCoach:
        """Forgets the start position seen so far."""
        progress = replace(
            self.progress,
            moments=NO_MOMENTS,
            start_seen_s=None,
            start_poses=(),
            phase_index=0,
            phase_poses=(),
        )
        counted = tuple(one for one in self.counted if not isinstance(one, events.NeutralTaken))
        return replace(self, progress=progress, counted=counted)

    def count(self, *, counts: bool = True) -> LiveCoach:
        """Makes the current attempt count, or not."""
        return replace(self, counts=counts and self.attempting)

    def note_turn(self, t_s: float, *, its: bool) -> LiveCoach:
        """Notes whether this side is the announced one from t_s on."""
        return replace(self, turns=_extend_spans(self.turns, t_s, goes_on=its))

    def note_work(self, t_s: float, *, works: bool) -> LiveCoach:
        """Notes whether the session is at the stretch itself from t_s on."""
        return replace(self, works=_extend_spans(self.works, t_s, goes_on=works))

    def summary(self) -> SideSummary:
        """Returns the summary as if the session ended here."""
        closed = self._take_events(coach.finish(self.plan, self.progress))
        result = coach.summarise(self.plan, closed.counted, self.progress.t_s)
        # What is hidden matters only in this side's turn; before the stretch and in a rest the
        # person may be away.
        at_work = _intersect(self.turns, self.works)
        unseen = tuple(
            events.UnseenSpan(piece.start_s, piece.end_s, span.what)
            for span in result.unseen
            for piece in _intersect((span,), at_work if span.what == NOBODY else self.turns)
        )
        return replace(coach.with_outcomes(result), unseen=unseen)

    def _is_of_work(self, span: Span) -> bool:
        """Whether the span that just ended was at least partly in the stretch itself."""
        return bool(self.works) and span.start_s < self.works[-1].end_s

    def _take_events(self, progress: Progress) -> LiveCoach:
        counted, attempt, counts = self.counted, self.attempt, self.counts
        for event in progress.events:
            match event:
                case events.ViewChanged() | events.UnseenSpan() | events.NeutralTaken():
                    counted = (*counted, event)
                case events.AttemptStarted():
                    attempt, counts = (event,), False
                case events.Attempt():
                    counts = counts and self._is_of_work(event)
                    counted = (*counted, *attempt, event) if counts else counted
                    attempt, counts = (), False
                case events.Hold() | events.Repetition() if not self._is_of_work(event):
                    pass
                case _:
                    attempt = (*attempt, event)
        return replace(
            self,
            progress=progress,
            counted=counted,
            attempt=attempt,
            counts=counts,
            position_s=_find_position_s(self.plan, progress, self.position_s),
        )


def _find_position_s(plan: Plan, now: Progress, before_s: float) -> float:
    """Returns when the position was taken up in the current attempt, infinity if it was not."""
    begins = any(isinstance(event, events.AttemptStarted) for event in now.events)
    if now.attempting and not begins and before_s < inf:
        return before_s
    if not now.attempting or now.near_since_s is None or _is_at_start(plan, now):
        return inf
    return now.attempt_s if begins else now.t_s


def _is_at_start(plan: Plan, now: Progress) -> bool:
    """Whether a person near the position of a hold is more likely still at its start.

    The two can be so alike that resting at the start looks like an attempt. While the clock is
    stopped, a person who fits the start has not left it, unless the clock ran before for longer
    than it would at a start.
    """
    holds = now.hold.clock in {HoldStatus.RUNNING, HoldStatus.LAPSED}
    if holds or plan.dose.is_movement:
        return False
    is_brief = now.hold.good_until_s - now.hold.start_s <= timing.AT_START_S
    return now.is_nearer_start or (is_brief and now.start_misfit <= MISFIT)


def _extend_spans(spans: tuple[Span, ...], t_s: float, *, goes_on: bool) -> tuple[Span, ...]:
    """If goes_on, opens a span at t_s unless one is open; else ends the open one at t_s."""
    if goes_on:
        return spans if spans and spans[-1].end_s == inf else (*spans, Span(t_s, inf))
    return tuple(Span(span.start_s, min(span.end_s, t_s)) for span in spans)


def _intersect(spans: tuple[Span, ...], others: tuple[Span, ...]) -> tuple[Span, ...]:
    """Returns the times that are in both lists of spans."""
    both = (
        Span(max(one.start_s, other.start_s), min(one.end_s, other.end_s))
        for one, other in product(spans, others)
    )
    return tuple(span for span in both if span.end_s > span.start_s)
