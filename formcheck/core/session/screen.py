"""The screen of a state: what the window, page and voice show and play."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, inf

from formcheck.core.coach import HoldStatus, Progress
from formcheck.core.coach.cue_choice import (
    choose_need_cue,
    find_likely_cue,
    find_told_fault,
    list_need_cues,
)
from formcheck.core.coach.events import FaultSpan, Repetition, StopCause
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import NOBODY, Cause, Unknown
from formcheck.core.language import Words
from formcheck.core.session import session_texts as say
from formcheck.core.session.cue_queue import Cue
from formcheck.core.session.exercise import RIVAL_S, choose_exercise, describe_breathing
from formcheck.core.session.framing import UPRIGHT
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.reasons import describe_reason, find_remedy
from formcheck.core.session.screen_values import Mood, Screen
from formcheck.core.session.session_values import End, Halt, Stage
from formcheck.core.session.sides import explain_rest
from formcheck.core.session.stages import COUNT_S, READY_AGAIN_S, measure_rest_left_s
from formcheck.core.session.state import SessionState

SETUP_S = 1.0
"""A problem with the set-up is said once it has lasted this long. Chosen for formcheck."""

_COACHED = frozenset({Stage.WORK, Stage.LET_GO})
_WAITING = frozenset({Stage.SETUP, Stage.COUNTDOWN, Stage.REST})
_HALTS = {
    Halt.USER: (say.PAUSED, say.PAUSED_DETAIL, Mood.PLAIN),
    Halt.NOBODY: (say.NOBODY, say.NOBODY_DETAIL, Mood.UNSEEN),
    Halt.CAMERA: (say.CAMERA, say.CAMERA_DETAIL, Mood.UNSEEN),
    Halt.HIDDEN: (say.HIDDEN, say.HIDDEN_DETAIL, Mood.UNSEEN),
}
_ENDS = {
    End.OPEN: (say.ALL_DONE, Mood.PLAIN),
    End.COMPLETED: (say.ALL_DONE, Mood.GOOD),
    End.STOPPED: (say.ENDED_EARLY, Mood.PLAIN),
    End.PAIN: (say.ENDED_PAIN, Mood.STOP),
}


def make_screen(state: SessionState, message: Message) -> Screen:
    """Builds the screen of the state, with this message."""
    state = state.display_state
    is_coached = state.stage in _COACHED
    breathing = state.breathing if is_coached else None
    exercise, now = choose_exercise(state.step.plan), state.progress
    begun = now.hold.clock not in {HoldStatus.IDLE, HoldStatus.ENTERING}
    taken_up = now.attempting if state.step.plan.dose.is_movement else begun
    urgent = message.cue is not None and message.cue.urgent
    unseen = _list_unseen(state) if is_coached else []
    return Screen(
        t_s=state.now_s,
        stage=state.stage,
        halt=state.halt,
        end=state.end,
        step=state.step,
        number=min(state.index + 1, len(state.steps)),
        steps=len(state.steps),
        headline=message.headline,
        mood=message.mood,
        instruction=_choose_instruction(state),
        detail=message.detail,
        unseen=tuple(describe_reason(what, state.words) for what in unseen),
        clock=_find_clock(state) if is_coached else HoldStatus.IDLE,
        held_s=state.held_s,
        goal_s=state.goal_s,
        seconds_left=_count_seconds_left(state),
        framing=state.framing if state.stage is Stage.SETUP else (),
        wanted=state.wanted,
        ghost=state.stage in _WAITING or (state.stage is Stage.WORK and not taken_up),
        progress=now,
        question=state.asking.question,
        reply="" if urgent else state.shown_reply,
        sounds=state.speech.sounds,
        ring=exercise.make_ring(state),
        pace=exercise.find_pace(state),
        breath="" if breathing is None else describe_breathing(breathing, state.words),
    )


def find_message(state: SessionState) -> Message:
    """Returns the message for the current stage and halt."""
    state = state.display_state
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
            return _build_work_message(state)
        case Stage.LET_GO:
            done, way_out = _choose_last_words(state)
            runs = state.progress.hold.clock is HoldStatus.RUNNING and not state.spec.dose.release
            mood = Mood.PLAIN if state.step.key in state.given_up else Mood.GOOD
            return Message(words(done), mood, words(say.COUNTS_ON if runs else way_out))
        case Stage.REST:
            return Message(words(say.REST), Mood.PLAIN, explain_rest(state))
        case Stage.QUESTIONS if state.end is End.PAIN:
            return Message(words(say.PAIN_STOP), Mood.STOP, state.spec.stop)
        case Stage.QUESTIONS:
            text = words(say.ANSWER_OR_WAIT) if state.asking.question else state.shown_reply
            return Message(words(_ENDS[state.end][0]), _ENDS[state.end][1], text)
        case Stage.DONE:
            headline, mood = _ENDS[state.end]
            stop = state.spec.stop if mood is Mood.STOP else ""
            return Message(words(headline), mood, stop)


def _choose_last_words(state: SessionState) -> tuple[str, str]:
    """Returns the result of the finished step and how to come out of the position, in English."""
    done, *rest = choose_exercise(state.step.plan).list_last_words(state)
    return done, next(iter(rest), say.LET_GO)


def _setup(state: SessionState) -> Message:
    if state.now_s - state.step_state.unready_s < READY_AGAIN_S:
        text = state.words(say.PUT_IN_PLACE)
        return Message(text, Mood.PLAIN, text)
    wrong = next((check for check in state.framing if not check.ok), None)
    if state.asking.asks or wrong is None:
        text = state.words(say.GET_READY)
        return Message(text, Mood.PLAIN, state.asking.asks[0].text if state.asking.asks else text)
    mood = Mood.UNSEEN if wrong.id in {"light", "person"} else Mood.CORRECT
    waits = not wrong.needed and state.speech.lines  # where to be is said first
    cue = None if waits else Cue(wrong.say, SETUP_S)
    return Message(wrong.say, mood, wrong.say, cue, (wrong.say,))


def _choose_instruction(state: SessionState) -> str:
    setup = state.spec.setup
    match state.stage:
        case Stage.SETUP:
            return setup[0]
        case Stage.COUNTDOWN:
            return setup[1] if len(setup) > 1 else setup[0]
        case Stage.WORK | Stage.REST:
            return state.phase.say
        case Stage.LET_GO:
            return state.words(_choose_last_words(state)[1])
        case _:
            return state.spec.stop if state.end is End.PAIN else ""


def _find_clock(state: SessionState) -> HoldStatus:
    clock = state.progress.hold.clock
    if state.stands and clock in {HoldStatus.RUNNING, HoldStatus.LAPSED}:
        return HoldStatus.PAUSED
    return clock


def _count_seconds_left(state: SessionState) -> int | None:
    if state.stage is Stage.COUNTDOWN:
        return max(1, ceil(COUNT_S - (state.now_s - state.stage_s)))
    if state.stage is Stage.REST:
        return max(0, ceil(measure_rest_left_s(state)))
    return None


NEED_S = 1.0
"""What keeps the clock from running is announced after this long. Chosen for formcheck."""
OTHER_SIDE_S = 5.0
"""A person who stays on the wrong side is told so after this long. Chosen for formcheck."""
ARRIVE_S = 2.0
"""The headline stays empty this long into a phase; the detail says why the clock waits."""
PRAISE_S, SHORT_S, MISSED_S = 2.0, 6.0, 5.0
"""Seconds on screen of "Good.", of the note on a hold too short to count, and of why a repetition
did not count. Chosen for formcheck."""

_TOLD_ELSEWHERE = {StopCause.FAULT, StopCause.GAP}
"""Reasons for a stopped clock that are shown but not spoken: a fault has its own cue once it is
sure, and moving does not help against a low frame rate."""


@dataclass(frozen=True, slots=True)
class Message:
    """The headline with its mood, the detail beside the ring, and what may be spoken.

    standing: the texts of all cues that apply now, shown or not.
    """

    headline: str
    mood: Mood
    detail: str
    cue: Cue | None = None
    standing: tuple[str, ...] = ()


def _build_work_message(state: SessionState) -> Message:
    detail = _explain_still(state)
    cue, mood = _choose_cue(state)
    standing = _list_standing(state)
    if cue is not None:
        return Message(cue.text, mood, detail or cue.text, cue, (*standing, cue.text))
    if state.progress.hold.clock is HoldStatus.RUNNING:
        praised = state.now_s - state.step_state.praise_s < PRAISE_S
        headline, mood = (state.words(say.GOOD), Mood.GOOD) if praised else ("", Mood.PLAIN)
    elif not state.coach.in_position:
        headline = state.speech.guide or state.words(say.TAKE_UP)
    elif not _is_calm(state):
        headline, stop = detail, state.progress.stop
        if stop is None or stop.cause not in _TOLD_ELSEWHERE:
            return Message(detail, mood, detail, Cue(detail, NEED_S), (*standing, detail))
    else:
        headline = ""
    return Message(headline, mood, detail, None, standing)


def _is_calm(state: SessionState) -> bool:
    """Whether the reason for the stopped clock is only shown beside the ring, not as headline."""
    clock = state.progress.hold.clock
    new = state.now_s - state.progress.phase_begun_s < ARRIVE_S
    lapsed = clock in {HoldStatus.LAPSED, HoldStatus.ENTERING}
    return state.step.plan.dose.is_movement or lapsed or (clock is HoldStatus.IDLE and new)


def _choose_cue(state: SessionState) -> tuple[Cue | None, Mood]:
    """Returns the cue to give now, if any, and its mood; no cue while the side is unclear."""
    words, plan, now = state.words, state.step.plan, state.progress
    if text := _tell_other(state):
        return Cue(text, NEED_S), Mood.CORRECT
    if 0.0 < state.step_state.lead_s < RIVAL_S:
        return None, Mood.PLAIN
    other_coach = state.other_coach  # a finished side may still be held
    holds_other = other_coach is not None and other_coach.counts and other_coach.in_position
    holds_other = holds_other and not state.coach.in_position
    if state.step_state.lead_s >= RIVAL_S or holds_other:
        if state.speech.lines:  # what comes next is said first
            return None, Mood.PLAIN
        is_done = (state.spec.id, plan.side.other, state.step.set_number) in state.done
        text = words.sided(say.DONE_SIDE if is_done else say.NOW_SIDE, plan.side)
        return Cue(text, OTHER_SIDE_S), Mood.CORRECT
    if cue := _weigh_cue(state.coach):
        return cue, Mood.CORRECT
    if text := state.step_state.surplus_cue:
        return Cue(text), Mood.CORRECT
    # At a desk, parts that left the frame are asked for even while the clock runs.
    hidden = now.reported_unseen if state.at_desk else ()
    left = (what for what in hidden if what.cause is Cause.OUTSIDE)
    for remedy in _list_remedies(state, (*left, *_find_blocking(now))):
        return Cue(remedy), Mood.UNSEEN
    return None, Mood.PLAIN


def _tell_other(state: SessionState) -> str:
    """Returns the cue that the person seems to be doing something else, or "".

    It is "" on the way in or out, and at rest in the start position, as between repetitions.
    """
    now = state.progress
    stayed_s = state.now_s - now.attempt_s
    is_leaving = now.away_since_s is not None or now.is_nearer_start
    rests = now.settled and not choose_exercise(state.step.plan).is_taken_up(state)
    if not now.other or not now.attempting or stayed_s < ARRIVE_S or is_leaving or rests:
        return ""
    text = say.LOOKS_LIKE if state.other_title else say.LOOKS_UNLIKE
    return state.words(text, title=state.other_title)


def _list_remedies(state: SessionState, unseen: Iterable[Unknown]) -> list[str]:
    upright, at_desk = state.position in UPRIGHT, state.at_desk
    found = (find_remedy(one, upright=upright, at_desk=at_desk) for one in unseen)
    return [state.words(remedy) for remedy in found if remedy]


def _weigh_cue(coach: LiveCoach) -> Cue | None:
    plan, now = coach.plan, coach.progress
    if fault := find_told_fault(plan, now):
        return Cue(fault.cue, urgent=fault.priority == 0)
    if now.view_ok is False:
        return Cue(plan.spec.view.say)
    text = choose_need_cue(plan, now)
    return Cue(text, NEED_S) if text and coach.in_position else None


def _list_standing(state: SessionState) -> tuple[str, ...]:
    plan, now = state.step.plan, state.progress
    faults = [rule.cue for rule in plan.faults if rule.id in now.active_faults]
    needs = list_need_cues(plan, now.verdicts) if now.attempting else ()
    wrong = [plan.spec.view.say] if now.view_ok is False else []
    remedies = _list_remedies(state, now.reported_unseen)
    return (*faults, *_list_unheeded(state), *wrong, *needs, *remedies)


def _list_unheeded(state: SessionState) -> list[str]:
    """Returns the cues of faults not yet followed by a complete repetition without the fault."""
    cues: list[str] = []
    if not state.step.plan.dose.is_movement:
        return cues
    for coach in (state.coaches[step.side] for step in state.together):
        events = (*coach.counted, *coach.attempt)
        reps = [event for event in events if isinstance(event, Repetition)]
        for fault in (event for event in events if isinstance(event, FaultSpan)):
            begun_s = max((rep.start_s for rep in reps if rep.what != fault.id), default=-inf)
            cues += [fault.cue] if fault.end_s > begun_s else []
    return cues


def _explain_still(state: SessionState) -> str:
    """Returns in words why the clock is stopped; "" only while it runs."""
    words, plan, now = state.words, state.step.plan, state.progress
    if now.hold.clock is HoldStatus.RUNNING:
        return ""
    if now.view_ok is False:
        return plan.spec.view.say
    if not state.coach.in_position and state.now_s - state.step_state.short_s < SHORT_S:
        return words(say.TOO_SHORT, n=ceil(plan.dose.shortest_s))
    if not state.coach.in_position:
        return _name_unseen(state) or words(say.TAKE_UP_HOW, how=state.phase.say)
    if text := _tell_other(state):
        return text
    return _explain_repeating(state) if plan.dose.is_movement else _explain_hold(state)


def _explain_repeating(state: SessionState) -> str:
    """Returns why the last repetition did not count, for MISSED_S; else what to do."""
    if state.step_state.missed and state.now_s - state.step_state.missed_s < MISSED_S:
        return state.step_state.missed
    if hidden := _name_unseen(state):
        return hidden
    rule, rep = state.step.plan.rep, state.progress.rep
    if rule is not None and rule.hold_s and rep.zone == "high":
        left_s = ceil(rule.hold_s - rep.times.top_s)
        return state.words(say.STAY_THERE if left_s > 0 else say.AND_BACK, n=left_s)
    return state.phase.say


def _find_blocking(now: Progress) -> list[Unknown]:
    """Returns what keeps the clock from running by being unseen for long enough to report."""
    judged = any(verdict is not Verdict.UNJUDGED for verdict in now.verdicts.values())
    if now.hold.clock is HoldStatus.RUNNING or (now.attempting and judged):
        return []
    return [what for what in now.reported_unseen if now.attempting or what != NOBODY]


def _list_unseen(state: SessionState) -> list[Unknown]:
    return [what for what in state.progress.reported_unseen if what != NOBODY]


def _name_unseen(state: SessionState) -> str:
    """Returns the first thing that can't be seen, as a sentence; "" if there is none."""
    return next((_explain_unseen(what, state.words) for what in _list_unseen(state)), "")


