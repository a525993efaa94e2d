"""The coach's whole memory: one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from formcheck.check import Verdict
from formcheck.measure import Baseline, Figure, Reading


class Clock(Enum):
    """What the hold clock does."""

    IDLE = "idle"
    ENTERING = "entering"
    RUNNING = "running"
    LAPSED = "lapsed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class HoldState:
    """One hold. held_s counts only good form.

    good_until_s is the last good moment, back_since_s when good form came back during a pause (or
    but for rest, before the hold), reason what stopped the clock: a fault id, a measure name,
    "motion", "unseen" or "gap".
    """

    clock: Clock = Clock.IDLE
    start_s: float = 0.0
    held_s: float = 0.0
    good_until_s: float = 0.0
    back_since_s: float | None = None
    reason: str = ""
    rep_done: bool = False


@dataclass(frozen=True, slots=True)
class FaultState:
    """A fault's condition.

    True since since_s; true and the person at rest since still_s; false again since clear_s.
    """

    since_s: float
    still_s: float | None = None
    confirmed: bool = False
    clear_s: float | None = None


@dataclass(frozen=True, slots=True)
class UnseenState:
    """Something hidden since since_s; ``told`` once it lasted long enough to say."""

    since_s: float
    told: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """All that the coach remembers between two moments."""

    t_s: float | None = None
    baseline: Baseline | None = None
    neutral_since_s: float | None = None
    neutral_figures: tuple[Figure, ...] = ()
    recent: tuple[Figure, ...] = ()
    readings: dict[str, Reading] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    view_ok: bool | None = None
    view_since_s: float | None = None
    near_since_s: float | None = None
    away_since_s: float | None = None
    hidden_since_s: float | None = None
    attempting: bool = False
    settled: bool = False
    rested_since_s: float | None = None
    phase_index: int = 0
    phase_begun_s: float = 0.0
    phase_since_s: float | None = None
    phase_figures: tuple[Figure, ...] = ()
    hold: HoldState = HoldState()
    faults: dict[str, FaultState] = field(default_factory=dict)
    unseen: dict[str, UnseenState] = field(default_factory=dict)
    total_held_s: float = 0.0
    reps: int = 0
    attempts: int = 0

    @property
    def active_faults(self) -> frozenset[str]:
        """Ids of the faults that are confirmed now; none while the person is on the way out."""
        if self.away_since_s is not None:
            return frozenset()
        return frozenset(f for f, s in self.faults.items() if s.confirmed)

    @property
    def held_s(self) -> float:
        """Seconds of good form so far: earlier holds and the present one."""
        return self.total_held_s + self.hold.held_s
