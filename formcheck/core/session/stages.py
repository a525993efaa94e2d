"""What each stage does with a moment, and what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from formcheck.core.coach.events import NeutralTaken
from formcheck.core.kinematics import NO_BASELINES
from formcheck.core.session import cue_queue as voice
from formcheck.core.session import session_texts as say
from formcheck.core.session.asking import (
    NOTHING,
    PASS_OVER_S,
    Asking,
    answered,
    closing_asks,
    lesson_asks,
    moved_on,
    pain_asks,
)
from formcheck.core.session.exercise import exercise_of
from formcheck.core.session.framing import framing, neutral_say
from formcheck.core.session.result import held_lessons
from formcheck.core.session.session_values import End, FramingCheck, Input, Programme, Stage, Step
from formcheck.core.session.sides import announced, ready_coach
from formcheck.core.session.state import FlowState, StepState, coaches_of
from formcheck.core.session.work import guides, work

RIGHT_S = 1.0
"""The set-up must be right this long. This and all the times below: chosen here."""
ENOUGH_S = 8.0
"""With all that is needed it goes on after this long, though something could be better."""
COUNT_S = 3
"""3, 2, 1."""
RELEASE_S = 15.0
"""Who holds on after the dose is left to it this long; then the next step comes."""
GONE_S = 2.0
"""Out of the picture for this long after the dose, they have let go. Chosen here."""
READY_AGAIN_S = 12.0
"""What was not in place is asked for again after so long."""
ABSENT_S = 1.0
"""A countdown is broken off when nobody is seen this long."""

_PLACE = frozenset({"near", "far", "centre"})


def advance_stage(programme: Programme, state: FlowState, now: Input) -> FlowState:
    """The state after one more moment of its stage."""
    match state.stage:
        case Stage.SETUP:
            return _setup(programme, state, now)
        case Stage.COUNTDOWN:
            return _countdown(programme, state)
        case Stage.WORK:
            return _work(programme, state)
        case Stage.RELEASE:
            return _release(programme, state)
        case Stage.REST:
            return _rest(programme, state)
        case Stage.QUESTIONS:
            return _questions(state)
        case Stage.DONE:
            return state


def open_lesson(programme: Programme, state: FlowState) -> FlowState:
    """Set-up of the present step's stretch, with fresh coaches."""
    step, words = state.step, programme.words
    state = replace(
        state.entering(Stage.SETUP),
        coaches=coaches_of(programme, step),
        turn=StepState(idle_s=state.now_s),
        tried_s=state.now_s,
        framing=(),
        unfit=False,
    )
    title = say.NEXT_TITLE if state.index else say.TITLE
    side = say.SIDE_FIRST if len(state.coaches) > 1 else say.ONLY_SIDE
    one_sided = step.side.other is not step.side
    turn = words.sided(side, step.side) if one_sided else ""
    lines = [
        words(title, title=step.plan.spec.title),
        words(say.IN_TURN) if len(state.together) > 1 else turn,
        *programme.find_lesson(state.step.plan).setup[step.side][:1],
    ]
    return announced(state.speaking(voice.queue(state.speech, lines, guide=True)))


def _setup(programme: Programme, state: FlowState, now: Input) -> FlowState:
    coached = state.coached
    right_ids = frozenset(check.id for check in state.framing if check.ok)
    checks = framing(
        now.pose,
        now.size,
        now.light,
        programme.find_lesson(state.step.plan),
        programme.words,
        view_say=coached.plan.spec.view.say if coached.progress.view_ok is False else "",
        neutral_say=neutral_say(coached, programme.find_lesson(state.step.plan), programme.words),
        ok_before=right_ids,
    )
    state = _placed(replace(state, framing=checks))
    wrong = {check.id for check in checks if not check.ok}
    if exercise_of(state.step.plan).is_taken_up(state) and (
        not coached.plan.spec.is_timer or state.speech.idle(state.now_s)
    ):
        # A timer's position may be the one it begins in: it is told all the same what to do.
        state, waits = _readied(programme, state)
        return state if waits else begin_work(programme, state, early=bool(wrong))
    state = replace(
        state,
        right_s=None if wrong else _since(state.right_s, state),
        enough_s=_since(state.enough_s, state) if _is_enough(state, checks) else None,
    )
    all_said = state.speech.idle(state.now_s)
    silent = state.now_s >= state.speech.free_s
    right = _for(state.right_s, state) >= RIGHT_S and all_said
    if right or (_for(state.enough_s, state) >= ENOUGH_S and silent):
        state, waits = _readied(programme, state)
        if waits:
            return state
        speech = voice.hush(state.speech)
        turn = replace(state.turn, counted=COUNT_S + 1)
        return replace(state.entering(Stage.COUNTDOWN), turn=turn, speech=speech)
    return state


