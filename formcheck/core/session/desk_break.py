"""A break at the desk goes by itself: nobody has to touch anything.

A stretch that nobody begins is left out, who gets up and leaves ends it, for that is as good a
break, and nothing is asked afterwards.
"""

from __future__ import annotations

from dataclasses import replace

from formcheck.core.session import sentences as say
from formcheck.core.session import speech as voice
from formcheck.core.session.stages import finish_session, next_step
from formcheck.core.session.state import FlowState
from formcheck.core.session.values import End, Stage

PATIENCE_S = 45.0
"""A stretch that nobody tries for so long is left out. Chosen here."""
GONE_S = 20.0
"""Who is out of the picture for so long has left. Chosen here."""
MOST_S = 180.0
"""The longest break: then only a hold that runs is held on."""

_OVER = frozenset({Stage.QUESTIONS, Stage.DONE})
"""What follows pain is not hurried."""


def go_on_alone(state: FlowState) -> FlowState:
    """With what the person does not do passed over; for breaks at the desk only."""
    if not state.programme.at_desk or state.stage in _OVER or state.stands:
        return state
    if any(coached.attempting for coached in state.coaches.values()):
        state = replace(state, tried_s=state.now_s)
    over = state.now_s - state.begun_s >= MOST_S and not state.running
    if over or state.now_s - state.seen_s >= GONE_S:
        return finish_session(state, End.COMPLETED if state.done else End.STOPPED)
    if state.now_s - state.tried_s < PATIENCE_S or state.stage is Stage.RELEASE:
        return state
    spec_id = state.step.plan.spec.id
    last = max(i for i, step in enumerate(state.steps) if step.plan.spec.id == spec_id)
    speech = voice.queue(voice.hush(state.speech), [state.words(say.LEFT_OUT)])
    return next_step(replace(state, index=last, speech=speech))
