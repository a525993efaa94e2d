"""What is true of a person who does a stretch: each quantity's value, and how far off it is.

Severity is counted in tolerances beyond the target: 0 is within the target, up to 1 is tolerated,
more is a fault. A value is worked out from the joints, whatever a script or a person meant to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reference.measures import MEASURES, Frames, opposite
from reference.skeleton import SIDES, Floats, Skeleton
from reference.stretches import Quantity, Stretch

Flags = NDArray[np.bool_]
Moments = Mapping[str, Frames]
"""Which frames belong to "start" (the position before it begins) and to "set-up"."""


@dataclass(frozen=True, eq=False)
class Truth:
    """The values of a stretch's quantities, frame by frame.

    values: (frames, 1), or (frames, 2) for left and right where each must meet the target; NaN
    where a quantity has no value: the moment it is a change from is missing, or it has no meaning
    in that pose.
    """

    stretch: Stretch
    values: Mapping[str, Floats]

    def severity(self, name: str, beyond: str = "either") -> Floats:
        """Tolerances (frames,) beyond the target, of the worse side; below, above or either."""
        quantity, values = self.stretch.quantities[name], self.values[name]
        low, high = quantity.target
        below = np.maximum(low - values, 0.0) if beyond != "high" else 0.0 * values
        above = np.maximum(values - high, 0.0) if beyond != "low" else 0.0 * values
        worst: Floats = np.max(np.maximum(below, above), axis=1) / quantity.tolerance
        return worst

    @cached_property
    def severities(self) -> Mapping[str, Floats]:
        """Of each quantity, (frames,)."""
        return {name: self.severity(name) for name in self.values}

    def within(self, most: float, at: str) -> Flags:
        """Frames in which every quantity of that time is at most so severe; unknown ones pass."""
        wanted = [
            self.severities[name]
            for name, quantity in self.stretch.quantities.items()
            if quantity.at in {at, "throughout"}
        ]
        worse: Flags = np.any(np.array(wanted) > most, axis=0)
        return ~worse

    def correct(self, at: str = "hold") -> Flags:
        """Frames (frames,) with every quantity within its target."""
        return self.within(0.0, at)

    def tolerated(self, at: str = "hold") -> Flags:
        """Frames (frames,) with every quantity within target and tolerance."""
        return self.within(1.0, at)

    def faults(self) -> Mapping[str, Flags]:
        """Of each fault of the stretch, the frames (frames,) that are beyond the tolerance."""
        return {
            name: self.severity(fault.quantity, fault.beyond) > 1.0
            for name, fault in self.stretch.faults.items()
        }


def measure_truth(stretch: Stretch, skeleton: Skeleton, side: str, moments: Moments) -> Truth:
    """The truth of a person who does the stretch with that working side ("left" or "right")."""
    return Truth(
        stretch,
        {
            name: np.stack(
                [_values(quantity, skeleton, one, moments) for one in _sides_of(quantity, side)],
                axis=1,
            )
            for name, quantity in stretch.quantities.items()
        },
    )


def _sides_of(quantity: Quantity, working: str) -> tuple[str, ...]:
    if quantity.of == "each":
        return SIDES
    return (opposite(working),) if quantity.of == "other" else (working,)


def _values(quantity: Quantity, skeleton: Skeleton, side: str, moments: Moments) -> Floats:
    measure = MEASURES[quantity.measure]
    since = moments.get(quantity.since) if quantity.since else None
    if quantity.since and (since is None or not since.any()):
        return np.full(len(skeleton.times_s), np.nan)
    values = measure.values(skeleton, side, since)
    match quantity.change:
        case "difference":
            values = values - np.median(values[since])
        case "ratio":
            values = values / np.median(values[since])
        case "rate":
            values = np.gradient(values, skeleton.times_s)
    return np.abs(values) if quantity.size else values
