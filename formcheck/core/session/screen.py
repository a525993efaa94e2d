"""The screen of a state: what window, page and voice show and play."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from formcheck.core.body import Side
from formcheck.core.coach import Clock, View, view_of
from formcheck.core.kinematics import NOBODY
from formcheck.core.session import sentences as say
from formcheck.core.session.pacer import breath_words, pace_at, told_pace
from formcheck.core.session.reasons import reason_words
from formcheck.core.session.speech import Cue
from formcheck.core.session.stages import COUNT_S, READY_AGAIN_S, rest_left_s
from formcheck.core.session.state import FlowState
from formcheck.core.session.telling import Message, work_message
from formcheck.core.session.values import Dial, End, Halt, Mood, Pace, Screen, Stage

SETUP_PRIORITY, SETUP_S = 1, 1.0
"""What is wrong with the set-up is said when it stood this long. Chosen here."""

_COACHED = frozenset({Stage.WORK, Stage.RELEASE})
_HALTS = {
    Halt.USER: (say.PAUSED, say.PAUSED_WHY, Mood.PLAIN),
    Halt.NOBODY: (say.NOBODY, say.NOBODY_WHY, Mood.UNSEEN),
    Halt.CAMERA: (say.CAMERA, say.CAMERA_WHY, Mood.UNSEEN),
    Halt.HIDDEN: (say.HIDDEN, say.HIDDEN_WHY, Mood.UNSEEN),
}
_ENDS = {
    End.OPEN: (say.ALL_DONE, Mood.PLAIN),
    End.COMPLETED: (say.ALL_DONE, Mood.GOOD),
    End.STOPPED: (say.ENDED_EARLY, Mood.PLAIN),
    End.PAIN: (say.ENDED_PAIN, Mood.STOP),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is told at the moment, and the coach's view of it."""

    view: View | None
    message: Message


def told_of(state: FlowState) -> Told:
    """The message of the stage and halt that the state is in."""
    state = state.facing
    seen = state.coached.progress.t_s is not None
    view = view_of(state.step.plan, state.coached.progress) if seen else None
    return Told(view, _message(state, view))


def screen_of(state: FlowState, told: Told) -> Screen:
    """The screen of the state with what is told on it."""
    view, message, state = told.view, told.message, state.facing
    questions = state.stage is Stage.QUESTIONS
    asking = state.asking if questions else state.aside
    return Screen(
        t_s=state.now_s,
        stage=state.stage,
        halt=state.halt,
        end=state.end,
        step=state.step,
        next=state.next_step,
        steps=len(state.steps),
        headline=message.headline,
        mood=message.mood,
        instruction=_instruction(state, view),
        detail=message.detail,
        unseen=_unseen(state, view),
        clock=_clock(state, view),
        held_s=state.held_s,
        goal_s=state.goal_s,
        seconds_left=_seconds_left(state),
        framing=state.framing if state.stage is Stage.SETUP else (),
        ghost=_ghost(state, view),
        view=view,
        question=asking.question,
        reply=asking.reply,
        sounds=state.speech.sounds,
        dial=_dial(state, view),
        reps=state.reps if state.reps_goal else 0,
        reps_goal=state.reps_goal,
        pace=_pace(state),
        breath=_breath(state),
    )


def _pace(state: FlowState) -> Pace | None:
    if state.step.plan.unit != "breath" or state.stage is not Stage.WORK:
        return None
    return told_pace(pace_at(state.lesson.dose, state.held_s), state.words)


def _breath(state: FlowState) -> str:
    if state.breathing is None or state.stage not in _COACHED:
        return ""
    return breath_words(state.breathing, state.words)


def _dial(state: FlowState, view: View | None) -> Dial:
    """What the ring shows: repetitions, the breath, or seconds; of a release how long it lasts."""
    words, held_s = state.words, state.held_s
    share = min(1.0, held_s / state.goal_s) if state.goal_s > 0 else 0.0
    still = state.stage is Stage.WORK and not state.running
    match state.step.plan.unit:
        case "rep":
            moves = view is not None and state.stage is Stage.WORK
            share = 1.0 if state.reached else view.way if moves and view is not None else 0.0
            still = state.stands or state.halt is Halt.NOBODY or bool(state.other_title)
            of = words(say.OF_COUNT, n=state.reps_goal)
            return Dial(state.reps, of, share, still, _turns(state))
        case "breath":
            dose = state.lesson.dose
            of = words(say.OF_COUNT, n=dose.breaths)
            return Dial(pace_at(dose, held_s).number, of, share, still)
        case "release":
            share = 1.0 if state.turn.eased else min(1.0, held_s / state.most_s)
            return Dial(_seconds(held_s), words(say.UNTIL_EASED), share, still)
    text = say.OF_LEAST if state.step.plan.at_least else say.OF_SECONDS
    of = words(text, n=round(state.goal_s))
    return Dial(_seconds(held_s), of, share, still and share < 1.0)


