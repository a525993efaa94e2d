"""The whole state of a session as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from formcheck.core.body import Side
from formcheck.core.coach import HoldStatus, Progress
from formcheck.core.coach.timing import FRAME_GAP_S
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
"""How many of the last seconds are counted aloud (coaching.md#hold-clock)."""


@dataclass(frozen=True)
class StepState:
    """The state of the current step. Times are in seconds of the session.

    attempts_then: the coach's number of attempts when the step began; only later ones belong to
    the step. countdown: the last number counted aloud. idle_s: since when nothing has happened.
    lead_s: for how many seconds the other side has looked like the working one. setup_skipped: the
    step began before the set-up was right. interrupted: the session was halted during the hold,
    which then counts however short it is. short_s: when a hold ended that was too short to count.
    praise_s: when "Good." was said. missed: why the last repetition did not count, in words;
    missed_s: when it ended. peak_announced: it was announced that the peak of this repetition was
    held long enough. part: number and phase of the breath announced last. pain_ratings: the
    person's pain ratings during a release, 0 to 10; asked_s: seconds held when they were last
    asked; spot_end: the English text that the spot has eased or is given up, "" before. unready_s:
    when the person said that something is not in place yet. placed: the set-up announced where to
    be for this step. chosen_s: when ``Command.SIDE`` chose this side. surplus_cue: the cue for
    repetitions beyond this side's goal while the other side still lacks some.
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

    steps: those of the programme in the order in which they are done; index: the current one.
    stood_s: seconds of ``stands``; halted_s: when the halt last changed, infinite once the loss of
    the camera was announced. stage_s: when the stage began. right_s: since when the set-up has been
    right, enough_s: since when all that is needed of it has been; infinite while it is not.
    coaches: those of the current stretch by side; past: those of the earlier stretches. at_desk:
    the person sits as near as at a laptop. unfit: the neutral position was taken while the framing
    was wrong. By step key, credit: seconds of earlier holds of the step; counts: its repetitions so
    far; done: steps whose dose was reached; given_up: spots that did not ease; ended: when the step
    was left. seen_s: when the person was last seen; there_s: since when without a gap, infinite
    while away. tried_s: in a break at the desk, when the current stretch was last tried or
    announced. asking: the questions at the end, before the start or during a hold; asked: the ids
    of those asked before the end. replies: the last announcements that are also shown; replied_s:
    when they were made. other_title: another stretch that the person is clearly doing; others:
    seconds of that, by the id of the coached stretch and that title. breathing: the newest
    estimate, or None.
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
        """The current step; the last one when all are done."""
        return self.steps[min(self.index, len(self.steps) - 1)]

    @property
    def spec(self) -> Spec:
        """The spec of the current step, in the session's language and for its side."""
        return self.step.plan.spec

    @property
    def position(self) -> str:
        """The body position of the current stretch, such as "supine".

        At a desk, people do standing stretches sitting or standing: "upright".
        """
        stands = self.spec.position == "standing"
        return "upright" if self.at_desk and stands else self.spec.position

    @property
    def wanted(self) -> str:
        """How much of the body must be in the frame: "head", "upper", "knees" or "full"."""
        return "head" if self.at_desk else self.spec.view.framing

    @property
    def words(self) -> Words:
        """The words of the session's language."""
        return self.programme.words

    @property
    def coach(self) -> LiveCoach:
        """The coach of the current step's side."""
        return self.coaches[self.step.side]

    @property
    def progress(self) -> Progress:
        """The progress of the current step's side."""
        return self.coach.progress

    @property
    def phase(self) -> PhaseRule:
        """The phase of the current step's plan that the person is in."""
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
    def frame_s(self) -> float:
        """Seconds from the coach's last frame but one to its last, at most FRAME_GAP_S."""
        return min(self.progress.step_s, FRAME_GAP_S)

    @property
    def held_s(self) -> float:
        """Seconds held in this step: earlier holds, and the current one if it is of this step."""
        counts = self.coach.counts and self.progress.attempts > self.step_state.attempts_then
        earlier_s = self.credit.get(self.step.key, 0.0)
        return earlier_s + (self.progress.hold.held_s if counts else 0.0)

    @property
    def goal_s(self) -> float:
        """Seconds that this step asks for; 0 if repetitions are counted."""
        return self.step.plan.dose.round_s

    @property
    def shown_held_s(self) -> float:
        """Seconds held, to show: at least the goal once done, even if the end is dated back."""
        return max(self.held_s, self.goal_s if self.stage is Stage.LET_GO else 0.0)

    @property
    def held_share(self) -> float:
        """Share of the step's seconds that has been held, 0 to 1."""
        return min(1.0, self.shown_held_s / self.goal_s) if self.goal_s > 0 else 0.0

    @property
    def reps_goal(self) -> int:
        """Repetitions that this step asks for, over both sides if they take turns; or 0."""
        return sum(step.plan.dose.round_reps for step in self.together)

    @property
    def reps(self) -> int:
        """Repetitions done in this step; a surplus on one side does not count for the other."""
        return sum(self.count_reps(step) for step in self.together)

    def count_reps(self, step: Step) -> int:
        """Repetitions done in that step, at most as many as it asks for."""
        return min(self.counts.get(step.key, 0), step.plan.dose.round_reps)

    def is_done(self, step: Step) -> bool:
        """Whether the step's dose was reached; if the sides take turns, by its side alone."""
        has_all = self.count_reps(step) >= step.plan.dose.round_reps
        return step.key in self.done or (step.plan.spec.dose.alternate and has_all)

    @property
    def display_state(self) -> SessionState:
        """The state for display: if the sides take turns, with the step of the side working now."""
        if not self.step.plan.spec.dose.alternate:
            return self
        busiest = max(self.together, key=lambda step: self.coaches[step.side].activity)
        return replace(self, index=self.steps.index(busiest))

    @property
    def together(self) -> tuple[Step, ...]:
        """The steps done together: the current one, and the other side's if they take turns."""
        now = self.step
        if not self.spec.dose.alternate:
            return (now,)
        return tuple(s for s in self.own_steps if s.set_number == now.set_number)

    @property
    def own_steps(self) -> tuple[Step, ...]:
        """All steps of the current stretch."""
        return tuple(s for s in self.steps if s.spec_id == self.step.spec_id)

    @property
    def running(self) -> bool:
        """Whether the hold clock runs now."""
        runs = self.progress.hold.clock is HoldStatus.RUNNING
        return self.stage is Stage.WORK and runs and not self.stands

    @property
    def clock_waits(self) -> bool:
        """Whether the hold clock is stopped during the stretch."""
        return self.stage is Stage.WORK and not self.running

    @property
    def stands(self) -> bool:
        """Whether the session is halted and its coaches are not watching."""
        return self.halt in {Halt.USER, Halt.CAMERA, Halt.HIDDEN}

    @property
    def shown_reply(self) -> str:
        """The reply to show: the first one not said yet, else the last one for REPLY_S."""
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
        """Queues these texts, to be said one after the other."""
        return replace(self, speech=cues.queue(self.speech, texts, guide=guide))

    def count_aloud(self, text: str) -> SessionState:
        """Says the text now, or not at all if the voice is busy."""
        return replace(self, speech=cues.count(self.speech, self.now_s, text))

    def play_tone(self, tone: Tone) -> SessionState:
        """Adds a tone: see ``cue_queue.play_tone``."""
        return replace(self, speech=cues.play_tone(self.speech, self.now_s, tone))

    def drop_lines(self, *, guides_only: bool = False) -> SessionState:
        """Drops announcements (or only the guides) that were not said yet."""
        speech = cues.drop_lines(self.speech, guides_only=guides_only)
        return replace(self, speech=speech, replies=self.replies if guides_only else ())

    def with_step(self, **changes: Any) -> SessionState:
        """Changes these fields of the step's state."""
        return replace(self, step_state=replace(self.step_state, **changes))

    def begin_step(self) -> SessionState:
        """Begins the current step with a fresh ``StepState``.

        The current attempt belongs to it, unless it began in an earlier step of the same side.
        """
        own = self.step.key[:2]
        since_s = max((t_s for key, t_s in self.ended.items() if key[:2] == own), default=-inf)
        begun = self.coach.attempting and self.progress.attempt_s > since_s
        step_state = StepState(attempts_then=self.progress.attempts - begun, idle_s=self.now_s)
        return replace(self, step_state=step_state, speech=replace(self.speech, line=None))

    def close_old_attempt(self) -> SessionState:
        """Closes an attempt of an earlier step: a new hold is a new attempt."""
        old = self.coach.attempting and self.progress.attempts <= self.step_state.attempts_then
        is_hold = not self.step.plan.dose.is_movement
        return self.with_coaches(self.coach.resume()) if old and is_hold else self

    def with_coaches(self, *coaches: LiveCoach) -> SessionState:
        """Replaces the coaches of the sides that these coach."""
        return replace(self, coaches={**self.coaches, **{c.plan.side: c for c in coaches}})

    def enter(self, stage: Stage) -> SessionState:
        """Enters that stage now."""
        return replace(self, stage=stage, stage_s=self.now_s, right_s=inf, enough_s=inf)


def make_coaches(programme: Programme, step: Step) -> dict[Side, LiveCoach]:
    """Makes new coaches for every side of the step's stretch, by side."""
    return {s.side: LiveCoach(s.plan) for s in programme.steps if s.spec_id == step.spec_id}


def begin_session(programme: Programme) -> SessionState:
    """Returns the state before the first input."""
    coaches = make_coaches(programme, programme.steps[0])
    return SessionState(programme, programme.steps, coaches, at_desk=programme.is_break)
