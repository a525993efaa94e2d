"""The structure of a spec file: one TOML file per stretch, ``format = 3``, data only.

It defines correct form in anatomical terms: joint angles in degrees, distances as ratios to a
length of the same body, times in seconds. A band is ``[low, high]``, both ends included; ``inf``
and ``-inf`` leave an end open.
"""

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, field_validator

from formcheck.core.body import Side
from formcheck.core.kinematics import MEASURES
from formcheck.files.escapes import escape_line

Real = Annotated[float, Strict()]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
"""Strict, as TOML writes them: pydantic would also read these values in quotes."""


def _check_rising(band: tuple[float, float]) -> tuple[float, float]:
    if not band[0] < band[1]:
        raise ValueError("the first number of a band must be below the second")
    return band


def _check_measure(name: str) -> str:
    if name not in MEASURES:
        raise ValueError(f'"{name}" is not a measure of the catalogue')
    return name


Band = Annotated[tuple[Real, Real], AfterValidator(_check_rising)]
MeasureId = Annotated[str, AfterValidator(_check_measure)]
ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
MOST_ID = 50
"""Longest id: with a side appended it still fits ``CheckResult.readings``. Chosen for formcheck."""
Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=MOST_ID)]
Sentence = Annotated[str, Field(min_length=3, max_length=400)]
Title = Annotated[str, Field(min_length=1)]
Cue = Annotated[str, Field(min_length=3, max_length=60)]
Seconds = Annotated[Real, Field(ge=0, le=3600)]
Amount = Annotated[Real, Field(gt=0, allow_inf_nan=False)]
View = Literal["front", "three-quarter", "side", "foot-end", "head-end"]
Position = Literal[
    "standing", "sitting", "kneeling", "half-kneeling", "all-fours", "supine", "prone", "side-lying"
]
RepFault = Literal["partial", "fast", "slow", "short", "drop", "return"]
Since = Literal["", "start", "set-up"]
At = Literal["hold", "rep-start", "rep-peak", "throughout"]
Pain = Annotated[Whole, Field(ge=0, le=10)]

ZONES = ("low", "between", "high")
"""The zones of a repetition: its start, on the way, its peak."""

_TEXTS = frozenset({
    "title", "about", "targets", "equipment", "stop", "setup", "unseen", "say", "low", "high",
    "proxy", "cue", "why", "question", "answers", "replies",
})  # fmt: skip
"""Keys whose values are texts for the person."""
EITHER = re.compile(r"\{([^{}|:]*)\|([^{}|:]*)\}")
"""A text with words for each side: {if left|if right}."""
_OF_FORM = {"position", "view", "start", "quantity", "rep", "phase", "fault"}
_TEXT_KEYS = {*_TEXTS, "source", "confidence"}
_NOT_OF_FORM: dict[str, Any] = {
    "view": _TEXT_KEYS,
    **{name: {"__all__": _TEXT_KEYS} for name in ("quantity", "phase", "fault")},
}
MOST_SETS = 20


