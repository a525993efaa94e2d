"""The watch over sitting as a pure fold: state and one look in; new state and events out.

A look is one analysed frame. No clock, camera or randomness inside: the same looks give the same
events. Time may jump: unwatched time does not count, and while the computer slept the person was
away, or on the break that a coach led.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from formcheck.core.fast_replace import replace
from formcheck.core.posture import breaks
from formcheck.core.posture.breaks import BreakEvent, BreakOrder, BreakState, Occurrence, Presence
from formcheck.core.posture.nudge import Nudged, NudgeState, advance_nudges
from formcheck.core.posture.posture_values import (
    Look,
    Posture,
    PostureState,
    Segment,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
    View,
)
from formcheck.core.posture.rules import QUIET_ROOM, Rules, Suppression, Surroundings
from formcheck.core.posture.scores import UsualPosture, apply_usual, update_usual
from formcheck.core.posture.segments import GAP_S, SegmentState, advance_segments, finish_segments


class Watching(StrEnum):
    """How the watch counts the time that passes."""

    WATCHED = "watched"
    PAUSED = "paused"
    """Paused by order, or not watched: nothing is judged, and the time does not count."""
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
class StateChanged(Occurrence):
    """The posture state or its reasons changed."""

    state: PostureState
    why: tuple[SlouchReason, ...]


class Paused(Occurrence):
    """A pause was ordered; ``SitView.paused_until_s`` says until when."""


class CameraMoved(Occurrence):
    """The camera or the chair is no longer where it was when the baseline was taken."""


SitEvent = StateChanged | Segment | Nudged | BreakEvent | Paused | CameraMoved
"""Segments are final; they come in order and never overlap."""


LEAST_AWAY_S = 5.0
"""A person gone for less only ducked, and counts as there throughout. Chosen for formcheck."""


@dataclass(frozen=True)
class SitState:
    """The state of the watch; its size does not grow over the day.

    baseline: None to judge by average bodies, more cautiously. usual: how the person has sat
    upright since it was taken. t_s: the time of the last look, None before the first. slept_s: how
    long the machine slept after that time, while the look was still being analysed. watching_s:
    since when ``watching`` has its value. here_s: since when the person has been there, None while
    away. view: the last known view of the camera. reported: the state and reasons reported last.
    events: those still to be reported.
    """

    baseline: UprightBaseline | None = None
    usual: UsualPosture = field(default_factory=UsualPosture)
    segments: SegmentState = field(default_factory=SegmentState)
    nudges: NudgeState = field(default_factory=NudgeState)
    breaks: BreakState = field(default_factory=BreakState)
    t_s: float | None = None
    slept_s: float = 0.0
    watching: Watching = Watching.WATCHED
    watching_s: float = 0.0
    here_s: float | None = None
    view: View | None = None
    around: Surroundings = QUIET_ROOM
    paused_until_s: float | None = None
    moved: bool = False
    reported: tuple[PostureState, tuple[SlouchReason, ...]] | None = None
    events: tuple[SitEvent, ...] = ()

    @property
    def posture(self) -> Posture | None:
        """The last posture, None if there is none since ``watching`` changed."""
        return self.segments.posture

    @property
    def now_s(self) -> float:
        """The time of the last look, 0 before the first."""
        return 0.0 if self.t_s is None else self.t_s

    @property
    def state_now(self) -> tuple[PostureState, tuple[SlouchReason, ...]]:
        """The current state and its reasons, strongest first."""
        if self.watching is Watching.OUT:
            return PostureState.AWAY, ()
        if self.posture is None:
            return PostureState.UNSURE, ()
        return self.posture.state, self.posture.why

    @property
    def busy(self) -> Suppression | None:
        """Why nothing at all may be shown or said now, or None."""
        if self.watching is Watching.OUT:
            return Suppression.LOCKED
        if self.watching is Watching.PAUSED:
            return Suppression.PAUSED
        around = self.around.busy
        no_picture = self.posture is not None and self.posture.unclear is Unjudgeable.PICTURE
        return Suppression.NO_PICTURE if no_picture and around is None else around

    @property
    def kept_back(self) -> Suppression | None:
        """Why no nudge may come now, whatever the posture, or None."""
        return self.busy or (Suppression.BREAK if self.breaks.busy else None)


def recalibrate(state: SitState, baseline: UprightBaseline | None) -> SitState:
    """Replaces the baseline, and closes the segments judged by the old one."""
    nudges = NudgeState(nudged_s=state.nudges.nudged_s)
    closed = _close_watching(state, state.now_s)
    return replace(closed, baseline=baseline, usual=UsualPosture(), moved=False, nudges=nudges)


def change_sitter(state: SitState) -> SitState:
    """Counts sitting only from the arrival of the person now there, or from now if nobody is."""
    came_s = state.now_s if state.here_s is None else state.here_s
    return replace(state, breaks=breaks.count_from(state.breaks, came_s))


def advance_sit(
    rules: Rules,
    state: SitState,
    look: Look,
    around: Surroundings = QUIET_ROOM,
    orders: tuple[Order, ...] = (),
) -> tuple[SitState, tuple[SitEvent, ...]]:
    """Returns the state after one more look, and the events.

    around: the surroundings; orders: those since the last look. A look without an image has
    features that are unclear by ``Unjudgeable.PICTURE``. If the time has not advanced, only orders
    take effect. A gap of more than 10 s was not watched. If the machine slept for ``away_s`` of it,
    the person was away; where that is unknown, it slept throughout, unless a coach had the camera
    and may have had it for so long. A pause ends a break, but not while a coach leads it.
    """
    rose = state.t_s is None or look.t_s > state.t_s
    if rose:
        state = _pass_time(rules, state, look.t_s, look.slept_s)
    state = _pause_or_resume(replace(state, around=around), orders)
    if BreakOrder.END in orders and state.breaks.lent and state.breaks.coached_s is None:
        # No stretch was finished: the break ends once the person is seen, or after TELL_S without
        # knowing who is there; a person who has left meanwhile takes it like any other break.
        state = replace(state, breaks=replace(state.breaks, coached_s=state.breaks.t_s))
        orders = tuple(order for order in orders if order is not BreakOrder.END)
    if rose:
        state = _judge_look(rules, state, look)
    for order in orders:
        if not isinstance(order, PauseOrder | Resume):
            state = _order_break(rules, state, order)
    with_coach = state.breaks.lent and state.breaks.coached_s is None
    if rose and state.watching is Watching.PAUSED and not with_coach:
        # after the orders: DONE may be among them
        state = _order_break(rules, state, BreakOrder.END)
    state = _tell_change(state)
    segments_first = sorted(state.events, key=lambda event: not isinstance(event, Segment))
    return replace(state, events=()), tuple(segments_first)


def finish_sit(rules: Rules, state: SitState) -> tuple[SitEvent, ...]:
    """Returns the events still due when the watch ends: the last segments, and a running break."""
    _, ended = breaks.apply_break_order(rules, state.breaks, BreakOrder.END)
    return (*_close_watching(state, state.now_s).events, *ended)


def _add(state: SitState, *events: SitEvent) -> SitState:
    return replace(state, events=(*state.events, *events))


def _pass_time(rules: Rules, state: SitState, t_s: float, slept_s: float | None) -> SitState:
    """Advances to a later time; a gap counts as unknown, or as away if the machine slept."""
    last_s = state.t_s
    if last_s is None:
        return replace(state, t_s=t_s, watching_s=t_s, breaks=BreakState(t_s, since_s=t_s))
    coached_s = state.breaks.coached_s
    if coached_s is not None and t_s - coached_s >= breaks.TELL_S:
        # no look since the coach ended has shown whether the person is there
        state = _order_break(rules, state, BreakOrder.END)
    gap_s, lent = t_s - last_s, state.breaks.lent
    if gap_s <= GAP_S:
        return replace(state, t_s=t_s, slept_s=slept_s or 0.0)
    if slept_s is None:
        slept_s = 0.0 if lent and gap_s <= breaks.DAY_OVER_S else gap_s
    slept_s += state.slept_s
    asleep = slept_s >= rules.away_s and not lent
    if lent:
        state = replace(state, breaks=breaks.count_sleep(state.breaks, slept_s))
    if lent or gap_s >= rules.away_s:
        state = _switch_watching(state, Watching.OUT if asleep else Watching.PAUSED, last_s)
    state = replace(state, t_s=t_s, slept_s=0.0, here_s=None)
    return _count_sitting(rules, state, Presence.GONE if asleep else Presence.UNKNOWN, last_s)


def _count_sitting(
    rules: Rules, state: SitState, presence: Presence, since_s: float, *, moving: bool = False
) -> SitState:
    step = breaks.advance_breaks(
        rules, state.breaks, state.now_s, presence, since_s,
        moving=moving, wait=state.busy, nudged_s=state.nudges.nudged_s,
    )  # fmt: skip
    return _take_breaks(state, step)


def _order_break(rules: Rules, state: SitState, order: BreakOrder) -> SitState:
    return _take_breaks(state, breaks.apply_break_order(rules, state.breaks, order))


def _take_breaks(state: SitState, step: breaks.BreakStep) -> SitState:
    """Applies a step of the breaks; after a break the person counts as having come back."""
    advanced, events = step
    ended = any(isinstance(event, breaks.BreakEnded) for event in events)
    here_s = state.now_s if ended and state.here_s is not None else state.here_s
    return _add(replace(state, breaks=advanced, here_s=here_s), *events)


def _close_watching(state: SitState, at_s: float) -> SitState:
    segments: tuple[Segment, ...] = ()
    if state.watching is Watching.WATCHED:
        segments = finish_segments(state.segments, at_s)
    elif state.watching is Watching.OUT:
        segments = (Segment(state.watching_s, at_s, PostureState.AWAY, ()),)
    closed = (segment for segment in segments if segment.end_s > segment.start_s)
    return replace(_add(state, *closed), segments=SegmentState(), watching_s=at_s)


def _switch_watching(state: SitState, watching: Watching, at_s: float) -> SitState:
    if watching is state.watching:
        return state
    return replace(_close_watching(state, at_s), watching=watching, here_s=None)


def _pause_or_resume(state: SitState, orders: tuple[Order, ...]) -> SitState:
    until_s, t_s = state.paused_until_s, state.now_s
    if until_s is not None and until_s <= t_s:
        until_s = None
    for order in orders:
        if isinstance(order, PauseOrder) and order.minutes > 0:
            until_s = t_s + 60 * order.minutes
            state = _add(state, Paused(t_s))
        elif isinstance(order, Resume):
            until_s = None
    state = replace(state, paused_until_s=until_s)
    if until_s is not None and state.watching is Watching.WATCHED:
        state = _switch_watching(state, Watching.PAUSED, t_s)
    return state


def _judge_look(rules: Rules, state: SitState, look: Look) -> SitState:
    watching = Watching.WATCHED if state.paused_until_s is None else Watching.PAUSED
    watching = Watching.OUT if state.around.locked else watching
    state = _switch_watching(state, watching, look.t_s)
    presence, since_s, moving = Presence.UNKNOWN, state.watching_s, False
    if state.watching is Watching.OUT:
        presence = Presence.GONE
    elif state.watching is Watching.WATCHED:
        before = state.posture
        state, posture = _settle_look(rules, state, look)
        presence = breaks.find_presence(posture, state.breaks.presence)
        moving = not posture.still
        same = before is not None and before.state is posture.state
        since_s = look.t_s if same else posture.since_s  # an unsure state may change its reason
    state = _count_sitting(rules, state, presence, since_s, moving=moving)
    state = _update_return(rules, state)
    state = _take_camera_back(rules, state, look)
    if state.posture is None or state.here_s is None:
        return state
    nudges, nudge = advance_nudges(
        rules, state.nudges, state.posture, state.here_s, state.kept_back
    )
    state = replace(state, nudges=nudges)
    return state if nudge is None else _add(state, nudge)


def _take_camera_back(rules: Rules, state: SitState, look: Look) -> SitState:
    """Takes the camera back from a coach once a look shows whether the person is there."""
    features, posture = look.features, state.posture
    is_away = posture is not None and posture.state is PostureState.AWAY
    is_up = posture is not None and posture.unclear is Unjudgeable.NOT_SEATED
    is_seen = features is not None and features.unclear is not Unjudgeable.PICTURE and not is_up
    if not state.breaks.lent or not (is_seen or is_away):
        return state
    is_over = state.breaks.coached_s is not None and not is_away
    state = replace(state, breaks=replace(state.breaks, lent=False, coached_s=None))
    return _order_break(rules, state, BreakOrder.END) if is_over else state


def _settle_look(rules: Rules, state: SitState, look: Look) -> tuple[SitState, Posture]:
    baseline, usual = state.baseline, state.usual
    own = None if baseline is None else apply_usual(baseline, usual)
    dt_s = look.t_s - max(state.segments.t_s, state.watching_s)
    segments, (posture, closed) = advance_segments(own, rules.sensitivity, state.segments, look)
    if baseline is not None:
        usual = update_usual(usual, baseline, look, posture, dt_s)
    view = None if look.features is None else look.features.view
    state = replace(state, segments=segments, usual=usual, view=view or state.view)
    return _add(state, *closed), posture


def _update_return(rules: Rules, state: SitState) -> SitState:
    presence, since_s = state.breaks.presence, state.breaks.since_s
    if presence is Presence.SITTING:
        came_s = max(since_s, state.watching_s)
        return replace(state, here_s=came_s) if state.here_s is None else state
    least_s = LEAST_AWAY_S if presence is Presence.GONE else rules.settle_in_s
    return replace(state, here_s=None) if state.now_s - since_s >= least_s else state


def _tell_change(state: SitState) -> SitState:
    now = state.state_now
    if now != state.reported:
        state = _add(replace(state, reported=now), StateChanged(state.now_s, *now))
    if state.watching is Watching.WATCHED:
        camera_moved = state.segments.moved
        if camera_moved and not state.moved:
            state = _add(state, CameraMoved(state.now_s))
        state = replace(state, moved=camera_moved)
    return state
