"""Strengths: how far a change is past the two limits of its row in section B."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from formcheck.core.kinematics.geometry import NAN

MOST: Final = 4.0
"""Strengths end here: as far past bad again as bad is past upright."""

EXPLAINED: Final = 0.9
"""What is only part of something else never comes to 1, so that one slouch has one reason."""


@dataclass(frozen=True, slots=True)
class Band:
    """The two limits of one quantity, as change from upright: good is left at warn; bad is bad."""

    warn: float
    bad: float

    def grade(self, change: float, k: float) -> float:
        """The strength of a change: 0 up to 0, 1 at k warn, 2 at k bad, and on as steeply.

        k is the sensitivity's scale of both limits. NaN of NaN.
        """
        warn, bad = self.warn * k, self.bad * k
        if math.isnan(change):
            return NAN
        if change <= warn:
            return max(0.0, change / warn)
        return min(MOST, 1.0 + (change - warn) / (bad - warn))


def together(*strengths: float) -> float:
    """The strength of what several signs say together; NaN where one is unknown.

    Their mean, but at most three times the weakest: one sign alone says nothing. Chosen here.
    """
    return least(sum(strengths) / len(strengths), 3.0 * least(*strengths))


def least(*numbers: float) -> float:
    """The smallest number; NaN where one is NaN, wherever it stands, unlike ``min``."""
    return NAN if any(math.isnan(n) for n in numbers) else min(numbers)


def known(value: float, otherwise: float = 0.0) -> float:
    """The value, or something else where it is NaN."""
    return otherwise if math.isnan(value) else value


def explained(strength: float) -> float:
    """A strength that something else accounts for, kept below where it would count."""
    return least(strength, EXPLAINED)
