"""Repetitions in a session: each that counts is told by its number, each that does not by why.

Where the far end is to be held, it is told when that was long enough: who lies can't look.
"""

from __future__ import annotations

from dataclasses import replace

from formcheck.core.coach.events import RepEnded, Repetition, RepStarted
from formcheck.core.session import sentences as say
from formcheck.core.session import speech as voice
from formcheck.core.session.state import FlowState, key_of
from formcheck.core.session.values import Step
from formcheck.core.session.words import Words
from formcheck.core.stretch import Plan

_WHY = {
    "partial": say.REP_PARTIAL,
    "return": say.REP_RETURN,
    "fast": say.REP_FAST,
    "slow": say.REP_SLOW,
    "unseen": say.REP_UNSEEN,
    "other-stretch": say.REP_OTHER,
}


def repeated(state: FlowState) -> FlowState:
    """With the repetitions that just ended added to what their steps have, and told."""
    if not state.reps_goal:
        return state
    for step in state.together:
        coached = state.coaches[step.side]
        if not coached.mine:
            continue
        for event in coached.news:
            if isinstance(event, RepStarted):
                state = state.speaking(voice.hush(state.speech, guides_only=True))
            elif isinstance(event, RepEnded) and event.repetition.counted:
                state = _counted(state, step)
            elif isinstance(event, RepEnded):
                missed = missed_words(step.plan, event.repetition, state.words)
                turn = replace(state.turn, missed=missed, missed_s=state.now_s)
                state = replace(state, turn=turn)
    return _topped(state)


def _counted(state: FlowState, step: Step) -> FlowState:
    """With one more repetition of that side, told by its number."""
    key, before = key_of(step), state.reps
    credit = {**state.credit, key: state.credit.get(key, 0.0) + 1}
    state = replace(state, credit=credit, turn=replace(state.turn, missed=""))
    text = str(state.reps)
    if state.reps == before:  # this side has all of its own: the other one has not
        text = state.words.sided(say.NOW_SIDE, step.side.other)
    return state.speaking(voice.count(state.speech, state.now_s, text))


def _topped(state: FlowState) -> FlowState:
    """With the end of the time at the far end told, once a repetition."""
    coached = state.facing.coached
    rule = coached.plan.rep
    top_s = coached.progress.rep.ledger.top_s
    if rule is None or not rule.hold_s or not coached.mine:
        return state
    if top_s < rule.hold_s:
        return replace(state, turn=replace(state.turn, topped=False)) if not top_s else state
    if state.turn.topped:
        return state
    speech = voice.count(state.speech, state.now_s, state.words(say.AND_BACK))
    return replace(state, turn=replace(state.turn, topped=True), speech=speech)


def missed_words(plan: Plan, rep: Repetition, words: Words) -> str:
    """Why that repetition does not count, in one sentence."""
    if rep.reason != "form":
        return words(_WHY[rep.reason])
    titles = {rule.id: rule.title for rule in plan.faults}
    if rep.what in titles:
        return words(say.REP_FORM, what=titles[rep.what])
    return words(say.REP_FORM_PLAIN)
