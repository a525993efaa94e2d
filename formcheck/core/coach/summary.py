"""The result of one side: a fold over its events, shown by report, history, terminal and page."""

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
from formcheck.core.judging import LIKELY, NEAR, VERDICTS, Verdict, compute_chance_outside
from formcheck.core.kinematics import Reading, Unknown
from formcheck.core.kinematics.breathing import BreathSummary
from formcheck.core.stretch import Need, Plan

EventT = TypeVar("EventT", bound=Event)

NEUTRAL = "neutral"
"""The name of the phase before the position is taken."""
MOSTLY = 0.5
"""An outcome is what was true in more than this share of the frames. Chosen here."""
_MOST_LACKING = 3
"""At most this much of what was lacking is named. Chosen here."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What one quantity lacked."""

    measure: str
    """Its name in the plan."""
    by: float
    """How far it was above its target; negative: below it."""
    sigma: float
    """Standard deviation of the error of by, in the same unit."""
    chance: float
    """How likely it was outside the tolerance, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one quantity."""

    measure: str
    """Its name in the plan."""
    state: Literal["right", "not sure", "wrong", "not judged"]
    """What was found of it over the time that counts."""
    value: float | None
    """Its mean over that time, or of an attempt that never counted that of the closest moment;
    None where it was never measured."""
    sigma: float | None
    """Standard deviation of the error of value, in the same unit."""
    shortfall: Shortfall | None = None
    """What it lacks; None where it is more likely right than wrong, or too uncertain to say."""
    why: Unknown | None = None
    """The most frequent reason of what was not judged."""


@dataclass(frozen=True, slots=True)
class Closest:
    """When an attempt that never became good came nearest, and what it lacked."""

    t_s: float
    """When that was, in seconds."""
    lacking: tuple[Shortfall, ...]
    """What it lacked, surest first."""
    moving: bool = False
    """All was right but for rest."""

    @property
    def told(self) -> tuple[Shortfall, ...]:
        """Those that reports name."""
        return self.lacking[:_MOST_LACKING]


@dataclass(frozen=True, slots=True)
class Round:
    """One hold or set of a session. Its holds add up to the planned one."""

    held_s: float
    """Seconds of its holds that count. Of breaths the longest hold counts however short it was."""
    done: bool
    """Whether it was done."""


@dataclass(frozen=True, slots=True)
class SideSummary:
    """What one side came to of its plan.

    Attempts in which the person only passed by are left out.
    """

    plan: Plan
    """What was wanted of this side."""
    held_s: float
    """Seconds of good form, over all holds."""
    holds: tuple[Hold, ...]
    """All of them, in order of time."""
    reps: int
    """The holds that reached the dose, or the repetitions that count."""
    attempts: tuple[events.Attempt, ...]
    """When the person was near the position."""
    phases: tuple[events.PhaseSpan, ...]
    """The phases that were done, in order of time."""
    faults: tuple[FaultSpan, ...]
    """Those that were reported, in order of time."""
    unseen: tuple[events.UnseenSpan, ...]
    """What could not be seen, and when."""
    pauses: tuple[Span, ...]
    """When the clock stood still within a hold."""
    neutral_assumed: bool
    """Whether no start was seen, so that the usual one was assumed."""
    wrong_view: bool
    """Whether the camera stood in the wrong place."""
    completed: bool
    """Whether the whole dose was done."""
    repetitions: tuple[Repetition, ...] = ()
    """All that were tried, in order of time."""
    breath: BreathSummary | None = None
    """What the camera could tell of the breathing; None where it was not looked at."""
    outcomes: tuple[Outcome, ...] = ()
    """What was judged of each quantity; added once all is over, as closest is."""
    closest: Closest | None = None
    """Of an attempt without a hold; else None."""
    rounds: tuple[Round, ...] = ()
    """Those of a live session; in a video, where each hold counts by itself, there are none."""

    @property
    def side(self) -> Side:
        """The working side."""
        return self.plan.side

    @property
    def open_outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of which the closest moment does not tell what was lacking."""
        told = () if self.closest is None else {one.measure for one in self.closest.told}
        return tuple(one for one in self.outcomes if one.measure not in told)

    @property
    def breaths(self) -> int:
        """The whole breaths of the pacer in good form, 0 where none count."""
        dose = self.plan.dose
        rounds_s = [dose.round_s if one.done else one.held_s for one in self.rounds]
        return dose.count_breaths(rounds_s or (hold.held_s for hold in self.holds))

    @property
    def started(self) -> bool:
        """Whether the movement was begun, or at least could be; True where none is wanted."""
        if not self.plan.dose.is_movement or not self.plan.start_needs:
            return True
        return has_started((phase.id for phase in self.phases), self.repetitions)


def has_started(phase_ids: Iterable[str], repetitions: Sized) -> bool:
    """Whether the person was in the position that a movement starts from, or did move."""
    return len(repetitions) > 0 or NEUTRAL in phase_ids


def summarise(plan: Plan, log: Iterable[Event], until_s: float | None = None) -> SideSummary:
    """The summary of one side from its events, which ``finish`` has closed at until_s.

    A repetition whose way back is not over by then, or by the next one, ends there; and none
    begins before the recording or session does.
    """
    log, end_s = tuple(log), inf if until_s is None else until_s
    holds, reps_told = _select(log, Hold), _select(log, Repetition)
    latest_s = (*(rep.start_s for rep in reps_told[1:]), end_s)
    repetitions = tuple(map(_clip_ways, reps_told, latest_s))
    starts = _select(log, events.NeutralTaken)
    before_start = tuple(takewhile(lambda one: not isinstance(one, events.NeutralTaken), log))
    tried_before_start = any(one.rested for one in _select(before_start, events.Attempt))
    phases = (
        *(events.PhaseSpan(one.start_s, one.t_s, NEUTRAL) for one in starts),
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
    """Whether the view was wrong at the end or, where nothing counts, until just before it."""
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
    """The summary with what its attempts showed of each quantity.

    Outcomes cover the time while the clock ran, or else while the stretch was attempted; without
    either there are none. The closest moment is that of attempts without a hold or repetition.
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
            shortfall = find_shortfall(need, Reading(value, sigma, True), sign)
            outcomes.append(Outcome(name, state, sign * value, sigma, shortfall, why))
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
    """What the reading lacks; None where it is more likely right than wrong, or unknown.

    sign is that of its definition: what is lacking is told of the measure itself.
    """
    if not isfinite(reading.value) or reading.sigma > NEAR * need.tolerance:
        return None
    chance = compute_chance_outside(need, reading)
    if chance < LIKELY:
        return None
    by = reading.value - (need.high if reading.value > need.high else need.low)
    return Shortfall(need.measure, sign * by, reading.sigma, chance)
