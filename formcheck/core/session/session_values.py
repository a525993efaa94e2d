"""The values of a live session: what is planned, what a screen shows, and the results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from formcheck.core.body import Pose, Side
from formcheck.core.coach import HoldStatus, Progress, SideSummary
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


class Mood(Enum):
    """The kind of headline, for its colour; colour is never the only sign."""

    PLAIN = "plain"
    GOOD = "good"
    CORRECT = "correct"
    UNSEEN = "unseen"
    STOP = "stop"


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


class Tone(Enum):
    """The short sounds, different in pitch and rhythm."""

    START = "start"
    PAUSE = "pause"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that begins now: a tone, or words to speak (one of them is empty).

    urgent: it cuts off what is still being said.
    """

    tone: Tone | None = None
    say: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One hold, or one set of repetitions or breaths, to be done with a side of a stretch.

    set_number counts the holds or sets of this side from 1.
    """

    plan: Plan
    set_number: int

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
class FramingCheck:
    """One thing that should be right before it begins; say is what to do about it, or "".

    needed: it can't begin without this one; without the others, less can be judged.
    """

    id: str
    title: str
    ok: bool
    say: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A question on screen. answers is empty for the pain scale, which is 0 to 10.

    replies says what is said to an answer, in the session's language.
    """

    id: str
    text: str
    answers: tuple[str, ...]
    replies: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person answered to the question of that id; "" when it was passed over."""

    question: str
    text: str
    answer: str

    @property
    def stretch(self) -> str:
        """The id of the stretch that asks it; "" for what is asked of the whole session."""
        return self.question.rpartition(".")[0]


class BreathPhase(Enum):
    """What the pacer asks for."""

    IN = "in"
    OUT = "out"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the breathing pacer is: share (0..1) of its part, breath number.

    number counts from 1; ``of`` of them make a set. say is what to do, told the number of the
    breath in words, both in the session's language.
    """

    phase: BreathPhase
    share: float
    number: int
    of: int
    say: str = ""
    told: str = ""

    @property
    def size(self) -> float:
        """The size of its circle: it grows to 1 with the breath in and shrinks to 0 after it."""
        sizes = {BreathPhase.IN: self.share, BreathPhase.OUT: 1.0 - self.share}
        return sizes.get(self.phase, 0.0)


@dataclass(frozen=True, slots=True)
class ProgressRing:
    """What the ring shows: a number, its goal (such as "of 30 s"), and how full it is (0..1).

    still: nothing counts just now. turns: each side's repetitions and goal, where they take turns.
    """

    number: int
    of: str
    share: float
    still: bool = False
    turns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """All that the window, page and voice need for one frame. No logic comes after it.

    headline is the one message, "" when all is well; detail says beside the ring why the clock
    stands still. step is the one that is done, in REST the one that comes; it is the one of that
    number of so many steps. seconds_left counts down in COUNTDOWN and REST, else None. framing
    holds the checks of SETUP; wanted is how much of the body it wants in the picture: "head" (with
    the shoulders), "upper", "knees" or "full". ghost is whether the target pose is to be shown
    behind the person: until they are in it. instruction is what to do in this stage, for the eye.
    reply is what formcheck says to an answer or a key, or of the whole at its end, while it is
    said. progress is what the coach of the step's side remembers. sounds begin now. pace is the
    breathing pacer, None where there is none. breath says what is known of the breathing, "" where
    nobody looks.
    """

    t_s: float
    stage: Stage
    halt: Halt
    end: End
    step: Step
    number: int
    steps: int
    headline: str
    mood: Mood
    instruction: str
    detail: str
    unseen: tuple[str, ...]
    clock: HoldStatus
    held_s: float
    goal_s: float
    seconds_left: int | None
    framing: tuple[FramingCheck, ...]
    wanted: str
    ghost: bool
    progress: Progress = field(compare=False, repr=False)
    question: Question | None
    reply: str
    sounds: tuple[Sound, ...]
    dial: ProgressRing
    pace: Pace | None = None
    breath: str = ""


@dataclass(frozen=True, slots=True)
class StretchResult:
    """What one stretch came to: each side that was begun, and what was planned.

    A stretch that was never begun has no sides.

    planned_reps counts the repetitions over all sides, 0 where seconds are held. Of a timer only
    coarse things were checked.
    """

    spec_id: str
    title: str
    sides: tuple[SideSummary, ...]
    planned_s: float
    completed: bool
    planned_reps: int = 0
    is_timer: bool = False

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
    """What it came to, in words.

    good says what went well, watch what to look out for next time, unjudged what could not be
    judged and which place of the camera would mend it: sentences, most telling first. verdict is
    all of it in one sentence.
    """

    verdict: str
    good: tuple[str, ...]
    watch: tuple[str, ...]
    unjudged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionResult(Recap):
    """What the session came to so far. words are those of its language."""

    end: End
    duration_s: float
    stretches: tuple[StretchResult, ...]
    answers: tuple[Answer, ...]
    words: Words = ENGLISH

    @property
    def begun(self) -> bool:
        """Whether it got further than the set-up: only then is it worth keeping."""
        sides = [side for stretch in self.stretches for side in stretch.sides]
        return self.end is End.PAIN or any(
            side.attempts or side.holds or side.repetitions for side in sides
        )