def _seconds(held_s: float) -> int:
    return floor(held_s + 1e-6)


def _turns(state: FlowState) -> tuple[str, ...]:
    if not state.step.plan.alternate:
        return ()
    texts = {Side.LEFT: say.TURNS_LEFT, Side.RIGHT: say.TURNS_RIGHT}
    return tuple(
        state.words(texts[step.side], n=state.reps_of(step), of=step.plan.reps)
        for step in sorted(state.together, key=lambda step: step.side.value)
    )


def _message(state: FlowState, view: View | None) -> Message:  # noqa: C901 - one case a stage
    words = state.words
    if state.halt is not Halt.NONE:
        headline, why, mood = _HALTS[state.halt]
        return Message(words(headline), mood, words(why))
    match state.stage:
        case Stage.SETUP:
            return _setup(state)
        case Stage.COUNTDOWN:
            return Message(words(say.GET_READY), Mood.PLAIN, words(say.TAKE_UP))
        case Stage.WORK:
            if view is None:
                return Message(words(say.TAKE_UP), Mood.PLAIN, words(say.TAKE_UP))
            return work_message(state, view)
        case Stage.RELEASE:
            running = view is not None and view.clock is Clock.RUNNING
            why = words(say.COUNTS_ON if running else say.LET_GO)
            done = say.DONE_ENOUGH if state.step.plan.at_least else say.DONE_RELEASE
            return Message(words(done), Mood.GOOD, why)
        case Stage.REST:
            return Message(words(say.REST), Mood.PLAIN, _rest_detail(state))
        case Stage.QUESTIONS if state.end is End.PAIN:
            return Message(words(say.PAIN_STOP), Mood.STOP, state.lesson.stop)
        case Stage.QUESTIONS:
            text = state.asking.reply or words(say.ANSWER_OR_WAIT)
            return Message(words(_ENDS[state.end][0]), _ENDS[state.end][1], text)
        case Stage.DONE:
            headline, mood = _ENDS[state.end]
            return Message(words(headline), mood, state.lesson.stop if mood is Mood.STOP else "")


def _setup(state: FlowState) -> Message:
    if state.now_s - state.turn.unready_s < READY_AGAIN_S:
        text = state.words(say.PUT_IN_PLACE)
        return Message(text, Mood.PLAIN, text)
    if state.aside.asks:
        return Message(state.words(say.GET_READY), Mood.PLAIN, state.aside.asks[0].question.text)
    wrong = next((check for check in state.framing if not check.ok), None)
    if wrong is None:
        return Message(state.words(say.GET_READY), Mood.PLAIN, state.words(say.GET_READY))
    mood = Mood.UNSEEN if wrong.id in {"light", "person"} else Mood.CORRECT
    cue = Cue(wrong.say, SETUP_PRIORITY, SETUP_S)
    return Message(wrong.say, mood, wrong.say, cue, (wrong.say,))


def _rest_detail(state: FlowState) -> str:
    if len({s.side for s in state.steps if s.plan.spec_id == state.step.plan.spec_id}) > 1:
        return state.words.sided(say.REST_NEXT, state.step.side)
    return state.words(say.REST_AGAIN)


def _instruction(state: FlowState, view: View | None) -> str:
    setup = state.lesson.setup[state.step.side]
    match state.stage:
        case Stage.SETUP:
            return setup[0]
        case Stage.COUNTDOWN:
            return setup[1] if len(setup) > 1 else setup[0]
        case Stage.WORK | Stage.REST:
            return view.say if view is not None else state.step.plan.phases[0].say
        case Stage.RELEASE:
            return state.words(say.LET_GO)
        case _:
            return state.lesson.stop if state.end is End.PAIN else ""


def _unseen(state: FlowState, view: View | None) -> tuple[str, ...]:
    if view is None or state.stage not in _COACHED:
        return ()
    return tuple(reason_words(what, state.words) for what in view.unseen if what != NOBODY)


def _clock(state: FlowState, view: View | None) -> Clock:
    if view is None or state.stage not in _COACHED:
        return Clock.IDLE
    if state.stands and view.clock in {Clock.RUNNING, Clock.LAPSED}:
        return Clock.PAUSED
    return view.clock


def _seconds_left(state: FlowState) -> int | None:
    if state.stage is Stage.COUNTDOWN:
        return max(1, ceil(COUNT_S - (state.now_s - state.stage_s)))
    if state.stage is Stage.REST:
        return max(0, ceil(rest_left_s(state)))
    return None


def _ghost(state: FlowState, view: View | None) -> bool:
    if state.stage in {Stage.SETUP, Stage.COUNTDOWN, Stage.REST}:
        return True
    if view is not None and state.reps_goal:
        return state.stage is Stage.WORK and not view.attempting
    waiting = view is None or view.clock in {Clock.IDLE, Clock.ENTERING}
    return state.stage is Stage.WORK and waiting
