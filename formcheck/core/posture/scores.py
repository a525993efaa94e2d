"""How far a posture is from the person's own upright, reason by reason.

Every reason has a strength: 0 as upright, 1 where good is left, 2 where it is far past. They are
never added up: the worst one counts, and what comes to less than half of it is only part of
it. ``severity.py`` says how strengths are estimated beside the person's own upright, ``seat.py``
when they can be, ``no_baseline.py`` what is told without it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from formcheck.core.fast_replace import replace
from formcheck.core.posture.no_baseline import TOLD_ODDS, estimate_odds, score_front, score_side
from formcheck.core.posture.posture_values import (
    Look,
    Posture,
    PostureFeatures,
    PostureState,
    Sensitivity,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
    View,
)
from formcheck.core.posture.seat import find_unclear, is_shifted, resize_baseline
from formcheck.core.posture.severity import REASONS, estimate_strength, limit_explained

_SCALE: Mapping[Sensitivity, float] = {
    Sensitivity.RELAXED: 1.3,
    Sensitivity.NORMAL: 1.0,
    Sensitivity.STRICT: 0.75,
}
"""What every limit is multiplied by. Chosen here."""


ONE_PICTURE = 1.3
"""Limits are also multiplied by this where the baseline is a single picture, which shows one moment
and not what somebody does for five seconds. Chosen here."""


def compute_scale(sensitivity: Sensitivity, baseline: UprightBaseline | None) -> float:
    """The factor by which every limit is multiplied for that baseline."""
    single = baseline is not None and baseline.samples == 1
    return _SCALE[sensitivity] * (ONE_PICTURE if single else 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class PostureScores:
    """The scores of one look.

    strength: by reason, 0 the person's own upright, 1 past good, 2 far past it; absent where it
    can't be judged. unclear says why nothing can be judged, None otherwise.
    """

    strength: Mapping[SlouchReason, float]
    unclear: Unjudgeable | None


def score_posture(
    features: PostureFeatures, baseline: UprightBaseline | None, sensitivity: Sensitivity
) -> PostureScores:
    """The scores of one picture, against the person's own upright where there is one.

    Without a baseline only what is wrong for anybody counts, with wider limits: see ``find_blind``.
    """
    if features.unclear is Unjudgeable.PICTURE:
        return PostureScores({}, Unjudgeable.PICTURE)
    scale = compute_scale(sensitivity, baseline)
    if baseline is None:
        return _score_alone(features, scale)
    unclear = find_unclear(features, baseline)
    if unclear is not None:
        return PostureScores({}, unclear)
    in_place = not is_shifted(features.values, baseline)
    own = resize_baseline(baseline, features.values)
    strength = estimate_strength(features.values, own, scale, in_place=in_place)
    if baseline.is_face_only:
        alone = _score_alone(features, scale)
        strength = {**alone.strength, **strength}
        is_told = alone.unclear is None or max(strength.values()) >= 1.0
        return PostureScores(strength, None) if is_told else alone
    most = max(strength.values())
    limit_explained(strength, *(why for why in strength if strength[why] < most / 2.0))
    return PostureScores(strength, None)


def _score_alone(features: PostureFeatures, scale: float) -> PostureScores:
    """The scores without a baseline; ``Unjudgeable.BASELINE`` if one is needed to decide.

    A baseline has its own place; without one nobody is judged who was seen beside the sitter.
    """
    if features.elsewhere:
        return PostureScores({}, Unjudgeable.NOT_SEATED)
    now, is_front = features.values, features.view is View.FRONT
    view = View.FRONT if is_front else View.SIDE
    odds = estimate_odds(view, now)
    is_cut = is_front and features.unclear is Unjudgeable.SHOULDERS and not math.isnan(odds)
    if features.unclear is not None and not is_cut:
        return PostureScores({}, features.unclear)
    found = score_front(now, scale) if is_front else score_side(now, scale)
    strength = {why: value for why, value in found.items() if not math.isnan(value)}
    is_upright = odds <= -math.log(TOLD_ODDS)
    if max(strength.values(), default=0.0) >= 1.0 or is_upright:
        return PostureScores(strength, None)
    return PostureScores({}, Unjudgeable.BASELINE)


def estimate_chance(features: PostureFeatures, baseline: UprightBaseline | None) -> float | None:
    """How probable a slouch of back or neck is; None beside a baseline, or where it is not seen.

    Beside the person's own upright only strengths are known, and no probability.
    """
    view, is_seen = features.view, features.unclear in {None, Unjudgeable.SHOULDERS}
    if baseline is not None or features.elsewhere or view is None or not is_seen:
        return None
    odds = estimate_odds(view, features.values)
    return None if math.isnan(odds) else 1.0 / (1.0 + math.exp(-odds))


def find_blind(view: View, baseline: UprightBaseline | None) -> tuple[SlouchReason, ...]:
    """The reasons that can't be judged from this view, with or without a baseline."""
    blind = tuple(why for why in SlouchReason if why not in REASONS[view])
    if baseline is not None:
        return (SlouchReason.SLUMP, SlouchReason.SHRUG) if baseline.is_face_only else blind
    changed = (SlouchReason.TOO_CLOSE, SlouchReason.SHRUG)
    return (*blind, *changed) if view is View.SIDE else (SlouchReason.SLUMP, *changed)


NEAR_BASELINE = 0.5
"""Strength that the usual posture may have beside the baseline. Chosen here."""
CALIBRATION_WEIGHT_S = 300.0
"""The weight of the baseline itself, in seconds of sitting upright. Chosen here."""
MEMORY_S = 1800.0
"""How many seconds of sitting upright are remembered. Chosen here."""
LONGEST_S = 5.0
"""One look counts for at most this long: it may be the first one for a while. Chosen here."""
FACING_DEG = 20.0
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
        or baseline.is_face_only
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
    strength = estimate_strength(values, baseline, 1.0)
    return UsualPosture(values, weight_s) if max(strength.values()) <= NEAR_BASELINE else usual


def _average(mean: float, now: float, share: float) -> float:
    if math.isnan(now):
        return mean
    return now if math.isnan(mean) else mean + share * (now - mean)
