"""Events, named in the past tense: the coach's log and the only input of a summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from formcheck.core.coach.attempt_stats import AttemptStats
from formcheck.core.kinematics import Unknown
from formcheck.core.stretch import Lack


@dataclass(frozen=True, slots=True)
class Event:
    """An event, noticed at t_s. All times are seconds of the recording."""

    t_s: float


@dataclass(frozen=True, slots=True)
class Beginning(Event):
    """Something that began at start_s."""

    start_s: float


class NeutralTaken(Beginning):
    """The person held the start position for long enough to count changes from it."""


@dataclass(frozen=True, slots=True)
class ViewChanged(Event):
    """The camera stands in the right place (ok) or the wrong one for this stretch."""

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
    """A phase was held for as long as it requires."""

    phase: str
    start_s: float


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


class HoldResumed(Beginning):
    """The clock runs again, from start_s on."""


@dataclass(frozen=True, slots=True)
class HoldEnded(Event):
    """The hold is over; held_s are its seconds of good form between start_s and end_s."""

    start_s: float
    end_s: float
    held_s: float


class RepStarted(Beginning):
    """A repetition under way since start_s has gone far enough to be an attempt."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Seconds, with the standard deviation of their error."""

    s: float = 0.0
    sigma_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Repetition:
    """An attempted repetition. reason says why it does not count, None when it does.

    what is the fault or measure of Lack.FORM. remark: what a repetition that counts still lacks.
    peak: the share of the way to the peak that was covered. nearest and farthest: the values of its
    measure there, each with an error of sigma. up, top and down: the way out, the time at the peak,
    and the way back.
    """

    start_s: float
    end_s: float
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
