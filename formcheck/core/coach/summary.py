"""The result of one side: a fold over its events, shown by report, history, terminal and page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from formcheck.core.body import Side
from formcheck.core.coach.attempt_stats import AttemptStats
from formcheck.core.coach.events import (
    AttemptEnded,
    AttemptStarted,
    Event,
    FaultEnded,
    FaultStarted,
    HoldEnded,
    HoldPaused,
    HoldResumed,
    NeutralTaken,
    PhaseDone,
    RepEnded,
    Repetition,
    UnseenEnded,
    UnseenStarted,
    ViewChanged,
)
from formcheck.core.kinematics import Unknown
from formcheck.core.kinematics.breathing import BreathSummary
from formcheck.core.stretch import Plan


@dataclass(frozen=True, slots=True)
class Span:
    """From start_s to end_s."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Attempt(Span):
    """A time near the position, and what it showed of each quantity: None without any frame."""

    stats: AttemptStats | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Hold(Span):
    """One hold: held_s are its seconds of good form; kept when long enough to count.

    start_within and end_within are the spans that its ends lie in, least_s and most_s the bounds of
    held_s, each right in four of five cases. None where that is not known: see
    ``formcheck/engine/hold_ends.py``; a live session has no hindsight.
    """

    held_s: float
    kept: bool
    start_within: Span | None = None
    end_within: Span | None = None
    least_s: float | None = None
    most_s: float | None = None


@dataclass(frozen=True, slots=True)
class FaultSpan:
    """A fault from start_s to end_s; told_s is when it was certain enough to be reported."""

    id: str
    start_s: float
    end_s: float
    told_s: float
    cue: str


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """A phase from start_s to end_s."""

    id: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class UnseenSpan(Span):
    """Something that could not be seen from start_s to end_s."""

    what: Unknown


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
    """The result of one side. Attempts in which the person only passed by are left out.

    reps are the holds that reached the dose, or the repetitions that count; repetitions are all
    attempted ones. In pauses the clock stood still, and then ran on in the same hold. breaths are
    the pacer's whole breaths in good form, 0 where none count. breath is what the camera measured
    of the breathing, None where it did not look. outcomes say what was judged of each quantity,
    closest belongs to an attempt without a hold. ``summarise`` leaves these three out.
    """

    side: Side
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


def summarise(plan: Plan, events: Iterable[Event]) -> SideSummary:  # noqa: C901, PLR0912 - one case an event
    """The summary of one side from its events, which ``finish`` has closed."""
    holds: list[Hold] = []
    attempts: list[Attempt] = []
    phases: list[PhaseSpan] = []
    faults: list[FaultSpan] = []
    unseen: list[UnseenSpan] = []
    pauses: list[Span] = []
    repetitions: list[Repetition] = []
    open_faults: dict[str, FaultStarted] = {}
    open_unseen: dict[Unknown, UnseenStarted] = {}
    attempt_s: float | None = None
    paused_s = 0.0
    start_seen = tried_without_start = wrong_view = False
    for event in events:
        match event:
            case NeutralTaken():
                start_seen = True
                phases.append(PhaseSpan("neutral", event.start_s, event.t_s))
            case ViewChanged():
                wrong_view = not event.ok
            case AttemptStarted():
                attempt_s = event.start_s
            case AttemptEnded():
                if attempt_s is not None and event.rested:
                    attempts.append(Attempt(attempt_s, event.end_s, event.stats))
                    tried_without_start |= not start_seen
                attempt_s = None
            case PhaseDone():
                phases.append(PhaseSpan(event.phase, event.start_s, event.t_s))
            case HoldPaused():
                paused_s = event.start_s
            case HoldResumed():
                pauses.append(Span(paused_s, event.start_s))
            case HoldEnded():
                kept = event.held_s >= plan.dose.shortest_s
                holds.append(Hold(event.start_s, event.end_s, event.held_s, kept))
                phases.append(PhaseSpan(plan.timed_phase.id, event.start_s, event.end_s))
            case RepEnded():
                repetitions.append(event.repetition)
            case FaultStarted():
                open_faults[event.fault] = event
            case FaultEnded():
                begun, cue = open_faults.pop(event.fault), plan.find_fault(event.fault).cue
                faults.append(FaultSpan(event.fault, begun.start_s, event.end_s, begun.t_s, cue))
            case UnseenStarted():
                open_unseen[event.what] = event
            case UnseenEnded():
                hidden = open_unseen.pop(event.what)
                unseen.append(UnseenSpan(hidden.start_s, event.t_s, event.what))
    holds_s = [hold.held_s for hold in holds]
    reps = plan.dose.count_rounds(holds_s, sum(rep.counted for rep in repetitions))
    return SideSummary(
        side=plan.side,
        hold_s=sum(holds_s),
        holds=tuple(holds),
        reps=reps,
        attempts=tuple(attempts),
        phases=tuple(sorted(phases, key=lambda p: p.start_s)),
        faults=tuple(sorted(faults, key=lambda f: f.start_s)),
        unseen=tuple(unseen),
        pauses=tuple(pauses),
        neutral_assumed=tried_without_start or not start_seen,
        wrong_view=wrong_view,
        completed=reps >= plan.dose.goal,
        repetitions=tuple(repetitions),
        breaths=plan.dose.count_breaths(holds_s),
    )
