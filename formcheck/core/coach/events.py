"""Events, named in the past tense: the coach's log and the only input of a summary."""

from dataclasses import dataclass, field
from enum import Enum, auto

from formcheck.core.coach.attempt_stats import AttemptStats
from formcheck.core.kinematics import Unknown
from formcheck.core.stretch import RepShortcoming


@dataclass(frozen=True, slots=True)
class Span:
    """A time from start_s to end_s."""

    start_s: float
    """When it begins, in seconds."""
    end_s: float
    """When it ends, in seconds."""

    @property
    def lasts_s(self) -> float:
        """Its length in seconds."""
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        """The time halfway through."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something that begins with this frame."""


class NeutralTaken(Span):
    """The person held the start position for long enough to count changes from it."""


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """The camera view was found right (ok) or wrong for this stretch, at t_s."""

    t_s: float
    ok: bool


class AttemptStarted(Beginning):
    """The person came near the position."""


class HoldStarted(Beginning):
    """A hold was confirmed."""


class StopCause(Enum):
    """Why the hold clock does not run."""

    AWAY = auto()
    """Not near the position."""
    VIEW = auto()
    """Too little can be judged from this camera position."""
    OTHER_STRETCH = auto()
    SET_UP = auto()
    """The set-up is still to come."""
    FAULT = auto()
    UNSEEN = auto()
    """Nothing that is required can be seen."""
    QUANTITY = auto()
    """A quantity is outside its tolerance, or has hardly changed from its start."""
    MOTION = auto()
    """Everything is right except that the person moves."""
    GAP = auto()
    """The frames are too far apart to time anything."""


@dataclass(frozen=True, slots=True)
class HoldStop:
    """Why the hold clock does not run.

    name: the phase, fault, quantity or other stretch, or "". unknown: why nothing can be seen.
    """

    cause: StopCause
    name: str = ""
    unknown: Unknown | None = None


class HoldPaused(Beginning):
    """The clock stopped."""


class RepStarted(Beginning):
    """A movement has gone far enough to count as a tried repetition."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, with the error of its measurement."""

    s: float = 0.0
    """Seconds."""
    sigma_s: float = 0.0
    """Standard deviation of its error."""


@dataclass(frozen=True, slots=True)
class Repetition(Span):
    """A repetition that was tried.

    start_s is when the movement out began, end_s when the movement back was over: both are
    extrapolated from the middle of each movement, since its very ends can't be seen.
    """

    reason: RepShortcoming | None = None
    """Why it does not count; None when it does."""
    what: str = ""
    """The fault or measure that was wrong, if the reason is FORM; else empty."""
    remark: RepShortcoming | None = None
    """What a repetition that counts still lacks; None for nothing."""
    peak: float = 1.0
    """The share of the way to the peak that was covered."""
    nearest: float = 0.0
    """Value of its measure at its start, in degrees or as a ratio."""
    farthest: float = 0.0
    """Value of its measure at its peak."""
    sigma: float = 0.0
    """Standard deviation of the error of nearest and farthest."""
    up: Duration = Duration()
    """The way out. up, top and down add up to the whole repetition, unless it was cut off or nobody
    was tracked for a while."""
    top: Duration = Duration()
    """The time at the peak, or where the movement turned back."""
    down: Duration = Duration()
    """The way back."""

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Attempt(Span):
    """A time near the position, and what its frames showed of each quantity (None without frames).

    rested: the person came to rest in it, or tried a repetition, and did not only pass through.
    """

    rested: bool
    stats: AttemptStats | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Hold(Span):
    """One hold. Its bounds, start_within to most_s, are right in four of five cases.

    They are None if unknown, as always in a live session, which has no hindsight: see
    ``formcheck/engine/hold_ends.py``.
    """

    held_s: float
    """Seconds of good form within it."""
    counted: bool
    """Whether it is long enough to count."""
    start_within: Span | None = None
    """The span that its beginning lies in."""
    end_within: Span | None = None
    """The span that its end lies in."""
    least_s: float | None = None
    """Lower bound of held_s."""
    most_s: float | None = None
    """Upper bound of held_s."""


class Pause(Span):
    """The clock was stopped, and then ran on in the same hold."""


@dataclass(frozen=True, slots=True)
class FaultSpan(Span):
    """A fault."""

    id: str
    """Its id in the spec."""
    reported_s: float
    """When it was certain enough to be reported, in seconds."""
    cue: str
    """What is said to correct it."""


@dataclass(frozen=True, slots=True)
class PhaseSpan(Span):
    """A phase of the plan, or the start before it."""

    id: str


@dataclass(frozen=True, slots=True)
class UnseenSpan(Span):
    """A time in which something could not be seen."""

    what: Unknown


Event = Beginning | ViewChanged | Span
"""Something that began or changed, or a span that is over."""
