"""What a single reading lacks."""

from __future__ import annotations

from math import isfinite

from formcheck.core.coach.summary import Shortfall
from formcheck.core.judging import LIKELY, NEAR, chance_beyond
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import Need


def find_shortfall(need: Need, reading: Reading) -> Shortfall | None:
    """What the reading lacks; None where it is likelier right than wrong, or can't be told."""
    if not isfinite(reading.value) or reading.sigma > NEAR * need.tolerance:
        return None
    chance = chance_beyond(need, reading)
    if chance < LIKELY:
        return None
    by = reading.value - (need.high if reading.value > need.high else need.low)
    return Shortfall(need.measure, by, reading.sigma, chance)
