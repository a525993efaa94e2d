"""What each stage of a session does with an input, and which stage follows."""

from math import ceil, inf

from formcheck.core.coach import events
from formcheck.core.fast_replace import replace
from formcheck.core.judging import MISFIT, can_tell_enough
from formcheck.core.session import asking as questions
from formcheck.core.session import cue_queue as cues
from formcheck.core.session import framing, sides
from formcheck.core.session import session_texts as say
from formcheck.core.session.asking import NOTHING, Asking
from formcheck.core.session.exercise import RIVAL_S, HoldExercise, choose_exercise
from formcheck.core.session.screen_values import Question, Tone
from formcheck.core.session.session_result import list_held_specs, make_result, write_pain_advice
from formcheck.core.session.session_values import Answer, End, Input, Stage
from formcheck.core.session.state import LAST_S, SessionState, make_coaches

RIGHT_S = 1.0
"""The set-up must be right this long. This and all the times below: chosen for formcheck."""
ENOUGH_S = 8.0
"""If only optional checks fail, the set-up ends after this long."""
COUNT_S = 3
HOLD_ON_S = 15.0
"""A person may keep holding this long after the dose is done; then the next step begins."""
LET_GO_S = 2.0
"""A person out of the frame for this long after the dose counts as having let go."""
READY_AGAIN_S = 12.0
"""After a "no" to whether all is in place, the question is repeated after this long."""
ABSENT_S = 1.0
"""A countdown is cancelled when the person has been out of the frame for this long."""
IDLE_S = 30.0
"""When nothing has happened for this long, the instruction is repeated, once."""
ASIDE_S = 15.0
"""A question during a hold stays on screen this long."""

_PLACE = frozenset({"near", "far", "centre"})


def advance_stage(state: SessionState, now: Input) -> SessionState:
    """Advances the current stage by one input."""
    match state.stage:
        case Stage.SETUP:
            return _setup(state, now)
        case Stage.COUNTDOWN:
            return _count_down(state)
        case Stage.WORK:
            return _work(state)
        case Stage.LET_GO:
            return _let_go(state)
        case Stage.REST if choose_exercise(state.step.plan).is_taken_up(state):
            return begin_work(state)
        case Stage.REST:
            return state if measure_rest_left_s(state) > 0 else continue_at_once(state)
        case Stage.QUESTIONS:
            return _advance_questions(state)
        case Stage.DONE:
            return state


def open_stretch(state: SessionState) -> SessionState:
    """Begins the set-up of the current step's stretch, with fresh coaches."""
    state = replace(
        state.enter(Stage.SETUP),
        coaches=make_coaches(state.programme, state.step),
        tried_s=state.now_s,
        framing=(),
        unfit=False,
    )
    return sides.call_side(sides.tell_opening(state.begin_step()))


def _setup(state: SessionState, now: Input) -> SessionState:
    coach = state.coach
    if coach.progress.missed_s is not None:
        return state
    programme = state.programme
    may_sit = state.spec.id in programme.desk_stretches
    sits = may_sit and framing.sits_near(now.pose, before=state.at_desk)
    at_desk = sits or programme.is_break
    # A start position taken before the person came near or moved back is of another distance.
    state = replace(state, at_desk=at_desk, unfit=state.unfit or at_desk != state.at_desk)
    checks = framing.check_framing(state, now)
    state = _forget_misplaced(replace(state, framing=checks))
    state = _hold_back(state) if _awaits_ready(state) else state
    wrong = {check.id for check in checks if not check.ok}
    # If the start looks like the position, it counts only once the instructions were said.
    is_idle = state.speech.is_idle(state.now_s)
    like_start = coach.plan.spec.is_timer or state.progress.start_misfit <= MISFIT
    taken_up = choose_exercise(state.step.plan).is_taken_up(state)
    taken_up = taken_up and (is_idle or not like_start)
    # In a break at the desk, the person is already in view.
    is_ready = programme.is_break and not wrong and (is_idle or not state.step_state.placed)
    if not taken_up and not is_ready:
        state = replace(
            state,
            right_s=inf if wrong else min(state.right_s, state.now_s),
            enough_s=min(state.enough_s, state.now_s) if _is_enough(state) else inf,
        )
        right = state.now_s - state.right_s >= RIGHT_S
        enough = state.now_s - state.enough_s >= ENOUGH_S
        if not is_idle or not (right or enough):
            return state
    state = _ask_ready(state)
    if _awaits_ready(state):
        return state
    if taken_up or is_ready:
        return begin_work(state, setup_skipped=bool(wrong), guided=not taken_up)
    return state.with_step(countdown=COUNT_S + 1).enter(Stage.COUNTDOWN)


