"""Each kind of dose in a session: what counts, when it is reached, what is shown and said."""

from dataclasses import dataclass
from itertools import dropwhile
from math import ceil, inf

from formcheck.core.coach import measure_way
from formcheck.core.coach.events import Attempt, Hold, Repetition, RepStarted
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics.breathing import Breathing
from formcheck.core.language import Words
from formcheck.core.session import session_texts as say
from formcheck.core.session.asking import list_asks, name_asks
from formcheck.core.session.cue_queue import queue_once
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.screen_values import BreathPhase, Pace, ProgressRing, Question
from formcheck.core.session.session_values import Halt, Stage, Step
from formcheck.core.session.state import LAST_S, SessionState
from formcheck.core.stretch import Plan, whole_seconds
from formcheck.core.stretch.dose import ASK_ROOM_S
from formcheck.core.stretch.model import DoseTable, ReleaseTable

HALFWAY_FROM_S = 20.0
"""Half-way is announced in holds at least this long. Chosen for formcheck."""
_LATE_S = 0.5
"""A number that would be said later than this into its second is dropped. Chosen for formcheck."""
RIVAL_S = 1.0
"""How long the other side must look like the working one to be believed. Chosen for formcheck."""
MIRROR_S = 1.5
"""An attempt that overlaps the other side's for longer was its mirror image: in a change of sides,
the two overlap for a second at most. Chosen for formcheck."""
FAULTY_RATIO = 2.0
"""Rest near the other side's position without a hold must last this many times longer to be
believed: it may be a hand in passing. Chosen for formcheck."""
LATE_SHARE = 0.4
"""Share of a breath phase after which its word is no longer said. Chosen for formcheck."""
RELEASE_TRIES = 3
"""After this many ratings without easing, the spot is given up (coaching.md#pain)."""


class HoldExercise:
    """Seconds held in good form; also the base class of the other kinds of dose."""

    def count(self, state: SessionState) -> SessionState:
        """Adds the holds that just ended to the step, if they were long enough to count.

        A hold that a halt interrupted counts however short it was.
        """
        coach, is_new = state.coach, state.progress.attempts > state.step_state.attempts_then
        for event in coach.progress.events:
            if isinstance(event, Hold) and is_new and event in (*coach.counted, *coach.attempt):
                if not event.counted and not state.step_state.interrupted:
                    text = state.words(say.TOO_SHORT, n=ceil(state.step.plan.dose.shortest_s))
                    speech = queue_once(state.speech, state.now_s, text)
                    state = replace(state.with_step(short_s=state.now_s), speech=speech)
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
        """Whether the person rests in the position, taken up since the step began."""
        new = state.progress.attempts > state.step_state.attempts_then
        return new and state.coach.in_position and state.progress.settled

    def rate_lead(self, state: SessionState, other_coach: LiveCoach) -> float:
        """Seconds for which the other side has looked more like the working one than this side."""
        coach, lead_s = state.coach, state.step_state.lead_s
        chosen_s = state.step_state.chosen_s
        stays = chosen_s <= other_coach.position_s <= chosen_s + RIVAL_S  # not let go yet
        if not other_coach.in_position or other_coach.progress.other or stays:
            return 0.0
        if not coach.in_position:
            if other_coach.counts or coach.attempt_end_s - other_coach.position_s > MIRROR_S:
                return 0.0  # counted already, or the rest of a mirror image
            if other_coach.progress.hold.held_s >= RIVAL_S:
                return RIVAL_S
            return lead_s + state.frame_s / FAULTY_RATIO * other_coach.progress.settled
        if not other_coach.progress.settled:
            return lead_s
        more = other_coach.progress.misfit < coach.progress.misfit
        return max(-RIVAL_S, min(lead_s + (state.frame_s if more else -state.frame_s), RIVAL_S))

    def measure_quiet_s(self, state: SessionState) -> float:
        """Seconds until the next number is counted aloud; infinite if none is."""
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
        """Returns the question that is due now, each once a session; else None."""
        left_s = state.goal_s - state.held_s
        calm = state.speech.is_calm(state.now_s)
        if not state.running or not calm or left_s < ASK_ROOM_S:
            return None
        held_s, tables = state.progress.hold.held_s, name_asks(state.spec)
        for ask in list_asks(state.spec, "choice"):
            at_s = tables[ask.id].at_s
            if at_s is not None and held_s >= at_s and ask.id not in state.asked:
                return ask
        return None

    def take_answer(self, state: SessionState, _answer: str) -> SessionState:
        """Applies an answer to the step; here answers change nothing."""
        return state

    def list_last_words(self, state: SessionState) -> tuple[str, ...]:
        """Returns what is said and shown once the dose of a step is done, in English.

        The first text is the result; a second one says how to come out of the position.
        """
        return (say.DONE_ENOUGH if state.spec.dose.at_least else say.DONE_RELEASE,)

    def list_ways_out(self, _state: SessionState) -> tuple[str, ...]:
        """Returns what is said whenever the position is left, dose done or not, in English."""
        return ()

    def make_ring(self, state: SessionState) -> ProgressRing:
        """Returns what the ring shows: the seconds held."""
        text = say.OF_LEAST if state.spec.dose.at_least else say.OF_SECONDS
        of, share = state.words(text, n=round(state.goal_s)), state.held_share
        still = state.clock_waits and share < 1.0
        return ProgressRing(whole_seconds(state.shown_held_s), of, share, still)

    def find_pace(self, _state: SessionState) -> Pace | None:
        """Returns the state of the breathing pacer, or None."""
        return None