def _readied(programme: Programme, state: FlowState) -> tuple[FlowState, bool]:
    """With what must be in place asked before the start, and whether that is still open."""
    if state.now_s - state.turn.unready_s < READY_AGAIN_S:
        return state, True
    if state.aside.asks:
        if state.now_s - state.aside.since_s < PASS_OVER_S:
            return state, True
        return replace(state, aside=NOTHING), False
    asks = [
        a
        for a in lesson_asks(programme.find_lesson(state.step.plan), "ready")
        if a.question.id not in state.asked
    ]
    if not asks:
        return state, False
    return replace(
        state,
        aside=Asking(tuple(asks), state.now_s),
        asked=state.asked | {ask.question.id for ask in asks},
        speech=voice.queue(state.speech, [asks[0].question.text]),
    ), True


def ready_answered(programme: Programme, state: FlowState, answer: str) -> FlowState:
    """With the question before the start answered: after "no" it is asked again in a while."""
    asks = state.aside.asks
    question, (aside, given) = asks[0].question, answered(state.aside, state.now_s, answer)
    if answer == question.answers[0]:
        aside = replace(aside, reply="") if aside.asks else NOTHING
        speech = voice.queue(state.speech, [ask.question.text for ask in aside.asks[:1]])
        return replace(state, aside=aside, answers=(*state.answers, given), speech=speech)
    text = asks[0].replies.get(answer) or programme.words(say.PUT_IN_PLACE)
    return replace(
        state,
        aside=NOTHING,
        asked=state.asked - {ask.question.id for ask in asks},
        turn=replace(state.turn, unready_s=state.now_s),
        speech=voice.queue(state.speech, [text]),
    )


def _is_enough(state: FlowState, checks: Sequence[FramingCheck]) -> bool:
    """Whether it can begin: what is needed is right, and enough of the stretch can be told."""
    wrong = {check.id for check in checks if not check.ok}
    needed = {check.id for check in checks if check.needed}
    return not wrong & needed and ("near" not in wrong or state.coached.can_tell_enough)


def _since(since_s: float | None, state: FlowState) -> float:
    return state.now_s if since_s is None else since_s


def _for(since_s: float | None, state: FlowState) -> float:
    return -1.0 if since_s is None else state.now_s - since_s


def _placed(state: FlowState) -> FlowState:
    """With a neutral position that was taken in the wrong place forgotten once the place is right.

    Lengths in the picture shrink with the distance, so one taken too near would mislead.
    """
    placed = all(check.ok for check in state.framing if check.id in _PLACE)
    taken = any(isinstance(event, NeutralTaken) for event in state.coached.news)
    if taken:
        state = replace(state, unfit=not placed)
    if not placed or not state.unfit or state.coached.attempting:
        return state
    anew = [
        replace(c, progress=replace(c.progress, baselines=NO_BASELINES))
        for c in state.coaches.values()
    ]
    return replace(state.coaching(*anew), unfit=False)


def _countdown(programme: Programme, state: FlowState) -> FlowState:
    if exercise_of(state.step.plan).is_taken_up(state):
        return begin_work(programme, state)
    if state.now_s - state.seen_s >= ABSENT_S:
        return state.entering(Stage.SETUP)
    left_s = COUNT_S - (state.now_s - state.stage_s)
    if left_s <= 0:
        return begin_work(programme, state, guided=True)
    n = ceil(left_s)
    if n < state.turn.counted:
        speech = voice.count(state.speech, state.now_s, str(n))
        return replace(state, speech=speech, turn=replace(state.turn, counted=n))
    return state


def begin_work(
    programme: Programme, state: FlowState, *, early: bool = False, guided: bool = False
) -> FlowState:
    """The stretch itself; guided: how it is done is said."""
    state = exercise_of(state.step.plan).close_attempt(state.entering(Stage.WORK))
    turn = replace(state.turn, early=early, counted=6, idle_s=state.now_s)
    state = replace(state, aside=NOTHING)
    speech = voice.attentive(voice.hush(state.speech, guides_only=True))
    if guided:
        speech = voice.queue(speech, guides(programme, state), guide=True)
    return replace(state, turn=turn, speech=speech)


def _work(programme: Programme, state: FlowState) -> FlowState:
    state = work(programme, state)
    given_up = state.turn.early and not state.coached.attempting and not state.held_s
    if given_up and "start" not in state.coached.progress.baselines:
        attempts = state.coached.progress.attempts
        return replace(state.entering(Stage.SETUP), turn=StepState(attempts_then=attempts))
    return state


def _release(programme: Programme, state: FlowState) -> FlowState:
    gone = state.now_s - state.seen_s >= GONE_S
    long = state.now_s - state.stage_s >= RELEASE_S and not state.step.plan.spec.dose.at_least
    if gone or long or exercise_of(state.step.plan).is_let_go(state):
        return next_step(programme, state)
    return state