def _ask_ready(state: SessionState) -> SessionState:
    """Asks whether all is in place before the start; passes over unanswered questions."""
    if state.asking.asks and state.now_s - state.asking.since_s >= questions.PASS_OVER_S:
        return replace(state, asking=NOTHING)
    asks = [a for a in questions.list_asks(state.spec, "ready") if a.id not in state.asked]
    return _ask(state, *asks) if asks and not _awaits_ready(state) else state


def _awaits_ready(state: SessionState) -> bool:
    """Whether the person is being asked if all is in place, or recently said that it is not."""
    is_unready = state.now_s - state.step_state.unready_s < READY_AGAIN_S
    return is_unready or bool(state.asking.asks)


def _hold_back(state: SessionState) -> SessionState:
    """Ends attempts without counting them: what they need may not be in place yet."""
    attempts = (coach for coach in state.coaches.values() if coach.attempting)
    return state.with_coaches(*(coach.count(counts=False).resume() for coach in attempts))


def _ask(state: SessionState, *asks: Question) -> SessionState:
    state = replace(state, asking=Asking(asks, state.now_s))
    return replace(state.tell(asks[0].text), asked=state.asked | {ask.id for ask in asks})


def take_ready_answer(state: SessionState, answer: str) -> SessionState:
    """Takes the answer to the question before the start; after "no" it is asked again later."""
    asks = state.asking.asks
    asking, given = questions.record_answer(state.asking, state.now_s, answer)
    if answer == asks[0].answers[0]:
        asking = replace(asking, reply="") if asking.asks else NOTHING
        state = state.drop_lines().tell(*(ask.text for ask in asking.asks[:1]))
        return replace(state, asking=asking, answers=(*state.answers, given))
    text = asks[0].replies.get(answer) or state.words(say.PUT_IN_PLACE)
    return replace(
        state.with_step(unready_s=state.now_s).reply(text),
        asking=NOTHING,
        asked=state.asked - {ask.id for ask in asks},
    )


def _is_enough(state: SessionState) -> bool:
    """Whether the stretch can begin: the needed checks pass, and enough of it can be judged."""
    wrong = [check for check in state.framing if not check.ok]
    if any(check.needed for check in wrong):
        return False
    needs, readings = state.coach.plan.timed_phase.needs, state.progress.readings
    return all(check.id != "near" for check in wrong) or can_tell_enough(needs, readings)


def _forget_misplaced(state: SessionState) -> SessionState:
    """Forgets a neutral position that was taken in the wrong place, once the place is right.

    Lengths in the image shrink with the distance, so one taken too near would mislead.
    """
    placed = all(check.ok for check in state.framing if check.id in _PLACE)
    if any(isinstance(event, events.NeutralTaken) for event in state.progress.events):
        state = replace(state, unfit=not placed)
    if not placed or not state.unfit or state.coach.in_position:
        return state
    anew = [coach.forget_start() for coach in state.coaches.values()]
    return replace(state.with_coaches(*anew), unfit=False)


def _count_down(state: SessionState) -> SessionState:
    if choose_exercise(state.step.plan).is_taken_up(state):
        return begin_work(state)
    if state.now_s - state.seen_s >= ABSENT_S:
        return state.enter(Stage.SETUP)
    left_s = COUNT_S - (state.now_s - state.stage_s)
    if left_s <= 0:
        return begin_work(state, guided=True)
    n = ceil(left_s)
    if n < state.step_state.countdown:
        return state.with_step(countdown=n).count_aloud(str(n))
    return state


def begin_work(
    state: SessionState, *, setup_skipped: bool = False, guided: bool = False
) -> SessionState:
    """Begins the stretch itself; guided: with the instructions."""
    state = state.enter(Stage.WORK).close_old_attempt()
    # A cue on the camera position does not delay one on the form.
    state = replace(state, asking=NOTHING, speech=replace(state.speech, quiet_s=-inf))
    state = state.with_step(setup_skipped=setup_skipped, countdown=LAST_S + 1, idle_s=state.now_s)
    state = state.drop_lines(guides_only=True)
    return state.tell(*sides.list_guides(state), guide=True) if guided else state


