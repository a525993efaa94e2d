"""Calibrations: what about a second of standing still, or of a forearm on the wall, teaches."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from types import MappingProxyType

from formcheck.body import Side
from formcheck.measure.catalogue import Definition
from formcheck.measure.figure import Figure
from formcheck.measure.geometry import Vec2, distance2, mid2, norm, ratio, sub
from formcheck.measure.head import ear_gap, head_roll, nose_height
from formcheck.measure.joints import ELBOW, ELBOW_SHRINK, HIP, SHOULDER, WRIST, shrunk
from formcheck.measure.readings import raw_values
from formcheck.measure.scale import ASSUMED, Baseline, WallLine
from formcheck.measure.trunk import hip_height_px, nose_height_px

__all__ = ["ASSUMED", "Baseline", "WallLine", "calibrate_neutral", "calibrate_wall"]

_LENGTH_TRUST = 0.25
"""A length over torso that differs by more than this share from an average adult's is taken as a
limb pointing at the camera and held at that bound. Chosen here."""


def _median(values: Iterable[float]) -> float | None:
    """The median of the values that are not NaN; None where there is none."""
    kept = [v for v in values if not math.isnan(v)]
    return median(kept) if kept else None


def _bone(figure: Figure, first: int, second: int) -> float:
    """Length of a bone in lifted px, its depth shrunk as for the elbow."""
    bone = sub(figure.lifted[first], figure.lifted[second])
    return norm(bone if figure.exact else shrunk(bone, ELBOW_SHRINK))


def _arm_bone(first: dict[Side, int], second: dict[Side, int]) -> Callable[[Figure], float]:
    def of(figure: Figure) -> float:
        sides = [_bone(figure, first[s], second[s]) for s in (Side.LEFT, Side.RIGHT)]
        kept = [b for b in sides if not math.isnan(b)]
        return ratio(sum(kept) / len(kept), figure.torso_px) if kept else math.nan

    return of


def _shoulder_width(figure: Figure) -> float:
    return ratio(_bone(figure, SHOULDER[Side.LEFT], SHOULDER[Side.RIGHT]), figure.torso_px)


def _hip_width(figure: Figure) -> float:
    return ratio(_bone(figure, HIP[Side.LEFT], HIP[Side.RIGHT]), figure.torso_px)


def _shoulder_width_seen(figure: Figure) -> float:
    left, right = figure.image[SHOULDER[Side.LEFT]], figure.image[SHOULDER[Side.RIGHT]]
    return ratio(distance2(left, right), figure.torso_px)


def _hip_width_seen(figure: Figure) -> float:
    left, right = figure.image[HIP[Side.LEFT]], figure.image[HIP[Side.RIGHT]]
    return ratio(distance2(left, right), figure.torso_px)


_LENGTHS: dict[str, Callable[[Figure], float]] = {
    "shoulder_width": _shoulder_width,
    "hip_width": _hip_width,
    "upper_arm": _arm_bone(SHOULDER, ELBOW),
    "forearm": _arm_bone(ELBOW, WRIST),
}
_POSTURE: dict[str, Callable[[Figure], float]] = {
    "shoulder_width_seen": _shoulder_width_seen,
    "hip_width_seen": _hip_width_seen,
    "head_roll_deg": head_roll,
    "nose_height": nose_height,
    "ear_gap_left": lambda figure: ear_gap(figure, Side.LEFT),
    "ear_gap_right": lambda figure: ear_gap(figure, Side.RIGHT),
    "torso_px": lambda figure: figure.torso_px,
    "hip_height_px": hip_height_px,
    "nose_height_px": nose_height_px,
}


def _trusted(name: str, value: float) -> float:
    usual = ASSUMED.values[name]
    low, high = usual * (1.0 - _LENGTH_TRUST), usual * (1.0 + _LENGTH_TRUST)
    return min(max(value, low), high)


def calibrate_neutral(figures: Sequence[Figure], definitions: Sequence[Definition]) -> Baseline:
    """The person's own baseline from about a second of neutral standing or sitting.

    Medians over the figures. What was not seen keeps an average adult's value where there is one
    and is left out otherwise, so that measures which need it read "no neutral pose yet". The
    raw value of every definition since "neutral" is kept under the definition's name.
    """
    values = dict(ASSUMED.values)
    for name, of in _LENGTHS.items():
        found = _median(of(figure) for figure in figures)
        if found is not None:
            values[name] = _trusted(name, found)
    for name, of in _POSTURE.items():
        found = _median(of(figure) for figure in figures)
        if found is not None:
            values[name] = found
    own = Baseline(MappingProxyType(values), assumed=False)
    values.update(_raw(own, figures, definitions, "neutral"))
    return Baseline(MappingProxyType(values), assumed=False)


def calibrate_wall(
    baseline: Baseline,
    figures: Sequence[Figure],
    definitions: Sequence[Definition],
    side: Side,
) -> Baseline:
    """The baseline with the line of a forearm that lies on the wall, of the side being stretched.

    The raw value of every definition since "wall" is kept under the definition's name. Where
    elbow or wrist was never seen there is no line, and wall measures go on reading unseen.
    """
    elbow = _median_point(figure.image[ELBOW[side]] for figure in figures)
    wrist = _median_point(figure.image[WRIST[side]] for figure in figures)
    torso = _median(figure.torso_px for figure in figures)
    wall = None
    if elbow is not None and wrist is not None and torso is not None:
        seen_px = distance2(elbow, wrist)
        if seen_px > 0.0:
            wall = WallLine(
                side=side,
                point=mid2(elbow, wrist),
                direction=((wrist[0] - elbow[0]) / seen_px, (wrist[1] - elbow[1]) / seen_px),
                forearm_px=max(seen_px, baseline.values["forearm"] * torso),
                elbow=elbow,
                wrist=wrist,
            )
    values = dict(baseline.values)
    own = Baseline(MappingProxyType(values), baseline.assumed, wall)
    values.update(_raw(own, figures, definitions, "wall"))
    return Baseline(MappingProxyType(values), baseline.assumed, wall)


def _median_point(points: Iterable[Vec2]) -> Vec2 | None:
    kept = [p for p in points if not math.isnan(p[0])]
    if not kept:
        return None
    return (median(p[0] for p in kept), median(p[1] for p in kept))


def _raw(
    own: Baseline, figures: Sequence[Figure], definitions: Sequence[Definition], since: str
) -> dict[str, float]:
    """Median raw values of the definitions since this calibration, by the keys readings use."""
    found: dict[str, float] = {}
    for definition in definitions:
        if definition.since != since:
            continue
        series: dict[str, list[float]] = {}
        for i, figure in enumerate(figures):
            for key, value in raw_values(definition, figure, own, figures[: i + 1]).items():
                series.setdefault(key, []).append(value)
        for key, values in series.items():
            value_then = _median(values)
            if value_then is not None:
                found[key] = value_then
    return found
