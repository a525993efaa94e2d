"""The watch as a pure fold: memory and one look in; new memory and what happened out.

No clock, camera or randomness inside: the same looks give the same events. Time may jump; what
nobody watched counts for nothing, and a machine that slept had nobody before it.
"""

from __future__ import annotations

from dataclasses import replace

from formcheck.core.posture import breaks as rest
from formcheck.core.posture.breaks import (
    BreakBegun,
    BreakDue,
    BreakEnded,
    BreakKind,
    BreakPostponed,
    BreakSkipped,
    BreakStage,
    BreakState,
    Presence,
    advance_breaks,
    begin_breaks,
    presence_of,
)
from formcheck.core.posture.nudge import (
    Nudged,
    NudgeHeldBack,
    NudgeState,
    advance_nudges,
    after_baseline,
)
from formcheck.core.posture.rules import Held, Rules, Surroundings
from formcheck.core.posture.settle import advance_settle, camera_moved, finish_settle, settle_state
from formcheck.core.posture.sit_view import sit_view
from formcheck.core.posture.values import Calibration, Look, Posture, Segment, State
from formcheck.core.posture.watch import (
    CameraMoved,
    EndBreak,
    Order,
    Pause,
    Paused,
    PostponeBreak,
    Resume,
    Resumed,
    SegmentClosed,
    SitEvent,
    SitProgress,
    SitView,
    SkipBreak,
    StateChanged,
    TakeBreak,
    Watching,
)

__all__ = [
    "BreakBegun",
    "BreakDue",
    "BreakEnded",
    "BreakKind",
    "BreakPostponed",
    "BreakSkipped",
    "BreakStage",
    "CameraMoved",
    "EndBreak",
    "Held",
    "NudgeHeldBack",
    "Nudged",
    "Order",
    "Pause",
    "Paused",
    "PostponeBreak",
    "Resume",
    "Resumed",
    "Rules",
    "SegmentClosed",
    "SitEvent",
    "SitProgress",
    "SitView",
    "SkipBreak",
    "StateChanged",
    "Surroundings",
    "TakeBreak",
    "Watching",
    "advance_sit",
    "begin_sit",
    "finish_sit",
    "recalibrated",
    "sit_view",
]

GAP_S = 10.0
"""Looks further apart were not watching in between (as for ``settle``); at rest they are 2 s."""
GONE_S = 5.0
"""Who was gone for so long comes back, and did not only duck (B4)."""


Step = tuple[SitProgress, tuple[SitEvent, ...]]


def begin_sit(calibration: Calibration | None) -> SitProgress:
    """The memory before the first look; calibration None: by average bodies, more cautiously."""
    return SitProgress(calibration, settle_state(), NudgeState(), begin_breaks(0.0))


def recalibrated(progress: SitProgress, calibration: Calibration | None) -> SitProgress:
    """The memory with another baseline. What was settled by the old one is closed."""
    nudges = after_baseline(progress.nudges)
    return replace(
        _closed(progress, progress.now_s), calibration=calibration, moved=False, nudges=nudges
    )


def advance_sit(
    rules: Rules,
    progress: SitProgress,
    look: Look,
    surroundings: Surroundings,
    orders: tuple[Order, ...] = (),
) -> Step:
    """The memory after one more look, and what happened.

    A look without a picture has a bearing that is unclear by ``Unclear.PICTURE``. A time that does
    not rise changes nothing, but orders are taken. A gap of more than 10 s was not watched, and in
    one of ``away_s`` or more the person was away.
    """
    rose = progress.t_s is None or look.t_s > progress.t_s
    events: tuple[SitEvent, ...] = ()
    if rose:
        progress, events = _timed(rules, progress, look.t_s)
    progress, halted = _halted(replace(progress, around=surroundings), orders)
    events += halted
    if rose:
        progress, seen = _looked(rules, progress, look)
        events += seen
    progress, done = _ordered(rules, progress, orders)
    events += done
    closed = tuple(SegmentClosed(segment) for segment in progress.closed)
    progress, changed = _told(replace(progress, closed=()))
    return progress, (*closed, *events, *changed)


