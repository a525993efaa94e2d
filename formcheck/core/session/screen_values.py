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
    """None if words are spoken."""
    say: str = ""
    """The words; empty for a tone."""
    urgent: bool = False
    """Whether it cuts off what is still being said."""


@dataclass(frozen=True, slots=True)
class FramingCheck:
    """One thing that should be right before the stretch begins."""

    id: str
    """Its id."""
    title: str
    """What is checked, in the session's language."""
    ok: bool
    """Whether it is right."""
    say: str
    """What the person should do about it; empty for nothing."""
    needed: bool = True
    """Whether the stretch can't begin without it; without the others, less can be judged."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question on screen."""

    id: str
    """The id to be given with the answer."""
    text: str
    """What is asked, in words."""
    answers: tuple[str, ...]
    """The possible answers; empty for the pain scale, which is 0 to 10."""
    replies: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The reply to each answer, in the session's language."""


class BreathPhase(Enum):
    """A phase of the breath that the pacer asks for."""

    IN = "in"
    OUT = "out"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Pace:
    """The state of the breathing pacer."""

    phase: BreathPhase
    """The phase that it asks for."""
    share: float
    """How much of the phase is over, 0 to 1."""
    number: int
    """The number of the breath, from 1."""
    of: int
    """How many breaths make a set."""
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
    """Whether nothing counts at the moment."""
    turns: tuple[str, ...] = ()
    """Each side's repetitions and goal, if the sides take turns."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that window, page and voice need for one frame; they add no logic."""

    t_s: float
    """The time it shows, in seconds from the first input."""
    stage: Stage
    """The stage the session is in."""
    halt: Halt
    """Why the session is halted, if it is."""
    end: End
    """How the session ended; OPEN as long as it goes on."""
    step: Step
    """The current step; in REST the next one."""
    number: int
    """The number of that step, from 1."""
    steps: int
    """How many steps there are."""
    headline: str
    """The one message; empty when all is well."""
    mood: Mood
    """The kind of headline."""
    instruction: str
    """What to do in this stage, for the eye."""
    detail: str
    """Why the clock is stopped, shown beside the ring; else empty."""
    unseen: tuple[str, ...]
    """What can't be seen right now, in words."""
    clock: HoldStatus
    """The state of the hold clock."""
    held_s: float
    """Seconds of good form in this step."""
    goal_s: float
    """Seconds wanted in this step; 0 for none."""
    seconds_left: int | None
    """Counts down in COUNTDOWN and REST; else None."""
    framing: tuple[FramingCheck, ...]
    """The checks of SETUP; else empty."""
    wanted: str
    """How much of the body must be in the frame in SETUP: "head" (with the shoulders), "upper",
    "knees" or "full"."""
    ghost: bool
    """Whether the target pose is to be shown behind the person: until they are in it."""
    progress: Progress = field(compare=False, repr=False)
    """The coach's progress on the step's side."""
    question: Question | None
    """The question on screen, or None."""
    reply: str
    """The reply to an answer or a key, or the result at the end, while it is being said."""
    sounds: tuple[Sound, ...]
    """The sounds that begin now."""
    ring: ProgressRing
    """How far this step has got."""
    pace: Pace | None = None
    """The breathing pacer, or None."""
    breath: str = ""
    """The estimated breathing rate, or why there is none; empty if it is not measured."""
