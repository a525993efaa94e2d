"""All that the coach remembers, as one frozen value."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum

from formcheck.core.coach import timing
from formcheck.core.coach.attempt_stats import AttemptStats
from formcheck.core.coach.events import Event, HoldStop
from formcheck.core.fast_replace import replace
from formcheck.core.judging import MISFIT, SURE_SIGMAS, Verdict
from formcheck.core.kinematics import MeasuredPose, Reading, Unknown
from formcheck.core.kinematics.moments import ReferenceMoments

Path = tuple[tuple[float, float], ...]
"""Times in seconds with the reading of the measure at each, thinned out."""


class HoldStatus(Enum):
    """What the hold clock does."""

    IDLE = "idle"
    ENTERING = "entering"
    RUNNING = "running"
    LAPSED = "lapsed"
    PAUSED = "paused"


@dataclass(frozen=True)
class HoldState:
    """One hold. held_s counts only good form.

    resumed_s is when the clock last began to run, and no lapse is dated back beyond it.
    good_until_s is the last good moment, left_s when the movement that ended it began, restless
    whether only rest has been missing since, back_since_s when good form came back in a pause (or
    all but rest, before the hold).
    at_start_since_s is since when somebody has been back at the start in a pause.
    start_misfit is that of ``Progress`` when the clock began to run; changes says by measure how
    far what must change had changed by then, and how much farther is clearly farther.
    """

    clock: HoldStatus = HoldStatus.IDLE
    start_s: float = 0.0
    resumed_s: float = 0.0
    held_s: float = 0.0
    good_until_s: float = 0.0
    left_s: float = 0.0
    restless: bool = False
    back_since_s: float | None = None
    at_start_since_s: float | None = None
    start_misfit: float = math.inf
    changes: dict[str, tuple[float, float]] = field(default_factory=dict)


class RepPhase(Enum):
    """Where a repetition is: not begun, at its start, or on its way out and back."""

    IDLE = "idle"
    HOME = "home"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class RepTimes:
    """How the seconds of a repetition were spent.

    lasted_s in all, unjudged_s with no need judged, hidden_s of them with its own measure hidden,
    met_s with every need of the phase met, top_s at the peak, other_s in another stretch; off_s by
    measure outside its band; faults by id: seconds with the fault, and seconds watched for it.
    """

    lasted_s: float = 0.0
    unjudged_s: float = 0.0
    hidden_s: float = 0.0
    met_s: float = 0.0
    top_s: float = 0.0
    other_s: float = 0.0
    off_s: dict[str, float] = field(default_factory=dict)
    faults: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class RepState:
    """The present repetition. value is the last reading of its measure, at seen_s.

    zone is low, between or high, "" before the measure was seen; extreme is how far it got in this
    one, at extreme_s. start_s is when home was left, home_s when it was last reached, arrived_s
    when the movement that reached it came to its end there. lowest and highest are what was read in
    this attempt, sigma that of the last reading, home the least value of the last stay there. least
    and most are the range since start_s, and is_short whether one of several sides was surely short
    of the peak where most was read. path holds the readings over time, from before it left home.
    dip is the value nearest to home on the way back, at dip_s, and is_back whether home may have
    been reached there. steady is a value that was kept since steady_s. off_since_s is since when a
    need of the phase has not been met, infinite while all are. last_fault is the fault of the last
    repetition, at last_fault_s; judged_count counts those that ended. tried
    says whether this attempt has had one. paused: the next moment ends a time in which nobody is
    watched. gap_s is how long nobody was watched since start_s: all other times that durations are
    told by have been moved on by it, start_s too.
    """

    phase: RepPhase = RepPhase.IDLE
    zone: str = ""
    extreme: float = 0.0
    extreme_s: float = 0.0
    value: float = 0.0
    seen_s: float = 0.0
    start_s: float = 0.0
    home_s: float = -math.inf
    arrived_s: float = -math.inf
    lowest: float = math.inf
    highest: float = -math.inf
    sigma: float = 0.0
    home: float = math.inf
    least: float = 0.0
    most: float = 0.0
    is_short: bool = False
    path: Path = ()
    dip_s: float | None = None
    dip: float = 0.0
    is_back: bool = False
    steady: float = 0.0
    steady_s: float = 0.0
    off_since_s: float = math.inf
    times: RepTimes = RepTimes()
    last_fault: str = ""
    last_fault_s: float = 0.0
    tried: bool = False
    judged_count: int = 0
    paused: bool = False
    gap_s: float = 0.0

    @property
    def begun_s(self) -> float:
        """When home was left."""
        return self.start_s - self.gap_s


@dataclass(frozen=True, slots=True)
class FaultState:
    """The condition of a fault.

    True since since_s; true and the person at rest since still_s; reported from reported_s on;
    false again since clear_s. off_sigmas: the sum, over so many frames in which it was true, of how
    far the reading was outside the tolerance.
    """

    since_s: float
    still_s: float | None = None
    reported_s: float | None = None
    clear_s: float | None = None
    off_sigmas: float = 0.0
    frames: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether it is sure by the mean of all the time it has lasted."""
        return self.off_sigmas >= SURE_SIGMAS * self.frames