def finish_sit(rules: Rules, progress: SitProgress) -> tuple[SitEvent, ...]:
    """What is still to be told when the watch ends: the last segments, and a running break."""
    closed = tuple(SegmentClosed(s) for s in _closed(progress, progress.now_s).closed)
    _, ended = rest.end_break(rules, progress.breaks, done_item=False)
    return (*closed, *ended)


def _timed(rules: Rules, progress: SitProgress, t_s: float) -> Step:
    """At a later time. What was not watched is left behind: nobody knows, or the machine slept."""
    if progress.t_s is None:
        return replace(progress, t_s=t_s, watching_s=t_s, breaks=begin_breaks(t_s)), ()
    last_s, gap_s = progress.t_s, t_s - progress.t_s
    if gap_s <= GAP_S:
        return replace(progress, t_s=t_s), ()
    asleep = gap_s >= rules.away_s
    if asleep:
        progress = _switched(progress, Watching.OUT, last_s)
    progress = replace(progress, t_s=t_s, here_s=None)
    return _sat(rules, progress, Presence.GONE if asleep else Presence.UNKNOWN, last_s)


def _sat(
    rules: Rules, progress: SitProgress, presence: Presence, since_s: float, *, moving: bool = False
) -> Step:
    """With sitting and breaks counted up to now."""
    breaks, events = advance_breaks(
        rules,
        progress.breaks,
        progress.now_s,
        presence,
        since_s,
        moving=moving,
        wait=progress.busy,
        nudged_s=progress.nudges.nudged_s,
    )
    return _rested(progress, breaks, events), events


def _rested(progress: SitProgress, breaks: BreakState, events: tuple[SitEvent, ...]) -> SitProgress:
    """With the memory of breaks; after one the person has come back, wherever they spent it."""
    ended = any(isinstance(event, BreakEnded) for event in events)
    here_s = progress.now_s if ended and progress.here_s is not None else progress.here_s
    return replace(progress, breaks=breaks, here_s=here_s)


def _closed(progress: SitProgress, at_s: float) -> SitProgress:
    """With the present watching closed at that time: its segments, and what was settled in it."""
    segments: tuple[Segment, ...] = ()
    if progress.watching is Watching.WATCHED:
        segments = finish_settle(progress.settle, at_s)
    elif progress.watching is Watching.OUT:
        segments = (Segment(progress.watching_s, at_s, State.AWAY, ()),)
    segments = tuple(segment for segment in segments if segment.end_s > segment.start_s)
    return replace(
        progress,
        settle=settle_state(),
        posture=None,
        watching_s=at_s,
        closed=(*progress.closed, *segments),
    )


def _switched(progress: SitProgress, watching: Watching, at_s: float) -> SitProgress:
    if watching is progress.watching:
        return progress
    return replace(_closed(progress, at_s), watching=watching, here_s=None)


def _halted(progress: SitProgress, orders: tuple[Order, ...]) -> Step:
    """With pauses begun and ended, before anything is judged."""
    events: tuple[SitEvent, ...] = ()
    until_s, t_s = progress.paused_until_s, progress.now_s
    if until_s is not None and until_s <= t_s:
        until_s, events = None, (Resumed(t_s),)
    for order in orders:
        if isinstance(order, Pause) and order.minutes > 0:
            until_s = t_s + 60 * order.minutes
            events += (Paused(t_s, until_s),)
        elif isinstance(order, Resume) and until_s is not None:
            until_s = None
            events += (Resumed(t_s),)
    progress = replace(progress, paused_until_s=until_s)
    if until_s is not None and progress.watching is Watching.WATCHED:
        progress = _switched(progress, Watching.PAUSED, t_s)
    return progress, events


