"""The result of one side: a fold over its events, shown by report, history, terminal and page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal, TypeVar

from formcheck.core.body import Side
from formcheck.core.coach.events import (
    Attempt,
    Event,
    FaultSpan,
    Hold,
    NeutralTaken,
    Pause,
    PhaseSpan,
    Repetition,
    Span,
    UnseenSpan,
    ViewChanged,
)
from formcheck.core.kinematics.breathing import BreathSummary
from formcheck.core.stretch import Plan

EventT = TypeVar("EventT", bound=Event)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What one quantity lacked.

    by: how far it was above its target, negative below it, with its sigma; chance: how likely it
    was outside the tolerance.
    """

    measure: str
    by: float
    sigma: float
    chance: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one quantity, by its name in the plan.

    value and sigma are means over the time that counts, or those of the closest moment of an
    attempt that never counted; None where it was never measured. shortfall is what they lack, None
    where they are more likely right than wrong.
    """

    measure: str
    state: Literal["right", "not sure", "wrong", "not judged"]
    value: float | None
    sigma: float | None
    shortfall: Shortfall | None = None


@dataclass(frozen=True, slots=True)
class Closest:
    """When an attempt that never became good came nearest, and what it lacked, surest first."""

    t_s: float
    lacking: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True)
class SideSummary:
    """What one side came to of its plan. Attempts in which the person only passed by are left out.

    reps are the holds that reached the dose, or the repetitions that count; repetitions are all
    that were tried. breaths are the whole breaths of the pacer in good form, 0 where none count.
    breath is what the camera could tell of the breathing, None where it was not looked at; outcomes
    say of each quantity what was judged, closest is of a try without a hold. ``summarise`` leaves
    these three out.
    """

    plan: Plan
    hold_s: float
    holds: tuple[Hold, ...]
    reps: int
    attempts: tuple[Attempt, ...]
    phases: tuple[PhaseSpan, ...]
    faults: tuple[FaultSpan, ...]
    unseen: tuple[UnseenSpan, ...]
    pauses: tuple[Span, ...]
    neutral_assumed: bool
    wrong_view: bool
    completed: bool
    repetitions: tuple[Repetition, ...] = ()
    breaths: int = 0
    breath: BreathSummary | None = None
    outcomes: tuple[Outcome, ...] = ()
    closest: Closest | None = None

    @property
    def side(self) -> Side:
        """The working side."""
        return self.plan.side


def summarise(plan: Plan, events: Iterable[Event]) -> SideSummary:
    """The summary of one side from its events, which ``finish`` has closed."""
    log = tuple(events)
    holds, repetitions = _select(log, Hold), _select(log, Repetition)
    starts, views = _select(log, NeutralTaken), _select(log, ViewChanged)
    before_start = tuple(takewhile(lambda one: not isinstance(one, NeutralTaken), log))
    tried_before_start = any(one.rested for one in _select(before_start, Attempt))
    phases = (
        *(PhaseSpan(one.start_s, one.t_s, "neutral") for one in starts),
        *_select(log, PhaseSpan),
        *(PhaseSpan(hold.start_s, hold.end_s, plan.timed_phase.id) for hold in holds),
    )
    holds_s = [hold.held_s for hold in holds]
    reps = plan.dose.count_rounds(holds_s, sum(rep.counted for rep in repetitions))
    return SideSummary(
        plan=plan,
        hold_s=sum(holds_s),
        holds=holds,
        reps=reps,
        attempts=tuple(one for one in _select(log, Attempt) if one.rested),
        phases=tuple(sorted(phases, key=lambda p: p.start_s)),
        faults=tuple(sorted(_select(log, FaultSpan), key=lambda f: f.start_s)),
        unseen=_select(log, UnseenSpan),
        pauses=_select(log, Pause),
        neutral_assumed=tried_before_start or not starts,
        wrong_view=bool(views) and not views[-1].ok,
        completed=reps >= plan.dose.goal,
        repetitions=repetitions,
        breaths=plan.dose.count_breaths(holds_s),
    )


def _select(log: tuple[Event, ...], kind: type[EventT]) -> tuple[EventT, ...]:
    return tuple(one for one in log if isinstance(one, kind))
