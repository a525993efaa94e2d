"""From looks to posture states: smoothed, with hysteresis, and recorded once they are final.

Everything depends on time, not on the number of looks (analysed frames), so it works the same at
any interval up to ``GAP_S``. A momentary sip, reach or glance shows in ``Posture`` but leaves no
segment.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from formcheck.core.fast_replace import replace
from formcheck.core.posture import bouts
from formcheck.core.posture.bouts import CLOSING_S, CONFIRM_BOUT_S, Bout, Label
from formcheck.core.posture.posture_values import (
    Look,
    Posture,
    PostureFeatures,
    PostureState,
    Segment,
    Sensitivity,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
)
from formcheck.core.posture.scores import PostureScores, score_posture
from formcheck.core.posture.seat import is_shifted

ENTER = 1.0
LEAVE = 0.65
"""Strengths at which a reason begins and ceases to count. The gap between good and warn in B2 and
B3 (4 degrees of 8, 0.03 of 0.07) is about 0.4 of the way to warn."""

SMOOTH_S = 0.2
"""Time constant of the low-pass on strengths: removes single outliers at many looks a second, and
leaves one look a second nearly unchanged. Chosen for formcheck."""

SHOW_STATE_S = 0.9
"""How long a state must last to be shown: two looks at one look a second, so at most 2 s after the
change."""

GAP_S = 10.0
"""The state is unknown during a longer time without looks."""

CROSSING = 0.8
"""The start of a slouch is dated to when its strength rose through half of its value, but at least
through this, interpolated between two looks; its end to when it fell through the same."""

HELD_S = 2.0
"""Time constant of tracking the strength that the end is dated by. Chosen for formcheck."""

CROSSED_S = 2.0
"""An older crossing than this does not belong to the current change. Chosen for formcheck."""

STEP = 0.5
"""By how much another reason must be stronger to become the chief one. Chosen for formcheck."""

SLIGHT = 1.6
CLEAR = 2.2
"""Strengths from which a slight and a clear slouch count towards a reminder. Chosen for at most one
wrong reminder in 8 hours of the rendered people of seed 118 (docs/decisions/007-sitting.md)."""
SHARE = 0.8
"""B4: a span counts as beyond a limit if 80 % of it is."""

STILL = 0.35
"""Movement of head or shoulders between two looks, over the distance from eyes to mouth, below
which the person is still: about 2 cm. Chosen for formcheck."""

MOVED_S = 20.0
"""How long everything must be shifted before the camera counts as moved. Chosen for formcheck."""

_EMPTY_SEAT = PostureScores({}, Unjudgeable.NOT_SEATED)


@dataclass(frozen=True, slots=True)
class DwellTimer:
    """Times a span beyond a limit: in all, the part beyond, and how long it is inside again."""

    lasted_s: float = 0.0
    beyond_s: float = 0.0
    inside_s: float = 0.0

    def advance(self, dt_s: float, strength: float, limit: float) -> DwellTimer:
        """Advances the timer by dt_s; resets it after 3 s inside the limit."""
        if strength >= limit - (ENTER - LEAVE if self.lasted_s else 0.0):
            return DwellTimer(self.lasted_s + dt_s, self.beyond_s + dt_s)
        if self.inside_s + dt_s >= bouts.UPRIGHT_AGAIN_S or self.lasted_s == 0.0:
            return DwellTimer()
        return DwellTimer(self.lasted_s + dt_s, self.beyond_s, self.inside_s + dt_s)

    @property
    def counted_s(self) -> float:
        """The length of the span that counts: 0 while less than 80 % of it was beyond."""
        return self.lasted_s if self.beyond_s >= SHARE * self.lasted_s else 0.0


@dataclass(frozen=True, eq=False)
class SegmentState:
    """The state kept from look to look.

    t_s: time of the last look, -inf before the first. certain: the last certain bout; pending: the
    later ones, which may still change. smooth: the smoothed strengths; active: the reasons that
    count; chief: the main one of them. unclear: the last reason why a look could not be judged.
    worst: the greatest strength of the last look; held: its recent level; up_s and down_s: when it
    last rose and fell through half of that. slight and clear: timers of a slouch at least that
    strong. moved: everything has been shifted for so long that the camera must have been moved.
    scores: those of the last look.
    """

    t_s: float = -math.inf
    certain: Bout | None = None
    pending: tuple[Bout, ...] = ()
    smooth: Mapping[SlouchReason, float] = field(default_factory=dict)
    active: frozenset[SlouchReason] = frozenset()
    chief: SlouchReason | None = None
    shown: tuple[PostureState, tuple[SlouchReason, ...]] = (PostureState.UNSURE, ())
    unclear: Unjudgeable | None = None
    slight: DwellTimer = DwellTimer()
    clear: DwellTimer = DwellTimer()
    before: PostureFeatures | None = None
    posture: Posture | None = None
    worst: float = 0.0
    held: float = 0.0
    up_s: float = -math.inf
    down_s: float = -math.inf
    shifted_since_s: float | None = None
    moved: bool = False
    scores: PostureScores = _EMPTY_SEAT


def advance_segments(
    baseline: UprightBaseline | None, sensitivity: Sensitivity, state: SegmentState, look: Look
) -> tuple[SegmentState, tuple[Posture, tuple[Segment, ...]]]:
    """Returns the state after a later look, the posture now, and the segments that became final.

    baseline: None to judge by average bodies, more cautiously.
    """
    scores = _EMPTY_SEAT
    if look.features is not None:
        scores = score_posture(look.features, baseline, sensitivity)
    dt_s = look.t_s - state.t_s if state.posture is not None else 0.0
    state = _weigh_scores(state, scores, dt_s)
    state, segments = _record_look(state, _find_label(state, scores), look.t_s, dt_s)
    state = _show_label(state, look, scores, dt_s)
    state = _watch_camera(state, look, baseline)
    shown, why = state.shown
    posture = Posture(
        t_s=look.t_s,
        state=shown,
        why=why,
        since_s=find_state_start_s(state, look.t_s),
        slight_for_s=state.slight.counted_s,
        clear_for_s=state.clear.counted_s,
        still=_is_still(state.before, look.features),
        unclear=state.unclear if shown is PostureState.UNSURE else None,
        only_lower=scores.only_lower,
    )
    state = replace(state, t_s=look.t_s, before=look.features, posture=posture, scores=scores)
    return state, (posture, segments)


def finish_segments(state: SegmentState, t_s: float) -> tuple[Segment, ...]:
    """Returns the segments still open when the watch ends at t_s seconds."""
    if state.posture is None:
        return ()
    end_s = max(t_s, state.t_s)
    certain, pending = state.certain, state.pending
    segments: tuple[Segment, ...] = ()
    if certain is None and pending:
        certain = bouts.merge_commonest(pending, end_s)
    elif pending:
        least_s = CONFIRM_BOUT_S if pending[-1].state is PostureState.AWAY else CLOSING_S
        if end_s - pending[-1].start_s >= least_s:
            segments, certain = bouts.confirm_bout(certain, pending[:-1], pending[-1])
    return segments if certain is None else (*segments, bouts.make_segment(certain, end_s))


def _find_label(state: SegmentState, scores: PostureScores) -> Label:
    if scores.unclear is Unjudgeable.NOT_SEATED:
        return PostureState.AWAY, None, False
    if scores.unclear is not None:
        return PostureState.UNSURE, None, scores.unclear is Unjudgeable.PICTURE
    if state.active:
        return PostureState.SLOUCHED, state.chief, False
    return PostureState.UPRIGHT, None, False


def _weigh_scores(state: SegmentState, scores: PostureScores, dt_s: float) -> SegmentState:
    """Updates the smoothed strengths, and which reasons count, with hysteresis."""
    if scores.unclear is Unjudgeable.NOT_SEATED:
        state = replace(state, smooth={}, active=frozenset(), chief=None, worst=0.0, held=0.0)
    if scores.unclear is not None:
        return replace(state, unclear=scores.unclear)
    state = _note_crossing(state, max(scores.strength.values(), default=0.0), dt_s)
    new = 1.0 - math.exp(-dt_s / SMOOTH_S)
    smooth = {
        why: (old := state.smooth.get(why, value)) + new * (value - old)
        for why, value in scores.strength.items()
    }
    active = frozenset(
        why for why, s in smooth.items() if s >= (LEAVE if why in state.active else ENTER)
    )
    return replace(state, smooth=smooth, active=active, chief=_pick_chief(state, smooth, active))


def _note_crossing(state: SegmentState, worst: float, dt_s: float) -> SegmentState:
    """Updates the times at which the greatest strength crossed half of its level."""
    held = state.held + (1.0 - math.exp(-dt_s / HELD_S)) * (worst - state.held)
    after = replace(state, worst=worst, held=held)
    before, rises = state.worst, worst > state.worst
    level = max(CROSSING, (worst if rises else state.held) / 2.0)
    if (before >= level) is (worst >= level):
        return after
    crossed_s = state.t_s + dt_s * (level - before) / (worst - before)
    return replace(after, up_s=crossed_s) if rises else replace(after, down_s=crossed_s)


def _pick_chief(
    state: SegmentState, smooth: Mapping[SlouchReason, float], active: frozenset[SlouchReason]
) -> SlouchReason | None:
    """Returns the strongest active reason, or the current one if no other is clearly stronger."""
    if not active:
        return None
    strongest = min(active, key=lambda why: (-smooth[why], why.value))
    current = state.chief
    if current in active and smooth[current] > smooth[strongest] - STEP:
        return current
    return strongest


def _record_look(
    state: SegmentState, label: Label, t_s: float, dt_s: float
) -> tuple[SegmentState, tuple[Segment, ...]]:
    certain, pending = state.certain, state.pending
    last = pending[-1] if pending else certain
    start_s = _find_start_s(state, last, label[0], t_s, dt_s)
    if last is not None and dt_s > GAP_S and (last.state, label[0]) != (PostureState.AWAY,) * 2:
        pending = (*pending, Bout(state.t_s, PostureState.UNSURE, None))
        last, start_s = pending[-1], t_s
    if last is None or label != last.label:
        last = Bout(start_s, *label)
        pending = (*pending, last)
    reasons_s = dict(last.reasons_s)
    for why in state.active if label[0] is PostureState.SLOUCHED else ():
        reasons_s[why] = reasons_s.get(why, 0.0) + dt_s
    last = replace(last, reasons_s=reasons_s)
    if not pending:
        return replace(state, certain=last), ()
    pending = (*pending[:-1], last)
    segments: tuple[Segment, ...] = ()
    first = bouts.find_certain(certain, pending, t_s)
    if first < len(pending):
        last = bouts.merge_commonest(pending[first:], t_s)
        segments, certain = bouts.confirm_bout(certain, pending[:first], last)
        pending = ()
    elif last.start_s - pending[0].start_s >= bouts.UNSETTLED_S - CONFIRM_BOUT_S:
        mixed = bouts.merge_commonest(pending[:-1], last.start_s)
        segments, certain = bouts.confirm_bout(certain, (), mixed)
        pending = (last,)
    return replace(state, certain=certain, pending=pending), segments


def _find_start_s(
    state: SegmentState, last: Bout | None, new: PostureState, t_s: float, dt_s: float
) -> float:
    if last is None:
        return t_s
    crossings = {
        (PostureState.UPRIGHT, PostureState.SLOUCHED): state.up_s,
        (PostureState.SLOUCHED, PostureState.UPRIGHT): state.down_s,
    }
    crossed_s = crossings.get((last.state, new), -math.inf)
    earliest_s = max(t_s - CROSSED_S - dt_s, last.start_s)
    return crossed_s if crossed_s > earliest_s else t_s - dt_s / 2


def _show_label(
    state: SegmentState, look: Look, scores: PostureScores, dt_s: float
) -> SegmentState:
    """Updates the label to show, once it has lasted long enough, and the slouch timers."""
    now = state.pending[-1] if state.pending else state.certain
    shown = state.shown
    if now is not None and look.t_s - now.start_s >= SHOW_STATE_S:
        if now.state is PostureState.AWAY and look.t_s - now.start_s < CONFIRM_BOUT_S:
            shown = shown if shown[0] is PostureState.AWAY else (PostureState.UNSURE, ())
        else:
            shown = (now.state, _sort_reasons(state) if now.state is PostureState.SLOUCHED else ())
    state = replace(state, shown=shown)
    if scores.unclear is not None:
        left = scores.unclear is Unjudgeable.NOT_SEATED and shown[0] is PostureState.AWAY
        return replace(state, slight=DwellTimer(), clear=DwellTimer()) if left else state
    strongest = max((state.smooth[why] for why in state.active), default=0.0)
    slight = state.slight.advance(dt_s, strongest, SLIGHT)
    return replace(state, slight=slight, clear=state.clear.advance(dt_s, strongest, CLEAR))


def _sort_reasons(state: SegmentState) -> tuple[SlouchReason, ...]:
    return tuple(
        sorted(state.active, key=lambda w: (w is not state.chief, -state.smooth[w], w.value))
    )


def _watch_camera(
    state: SegmentState, look: Look, baseline: UprightBaseline | None
) -> SegmentState:
    if baseline is None or look.features is None:
        return replace(state, shifted_since_s=None)
    if look.features.unclear is not None or not is_shifted(look.features.values, baseline):
        return replace(state, shifted_since_s=None, moved=False)
    since_s = look.t_s if state.shifted_since_s is None else state.shifted_since_s
    return replace(state, shifted_since_s=since_s, moved=look.t_s - since_s >= MOVED_S)


def find_state_start_s(state: SegmentState, t_s: float, no_picture: bool | None = None) -> float:
    """Returns when the shown state began: at its first bout that is not yet a closed segment.

    no_picture: if given, only bouts with that value count.
    """
    known = state.pending if state.certain is None else (state.certain, *state.pending)
    of_state = (one for one in known if one.state is state.shown[0])
    return next((one.start_s for one in of_state if no_picture in {None, one.no_picture}), t_s)


def _is_still(before: PostureFeatures | None, now: PostureFeatures | None) -> bool:
    if before is None or now is None:
        return before is now
    a, b = before.values, now.values
    unit = max((x for x in (b["eye_mouth"], b["head_length"] / 2) if not math.isnan(x)), default=0)
    return not any(
        math.hypot(a[f"{part}_x"] - b[f"{part}_x"], a[f"{part}_y"] - b[f"{part}_y"]) > STILL * unit
        for part in ("nose", "shoulders")
    )
