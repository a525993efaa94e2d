"""The stretch itself, a moment at a time: what is heard, asked and said again while it is done."""

from __future__ import annotations

from dataclasses import replace

from formcheck.core.coach.events import (
    AttemptStarted,
    HoldEnded,
    HoldPaused,
    HoldResumed,
    HoldStarted,
    PhaseDone,
)
from formcheck.core.session import cue_queue as voice
from formcheck.core.session.asking import NOTHING, Asking
from formcheck.core.session.exercise import exercise_of
from formcheck.core.session.hold_exercise import HoldExercise
from formcheck.core.session.session_values import Programme, Stage, Tone
from formcheck.core.session.state import FlowState, key_of

IDLE_S = 30.0
"""When nothing happens this long the instruction is said again, once. Chosen here."""
ASIDE_S = 15.0
"""A question during a hold stays on screen this long. Chosen here."""


def work(programme: Programme, state: FlowState) -> FlowState:
    """The state after one more moment of the stretch."""
    exercise = exercise_of(state.step.plan)
    state = exercise.count(programme, _heard(state))
    if exercise.is_reached(state):
        return _reached(programme, state, exercise)
    state = _aside(programme, exercise.tell(programme, state), exercise)
    return _reminded(programme, state, exercise)


def guides(programme: Programme, state: FlowState) -> tuple[str, ...]:
    """How the step is done, to be said: all of it the first time, in short after that."""
    how = programme.find_lesson(state.step.plan).setup[state.step.side][1:]
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


def _reached(programme: Programme, state: FlowState, exercise: HoldExercise) -> FlowState:
    eased = state.turn.eased  # what that means is queued already
    speech = voice.ring(state.speech if eased else voice.hush(state.speech), state.now_s, Tone.DONE)
    speech = voice.queue(speech, [] if eased else [programme.words(exercise.name_end(state))])
    done = state.done | {key_of(step) for step in state.together}
    return replace(state.entering(Stage.RELEASE), speech=speech, done=done, aside=NOTHING)


def _aside(programme: Programme, state: FlowState, exercise: HoldExercise) -> FlowState:
    """With the question that belongs into the hold asked at its time, once a session."""
    if state.aside.asks:
        over = state.now_s - state.aside.since_s >= ASIDE_S or not state.coached.attempting
        return replace(state, aside=NOTHING) if over else state
    ask = exercise.find_question(programme, state)
    if ask is None:
        return state
    return replace(
        state,
        aside=Asking((ask,), state.now_s),
        asked=state.asked | {ask.question.id},
        turn=replace(state.turn, asked_s=state.held_s),
        speech=voice.queue(state.speech, [ask.question.text]),
    )


def _reminded(programme: Programme, state: FlowState, exercise: HoldExercise) -> FlowState:
    """With the instruction said again, once, when the person stands there and nothing happens."""
    turn = state.turn
    if exercise.is_under_way(state) or not state.speech.idle(state.now_s):
        return replace(state, turn=replace(turn, idle_s=state.now_s))
    if turn.reminded or state.now_s - turn.idle_s < IDLE_S:
        return state
    speech = voice.queue(state.speech, guides(programme, state), guide=True)
    return replace(state, speech=speech, turn=replace(turn, reminded=True))
