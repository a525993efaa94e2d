"""How each kind of dose is done: what counts, when it is reached, what is shown and said."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from formcheck.core.coach import HoldStatus, Progress, measure_way
from formcheck.core.coach.events import Attempt, Hold, HoldStop, Repetition, RepStarted, StopCause
from formcheck.core.coach.faulting import find_pending_fault
from formcheck.core.fast_replace import replace
from formcheck.core.judging import WRONG, Verdict
from formcheck.core.kinematics import NOBODY, Unknown
from formcheck.core.kinematics.breathing import Breathing
from formcheck.core.language import Words
from formcheck.core.session import session_texts as say
from formcheck.core.session.asking import list_asks
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.reasons import describe_reason
from formcheck.core.session.session_values import (
    BreathPhase,
    Halt,
    Pace,
    ProgressRing,
    Question,
    Stage,
    Step,
)
from formcheck.core.session.state import SessionState
from formcheck.core.stretch import Dose, Plan, whole_seconds
from formcheck.core.stretch.model import DoseTable, ReleaseTable

LAST_S = 5
"""The last seconds that are counted (coaching.md#hold-clock)."""
HALFWAY_FROM_S = 20.0
"""Half-way is announced in holds at least this long. Chosen here."""
ASIDE_ROOM_S = 8.0
"""A question only comes up when the hold has this much left before the count. Chosen here."""
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


@dataclass(frozen=True, slots=True)
class HoldExercise:
    """Seconds in good form are held; breaths and release refine it."""

    dose: Dose

    def count(self, state: SessionState) -> SessionState:
        """Adds holds that ended to the step, if they were long enough to count.

        One that the session itself interrupted counts however short it was.
        """
        coach = state.coach
        for event in coach.progress.events:
            if isinstance(event, Hold) and event in (*coach.counted, *coach.attempt):
                if not event.counted and not state.step_state.interrupted:
                    state = state.with_step(short_s=state.now_s)
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
        """Whether the person came to rest in the position since it was announced."""
        progress = state.progress
        new = progress.attempts > state.step_state.attempts_then
        return new and progress.attempting and progress.rested_since_s is not None

    def rate_lead(
        self, lead_s: float, coach: LiveCoach, other_coach: LiveCoach, step_s: float
    ) -> float:
        """Seconds for which the other side has looked more like the working one than this one.

        lead_s is the value at the last frame, step_s ago.
        """
        if not other_coach.attempting:
            return 0.0
        if not coach.attempting:
            if other_coach.counts or coach.attempt_end_s - other_coach.attempt_start_s > MIRROR_S:
                return 0.0  # known already, or what is left of a mirror image
            if other_coach.progress.hold.held_s >= RIVAL_S:
                return RIVAL_S
            return lead_s + (step_s / FAULTY_RATIO if other_coach.progress.settled else 0.0)
        if not other_coach.progress.settled:
            return lead_s
        return lead_s + (step_s if other_coach.progress.misfit < coach.progress.misfit else -step_s)

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
        if not state.running or not calm or left_s < ASIDE_ROOM_S + LAST_S:
            return None
        held_s = state.progress.hold.held_s
        starts_s = [table.at_s for table in state.spec.ask if table.kind == "choice"]
        due = (
            ask
            for at_s, ask in zip(starts_s, list_asks(state.spec, "choice"), strict=True)
            if at_s is not None and held_s >= at_s and ask.id not in state.asked
        )
        return next(due, None)

    def take_answer(self, state: SessionState, _question_id: str, _answer: str) -> SessionState:
        """Applies what an answer means for the step."""
        return state

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

    def make_dial(self, state: SessionState) -> ProgressRing:
        """What the ring shows."""
        text = say.OF_LEAST if state.spec.dose.at_least else say.OF_SECONDS
        of, share = state.words(text, n=round(state.goal_s)), share_held(state)
        still = is_standing_still(state) and share < 1.0
        return ProgressRing(whole_seconds(count_held_s(state)), of, share, still)

    def find_pace(self, _state: SessionState) -> Pace | None:
        """The breathing pacer, where there is one."""
        return None


def count_held_s(state: SessionState) -> float:
    """The seconds held; once told done not below the goal, though the end may be dated back."""
    return max(state.held_s, state.goal_s if state.stage is Stage.RELEASE else 0.0)


def share_held(state: SessionState) -> float:
    """How much of the step's seconds is held, 0 to 1."""
    return min(1.0, count_held_s(state) / state.goal_s) if state.goal_s > 0 else 0.0


def is_standing_still(state: SessionState) -> bool:
    """Whether the clock stands during the stretch."""
    return state.stage is Stage.WORK and not state.running


def find_blocking(now: Progress) -> list[Unknown]:
    """The hidden things, told long enough, that keep the clock from running."""
    judged = any(verdict is not Verdict.UNJUDGED for verdict in now.verdicts.values())
    if now.hold.clock is HoldStatus.RUNNING or (now.attempting and judged):
        return []
    return [what for what in now.reported_unseen if now.attempting or what != NOBODY]


def list_unseen(now: Progress, words: Words) -> tuple[str, ...]:
    """What of the person can't be seen, in words."""
    return tuple(describe_reason(what, words) for what in now.reported_unseen if what != NOBODY)


def name_unseen(now: Progress, words: Words) -> str:
    """The first thing that can't be seen, as a sentence; "" where there is none."""
    return next((words(say.NOT_SEEN, what=what) for what in list_unseen(now, words)), "")


def _find_lacking(state: SessionState) -> str:
    """What keeps this from being good form, in the order in which the coach looks at it."""
    plan, now, words = state.step.plan, state.progress, state.words
    if fault := find_pending_fault(plan, now):
        return words(say.FAULT_SEEN, what=plan.find_fault(fault).title)
    for what in find_blocking(now):
        return words(say.NOT_SEEN, what=describe_reason(what, words))
    for name, verdict in now.verdicts.items():
        if verdict in WRONG:
            cue = plan.find_cue(name, is_high=verdict is Verdict.HIGH)
            return cue or words(say.NOT_YET, how=state.phase.say)
    if not now.settled:
        return words(say.MOVING)
    if now.hold.stop == HoldStop(StopCause.GAP):
        return words(say.PICTURES_SLOW)
    return words(say.HOLD_IT) if state.phase.timed else state.phase.say


LATE_SHARE = 0.4
"""Later than this into its part the pacer's word is dropped. Chosen here."""
MISSED_S = 5.0
"""Why a repetition did not count stays on screen this long. Chosen here."""
RELEASE_TRIES = 3
"""After asking this often without any easing, the spot is left (coaching.md#pain)."""


class RepExercise(HoldExercise):
    """Repetitions: says the number of each that counts, and the reason for each that does not.

    If the peak is to be held, it says when that was long enough: nobody can look while lying down.
    """

    def count(self, state: SessionState) -> SessionState:
        """Adds the repetitions that just ended to their steps, and announces them."""
        for step in state.together:
            coach = state.coaches[step.side]
            for event in coach.progress.events if coach.counts else ():
                if isinstance(event, RepStarted):
                    state = state.drop_lines(guides_only=True)
                elif isinstance(event, Repetition) and event.counted:
                    state = _add_repetition(state, step)
                elif isinstance(event, Repetition):
                    missed = explain_missed(step.plan, event, state.words)
                    state = state.with_step(missed=missed, missed_s=state.now_s)
        return _announce_peak_held(state)

    def is_reached(self, state: SessionState) -> bool:
        """Whether the dose is reached, by both sides if they take turns."""
        return state.reps >= state.reps_goal

    def is_taken_up(self, state: SessionState) -> bool:
        """Whether a repetition is under way: the position alone is only where they begin."""
        return any(state.coaches[step.side].repeating for step in state.together)

    def rate_lead(
        self, _lead_s: float, coach: LiveCoach, other_coach: LiveCoach, _step_s: float
    ) -> float:
        """One repetition that counts is enough, between two of the announced side."""
        theirs = any(isinstance(e, Repetition) and e.counted for e in other_coach.progress.events)
        return RIVAL_S if other_coach.attempting and theirs and not coach.repeating else 0.0

    def explain(self, state: SessionState) -> str:
        """Why the last repetition did not count, for a moment; else what to do."""
        if state.step_state.missed and state.now_s - state.step_state.missed_s < MISSED_S:
            return state.step_state.missed
        if hidden := name_unseen(state.progress, state.words):
            return hidden
        rule, rep = state.step.plan.rep, state.progress.rep
        if rule is not None and rule.hold_s and rep.zone == "high":
            left_s = ceil(rule.hold_s - rep.times.top_s)
            return state.words(say.STAY_THERE if left_s > 0 else say.AND_BACK, n=left_s)
        return state.phase.say

    def has_ghost(self, now: Progress) -> bool:
        """Until the person is in position."""
        return not now.attempting

    def make_dial(self, state: SessionState) -> ProgressRing:
        """The repetitions, and how far the present one has gone."""
        works = state.stage is Stage.WORK
        way = measure_way(state.step.plan, state.progress) if works else 0.0
        share = 1.0 if self.is_reached(state) else way
        still = state.stands or state.halt is Halt.NOBODY or bool(state.other_title)
        of = state.words(say.OF_COUNT, n=state.reps_goal)
        return ProgressRing(state.reps, of, share, still, _count_turns(state))


class BreathExercise(HoldExercise):
    """Breaths by the pacer, which stands still while nothing counts."""

    def tell(self, state: SessionState) -> SessionState:
        """Announces each part of the breath as it begins, when nothing else is being said."""
        if not state.running:
            return state
        pace = find_pace(self.dose.table, state.held_s)
        part = (pace.number, pace.air.value)
        if part == state.step_state.part:
            return state
        if state.speech.is_idle(state.now_s):
            state = state.tell(state.words(say.BREATHE[pace.air.value]))
        elif pace.share < LATE_SHARE:
            return state
        return state.with_step(part=part)

    def make_dial(self, state: SessionState) -> ProgressRing:
        """What the ring shows: the number of the breath and of how many it is."""
        pace = find_pace(self.dose.table, count_held_s(state))
        of = state.words(say.OF_COUNT, n=pace.of)
        return ProgressRing(pace.number, of, share_held(state), is_standing_still(state))

    def find_pace(self, state: SessionState) -> Pace | None:
        """Where the pacer is, during the stretch."""
        if state.stage is not Stage.WORK:
            return None
        pace, words = find_pace(self.dose.table, state.held_s), state.words
        told = words(say.BREATH_OF, n=pace.number, of=pace.of)
        return replace(pace, say=words(say.BREATHE[pace.air.value]), told=told)


@dataclass(frozen=True, slots=True)
class ReleaseExercise(HoldExercise):
    """Pressure on a sore spot until it has eased: the person says how strong it is."""

    release: ReleaseTable

    def is_reached(self, state: SessionState) -> bool:
        """Whether the pain has eased, or the spot was pressed for long enough."""
        return state.step_state.eased or state.held_s >= self.release.most_s

    def tell(self, state: SessionState) -> SessionState:
        """Unchanged: nobody knows how long it will take, so nothing is counted down."""
        return state

    def find_question(self, state: SessionState) -> Question | None:
        """Asks how strong the pain is: at once, and again after each ask_every_s of pressure."""
        late = state.held_s - state.step_state.asked_s >= self.release.ask_every_s
        return _find_pain_ask(state) if state.running and late else None

    def take_answer(self, state: SessionState, question_id: str, answer: str) -> SessionState:
        """Takes the number that the person gave, and says what it means."""
        ask = _find_pain_ask(state)
        if ask is None or ask.id != question_id:
            return state
        ratings = (*state.step_state.pain_ratings, int(answer))
        over, text = self._judge(ratings, state.held_s)
        state = state.with_step(pain_ratings=ratings, asked_s=state.held_s, eased=over)
        return state.tell(state.words(text))

    def _judge(self, ratings: tuple[int, ...], held_s: float) -> tuple[bool, str]:
        """Whether this spot is over, by the ratings given for it, and what to say."""
        (least, most), last, goal = self.release.start, ratings[-1], self.release.goal
        if last <= goal < max(ratings):
            enough = held_s >= self.release.least_s
            return enough, say.EASED if enough else say.STAY
        if last > most:
            return False, say.EASE_OFF
        if len(ratings) >= RELEASE_TRIES and ratings[-RELEASE_TRIES] - last < 1:
            return True, say.NOT_EASING
        missed = max(ratings) <= goal or (len(ratings) == 1 and last < least)
        return False, say.SPOT_CLOSER if missed else say.STAY

    def make_dial(self, state: SessionState) -> ProgressRing:
        """What the ring shows: for how many seconds the spot is pressed."""
        share = 1.0 if state.step_state.eased else min(1.0, state.held_s / self.release.most_s)
        held_s, of = whole_seconds(state.held_s), state.words(say.UNTIL_EASED)
        return ProgressRing(held_s, of, share, is_standing_still(state))


def choose_exercise(plan: Plan) -> HoldExercise:
    """The exercise for the dose of that plan."""
    dose = plan.dose
    if dose.table.release is not None:
        return ReleaseExercise(dose, dose.table.release)
    return {"rep": RepExercise, "breath": BreathExercise}.get(dose.unit, HoldExercise)(dose)


def explain_missed(plan: Plan, rep: Repetition, words: Words) -> str:
    """Why that repetition does not count, in one sentence."""
    if rep.reason is not None and rep.reason.value in say.REP_LACKS:
        return words(say.REP_LACKS[rep.reason.value])
    titles = {rule.id: rule.title for rule in plan.faults}
    if rep.what in titles:
        return words(say.REP_FORM, what=titles[rep.what])
    return words(say.REP_FORM_PLAIN)


def _add_repetition(state: SessionState, step: Step) -> SessionState:
    key, before = step.key, state.reps
    counts = {**state.counts, key: state.counts.get(key, 0) + 1}
    state = replace(state.with_step(missed=""), counts=counts)
    text = str(state.reps)
    if state.reps == before:  # this side has all of its own: the other one has not
        text = state.words.sided(say.NOW_SIDE, step.side.other)
    return state.count_aloud(text)


def _announce_peak_held(state: SessionState) -> SessionState:
    coach = state.display_state.coach
    rule, top_s = coach.plan.rep, coach.progress.rep.times.top_s
    if rule is None or not rule.hold_s or not coach.counts:
        return state
    if not top_s:
        return state.with_step(peak_announced=False)
    if top_s < rule.hold_s or state.step_state.peak_announced:
        return state
    return state.with_step(peak_announced=True).count_aloud(state.words(say.AND_BACK))


def _count_turns(state: SessionState) -> tuple[str, ...]:
    if not state.spec.dose.alternate:
        return ()
    return tuple(
        state.words(say.TURNS[step.side], n=state.count_reps(step), of=step.plan.dose.round_reps)
        for step in sorted(state.together, key=lambda step: step.side.value)
    )


def _find_pain_ask(state: SessionState) -> Question | None:
    return next(iter(list_asks(state.spec, "pain")), None)


FAIRLY_SURE = 0.5
"""Below this confidence an estimate is called a rough one. Chosen here."""


def find_pace(dose: DoseTable, held_s: float) -> Pace:
    """Where the pacer is after held_s seconds of good form, in, out and pause in turn."""
    parts = (
        (BreathPhase.IN, dose.in_s),
        (BreathPhase.OUT, dose.out_s),
        (BreathPhase.PAUSE, dose.pause_s),
    )
    done, into_s = divmod(max(held_s, 0.0), dose.cycle_s)
    number = min(int(done) + 1, dose.breaths)
    for air, lasts_s in parts:
        if into_s < lasts_s:
            return Pace(air, into_s / lasts_s, number, dose.breaths)
        into_s -= lasts_s
    return Pace(BreathPhase.PAUSE if dose.pause_s else BreathPhase.OUT, 1.0, number, dose.breaths)


def describe_breathing(breathing: Breathing, words: Words) -> str:
    """What is known of the person's own breathing: an estimate, or why there is none."""
    if breathing.per_min is None:
        return words(say.NO_BREATH[breathing.reason])
    text = say.BREATH_ABOUT if breathing.confidence >= FAIRLY_SURE else say.BREATH_ROUGHLY
    return words(text, n=round(breathing.per_min))
