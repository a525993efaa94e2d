"""The stretch itself: what counts towards the dose, tones, counting, and help when it stalls."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from formcheck.core.coach.events import (
    AttemptEnded,
    AttemptStarted,
    HoldEnded,
    HoldPaused,
    HoldResumed,
    HoldStarted,
    PhaseDone,
)
from formcheck.core.session import release
from formcheck.core.session import sentences as say
from formcheck.core.session import speech as voice
from formcheck.core.session.asking import NOTHING, Ask, Asking, lesson_asks
from formcheck.core.session.pacer import AIR, pace_at
from formcheck.core.session.repeating import repeated
from formcheck.core.session.state import FlowState, key_of
from formcheck.core.session.telling import shortest_s
from formcheck.core.session.values import Stage, Tone

LAST_S = 5
"""The last seconds that are counted (stretches.md C6.6)."""
HALFWAY_FROM_S = 20.0
"""Half-way is told in holds at least this long. Chosen here."""
IDLE_S = 30.0
"""When nothing happens this long the instruction is said again, once. Chosen here."""
ASIDE_S = 15.0
"""A question during a hold stays on screen this long. Chosen here."""
ASIDE_ROOM_S = 8.0
"""It only comes up when the hold has this much left before the count. Chosen here."""
LATE_SHARE = 0.4
"""Later than this into its part the pacer's word is left out. Chosen here."""
_LATE_S = 0.5
"""A number that comes later than this into its second is left out. Chosen here."""


def work(state: FlowState) -> FlowState:
    """The state after one more moment of the stretch."""
    state = _heard(state)
    state = repeated(credited(state))
    if state.reached:
        return _reached(state)
    state = _paced(_counted(state))
    state = _aside(state)
    return _reminded(state)


def guides(state: FlowState) -> tuple[str, ...]:
    """How the step is done, to be said: all of it the first time, in short after that."""
    how = state.lesson.setup[state.step.side][1:]
    return how if how and state.step.set_number == 1 else (state.step.plan.phases[0].say,)


def _heard(state: FlowState) -> FlowState:
    """Tones and announcements for what just happened."""
    now_s, speech = state.now_s, state.speech
    if not state.coached.news:
        return state
    for event in state.coached.news:
        match event:
            case HoldStarted() | HoldResumed():
                speech = voice.ring(speech, now_s, Tone.START)
            case HoldPaused() | HoldEnded():
                speech = voice.ring(speech, now_s, Tone.PAUSE)
            case AttemptStarted():
                speech = voice.hush(speech, guides_only=True)
            case PhaseDone():
                phase = state.step.plan.phases[state.coached.progress.phase_index]
                speech = voice.queue(speech, [phase.say])
            case _:
                pass
    return state.speaking(speech)


def credited(state: FlowState) -> FlowState:
    """With holds that ended added to what the step has, when they were long enough to count.

    One that the session itself interrupted counts however short it was.
    """
    coached = state.coached
    if state.reps_goal:
        return state
    for event in coached.news:
        if isinstance(event, HoldEnded) and event in (*coached.kept, *coached.attempt):
            if event.held_s < shortest_s(coached.plan) and not state.turn.spared:
                state = replace(state, turn=replace(state.turn, short_s=state.now_s))
                continue
            credit = {**state.credit, key_of(state.step): state.credit_s + event.held_s}
            state = replace(state, credit=credit)
        if isinstance(event, AttemptEnded):
            state = replace(state, turn=replace(state.turn, spared=False))
    return state


def _reached(state: FlowState) -> FlowState:
    eased = state.turn.eased  # what that means is queued already
    speech = voice.ring(state.speech if eased else voice.hush(state.speech), state.now_s, Tone.DONE)
    text = say.DONE_ENOUGH if state.step.plan.at_least else say.DONE_RELEASE
    text = say.DONE_REPS if state.reps_goal else text
    speech = voice.queue(speech, [] if eased else [state.words(text)])
    done = state.done | {key_of(step) for step in state.together}
    return replace(state.entering(Stage.RELEASE), speech=speech, done=done, aside=NOTHING)


def _counted(state: FlowState) -> FlowState:
    """With the last seconds counted, and half-way told in a long hold."""
    if not state.running or state.step.plan.unit != "hold":
        return state
    turn, speech = state.turn, state.speech
    left_s = state.goal_s - state.held_s
    n = ceil(left_s)
    if n > LAST_S:
        turn = replace(turn, counted=LAST_S + 1) if turn.counted <= LAST_S else turn
    elif n < turn.counted:
        turn = replace(turn, counted=n)
        if n - left_s < _LATE_S:
            speech = voice.count(speech, state.now_s, str(n))
    over_s = state.held_s - state.goal_s / 2
    if state.goal_s >= HALFWAY_FROM_S and over_s >= 0 and not turn.halfway:
        turn = replace(turn, halfway=True)
        if over_s < 1.0 and speech.idle(state.now_s) and state.now_s >= speech.quiet_s:
            speech = voice.queue(speech, [state.words(say.HALFWAY)])
    return replace(state, turn=turn, speech=speech)


def _paced(state: FlowState) -> FlowState:
    """With each part of the breath told as it begins, when nothing else is being said."""
    if not state.running or state.step.plan.unit != "breath":
        return state
    pace = pace_at(state.lesson.dose, state.held_s)
    part = (pace.number, pace.air.value)
    if part == state.turn.part:
        return state
    speech = state.speech
    if speech.idle(state.now_s):
        speech = voice.queue(speech, [state.words(AIR[pace.air])])
    elif pace.share < LATE_SHARE:
        return state
    return replace(state, turn=replace(state.turn, part=part), speech=speech)


def _aside(state: FlowState) -> FlowState:
    """With the question that belongs into the hold asked at its time, once a session."""
    if state.aside.asks:
        over = state.now_s - state.aside.since_s >= ASIDE_S or not state.coached.attempting
        return replace(state, aside=NOTHING) if over else state
    ask = _due(state)
    if ask is None:
        return state
    return replace(
        state,
        aside=Asking((ask,), state.now_s),
        asked=state.asked | {ask.question.id},
        turn=replace(state.turn, asked_s=state.held_s),
        speech=voice.queue(state.speech, [ask.question.text]),
    )


def _due(state: FlowState) -> Ask | None:
    if state.step.plan.unit == "release":
        return release.due(state)
    left_s = state.goal_s - state.held_s
    calm = state.speech.idle(state.now_s) and state.now_s >= state.speech.quiet_s
    if not state.running or not calm or left_s < ASIDE_ROOM_S + LAST_S:
        return None
    held_s = state.coached.progress.hold.held_s
    tables = [table for table in state.lesson.asks if table.kind == "choice"]
    for table, ask in zip(tables, lesson_asks(state.lesson, "choice"), strict=True):
        at_s = table.at_s
        if at_s is not None and held_s >= at_s and ask.question.id not in state.asked:
            return ask
    return None


def _reminded(state: FlowState) -> FlowState:
    """With the instruction said again, once, when the person stands there and nothing happens."""
    turn = state.turn
    busy = state.repeating if state.reps_goal else state.coached.attempting
    if busy or not state.speech.idle(state.now_s):
        return replace(state, turn=replace(turn, idle_s=state.now_s))
    if turn.reminded or state.now_s - turn.idle_s < IDLE_S:
        return state
    speech = voice.queue(state.speech, guides(state), guide=True)
    return replace(state, speech=speech, turn=replace(turn, reminded=True))
