"""Random form: a random walk among poses that are right, or wrong by a given severity.

The walk only starts from a pose of `moves`. Each step changes some numbers of a performance's
poses, solves them, measures their true joints and is accepted if the reference still tolerates
every quantity and everything that rested on the floor still does. So a sample's label follows from
its joints and the reference, never from the intention.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reference.skeleton import Skeleton
from reference.stretches import Quantity
from reference.truth import Truth, measure_truth
from synth.body import JOINTS
from synth.geometry import Array
from synth.pose import Pose

from .pose_space import PoseSpace, Solved

STEP = 0.25
"""Step size in standard deviations; each step changes AT_ONCE numbers."""
AT_ONCE = 6
BEFORE_SHARE = 0.2  # share of steps that change the poses before the stretch instead of the stretch
BETWEEN = 40
"""Steps between samples: their quantities then correlate by less than a half."""
BURN_IN = 80
"""Steps before the first sample: it is then independent of the pose of `moves`."""
MOST_TO_BEGIN = 1500
NEARLY = 0.7
"""A quantity this close to its limit may keep a fault from being reached; it may then exceed it."""
TOWARDS = (1.0, 0.75, 0.5, 0.25, 0.0)
"""Shares of the way to the fault as built in `moves`; the walk starts from the best of them."""
_APART_S = 1e4  # so far apart in time that all speeds vanish


class CannotSampleError(Exception):
    """From its starting pose, the random walk did not reach the requested form."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A performance's poses, and their true values.

    values: of each quantity in the poses where it is required; severities: the worst of them, in
    tolerances beyond the target.
    """

    solved: Solved
    values: Mapping[str, tuple[float, ...]]
    severities: Mapping[str, float]
    excess: float
    """Distance from the request, in tolerances; 0 for all samples that a sampler yields."""

    @property
    def poses(self) -> Mapping[str, Pose]:
        """The poses by name, as in `PoseSpace`."""
        return self.solved.poses

    @property
    def pose(self) -> Pose:
        """The pose of the hold, or of a repetition's far end."""
        return self.poses.get("hold") or self.poses["far"]