def _explain_unseen(what: Unknown, words: Words) -> str:
    is_hidden = what.landmark is not None or what.cause in {Cause.NOBODY, Cause.ELSEWHERE}
    return words(say.NOT_SEEN if is_hidden else say.UNJUDGED, what=describe_reason(what, words))


def _explain_hold(state: SessionState) -> str:
    """Returns in words why the clock does not run in the position."""
    plan, now, words = state.step.plan, state.progress, state.words
    cause, name = (None, "") if now.stop is None else (now.stop.cause, now.stop.name)
    is_back = now.hold.clock is HoldStatus.PAUSED and now.hold.back_since_s is not None
    if is_back or now.hold.clock is HoldStatus.ENTERING:
        return words(say.COMES_BACK if is_back else say.HOLD_IT)
    if cause is StopCause.FAULT:
        return words(say.FAULT_SEEN, what=plan.find_fault(name).title)
    for what in _find_blocking(now):
        return _explain_unseen(what, words)
    match cause:
        case StopCause.GAP if state.now_s > state.halted_s:  # not on the first frame after a halt
            return words(say.PICTURES_SLOW)
        case None | StopCause.GAP | StopCause.UNSEEN:  # what stays unseen is handled above
            return words(say.HOLD_IT)
        case StopCause.MOTION:
            return words(say.MOVING)
        case StopCause.SET_UP:
            return state.phase.say
    for cue in list_need_cues(plan, now.verdicts):
        return cue
    value = now.readings[name].value if cause is StopCause.QUANTITY else 0.0
    cue = find_likely_cue(plan, name, value)
    return words(say.NOT_YET, how=cue or state.phase.say)
