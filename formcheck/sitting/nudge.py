"""When a person is told that they slouch: late, seldom, and never in the middle of something."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from formcheck.sitting.rules import Held, Rules
from formcheck.sitting.values import Posture, State, Why

TIMES = 3
"""A slouch is told this often; after that it is only shown (stretches.md A0.4)."""


@dataclass(frozen=True, slots=True)
class Nudged:
    """The person is told now, for these reasons, worst first."""

    t_s: float
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class NudgeHeldBack:
    """The person would be told now, but for this reason they are not."""

    t_s: float
    why: tuple[Why, ...]
    reason: Held


@dataclass(frozen=True, slots=True)
class NudgeState:
    """What is remembered of nudges.

    nudged_s: when the last one came. Of the last slouch: how long it has lasted, how often it was
    told, and for which reasons it was not.
    """

    nudged_s: float = -inf
    lasted_s: float = 0.0
    said: int = 0
    held: frozenset[Held] = frozenset()


def advance_nudges(
    rules: Rules, state: NudgeState, posture: Posture, here_s: float, held: Held | None
) -> tuple[NudgeState, tuple[Nudged | NudgeHeldBack, ...]]:
    """The memory after a posture, and whether it is told or held back now.

    here_s: since when the person has been there. held: what else speaks against it (``Held``).
    """
    t_s = posture.t_s
    state = _slouch(state, posture, here_s)
    if nudge_in_s(rules, posture, here_s) != 0:
        return state, ()
    held = held or own_reason(rules, state, t_s, here_s)
    if held is None:
        state = replace(state, nudged_s=t_s, said=state.said + 1)
        return state, (Nudged(t_s, posture.why),)
    if held in state.held:
        return state, ()
    return replace(state, held=state.held | {held}), (NudgeHeldBack(t_s, posture.why, held),)


def nudge_in_s(rules: Rules, posture: Posture, here_s: float) -> float | None:
    """How much longer the posture may last until it is told, in seconds; None: it is none to tell.

    It counts from its own beginning, and not from before the person was there.
    """
    if posture.state is not State.SLOUCHED:
        return None
    here_for_s = posture.t_s - here_s
    return max(0.0, rules.onset_s - min(posture.slouched_for_s, here_for_s))


def own_reason(rules: Rules, state: NudgeState, t_s: float, here_s: float) -> Held | None:
    """Why the rhythm of nudges itself allows none now; None when it does."""
    if t_s - here_s < rules.settle_in_s:
        return Held.STARTING
    if t_s - state.nudged_s < rules.nudge_gap_s:
        return Held.GAP
    return Held.SAID if state.said >= TIMES else None


def _slouch(state: NudgeState, posture: Posture, here_s: float) -> NudgeState:
    """With a new slouch begun when one lasts for less than the last one did."""
    lasted_s = min(posture.slouched_for_s, posture.t_s - here_s)
    if lasted_s <= 0:
        return state
    if lasted_s >= state.lasted_s:
        return replace(state, lasted_s=lasted_s)
    return replace(state, lasted_s=lasted_s, said=0, held=frozenset())