def _work(state: SessionState) -> SessionState:
    """Advances the stretch: tones, counting, questions, the repeated instruction."""
    exercise = choose_exercise(state.step.plan)
    state = take_events(state)
    if exercise.is_reached(state):
        state = _finish_step(state)
    else:
        state = _repeat_guides(_ask_aside(exercise.tell(state), exercise), exercise)
    is_begun = state.coach.attempting or state.held_s > 0.0 or state.reps > 0
    premature = state.step_state.setup_skipped and not is_begun
    if premature and "start" not in state.progress.moments:
        return state.enter(Stage.SETUP).begin_step()
    return state


def take_events(state: SessionState) -> SessionState:
    """Plays the tones for the latest events, announces new phases, and counts what counts."""
    for event in state.progress.events:
        match event:
            case events.HoldStarted() | events.Pause():
                state = state.drop_lines(guides_only=True).play_tone(Tone.START)
            case events.HoldPaused() | events.Hold():
                state = state.play_tone(Tone.PAUSE)
            case events.AttemptStarted() if state.coach.in_position:
                state = state.drop_lines(guides_only=True)
            case events.PhaseSpan():
                state = state.tell(state.phase.say)
    return choose_exercise(state.step.plan).count(state)


def _finish_step(state: SessionState) -> SessionState:
    texts = choose_exercise(state.step.plan).list_last_words(state)
    state = state.drop_lines().tell(*(state.words(text) for text in texts))
    done = state.done | ({step.key for step in state.together} - state.given_up)
    return replace(state.play_tone(Tone.DONE).enter(Stage.LET_GO), done=done, asking=NOTHING)


def _ask_aside(state: SessionState, exercise: HoldExercise) -> SessionState:
    if state.asking.asks:
        over = state.now_s - state.asking.since_s >= ASIDE_S or not state.coach.attempting
        return replace(state, asking=NOTHING) if over else state
    ask = exercise.find_question(state)
    if ask is None:
        return state
    return _ask(state.with_step(asked_s=state.held_s), ask)


def _repeat_guides(state: SessionState, exercise: HoldExercise) -> SessionState:
    """Repeats the instruction, once, when nothing has counted for IDLE_S."""
    step_state, movement = state.step_state, state.step.plan.dose.is_movement
    active = exercise.is_taken_up(state) if movement else state.running
    if active or not state.speech.is_idle(state.now_s):
        return state.with_step(idle_s=state.now_s)
    if step_state.reminded or state.now_s - step_state.idle_s < IDLE_S:
        return state
    return state.with_step(reminded=True).tell(*sides.list_guides(state), guide=True)


def _let_go(state: SessionState) -> SessionState:
    gone = state.now_s - state.seen_s >= LET_GO_S
    long = state.now_s - state.stage_s >= HOLD_ON_S and not state.spec.dose.at_least
    is_back = state.progress.settled and not state.coach.in_position
    let_go = is_back or not state.coach.attempting or state.step.plan.dose.is_movement
    other_works = state.step_state.lead_s >= RIVAL_S
    return begin_next_step(state) if gone or long or let_go or other_works else state


def begin_next_step(state: SessionState) -> SessionState:
    """Goes on to the next step, or after the last one to the questions."""
    before = state.step
    index = max(state.steps.index(step) for step in state.together)
    ended = {**state.ended, **dict.fromkeys((s.key for s in state.together), state.now_s)}
    state = replace(state, index=index, asking=NOTHING, ended=ended)
    after = next(iter(state.steps[state.index + 1 :]), None)
    state = state.drop_lines(guides_only=True)
    if after is None:
        return finish_programme(state)
    if after.plan.spec.id != before.plan.spec.id:
        coaches = (coach.note_turn(state.now_s, its=False) for coach in state.coaches.values())
        past = (*state.past, tuple(coaches))
        return open_stretch(replace(state, past=past, index=state.index + 1))
    state = sides.prepare_coach(sides.call_side(replace(state, index=state.index + 1)))
    state = state.begin_step()
    rest_s = state.spec.dose.rest_s
    if after.set_number == before.set_number or not rest_s:
        return continue_at_once(state)
    rest = state.words(say.REST_FOR, n=round(rest_s))
    return state.tell(rest, sides.explain_rest(state)).enter(Stage.REST)