class RepExercise(HoldExercise):
    """Repetitions: says the number of each that counts, and gives the reason if one does not.

    If the peak is to be held, it announces when that was long enough: a person lying down cannot
    see the screen.
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
        """Whether a repetition is under way: the position alone is only the starting point."""
        return any(state.coaches[step.side].repeating for step in state.together)

    def rate_lead(self, state: SessionState, other_coach: LiveCoach) -> float:
        """Returns RIVAL_S if the other side just did a counted repetition and this one is idle."""
        ended = (e for e in other_coach.progress.events if isinstance(e, Repetition))
        has_repeated = other_coach.attempting and any(rep.counted for rep in ended)
        return RIVAL_S if has_repeated and not state.coach.repeating else 0.0

    def list_last_words(self, _state: SessionState) -> tuple[str, ...]:
        """Returns only that they are done: there is no position to let go of."""
        return (say.DONE_REPS,)

    def make_ring(self, state: SessionState) -> ProgressRing:
        """Returns what the ring shows: the repetitions, and how far the current one has gone."""
        works = state.stage is Stage.WORK
        way = measure_way(state.step.plan, state.progress) if works else 0.0
        share = 1.0 if self.is_reached(state) else way
        still = state.halt is not Halt.NONE or bool(state.other_title)
        of = state.words(say.OF_COUNT, n=state.reps_goal)
        return ProgressRing(state.reps, of, share, still, _count_turns(state))


class BreathExercise(HoldExercise):
    """Breaths guided by the pacer, which stops while the hold clock does."""

    def tell(self, state: SessionState) -> SessionState:
        """Announces each phase of the breath as it begins, if nothing else is being said."""
        if not state.running:
            return state
        pace = find_pace(state.spec.dose, state.held_s)
        part = (pace.number, pace.phase.value)
        if part == state.step_state.part:
            return state
        if state.speech.is_idle(state.now_s):
            state = state.tell(state.words(say.BREATHE[pace.phase.value]))
        elif pace.share < LATE_SHARE:
            return state
        return state.with_step(part=part)

    def make_ring(self, state: SessionState) -> ProgressRing:
        """Returns what the ring shows: the number of the breath, and of how many."""
        pace = find_pace(state.spec.dose, state.shown_held_s)
        of = state.words(say.OF_COUNT, n=pace.of)
        return ProgressRing(pace.number, of, state.held_share, state.clock_waits)

    def find_pace(self, state: SessionState) -> Pace | None:
        """Returns the state of the pacer during the stretch, else None."""
        if state.stage is not Stage.WORK:
            return None
        pace, words = find_pace(state.spec.dose, state.held_s), state.words
        count = words(say.BREATH_OF, n=pace.number, of=pace.of)
        return replace(pace, say=words(say.BREATHE[pace.phase.value]), told=count)


@dataclass(frozen=True, slots=True)
class ReleaseExercise(HoldExercise):
    """Pressure on a sore spot until it has eased, by the person's own pain ratings."""

    release: ReleaseTable

    def is_reached(self, state: SessionState) -> bool:
        """Whether the ratings ended the spot, or it was pressed for long enough."""
        return bool(state.step_state.spot_end) or state.held_s >= self.release.most_s

    def measure_quiet_s(self, state: SessionState) -> float:  # noqa: ARG002 - of other doses
        """Returns infinity: nothing is counted aloud."""
        return inf

    def tell(self, state: SessionState) -> SessionState:
        """Announces nothing: how long easing takes is unknown, so there is no countdown."""
        return state

    def find_question(self, state: SessionState) -> Question | None:
        """Returns the pain question at once, and again after each ask_every_s of pressure."""
        late = state.held_s - state.step_state.asked_s >= self.release.ask_every_s
        return next(iter(list_asks(state.spec, "pain")), None) if state.running and late else None

    def take_answer(self, state: SessionState, answer: str) -> SessionState:
        """Records the person's pain rating, and replies with what it means for the spot."""
        ratings = (*state.step_state.pain_ratings, int(answer))
        over, text = self._judge(ratings, state.held_s)
        if over and ratings[-1] > self.release.goal:
            state = replace(state, given_up=state.given_up | {state.step.key})
        state = state.with_step(pain_ratings=ratings, asked_s=state.held_s)
        return state.with_step(spot_end=text) if over else state.reply(state.words(text))

    def _judge(self, ratings: tuple[int, ...], held_s: float) -> tuple[bool, str]:
        """Returns whether the spot is finished, judged by its ratings, and what to say."""
        (least, most), last, goal = self.release.start, ratings[-1], self.release.goal
        sore = tuple(dropwhile(lambda rating: rating <= goal, ratings))  # since the spot was found
        if sore and last <= goal:
            enough = held_s >= self.release.least_s
            return enough, say.EASED if enough else say.STAY
        if last > most:
            stays = len(sore) > 1 and sore[-2] > most
            return stays, say.TOO_STRONG if stays else say.EASE_OFF
        if len(sore) >= RELEASE_TRIES and max(sore[-RELEASE_TRIES:]) - last < 1:
            return True, say.NOT_EASING
        missed = not sore or (len(sore) == 1 and last < least)
        return False, say.SPOT_CLOSER if missed else say.STAY

    def list_last_words(self, state: SessionState) -> tuple[str, ...]:
        """Returns what became of the spot, and how to come off it."""
        end = state.step_state.spot_end
        texts = (end,) if end else HoldExercise.list_last_words(self, state)
        return (*texts, *self.list_ways_out(state))

    def list_ways_out(self, state: SessionState) -> tuple[str, ...]:
        """Returns the advice to roll aside first, if the person lies on the ball; else nothing."""
        return (say.ROLL_ASIDE,) if state.position == "supine" else ()

    def make_ring(self, state: SessionState) -> ProgressRing:
        """Returns what the ring shows: for how many seconds the spot has been pressed."""
        share = 1.0 if state.step_state.spot_end else min(1.0, state.held_s / self.release.most_s)
        held_s, of = whole_seconds(state.held_s), state.words(say.UNTIL_EASED)
        return ProgressRing(held_s, of, share, state.clock_waits)


