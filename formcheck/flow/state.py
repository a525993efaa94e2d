"""The flow's whole memory: one frozen value, and the small questions about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf

from formcheck.body import Side
from formcheck.coach import Clock
from formcheck.flow.asking import NOTHING, Asking
from formcheck.flow.coached import Coached
from formcheck.flow.speech import SILENT, Speech
from formcheck.flow.values import (
    Answer,
    End,
    FramingCheck,
    Halt,
    Lesson,
    Programme,
    Stage,
    Step,
)
from formcheck.flow.words import Words


@dataclass(frozen=True, slots=True)
class Turn:
    """What is remembered of the present step.

    attempts_then: the coach's attempts when it came up; only a later one is of this step.
    counted: the last number said of the last five seconds. idle_s: since when nothing happens.
    lead_s: by how much it looks as if the other side worked. early: it began before the set-up
    was right. spared: the session stood still during the hold, which counts however short.
    short_s: when a hold ended that was too short to count. praise_s: when "Good." was said.
    """

    attempts_then: int = 0
    counted: int = 6
    halfway: bool = False
    idle_s: float = 0.0
    reminded: bool = False
    lead_s: float = 0.0
    early: bool = False
    spared: bool = False
    short_s: float = -inf
    praise_s: float = -inf


_NO_TURN = Turn()


@dataclass(frozen=True, slots=True)
class FlowState:
    """All that the flow remembers between two inputs.

    steps are those of the programme in the order in which they are done, index the present one;
    stage_s is when the stage began, right_s since when the set-up is right (but_neutral_s: but for
    the neutral position). coaches are those of the present stretch by side, past those of the
    stretches before. unfit: the neutral position was taken while the framing was wrong. credit are
    the seconds held in earlier holds of a step, done the steps whose dose was reached, both by
    step key. seen_s: the person was last seen; there_s: seen since. asking are the questions at
    the end, aside is the one during a hold, asked are the ids of those that came up there.
    """

    programme: Programme
    words: Words
    steps: tuple[Step, ...]
    coaches: Mapping[Side, Coached]
    index: int = 0
    stage: Stage = Stage.SETUP
    stage_s: float = 0.0
    t_s: float | None = None
    begun_s: float = 0.0
    paused: bool = False
    halt: Halt = Halt.NONE
    end: End = End.OPEN
    turn: Turn = _NO_TURN
    speech: Speech = SILENT
    framing: tuple[FramingCheck, ...] = ()
    right_s: float | None = None
    but_neutral_s: float | None = None
    unfit: bool = False
    seen_s: float = -inf
    there_s: float | None = None
    credit: Mapping[tuple[str, Side, int], float] = field(default_factory=dict)
    done: frozenset[tuple[str, Side, int]] = frozenset()
    past: tuple[tuple[Coached, ...], ...] = ()
    asking: Asking = NOTHING
    aside: Asking = NOTHING
    asked: frozenset[str] = frozenset()
    answers: tuple[Answer, ...] = ()

    @property
    def step(self) -> Step:
        """The present step; the last one when all are done."""
        return self.steps[min(self.index, len(self.steps) - 1)]

    @property
    def next_step(self) -> Step | None:
        """The step after the present one."""
        return self.steps[self.index + 1] if self.index + 1 < len(self.steps) else None

    @property
    def lesson(self) -> Lesson:
        """The lesson of the present step."""
        return self.programme.lesson(self.step.plan.spec_id)

    @property
    def coached(self) -> Coached:
        """The coach of the present step's side."""
        return self.coaches[self.step.side]

    @property
    def shadow(self) -> Coached | None:
        """The coach of the other side, if that side is in the programme."""
        return self.coaches.get(self.step.side.other) if len(self.coaches) > 1 else None

    @property
    def now_s(self) -> float:
        """The time of the last input."""
        return self.t_s or 0.0

    @property
    def credit_s(self) -> float:
        """Seconds that earlier holds of this step gave."""
        return self.credit.get(key_of(self.step), 0.0)

    @property
    def held_s(self) -> float:
        """Seconds held in this step: earlier holds and the present one, if it is of this step."""
        coached = self.coached
        mine = coached.mine and coached.progress.attempts > self.turn.attempts_then
        return self.credit_s + (coached.progress.hold.held_s if mine else 0.0)

    @property
    def goal_s(self) -> float:
        """Seconds that this step asks for."""
        return self.step.plan.hold_s

    @property
    def running(self) -> bool:
        """Whether the hold clock runs now."""
        clock = self.coached.progress.hold.clock
        return self.stage is Stage.WORK and clock is Clock.RUNNING and not self.stands

    @property
    def stands(self) -> bool:
        """Whether the session stands still without its coach looking on."""
        return self.halt in {Halt.USER, Halt.CAMERA, Halt.HIDDEN}

    def speaking(self, speech: Speech) -> FlowState:
        """With that speech."""
        return replace(self, speech=speech)

    def coaching(self, *coaches: Coached) -> FlowState:
        """With these coaches in place of those of their sides."""
        return replace(self, coaches={**self.coaches, **{c.side: c for c in coaches}})

    def entering(self, stage: Stage) -> FlowState:
        """In that stage from now on."""
        return replace(self, stage=stage, stage_s=self.now_s, right_s=None, but_neutral_s=None)


def key_of(step: Step) -> tuple[str, Side, int]:
    """What a step is known by, wherever it stands in the order."""
    return step.plan.spec_id, step.side, step.set_number


def taken_up(state: FlowState) -> bool:
    """Whether the person came to rest in the present step's position since it was announced."""
    progress = state.coached.progress
    new = progress.attempts > state.turn.attempts_then
    return new and progress.attempting and progress.rested_since_s is not None


def coaches_of(programme: Programme, step: Step) -> dict[Side, Coached]:
    """Fresh coaches for every side of the step's stretch, by side."""
    spec_id = step.plan.spec_id
    plans = {s.side: s.plan for s in programme.steps if s.plan.spec_id == spec_id}
    return {side: Coached(plan) for side, plan in plans.items()}
