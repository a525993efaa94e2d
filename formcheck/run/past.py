"""A session of the past, as a list of them tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in the list. Times carry their zone; ended is as far as it was saved.

    reps and planned_reps are repetitions, 0 where none were planned, or by an older formcheck.
    end is ``completed``, ``stopped`` or ``pain``, or ``open`` when it goes on or was cut off.
    """

    id: int
    started: datetime
    ended: datetime
    end: str
    titles: tuple[str, ...]
    held_s: float
    planned_s: float
    reps: int
    planned_reps: int
    faults: int
