"""Verdicts: how likely the true value is outside the tolerance, given the reading.

A value is read with an error of known size, so no limit is hard: the clock runs while a reading may
well be right, and a fault is reported only when it is nearly certain. All limits are here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from statistics import NormalDist

from formcheck.core.kinematics import Cause, Reading
from formcheck.core.stretch.plan import FaultRule, Need

_NORMAL = NormalDist()

SURE = 0.95
"""A fault is reported when it is at least this likely. A false alarm costs several times what a
missed fault does, and a stretch has about eight quantities: at .95 good form drawn evenly from its
tolerances gets a false fault in about one of 30 performances (calculated, not measured)."""
SURE_SIGMAS = _NORMAL.inv_cdf(SURE)
"""The same as a distance from the tolerance, in sigma."""
LIKELY = 0.5
"""Below this probability of being outside the tolerance, a reading is taken as right."""
MISFIT = 2.7
"""The clock runs while the squares of the distances outside the tolerances, in sigma, sum to at
most this: 1.645 squared, where one alone is sure. Two each probably wrong can exceed it."""
MOST_SIGMA = 1.36
"""A quantity with a larger sigma, in tolerances, is judged only while surely wrong. Kept from when
SURE was .93 (a fault of three tolerances is 2 outside: 2 / 1.48); .95 would give 2 / 1.645 =
1.22."""
NEAR = 4.0
"""A person within this many tolerances of every target attempts the stretch. Faults are known up to
3 tolerances. Chosen for formcheck."""
MOST_SIGMA_NEAR = 3.0
"""A reading with a larger sigma, in tolerances, can't show an attempt, only that there is none."""
LEAST_SIGMA = 0.1
"""Nothing is measured better than a tenth of its tolerance. Chosen for formcheck."""
LEAST_JUDGED = 1 / 3
"""Least share of the quantities that must be judged; below it the view is wrong. Chosen for
formcheck."""
_NOT_THE_VIEW = {Cause.NO_START, Cause.NO_SET_UP, Cause.ONE_PICTURE}


class Verdict(Enum):
    """UNSURE may be wrong: the clock runs, nothing is said. UNJUDGED is unseen or too uncertain."""

    OK = "ok"
    UNSURE = "unsure"
    LOW = "low"
    HIGH = "high"
    UNJUDGED = "unseen"

    @property
    def turned(self) -> Verdict:
        """The verdict on the same value with its sign flipped."""
        return {Verdict.LOW: Verdict.HIGH, Verdict.HIGH: Verdict.LOW}.get(self, self)


VERDICTS: tuple[Verdict, ...] = tuple(Verdict)
WRONG = frozenset({Verdict.LOW, Verdict.HIGH})


def is_judged(need: Need, reading: Reading | None) -> bool:
    """Whether the reading is precise enough to find this need wrong, or finds it wrong now."""
    if reading is None or not reading.seen:
        return False
    edges = [edge for edge in need.limits if math.isfinite(edge)]
    sigma = max(_compute_sigma(reading, need, edge) for edge in edges)
    return sigma <= MOST_SIGMA * need.tolerance or compute_chance_outside(need, reading) >= SURE


def can_tell_enough(needs: Iterable[Need], readings: Mapping[str, Reading]) -> bool:
    """Whether enough can be judged in this frame; of a quantity of each side, one side is enough.

    A change from a moment that was not seen is left out: no other view would help.
    """
    is_told: dict[str, bool] = {}
    for need in needs:
        reading = readings.get(need.measure)
        if reading and reading.unknown and reading.unknown.cause in _NOT_THE_VIEW:
            continue
        quantity, _, _ = need.measure.partition(".")
        is_told[quantity] = is_told.get(quantity, False) or is_judged(need, reading)
    return sum(is_told.values()) >= LEAST_JUDGED * len(is_told)


def compute_chances(need: Need, reading: Reading) -> tuple[float, float]:
    """Returns the probabilities that the true value is below and above the tolerance."""
    low, high = need.limits
    below = (low - reading.value) / _compute_sigma(reading, need, low)
    above = (reading.value - high) / _compute_sigma(reading, need, high)
    return _compute_normal_share(below), _compute_normal_share(above)


def compute_chance_outside(need: Need, reading: Reading) -> float:
    """Returns the probability that the true value is outside the tolerance, on its likelier end."""
    return max(compute_chances(need, reading))


def judge(need: Need, reading: Reading | None) -> Verdict:
    """Returns the verdict on one reading."""
    if reading is None or not is_judged(need, reading):
        return Verdict.UNJUDGED
    below, above = compute_chances(need, reading)
    if max(below, above) < SURE:
        return Verdict.OK if max(below, above) < LIKELY else Verdict.UNSURE
    return Verdict.LOW if below > above else Verdict.HIGH


