"""One moment of the stretch: plays tones, asks questions, repeats the instruction."""

from __future__ import annotations

from formcheck.core.coach.events import (
    AttemptStarted,
    Hold,
    HoldPaused,
    HoldStarted,
    Pause,
    PhaseSpan,
)
from formcheck.core.fast_replace import replace
from formcheck.core.session.asking import NOTHING, Asking
from formcheck.core.session.exercise import choose_exercise
from formcheck.core.session.hold_exercise import HoldExercise
from formcheck.core.session.session_values import Stage, Tone
from formcheck.core.session.state import FlowState

IDLE_S = 30.0
"""When nothing happens this long the instruction is said again, once. Chosen here."""
ASIDE_S = 15.0
"""A question during a hold stays on screen this long. Chosen here."""


def advance_work(state: FlowState) -> FlowState:
    """The state after one more moment of the stretch."""
    exercise = choose_exercise(state.step.plan)
    state = exercise.count(_play_events(state))
    if exercise.is_reached(state):
        return _finish_step(state, exercise)
    state = _ask_aside(exercise.tell(state), exercise)
    return _repeat_guides(state, exercise)


def list_guides(state: FlowState) -> tuple[str, ...]:
    """The sentences on how the step is done: all of them the first time, the short one later."""
    how = state.spec.setup[1:]
    return how if how and state.step.set_number == 1 else (state.step.plan.phases[0].say,)


def _play_events(state: FlowState) -> FlowState:
    """Play the tones and queue the announcements for what just happened."""
    for event in state.progress.news:
        match event:
            case HoldStarted() | Pause():
                state = state.play_tone(Tone.START)
            case HoldPaused() | Hold():
                state = state.play_tone(Tone.PAUSE)
            case AttemptStarted():
                state = state.drop_lines(guides_only=True)
            case PhaseSpan():
                state = state.tell(state.phase.say)
    return state


def _finish_step(state: FlowState, exercise: HoldExercise) -> FlowState:
    if not state.step_state.eased:  # what that means is queued already
        state = state.drop_lines().tell(state.words(exercise.name_end(state)))
    done = state.done | {step.key for step in state.together}
    return replace(state.play_tone(Tone.DONE).enter(Stage.RELEASE), done=done, aside=NOTHING)


def _ask_aside(state: FlowState, exercise: HoldExercise) -> FlowState:
    if state.aside.asks:
        over = state.now_s - state.aside.since_s >= ASIDE_S or not state.coach.attempting
        return replace(state, aside=NOTHING) if over else state
    ask = exercise.find_question(state)
    if ask is None:
        return state
    return replace(
        state.with_step(asked_s=state.held_s).tell(ask.text),
        aside=Asking((ask,), state.now_s),
        asked=state.asked | {ask.id},
    )


def _repeat_guides(state: FlowState, exercise: HoldExercise) -> FlowState:
    """Say the instruction again, once, when the person stands there and nothing happens."""
    step_state = state.step_state
    if exercise.is_under_way(state) or not state.speech.is_idle(state.now_s):
        return state.with_step(idle_s=state.now_s)
    if step_state.reminded or state.now_s - step_state.idle_s < IDLE_S:
        return state
    return state.with_step(reminded=True).tell(*list_guides(state), guide=True)
