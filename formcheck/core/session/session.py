"""The session as a pure function: state and one input in; new state and a screen out.

No clock, camera, voice or randomness inside: the same inputs give the same screens.
"""

from math import inf

from formcheck.core.coach import HoldStatus
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics import measure_pose
from formcheck.core.session import cue_queue as cues
from formcheck.core.session import session_texts as say
from formcheck.core.session import sides, stages
from formcheck.core.session.asking import NOTHING, list_answers, record_answer
from formcheck.core.session.exercise import choose_exercise
from formcheck.core.session.screen import Message, find_message, make_screen
from formcheck.core.session.screen_values import Screen, Tone
from formcheck.core.session.session_values import Command, End, Halt, Input, Stage
from formcheck.core.session.state import SessionState

NOBODY_S = 2.0
"""Seconds until an absence halts the session. Chosen for formcheck: longer than detection gaps."""
BACK_S = 1.0
"""A person seen for this long is back and not only passing. Chosen for formcheck."""
MISS_S = 0.5
"""A shorter absence does not count: the pose model missed the person. Chosen for formcheck."""
LOST_S = 1.0
"""Seconds without frames until that is announced. Chosen for formcheck: not at a video's end."""
PRAISE_WITHIN_S = 3.0
"""A heeded correction is praised within this time, or not at all. Chosen for formcheck."""
PATIENCE_S = 45.0
"""In a desk break, a stretch not attempted for this long is skipped. Chosen for formcheck."""
GONE_S = 20.0
"""In a desk break, a person out of the frame for this long has left. Chosen for formcheck."""
MOST_S = 180.0
"""The longest break at the desk, in seconds; after this, only a running hold goes on."""

_OVER = frozenset({Stage.QUESTIONS, Stage.DONE})
_WORKING = frozenset({Stage.WORK, Stage.LET_GO})
_HALT_TEXTS = {Halt.USER: say.PAUSED, Halt.NOBODY: say.NOBODY, Halt.CAMERA: say.CAMERA}
_TOLD = frozenset({Halt.USER, Halt.NOBODY})
"""Halts announced when they begin and when they end."""


def advance_session(state: SessionState, now: Input) -> tuple[SessionState, Screen]:
    """Returns the next state and the screen to show; ``begin_session`` returns the first state.

    If the time has not advanced, only commands and answers take effect.
    """
    state = _advance_time(state, now)
    for command in now.commands:
        state = _follow_command(state, command)
    for question_id, answer in now.answers:
        state = _take_answer(state, question_id, answer)
    state = _note_halt(_present(state, now), now)
    if not state.stands:
        state = _advance_coaches(state, now)
        if state.halt is not Halt.NOBODY:
            state = stages.advance_stage(state, now)
        elif state.stage is Stage.WORK:  # in a rest, events belong to the previous step
            state = stages.take_events(state)
        state = skip_untried(state)
    works = state.stage in _WORKING
    coaches = [coach.note_work(state.now_s, works=works) for coach in state.coaches.values()]
    state = state.with_coaches(*coaches)
    message = find_message(state)
    state = _speak(state, message)
    return state, make_screen(state, message)


def _advance_time(state: SessionState, now: Input) -> SessionState:
    """Advances the time.

    While the session ``stands``, the times listed here advance with it or begin anew.
    """
    if state.t_s is None:
        state = replace(state, t_s=now.t_s, begun_s=now.t_s, seen_s=now.t_s)
        return stages.open_stretch(state)
    t_s = max(now.t_s, state.t_s)
    if state.stands:
        stood_s, step = t_s - state.t_s, state.step_state
        state = state.with_step(idle_s=step.idle_s + stood_s, unready_s=step.unready_s + stood_s)
        state = replace(
            state,
            stood_s=state.stood_s + stood_s,
            stage_s=state.stage_s + stood_s,
            seen_s=state.seen_s + stood_s,
            right_s=inf,
            enough_s=inf,
            tried_s=state.tried_s + stood_s,
            replied_s=state.replied_s + stood_s,
            asking=replace(state.asking, since_s=state.asking.since_s + stood_s),
        )
    return replace(state, t_s=t_s, speech=replace(state.speech, sounds=()))


def _present(state: SessionState, now: Input) -> SessionState:
    if now.pose is None:
        gone = state.now_s - state.seen_s >= MISS_S
        return replace(state, there_s=inf) if gone else state
    return replace(state, seen_s=state.now_s, there_s=min(state.there_s, state.now_s))


