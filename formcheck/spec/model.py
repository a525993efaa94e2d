"""The shape of a spec file: one TOML file per stretch, ``format = 1``, data only.

Angles are degrees, times seconds, distances ratios to a length of the same body. A band is
``[low, high]``, both ends inside; ``inf`` and ``-inf`` leave an end open.
"""

from __future__ import annotations

from math import inf
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from formcheck.body import Side
from formcheck.measure import CATALOGUE


def _rising(band: tuple[float, float]) -> tuple[float, float]:
    if not band[0] < band[1]:
        raise ValueError("the first number of a band must be below the second")
    return band


def _known_quantity(name: str) -> str:
    if name not in CATALOGUE:
        raise ValueError(f'"{name}" is not a quantity of the catalogue')
    return name


Band = Annotated[tuple[float, float], AfterValidator(_rising)]
Bands = dict[str, Band]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Sentence = Annotated[str, Field(min_length=3, max_length=400)]
Cue = Annotated[str, Field(min_length=3, max_length=60)]
Seconds = Annotated[float, Field(ge=0, le=3600)]
View = Literal["front", "three-quarter", "side"]


class Table(BaseModel):
    """A table of the file: frozen, and a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ViewTable(Table):
    """Where the camera stands, and the bands that prove it (judged in the neutral position)."""

    camera: View = Field(description="Where the camera stands, seen from the person.")
    near_side: Literal["any", "work", "other"] = Field(
        default="any", description="Which side of the person is nearer to the camera."
    )
    framing: Literal["upper", "knees", "full"] = Field(description="What must be in the picture.")
    need: Bands = Field(default={}, description="Bands that hold when the camera stands right.")
    say: Cue = Field(description="Said when the camera stands wrong.")


class DoseTable(Table):
    """How long and how often, by the source of the stretch."""

    hold_s: Seconds = Field(gt=0, description="Seconds of good form in one hold.")
    holds: int = Field(default=1, ge=1, le=20, description="Holds for each side.")
    rest_s: Seconds = Field(default=15, description="Seconds of rest between holds.")
    source: str = Field(description="Who says so, and how sure the source is.")


class NeedTable(Table):
    """Bands that must all hold for a while."""

    need: Bands = Field(description="Bands by measure.")
    for_s: Seconds = Field(default=1.0, description="For how long without a break.")


class MeasureTable(Table):
    """One number to read from the body."""

    quantity: Annotated[str, AfterValidator(_known_quantity)] = Field(
        description="What to read: one of the quantities."
    )
    of: Literal["work", "other", "left", "right", "max", "min", "mean", "body"] = Field(
        default="body", description="Whose: the working side, the other, or over both."
    )
    since: Literal["", "neutral", "wall"] = Field(
        default="", description="Read the change since this calibration."
    )
    slack: float = Field(ge=0, description="Once inside a band, it is left only this far beyond.")
    proxy: str = Field(default="", description="What it only stands for, when it is a proxy.")
    low: Cue | None = Field(default=None, description="Shown while it is below what is wanted.")
    high: Cue | None = Field(default=None, description="Shown while it is above what is wanted.")


class PhaseTable(Table):
    """A part of the stretch, in order; exactly one is timed."""

    id: Id = Field(description="Its name in the report.")
    say: Sentence = Field(description="What to do now.")
    need: Bands = Field(description="Bands by measure that good form keeps to.")
    for_s: Seconds = Field(default=0.5, description="Seconds in the bands before it counts.")
    timed: bool = Field(default=False, description="Its good seconds are the hold.")
    calibrate: Literal["", "wall"] = Field(default="", description="What is calibrated at its end.")


class FaultTable(Table):
    """Something that can go wrong, seen when every condition is true at once."""

    id: Id = Field(description="Its name in reports and JSON; stable.")
    title: str = Field(description="What is wrong, in a few words.")
    cue: Cue = Field(description="What to do about it, said to the person.")
    above: dict[str, float] = Field(default={}, description="Measures that must lie above.")
    below: dict[str, float] = Field(default={}, description="Measures that must lie below.")
    outside: Bands = Field(default={}, description="Measures that must lie outside a band.")
    during: tuple[Id, ...] = Field(default=(), description="Phases; empty means every phase.")
    for_s: Seconds = Field(default=0.8, description="Seconds before it counts.")
    after_s: Seconds = Field(
        default=0.0, description="Seconds into the phase before it can begin: what is late."
    )
    severity: Literal["fix", "hint"] = Field(
        default="fix", description="fix pauses the clock, hint only speaks."
    )
    priority: int = Field(ge=0, le=4, description="0 safety ... 4 polish; the lowest speaks.")
    unless: tuple[Id, ...] = Field(default=(), description="Faults that explain it better.")
    looks_like: str = Field(default="", description="The other stretch this pattern is.")
    moving: bool = Field(default=False, description="A fault of movement: judged while moving.")

    def limits(self) -> tuple[tuple[str, float, float], ...]:
        """Its conditions as (measure, low, high): true below low or above high."""
        return (
            *((name, -inf, high) for name, high in self.above.items()),
            *((name, low, inf) for name, low in self.below.items()),
            *((name, low, high) for name, (low, high) in self.outside.items()),
        )


class UnseenFaultTable(Table):
    """A fault no camera can see: it is told to the person, never raised."""

    id: Id = Field(description="Its name.")
    title: str = Field(description="What is wrong, in a few words.")
    cue: Cue = Field(description="What to do about it.")
    why: Sentence = Field(description="Why no camera sees it.")


class AskTable(Table):
    """A question to the person about what the camera can't see."""

    question: Sentence = Field(description="What is asked.")
    answers: tuple[str, ...] = Field(min_length=2, description="What can be answered.")
    at_s: Seconds | None = Field(default=None, description="Seconds into the hold; none: after.")
    replies: dict[str, Cue] = Field(default={}, description="What to say to an answer.")


