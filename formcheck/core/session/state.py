"""The whole state of a session as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from formcheck.core.body import Side
from formcheck.core.coach import HoldStatus, Progress
from formcheck.core.fast_replace import replace
from formcheck.core.kinematics.breathing import Breathing
from formcheck.core.language import Words
from formcheck.core.session import cue_queue as cues
from formcheck.core.session.asking import NOTHING, REPLY_S, Asking
from formcheck.core.session.live_coach import LiveCoach
from formcheck.core.session.screen_values import FramingCheck, Tone
from formcheck.core.session.session_values import Answer, End, Halt, Programme, Stage, Step
from formcheck.core.stretch import Spec
from formcheck.core.stretch.plan import PhaseRule

LAST_S = 5
"""The last seconds that are counted (coaching.md#hold-clock)."""


@dataclass(frozen=True)
class StepState:
    """What is remembered of the current step. Times are in seconds of the session.

    attempts_then: how many attempts the coach had counted when the step began; only later ones
    belong to it. countdown: the last number said of the last five seconds.
    idle_s: since when nothing has happened. lead_s: for how long the other side has looked like
    the working one. setup_skipped: the step began before the set-up was right. interrupted: the
    session was halted during the hold, which then counts however short it is. short_s: when a
    hold ended that was too short to count. praise_s: when "Good." was said. missed: why the last
    repetition did not count, in words, and missed_s: when. peak_announced: the person has been
    told that the peak of this repetition was held long enough. part: the number of the breath and
    the part of it that was announced last. pain_ratings: how strong the person rated the pain of
    a release, 0 to 10, and asked_s: after how many seconds held they were last asked; spot_end: by
    their answers the spot has eased or is to be left, in English; "" while it is pressed.
    unready_s: when the person said that something is not in place yet. placed: the set-up told
    where to be for this step. chosen_s: when key s chose its side. surplus_cue: what is said of
    more repetitions than a side has, while it is the other one's turn.
    """

    attempts_then: int = 0
    countdown: int = LAST_S + 1
    halfway: bool = False
    idle_s: float = 0.0
    reminded: bool = False
    lead_s: float = 0.0
    setup_skipped: bool = False
    interrupted: bool = False
    short_s: float = -inf
    praise_s: float = -inf
    missed: str = ""
    missed_s: float = -inf
    peak_announced: bool = False
    part: tuple[int, str] = (0, "")
    pain_ratings: tuple[int, ...] = ()
    asked_s: float = -inf
    spot_end: str = ""
    unready_s: float = -inf
    placed: bool = False
    chosen_s: float = -inf
    surplus_cue: str = ""


@dataclass(frozen=True)
class SessionState:
    """The state of a session between two inputs. Times are in seconds of the session.

    steps are those of the programme in the order in which they are done; index is the present one.
    stood_s: how long the session stood still, in all; halted_s: since when it does, infinite once
    it was said that the camera gives nothing. stage_s is when the stage began, right_s since when
    the set-up is right (enough_s: what is needed of it), infinite while it is not. coaches are
    those of the present stretch by side, past those of the stretches before. at_desk: the person
    sits as near as to a laptop. unfit: the neutral position was taken while the framing was wrong.
    credit are the seconds held in earlier holds of a step, counts its repetitions so far, done the
    steps whose dose was reached, given_up the spots that did not ease, ended when a step was left,
    all by step key. seen_s: when the person was last seen; there_s: since when without a break,
    infinite while away. tried_s: in a break at the desk, when the present stretch was last tried,
    or announced. asking are the questions at the end,
    before the start or during a hold, asked the ids of those that came up before the end. replies:
    what was told last that is also shown, and replied_s: when. other_title: another stretch that
    the person clearly does; others: for how many seconds, by the id of the stretch coached and that
    title. breathing: the newest estimate, or None.
    """

    programme: Programme
    steps: tuple[Step, ...]
    coaches: Mapping[Side, LiveCoach]
    index: int = 0
    stage: Stage = Stage.SETUP
    stage_s: float = 0.0
    t_s: float | None = None
    begun_s: float = 0.0
    stood_s: float = 0.0
    paused: bool = False
    halt: Halt = Halt.NONE
    halted_s: float = 0.0
    end: End = End.OPEN
    step_state: StepState = StepState()
    speech: cues.SpeechState = field(default_factory=cues.SpeechState)
    framing: tuple[FramingCheck, ...] = ()
    right_s: float = inf
    enough_s: float = inf
    at_desk: bool = False
    unfit: bool = False
    seen_s: float = -inf
    tried_s: float = 0.0
    there_s: float = inf
    credit: Mapping[tuple[str, Side, int], float] = field(default_factory=dict)
    counts: Mapping[tuple[str, Side, int], int] = field(default_factory=dict)
    done: frozenset[tuple[str, Side, int]] = frozenset()
    given_up: frozenset[tuple[str, Side, int]] = frozenset()
    ended: Mapping[tuple[str, Side, int], float] = field(default_factory=dict)
    past: tuple[tuple[LiveCoach, ...], ...] = ()
    asking: Asking = NOTHING
    asked: frozenset[str] = frozenset()
    answers: tuple[Answer, ...] = ()
    replies: tuple[str, ...] = ()
    replied_s: float = -inf
    other_title: str = ""
    others: Mapping[tuple[str, str], float] = field(default_factory=dict)
    breathing: Breathing | None = None

    @property
    def step(self) -> Step:
        """The present step; the last one when all are done."""
        return self.steps[min(self.index, len(self.steps) - 1)]

    @property
    def spec(self) -> Spec:
        """The spec of the present step, in the session's language and for its side."""
        return self.step.plan.spec

    @property
    def position(self) -> str:
        """How the person is placed for it."""
        return "sitting" if self.at_desk else self.spec.position

    @property
    def wanted(self) -> str:
        """How much of the body it wants in the picture: "head", "upper", "knees" or "full"."""
        return "head" if self.at_desk else self.spec.view.framing

    @property
    def words(self) -> Words:
        """The words of the session's language."""
        return self.programme.words

    @property
    def coach(self) -> LiveCoach:
        """The coach of the present step's side."""
        return self.coaches[self.step.side]

    @property
    def progress(self) -> Progress:
        """What that coach remembers."""
        return self.coach.progress

    @property
    def phase(self) -> PhaseRule:
        """The phase of the present step's plan that the person is in."""
        return self.step.plan.phases[self.progress.phase_index]

    @property
    def other_coach(self) -> LiveCoach | None:
        """The coach of the other side, if that side is in the programme."""
        return self.coaches.get(self.step.side.other) if len(self.coaches) > 1 else None

    @property
    def now_s(self) -> float:
        """The time of the last input."""
        return self.t_s or 0.0

    @property
    def held_s(self) -> float:
        """Seconds held in this step: earlier holds and the present one, if it is of this step."""
        counts = self.coach.counts and self.progress.attempts > self.step_state.attempts_then
        earlier_s = self.credit.get(self.step.key, 0.0)
        return earlier_s + (self.progress.hold.held_s if counts else 0.0)

    @property
    def goal_s(self) -> float:
        """Seconds that this step asks for; 0 where repetitions are counted."""
        return self.step.plan.dose.round_s

    @property
    def shown_held_s(self) -> float:
        """Seconds held; at least the goal once called done, though the end may be dated back."""
        return max(self.held_s, self.goal_s if self.stage is Stage.LET_GO else 0.0)

    @property
    def held_share(self) -> float:
        """How much of the step's seconds is held, 0 to 1."""
        return min(1.0, self.shown_held_s / self.goal_s) if self.goal_s > 0 else 0.0

    @property
    def reps_goal(self) -> int:
        """Repetitions that this step asks for, of both sides where they take turns; or 0."""
        return sum(step.plan.dose.round_reps for step in self.together)

    @property
    def reps(self) -> int:
        """Repetitions done in this step; one side's surplus does not help the other."""
        return sum(self.count_reps(step) for step in self.together)

    def count_reps(self, step: Step) -> int:
        """Repetitions done in that step, of those that it asks for."""
        return min(self.counts.get(step.key, 0), step.plan.dose.round_reps)

    def is_done(self, step: Step) -> bool:
        """Whether its dose was reached: by that side alone where the sides take turns."""
        has_all = self.count_reps(step) >= step.plan.dose.round_reps
        return step.key in self.done or (step.plan.spec.dose.alternate and has_all)

    @property
    def display_state(self) -> SessionState:
        """For display only: the step is that of the side that works now, where they take turns."""
        if not self.step.plan.spec.dose.alternate:
            return self
        busiest = max(self.together, key=lambda step: self.coaches[step.side].activity)
        return replace(self, index=self.steps.index(busiest))

    @property
    def together(self) -> tuple[Step, ...]:
        """The steps done together: the present one, and the other side's where they take turns."""
        now = self.step
        if not self.spec.dose.alternate:
            return (now,)
        return tuple(s for s in self.own_steps if s.set_number == now.set_number)

    @property
    def own_steps(self) -> tuple[Step, ...]:
        """All steps of the present stretch."""
        return tuple(s for s in self.steps if s.spec_id == self.step.spec_id)

    @property
    def running(self) -> bool:
        """Whether the hold clock runs now."""
        runs = self.progress.hold.clock is HoldStatus.RUNNING
        return self.stage is Stage.WORK and runs and not self.stands

    @property
    def clock_waits(self) -> bool:
        """Whether the clock stands during the stretch."""
        return self.stage is Stage.WORK and not self.running

    @property
    def stands(self) -> bool:
        """Whether the session stands still and its coach is not watching."""
        return self.halt in {Halt.USER, Halt.CAMERA, Halt.HIDDEN}

    @property
    def shown_reply(self) -> str:
        """The reply to show: the first that is not said yet, else the last one for a moment."""
        due = next((t for t in self.replies if self.speech.is_due(self.now_s, t)), "")
        is_new = self.now_s - self.replied_s < REPLY_S
        return due or next((text for text in self.replies[-1:] if is_new), "")

    def reply(self, *texts: str) -> SessionState:
        """Says these texts, and shows them until they have been said."""
        replies = tuple(text for text in texts if text)
        if not replies:
            return self
        return replace(self.tell(*replies), replies=replies, replied_s=self.now_s)

    def tell(self, *texts: str, guide: bool = False) -> SessionState:
        """With these texts queued, to be said one after the other."""
        return replace(self, speech=cues.queue(self.speech, texts, guide=guide))

    def count_aloud(self, text: str) -> SessionState:
        """Says that number now or not at all."""
        return replace(self, speech=cues.count(self.speech, self.now_s, text))

    def play_tone(self, tone: Tone) -> SessionState:
        """Adds a tone, as ``cue_queue.play_tone`` plays it."""
        return replace(self, speech=cues.play_tone(self.speech, self.now_s, tone))

    def drop_lines(self, *, guides_only: bool = False) -> SessionState:
        """Drops announcements (or only the guides) that were not said yet."""
        speech = cues.drop_lines(self.speech, guides_only=guides_only)
        return replace(self, speech=speech, replies=self.replies if guides_only else ())

    def with_step(self, **changes: Any) -> SessionState:
        """The state with these fields of the step's state changed."""
        return replace(self, step_state=replace(self.step_state, **changes))

    def begin_step(self) -> SessionState:
        """With a step of which nothing is remembered.

        The present attempt belongs to it, unless it was begun in an earlier step of the same side.
        """
        own = self.step.key[:2]
        since_s = max((t_s for key, t_s in self.ended.items() if key[:2] == own), default=-inf)
        begun = self.coach.attempting and self.progress.attempt_s > since_s
        step_state = StepState(attempts_then=self.progress.attempts - begun, idle_s=self.now_s)
        return replace(self, step_state=step_state, speech=replace(self.speech, line=None))

    def close_old_attempt(self) -> SessionState:
        """With an attempt of an earlier step closed: a new hold is a new attempt."""
        old = self.coach.attempting and self.progress.attempts <= self.step_state.attempts_then
        is_hold = not self.step.plan.dose.is_movement
        return self.with_coaches(self.coach.resume()) if old and is_hold else self

    def with_coaches(self, *coaches: LiveCoach) -> SessionState:
        """The state with these coaches replacing those of their sides."""
        return replace(self, coaches={**self.coaches, **{c.plan.side: c for c in coaches}})

    def enter(self, stage: Stage) -> SessionState:
        """The state in that stage from now on."""
        return replace(self, stage=stage, stage_s=self.now_s, right_s=inf, enough_s=inf)


def make_coaches(programme: Programme, step: Step) -> dict[Side, LiveCoach]:
    """Fresh coaches for every side of the step's stretch, by side."""
    return {s.side: LiveCoach(s.plan) for s in programme.steps if s.spec_id == step.spec_id}


def begin_session(programme: Programme) -> SessionState:
    """The state before the first input."""
    coaches = make_coaches(programme, programme.steps[0])
    return SessionState(programme, programme.steps, coaches, at_desk=programme.is_break)
