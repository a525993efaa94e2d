"""What happened, in the past tense. The coach's log and the only input of a summary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NeutralTaken:
    """The start position was held long enough to count changes from it."""

    t_s: float
    start_s: float


@dataclass(frozen=True, slots=True)
class ViewChanged:
    """The camera stands right (ok) or wrong for this stretch."""

    t_s: float
    ok: bool


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """The person came near the position."""

    t_s: float
    start_s: float


@dataclass(frozen=True, slots=True)
class AttemptEnded:
    """The person left the position. ``rested``: they had come to rest in it."""

    t_s: float
    end_s: float
    rested: bool


@dataclass(frozen=True, slots=True)
class PhaseDone:
    """A phase was held for as long as it asks."""

    t_s: float
    phase: str
    start_s: float


@dataclass(frozen=True, slots=True)
class HoldStarted:
    """Good form was confirmed; it began at start_s."""

    t_s: float
    start_s: float


@dataclass(frozen=True, slots=True)
class HoldPaused:
    """The clock stopped at since_s; reason is a fault id, a measure name, "motion" or "unseen"."""

    t_s: float
    since_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class HoldResumed:
    """The clock runs again, from since_s on."""

    t_s: float
    since_s: float


@dataclass(frozen=True, slots=True)
class HoldEnded:
    """The hold is over; held_s are its seconds of good form between start_s and end_s."""

    t_s: float
    start_s: float
    end_s: float
    held_s: float


@dataclass(frozen=True, slots=True)
class RepStarted:
    """A repetition is under way since start_s, far enough to be a try."""

    t_s: float
    start_s: float


@dataclass(frozen=True, slots=True)
class RepDone:
    """A hold reached the seconds of the dose, or a repetition counts: number ``rep``.

    peak is how much of the way to the far end a repetition went, 1 for all of it, and top_s its
    seconds there; both are 0 for a hold.
    """

    t_s: float
    rep: int
    start_s: float
    end_s: float
    peak: float = 0.0
    top_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RepMissed:
    """A repetition was tried and does not count.

    reason is partial (turned back before the far end), return (not all the way back), fast, slow,
    short (at the far end), form, unseen or other-stretch; what is the fault or measure of "form".
    """

    t_s: float
    start_s: float
    end_s: float
    reason: str
    what: str
    peak: float
    top_s: float


@dataclass(frozen=True, slots=True)
class FaultStarted:
    """A fault was confirmed at t_s; it began at start_s."""

    t_s: float
    fault: str
    start_s: float


@dataclass(frozen=True, slots=True)
class FaultEnded:
    """The fault is gone since end_s."""

    t_s: float
    fault: str
    end_s: float


@dataclass(frozen=True, slots=True)
class UnseenStarted:
    """Something the stretch needs can't be seen since start_s; what says it in words."""

    t_s: float
    start_s: float
    what: str


@dataclass(frozen=True, slots=True)
class UnseenEnded:
    """It can be seen again."""

    t_s: float
    what: str


Event = (
    NeutralTaken
    | ViewChanged
    | AttemptStarted
    | AttemptEnded
    | PhaseDone
    | HoldStarted
    | HoldPaused
    | HoldResumed
    | HoldEnded
    | RepStarted
    | RepDone
    | RepMissed
    | FaultStarted
    | FaultEnded
    | UnseenStarted
    | UnseenEnded
)
