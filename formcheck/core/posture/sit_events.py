"""The orders that the watch takes, and the events that it reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from formcheck.core.posture.breaks import BreakEvent, BreakOrder, Occurrence
from formcheck.core.posture.nudge import Nudged, NudgeHeldBack
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason


class Watching(StrEnum):
    """What the watch does with the time that passes."""

    WATCHED = "watched"
    PAUSED = "paused"
    """By order: nothing is judged, and the time does not count."""
    OUT = "out"
    """The screen is locked, or the machine slept: the person is away."""


@dataclass(frozen=True, slots=True)
class PauseOrder:
    """Order: no judging, no nudges and no breaks for so many minutes."""

    minutes: float


@dataclass(frozen=True, slots=True)
class Resume:
    """Order: end the pause early."""


Order = PauseOrder | Resume | BreakOrder


@dataclass(frozen=True, slots=True)
class StateChanged:
    """What the view reports as new: another state, or other reasons."""

    t_s: float
    state: PostureState
    why: tuple[SlouchReason, ...]


@dataclass(frozen=True, slots=True)
class SegmentClosed:
    """A span of time that can't change any more. Segments come in order, never overlapping."""

    segment: Segment


class Paused(Occurrence):
    """A pause was ordered; the view says until when."""


class CameraMoved(Occurrence):
    """The camera stands elsewhere than when the baseline was taken."""


SitEvent = StateChanged | SegmentClosed | Nudged | NudgeHeldBack | BreakEvent | Paused | CameraMoved
