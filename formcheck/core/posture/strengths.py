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
"""Strengths end here: as far past bad again as bad is past upright."""

EXPLAINED: Final = 0.9
"""What is only part of something else never comes to 1, so that one slouch has one reason."""


@dataclass(frozen=True, slots=True)
class Band:
    """The two limits of one quantity, as changes from upright: past warn, and far past bad."""

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


def combine_strengths(*strengths: float) -> float:
    """The strength of what several signs say together; NaN where one is unknown.

    Their mean, but at most three times the weakest: one sign alone says nothing. Chosen here.
    """
    return float(min(np.mean(strengths), 3.0 * np.min(strengths)))


def limit_explained(found: dict[Why, float], *whys: Why) -> None:
    """Keeps the strengths that something else accounts for below where they would count."""
    for why in whys:
        found[why] = float(np.minimum(found[why], EXPLAINED))


Values = Mapping[str, float]

TOLD_ODDS: Final = 2.0
"""How probable a slouch is without the person's own upright to compare with.

People differ in build and cameras in place, so that a good part of all postures can't be told: then
neither is said. The numbers are those of random people at random desks before random cameras
(``synth sample --sitting-stills``, seeds 2 and 3): who sits comfortably or works there against who
slouches half as far again as good goes, both as often. ``benchmarks.sitting.stills`` fits them
again (0.511 and 17.0 from the front, 30.1, 0.131 and 0.120 from the side). No photo of real people
went into these numbers; the odds that are asked for were chosen with figures of real photos known.

A slouch is told from two to one on, and upright from two to one against it; between the two a
baseline is asked for. Chosen here. Of those random people who are called upright from the front
0.81 are then, seen beside plain slouches as often, and from the side 0.92; at five to four 0.78 and
0.85."""


def compute_strength(odds: float, k: float) -> float:
    """The strength of a sign: 1 at the odds that are reported, 2 at their square; k scales."""
    if math.isnan(odds):
        return NAN
    return min(MOST, max(0.0, odds / (math.log(TOLD_ODDS) * k)))


def is_upright(odds: float) -> bool:
    """Whether upright can be judged; not where nothing is known."""
    return odds <= -math.log(TOLD_ODDS)
