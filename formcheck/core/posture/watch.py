"""The values of the watch: what is ordered, what happens, what is remembered, what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from formcheck.core.posture.breaks import BreakEvent, BreakStage, BreakState
from formcheck.core.posture.cadence import settling
from formcheck.core.posture.nudge import Nudged, NudgeHeldBack, NudgeState
from formcheck.core.posture.rules import QUIET_ROOM, Held, Surroundings
from formcheck.core.posture.sentences import Note
from formcheck.core.posture.settle import SettleState
from formcheck.core.posture.values import (
    Calibration,
    Level,
    Posture,
    Segment,
    State,
    Unclear,
    View,
    Why,
)


class Watching(StrEnum):
    """What the time passes with."""

    WATCHED = "watched"
    PAUSED = "paused"
    """By order: nothing is judged, and the time counts for nothing."""
    OUT = "out"
    """The screen is locked, or the machine slept: the person is away."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Order: no judging, no nudges and no breaks for so many minutes."""

    minutes: float


@dataclass(frozen=True, slots=True)
class Resume:
    """Order: on with it before the pause is over."""


@dataclass(frozen=True, slots=True)
class TakeBreak:
    """Order: a break now."""


@dataclass(frozen=True, slots=True)
class PostponeBreak:
    """Order: remind again later."""


@dataclass(frozen=True, slots=True)
class SkipBreak:
    """Order: leave this one out."""


@dataclass(frozen=True, slots=True)
class EndBreak:
    """Order: the break is over; done_item: a stretch was finished in it."""

    done_item: bool = False


Order = Pause | Resume | TakeBreak | PostponeBreak | SkipBreak | EndBreak


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


@dataclass(frozen=True, slots=True)
class Paused:
    """Paused until then."""

    t_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """The pause is over."""

    t_s: float


@dataclass(frozen=True, slots=True)
class CameraMoved:
    """The camera stands elsewhere than when the baseline was taken."""

    t_s: float


SitEvent = (
    StateChanged
    | SegmentClosed
    | Nudged
    | NudgeHeldBack
    | BreakEvent
    | Paused
    | Resumed
    | CameraMoved
)


@dataclass(frozen=True, slots=True)
class SitProgress:
    """The memory of the watch; of the same size after a day as after a minute.

    t_s: the time so far, None before the first look. watching stands since watching_s. posture:
    the last one, None until there is one in this watching. here_s: since when somebody has been
    there, None when nobody is. view: where the camera was last seen to stand. told: state and
    reasons last told. closed: segments closed since the last look was told of.
    """

    calibration: Calibration | None
    settle: SettleState
    nudges: NudgeState
    breaks: BreakState
    t_s: float | None = None
    watching: Watching = Watching.WATCHED
    watching_s: float = 0.0
    posture: Posture | None = None
    here_s: float | None = None
    view: View | None = None
    around: Surroundings = QUIET_ROOM
    paused_until_s: float | None = None
    moved: bool = False
    told: tuple[State, tuple[Why, ...]] | None = None
    closed: tuple[Segment, ...] = ()

    @property
    def settling(self) -> bool:
        """Whether something is changing, so that the next look should come sooner."""
        return self.posture is not None and settling(self.posture)

    @property
    def now_s(self) -> float:
        """The time so far, 0 before the first look."""
        return 0.0 if self.t_s is None else self.t_s

    @property
    def state_now(self) -> tuple[State, tuple[Why, ...]]:
        """The state of the moment and its reasons, worst first."""
        if self.watching is Watching.OUT:
            return State.AWAY, ()
        if self.posture is None:
            return State.UNSURE, ()
        return self.posture.state, self.posture.why

    @property
    def busy(self) -> Held | None:
        """Why nothing at all may be shown or said now; None when it may."""
        if self.watching is Watching.OUT:
            return Held.LOCKED
        if self.watching is Watching.PAUSED:
            return Held.PAUSED
        around = self.around.busy
        unseen = self.posture is not None and self.posture.unclear is Unclear.PICTURE
        return Held.NO_PICTURE if unseen and around is None else around

    @property
    def kept_back(self) -> Held | None:
        """Why no nudge may come now, whatever the posture; None when one may."""
        return self.busy or (Held.BREAK if self.breaks.busy else None)


@dataclass(frozen=True, slots=True)
class SitView:
    """All that status line, page, voice and store need after a look. No logic after it.

    state, why (worst first), level and unclear are those of the moment, since since_s; cue is what
    would help, "" unless slouched. open: the span of now, still open; None while paused or before
    anything is known. posture: what it was taken from, None when nobody watched.
    sat_s: continuous sitting. break_in_s: sitting until the next break, None when breaks are off;
    break_left_s: of the running one, else None. holding_back: why no nudge would come now, None
    when one may; nudge_in_s: how much longer the slouch may last until one is due, None when there
    is none. notes: what to know about the watch itself.
    """

    t_s: float
    watching: Watching
    state: State
    why: tuple[Why, ...]
    cue: str
    level: Level
    since_s: float
    unclear: Unclear | None
    open: Segment | None
    posture: Posture | None
    sat_s: float
    break_stage: BreakStage
    break_in_s: float | None
    break_left_s: float | None
    paused_until_s: float | None
    holding_back: Held | None
    nudge_in_s: float | None
    notes: tuple[Note, ...]