def choose_exercise(plan: Plan) -> HoldExercise:
    """Returns the exercise for the dose of that plan."""
    dose = plan.dose
    if dose.table.release is not None:
        return ReleaseExercise(dose.table.release)
    return {"rep": RepExercise, "breath": BreathExercise}.get(dose.unit, HoldExercise)()


def explain_missed(plan: Plan, rep: Repetition, words: Words) -> str:
    """Returns why the repetition does not count, in one sentence."""
    if rep.reason is not None and rep.reason.value in say.REP_LACKS:
        return words(say.REP_LACKS[rep.reason.value])
    title = {rule.id: rule.title for rule in plan.faults}.get(rep.what)
    return words(say.REP_FORM, what=title) if title else words(say.REP_FORM_PLAIN)


def _add_repetition(state: SessionState, step: Step) -> SessionState:
    key, before = step.key, state.reps
    counts = {**state.counts, key: state.counts.get(key, 0) + 1}
    state = replace(state.with_step(missed="", surplus_cue=""), counts=counts)
    if state.reps == before:  # this side is complete, the other one is not
        return state.with_step(surplus_cue=state.words.sided(say.NOW_SIDE, step.side.other))
    return state.count_aloud(str(state.reps))


def _announce_peak_held(state: SessionState) -> SessionState:
    coach = state.display_state.coach
    rule, rep = coach.plan.rep, coach.progress.rep
    if rule is None or not rule.hold_s or not coach.counts:
        return state
    if not rep.times.top_s:
        return state.with_step(peak_announced=False)
    is_due = rep.zone == "high" and rep.times.top_s >= rule.hold_s
    if not is_due or state.step_state.peak_announced or state.now_s < state.speech.free_s:
        return state
    return state.with_step(peak_announced=True).count_aloud(state.words(say.AND_BACK))


def _count_turns(state: SessionState) -> tuple[str, ...]:
    if not state.spec.dose.alternate:
        return ()
    return tuple(
        state.words(say.TURNS[step.side], n=state.count_reps(step), of=step.plan.dose.round_reps)
        for step in sorted(state.together, key=lambda step: step.side.value)
    )


LEAST_CONFIDENCE = 0.5
"""Below this confidence an estimate is called a rough one. Chosen for formcheck."""


def find_pace(dose: DoseTable, held_s: float) -> Pace:
    """Returns the state of the pacer after held_s seconds of good form."""
    parts_s = (dose.in_s, dose.out_s, dose.pause_s)
    done, into_s = divmod(max(held_s, 0.0), dose.cycle_s)
    number = min(int(done) + 1, dose.breaths)
    for phase, lasts_s in zip(BreathPhase, parts_s, strict=True):
        if into_s < lasts_s:
            return Pace(phase, into_s / lasts_s, number, dose.breaths)
        into_s -= lasts_s
    return Pace(BreathPhase.PAUSE if dose.pause_s else BreathPhase.OUT, 1.0, number, dose.breaths)


def describe_breathing(breathing: Breathing, words: Words) -> str:
    """Describes the person's own breathing: an estimate, or why there is none."""
    if breathing.per_min is None:
        return words(say.NO_BREATH[breathing.reason])
    text = say.BREATH_ABOUT if breathing.confidence >= LEAST_CONFIDENCE else say.BREATH_ROUGHLY
    return words(text, n=round(breathing.per_min))
