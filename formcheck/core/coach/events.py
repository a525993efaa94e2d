"""Events, named in the past tense: the coach's log and the only input of a summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from formcheck.core.coach.attempt_stats import AttemptStats
from formcheck.core.kinematics import Unknown
from formcheck.core.stretch import RepShortcoming


@dataclass(frozen=True, slots=True)
class Span:
    """From start_s to end_s."""

    start_s: float
    end_s: float

    @property
    def lasts_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        """The time half-way."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True, slots=True)
class Notice:
    """What began or changed, noticed at t_s. All times are seconds of the recording."""

    t_s: float


@dataclass(frozen=True, slots=True)
class Beginning(Notice):
    """Something that began at start_s."""

    start_s: float


class NeutralTaken(Beginning):
    """The person held the start position for long enough to count changes from it."""


@dataclass(frozen=True, slots=True)
class ViewChanged(Notice):
    """The camera stands right (ok) or wrong for this stretch."""

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
    """Seconds, with the standard deviation of their error."""

    s: float = 0.0
    sigma_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Repetition(Span):
    """A repetition that was tried. reason says why it does not count, None when it does.

    start_s and end_s are when the movement out began and the movement back was over, estimated from
    the middle of each movement: its very ends nobody can tell.
    what is the fault or measure where the reason is FORM. remark: what one that counts still lacks.
    peak: the share of the way to the peak that was covered. nearest and farthest: the values of its
    measure there, each with an error of sigma. up, top, down: the times out, at the peak and back,
    which add up to the whole repetition, pauses included; top is 0 where the peak is not reached.
    """

    reason: RepShortcoming | None = None
    what: str = ""
    remark: RepShortcoming | None = None
    peak: float = 1.0
    nearest: float = 0.0
    farthest: float = 0.0
    sigma: float = 0.0
    up: Duration = Duration()
    top: Duration = Duration()
    down: Duration = Duration()

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
    """One hold: held_s are the seconds of good form within it; counted: it is long enough.

    start_within and end_within are the spans that its ends lie in, least_s and most_s the seconds
    that held_s may be, each in four of five cases. None where that is not known: see
    ``formcheck/engine/hold_ends.py``; a live session has no hindsight.
    """

    held_s: float
    counted: bool
    start_within: Span | None = None
    end_within: Span | None = None
    least_s: float | None = None
    most_s: float | None = None


class Pause(Span):
    """The clock stood still, and then ran on in the same hold."""


@dataclass(frozen=True, slots=True)
class FaultSpan(Span):
    """A fault; reported_s is when it was certain enough to be reported."""

    id: str
    reported_s: float
    cue: str


@dataclass(frozen=True, slots=True)
class PhaseSpan(Span):
    """A phase of the plan, or the start before it."""

    id: str


@dataclass(frozen=True, slots=True)
class UnseenSpan(Span):
    """Something that could not be seen."""

    what: Unknown


Event = Notice | Span
"""What happened: something began or changed, or a span is over."""
