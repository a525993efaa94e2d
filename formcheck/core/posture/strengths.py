"""The strength of a sign of slouching: a change against two limits, or odds."""

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


def combine_strengths(*strengths: float) -> float:
    """The strength of several signs together; NaN where one is unknown.

    Their mean, but at most three times the weakest: one sign alone says nothing. Chosen here.
    """
    return float(min(np.mean(strengths), 3.0 * np.min(strengths)))


def limit_explained(found: dict[Why, float], *whys: Why) -> None:
    """Limits strengths that something else accounts for to below where they would count."""
    for why in whys:
        found[why] = float(np.minimum(found[why], EXPLAINED))


Values = Mapping[str, float]

TOLD_ODDS: Final = 2.0
"""Odds at which a slouch, or upright, is reported without the person's own upright to compare with.

People differ in build and cameras in position, so a good part of all postures can't be decided:
then neither is reported. The numbers are those of random people at random desks and cameras
(``synth sample --sitting-stills``, seeds 2 and 3): people who sit comfortably or work against
people who slouch to 1.5 times where good ends, equally frequent. ``benchmarks.sitting.stills`` fits
them again (0.511 and 17.0 from the front, 30.1, 0.131 and 0.120 from the side). No photo of real
people went into these numbers; the required odds were chosen with figures of real photos known.

A slouch is reported from two to one on, upright from two to one against it; between the two a
baseline is asked for. Chosen here. Of those random people called upright from the front, 0.81 are
(against clear slouches, equally frequent), from the side 0.92; at five to four 0.78 and 0.85."""


def compute_strength(odds: float, k: float) -> float:
    """The strength of a sign: 1 at the odds that are reported, 2 at their square; k scales."""
    if math.isnan(odds):
        return NAN
    return min(MOST, max(0.0, odds / (math.log(TOLD_ODDS) * k)))


def is_upright(odds: float) -> bool:
    """Whether upright can be judged; not if nothing is known."""
    return odds <= -math.log(TOLD_ODDS)
