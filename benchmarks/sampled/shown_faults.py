"""Which faults the true joints of a film show.

The rules:

- A reported fault is *false* when no frame within 1 s of it has its quantity more than a tolerance
  beyond the target, on the fault's side, while that quantity is required: in the phases "hold" and
  "fault" for a hold, "far" or "near" for an end of a repetition, anything but rest for
  "throughout". Faults that are not about a quantity are checked against the repetitions. Faults
  that joints can't show, or whose quantity has no value at that time, are left out.
- The fault of a film is *told* when it was reported within 1 s of such a frame, otherwise missed.
  It must be present for 1 s in total; with less it is neither.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.score import FAULT_WITHIN_S
from benchmarks.sampled.truth import FilmTruth, Rep
from formcheck.core.coach import FaultSpan
from formcheck.core.stretch import Spec
from reference.stretches import Stretch
from reference.truth import Excursion, Truth

LEAST_FAULT_S = 1.0
"""Shorter faults need not be reported. Chosen for formcheck: specs ask for 0.5 to 1.2 s."""
Beyond = Literal["low", "high", "either"]
_BY_REPETITION = {"partial", "fast", "slow"}
"""Spec faults about repetitions: incomplete, or faster or slower than the reference."""


def is_shown_true(film: FilmTruth, spec: Spec, reported: FaultSpan) -> bool | None:
    """Returns whether the joints show a reported fault; None if joints can't show it."""
    if film.worked is None:
        return False
    quantity = find_quantity(film.worked.stretch, spec, reported.id)
    if quantity is not None:
        return _is_shown(film, film.worked, quantity, reported)
    return _is_shown_by_repetitions(film, film.worked.stretch, spec, reported)


def find_quantity(stretch: Stretch, spec: Spec, fault: str) -> tuple[str, Beyond] | None:
    """Returns the quantity that a fault of the spec is about, and the end of its target."""
    if fault in stretch.faults:
        return stretch.faults[fault].quantity, stretch.faults[fault].beyond
    for one in spec.fault:
        if one.id == fault and one.quantity in stretch.quantities and one.beyond:
            return one.quantity, one.beyond
    return None


def find_unmapped(stretch: Stretch, spec: Spec) -> tuple[list[str], list[str]]:
    """Returns the spec's faults that joints can't show, and the reference's that the spec lacks."""
    told = {fault.id for fault in spec.fault}
    unknown = [
        fault.id
        for fault in spec.fault
        if find_quantity(stretch, spec, fault.id) is None and fault.rep not in _BY_REPETITION
    ]
    return unknown, [name for name in stretch.faults if not _list_ids(stretch, spec, name) & told]


def _list_ids(stretch: Stretch, spec: Spec, fault: str) -> set[str]:
    """Returns the ids that the spec may use for a fault of the reference."""
    wanted = stretch.faults[fault].quantity, stretch.faults[fault].beyond
    same = {one.id for one in spec.fault if (one.quantity, one.beyond) == wanted}
    return {fault} | same


def is_wanted(film: FilmTruth, spec: Spec, reported: str) -> bool:
    """Returns whether the reported fault is the one that the film was meant to show."""
    if film.worked is None or film.about.fault is None:
        return False
    return reported in _list_ids(film.worked.stretch, spec, film.about.fault)


def _is_shown(
    film: FilmTruth, truth: Truth, quantity: tuple[str, Beyond], span: FaultSpan
) -> bool | None:
    """Returns whether the quantity is out of tolerance around a span; None without a value."""
    name, beyond = quantity
    around = film.select_wanted(truth.stretch.quantities[name].at) & _select_around(film, span)
    severity = truth.severity(name, beyond)[around]
    if len(severity) and np.isnan(severity).all():
        return None
    return bool((severity > 1.0).any())


def _select_around(film: FilmTruth, span: FaultSpan) -> NDArray[np.bool_]:
    since, until = span.start_s - FAULT_WITHIN_S, span.end_s + FAULT_WITHIN_S
    return (film.times_s >= since) & (film.times_s <= until)


def _is_shown_by_repetitions(
    film: FilmTruth, stretch: Stretch, spec: Spec, reported: FaultSpan
) -> bool | None:
    kind = next((fault.rep for fault in spec.fault if fault.id == reported.id), None)
    if kind not in _BY_REPETITION or stretch.repetition is None:
        return None
    if kind == "partial":
        return any(not rep.counted for rep in film.about.reps if _is_near(rep, reported))
    quickest_s, slowest_s = stretch.repetition.seconds
    lasted_s = [one.lasted_s for one in film.excursions if _is_near(one, reported)]
    if kind == "fast":
        return any(seconds < quickest_s for seconds in lasted_s)
    return any(seconds > slowest_s for seconds in lasted_s)


def _is_near(one: Rep | Excursion, reported: FaultSpan) -> bool:
    return (
        one.start_s <= reported.end_s + FAULT_WITHIN_S
        and one.end_s >= reported.start_s - FAULT_WITHIN_S
    )


def find_severity(film: FilmTruth) -> float | None:
    """Returns the severity that the film's fault reaches for ``LEAST_FAULT_S`` in total.

    None without a fault, or if its quantity is required, with a value, for less than that.
    """
    if film.worked is None or film.about.fault is None:
        return None
    fault = film.worked.stretch.faults[film.about.fault]
    at = film.worked.stretch.quantities[fault.quantity].at
    severity = film.worked.severity(fault.quantity, fault.beyond)
    known = film.select_wanted(at) & np.isfinite(severity)
    falling = np.argsort(-severity[known])
    elapsed_s = np.cumsum(film.durations_s[known][falling])
    reached = int(np.searchsorted(elapsed_s, LEAST_FAULT_S - 1e-9))
    return float(severity[known][falling][reached]) if reached < len(elapsed_s) else None
