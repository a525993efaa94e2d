"""What the stretch has to say now: the one message, why the clock stands still, what to speak."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from formcheck.core.coach import Clock, Progress, View
from formcheck.core.coach.events import HoldStop, StopCause
from formcheck.core.coach.summary import MIN_KEPT_S
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import NOBODY, Unknown
from formcheck.core.session import sentences as say
from formcheck.core.session.framing import UPRIGHT
from formcheck.core.session.reasons import is_outside, reason_words, remedy
from formcheck.core.session.speech import Cue
from formcheck.core.session.state import FlowState
from formcheck.core.session.values import Mood
from formcheck.core.session.words import Words
from formcheck.core.stretch import Plan

VIEW_PRIORITY, NEED_PRIORITY, UNSEEN_PRIORITY = 1, 2, 2
"""A wrong view is an invalid set-up; what the hold lacks removes its effect (stretches.md A0.4)."""
NEED_S = 1.0
"""What a person lacks on the way is said when they stay without it this long. Chosen here."""
RIVAL_S = 1.0
"""It must look this long as if the other side worked before it is believed. Chosen here."""
ARRIVE_S = 2.0
"""On the way in the headline stays empty this long; the detail says what it waits for."""
PRAISE_S, SHORT_S = 2.0, 6.0
"""How long "Good." and the word on a hold too short to count stay on screen. Chosen here."""


@dataclass(frozen=True, slots=True)
class Message:
    """The headline with its mood, the detail beside the ring, and what may be spoken.

    standing are the texts of all cues there is a reason for, whichever of them is shown.
    """

    headline: str
    mood: Mood
    detail: str
    cue: Cue | None = None
    standing: tuple[str, ...] = ()


MISSED_S = 5.0
"""Why a repetition did not count stays on screen this long. Chosen here."""


def work_message(state: FlowState, view: View) -> Message:
    """The message of the stretch itself."""
    detail = why_still(state, view)
    cue, mood = _cue(state, view)
    standing = _standing(state, view)
    if cue is not None:
        return Message(cue.text, mood, detail or cue.text, cue, (*standing, cue.text))
    headline, mood = _quiet_headline(state, view, detail)
    return Message(headline, mood, detail, None, standing)


def _quiet_headline(state: FlowState, view: View, detail: str) -> tuple[str, Mood]:
    if view.clock is Clock.RUNNING:
        praised = state.now_s - state.turn.praise_s < PRAISE_S
        return (state.words(say.GOOD), Mood.GOOD) if praised else ("", Mood.PLAIN)
    if not view.attempting:
        guided = state.speech.saying if state.speech.guiding else ""
        return guided or state.words(say.TAKE_UP), Mood.PLAIN
    if state.reps_goal:
        return "", Mood.PLAIN
    new = state.now_s - state.coached.progress.phase_begun_s < ARRIVE_S
    calm = view.clock in {Clock.LAPSED, Clock.ENTERING} or (view.clock is Clock.IDLE and new)
    return "" if calm else detail, Mood.PLAIN


def _cue(state: FlowState, view: View) -> tuple[Cue | None, Mood]:
    """What is to be corrected now; None while it is unclear which side works."""
    words, plan = state.words, state.step.plan
    if _does_other(state, view):
        text = words(say.LOOKS_LIKE, title=state.other_title)
        return Cue(text, VIEW_PRIORITY, NEED_S), Mood.CORRECT
    if 0.0 < state.turn.lead_s < RIVAL_S:
        return None, Mood.PLAIN
    if state.turn.lead_s >= RIVAL_S or other_side_done(state):
        text = words.sided(say.DONE_SIDE, plan.side)
        return Cue(text, VIEW_PRIORITY), Mood.CORRECT
    if view.cue:
        return _view_cue(plan, view), Mood.CORRECT
    for unknown in (*_left_picture(state, view), *_blocking(view)):
        if mend := _remedy(state, unknown):
            return Cue(words(mend), UNSEEN_PRIORITY), Mood.UNSEEN
    return None, Mood.PLAIN


def _does_other(state: FlowState, view: View) -> bool:
    """Whether another stretch is done, and not only passed through on the way in."""
    stayed_s = state.now_s - state.coached.attempt_start_s
    return bool(state.other_title) and view.attempting and stayed_s >= ARRIVE_S


def _remedy(state: FlowState, unknown: Unknown) -> str:
    upright = state.lesson.position in UPRIGHT
    return remedy(unknown, upright=upright, at_desk=state.programme.at_desk)


def _view_cue(plan: Plan, view: View) -> Cue:
    for rule in plan.faults:
        if rule.id in view.active_faults and rule.cue == view.cue:
            return Cue(view.cue, rule.priority)
    if view.cue == plan.view_say:
        return Cue(view.cue, VIEW_PRIORITY)
    return Cue(view.cue, NEED_PRIORITY, NEED_S)


def other_side_done(state: FlowState) -> bool:
    """Whether the person holds the other side, which has nothing left to do."""
    shadow = state.shadow
    return shadow is not None and shadow.mine and not state.coached.attempting


def _left_picture(state: FlowState, view: View) -> list[Unknown]:
    """What has left the picture at a desk: it is asked back, though the clock may run on."""
    return [what for what in view.unseen if state.programme.at_desk and is_outside(what)]


def _blocking(view: View) -> list[Unknown]:
    """The hidden things, told long enough, that keep the clock from running."""
    if view.clock is Clock.RUNNING:
        return []
    if not view.attempting:
        return [what for what in view.unseen if what != NOBODY]
    if any(verdict is not Verdict.UNSEEN for verdict in view.verdicts.values()):
        return []
    return list(view.unseen)


def _standing(state: FlowState, view: View) -> tuple[str, ...]:
    plan = state.step.plan
    faults = [rule.cue for rule in plan.faults if rule.id in view.active_faults]
    needs = [text for name, v in view.verdicts.items() if (text := need_text(plan, name, v))]
    wrong = [plan.view_say] if state.coached.progress.view_ok is False else []
    mends = [state.words(mend) for what in view.unseen if (mend := _remedy(state, what))]
    return (*faults, *wrong, *(needs if view.attempting else ()), *mends)


def need_text(plan: Plan, measure: str, verdict: Verdict) -> str:
    """What the spec says of a measure that is too low or too high; "" otherwise."""
    text = plan.texts.get(measure)
    if text is None or verdict not in {Verdict.LOW, Verdict.HIGH}:
        return ""
    return text.low if verdict is Verdict.LOW else text.high


def why_still(state: FlowState, view: View) -> str:
    """The one thing that the clock waits for, in words; "" only while it runs."""
    words, plan, now = state.words, state.step.plan, state.coached.progress
    if view.clock is Clock.RUNNING:
        return ""
    if now.view_ok is False:
        return plan.view_say
    if not view.attempting:
        return _before(state, view)
    if _does_other(state, view):
        return words(say.LOOKS_LIKE, title=state.other_title)
    if state.reps_goal:
        return _rep_detail(state, view)
    if view.clock is Clock.ENTERING:
        return words(say.HOLD_IT)
    if view.clock is Clock.PAUSED and now.hold.back_since_s is not None:
        return words(say.COMES_BACK)
    return _lacking(plan, now, view, words)


def _rep_detail(state: FlowState, view: View) -> str:
    """Why the last repetition did not count, for a moment; else what to do."""
    if state.turn.missed and state.now_s - state.turn.missed_s < MISSED_S:
        return state.turn.missed
    for what in view.unseen:
        if what != NOBODY:
            return state.words(say.NOT_SEEN, what=reason_words(what, state.words))
    rule = state.step.plan.rep
    if rule is not None and rule.hold_s and view.zone == "high":
        left_s = ceil(rule.hold_s - view.top_s)
        return state.words(say.STAY_THERE, n=left_s) if left_s > 0 else state.words(say.AND_BACK)
    return view.say


def _before(state: FlowState, view: View) -> str:
    words, plan = state.words, state.step.plan
    if state.now_s - state.turn.short_s < SHORT_S:
        return words(say.TOO_SHORT, n=round(shortest_s(plan)))
    for what in view.unseen:
        if what != NOBODY:
            return words(say.NOT_SEEN, what=reason_words(what, words))
    return words(say.TAKE_UP_HOW, how=view.say)


def _lacking(plan: Plan, now: Progress, view: View, words: Words) -> str:
    """What keeps this from being good form, in the order in which the coach looks at it."""
    for rule in plan.faults:
        state = now.faults.get(rule.id)
        if rule.severity != "hint" and state is not None and state.clear_s is None:
            return words(say.FAULT_SEEN, what=rule.title)
    for what in _blocking(view):
        return words(say.NOT_SEEN, what=reason_words(what, words))
    for name, verdict in view.verdicts.items():
        if verdict in {Verdict.LOW, Verdict.HIGH}:
            return need_text(plan, name, verdict) or words(say.NOT_YET, how=view.say)
    if not now.settled:
        return words(say.MOVING)
    if now.hold.stop == HoldStop(StopCause.GAP):
        return words(say.PICTURES_SLOW)
    return view.say if not plan.phases[now.phase_index].timed else words(say.HOLD_IT)


def shortest_s(plan: Plan) -> float:
    """The shortest hold that counts towards the dose."""
    return min(MIN_KEPT_S, plan.hold_s)