def _note_halt(state: SessionState, now: Input) -> SessionState:
    """Updates the halt; plays a tone and announces it when it changes."""
    halt = _find_halt(state, now)
    if halt is state.halt:
        return _tell_lost(state)
    if halt is not Halt.NONE:
        replies = state.replies if state.stage is Stage.QUESTIONS else ()
        state = replace(state.drop_lines(guides_only=True), replies=replies).play_tone(Tone.PAUSE)
        if state.progress.hold.clock not in {HoldStatus.IDLE, HoldStatus.ENTERING}:
            state = state.with_step(interrupted=True)
    text = ""
    lost = state.halt is Halt.CAMERA and state.halted_s == inf
    if state.halt in _HALT_TEXTS:  # over before it was announced
        over = state.words(_HALT_TEXTS[state.halt])
        state = replace(state, speech=cues.drop_text(state.speech, over))
    if halt in _TOLD:
        text = state.words(_HALT_TEXTS[halt])
    elif (state.halt in _TOLD or lost) and halt is Halt.NONE and state.stage not in _OVER:
        text = state.words(say.GO_ON)
        state = state.drop_lines() if state.halt is Halt.NOBODY else state
    if text:
        state = replace(state, speech=cues.queue_once(state.speech, state.now_s, text))
    if halt is Halt.NONE and state.stage is Stage.SETUP:
        state = sides.tell_opening(state)
    after = replace(state.with_step(idle_s=state.now_s), halt=halt, halted_s=state.now_s)
    if after.stands and not state.stands:
        return after.with_coaches(*(coach.interrupt() for coach in after.coaches.values()))
    return after


def _tell_lost(state: SessionState) -> SessionState:
    """Announces once that no frames arrive, after LOST_S."""
    if state.halt is not Halt.CAMERA or state.now_s - state.halted_s < LOST_S:
        return state
    return replace(state.tell(state.words(_HALT_TEXTS[Halt.CAMERA])), halted_s=inf)


def _find_halt(state: SessionState, now: Input) -> Halt:
    if state.stage is Stage.DONE:
        return Halt.NONE
    if state.paused:
        return Halt.USER
    if state.stage is Stage.QUESTIONS and (now.halt is Halt.CAMERA or state.end is End.PAIN):
        return Halt.NONE  # questions need no camera, and no halt may hide "stop"
    if now.halt in {Halt.CAMERA, Halt.HIDDEN}:
        return now.halt
    waited = state.stage is Stage.REST and stages.measure_rest_left_s(state) <= 0
    if state.stage is not Stage.WORK and not waited:
        return Halt.NONE
    if state.halt is Halt.NOBODY:
        return Halt.NONE if state.now_s - state.there_s >= BACK_S else Halt.NOBODY
    return Halt.NOBODY if state.now_s - state.seen_s >= NOBODY_S else Halt.NONE


def _advance_coaches(state: SessionState, now: Input) -> SessionState:
    if state.stage in _OVER:
        return state
    before_s = state.progress.t_s
    measured = None if now.pose is None else measure_pose(now.pose)
    coaches = (c.advance(state.now_s, measured, now.other) for c in state.coaches.values())
    state = state.with_coaches(*coaches)
    if state.progress.t_s == before_s:  # no later frame, or one in which the model missed them
        return state
    others = state.others
    if now.other_title:
        key = state.spec.id, now.other_title
        others = {**others, key: others.get(key, 0.0) + state.frame_s}
    state = replace(state, other_title=now.other_title, others=others, breathing=now.breathing)
    return sides.watch_sides(state)


def _follow_command(state: SessionState, command: Command) -> SessionState:
    if state.stage is Stage.DONE:
        return state
    match command:
        case Command.PAUSE if state.stage is Stage.QUESTIONS:
            return state  # the questions go on by themselves, and the screen has no "resume" there
        case Command.PAUSE:
            return replace(state, paused=not state.paused)
        case Command.PAIN:
            return _stop_for_pain(state)
        case Command.QUIT if state.stage is Stage.QUESTIONS:
            return stages.leave_questions(state)
        case Command.QUIT:
            end = End.COMPLETED if all(map(state.is_done, state.steps)) else End.STOPPED
            return stages.finish_session(_drop_for_way_out(state), end)
        case Command.SIDE:
            return _switch_side(state)
        case Command.NEXT:
            return _skip_step(_end_halt(state))


def _end_halt(state: SessionState) -> SessionState:
    """Ends a halt before a step is skipped, so that the next step is announced, not "carry on"."""
    return replace(state, paused=False, halt=Halt.NONE if state.halt in _TOLD else state.halt)


def _stop_for_pain(state: SessionState) -> SessionState:
    if state.end is End.PAIN:
        return state
    speech = cues.say_at_once(state.speech, state.now_s, state.words(say.PAIN_STOP))
    answers = tuple(a for a in state.answers if a.question != "pain")
    state = replace(state, speech=speech, answers=answers)
    return stages.finish_session(state, End.PAIN)


