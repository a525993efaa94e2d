"""Nudges, the reminders about slouching: late, rare, and never at a bad moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, inf

from formcheck.core.fast_replace import replace
from formcheck.core.posture.posture_values import Posture, PostureState, SlouchReason
from formcheck.core.posture.rules import Rules, Suppression

SLIGHT_TIMES = 5.0
"""A slouch that never becomes clear gets a nudge after this many times ``onset_s``; a shrug gets
none. Chosen for formcheck."""
TIMES = 3
"""A slouch gets at most this many nudges; after that it is only shown (coaching.md#cues), and the
person is asked whether the baseline still fits."""

SHARE_S = 600.0
"""Time constant of a reason's share of the time. Chosen for formcheck, as are the next two."""
DOUBTED = 0.5
CLEARED = 0.35
"""A reason that was given in a nudge and then counts for at least DOUBTED of the time is doubted:
this is no occasional slouch, but camera or chair were moved, or the baseline was taken at a bad
moment. It is not given for a slouch that begins then, until its share falls below CLEARED or there
is a new baseline. What counts is the share when the slouch began, since the slouch itself raises
it: seven minutes without a break give 0.5."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """A nudge now, for these reasons, strongest first.

    recent: the first reason has been there for less than half of the slouch. only_lower: for most
    of it, the person just seemed lower in the image, as if the chair had been lowered.
    """

    t_s: float
    why: tuple[SlouchReason, ...] = ()
    recent: bool = False
    only_lower: bool = False


@dataclass(frozen=True)
class NudgeState:
    """The state of the nudges.

    nudged_s: when the last one came; t_s: the time of the last posture. Of the current slouch:
    lasted_s, how long it has lasted; why_s, for how long each reason counted; lower_s, for how long
    only the position in the image showed it; said, how many nudges it got; doubted_then, the
    reasons doubted when it began. shares: by reason, its share of the time. nudged_reasons: reasons
    given first in a nudge since the baseline; doubted: those of them that are nearly always there.
    """

    nudged_s: float = -inf
    t_s: float = inf
    shares: Mapping[SlouchReason, float] = field(default_factory=dict)
    nudged_reasons: frozenset[SlouchReason] = frozenset()
    doubted: frozenset[SlouchReason] = frozenset()
    lasted_s: float = 0.0
    why_s: Mapping[SlouchReason, float] = field(default_factory=dict)
    lower_s: float = 0.0
    said: int = 0
    doubted_then: frozenset[SlouchReason] = frozenset()

    @property
    def only_lower(self) -> bool:
        """Whether for most of the slouch only the position in the image showed it."""
        return self.lower_s > self.lasted_s / 2


def advance_nudges(
    rules: Rules, state: NudgeState, posture: Posture, here_s: float, held: Suppression | None
) -> tuple[NudgeState, Nudged | None]:
    """Returns the state after a posture, and the nudge that comes now, if any.

    here_s: since when the person has been there; held: another reason against a nudge.
    """
    t_s = posture.t_s
    dt_s = max(0.0, t_s - max(state.t_s, here_s))
    state = _follow_slouch(_weigh_reasons(state, posture, dt_s), posture, here_s, dt_s)
    is_due = is_nudge_due(rules, posture, here_s)
    if not is_due or held or find_own_reason(rules, state, posture, here_s):
        return state, None
    reasons = state.nudged_reasons | {posture.why[0]}
    state = replace(state, nudged_s=t_s, said=state.said + 1, nudged_reasons=reasons)
    recent = state.why_s.get(posture.why[0], 0.0) < state.lasted_s / 2
    return state, Nudged(t_s, posture.why, recent, state.only_lower)


def is_nudge_due(rules: Rules, posture: Posture, here_s: float) -> bool:
    """Whether the slouch has lasted long enough since the person came."""
    if posture.state is not PostureState.SLOUCHED:
        return False
    here_for_s = posture.t_s - here_s
    is_clear = min(posture.clear_for_s, here_for_s) >= rules.onset_s
    is_long = min(posture.slight_for_s, here_for_s) >= SLIGHT_TIMES * rules.onset_s
    return is_clear or (is_long and posture.why[0] is not SlouchReason.SHRUG)


def find_own_reason(
    rules: Rules, state: NudgeState, posture: Posture, here_s: float
) -> Suppression | None:
    """Returns why the rules of nudges allow none for a slouch now; None if they do."""
    t_s = posture.t_s
    if t_s - here_s < rules.settle_in_s:
        return Suppression.STARTING
    if t_s - state.nudged_s < rules.nudge_gap_s:
        return Suppression.GAP
    is_doubted = state.said == 0 and posture.why[0] in state.doubted & state.doubted_then
    return Suppression.BASELINE if is_doubted or state.said >= TIMES else None


def _weigh_reasons(state: NudgeState, posture: Posture, dt_s: float) -> NudgeState:
    """Updates the shares of the reasons, and which reasons are doubted because of them.

    dt_s: seconds since the last posture, without those in which the person was away or unwatched.
    """
    state = replace(state, t_s=posture.t_s)
    if posture.state not in (PostureState.UPRIGHT, PostureState.SLOUCHED):
        return state
    decay = exp(-dt_s / SHARE_S)
    shares = {why: decay * state.shares.get(why, 0.0) for why in (*state.shares, *posture.why)}
    for why in posture.why:
        shares[why] += 1.0 - decay
    doubted = frozenset(
        why
        for why in state.nudged_reasons
        if shares.get(why, 0.0) >= (CLEARED if why in state.doubted else DOUBTED)
    )
    return replace(state, shares=shares, doubted=doubted)


def _follow_slouch(state: NudgeState, posture: Posture, here_s: float, dt_s: float) -> NudgeState:
    """Updates the current slouch; if it has lasted for less than before, it is a new one."""
    lasted_s = min(posture.slight_for_s, posture.t_s - here_s)
    if lasted_s <= 0:
        return state
    goes_on = lasted_s >= state.lasted_s
    why_s = dict(state.why_s) if goes_on else {}
    for why in posture.why:
        why_s[why] = why_s.get(why, 0.0) + dt_s
    lower_s = (state.lower_s if goes_on else 0.0) + dt_s * posture.only_lower
    state = replace(state, lasted_s=lasted_s, why_s=why_s, lower_s=lower_s)
    if goes_on:
        return state
    return replace(state, said=0, doubted_then=state.doubted)