class Table(BaseModel):
    """A table of the file: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _is_plain(cls, value: object) -> object:
        inner = value if isinstance(value, dict | tuple) else ()
        texts = [value, *inner, *(inner.values() if isinstance(inner, dict) else ())]
        for text in (text for text in texts if isinstance(text, str)):
            if text != escape_line(text):
                raise ValueError("a text is one line, without control characters")
        return value

    def with_texts(self, say: Callable[[str], str]) -> Self:
        """Returns the table with ``say`` applied to every text for the person.

        Ids, numbers and names of sources stay as they are.
        """
        return self.model_copy(update={name: _translate(name, value, say) for name, value in self})


def _translate(name: str, value: object, say: Callable[[str], str]) -> object:
    match value:
        case Table():
            return value.with_texts(say)
        case tuple():
            return tuple(_translate(name, one, say) for one in value)
        case dict() if name in _TEXTS:
            return {say(key): say(text) for key, text in value.items()}
        case dict():
            return {key: _translate(name, one, say) for key, one in value.items()}
        case str() if value and name in _TEXTS:
            return say(value)
    return value


def say_side(text: str, side: Side) -> str:
    """Returns the text with {side} and {other_side} replaced by the person's own sides.

    A translation may write {a|b} instead, for languages that inflect the word: a when the working
    side is left, b when it is right.
    """
    filled = text.replace("{side}", side.value).replace("{other_side}", side.other.value)
    return EITHER.sub(lambda found: found[1 if side is Side.LEFT else 2], filled)


class ViewTable(Table):
    """Where the camera stands."""

    camera: View = Field(description="From where the camera sees the person.")
    height: Literal["chest", "floor", "raised"] = Field(
        default="chest", description="How high the camera stands."
    )
    near_side: Literal["any", "work", "other"] = Field(
        default="any", description="Which side of the person is nearer to the camera."
    )
    framing: Literal["upper", "knees", "full"] = Field(
        description="What should be in the picture; at a laptop, head and shoulders may be enough."
    )
    say: Cue = Field(description="Said when the camera stands in the wrong place.")


class ReleaseTable(Table):
    """Pressure on a sore spot until the pain has eased; the person rates it from 0 to 10."""

    start: tuple[Pain, Pain] = Field(description="The pain allowed at first, from and to.")
    goal: Pain = Field(description="The spot is done when the pain has eased to this.")
    ask_every_s: Seconds = Field(
        default=20, gt=0, description="Seconds between two questions for the pain."
    )
    least_s: Seconds = Field(default=20, gt=0, description="Least seconds on a spot.")
    most_s: Seconds = Field(default=120, gt=0, description="Most seconds on a spot.")
    spots: Whole = Field(default=1, ge=1, le=10, description="Spots in one go.")


class ProgressTable(Table):
    """Where the dose begins and what it is built up to, in its own unit."""

    start: Amount = Field(alias="from", description="The dose to begin with.")
    to: Amount = Field(description="The dose to build up to.")


class DoseTable(Table):
    """How long and how often: in holds, repetitions, breaths, or until pain eases.

    Exactly one of hold_s, reps, breaths and release is given.
    """

    hold_s: Seconds = Field(
        default=0.0, gt=0, multiple_of=1, description="Whole seconds of good form in one hold."
    )
    holds: Whole = Field(default=1, ge=1, le=MOST_SETS, description="Holds for each side.")
    reps: Whole = Field(default=0, ge=1, le=100, description="Repetitions of a side in one set.")
    rep_hold_s: Seconds = Field(
        default=0.0,
        description="Seconds held at the peak of each repetition; nine tenths are enough.",
    )
    breaths: Whole = Field(default=0, ge=1, le=60, description="Breaths in one set, by the pacer.")
    in_s: Real = Field(default=4.0, ge=1, le=15, description="Seconds to breathe in.")
    out_s: Real = Field(default=6.0, ge=1, le=20, description="Seconds to breathe out.")
    pause_s: Real = Field(default=0.0, ge=0, le=10, description="Seconds before the next breath.")
    release: ReleaseTable | None = Field(default=None, description="Until pain has eased.")
    sets: Whole = Field(default=1, ge=1, le=MOST_SETS, description="Sets for each side.")
    rest_s: Seconds = Field(default=15, description="Seconds of rest between holds or sets.")
    at_least: Flag = Field(
        default=False, description="With hold_s: more is welcome, and it goes on counting."
    )
    alternate: Flag = Field(default=False, description="The sides take turns in every repetition.")
    per_day: Whole = Field(default=1, ge=1, le=24, description="Times a day.")
    weeks: tuple[Whole, Whole] | None = Field(
        default=None, description="Weeks to do it, from and to."
    )
    progress: ProgressTable | None = Field(default=None, description="What it is built up to.")
    source: str = Field(description="Where the dose comes from, and how certain that source is.")

    @property
    def cycle_s(self) -> float:
        """Seconds of one breath of the pacer."""
        return self.in_s + self.out_s + self.pause_s


class RepTable(Table):
    """One repetition: a quantity goes from its start to its peak, the farthest point, and back."""

    quantity: str = Field(description="The quantity that shows the movement.")
    start: Band = Field(description="Its values where the repetition starts and ends.")
    peak: Band = Field(description="Its values at the farthest point.")
    seconds: Band = Field(
        description="Least and most seconds of a whole repetition; a fifth more than the most is "
        "still fine, and a fifth less than the least, not counting rep_hold_s."
    )
    try_from: Real = Field(
        default=0.4,
        ge=0.1,
        le=0.9,
        description="Least share of the way that makes a movement an attempt at a repetition.",
    )

    @property
    def falls(self) -> bool:
        """Whether the peak lies below the start."""
        return self.peak[0] < self.start[0]


class StartTable(Table):
    """The rough posture before the stretch, which since = "start" counts from."""

    need: dict[MeasureId, Band] = Field(
        min_length=1, description="Bands by measure; a measure of a side must be so on both sides."
    )
    for_s: Seconds = Field(default=0.5, description="Seconds this must last without a break.")


class QuantityTable(Table):
    """Target and tolerance of one measure: a value off the target by more than that is a fault."""

    measure: MeasureId = Field(description="What is measured: one of the measures.")
    of: Literal["work", "other", "each", "body"] = Field(
        default="body",
        description="Whose value: the working side's, the other's, each side's, or the body's.",
    )
    since: Since = Field(default="", description="The moment that a change is counted from.")
    change: Literal["", "difference", "ratio", "rate"] = Field(
        default="", description="Difference or ratio to that moment, or the change per second."
    )
    absolute: Flag = Field(default=False, description="Whether only the size counts, not the sign.")
    target: Band = Field(description="The values that are right.")
    tolerance: Amount = Field(description="How far beyond the target is still fine.")
    at: At = Field(
        description="When it applies: in the hold, at start or peak of a repetition, throughout."
    )
    source: str = Field(min_length=3, description="Where the numbers come from.")
    confidence: Literal["high", "medium", "low"] = Field(description="How certain the source is.")
    proxy: str = Field(default="", description="What it stands for, if it is only a proxy.")
    low: Cue | None = Field(default=None, description="What to do when it is below the target.")
    high: Cue | None = Field(default=None, description="What to do when it is above the target.")

    @property
    def is_moving(self) -> bool:
        """Whether it is about movement, which a single frame can't show."""
        return self.change == "rate" or MEASURES[self.measure].unit == "1/s"


