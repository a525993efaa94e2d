"""What can't be seen: told after a moment, never scolded, never guessed."""

from __future__ import annotations

from dataclasses import replace

from formcheck.core.coach import timing
from formcheck.core.coach.events import Event, UnseenEnded, UnseenStarted
from formcheck.core.coach.progress import Progress, UnseenState
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import NOBODY, Unknown


def advance_unseen(now: Progress, t_s: float) -> Progress:
    """The memory with every hidden thing that matters now noted, by its reason."""
    hidden = _hidden(now)
    unseen: dict[Unknown, UnseenState] = {}
    events: list[Event] = []
    for what, state in now.unseen.items():
        if what in hidden:
            unseen[what] = state
        elif state.told:
            events.append(UnseenEnded(t_s, what))
    for what in hidden:
        state = unseen.setdefault(what, UnseenState(t_s))
        if not state.told and t_s - state.since_s >= timing.UNSEEN_TELL_S:
            events.append(UnseenStarted(t_s, state.since_s, what))
            unseen[what] = replace(state, told=True)
    return replace(now, unseen=unseen).with_news(*events)


def end_unseen(now: Progress, t_s: float) -> Progress:
    """The memory with every told hidden thing closed."""
    ended = (UnseenEnded(t_s, what) for what, state in now.unseen.items() if state.told)
    return replace(now, unseen={}).with_news(*ended)


def _hidden(now: Progress) -> list[Unknown]:
    """Reasons why something needed now can't be read; only ``NOBODY`` when nobody is there."""
    if not now.readings or all(not r.seen for r in now.readings.values()):
        return [NOBODY]
    if not now.attempting:
        return []
    names = [name for name, verdict in now.verdicts.items() if verdict is Verdict.UNSEEN]
    unknown = (now.readings[name].unknown for name in names)
    return list(dict.fromkeys(one for one in unknown if one))
