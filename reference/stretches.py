"""The reference of each stretch: what is wanted of which quantity, how far off is tolerated.

One TOML file a stretch in ``reference/stretches``; docs/reference/ explains the decisions.
"""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from reference.measures import MEASURES

FOLDER = Path(__file__).parent / "stretches"

Confidence = Literal["high", "medium", "low"]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _ordered(band: tuple[float, float]) -> tuple[float, float]:
    if not band[0] <= band[1] or all(map(math.isinf, band)):
        raise ValueError("a target goes from low to high, one of them finite")
    return band


Band = Annotated[tuple[float, float], AfterValidator(_ordered)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quantity(_Table):
    """What is wanted of one measure.

    target: from low to high, either may be infinite. Beyond it, up to tolerance, form is still
    tolerated; farther off is the fail limit. of: whose measure; each: both sides must meet it.
    since: the moment it is a change from. change: its difference or ratio to that moment, or its
    rate a second. absolute: its size counts, whatever its sign. at: when it is wanted.
    """

    measure: str
    of: Literal["working", "other", "each", "body"]
    since: Literal["", "start", "set-up"] = ""
    change: Literal["", "difference", "ratio", "rate"] = ""
    absolute: bool = False
    target: Band
    tolerance: float = Field(gt=0, allow_inf_nan=False)
    at: Literal["hold", "rep-start", "rep-peak", "throughout"]
    source: str = Field(min_length=1)
    confidence: Confidence
    note: str = ""

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        measure = MEASURES.get(self.measure)
        if measure is None:
            raise ValueError(f"there is no measure {self.measure!r}")
        if (measure.of in {"body", "body drift"}) != (self.of == "body"):
            raise ValueError(f"{self.measure} is of {measure.of!r}, so it can't be of {self.of!r}")
        if (self.change in {"difference", "ratio"} or measure.is_drift) != bool(self.since):
            raise ValueError("a difference, a ratio or a drift, and no other, is since a moment")
        return self

    @property
    def unit(self) -> str:
        """What its target is counted in."""
        own = "ratio" if self.change == "ratio" else MEASURES[self.measure].unit
        return f"{own}/s" if self.change == "rate" else own

    @property
    def fail_below(self) -> float:
        """Less than this is a fault; minus infinity where no low is."""
        return self.target[0] - self.tolerance

    @property
    def fail_above(self) -> float:
        """More than this is a fault."""
        return self.target[1] + self.tolerance


class Fault(_Table):
    """A named way to be wrong: a quantity beyond its tolerance, on one side of its target."""

    quantity: str
    beyond: Literal["low", "high", "either"]
    cue: str = Field(min_length=1)
    priority: int = Field(ge=0, le=4)


class Repetition(_Table):
    """How a repetition goes: its quantity leaves the start, reaches the peak and comes back.

    start and peak: bounds of the quantity's values there. seconds: from least to most for the whole
    of it; hold_s: how long the peak is held.
    """

    quantity: str
    start: Band
    peak: Band
    seconds: Band
    hold_s: float = 0.0


class Stretch(_Table):
    """What correct form of one stretch is."""

    id: Id
    number: str = Field(min_length=1)
    judged: Literal["form", "timer"]
    kind: Literal["hold", "repetitions", "breaths", "release"]
    sides: Literal["each", "both", "alternate"]
    position: str = Field(min_length=1)
    source: str = Field(min_length=1)
    quantities: Mapping[Id, Quantity] = Field(min_length=1)
    faults: Mapping[Id, Fault] = Field(default_factory=dict)
    repetition: Repetition | None = None
    not_in_joints: Mapping[Id, str] = Field(default_factory=dict)
    """Faults of the source that no joint shows, each with the reason."""

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        for name, fault in self.faults.items():
            if fault.quantity not in self.quantities:
                raise ValueError(f"fault {name!r} is of {fault.quantity!r}, no quantity here")
            quantity = self.quantities[fault.quantity]
            ends = {"low": quantity.fail_below, "high": quantity.fail_above}
            if fault.beyond in ends and math.isinf(ends[fault.beyond]):
                raise ValueError(f"fault {name!r} can't happen: the target has no such end")
        if (self.kind == "repetitions") != (self.repetition is not None):
            raise ValueError("repetitions, and nothing else, need [repetition]")
        if self.repetition is not None and self.repetition.quantity not in self.quantities:
            raise ValueError(f"the quantity {self.repetition.quantity!r} is no quantity here")
        return self


def load_stretch(path: Path) -> Stretch:
    """The stretch in a file. Raises ValueError, which names the file and what is wrong in it."""
    try:
        return Stretch.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ValueError(f"{path.name}: {error}") from error


@cache
def load_stretches() -> Mapping[str, Stretch]:
    """All stretches of the reference by id, in the order of their ids."""
    loaded = [load_stretch(path) for path in sorted(FOLDER.glob("*.toml"))]
    return {stretch.id: stretch for stretch in loaded}