class ExampleTable(Table):
    """Readings and the faults they must give: the spec's own test.

    The first example of a phase gives every reading; a later one only what differs from it.
    """

    phase: Id = Field(description="The phase it plays in.")
    given: dict[str, float] = Field(description="Readings by measure.")
    expect: tuple[Id, ...] = Field(default=(), description="Fault ids; none: good form.")


class Spec(Table):
    """A whole spec file."""

    format: Literal[1] = Field(description="Always 1.")
    id: Id = Field(description="The file's name without .toml; reports and history use it.")
    title: str = Field(description="Its name, as people say it.")
    about: Sentence = Field(description="What it is and what it is for.")
    aka: tuple[str, ...] = Field(default=(), description="Other names.")
    targets: tuple[str, ...] = Field(min_length=1, description="Tissue it is meant to stretch.")
    position: Literal["standing", "sitting", "kneeling", "lying"] = Field(
        description="How the person is placed."
    )
    equipment: tuple[str, ...] = Field(default=(), description="What it takes.")
    sources: tuple[str, ...] = Field(
        min_length=1, description="Where it is described, one sentence each."
    )
    reviewed_by: str = Field(default="", description="The clinician who read it; empty: a draft.")
    sides: tuple[Side, ...] = Field(
        min_length=1, description="Which sides can work; both when they work at once."
    )
    grade: Literal["A", "B", "C"] = Field(description="How much of the effect a camera sees.")
    pain: Literal["abort_on_any_pain", "mild_stretch_ok"] = Field(
        description="Whether a mild pull is fine, or any pain ends it."
    )
    stop: Sentence = Field(description="The stop rule, shown before the start.")
    setup: tuple[Sentence, ...] = Field(min_length=1, description="How it is done, step by step.")
    blind: tuple[Sentence, ...] = Field(min_length=1, description="What no camera can see here.")
    view: ViewTable = Field(description="Where the camera stands.")
    dose: DoseTable = Field(description="How long and how often.")
    neutral: NeedTable = Field(description="The position that is calibrated on.")
    near: NeedTable = Field(description="Roughly the position: from here on faults count.")
    telltale: str = Field(
        default="", description="Measure that is lower on the working side, when both look tried."
    )
    telltale_hidden: Literal["against", "for"] = Field(
        default="against", description="What it says of a side that the telltale is hidden there."
    )
    measure: dict[str, MeasureTable] = Field(min_length=1, description="What is read.")
    phase: tuple[PhaseTable, ...] = Field(min_length=1, description="Its parts, in order.")
    fault: tuple[FaultTable, ...] = Field(default=(), description="What can go wrong.")
    unseen_fault: tuple[UnseenFaultTable, ...] = Field(
        default=(), description="What can go wrong and no camera sees."
    )
    ask: tuple[AskTable, ...] = Field(default=(), description="Questions to the person.")
    example: tuple[ExampleTable, ...] = Field(default=(), description="The spec's own tests.")
