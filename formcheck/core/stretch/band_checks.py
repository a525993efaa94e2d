"""Checks for bands of a spec that no body can reach."""

from collections.abc import Iterator
from math import inf, isinf

from formcheck.core.kinematics import MEASURES
from formcheck.core.stretch.model import Band, QuantityTable, RepTable, Spec
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
        for what in _find_impossible(band, measure):
            yield ("start", "need", measure), what
    for name, table in spec.quantity.items():
        here = ("quantity", name, "target")
        if all(map(isinf, table.target)):
            yield here, "A target has an end at least: what is right?"
        for what in _find_impossible(table.target, table.measure, table):
            yield here, what
    rep = spec.rep
    if rep is not None and (own := spec.quantity.get(rep.quantity)) is not None:
        yield from _check_ends(rep, own)


def _check_ends(rep: RepTable, own: QuantityTable) -> Iterator[Complaint]:
    for key, band in (("start", rep.start), ("peak", rep.peak)):
        here: tuple[PathPart, ...] = ("rep", key)
        for what in _find_impossible(band, own.measure, own):
            yield here, what
        if own.at == f"rep-{key}" and (band[1] < own.target[0] or own.target[1] < band[0]):
            yield here, f'It never fits together with the target of "{rep.quantity}".'


def _find_impossible(band: Band, name: str, table: QuantityTable | None = None) -> Iterator[str]:
    least, most = find_reach(name, table)
    if table and table.absolute and band[1] < 0:
        yield "Without its sign (absolute) nothing is below 0."
        return
    if any(abs(end) > most for end in band if not isinf(end)):
        yield f"No angle is beyond {FARTHEST_DEG:g} degrees."
    if band[1] < 0.0 == least:
        yield f'"{name}" is never below 0: see what its 0 means in `formcheck spec measures`.'


def find_reach(name: str, table: QuantityTable | None) -> tuple[float, float]:
    """Returns the least and the greatest value that a body can have, of a measure or a quantity."""
    measure, change = MEASURES[name], table.change if table else ""
    of_angle = measure.unit == "deg" and change in {"", "difference"}
    most = FARTHEST_DEG if of_angle else inf
    may_be_negative = bool(change) or measure.of == "turn" or name in _NEGATIVE_TOO
    is_unsigned = change == "ratio" or not may_be_negative or (table is not None and table.absolute)
    return 0.0 if is_unsigned else -most, most
