"""Readings: the value of each definition for one figure, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from formcheck.body import LANDMARK_NAMES, Landmark, Side, Unseen
from formcheck.measure.catalogue import CATALOGUE, Definition, Of, Quantity
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import NAN, wrap_deg
from formcheck.measure.near import near_side
from formcheck.measure.scale import Baseline


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value. Where seen is False, value is NaN and reason a short phrase says why."""

    value: float
    seen: bool
    reason: str


_SIDES: dict[Of, tuple[Side | None, ...]] = {
    Of.BODY: (None,),
    Of.LEFT: (Side.LEFT,),
    Of.RIGHT: (Side.RIGHT,),
    Of.MAX: (Side.LEFT, Side.RIGHT),
    Of.MIN: (Side.LEFT, Side.RIGHT),
    Of.MEAN: (Side.LEFT, Side.RIGHT),
}
_NOT_YET = {"neutral": "no neutral pose yet", "wall": "no wall line yet"}
_WHY = {
    Unseen.LOW_VISIBILITY: "{} hidden",
    Unseen.OUT_OF_FRAME: "{} outside the picture",
    Unseen.BONE_LENGTH: "{} uncertain",
    Unseen.SIDES_SWAPPED: "{} uncertain, left and right look swapped",
}
_UNTOLD = "cannot be told from this view"


def measure(
    definitions: Sequence[Definition],
    figure: Figure | None,
    baseline: Baseline,
    recent: Sequence[Figure],
) -> dict[str, Reading]:
    """A reading for each definition, by name.

    recent holds the figures of the last 1.2 s or so, oldest first, this one included; only speeds
    use it. A joint that is not seen gives a reading that is not seen, never a guess.
    """
    if figure is None:
        nobody = Reading(NAN, False, "nobody in view")
        return {definition.name: nobody for definition in definitions}
    return {d.name: _read(d, figure, baseline, recent) for d in definitions}


def _value(
    quantity: Quantity,
    figure: Figure,
    baseline: Baseline,
    side: Side | None,
    recent: Sequence[Figure],
) -> float:
    if quantity.moving is not None:
        return quantity.moving(recent, side)
    return quantity.compute(figure, baseline, side)


def _sides(definition: Definition, figure: Figure) -> tuple[Side | None, ...]:
    if definition.of is Of.NEAR:
        return (near_side(figure),)
    return _SIDES[definition.of]


def _key(definition: Definition, side: Side | None) -> str:
    """Where the baseline keeps a definition's value at its calibration."""
    if definition.of in (Of.MAX, Of.MIN, Of.MEAN):
        return f"{definition.name}:{side}"
    return definition.name


def raw_values(
    definition: Definition, figure: Figure, baseline: Baseline, recent: Sequence[Figure]
) -> dict[str, float]:
    """The definition's value before any calibration is taken off, per side where it has two."""
    quantity = CATALOGUE[definition.quantity]
    return {
        _key(definition, side): _value(quantity, figure, baseline, side, recent)
        for side in _sides(definition, figure)
    }


def _read(
    definition: Definition, figure: Figure, baseline: Baseline, recent: Sequence[Figure]
) -> Reading:
    quantity = CATALOGUE[definition.quantity]
    values: list[float] = []
    for side in _sides(definition, figure):
        value = _value(quantity, figure, baseline, side, recent)
        if math.isnan(value):
            return Reading(NAN, False, _reason(quantity, figure, baseline, side))
        if definition.since:
            then = baseline.values.get(_key(definition, side))
            if then is None:
                return Reading(NAN, False, _NOT_YET[definition.since])
            value -= then
            if quantity.unit == "deg":
                value = wrap_deg(value)
        values.append(value)
    return Reading(_one(definition.of, values), True, "")


def _one(of: Of, values: list[float]) -> float:
    if len(values) == 1:
        return values[0]
    if of is Of.MAX:
        return max(values)
    return min(values) if of is Of.MIN else sum(values) / len(values)


def _reason(quantity: Quantity, figure: Figure, baseline: Baseline, side: Side | None) -> str:
    for landmark in landmarks_of(quantity, side):
        if not figure.seen[landmark]:
            why = Unseen(figure.why[landmark])
            return _WHY[why].format(LANDMARK_NAMES[landmark])
    if quantity.needs == "wall" and (baseline.wall is None or baseline.wall.side is not side):
        return _NOT_YET["wall"]
    if quantity.needs == "neutral":
        return _NOT_YET["neutral"]
    return (quantity.blind(figure, baseline, side) if quantity.blind else "") or _UNTOLD


@cache
def landmarks_of(quantity: Quantity, side: Side | None) -> tuple[Landmark, ...]:
    """The landmarks a quantity uses on a side (None for the body), in the order it names them."""
    found: list[Landmark] = []
    for joint in quantity.joints:
        name = joint.removeprefix("other ")
        if name == "nose":
            found.append(Landmark.NOSE)
        elif name.endswith("s"):
            found += [Side.LEFT.landmark(name[:-1]), Side.RIGHT.landmark(name[:-1])]
        elif side is None:
            found += [Side.LEFT.landmark(name), Side.RIGHT.landmark(name)]
        else:
            found.append((side.other if name != joint else side).landmark(name))
    return tuple(found)
