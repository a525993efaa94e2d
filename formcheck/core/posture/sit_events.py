"""What can be ordered of the watch, and what it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from formcheck.core.posture.breaks import BreakEvent, BreakOrder, Occurrence
from formcheck.core.posture.nudge import Nudged, NudgeHeldBack
from formcheck.core.posture.posture_values import Segment, State, Why


class Watching(StrEnum):
    """What the time passes with."""

    WATCHED = "watched"
    PAUSED = "paused"
    """By order: nothing is judged, and the time counts for nothing."""
    OUT = "out"
    """The screen is locked, or the machine slept: the person is away."""


@dataclass(frozen=True, slots=True)
class PauseOrder:
    """Order: no judging, no nudges and no breaks for so many minutes."""

    minutes: float


@dataclass(frozen=True, slots=True)
class Resume:
    """Order: on with it before the pause is over."""


Order = PauseOrder | Resume | BreakOrder


@dataclass(frozen=True, slots=True)
class StateChanged:
    """What the view says is new: another state, or other reasons."""

    t_s: float
    state: State
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class SegmentClosed:
    """A stretch of time that can't change any more. Segments come in order, never overlapping."""

    segment: Segment


class Paused(Occurrence):
    """A pause was ordered; until when is the view's to tell."""


class CameraMoved(Occurrence):
    """The camera stands elsewhere than when the baseline was taken."""


SitEvent = StateChanged | SegmentClosed | Nudged | NudgeHeldBack | BreakEvent | Paused | CameraMoved