def next_step(programme: Programme, state: FlowState) -> FlowState:
    """The step after the present one, or the questions after the last."""
    before = state.step
    state = replace(state, index=max(state.steps.index(step) for step in state.together))
    after = state.next_step
    state = state.speaking(voice.hush(state.speech, guides_only=True))
    if after is None:
        end = End.COMPLETED if state.done else End.STOPPED
        return finish_session(programme, state, end)
    if after.plan.spec.id != before.plan.spec.id:
        past = (*state.past, tuple(c.dismissed(state.now_s) for c in state.coaches.values()))
        return open_lesson(programme, replace(state, past=past, index=state.index + 1))
    state = ready_coach(announced(replace(state, index=state.index + 1)))
    coached = state.coached
    begun = coached.attempting and after.side is not before.side
    attempts = coached.progress.attempts - begun
    state = replace(state, turn=StepState(attempts_then=attempts, idle_s=state.now_s))
    if after.set_number == before.set_number or not after.rest_s:
        return _go_on(programme, state)
    texts = [
        programme.words(say.REST_FOR, n=round(after.rest_s)),
        _coming(programme, state, before),
    ]
    return state.speaking(voice.queue(state.speech, texts)).entering(Stage.REST)


def _coming(programme: Programme, state: FlowState, before: Step) -> str:
    if state.step.side is before.side:
        return programme.words(say.REST_AGAIN)
    return programme.words.sided(say.REST_NEXT, state.step.side)


def _go_on(programme: Programme, state: FlowState) -> FlowState:
    """The stretch at once, announced, for a step of a stretch that is under way."""
    step, words = state.step, programme.words
    if step.plan.spec.dose.alternate:
        text = words(say.ONCE_MORE)
    elif step.set_number == 1:
        text = words.sided(say.NOW_SIDE, step.side)
    elif len(state.coaches) > 1:
        text = words.sided(say.ONCE_MORE_SIDE, step.side)
    else:
        text = words(say.ONCE_MORE)
    state = state.speaking(voice.queue(state.speech, [text]))
    return begin_work(programme, state, guided=not exercise_of(state.step.plan).is_taken_up(state))


def _rest(programme: Programme, state: FlowState) -> FlowState:
    if exercise_of(state.step.plan).is_taken_up(state):
        return begin_work(programme, state)
    return state if rest_left_s(state) > 0 else _go_on(programme, state)


def rest_left_s(state: FlowState) -> float:
    """Seconds of rest that are left."""
    return state.step.rest_s - (state.now_s - state.stage_s)


def finish_session(programme: Programme, state: FlowState, end: End) -> FlowState:
    """The questions that belong to this end, or the end itself when nothing was held."""
    state = replace(state.entering(Stage.QUESTIONS), end=end, paused=False, aside=NOTHING)
    if end is End.PAIN:
        return _asked(state, Asking(pain_asks(programme.words), state.now_s))
    if programme.at_desk:
        speech = voice.hush(state.speech)
        if end is End.COMPLETED:
            speech = voice.interrupt(speech, state.now_s, programme.words(say.ALL_DONE))
        return state.speaking(speech).entering(Stage.DONE)
    if end is End.STOPPED and not held_lessons(programme, state):
        return state.speaking(voice.hush(state.speech)).entering(Stage.DONE)
    known = {answer.question for answer in state.answers}
    asks = closing_asks(held_lessons(programme, state), programme.words)
    speech = voice.hush(state.speech)
    if end is End.COMPLETED:
        speech = voice.queue(speech, [programme.words(say.ALL_DONE)])
    fresh = tuple(ask for ask in asks if ask.question.id not in known)
    return _asked(state.speaking(speech), Asking(fresh, state.now_s))


def _questions(state: FlowState) -> FlowState:
    asking = moved_on(state.asking, state.now_s)
    if asking.question is not None and state.now_s - asking.since_s >= PASS_OVER_S:
        return answer_question(state, "")
    state = _asked(state, asking)
    return state if asking.reply or asking.asks else state.entering(Stage.DONE)


def answer_question(state: FlowState, answer: str) -> FlowState:
    """With the question on screen answered, or passed over with ""; there must be one."""
    asking, given = answered(state.asking, state.now_s, answer)
    state = replace(state, answers=(*state.answers, given))
    if asking.reply:
        speech = voice.queue(voice.hush(state.speech), [asking.reply])
        state = state.speaking(speech)
    state = _asked(state, asking)
    return state if asking.reply or asking.asks else state.entering(Stage.DONE)


def leave_questions(state: FlowState) -> FlowState:
    """The end, with what was not answered kept as that."""
    while state.stage is Stage.QUESTIONS:
        asking = replace(state.asking, reply="")
        if not asking.asks:
            state = state.entering(Stage.DONE)
        else:
            state = answer_question(replace(state, asking=asking), "")
    return state.speaking(voice.hush(state.speech))


def _asked(state: FlowState, asking: Asking) -> FlowState:
    """With these questions, and a new one on screen spoken."""
    new = asking.question is not None and asking.question != state.asking.question
    state = replace(state, asking=asking)
    if asking.question is None or not new:
        return state
    return state.speaking(voice.queue(state.speech, [asking.question.text]))
