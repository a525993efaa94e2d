"""How somebody usually sits upright: the baseline, moved a little towards the looks since then.

A baseline shows one posture of five seconds, and nobody sits down twice in the same way: limits
counted from that moment alone are too near on one side and too far on the other all day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from formcheck.core.fast_replace import replace
from formcheck.core.posture.posture_values import Look, Posture, PostureState, UprightBaseline
from formcheck.core.posture.scores import is_near_baseline
from formcheck.core.posture.seat import is_shifted

CALIBRATION_WEIGHT_S: Final = 300.0
"""The weight of the baseline itself, in seconds of sitting upright. Chosen here."""
MEMORY_S: Final = 1800.0
"""How many seconds of sitting upright are remembered. Chosen here."""
LONGEST_S: Final = 5.0
"""One look counts for at most this long: it may be the first one for a while. Chosen here."""
FACING_DEG: Final = 20.0
"""Turn of the head since calibration up to which a look counts: beyond it, lengths of the face and
positions of the ears are those of a turned head. Chosen here."""


@dataclass(frozen=True, slots=True)
class UsualPosture:
    """The mean of each quantity, {} before the first look; and how many seconds it covers."""

    values: Mapping[str, float] = field(default_factory=dict)
    weight_s: float = CALIBRATION_WEIGHT_S


def apply_usual(baseline: UprightBaseline, usual: UsualPosture) -> UprightBaseline:
    """The baseline adjusted to how the person has usually sat upright since."""
    return replace(baseline, values=usual.values) if usual.values else baseline


def update_usual(
    usual: UsualPosture, baseline: UprightBaseline, look: Look, posture: Posture, dt_s: float
) -> UsualPosture:
    """The mean after a look, dt_s seconds after the last one.

    It never moves so far that the adjusted baseline would be half a slouch against the original.
    """
    features, own = look.features, apply_usual(baseline, usual)
    if (
        features is None
        or features.unclear is not None
        or (features.view, features.near) != (baseline.view, baseline.near)
        or posture.state is not PostureState.UPRIGHT
        or not abs(features.values["head_yaw_deg"] - own.values["head_yaw_deg"]) <= FACING_DEG
        or is_shifted(features.values, own)
    ):
        return usual
    dt_s = min(dt_s, LONGEST_S)
    weight_s = min(MEMORY_S, usual.weight_s + dt_s)
    values = {
        name: _average(mean, features.values[name], dt_s / weight_s)
        for name, mean in own.values.items()
    }
    updated = UsualPosture(values, weight_s)
    return updated if is_near_baseline(baseline, apply_usual(baseline, updated)) else usual


def _average(mean: float, now: float, share: float) -> float:
    if math.isnan(now):
        return mean
    return now if math.isnan(mean) else mean + share * (now - mean)