def continue_at_once(state: SessionState) -> SessionState:
    """Announces a step of a stretch that is under way, and begins it without set-up or rest."""
    release = state.spec.dose.release
    text = say.NOW_SIDE if release or state.step.set_number == 1 else say.ONCE_MORE_SIDE
    if state.spec.dose.alternate or len(state.coaches) == 1:
        text = say.NEXT_SPOT if release else say.ONCE_MORE
    state = state.tell(state.words.sided(text, state.step.side))
    return begin_work(state, guided=not choose_exercise(state.step.plan).is_taken_up(state))


def measure_rest_left_s(state: SessionState) -> float:
    """Seconds of rest that are left."""
    return state.spec.dose.rest_s - (state.now_s - state.stage_s)


def finish_programme(state: SessionState) -> SessionState:
    """Ends the session after the last step; if every step was skipped, it counts as stopped."""
    some = state.given_up or any(map(state.is_done, state.steps))
    return finish_session(state, End.COMPLETED if some else End.STOPPED)


def finish_session(state: SessionState, end: End) -> SessionState:
    """Announces the result and asks the questions that belong to this end.

    After pain there are only questions. Otherwise a break at the desk has neither result nor
    questions, nor has a session that was stopped before anything was held.
    """
    state = replace(state.enter(Stage.QUESTIONS), end=end, paused=False, asking=NOTHING, replies=())
    if end is End.PAIN:
        asks = questions.list_pain_asks(state.words, write_pain_advice(state))
        return _show_questions(state, Asking(asks, state.now_s))
    state, all_done = state.drop_lines(guides_only=True), state.words(say.ALL_DONE)
    if state.programme.is_break:
        if end is End.COMPLETED:
            state = replace(state, speech=cues.say_at_once(state.speech, state.now_s, all_done))
        return state.enter(Stage.DONE)
    held = list_held_specs(state)
    if end is End.STOPPED and not held:
        return state.enter(Stage.DONE)
    known = {answer.question for answer in state.answers}
    asks = questions.list_closing_asks(held, state.words, write_pain_advice(state))
    fresh = tuple(ask for ask in asks if ask.id not in known)
    state, recap = state.tell(all_done) if end is End.COMPLETED else state, make_result(state)
    state = state.reply(recap.verdict, *recap.watch[:1])
    return _show_questions(state, Asking(fresh, state.now_s))


def _advance_questions(state: SessionState) -> SessionState:
    asking = state.asking
    if asking.reply and state.now_s - asking.since_s >= questions.REPLY_S:
        asking = replace(asking, reply="", since_s=state.now_s)
    if asking.question is not None and state.speech.is_due(state.now_s, asking.question.text):
        asking = replace(asking, since_s=state.now_s)  # the time to answer begins once it is said
    if asking.question is not None and state.now_s - asking.since_s >= questions.PASS_OVER_S:
        return settle_question(state, "")
    return _show_questions(state, asking)


def settle_question(state: SessionState, answer: str) -> SessionState:
    """Records the answer to the question on screen, "" to pass it over; there must be one."""
    asking, given = questions.record_answer(state.asking, state.now_s, answer)
    speech = cues.drop_text(state.speech, given.text)
    state = replace(state, speech=speech, answers=(*state.answers, given)).reply(asking.reply)
    return _show_questions(state, asking)


def leave_questions(state: SessionState) -> SessionState:
    """Ends the session; the remaining questions count as passed over."""
    passed_over = (Answer(ask.id, ask.text, "") for ask in state.asking.asks)
    answers = (*state.answers, *passed_over)
    return replace(state.enter(Stage.DONE), answers=answers, asking=NOTHING).drop_lines()


def _show_questions(state: SessionState, asking: Asking) -> SessionState:
    """Shows these questions, and says the first if it is new.

    The session is done after the last reply, once the result has been said.
    """
    if not asking.reply and not asking.asks and not state.shown_reply:
        return replace(state.enter(Stage.DONE), asking=asking)
    before, now = state.asking.question, asking.question
    state = replace(state, asking=asking)
    return state if now is None or now == before else state.tell(now.text)
