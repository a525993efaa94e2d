"""Seconds in good form: how a step of holds is done. The other exercises refine it."""

from __future__ import annotations

from math import ceil, inf

from formcheck.core.coach import HoldStatus, Progress
from formcheck.core.coach.cue_choice import list_need_cues
from formcheck.core.coach.events import Attempt, Hold, StopCause
from formcheck.core.fast_replace import replace
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import NOBODY, Unknown
from formcheck.core.language import Words
from formcheck.core.session import session_texts as say
from formcheck.core.session.asking import list_asks
from formcheck.core.session.cue_queue import queue_once
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.reasons import describe_reason
from formcheck.core.session.screen_values import Pace, ProgressRing, Question
from formcheck.core.session.session_values import Stage
from formcheck.core.session.state import LAST_S, SessionState
from formcheck.core.stretch import whole_seconds
from formcheck.core.stretch.dose import ASK_ROOM_S

HALFWAY_FROM_S = 20.0
"""Half-way is announced in holds at least this long. Chosen here."""
_LATE_S = 0.5
"""A number later than this into its second is dropped. Chosen here."""
RIVAL_S = 1.0
"""The other side must look like the working one for this long to be believed. Chosen here."""
MIRROR_S = 1.5
"""An attempt that began this long before the other side's ended was its mirror image: a person who
changes sides overlaps for a second at most. Chosen here."""
FAULTY_RATIO = 2.0
"""Resting near the position without holding it takes this many times longer to be believed: it may
be a hand in passing. Chosen here."""


class HoldExercise:
    """Seconds in good form are held; breaths and release refine it."""

    def count(self, state: SessionState) -> SessionState:
        """Adds holds that ended to the step, if they were long enough to count.

        One that the session itself interrupted counts however short it was.
        """
        coach, is_new = state.coach, state.progress.attempts > state.step_state.attempts_then
        for event in coach.progress.events:
            if isinstance(event, Hold) and is_new and event in (*coach.counted, *coach.attempt):
                if not event.counted and not state.step_state.interrupted:
                    state = _tell_short(state.with_step(short_s=state.now_s))
                    continue
                key = state.step.key
                held_s = state.credit.get(key, 0.0) + event.held_s
                state = replace(state, credit={**state.credit, key: held_s})
            if isinstance(event, Attempt):
                state = state.with_step(interrupted=False)
        return state

    def is_reached(self, state: SessionState) -> bool:
        """Whether the dose of this step is done."""
        return state.held_s >= state.goal_s

    def is_taken_up(self, state: SessionState) -> bool:
        """Whether the person rests in the position, taken up since it was announced."""
        new = state.progress.attempts > state.step_state.attempts_then
        return new and state.coach.in_position and state.progress.settled

    def rate_lead(self, state: SessionState, other_coach: LiveCoach, step_s: float) -> float:
        """Seconds for which the other side has looked more like the working one than this one.

        The last frame was step_s ago.
        """
        coach, lead_s = state.coach, state.step_state.lead_s
        chosen_s = state.step_state.chosen_s
        stays = chosen_s <= other_coach.position_s <= chosen_s + RIVAL_S  # not let go yet
        if not other_coach.in_position or other_coach.progress.other or stays:
            return 0.0
        if not coach.in_position:
            if other_coach.counts or coach.attempt_end_s - other_coach.position_s > MIRROR_S:
                return 0.0  # known already, or what is left of a mirror image
            if other_coach.progress.hold.held_s >= RIVAL_S:
                return RIVAL_S
            return lead_s + (step_s / FAULTY_RATIO if other_coach.progress.settled else 0.0)
        if not other_coach.progress.settled:
            return lead_s
        more = other_coach.progress.misfit < coach.progress.misfit
        return max(-RIVAL_S, min(lead_s + (step_s if more else -step_s), RIVAL_S))

    def measure_quiet_s(self, state: SessionState) -> float:
        """For how long nothing will be counted aloud."""
        return max(0.0, state.goal_s - state.held_s - LAST_S) if state.running else inf

    def tell(self, state: SessionState) -> SessionState:
        """Counts the last seconds, and announces half-way in a long hold, while the clock runs."""
        if not state.running:
            return state
        left_s = state.goal_s - state.held_s
        n = ceil(left_s)
        if n > LAST_S:
            state = state.with_step(countdown=LAST_S + 1)
        elif n < state.step_state.countdown:
            state = state.with_step(countdown=n)
            if n - left_s < _LATE_S:
                state = state.count_aloud(str(n))
        over_s = state.held_s - state.goal_s / 2
        if state.goal_s >= HALFWAY_FROM_S and over_s >= 0 and not state.step_state.halfway:
            state = state.with_step(halfway=True)
            if over_s < 1.0 and state.speech.is_calm(state.now_s):
                state = state.tell(state.words(say.HALFWAY))
        return state

    def find_question(self, state: SessionState) -> Question | None:
        """The question that is due now, once a session."""
        left_s = state.goal_s - state.held_s
        calm = state.speech.is_calm(state.now_s)
        if not state.running or not calm or left_s < ASK_ROOM_S:
            return None
        held_s = state.progress.hold.held_s
        starts_s = [table.at_s for table in state.spec.ask if table.kind == "choice"]
        due = (
            ask
            for at_s, ask in zip(starts_s, list_asks(state.spec, "choice"), strict=True)
            if at_s is not None and held_s >= at_s and ask.id not in state.asked
        )
        return next(due, None)

    def take_answer(self, state: SessionState, _answer: str) -> SessionState:
        """Applies what an answer means for the step."""
        return state

    def list_last_words(self, state: SessionState) -> tuple[str, ...]:
        """What is said and shown once the dose of a step is done, in English.

        The first text is the result; a second one says how to come out of the position.
        """
        return (say.DONE_ENOUGH if state.spec.dose.at_least else say.DONE_RELEASE,)

    def list_ways_out(self, _state: SessionState) -> tuple[str, ...]:
        """What is said whenever the position is left, also before the dose is done, in English."""
        return ()

    def explain(self, state: SessionState) -> str:
        """What the clock waits for in the position, in words."""
        hold = state.progress.hold
        if hold.clock is HoldStatus.ENTERING:
            return state.words(say.HOLD_IT)
        if hold.clock is HoldStatus.PAUSED and hold.back_since_s is not None:
            return state.words(say.COMES_BACK)
        return _find_lacking(state)

    def has_ghost(self, now: Progress) -> bool:
        """Whether the target pose is shown during the stretch."""
        return now.hold.clock in {HoldStatus.IDLE, HoldStatus.ENTERING}

    def make_ring(self, state: SessionState) -> ProgressRing:
        """What the ring shows."""
        text = say.OF_LEAST if state.spec.dose.at_least else say.OF_SECONDS
        of, share = state.words(text, n=round(state.goal_s)), state.held_share
        still = state.clock_waits and share < 1.0
        return ProgressRing(whole_seconds(state.shown_held_s), of, share, still)

    def find_pace(self, _state: SessionState) -> Pace | None:
        """The breathing pacer, where there is one."""
        return None