def judge_all(needs: Iterable[Need], readings: Mapping[str, Reading]) -> dict[str, Verdict]:
    """Returns the verdicts by measure name."""
    return {need.measure: judge(need, readings.get(need.measure)) for need in needs}


def measure_distance_sigmas(need: Need, reading: Reading | None) -> float:
    """Returns how far a reading lies outside the tolerance, in sigma; 0 if inside or unknown."""
    if reading is None or not reading.seen:
        return 0.0
    low, high = need.limits
    edge = low if reading.value < low else high
    return measure_overshoot(need, reading) / _compute_sigma(reading, need, edge)


def estimate_inside(need: Need, reading: Reading) -> float:
    """Returns the expected true value, given that it is within tolerance, in the reading's unit.

    It is the mean of a normal distribution about the reading, truncated to the tolerance.
    """
    sigmas = [_compute_sigma(reading, need, edge) for edge in need.limits]
    low, high = ((x - reading.value) / s for x, s in zip(need.limits, sigmas, strict=True))
    pull = (_NORMAL.pdf(low) - _NORMAL.pdf(high)) / (_NORMAL.cdf(high) - _NORMAL.cdf(low))
    return reading.value + pull * sigmas[pull < 0]


def measure_overshoot(need: Need, reading: Reading) -> float:
    """Returns how far a reading lies outside the tolerance, in its own unit; 0 inside."""
    off = max(need.low - reading.value, reading.value - need.high) - need.tolerance
    return max(off, 0.0)


def compute_misfit(needs: Iterable[Need], readings: Mapping[str, Reading]) -> float:
    """Returns how far all readings together lie outside the tolerance: a sum of squares in sigma.

    What can't be judged does not count, so the clock never waits for it. Nor does movement, which
    is measured over the second before and reported as a fault. Each body value counts once.
    """
    squares: dict[str, float] = {}
    for need in needs:
        if not need.moving and is_judged(need, readings.get(need.measure)):
            square = measure_distance_sigmas(need, readings[need.measure]) ** 2
            squares[need.value] = max(square, squares.get(need.value, 0.0))
    return sum(squares.values())


def compute_start_misfit(needs: Sequence[Need], readings: Mapping[str, Reading]) -> float:
    """Returns the misfit with the start, as the same sum of squares; inf if a reading is unknown.

    Readings count however uncertain they are.
    """
    if not all(readings[need.measure].seen for need in needs):
        return math.inf
    return sum(measure_distance_sigmas(need, readings[need.measure]) ** 2 for need in needs)


def is_near(needs: Iterable[Need], readings: Mapping[str, Reading]) -> bool:
    """Whether the person attempts the stretch: nothing is surely far off, something can be judged.

    If several needs are of one value, the widest end of any of them counts; of a mirrored value of
    both sides, each side is taken by itself.
    """
    can_tell = False
    is_far: dict[tuple[str, str, str], bool] = {}
    for need in needs:
        reading = readings.get(need.measure)
        if reading is None or not reading.seen or need.moving:
            continue
        can_tell = can_tell or reading.sigma <= MOST_SIGMA_NEAR * need.tolerance
        for end, off in (("low", need.low - reading.value), ("high", reading.value - need.high)):
            if math.isfinite(off):
                far = off > NEAR * need.tolerance and compute_chance_outside(need, reading) >= SURE
                key = (need.value, need.measure.partition(".")[2], end)
                is_far[key] = far and is_far.get(key, True)
    return can_tell and not any(is_far.values())


def is_faulty(rule: FaultRule, readings: Mapping[str, Reading], *, was_faulty: bool) -> bool | None:
    """Whether a need is surely not met (or, if was_faulty, likely not); None if none can be read.

    A fault of one side does not apply if the other side is likely wrong too or can't be read; the
    fault of both sides applies then.
    """
    chances = [
        compute_chance_outside(need, reading)
        for need in rule.needs
        if (reading := readings.get(need.measure)) and reading.seen
    ]
    if not chances:
        return None
    if max(chances) < (LIKELY if was_faulty else SURE):
        return False
    is_of_one = len(chances) == len(rule.needs) and sum(c >= LIKELY for c in chances) == 1
    return not rule.sides or is_of_one == (rule.sides == "one")


def _compute_sigma(reading: Reading, need: Need, edge: float) -> float:
    """Returns sigma if the true value were at that edge of the tolerance."""
    return max(reading.compute_sigma_at(edge), LEAST_SIGMA * need.tolerance)


def _compute_normal_share(deviations: float) -> float:
    return 0.5 * math.erfc(-deviations / math.sqrt(2.0))
