"""The strength of a sign of slouching: a change against two limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from formcheck.core.kinematics.geometry import NAN
from formcheck.core.posture.posture_values import Why

MOST: Final = 4.0
"""Strengths are limited to this: as far past bad again as bad is past upright."""

EXPLAINED: Final = 0.9
"""A sign that is only part of something else never reaches 1, so that one slouch has one reason."""


@dataclass(frozen=True, slots=True)
class Band:
    """The two limits of one quantity, as changes from upright: past warn, and far past bad."""

    warn: float
    bad: float

    def grade(self, change: float, k: float) -> float:
        """The strength of a change: 0 up to 0, 1 at k warn, 2 at k bad, and linear beyond.

        k is the sensitivity's scale of both limits. NaN gives NaN.
        """
        warn, bad = self.warn * k, self.bad * k
        if math.isnan(change):
            return NAN
        if change <= warn:
            return max(0.0, change / warn)
        return min(MOST, 1.0 + (change - warn) / (bad - warn))


def limit_explained(found: dict[Why, float], *whys: Why) -> None:
    """Limits strengths that something else accounts for to below where they would count."""
    for why in whys:
        found[why] = float(np.minimum(found[why], EXPLAINED))


Values = Mapping[str, float]
