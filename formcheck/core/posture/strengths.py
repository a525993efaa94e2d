"""How strong a sign is: a change against the limits of its row, or odds."""

from __future__ import annotations

import math
from collections.abc import Mapping
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


def combine_strengths(*strengths: float) -> float:
    """The strength of what several signs say together; NaN where one is unknown.

    Their mean, but at most three times the weakest: one sign alone says nothing. Chosen here.
    """
    return find_least(sum(strengths) / len(strengths), 3.0 * find_least(*strengths))


def find_least(*numbers: float) -> float:
    """The smallest number; NaN where one is NaN, wherever it stands, unlike ``min``."""
    return NAN if any(math.isnan(n) for n in numbers) else min(numbers)


def replace_nan(value: float, otherwise: float = 0.0) -> float:
    """The value, or ``otherwise`` where it is NaN."""
    return otherwise if math.isnan(value) else value


def limit_explained(strength: float) -> float:
    """A strength that something else accounts for, kept below where it would count."""
    return find_least(strength, EXPLAINED)


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

HEAD_OVER_EVEN: Final = 0.510
HEAD_OVER_SLOPE: Final = 18.0
"""Ears over shoulders, in shoulder widths, at which a slouch is as probable as not, and by how much
its log odds rise as that falls by 1. Upright people read 0.57, +-0.075, of which 0.06 is the error
of one picture."""
CUT_SLOPE: Final = 8.0
"""The same where the model guesses a shoulder that the picture cuts off: its error is 0.10 then."""

NECK_EVEN_DEG: Final = 30.0
NECK_SLOPE: Final = 0.131
TRUNK_SLOPE: Final = 0.120
"""From the side: lean of the neck at which it is as probable as not, and by how much the log odds
rise with each degree of it, and of a trunk that leans forward. The picture's error is 6 degrees for
the neck, 5 for the trunk. Against a backrest nobody slouches by that alone."""
NECK_ALONE_EVEN_DEG: Final = 23.7
NECK_ALONE_SLOPE: Final = 0.166
"""The same where the hips are not seen: the trunk may lean as well."""


def estimate_front_odds(now: Values) -> float:
    """Natural log of the odds of a slouch seen from the front; NaN where the head is not seen."""
    is_cut = math.isnan(now["shoulder_width"])
    slope = CUT_SLOPE if is_cut else HEAD_OVER_SLOPE
    return slope * (HEAD_OVER_EVEN - now["head_over"])


def estimate_side_odds(now: Values) -> float:
    """The same seen from the side."""
    neck, trunk = now["neck_deg"], now["trunk_deg"]
    if math.isnan(trunk):
        return NECK_ALONE_SLOPE * (neck - NECK_ALONE_EVEN_DEG)
    return NECK_SLOPE * (neck - NECK_EVEN_DEG) + TRUNK_SLOPE * max(0.0, trunk)


def compute_strength(odds: float, k: float) -> float:
    """The strength of a sign: 1 at the odds that are told, 2 at their square; k scales."""
    if math.isnan(odds):
        return NAN
    return min(MOST, max(0.0, odds / (math.log(TOLD_ODDS) * k)))


def is_upright(odds: float) -> bool:
    """Whether upright can be told; not where nothing is known."""
    return odds <= -math.log(TOLD_ODDS)
