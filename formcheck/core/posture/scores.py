"""How far a posture is from the person's own upright posture, by reason.

Every reason has a strength: 0 when upright, 1 where good posture ends, 2 far beyond that. Strengths
are never added up: the greatest counts, and one of less than half of it is considered part of it.
``severity.py`` estimates strengths against a baseline, ``seat.py`` decides when that is possible,
and ``no_baseline.py`` judges without one.
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
"""The factor on every limit. Chosen for formcheck."""


ONE_PICTURE = 1.3
"""A further factor on every limit if the baseline is a single image, which shows one moment and not
five seconds of posture. Chosen for formcheck."""


def compute_scale(sensitivity: Sensitivity, baseline: UprightBaseline | None) -> float:
    """Returns the factor on every limit for that baseline."""
    single = baseline is not None and baseline.samples == 1
    return _SCALE[sensitivity] * (ONE_PICTURE if single else 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class PostureScores:
    """The scores of one look.

    strength: by reason, 0 for the person's own upright, 1 beyond good, 2 far beyond it; absent if
    it can't be judged. unclear: why nothing can be judged, else None. only_lower: the person slumps
    by their position in the image and by nothing else, as if the chair had been lowered.
    """

    strength: Mapping[SlouchReason, float]
    unclear: Unjudgeable | None
    only_lower: bool = False


def score_posture(
    features: PostureFeatures, baseline: UprightBaseline | None, sensitivity: Sensitivity
) -> PostureScores:
    """Scores one look against the person's own upright posture, if there is a baseline.

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
    only_lower = False
    if in_place and strength.get(SlouchReason.SLUMP, 0.0) >= 1.0:
        shape = estimate_strength(features.values, own, scale, in_place=False)
        only_lower = max(shape.values()) < 1.0
    most = max(strength.values())
    limit_explained(strength, *(why for why in strength if strength[why] < most / 2.0))
    return PostureScores(strength, None, only_lower)


def _score_alone(features: PostureFeatures, scale: float) -> PostureScores:
    """Scores without a baseline; ``Unjudgeable.BASELINE`` if one is needed to decide.

    A baseline fixes the seat; without one, a person seen only beside the sitter is not judged.
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
    """Returns the probability of a slouch of back or neck; None with a baseline, or if unseen.

    With a baseline only strengths are known, and no probability.
    """
    view, is_seen = features.view, features.unclear in {None, Unjudgeable.SHOULDERS}
    if baseline is not None or features.elsewhere or view is None or not is_seen:
        return None
    odds = estimate_odds(view, features.values)
    return None if math.isnan(odds) else 1.0 / (1.0 + math.exp(-odds))


def find_blind(view: View, baseline: UprightBaseline | None) -> tuple[SlouchReason, ...]:
    """Returns the reasons that can't be judged from this view, with or without a baseline."""
    blind = tuple(why for why in SlouchReason if why not in REASONS[view])
    if baseline is not None:
        return (SlouchReason.SLUMP, SlouchReason.SHRUG) if baseline.is_face_only else blind
    changed = (SlouchReason.TOO_CLOSE, SlouchReason.SHRUG)
    return (*blind, *changed) if view is View.SIDE else (SlouchReason.SLUMP, *changed)


NEAR_BASELINE = 0.5
"""Greatest strength that the usual posture may have against the baseline. Chosen for formcheck."""
CALIBRATION_WEIGHT_S = 300.0
"""The weight of the baseline itself, in seconds of sitting upright. Chosen for formcheck."""
MEMORY_S = 1800.0
"""Seconds of sitting upright that the mean covers at most. Chosen for formcheck."""
LONGEST_S = 5.0
"""One look counts for at most this long: it may follow a gap. Chosen for formcheck."""
FACING_DEG = 20.0
"""A look counts up to this turn of the head since calibration: beyond it, face lengths and ear
positions are those of a turned head. Chosen for formcheck."""


@dataclass(frozen=True, slots=True)
class UsualPosture:
    """The mean of each quantity, {} before the first look, and how many seconds it covers."""

    values: Mapping[str, float] = field(default_factory=dict)
    weight_s: float = CALIBRATION_WEIGHT_S


def apply_usual(baseline: UprightBaseline, usual: UsualPosture) -> UprightBaseline:
    """Returns the baseline, adjusted to how the person has usually sat upright since."""
    return replace(baseline, values=usual.values) if usual.values else baseline


def update_usual(
    usual: UsualPosture, baseline: UprightBaseline, look: Look, posture: Posture, dt_s: float
) -> UsualPosture:
    """Returns the mean after a look, dt_s seconds after the last one.

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