class PhaseTable(Table):
    """A part of the stretch: the timed one or, before it, an optional set-up."""

    id: Id = Field(description="Its name in the report.")
    say: Sentence = Field(description="What to do now.")
    timed: Flag = Field(default=False, description="Its seconds in good form are the hold.")
    set_up: Flag = Field(default=False, description='The moment that since = "set-up" counts from.')
    right: tuple[str, ...] = Field(
        default=(),
        description="The set-up is reached when these quantities are right; "
        "by default, all of the hold that are not a change.",
    )


class FaultTable(Table):
    """A fault: a quantity beyond its tolerance, or what a repetition lacks."""

    id: Id = Field(description="Its name in reports and JSON; stable.")
    title: Title = Field(description="What is wrong, in a few words.")
    cue: Cue = Field(description="What to do about it, said to the person.")
    quantity: str = Field(default="", description="The quantity that shows it.")
    beyond: Literal["", "low", "high", "either"] = Field(
        default="", description="The end of the target that it lies beyond."
    )
    sides: Literal["", "one", "both"] = Field(
        default="",
        description="Of a quantity of each side: wrong on one side only, or on both; "
        "by default on either.",
    )
    rep: RepFault | None = Field(
        default=None, description="What is wrong with a repetition, instead of a quantity."
    )
    within_s: Seconds = Field(
        default=0.0, description="With rep = drop: the way back is quicker than this."
    )
    for_s: Seconds = Field(default=0.7, description="Seconds before it counts.")
    severity: Literal["fix", "hint"] = Field(
        default="fix",
        description="fix stops the clock and spoils a repetition; "
        "hint itself does neither, but its quantity may.",
    )
    priority: Whole = Field(
        ge=0, le=4, description="From 0, safety, to 4, polish; the lowest is said first."
    )