class Sampler:
    """Draws performances of one stretch by one body.

    Without a fault, no quantity is more than `most` tolerances beyond its target. With a fault, its
    quantity is in the range of `severity` on the fault's side, and the others are as without one;
    if that is impossible, quantities that hinder it may also be wrong and limbs may leave the
    floor.
    """

    def __init__(
        self,
        space: PoseSpace,
        seed: int,
        fault: str | None = None,
        severity: tuple[float, float] = (1.0, 3.0),
        most: float = 1.0,
        steps_to_begin: int = MOST_TO_BEGIN,
    ) -> None:
        self._space, self._reference = space, space.reference
        self._steps_to_begin = steps_to_begin
        self._fault_id = fault
        self._fault = None if fault is None else space.reference.faults[fault]
        self._severity, self._most = severity, most
        told = f"{space.reference.id} {fault} {space.figure.body.name}"
        self._random = np.random.default_rng([seed, *told.encode()])
        self._also: frozenset[str] = frozenset()
        """Quantities that may be wrong along with the fault."""
        self._limbs_may_lift = False
        self._counted = np.array([group[0] for groups in space.groups for group in groups])

    def samples(
        self,
        count: int,
        between: int = BETWEEN,
        origin: Sample | None = None,
        burn_in: int = BURN_IN,
    ) -> Iterator[Sample]:
        """Yields `count` performances, `between` steps apart, starting from usual poses or origin.

        burn_in: steps before the first one, unless an origin is given. Raises CannotSampleError if
        the walk does not reach the requested form.
        """
        here = self._begin(self._space.usual if origin is None else origin.solved.numbers)
        for _ in range(burn_in if origin is None else 0):
            here = self._step(here)
        for _ in range(count):
            for _ in range(between):
                here = self._step(here)
            yield here

    def _begin(self, origin: Array) -> Sample:
        if self._fault is None or self._fault_id is None:
            here = self._walk_to_request(self._measure(origin))
            if here.excess > 0.0:
                raise CannotSampleError(", ".join(self._find_nearly_missed(here)) or "contact")
            return here
        if is_speed(self._reference.quantities[self._fault.quantity]):
            raise CannotSampleError("a speed, which no still has")
        change, limits = self._space.change_towards(self._fault_id), self._space.limits
        tried = [self._measure(np.clip(origin + w * change, *limits)) for w in TOWARDS]
        here = self._walk_to_request(min(tried, key=lambda one: one.excess))
        if here.excess > 0.0:
            self._also = frozenset(self._find_nearly_missed(here)) - {self._fault.quantity}
            self._limbs_may_lift = True
            here = self._walk_to_request(self._measure(here.solved.numbers))
        if here.excess > 0.0:
            wrong = here.severities[self._fault.quantity]
            raise CannotSampleError(f"gets to {wrong:.1f} tolerances")
        return here

    def _walk_to_request(self, here: Sample) -> Sample:
        """Walks to the first sample that meets the request; else returns the last one."""
        for _ in range(self._steps_to_begin):
            if here.excess == 0.0:
                break
            here = self._step(here)
        return here

    def _find_nearly_missed(self, sample: Sample) -> list[str]:
        """Returns the quantities near their limit (more than NEARLY of it) or beyond it."""
        return [n for n, s in sample.severities.items() if s > NEARLY * self._most]

    def _step(self, here: Sample) -> Sample:
        """Takes one step, or stays if it would increase the excess or is rejected."""
        mine, before = self._space.groups
        groups = before if before and self._random.random() < BEFORE_SHARE else mine
        numbers = here.solved.numbers.copy()
        for place in self._random.choice(len(groups), min(AT_ONCE, len(groups)), replace=False):
            group = groups[place]
            numbers[group] += STEP * self._space.widths[group[0]] * self._random.normal()
        low, high = self._space.limits
        if ((numbers < low - 1e-9) | (numbers > high + 1e-9)).any():
            return here
        odds = self._measure_deviation(here.solved.numbers) - self._measure_deviation(numbers)
        if self._random.random() > np.exp(min(odds, 0.0)):
            return here
        there = self._measure(numbers, here.solved)
        return there if there.excess <= here.excess else here

    def _measure_deviation(self, numbers: Array) -> float:
        """Returns half the sum of squared standardised deviations (Metropolis, normal density)."""
        at, space = self._counted, self._space
        return float((((numbers - space.usual)[at] / space.widths[at]) ** 2).sum() / 2)

    def _measure(self, numbers: Array, last: Solved | None = None) -> Sample:
        solved = self._space.solve(numbers, last)
        names = list(solved.joints)
        truths = self._measure_truths(solved)
        values, severities, off = {}, {}, self._measure_floating(solved)
        for name, quantity in self._reference.quantities.items():
            ends = [at for at, end in enumerate(names) if _is_wanted(quantity, end)]
            told = [(truths[_find_working_side(names[at])], at) for at in ends]
            values[name] = tuple(v for truth, at in told for v in truth.values[name][at].tolist())
            severities[name] = _find_worst_tolerance_excess(told, name, "either")
            off += self._measure_excess(name, severities[name], told)
        off += self._measure_end_excess(names, truths)
        return Sample(solved, values, severities, off)

    def _measure_floating(self, solved: Solved) -> float:
        """Returns how far parts are off their support, without limbs that may leave the floor."""
        return sum(
            firm + (0.0 if self._limbs_may_lift else lifted)
            for firm, lifted in solved.floating.values()
        )

    def _measure_truths(self, solved: Solved) -> dict[str, Truth]:
        """Returns the ground truth of the poses, by working side."""
        names = list(solved.joints)
        times_s = np.arange(len(names), dtype=np.float64) * _APART_S
        skeleton = Skeleton.of(JOINTS, times_s, np.array(list(solved.joints.values())))
        moments = {
            name: np.array([other == name for other in names]) for name in self._space.before
        }
        return {
            side: measure_truth(self._reference, skeleton, side, moments)
            for side in dict.fromkeys(map(_find_working_side, names))
        }

    def _measure_excess(self, name: str, worst: float, told: list[tuple[Truth, int]]) -> float:
        """Returns how many tolerances a quantity is outside its allowed range here."""
        if self._fault is None or name != self._fault.quantity:
            return 0.0 if name in self._also else max(0.0, worst - self._most)
        least, most = self._severity
        wrong = max(_measure_beyond(truth, name, self._fault.beyond, at) for truth, at in told)
        return max(0.0, least - wrong) + max(0.0, worst - most)

    def _measure_end_excess(self, names: list[str], truths: Mapping[str, Truth]) -> float:
        """Returns by how many tolerances a repetition's quantity misses the bands of its ends."""
        repetition = self._reference.repetition
        if repetition is None or self._fault is not None:
            return 0.0
        driver, off = self._reference.quantities[repetition.quantity], 0.0
        for at, end in enumerate(names):
            if end in self._space.ends:
                low, high = repetition.start if end == "near" else repetition.peak
                value = float(
                    np.mean(truths[_find_working_side(end)].values[repetition.quantity][at])
                )
                off += max(0.0, low - value, value - high) / driver.tolerance
        return off


def is_speed(quantity: Quantity) -> bool:
    """Returns whether the quantity is a speed, which only exists in motion."""
    return quantity.unit.endswith("/s")


_WANTED_AT = {"hold": "hold", "near": "rep-start", "far": "rep-peak", "far-right": "rep-peak"}
"""When quantities are required that are judged in each of these poses."""


def _find_working_side(end: str) -> str:
    return "right" if end == "far-right" else "left"


def _is_wanted(quantity: Quantity, end: str) -> bool:
    """Returns whether the quantity is required in the pose of that name."""
    return end in _WANTED_AT and quantity.at in {_WANTED_AT[end], "throughout"}


def _measure_beyond(truth: Truth, name: str, beyond: str, at: int) -> float:
    """Returns the tolerances beyond that side of the target in one frame, on the worse body side.

    Negative within the target; minus infinity if the quantity is undefined there.
    """
    quantity, values = truth.stretch.quantities[name], truth.values[name][at]
    low, high = quantity.target
    past = {"low": low - values, "high": values - high}
    wanted = [past[beyond]] if beyond in past else list(past.values())
    known = [p[np.isfinite(p)].max(initial=-np.inf) for p in wanted]
    return float(max(known)) / quantity.tolerance


def _find_worst_tolerance_excess(told: list[tuple[Truth, int]], name: str, beyond: str) -> float:
    """Returns the most tolerances beyond the target in those frames; 0 if undefined there."""
    found = [float(truth.severity(name, beyond)[at]) for truth, at in told]
    return max((severity for severity in found if np.isfinite(severity)), default=0.0)
