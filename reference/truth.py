"""What is true of a person who does a stretch: each quantity's value, and how far off it is.

Severity is counted in tolerances beyond the target: 0 is within the target, up to 1 is tolerated,
more is a fault. A value is worked out from the joints, whatever a script or a person meant to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reference.measures import MEASURES, Frames, opposite
from reference.skeleton import SIDES, Floats, Skeleton
from reference.stretches import Quantity, Repetition, Stretch

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

    def tolerated(self, at: str = "hold") -> Flags:
        """Frames (frames,) with every quantity within target and tolerance."""
        return self.within(1.0, at)

    def faults(self) -> Mapping[str, Flags]:
        """Of each fault of the stretch, the frames (frames,) that are beyond the tolerance."""
        return {
            name: self.severity(fault.quantity, fault.beyond) > 1.0
            for name, fault in self.stretch.faults.items()
        }


def fold_sides(truth: Truth) -> Truth:
    """The truth with the side that works in each frame, of a stretch whose sides alternate.

    Measured for one side, the quantity of a repetition falls when the other side works.
    """
    stretch = truth.stretch
    if stretch.sides != "alternate" or stretch.repetition is None:
        return truth
    name = stretch.repetition.quantity
    return Truth(stretch, {**truth.values, name: np.abs(truth.values[name])})


@dataclass(frozen=True, slots=True)
class Excursion:
    """The quantity of a repetition left its start at start_s and came back to it at end_s.

    lasted_s: the whole movement with its time at the peak, see `estimate_duration`. is_whole: it
    reached the peak and took neither more nor less time than a repetition may. How long it
    stayed there is a matter of the dose, not of whether it was one.
    """

    start_s: float
    end_s: float
    lasted_s: float
    is_whole: bool


LEAST_AWAY_S = 0.3
"""Shorter than this the quantity has not left the start. Chosen for formcheck: a sway."""
LOW_SHARE, HIGH_SHARE = 0.1, 0.9
"""Shares of a movement's way between which it is timed: where it begins and ends nobody can say."""


def find_excursions(
    repetition: Repetition, values: Floats, tolerance: float, times_s: Floats
) -> tuple[Excursion, ...]:
    """The excursions in the quantity's values (frames,) at those times, in order.

    tolerance is the quantity's own: so much beyond start or peak still counts. An excursion
    that begins before the first frame or ends after the last is none.
    """
    at_start = _between(values, repetition.start, tolerance)
    at_peak = _between(values, repetition.peak, tolerance)
    found = []
    for last, first in pairwise(np.flatnonzero(at_start).tolist()):
        start_s, end_s = float(times_s[last]), float(times_s[first])
        if first - last < 2 or end_s - start_s < LEAST_AWAY_S:
            continue
        away = slice(last + 1, first)
        peak_s = float(np.gradient(times_s)[away][at_peak[away]].sum())
        lasted_s = estimate_duration(values, times_s, at_start, last, first)
        least, most = repetition.seconds
        moving_s = lasted_s - min(peak_s, repetition.hold_s)
        in_time = moving_s >= least - repetition.hold_s and lasted_s <= most
        whole = bool(at_peak[away].any()) and in_time
        found.append(Excursion(start_s, end_s, lasted_s, whole))
    return tuple(found)


def estimate_duration(
    values: Floats, times_s: Floats, at_start: Flags, last: int, first: int
) -> float:
    """Seconds of a whole repetition that leaves its start at frame `last`, back at `first`.

    From the times above 10 and 90 % of its own way: a reach of the least jerk passes 10 % after a
    quarter of its time and 90 % after three (Flash and Hogan, J Neurosci 1985), so the two legs
    last twice the difference, and half of that lies below 10 %.
    """
    left, back = np.flatnonzero(~at_start[:last]), np.flatnonzero(~at_start[first:])
    stay = slice(left[-1] + 1 if len(left) else 0, last + 1)
    next_stay = slice(first, first + back[0] if len(back) else len(at_start))
    out = values[last + 1 : first]
    sign = 1.0 if np.median(out) >= values[last] else -1.0
    begin = stay.start + int(np.argmin(sign * values[stay]))
    end = next_stay.start + int(np.argmin(sign * values[next_stay])) + 1
    moved = sign * values[begin:end]
    base = max(moved[0], moved[-1])
    way = moved.max() - base
    step_s = np.gradient(times_s)[begin:end]
    low_s, high_s = (
        float(step_s[moved > base + share * way].sum()) for share in (LOW_SHARE, HIGH_SHARE)
    )
    return low_s + (low_s - high_s) / 2.0


def _between(values: Floats, band: tuple[float, float], tolerance: float) -> Flags:
    inside: Flags = (values >= band[0] - tolerance) & (values <= band[1] + tolerance)
    return inside


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
    return np.abs(values) if quantity.absolute else values