def _tell_short(state: SessionState) -> SessionState:
    """Says that the hold was too short to count, where more is to be held."""
    if state.stage is not Stage.WORK:
        return state
    text = state.words(say.TOO_SHORT, n=ceil(state.step.plan.dose.shortest_s))
    return replace(state, speech=queue_once(state.speech, state.now_s, text))


def find_blocking(now: Progress) -> list[Unknown]:
    """What is hidden and keeps the clock from running, once it has been reported long enough."""
    judged = any(verdict is not Verdict.UNJUDGED for verdict in now.verdicts.values())
    if now.hold.clock is HoldStatus.RUNNING or (now.attempting and judged):
        return []
    return [what for what in now.reported_unseen if now.attempting or what != NOBODY]


def list_unseen(now: Progress, words: Words) -> tuple[str, ...]:
    """The parts of the person that can't be seen, in words."""
    return tuple(describe_reason(what, words) for what in now.reported_unseen if what != NOBODY)


def name_unseen(now: Progress, words: Words) -> str:
    """The first thing that can't be seen, as a sentence; "" where there is none."""
    return next((words(say.NOT_SEEN, what=what) for what in list_unseen(now, words)), "")


def _find_lacking(state: SessionState) -> str:
    """What keeps this from being good form, in words."""
    plan, now, words = state.step.plan, state.progress, state.words
    cause, name = (None, "") if now.stop is None else (now.stop.cause, now.stop.name)
    if cause is StopCause.FAULT:
        return words(say.FAULT_SEEN, what=plan.find_fault(name).title)
    for what in find_blocking(now):
        return words(say.NOT_SEEN, what=describe_reason(what, words))
    match cause:
        case StopCause.GAP if state.now_s > state.halted_s:  # not the first after a halt
            return words(say.PICTURES_SLOW)
        case None | StopCause.GAP | StopCause.UNSEEN:  # what stays unseen is told above
            return words(say.HOLD_IT)
        case StopCause.MOTION:
            return words(say.MOVING)
        case StopCause.SET_UP:
            return state.phase.say
    for cue in list_need_cues(plan, now.verdicts):
        return cue
    cue = _find_likely_cue(state, name) if cause is StopCause.QUANTITY else ""
    return words(say.NOT_YET, how=cue or state.phase.say)


def _find_likely_cue(state: SessionState, measure: str) -> str:
    """The cue for a quantity that is probably outside its target, though not surely; or ""."""
    reading = state.progress.readings[measure]
    need = next((need for need in state.phase.needs if need.measure == measure), None)
    if need is None or need.low <= reading.value <= need.high:
        return ""
    return state.step.plan.find_cue(measure, is_high=reading.value > need.high)