def _switch_side(state: SessionState) -> SessionState:
    if state.stage in _OVER or state.stage is Stage.LET_GO:
        return state
    if len(state.together) > 1:
        return state.reply(state.words(say.IN_TURN))
    if not sides.has_other(state):
        text = state.words.sided(say.ONLY_SIDE_LEFT, state.step.side)
        one_sided = state.step.side.other is not state.step.side
        return state.reply(text) if one_sided else state
    state = state.with_coaches(state.coach.resume())
    if state.stage is Stage.WORK:
        state = choose_exercise(state.step.plan).count(state)
    state = sides.swap_sides(state)
    countdown, rests = state.step_state.countdown, state.stage is Stage.REST
    text = state.words.sided(say.REST_NEXT if rests else say.NOW_SIDE, state.step.side)
    state = state.begin_step().with_step(chosen_s=state.now_s)
    state = state.drop_lines().tell(text)
    if state.stage is Stage.COUNTDOWN:
        return state.with_step(countdown=countdown)
    if state.stage is Stage.SETUP:
        return sides.tell_place(state)
    if state.stage is Stage.WORK:
        return state.close_old_attempt().tell(*sides.list_guides(state), guide=True)
    return state


def _skip_step(state: SessionState) -> SessionState:
    """Skips the current stage, and the announcements still queued for it."""
    match state.stage:
        case Stage.SETUP | Stage.COUNTDOWN:
            is_told = not any(line.guide for line in state.speech.lines)
            state = state.with_step(placed=state.step_state.placed and is_told)
            return stages.begin_work(state.drop_lines(), guided=True)
        case Stage.REST:
            return stages.continue_at_once(state.drop_lines())
        case Stage.WORK:
            return stages.begin_next_step(_drop_for_way_out(state))
        case Stage.LET_GO:  # how to come out of the position is still said
            return stages.begin_next_step(state)
        case Stage.QUESTIONS if state.asking.question is not None:
            return stages.settle_question(state, "")
        case _:
            return state


def _drop_for_way_out(state: SessionState) -> SessionState:
    """Replaces the queued announcements by how to leave the position, if the person is in it."""
    texts: tuple[str, ...] = ()
    if state.stage is Stage.WORK and state.coach.attempting:
        texts = choose_exercise(state.step.plan).list_ways_out(state)
    return state.drop_lines().tell(*(state.words(text) for text in texts))


def _take_answer(state: SessionState, question_id: str, answer: str) -> SessionState:
    """Takes an answer; ignores an invalid one, and one to a question that is not on screen.

    "" passes the question over.
    """
    question = state.asking.question
    if question is None or question.id != question_id:
        return state
    if answer not in list_answers(question):
        return state
    if state.stage is Stage.QUESTIONS:
        return stages.settle_question(state, answer)
    if not answer:
        return replace(state, asking=NOTHING)
    if state.stage is Stage.SETUP:
        return stages.take_ready_answer(state, answer)
    after, given = record_answer(state.asking, state.now_s, answer)
    state = replace(state.reply(after.reply), asking=NOTHING, answers=(*state.answers, given))
    return choose_exercise(state.step.plan).take_answer(state, answer)


def _speak(state: SessionState, message: Message) -> SessionState:
    if state.stands:
        return replace(state, speech=cues.say_next(state.speech, state.now_s, None))
    now_s = state.now_s
    counts = any(coach.counts for coach in state.coaches.values())
    watching = state.stage is Stage.SETUP or state.coach.attempting or counts
    speech = cues.note(state.speech, now_s, message.standing, watching=watching)
    room_s = choose_exercise(state.step.plan).measure_quiet_s(state)
    if state.running and _is_praised(state, speech):
        text = state.words(say.GOOD)
        if cues.estimate_speaking_s(text) <= room_s:
            speech = cues.queue(speech, [text])
        state = state.with_step(praise_s=now_s)
    return replace(state, speech=cues.say_next(speech, now_s, message.cue, room_s))


def _is_praised(state: SessionState, speech: cues.SpeechState) -> bool:
    """Whether to praise a correction of the running hold that was just heeded; once a step.

    The cue may have been given on the way in, but not in the set-up or an earlier attempt.
    """
    heeded_s, begun_s = speech.heeded_s, max(state.stage_s, state.progress.attempt_s)
    return (
        state.coach.attempting
        and state.step_state.praise_s == -inf
        and state.now_s - heeded_s < PRAISE_WITHIN_S
        and heeded_s > state.progress.hold.start_s
        and speech.heeded_said_s > begun_s
        and speech.is_idle(state.now_s)
    )


def skip_untried(state: SessionState) -> SessionState:
    """In a break at the desk, skips a stretch that the person does not begin.

    Getting up and leaving ends the break, as that is a break too; no questions follow.
    """
    if not state.programme.is_break or state.stage in _OVER or state.stands:
        return state
    if choose_exercise(state.step.plan).is_taken_up(state):
        state = replace(state, tried_s=state.now_s)
    over = state.now_s - state.begun_s - state.stood_s >= MOST_S and not state.running
    if over or state.now_s - state.seen_s >= GONE_S:
        return stages.finish_programme(state.drop_lines())
    if state.now_s - state.tried_s < PATIENCE_S or state.stage is Stage.LET_GO:
        return state
    last = state.steps.index(state.own_steps[-1])
    state = _end_halt(replace(state, index=last)).drop_lines().reply(state.words(say.LEFT_OUT))
    return stages.begin_next_step(state)
