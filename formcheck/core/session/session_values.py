"""The values of a live session: its programme, its inputs and its results."""

from dataclasses import dataclass
from enum import Enum

from formcheck.core.body import Pose, Side
from formcheck.core.coach import SideSummary
from formcheck.core.kinematics.breathing import Breathing
from formcheck.core.language import ENGLISH, Words
from formcheck.core.stretch import Plan
from formcheck.core.stretch.dose import Unit


class Stage(Enum):
    """The stage of a session. Halts are separate: a session can be halted in any stage."""

    SETUP = "setup"
    """The person gets into place: framing, light, view, neutral position."""
    COUNTDOWN = "countdown"
    """3, 2, 1. Taking up the position ends it early."""
    WORK = "work"
    """The stretch itself."""
    LET_GO = "release"
    """The dose is reached: the person lets go. The hold still counts until they do."""
    REST = "rest"
    """Between two holds, of the same side or the other one."""
    QUESTIONS = "questions"
    """The person is asked what no camera sees: pain, and the questions of the spec."""
    DONE = "done"
    """Nothing is left to do; the result is shown."""


class Halt(Enum):
    """Why the session is halted, if it is."""

    NONE = ""
    USER = "user"
    """Paused by key, button or voice."""
    NOBODY = "nobody"
    """The person is not in the frame."""
    CAMERA = "camera"
    """No frames arrive: unplugged, busy, the connection lost."""
    HIDDEN = "hidden"
    """The browser tab is not on screen, so no frames come."""


class End(Enum):
    """How a session ended."""

    OPEN = "open"
    COMPLETED = "completed"
    STOPPED = "stopped"
    PAIN = "pain"


class Command(Enum):
    """What the person can ask for by key, button or voice."""

    PAUSE = "pause"
    """Pause, or resume."""
    SIDE = "side"
    """The other side instead of this one; this one comes later."""
    NEXT = "next"
    """On to the next step: skip the rest, the hold or the question."""
    PAIN = "pain"
    """Something hurts: the session ends at once."""
    QUIT = "quit"
    """End here and show the summary."""


@dataclass(frozen=True, slots=True)
class Step:
    """One hold, or one set of repetitions or breaths, to be done with a side of a stretch."""

    plan: Plan
    """What is to be done."""
    set_number: int
    """The number of the hold or set on this side, from 1."""

    @property
    def side(self) -> Side:
        """The working side."""
        return self.plan.side

    @property
    def spec_id(self) -> str:
        """The id of the stretch."""
        return self.plan.spec.id

    @property
    def key(self) -> tuple[str, Side, int]:
        """Identifies the step within its programme."""
        return self.spec_id, self.side, self.set_number

    @property
    def sets(self) -> int:
        """How many holds or sets this side has."""
        return self.plan.dose.rounds


@dataclass(frozen=True, slots=True)
class Programme:
    """What is to be done, in order: all steps of the first stretch, then those of the next.

    words: those of the session's language, which the plans use too. is_break: a short break at the
    desk, see ``skip_untried``. desk_stretches: ids of the stretches of which a laptop sees enough.
    """

    steps: tuple[Step, ...]
    words: Words
    is_break: bool = False
    desk_stretches: frozenset[str] = frozenset()

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of its stretches, in order."""
        return tuple({step.spec_id: step.plan.spec.title for step in self.steps}.values())


@dataclass(frozen=True, slots=True)
class Light:
    """How light an image is: mean and standard deviation of its grey values, 0..255."""

    mean: float
    contrast: float


@dataclass(frozen=True, slots=True)
class Input:
    """The input for one frame, or for a moment without one.

    t_s increases. pose: None if the person is not in the frame; halt: why there is no frame (CAMERA
    or HIDDEN), else NONE. light: None if not measured. commands: those given since the last input;
    answers: (question id, answer). other: what the person does instead of the stretch; other_title:
    its title in the session's language, if it is clearly one stretch. breathing: the newest
    estimate, None if breathing is not measured.
    """

    t_s: float
    pose: Pose | None
    halt: Halt = Halt.NONE
    light: Light | None = None
    commands: tuple[Command, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    other: str = ""
    other_title: str = ""
    breathing: Breathing | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the person."""

    question: str
    """The id of the question."""
    text: str
    """The question; in a result, one about one of several stretches begins with that title."""
    answer: str
    """The answer; empty if the question was passed over."""

    @property
    def stretch(self) -> str:
        """The id of the stretch that the question is about; "" for the whole session."""
        return self.question.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class StretchResult:
    """The result of one stretch."""

    spec_id: str
    """The id of the stretch."""
    title: str
    """Its title in the session's language."""
    sides: tuple[SideSummary, ...]
    """Each side that was begun; empty if the stretch was never begun."""
    planned_s: float
    """Seconds of holds that were planned, over all sides."""
    completed: bool
    """Whether everything planned was done."""
    planned_reps: int = 0
    """Repetitions that were planned, over all sides; 0 for holds."""
    is_timer: bool = False
    """Whether it is a timer: only a few coarse things were checked."""
    unit: Unit = "hold"
    """What its dose counts."""
    planned: int = 0
    """What was planned in that unit, over all sides."""

    @property
    def was_done(self) -> bool:
        """Whether all of it, or one side, was done as planned."""
        return self.completed or any(side.completed for side in self.sides)

    @property
    def counted_reps(self) -> int:
        """The repetitions that count, over all sides; 0 for holds."""
        return sum(min(side.reps, side.plan.dose.planned_reps) for side in self.sides)


@dataclass(frozen=True, slots=True)
class Recap:
    """A result in sentences."""

    verdict: str
    """The whole result in one sentence."""
    good: tuple[str, ...]
    """What went well, most important first."""
    watch: tuple[str, ...]
    """What to look out for next time, most important first."""
    unjudged: tuple[str, ...]
    """What could not be judged, and which camera position would help."""


@dataclass(frozen=True, slots=True)
class SessionResult(Recap):
    """The result of a session so far."""

    end: End
    """How it ended; OPEN as long as it goes on."""
    duration_s: float
    """How long it has lasted, in seconds."""
    stretches: tuple[StretchResult, ...]
    """The result of each stretch, in the order planned."""
    answers: tuple[Answer, ...]
    """The person's answers, in order."""
    words: Words = ENGLISH
    """The words of its language."""

    @property
    def begun(self) -> bool:
        """Whether the session got further than the set-up: only then is it worth keeping."""
        sides = [side for stretch in self.stretches for side in stretch.sides]
        return self.end is End.PAIN or any(
            side.attempts or side.holds or side.repetitions for side in sides
        )
