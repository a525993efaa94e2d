"""The state of the coach, as one frozen value."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from formcheck.core.coach import timing
from formcheck.core.coach.attempt_stats import AttemptStats
from formcheck.core.coach.events import Event, HoldStop
from formcheck.core.fast_replace import replace
from formcheck.core.judging import MISFIT, SURE_SIGMAS, Verdict
from formcheck.core.kinematics import MeasuredPose, Reading, Unknown
from formcheck.core.kinematics.moments import ReferenceMoments

Path = tuple[tuple[float, float], ...]
"""Times in seconds, each with the value of the driving measure; thinned out."""


class HoldStatus(Enum):
    """State of the hold clock."""

    IDLE = "idle"
    ENTERING = "entering"
    RUNNING = "running"
    LAPSED = "lapsed"
    PAUSED = "paused"


@dataclass(frozen=True)
class HoldState:
    """One hold. held_s counts only good form.

    resumed_s: when the clock last began to run; no lapse is dated back before it. good_until_s: the
    last good moment. left_s: when the move out of good form began. restless: whether only rest has
    been missing since. back_since_s: since when form has been good again in a pause (or all but
    rest, before the hold). at_start_since_s: since when the person has been back at the start in a
    pause. start_misfit: that of ``Progress`` when the clock began to run. changes: by measure that
    must change, how far it had changed by then, and how much farther is clearly farther.
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

    lasted_s: in all. unjudged_s: no need judged. hidden_s: of these, driving measure hidden. met_s:
    judged, and the form as a whole may well be right. top_s: at the peak. other_s: in another
    stretch. off_s: by measure, seconds wrong (or unsure, if only the form as a whole is wrong).
    faults: by id, seconds with the fault and seconds watched for it.
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
    """The current repetition. "Home" is its start.

    value: last reading of the driving measure, at seen_s. zone: low, between or high, "" before the
    measure was seen. extreme: farthest value in this zone, at extreme_s. start_s: when home was
    left. home_s: when it was last reached. arrived_s: when the movement that reached it ended
    there. lowest, highest: extreme readings of this attempt. sigma: that of the last reading. home:
    least value of the last stay there. least, most: range since start_s. is_short: whether one of
    several sides was surely short of the peak when most was read. path: readings over time, from
    before home was left. dip: value nearest to home on the way back, at dip_s. is_back: whether
    home may have been reached there. steady: a value kept since steady_s. off_since_s: since when a
    need of the phase has been wrong, infinite if none is. last_fault: that of the last repetition,
    at last_fault_s. judged_count: repetitions that ended. tried: whether this attempt has had a
    repetition. paused: whether the next frame ends a period without tracking. gap_s: seconds
    without tracking since start_s, by which all other times used for durations, start_s included,
    have been shifted.
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
        """When home was left, in recording time (start_s without the shift)."""
        return self.start_s - self.gap_s


@dataclass(frozen=True, slots=True)
class FaultState:
    """Since when the condition of a fault has held.

    It is true since since_s, true at rest since still_s, reported since reported_s, and false again
    since clear_s. off_sigmas: sum over the frames in which it was true (their number is frames) of
    how far the reading was outside the tolerance, in sigma.
    """

    since_s: float
    still_s: float | None = None
    reported_s: float | None = None
    clear_s: float | None = None
    off_sigmas: float = 0.0
    frames: int = 0

    @property
    def is_sure(self) -> bool:
        """Whether it is sure by the mean over all the time it has lasted."""
        return self.off_sigmas >= SURE_SIGMAS * self.frames


@dataclass(frozen=True)
class Progress:
    """All that the coach remembers between two frames.

    t_s: when the last frame was; step_s: how long after the one before; is_gap: whether that is too
    long to tell what happened. other: what the person does instead of the stretch, "" for nothing
    else. stop: why this frame is not good form for the hold clock, None if it is. moments: those
    that changes are measured from. anchors: by measure, what is added to a reading since the first
    good second of the current hold. misfit, start_misfit: distance of the readings from the hold
    and from the start, as sums of squares in sigma. is_nearer_start: whether the start fits better
    than the hold. start_poses: some of the poses of the present rest at the start, from its first
    one on. start_seen_s: when the rest that the start was taken from began; None if there is none,
    later than now if it is known beforehand. attempt_s: when this attempt began. stats: its
    statistics. good_since_s: when its form was first good. unseen: since when something required
    has been hidden, by reason. missed_s: since when nobody was detected, None unless that may still
    be a miss of the pose model. events: those of the last frame.
    """

    t_s: float = -math.inf
    step_s: float = 0.0
    is_gap: bool = False
    moments: ReferenceMoments = field(default_factory=dict)
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
    attempts: int = 0
    events: tuple[Event, ...] = ()

    def with_time(self, t_s: float) -> Progress:
        """Returns the progress at the time of the next frame."""
        known = not math.isinf(self.t_s)
        step_s = t_s - self.t_s if known else 0.0
        is_gap = known and self.has_gap_before(t_s)
        return replace(self, t_s=t_s, step_s=step_s, is_gap=is_gap)

    def has_gap_before(self, t_s: float) -> bool:
        """Whether the next frame, at t_s, comes too late to tell what happened since the last."""
        step_s, times_s = t_s - self.t_s, [pose.t_s for pose in self.recent]
        if step_s <= timing.FRAME_GAP_S:
            return False
        usual_s = min((after - before for before, after in pairwise(times_s)), default=math.inf)
        return usual_s > timing.FRAME_GAP_S or step_s > timing.MISSED_RATIO * usual_s

    def with_events(self, *events: Event) -> Progress:
        """Returns the progress with these events added."""
        return replace(self, events=(*self.events, *events)) if events else self

    @property
    def active_faults(self) -> frozenset[str]:
        """Ids of the faults confirmed now; none while the person is leaving the position."""
        if self.away_since_s is not None:
            return frozenset()
        return frozenset(f for f, s in self.faults.items() if s.reported_s is not None)

    @property
    def reported_unseen(self) -> tuple[Unknown, ...]:
        """What has been hidden for long enough to be reported."""
        hidden_s = {what: self.t_s - since_s for what, since_s in self.unseen.items()}
        return tuple(what for what, one_s in hidden_s.items() if one_s >= timing.UNSEEN_TELL_S)

    @property
    def fits_hold(self) -> bool:
        """Whether the readings fit the hold, and the start no better."""
        return self.misfit <= MISFIT and not self.is_nearer_start
