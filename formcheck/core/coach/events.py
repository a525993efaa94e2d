"""Events, named in the past tense: the coach's log and the only input of a summary."""

from dataclasses import dataclass, field
from enum import Enum, auto

from formcheck.core.coach.attempt_stats import AttemptStats
from formcheck.core.kinematics import Unknown
from formcheck.core.stretch import RepShortcoming


@dataclass(frozen=True, slots=True)
class Span:
    """From start_s to end_s."""

    start_s: float
    """When it begins, in seconds."""
    end_s: float
    """When it ends, in seconds."""

    @property
    def lasts_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        """The time half-way."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something that began at start_s, noticed at t_s. All times are seconds of the recording."""

    t_s: float
    start_s: float


class NeutralTaken(Beginning):
    """The person held the start position for long enough to count changes from it."""


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """The camera stands right (ok) or wrong for this stretch, noticed at t_s."""

    t_s: float
    ok: bool


class AttemptStarted(Beginning):
    """The person came near the position."""


class HoldStarted(Beginning):
    """A hold was confirmed; it began at start_s."""


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
    """Why the hold clock does not run; name is that of the phase, fault or quantity, or ""."""

    cause: StopCause
    name: str = ""


class HoldPaused(Beginning):
    """The clock stopped at start_s."""


class RepStarted(Beginning):
    """A repetition under way since start_s has gone far enough to be an attempt."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, with the error of its measurement."""

    s: float = 0.0
    """Seconds."""
    sigma_s: float = 0.0
    """Standard deviation of their error."""


@dataclass(frozen=True, slots=True)
class Repetition(Span):
    """A repetition that was tried.

    start_s and end_s are when the movement out began and the movement back was over, estimated from
    the middle of each movement: its very ends nobody can tell.
    """

    reason: RepShortcoming | None = None
    """Why it does not count; None when it does."""
    what: str = ""
    """The fault or measure, where the reason is FORM; else empty."""
    remark: RepShortcoming | None = None
    """What one that counts still lacks; None for nothing."""
    peak: float = 1.0
    """The share of the way to the peak that was covered."""
    nearest: float = 0.0
    """The value of its measure at its start, in degrees or as a ratio."""
    farthest: float = 0.0
    """The same at its peak."""
    sigma: float = 0.0
    """Standard deviation of the error of both."""
    up: Duration = Duration()
    """The way out. With the two others it adds up to the whole repetition, unless that was cut off
    or nobody was watched for a while."""
    top: Duration = Duration()
    """The time at the peak, or where it turned back."""
    down: Duration = Duration()
    """The way back."""

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Attempt(Span):
    """A time near the position, and what it showed of each quantity: None for no picture.

    rested: they came to rest in it, or tried a repetition, and did not only pass by.
    """

    rested: bool
    stats: AttemptStats | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Hold(Span):
    """One hold. What the camera leaves open holds in four of five cases.

    It is None where it is not known: see ``formcheck/engine/hold_ends.py``; a live session has no
    hindsight.
    """

    held_s: float
    """The seconds of good form within it."""
    counted: bool
    """Whether it is long enough."""
    start_within: Span | None = None
    """The span that its beginning lies in."""
    end_within: Span | None = None
    """The span that its end lies in."""
    least_s: float | None = None
    """held_s may be as few as these."""
    most_s: float | None = None
    """held_s may be as many as these."""


class Pause(Span):
    """The clock stood still, and then ran on in the same hold."""


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
    """Something that could not be seen."""

    what: Unknown


Event = Beginning | ViewChanged | Span
"""What happened: something began or changed, or a span is over."""
