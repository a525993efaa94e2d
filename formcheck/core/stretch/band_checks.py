"""Checks for bands of a spec that no body can reach."""

from collections.abc import Iterator
from math import inf, isinf

from formcheck.core.kinematics import MEASURES
from formcheck.core.stretch.model import QuantityTable, RepTable, Spec
from formcheck.core.stretch.problems import Complaint, PathPart

FARTHEST_DEG = 180.0
"""No angle, and no change of an angle, is larger than half a turn."""
SIGNED = {
    "shoulder_above_hip", "ear_above_shoulder", "hip_above_knee", "wrist_over", "knee_under",
    "hand_height", "elbow_below_shoulder", "hip_line", "wrist_across", "elbow_across",
}  # fmt: skip
"""Length ratios that may be 0 or negative, for which a change as a ratio means nothing."""
_NEGATIVE_TOO = SIGNED | {
    "horizontal_adduction", "trunk_incl_sagittal", "neck_to_trunk", "head_to_trunk", "head_pitch",
    "ear_shoulder_gap", "sit_back",
}  # fmt: skip
"""These and every turn may be negative; no other measure ever is."""


def check_bands(spec: Spec) -> Iterator[Complaint]:
    """Yields every target, start or peak that can never be met."""
    for measure, band in spec.start.need.items():
        for what in _find_impossible(measure, band):
            yield ("start", "need", measure), what
    for name, table in spec.quantity.items():
        here = ("quantity", name, "target")
        if all(map(isinf, table.target)):
            yield here, "A target has an end at least: what is right?"
        for what in _find_impossible_of(table, table.target):
            yield here, what
    rep = spec.rep
    if rep is not None and (own := spec.quantity.get(rep.quantity)) is not None:
        yield from _check_ends(rep, own)


def _check_ends(rep: RepTable, own: QuantityTable) -> Iterator[Complaint]:
    for key, band in (("start", rep.start), ("peak", rep.peak)):
        here: tuple[PathPart, ...] = ("rep", key)
        for what in _find_impossible_of(own, band):
            yield here, what
        if own.at == f"rep-{key}" and (band[1] < own.target[0] or own.target[1] < band[0]):
            yield here, f'It never fits together with the target of "{rep.quantity}".'


def _find_impossible_of(table: QuantityTable, band: tuple[float, float]) -> Iterator[str]:
    if table.absolute and band[1] < 0:
        yield "Without its sign (absolute) nothing is below 0."
    else:
        yield from _find_impossible(table.measure, band, table.change)


def _find_impossible(name: str, band: tuple[float, float], change: str = "") -> Iterator[str]:
    least, most = _find_reach(name, change)
    if any(abs(end) > most for end in band if not isinf(end)):
        yield f"No angle is beyond {FARTHEST_DEG:g} degrees."
    if band[1] < 0.0 == least:
        yield f'"{name}" is never below 0: see what its 0 means in `formcheck spec measures`.'


def find_reach_of(table: QuantityTable) -> tuple[float, float]:
    """Returns the least and the greatest value of a quantity that a body can have."""
    least, most = _find_reach(table.measure, table.change)
    return 0.0 if table.absolute else least, most


def _find_reach(name: str, change: str) -> tuple[float, float]:
    measure = MEASURES[name]
    of_angle = measure.unit == "deg" and change in {"", "difference"}
    most = FARTHEST_DEG if of_angle else inf
    may_be_negative = measure.of == "turn" or name in _NEGATIVE_TOO
    return 0.0 if change == "ratio" or not (change or may_be_negative) else -most, most
