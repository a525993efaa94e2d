"""The values of a live session: what is planned, what it is given, and the results."""

from dataclasses import dataclass
from enum import Enum

from formcheck.core.body import Pose, Side
from formcheck.core.coach import SideSummary
from formcheck.core.kinematics.breathing import Breathing
from formcheck.core.language import ENGLISH, Words
from formcheck.core.stretch import Plan


class Stage(Enum):
    """The stage of a session. Halts are separate: a session can stand still in any stage."""

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
    """What no camera sees is asked: pain, and the questions of the spec."""
    DONE = "done"
    """Nothing is left to do; the result is shown."""


class Halt(Enum):
    """Why the session stands still, if it does."""

    NONE = ""
    USER = "user"
    """Paused by key, button or voice."""
    NOBODY = "nobody"
    """The person is not in the picture."""
    CAMERA = "camera"
    """No pictures come: unplugged, busy, the connection lost."""
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
    """It hurts: the session ends at once."""
    QUIT = "quit"
    """End here and show the summary."""


@dataclass(frozen=True, slots=True)
class Step:
    """One hold, or one set of repetitions or breaths, to be done with a side of a stretch."""

    plan: Plan
    """What is to be done."""
    set_number: int
    """Which of the holds or sets of this side, from 1."""

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
        """What tells it from all other steps of a programme."""
        return self.spec_id, self.side, self.set_number

    @property
    def sets(self) -> int:
        """How many holds or sets this side has."""
        return self.plan.dose.rounds


@dataclass(frozen=True, slots=True)
class Programme:
    """What is to be done, in order: all steps of the first stretch, then those of the next.

    words are those of the session's language, in which the plans are too. is_break: a short break
    where somebody works, see ``skip_untried``. desk_stretches: the ids of those of which a laptop
    shows enough.
    """

    steps: tuple[Step, ...]
    words: Words
    is_break: bool = False
    desk_stretches: frozenset[str] = frozenset()

    @property
    def titles(self) -> tuple[str, ...]:
        """Those of its stretches."""
        return tuple({step.spec_id: step.plan.spec.title for step in self.steps}.values())


@dataclass(frozen=True, slots=True)
class Light:
    """How light a picture is: mean and standard deviation of its grey values, 0..255."""

    mean: float
    contrast: float


@dataclass(frozen=True, slots=True)
class Input:
    """The input for one frame, or for a moment without one.

    t_s rises. pose is None when the person is not in the picture; halt says why there is no frame
    (CAMERA or HIDDEN), else NONE. light is None where nobody measured it. commands came since the
    last input, answers are (question id, answer). other is what the person does instead of the
    stretch, other_title its title in the session's language where it is a clear one. breathing is
    the newest estimate of the breathing, None where nobody looks at it.
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
    """What the person answered."""

    question: str
    """The id of the question."""
    text: str
    """The question as it was asked."""
    answer: str
    """Empty when it was passed over."""

    @property
    def stretch(self) -> str:
        """The id of the stretch that asks it; "" for what is asked of the whole session."""
        return self.question.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class StretchResult:
    """What one stretch came to."""

    spec_id: str
    """The id of the stretch."""
    title: str
    """What it is called, in the session's language."""
    sides: tuple[SideSummary, ...]
    """Each side that was begun; none where the stretch was never begun."""
    planned_s: float
    """Seconds of holds that were planned, over all sides."""
    completed: bool
    """Everything planned was done."""
    planned_reps: int = 0
    """Repetitions that were planned, over all sides; 0 where seconds are held."""
    is_timer: bool = False
    """Only coarse things were checked."""

    @property
    def was_done(self) -> bool:
        """Whether all of it was done as planned, or a side of it."""
        return self.completed or any(side.completed for side in self.sides)

    @property
    def counted_reps(self) -> int:
        """The repetitions that count, over all sides; 0 where seconds are held."""
        return sum(min(side.reps, side.plan.dose.planned_reps) for side in self.sides)


@dataclass(frozen=True, slots=True)
class Recap:
    """What it came to, in sentences."""

    verdict: str
    """All of it in one sentence."""
    good: tuple[str, ...]
    """What went well, most telling first."""
    watch: tuple[str, ...]
    """What to look out for next time, most telling first."""
    unjudged: tuple[str, ...]
    """What could not be judged and which place of the camera would mend it."""


@dataclass(frozen=True, slots=True)
class SessionResult(Recap):
    """What the session came to so far."""

    end: End
    """How it ended; OPEN as long as it goes on."""
    duration_s: float
    """How long it has lasted, in seconds."""
    stretches: tuple[StretchResult, ...]
    """What each stretch came to, in the order planned."""
    answers: tuple[Answer, ...]
    """What the person answered, in order."""
    words: Words = ENGLISH
    """Those of its language."""

    @property
    def begun(self) -> bool:
        """Whether it got further than the set-up: only then is it worth keeping."""
        sides = [side for stretch in self.stretches for side in stretch.sides]
        return self.end is End.PAIN or any(
            side.attempts or side.holds or side.repetitions for side in sides
        )