def _ordered(rules: Rules, progress: SitProgress, orders: tuple[Order, ...]) -> Step:
    """With what was ordered about breaks."""
    breaks = progress.breaks
    events: tuple[SitEvent, ...] = ()
    for order in orders:
        match order:
            case TakeBreak():
                breaks, done = rest.take_break(breaks)
            case PostponeBreak():
                breaks, done = rest.postpone_break(rules, breaks)
            case SkipBreak():
                breaks, done = rest.skip_break(rules, breaks)
            case EndBreak(done_item):
                breaks, done = rest.end_break(rules, breaks, done_item=done_item)
            case _:
                continue
        events += done
    return _rested(progress, breaks, events), events


def _looked(rules: Rules, progress: SitProgress, look: Look) -> Step:
    """With the look judged, unless nothing is to be judged, and what follows from it."""
    progress = _switched(progress, _watching(progress), look.t_s)
    presence, since_s, moving = Presence.UNKNOWN, progress.watching_s, False
    if progress.watching is Watching.OUT:
        presence = Presence.GONE
    elif progress.watching is Watching.WATCHED:
        before = progress.posture
        progress, posture = _settled(rules, progress, look)
        presence = presence_of(posture, progress.breaks.presence)
        moving = not posture.still
        same = before is not None and before.state is posture.state
        since_s = look.t_s if same else posture.since_s  # an unsure state may change its reason
    progress, rested = _sat(rules, progress, presence, since_s, moving=moving)
    progress = _here(rules, progress)
    if progress.watching is Watching.PAUSED:
        breaks, ended = rest.end_break(rules, progress.breaks, done_item=False)
        progress, rested = replace(progress, breaks=breaks), (*rested, *ended)
    progress, nudged = _nudged(rules, progress)
    return progress, (*rested, *nudged)


def _watching(progress: SitProgress) -> Watching:
    if progress.around.locked:
        return Watching.OUT
    return Watching.WATCHED if progress.paused_until_s is None else Watching.PAUSED


def _settled(rules: Rules, progress: SitProgress, look: Look) -> tuple[SitProgress, Posture]:
    settle, posture, segments = advance_settle(
        progress.settle, look, progress.calibration, rules.sensitivity
    )
    view = None if look.bearing is None else look.bearing.view
    progress = replace(
        progress,
        settle=settle,
        posture=posture,
        view=view or progress.view,
        closed=(*progress.closed, *segments),
    )
    return progress, posture


def _here(rules: Rules, progress: SitProgress) -> SitProgress:
    """With since when the person has been there: not before they were last gone for long enough."""
    breaks, t_s = progress.breaks, progress.now_s
    lasts_s = t_s - breaks.since_s
    match breaks.presence:
        case Presence.SITTING if progress.here_s is None:
            return replace(progress, here_s=max(breaks.since_s, progress.watching_s))
        case Presence.GONE if lasts_s >= GONE_S:
            return replace(progress, here_s=None)
        case Presence.UNKNOWN if lasts_s >= rules.settle_in_s:
            return replace(progress, here_s=None)
    return progress


def _nudged(rules: Rules, progress: SitProgress) -> Step:
    if progress.posture is None or progress.here_s is None:
        return progress, ()
    nudges, events = advance_nudges(
        rules, progress.nudges, progress.posture, progress.here_s, progress.kept_back
    )
    return replace(progress, nudges=nudges), events


def _told(progress: SitProgress) -> Step:
    """With a change of state or reasons told, and of the camera's place."""
    events: tuple[SitEvent, ...] = ()
    now = progress.state_now
    if now != progress.told:
        events += (StateChanged(progress.now_s, *now),)
    moved = progress.moved
    if progress.watching is Watching.WATCHED:
        moved = camera_moved(progress.settle)
    if moved and not progress.moved:
        events += (CameraMoved(progress.now_s),)
    return replace(progress, told=now, moved=moved), events
