"""What happened, in the past tense. The coach's log and the only input of a summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from formcheck.core.coach.attempt_stats import AttemptStats
from formcheck.core.kinematics import Unknown
from formcheck.core.stretch import Lack


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
class Event:
    """What happened, noticed at t_s. All times are seconds of the recording."""

    t_s: float


@dataclass(frozen=True, slots=True)
class Beginning(Event):
    """Something that began at start_s."""

    start_s: float


class NeutralTaken(Beginning):
    """The start position was held long enough to count changes from it."""


@dataclass(frozen=True, slots=True)
class ViewChanged(Event):
    """The camera stands right (ok) or wrong for this stretch."""

    ok: bool


class AttemptStarted(Beginning):
    """The person came near the position."""


@dataclass(frozen=True, slots=True)
class AttemptEnded(Event):
    """The person left the position. ``rested``: they had come to rest in it."""

    end_s: float
    rested: bool
    stats: AttemptStats | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PhaseDone(Event):
    """A phase was held for as long as it asks."""

    phase: str
    start_s: float


class HoldStarted(Beginning):
    """Good form was confirmed; it began at start_s."""


class StopCause(Enum):
    """Why the hold clock does not run."""

    AWAY = auto()
    """Not near the position."""
    VIEW = auto()
    """Too little can be judged from where the camera stands."""
    OTHER_STRETCH = auto()
    SET_UP = auto()
    """The set-up is still to come."""
    FAULT = auto()
    UNSEEN = auto()
    """Nothing that is wanted can be seen."""
    QUANTITY = auto()
    """A quantity is outside its tolerance, or has hardly changed from its start."""
    MOTION = auto()
    """Nothing but rest is lacking."""
    GAP = auto()
    """The pictures are too far apart to time anything."""


@dataclass(frozen=True, slots=True)
class HoldStop:
    """Why the hold clock does not run; name is that of the phase, fault or quantity, or ""."""

    cause: StopCause
    name: str = ""


class HoldPaused(Beginning):
    """The clock stopped at start_s."""


class HoldResumed(Beginning):
    """The clock runs again, from start_s on."""


@dataclass(frozen=True, slots=True)
class HoldEnded(Event):
    """The hold is over; held_s are its seconds of good form between start_s and end_s."""

    start_s: float
    end_s: float
    held_s: float


class RepStarted(Beginning):
    """A repetition is under way since start_s, far enough to be a try."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds, with the standard deviation of their error."""

    s: float = 0.0
    sigma_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Repetition(Span):
    """A repetition that was tried. reason says why it does not count, None when it does.

    what is the fault or measure of Lack.FORM. remark: what a repetition that counts still lacks.
    peak: the share of the way to the peak that was covered. nearest and farthest: the values of its
    measure there, each with an error of sigma.
    up, top and down: the way out, the time at the peak, and the way back.
    """

    reason: Lack | None = None
    what: str = ""
    remark: Lack | None = None
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
class RepEnded(Event):
    """A repetition ended, whether it counts or not."""

    repetition: Repetition


@dataclass(frozen=True, slots=True)
class FaultStarted(Event):
    """A fault was confirmed at t_s; it began at start_s."""

    fault: str
    start_s: float


@dataclass(frozen=True, slots=True)
class FaultEnded(Event):
    """The fault is gone since end_s."""

    fault: str
    end_s: float


@dataclass(frozen=True, slots=True)
class UnseenStarted(Event):
    """Something the stretch needs can't be seen since start_s."""

    start_s: float
    what: Unknown


@dataclass(frozen=True, slots=True)
class UnseenEnded(Event):
    """It can be seen again."""

    what: Unknown