class UnseenFaultTable(Table):
    """A fault that no camera can see: the person is warned of it, it is never reported."""

    id: Id = Field(description="Its name.")
    title: Title = Field(description="What is wrong, in a few words.")
    cue: Cue = Field(description="What to do about it.")
    why: Sentence = Field(description="Why no camera sees it.")


class AskTable(Table):
    """A question to the person about what the camera can't see."""

    kind: Literal["choice", "pain", "ready"] = Field(
        default="choice",
        description="choice of answers, pain from 0 to 10 (only with dose.release), or ready: "
        "yes or no before the start.",
    )
    question: Sentence = Field(description="What is asked.")
    answers: tuple[Title, ...] = Field(default=(), description="What can be answered, with choice.")
    at_s: Seconds | None = Field(
        default=None,
        description="With hold_s or breaths: seconds into the hold, at the latest 15 before its "
        "end; none: after the hold.",
    )
    replies: dict[str, Cue] = Field(default={}, description="What to say to an answer.")

    @property
    def known(self) -> tuple[str, ...]:
        """Every possible answer."""
        if self.kind == "pain":
            return tuple(str(n) for n in range(11))
        return ("yes", "no") if self.kind == "ready" else self.answers


class Spec(Table):
    """A whole spec file."""

    def __repr_args__(self) -> Iterable[tuple[str, object]]:
        return [("id", self.id), ("title", self.title)]

    format: Literal[3] = Field(description="Always 3.")
    id: Id = Field(description="The file's name without .toml; reports and history use it.")
    title: Title = Field(description="Its everyday name.")
    about: Sentence = Field(description="What it is and what it is for.")
    aka: tuple[str, ...] = Field(default=(), description="Other names.")
    targets: tuple[str, ...] = Field(min_length=1, description="Tissue it is meant to stretch.")
    position: Position = Field(description="The person's position.")
    class_: Literal["form", "timer"] = Field(
        alias="class", description="form: the form is checked. timer: only a few coarse things are."
    )
    equipment: tuple[str, ...] = Field(default=(), description="The equipment it needs.")
    sources: tuple[str, ...] = Field(
        min_length=1, description="Where it is described, one sentence each."
    )
    reviewed_by: str = Field(
        default="", description="The clinician who reviewed it; empty: a draft."
    )
    sides: tuple[Side, ...] = Field(
        min_length=1, description="Which sides can work; both when they work at once."
    )
    pain: Literal["abort_on_any_pain", "mild_stretch_ok"] = Field(
        description="Whether a mild pull is fine, or any pain ends the stretch."
    )
    stop: Sentence = Field(description="When to stop, shown before the start.")
    setup: tuple[Sentence, ...] = Field(min_length=1, description="How it is done, step by step.")
    unseen: tuple[Sentence, ...] = Field(min_length=1, description="What no camera can see here.")
    view: ViewTable = Field(description="Where the camera is to stand.")
    dose: DoseTable = Field(description="How long and how often.")
    start: StartTable = Field(description="The posture before the stretch.")
    quantity: dict[Id, QuantityTable] = Field(min_length=1, description="What is right.")
    rep: RepTable | None = Field(default=None, description="What one repetition is.")
    phase: tuple[PhaseTable, ...] = Field(min_length=1, description="Its parts, in order.")
    fault: tuple[FaultTable, ...] = Field(default=(), description="What can go wrong.")
    unseen_fault: tuple[UnseenFaultTable, ...] = Field(
        default=(), description="What can go wrong without any camera seeing it."
    )
    ask: tuple[AskTable, ...] = Field(default=(), description="Questions to the person.")

    @property
    def form(self) -> dict[str, Any]:
        """The definition of correct form in any language: no texts, sources, dose or questions."""
        return self.model_dump(include=_OF_FORM, exclude=_NOT_OF_FORM)

    @property
    def is_timer(self) -> bool:
        """Whether only the position and a few coarse things are checked."""
        return self.class_ == "timer"
