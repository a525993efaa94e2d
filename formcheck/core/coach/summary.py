"""The summary of one side, folded from its events, for reports, history, terminal and page."""

from collections import Counter
from collections.abc import Iterable, Sized
from dataclasses import dataclass
from itertools import takewhile
from math import inf, isfinite
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats, Side
from formcheck.core.coach import events, timing
from formcheck.core.coach.events import Event, FaultSpan, Hold, Repetition, Span
from formcheck.core.fast_replace import replace
from formcheck.core.judging import (
    LIKELY,
    NEAR,
    SURE,
    VERDICTS,
    Verdict,
    compute_chance_outside,
    compute_chances,
)
from formcheck.core.kinematics import Reading, Unknown
from formcheck.core.kinematics.breathing import BreathSummary
from formcheck.core.stretch import Need, Plan

EventT = TypeVar("EventT", bound=Event)

NEUTRAL = "neutral"
"""Name of the phase before the position is taken."""
MOSTLY = 0.5
"""A state is the outcome if it holds in more than this share of the frames. Chosen for
formcheck."""
_MOST_LACKING = 3
"""At most this many shortfalls are named. Chosen for formcheck."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How far one quantity was from its target."""

    measure: str
    """Name of the quantity in the plan."""
    by: float
    """How far it was above its target; negative if below."""
    sigma: float
    """Standard deviation of the error of by, in the same unit."""
    chance: float
    """Probability that it was outside the tolerance, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one quantity."""

    measure: str
    """Name of the quantity in the plan."""
    state: Literal["right", "not sure", "wrong", "not judged"]
    """What it was judged to be over the time that counts."""
    value: float | None
    """Its mean over that time, or its value at ``SideSummary.closest`` if that is given; None if it
    was never measured."""
    sigma: float | None
    """Standard deviation of the error of value, in the same unit."""
    shortfall: Shortfall | None = None
    """How far it was off; None if it is more likely right than wrong, or too uncertain."""
    why: Unknown | None = None
    """Most frequent reason why it was not judged; None if it was."""
    chance_right: float | None = None
    """Probability, given value and sigma, that the true value was within the tolerance, 0 to 1."""

    @property
    def is_sure(self) -> bool:
        """Whether it was right, and as likely so as a fault must be to be reported."""
        return self.state == "right" and self.chance_right is not None and self.chance_right >= SURE


@dataclass(frozen=True, slots=True)
class Closest:
    """The moment closest to good form in an attempt that never reached it."""

    t_s: float
    """When that was, in seconds."""
    lacking: tuple[Shortfall, ...]
    """What was lacking then, most certain first."""
    moving: bool = False
    """Whether everything was right except that the person moved."""

    @property
    def told(self) -> tuple[Shortfall, ...]:
        """The shortfalls that reports name."""
        return self.lacking[:_MOST_LACKING]


@dataclass(frozen=True, slots=True)
class Round:
    """One hold or set of a session; several shorter holds add up to the planned one."""

    held_s: float
    """Seconds of its holds that count; for breaths, the longest hold counts however short."""
    done: bool
    """Whether it was completed."""


