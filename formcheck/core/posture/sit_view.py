"""What the watch shows after a look, and when the next look is due."""

from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.core.language import Sentence
from formcheck.core.posture import breaks
from formcheck.core.posture import posture_texts as say
from formcheck.core.posture.breaks import BreakStage, Presence
from formcheck.core.posture.nudge import find_own_reason
from formcheck.core.posture.posture_values import (
    Posture,
    PostureState,
    Segment,
    SlouchReason,
    Unjudgeable,
    View,
)
from formcheck.core.posture.rules import AROUND, QUIET_WANTED, Rules, Suppression
from formcheck.core.posture.scores import find_blind
from formcheck.core.posture.segments import find_state_start_s
from formcheck.core.posture.sit import SitState, Watching

CHANGE_LOOK_S = 0.5
"""Look interval during a change: two or three looks in the 2 s in which a change must show."""
CALIBRATION_LOOK_S = 0.25
"""Look interval while calibrating: twenty looks in the five seconds. Chosen for formcheck."""
AWAY_LOOK_S = 2.0
"""Look interval with nobody there: a return is noticed within 2 s."""
SLOUCH_SETTLED_S = 10.0
SETTLED_S = 3.0
"""A slouch, or any other state, has settled after this long. Chosen for formcheck: leaving a slouch
takes 3 s."""


@dataclass(frozen=True, slots=True)
class SitView:
    """The state of the watch after a look, for status line, page, voice and store.

    state, why (strongest first) and unclear describe this moment, since since_s; cue: what would
    help, "" unless slouched. open: the current span, not yet closed; None while paused or before
    anything is known. sat_s: seconds of continuous sitting. break_in_s: seconds of sitting until
    the next break, None if breaks are off; break_left_s: seconds left of the running one, else
    None. holding_back: why no nudge would come now, None if one may. notes: sentences about the
    watch itself. strength: by reason, as in ``PostureScores``. seen_from: where the camera was when
    that was last known.
    """

    t_s: float
    watching: Watching
    state: PostureState
    why: tuple[SlouchReason, ...]
    cue: str
    strength: Mapping[SlouchReason, float]
    since_s: float
    unclear: Unjudgeable | None
    open: Segment | None
    sat_s: float
    break_stage: BreakStage
    break_in_s: float | None
    break_left_s: float | None
    paused_until_s: float | None
    holding_back: Suppression | None
    notes: tuple[str, ...]
    seen_from: View | None

    @property
    def wants_quiet(self) -> bool:
        """Whether a pause or the surroundings rule out showing anything unasked."""
        return self.holding_back in QUIET_WANTED


def build_sit_view(rules: Rules, state: SitState) -> SitView:
    """Builds what is to be shown after the last look."""
    posture = state.posture
    name, why = state.state_now
    since_s = state.watching_s if posture is None else posture.since_s
    known = posture is not None or state.watching is Watching.OUT
    unclear = None if posture is None else posture.unclear
    begun_s, no_picture = since_s, unclear is Unjudgeable.PICTURE
    if posture is not None:
        begun_s = find_state_start_s(state.segments, state.now_s, no_picture)
    return SitView(
        t_s=state.now_s,
        watching=state.watching,
        state=name,
        why=why,
        cue=say.CUES[why[0]] if why else "",
        strength=state.segments.scores.strength,
        since_s=since_s,
        unclear=unclear,
        open=Segment(begun_s, state.now_s, name, why, no_picture) if known else None,
        sat_s=state.breaks.sat_s,
        break_stage=breaks.find_break_stage(rules, state.breaks),
        break_in_s=breaks.compute_break_in_s(rules, state.breaks),
        break_left_s=breaks.compute_break_left_s(rules, state.breaks),
        paused_until_s=state.paused_until_s,
        holding_back=_find_hold_back(rules, state),
        notes=_list_notes(rules, state),
        seen_from=state.view,
    )


def _find_hold_back(rules: Rules, state: SitState) -> Suppression | None:
    held = state.kept_back
    posture, here_s = state.posture, state.here_s
    if held is not None:
        return held
    if posture is None:
        return Suppression.STARTING
    if posture.state is PostureState.AWAY:
        return Suppression.AWAY
    if posture.state is PostureState.UNSURE:
        return Suppression.UNSURE
    if posture.state is PostureState.UPRIGHT or here_s is None:
        return None
    return find_own_reason(rules, state.nudges, posture, here_s)


def _list_notes(rules: Rules, state: SitState) -> tuple[str, ...]:
    baseline, view = state.baseline, state.view
    is_held = breaks.find_break_stage(rules, state.breaks) is BreakStage.HELD
    is_there = state.breaks.presence is not Presence.GONE
    notes = [say.BREAK_WAITS] if is_held and is_there and state.busy in AROUND else []
    if state.moved:
        notes.append(say.CAMERA_MOVED)
    is_told = state.nudges.said > 0 and state.state_now[0] is PostureState.SLOUCHED
    if is_told and state.nudges.only_lower:
        notes.append(say.NUDGE_LOWER)
    if baseline is None:
        notes.append(say.NO_BASELINE)
    if view is not None and (blind := find_blind(view, baseline)):
        notes.append(Sentence(say.BLIND_TO, what=tuple(say.REASON_WORDS[why] for why in blind)))
    return tuple(notes)


def choose_next_look_s(rules: Rules, posture: Posture | None) -> float:
    """Returns the seconds to the next look: long enough to cost little, short enough for a change.

    posture: the last one; None if there is none (paused, locked or no image), which gives the usual
    interval. A look takes about 12 ms.
    """
    if posture is None:
        return rules.look_every_s
    if posture.state is PostureState.AWAY:
        return max(AWAY_LOOK_S, rules.look_every_s)
    settled_s = SLOUCH_SETTLED_S if posture.state is PostureState.SLOUCHED else SETTLED_S
    if posture.t_s - posture.since_s < settled_s or not posture.still:
        return min(CHANGE_LOOK_S, rules.look_every_s)
    return rules.look_every_s