@dataclass(frozen=True)
class Progress:
    """All that the coach remembers between two frames.

    reps are the repetitions that count. other is what the person does instead of the stretch, ""
    for nothing else. stop is why this moment is not good form for the clock of a hold, None where
    it is. moments are those that changes count from; anchors, by measure, what the first good
    second of the present hold has added to a reading. misfit and start_misfit say how far the
    readings are from the hold and from the start; is_nearer_start is whether the start fits better
    than the hold. start_since_s is since when somebody rests at the start, start_seen_s when the
    rest began that the start was taken from: None where there is none, later than now where it is
    known beforehand. attempt_s is when this attempt began, stats are its own, good_since_s is when
    it was good for the first time. unseen is since when something needed is hidden. missed_s is
    since when nobody was seen, None unless that may still be a miss of the pose model. events are
    those of the last moment.
    """

    t_s: float | None = None
    moments: ReferenceMoments = field(default_factory=dict)
    start_since_s: float | None = None
    start_seen_s: float | None = None
    start_poses: tuple[MeasuredPose, ...] = ()
    recent: tuple[MeasuredPose, ...] = ()
    readings: dict[str, Reading] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    misfit: float = 0.0
    start_misfit: float = math.inf
    is_nearer_start: bool = False
    anchors: dict[str, float] = field(default_factory=dict)
    view_ok: bool | None = None
    view_since_s: float | None = None
    near_since_s: float | None = None
    away_since_s: float | None = None
    hidden_since_s: float | None = None
    attempting: bool = False
    attempt_s: float = 0.0
    stats: AttemptStats | None = None
    settled: bool = False
    rested_since_s: float | None = None
    good_since_s: float | None = None
    phase_index: int = 0
    phase_begun_s: float = 0.0
    phase_poses: tuple[MeasuredPose, ...] = ()
    hold: HoldState = HoldState()
    rep: RepState = RepState()
    other: str = ""
    stop: HoldStop | None = None
    faults: dict[str, FaultState] = field(default_factory=dict)
    unseen: dict[Unknown, float] = field(default_factory=dict)
    missed_s: float | None = None
    total_held_s: float = 0.0
    reps: int = 0
    attempts: int = 0
    events: tuple[Event, ...] = ()

    def with_events(self, *events: Event) -> Progress:
        """The progress with these events added."""
        return replace(self, events=(*self.events, *events)) if events else self

    @property
    def active_faults(self) -> frozenset[str]:
        """Ids of the faults that are confirmed now; none while the person is on the way out."""
        if self.away_since_s is not None:
            return frozenset()
        return frozenset(f for f, s in self.faults.items() if s.reported_s is not None)

    @property
    def reported_unseen(self) -> tuple[Unknown, ...]:
        """What has been hidden for long enough to be reported."""
        now_s, enough_s = self.t_s or 0.0, timing.UNSEEN_TELL_S
        return tuple(what for what, since_s in self.unseen.items() if now_s - since_s >= enough_s)

    @property
    def fits_hold(self) -> bool:
        """Whether the readings fit the hold, and the start no better."""
        return self.misfit <= MISFIT and not self.is_nearer_start

    @property
    def held_s(self) -> float:
        """Seconds of good form so far: earlier holds and the present one."""
        return self.total_held_s + self.hold.held_s