@dataclass(frozen=True, slots=True)
class SideSummary:
    """What one side achieved of its plan.

    Attempts in which the person only passed through the position are left out.
    """

    plan: Plan
    """The plan of this side."""
    held_s: float
    """Seconds of good form, over all holds."""
    holds: tuple[Hold, ...]
    """All holds, in order of time."""
    reps: int
    """Number of holds that reached the dose, or of repetitions that count."""
    attempts: tuple[events.Attempt, ...]
    """The times in which the person was near the position."""
    phases: tuple[events.PhaseSpan, ...]
    """The phases that were done, in order of time."""
    faults: tuple[FaultSpan, ...]
    """The faults that were reported, in order of time."""
    unseen: tuple[events.UnseenSpan, ...]
    """What could not be seen, and when."""
    pauses: tuple[Span, ...]
    """When the clock was stopped within a hold."""
    neutral_assumed: bool
    """Whether the usual start was assumed, because none was seen before the first attempt."""
    wrong_view: bool
    """Whether the camera stood in the wrong place."""
    completed: bool
    """Whether the whole dose was done."""
    repetitions: tuple[Repetition, ...] = ()
    """All repetitions that were tried, in order of time."""
    breath: BreathSummary | None = None
    """Summary of the breathing estimates; None if breathing was not measured."""
    outcomes: tuple[Outcome, ...] = ()
    """The outcome of each quantity; added at the end, as closest is."""
    closest: Closest | None = None
    """The closest moment of attempts without a hold or repetition; else None."""
    rounds: tuple[Round, ...] = ()
    """The rounds of a live session; none for a video, in which each hold counts by itself."""

    @property
    def side(self) -> Side:
        """The working side."""
        return self.plan.side

    @property
    def open_outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes whose shortfall is not among those named for the closest moment."""
        told = () if self.closest is None else {one.measure for one in self.closest.told}
        return tuple(one for one in self.outcomes if one.measure not in told)

    @property
    def breaths(self) -> int:
        """Whole breaths of the pacer in good form; 0 if the dose is not in breaths."""
        dose = self.plan.dose
        rounds_s = [dose.round_s if one.done else one.held_s for one in self.rounds]
        return dose.count_breaths(rounds_s or (hold.held_s for hold in self.holds))

    @property
    def started(self) -> bool:
        """Whether the movement or its start position was seen; True if none is required."""
        if not self.plan.dose.is_movement or not self.plan.start_needs:
            return True
        return has_started((phase.id for phase in self.phases), self.repetitions)


def has_started(phase_ids: Iterable[str], repetitions: Sized) -> bool:
    """Whether the person was in the start position of a movement, or tried a repetition."""
    return len(repetitions) > 0 or NEUTRAL in phase_ids


def summarise(plan: Plan, log: Iterable[Event], until_s: float = inf) -> SideSummary:
    """Returns the summary of one side from its events, which ``finish`` has closed at until_s.

    A repetition still on its way back at until_s, or when the next one begins, is cut off there.
    None begins before the recording or session does.
    """
    log = tuple(log)
    holds, reps_told = _select(log, Hold), _select(log, Repetition)
    latest_s = (*(rep.start_s for rep in reps_told[1:]), until_s)
    repetitions = tuple(map(_clip_ways, reps_told, latest_s))
    starts = _select(log, events.NeutralTaken)
    before_start = tuple(takewhile(lambda one: not isinstance(one, events.NeutralTaken), log))
    tried_before_start = any(one.rested for one in _select(before_start, events.Attempt))
    phases = (
        *(events.PhaseSpan(one.start_s, one.end_s, NEUTRAL) for one in starts),
        *_select(log, events.PhaseSpan),
        *(events.PhaseSpan(hold.start_s, hold.end_s, plan.timed_phase.id) for hold in holds),
    )
    holds_s = [hold.held_s for hold in holds]
    reps = plan.dose.count_rounds(holds_s, sum(rep.counted for rep in repetitions))
    return SideSummary(
        plan=plan,
        held_s=sum(holds_s),
        holds=holds,
        reps=reps,
        attempts=tuple(one for one in _select(log, events.Attempt) if one.rested),
        phases=tuple(sorted(phases, key=lambda p: p.start_s)),
        faults=tuple(sorted(_select(log, FaultSpan), key=lambda f: f.start_s)),
        unseen=_select(log, events.UnseenSpan),
        pauses=_select(log, events.Pause),
        neutral_assumed=tried_before_start or not starts,
        wrong_view=_is_view_wrong(log, counts=reps > 0 or any(hold.counted for hold in holds)),
        completed=reps >= plan.dose.goal,
        repetitions=repetitions,
    )


def _is_view_wrong(log: tuple[Event, ...], *, counts: bool) -> bool:
    """Whether the view was wrong at the end or, if nothing counts, until just before it."""
    views = _select(log, events.ViewChanged)
    if not views or not views[-1].ok:
        return bool(views)
    until_s = max((one.end_s for one in _select(log, events.Attempt)), default=inf)
    return not counts and len(views) > 1 and until_s - views[-1].t_s < timing.VIEW_S


def _select(log: tuple[Event, ...], kind: type[EventT]) -> tuple[EventT, ...]:
    return tuple(one for one in log if isinstance(one, kind))


def _clip_ways(rep: Repetition, latest_s: float) -> Repetition:
    late_s = min(max(rep.end_s - latest_s, 0.0), rep.down.s)
    early_s = min(max(-rep.start_s, 0.0), rep.up.s)
    return replace(
        rep,
        start_s=rep.start_s + early_s,
        end_s=rep.end_s - late_s,
        up=replace(rep.up, s=rep.up.s - early_s),
        down=replace(rep.down, s=rep.down.s - late_s),
    )


def with_outcomes(summary: SideSummary) -> SideSummary:
    """Returns the summary with the outcome of each quantity, from the statistics of its attempts.

    Outcomes cover the time in which the clock ran, or else that of the attempts; without either
    there are none. The closest moment is that of attempts without a hold or repetition.
    """
    stats = [attempt.stats for attempt in summary.attempts if attempt.stats is not None]
    if not stats:
        return summary
    counts: NDArray[np.int64] = np.sum([one.counts for one in stats], axis=0)
    sums: Floats = np.sum([one.sums for one in stats], axis=0)
    ran = int(counts[1].any())
    reasons = Counter[tuple[str, Unknown]]()
    for one in stats:
        for (runs, name, unknown), frames in one.unjudged_frames.items():
            reasons[name, unknown] += frames * (runs >= ran)
    failed = not summary.holds and not summary.repetitions
    moments = [one.closest for one in stats if one.closest is not None and failed]
    closest = max(moments, key=lambda one: one.rank, default=None)
    with np.errstate(invalid="ignore"):
        means = sums[ran, :, :2] / sums[ran, :, 2:]
    readings = means if closest is None else closest.readings
    outcomes = _list_outcomes(summary.plan, counts[ran], readings, reasons)
    summary = replace(summary, outcomes=outcomes)
    if closest is None:
        return summary
    found = (one.shortfall for one in outcomes if one.shortfall is not None)
    lacking = tuple(sorted(found, key=lambda one: -one.chance))
    moving = closest.moving and not lacking and not summary.wrong_view
    return replace(summary, closest=Closest(closest.t_s, lacking, moving))


def _list_outcomes(
    plan: Plan, counts: NDArray[np.int64], readings: Floats, reasons: Counter[tuple[str, Unknown]]
) -> tuple[Outcome, ...]:
    outcomes: list[Outcome] = []
    rows = zip(plan.timed_phase.needs, counts.tolist(), readings.tolist(), strict=True)
    for need, count, (value, sigma) in rows:
        name, state = need.measure, _find_state(count)
        own = (one for (whose, one), _ in reasons.most_common() if whose == name)
        why = next(own, None) if state == "not judged" else None
        if isfinite(value) and isfinite(sigma):
            sign = plan.find_definition(name).sign
            reading = Reading(value, sigma, True)
            shortfall = find_shortfall(need, reading, sign)
            right = 1.0 - sum(compute_chances(need, reading))
            outcomes.append(Outcome(name, state, sign * value, sigma, shortfall, why, right))
        else:
            outcomes.append(Outcome(name, state, None, None, why=why))
    return tuple(outcomes)


def _find_state(counts: list[int]) -> Literal["right", "not sure", "wrong", "not judged"]:
    share = {verdict: n / sum(counts) for verdict, n in zip(VERDICTS, counts, strict=True)}
    if share[Verdict.UNJUDGED] > MOSTLY:
        return "not judged"
    if share[Verdict.LOW] + share[Verdict.HIGH] > MOSTLY:
        return "wrong"
    return "right" if share[Verdict.OK] > MOSTLY else "not sure"


def find_shortfall(need: Need, reading: Reading, sign: float) -> Shortfall | None:
    """Returns how far the reading is off; None if more likely right than wrong, or too uncertain.

    sign is that of the reading's definition: the shortfall is given in terms of the measure itself.
    """
    if not isfinite(reading.value) or reading.sigma > NEAR * need.tolerance:
        return None
    chance = compute_chance_outside(need, reading)
    if chance < LIKELY:
        return None
    by = reading.value - (need.high if reading.value > need.high else need.low)
    return Shortfall(need.measure, sign * by, reading.sigma, chance)
