"""The values of what a live session shows and says for one frame."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from formcheck.core.coach import HoldStatus, Progress
from formcheck.core.session.session_values import End, Halt, Stage, Step


class Mood(Enum):
    """The kind of headline, for its colour; colour is never the only sign."""

    PLAIN = "plain"
    GOOD = "good"
    CORRECT = "correct"
    UNSEEN = "unseen"
    STOP = "stop"


class Tone(Enum):
    """The short sounds, different in pitch and rhythm."""

    START = "start"
    PAUSE = "pause"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that begins now: a tone, or words to speak."""

    tone: Tone | None = None
    """None where there are words."""
    say: str = ""
    """The words; empty where there is a tone."""
    urgent: bool = False
    """It cuts off what is still being said."""


@dataclass(frozen=True, slots=True)
class FramingCheck:
    """One thing that should be right before it begins."""

    id: str
    """Its id."""
    title: str
    """What it is, in words."""
    ok: bool
    """Whether it is right."""
    say: str
    """What to do about it; empty for nothing."""
    needed: bool = True
    """It can't begin without this one; without the others, less can be judged."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question on screen."""

    id: str
    """To be given with the answer."""
    text: str
    """What is asked, in words."""
    answers: tuple[str, ...]
    """The answers it has; empty for the pain scale, which is 0 to 10."""
    replies: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What is said to each answer, in the session's language."""


class BreathPhase(Enum):
    """What the pacer asks for."""

    IN = "in"
    OUT = "out"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Pace:
    """Where the breathing pacer is."""

    phase: BreathPhase
    """What it asks for."""
    share: float
    """How much of that is over, 0 to 1."""
    number: int
    """Which breath it is, from 1."""
    of: int
    """How many of them make a set."""
    say: str = ""
    """What to do, in the session's language."""
    told: str = ""
    """The number of the breath in words, in the session's language."""

    @property
    def size(self) -> float:
        """The size of its circle: it grows to 1 with the breath in and shrinks to 0 after it."""
        sizes = {BreathPhase.IN: self.share, BreathPhase.OUT: 1.0 - self.share}
        return sizes.get(self.phase, 0.0)


@dataclass(frozen=True, slots=True)
class ProgressRing:
    """What the ring shows."""

    number: int
    """The seconds, repetitions or breaths so far."""
    of: str
    """Its goal in words, such as "of 30 s"."""
    share: float
    """How full it is, 0 to 1."""
    still: bool = False
    """Nothing counts just now."""
    turns: tuple[str, ...] = ()
    """Each side's repetitions and goal, where they take turns."""


@dataclass(frozen=True, slots=True)
class Screen:
    """All that the window, page and voice need for one frame. No logic comes after it."""

    t_s: float
    """The time it is of, in seconds from the first input."""
    stage: Stage
    """The stage the session is in."""
    halt: Halt
    """Why it stands still, if it does."""
    end: End
    """How it ended; OPEN as long as it goes on."""
    step: Step
    """The one that is done; in REST the one that comes."""
    number: int
    """Which of the steps that is, from 1."""
    steps: int
    """How many steps there are."""
    headline: str
    """The one message; empty when all is well."""
    mood: Mood
    """The kind of headline."""
    instruction: str
    """What to do in this stage, for the eye."""
    detail: str
    """Why the clock stands still, beside the ring; else empty."""
    unseen: tuple[str, ...]
    """What can't be seen just now, in words."""
    clock: HoldStatus
    """What the hold clock does."""
    held_s: float
    """Seconds of good form in this step."""
    goal_s: float
    """Seconds wanted in this step; 0 for none."""
    seconds_left: int | None
    """Counts down in COUNTDOWN and REST; else None."""
    framing: tuple[FramingCheck, ...]
    """The checks of SETUP; else empty."""
    wanted: str
    """How much of the body SETUP wants in the picture: "head" (with the shoulders), "upper",
    "knees" or "full"."""
    ghost: bool
    """Whether the target pose is to be shown behind the person: until they are in it."""
    progress: Progress = field(compare=False, repr=False)
    """What the coach of the step's side remembers."""
    question: Question | None
    """The one that is asked; None for none."""
    reply: str
    """What formcheck says to an answer or a key, or of the whole at its end, while it is said."""
    sounds: tuple[Sound, ...]
    """Those that begin now."""
    ring: ProgressRing
    """How far this step has got."""
    pace: Pace | None = None
    """The breathing pacer; None where there is none."""
    breath: str = ""
    """What is known of the breathing; empty where nobody looks."""
