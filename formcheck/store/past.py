"""A session of the past, as a list of them tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formcheck.files.errors import FormcheckError


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


def unreadable_words(count: int) -> str:
    """How many entries were set aside; "" where all could be read."""
    if not count:
        return ""
    entries = "1 entry of the history is" if count == 1 else f"{count} entries of the history are"
    return f"{entries} damaged and left out; all the others are here."


def damaged_session(number: int) -> FormcheckError:
    """What to say of a session whose entry, or what it came to, can't be read."""
    return FormcheckError(
        f"Session {number} in the history is damaged: `formcheck history` lists what can be read."
    )
