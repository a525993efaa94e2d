"""Which quantities of a stretch are judged from two metres, from a desk, or from neither."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from formcheck.core.kinematics import MEASURES, ReadingKind
from formcheck.core.language import ENGLISH, Words
from formcheck.core.session.measure_names import name_measure
from formcheck.core.stretch import Spec
from formcheck.core.stretch.model import QuantityTable
from formcheck.engine.desk import needs_no_hips
from formcheck.library.accuracy import Accuracy, find_accuracy

CHANGE = "change"
SPEED = "speed"
OTHER_SIDE = "other side"
HARDLY_SEEN = "The camera rarely sees this: check it yourself."
NOT_MEASURED = "head and shoulders are enough; how well it is judged was not measured"
FRAMING = {
    "upper": "head to hips in the picture",
    "knees": "head to knees in the picture",
    "full": "the whole body in the picture",
}
"""What the camera should see, by the framing of a spec."""
_NAMES = {"trunk_incl_frontal": "trunk lean to the side"}
"""Names of measures of a direction to one side, here without the side."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Names of the quantities by the views in which they are judged; each is in one of the four.

    If no desk view was measured, in_both and at_desk are empty.
    """

    desk_measured: bool
    in_both: tuple[str, ...]
    at_two_metres: tuple[str, ...]
    at_desk: tuple[str, ...]
    in_neither: tuple[str, ...]


def find_judged(spec: Spec, words: Words = ENGLISH) -> Judged | None:
    """Returns what is judged of the stretch, in the language of ``words``; None if not measured."""
    room, desk = find_accuracy(spec), find_accuracy(spec, "desk")
    if room is None and desk is None:
        return None
    judged: dict[str, tuple[bool, ...]] = {}
    for name, table in spec.quantity.items():
        label, in_videos = name_quantity(table, words), not describe_gap(spec, name)
        views = tuple(in_videos and _is_judged(name, view) for view in (room, desk))
        if views > judged.get(label, ()):  # two quantities may have the same name
            judged.pop(label, None)
            judged[label] = views
    in_both, at_two_metres, at_desk, in_neither = (
        tuple(label for label, views in judged.items() if views == wanted)
        for wanted in product((True, False), repeat=2)
    )
    return Judged(desk is not None, in_both, at_two_metres, at_desk, in_neither)


def describe_gap(spec: Spec, quantity: str) -> str:
    """Returns "only in a photo" or "not judged" for a quantity not judged in videos; else "".

    Of a repetition, videos judge the quantity that drives it, those required throughout, and those
    that a fault names; a photo judges the peak, but no movement and no change.
    """
    own = spec.quantity[quantity]
    named = {fault.quantity for fault in spec.fault}
    if spec.rep is None or own.at == "throughout" or quantity in {spec.rep.quantity, *named}:
        return ""
    in_photos = own.at == "rep-peak" and not own.since and not own.is_moving
    return "only in a photo" if in_photos else "not judged"


def list_hardly_seen(spec: Spec) -> frozenset[str]:
    """Ids of the faults whose quantity is mostly not judged in any view that was measured."""
    views = find_accuracy(spec), find_accuracy(spec, "desk")
    return frozenset(
        fault.id
        for fault in spec.fault
        if fault.quantity and any(views) and not any(_is_judged(fault.quantity, v) for v in views)
    )


def _is_judged(quantity: str, view: Accuracy | None) -> bool:
    return view is not None and view.is_mostly_judged(quantity)


def name_quantity(table: QuantityTable, words: Words = ENGLISH) -> str:
    """A quantity in few words: "elbow flexion (other side)"."""
    notes = []
    if table.change == "rate":
        notes.append(words(SPEED))
    elif table.since and MEASURES[table.measure].kind is not ReadingKind.DRIFT:
        notes.append(words(CHANGE))
    if table.of == "other" and MEASURES[table.measure].of == "side":
        notes.append(words(OTHER_SIDE))
    name = words(_NAMES.get(table.measure, name_measure(table.measure)))
    return f"{name} ({', '.join(notes)})" if notes else name


def list_judged_lines(spec: Spec) -> tuple[tuple[str, str], ...]:
    """Returns `find_judged` in English, as pairs of a view and what is judged; one is of a desk."""
    found = find_judged(spec)
    if found is None or not found.desk_measured:
        line = (
            NOT_MEASURED
            if needs_no_hips(spec)
            else f"not enough: it needs {FRAMING[spec.view.framing]}"
        )
        desk = (("From a desk", line),)
        if found is None:
            return desk
        words = _joined({"judged": found.at_two_metres, "not judged": found.in_neither})
        return (("From two metres", words), *desk)
    words = _joined(
        {
            "judged": found.in_both if found.in_both or found.at_desk else ("nothing",),
            "judged only from here": found.at_desk,
            "only from two metres": found.at_two_metres,
            "from neither": found.in_neither,
        }
    )
    return (("From a desk", words),)


def _joined(groups: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{how}: {', '.join(names)}" for how, names in groups.items() if names)
