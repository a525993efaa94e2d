"""Sense checks: a spec that has the right shape and would still coach wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf

from formcheck.core.body import Side
from formcheck.core.kinematics import MEASURES
from formcheck.core.kinematics.measures import Kind
from formcheck.core.stretch.counted import (
    Complaint,
    ask_complaints,
    dose_complaints,
    rep_complaints,
    unknown,
)
from formcheck.core.stretch.model import FaultTable, QuantityTable, Spec
from formcheck.core.stretch.problems import PathPart

_DRIFTS = {Kind.DRIFT, Kind.STRETCHED}


def complaints(spec: Spec) -> list[Complaint]:
    """Everything that makes no sense in a spec of the right shape."""
    return [
        *_quantities(spec),
        *_start(spec),
        *dose_complaints(spec),
        *rep_complaints(spec),
        *_phases(spec),
        *_faults(spec),
        *_sides(spec),
        *ask_complaints(spec),
    ]


def _quantities(spec: Spec) -> Iterator[Complaint]:
    has_set_up = any(p.set_up for p in spec.phase)
    for name, table in spec.quantity.items():
        here = ("quantity", name)
        measure = MEASURES[table.measure]
        if (measure.of == "body") != (table.of == "body"):
            wanted = "leave it out" if measure.of == "body" else 'say whose, such as of = "work"'
            whole = "belongs to the whole body" if measure.of == "body" else "has two sides"
            yield Complaint((*here, "of"), f'"{table.measure}" {whole}: {wanted}.')
        yield from _change(table, here)
        if table.since == "set-up" and not has_set_up:
            yield Complaint(
                (*here, "since"), "No phase is the set-up: give one set_up = true, before the last."
            )
        if all(map(isinf, table.target)):
            yield Complaint((*here, "target"), "A target has an end at least: what is right?")
        if (table.at in {"near", "far"}) and spec.rep is None:
            yield Complaint((*here, "at"), f'"{table.at}" goes only with [rep].')
        if table.at == "hold" and spec.rep is not None:
            yield Complaint((*here, "at"), 'With [rep] it is wanted "near", "far" or "throughout".')


def _change(table: QuantityTable, here: tuple[PathPart, ...]) -> Iterator[Complaint]:
    drifts = MEASURES[table.measure].kind in _DRIFTS
    if drifts and table.change:
        yield Complaint((*here, "change"), f'"{table.measure}" is a change itself: leave it out.')
    elif drifts and not table.since:
        yield Complaint(here, f'"{table.measure}" counts from a moment: give since.')
    elif table.change in {"difference", "ratio"} and not table.since:
        yield Complaint((*here, "change"), f"A {table.change} to which moment? Give since.")
    elif table.since and not drifts and table.change not in {"difference", "ratio"}:
        yield Complaint(
            (*here, "since"), 'Say how it is compared: change = "difference" or "ratio".'
        )


def _start(spec: Spec) -> Iterator[Complaint]:
    for name in spec.start.need:
        if MEASURES[name].kind is not Kind.POSE:
            yield Complaint(
                ("start", "need", name), "The start is a pose: take a measure of where the body is."
            )


def _phases(spec: Spec) -> Iterator[Complaint]:
    timed = [i for i, p in enumerate(spec.phase) if p.timed]
    if timed != [len(spec.phase) - 1]:
        yield Complaint(("phase",), "Exactly one phase is timed, the last.")
    if len(spec.phase) > 2:
        yield Complaint(("phase", 2), "There are two phases at most: the set-up and the timed one.")
    for i, phase in enumerate(spec.phase):
        if phase.timed == phase.set_up:
            yield Complaint(("phase", i), "A phase is either timed or the set-up.")
        if phase.right and not phase.set_up:
            yield Complaint(("phase", i, "right"), "It goes only with set_up = true.")
        for name in phase.right:
            if name not in spec.quantity:
                yield Complaint(("phase", i, "right"), unknown(spec, name))
            elif spec.quantity[name].since == "set-up":
                yield Complaint(
                    ("phase", i, "right"), f'"{name}" counts from the set-up: it can\'t tell it.'
                )
    yield from _doubles("phase", [p.id for p in spec.phase])


def _doubles(table: str, ids: list[str]) -> Iterator[Complaint]:
    for i, name in enumerate(ids):
        if name in ids[:i]:
            yield Complaint((table, i, "id"), f'"{name}" is there twice; ids are unique.')


def _faults(spec: Spec) -> Iterator[Complaint]:
    yield from _doubles("fault", [f.id for f in spec.fault])
    for i, fault in enumerate(spec.fault):
        here = ("fault", i)
        if bool(fault.quantity) == (fault.rep is not None):
            yield Complaint(here, "Either a quantity tells it, or a repetition (rep).")
        elif bool(fault.quantity) != bool(fault.beyond):
            yield Complaint(here, "quantity and beyond go together.")
        elif fault.quantity and fault.quantity not in spec.quantity:
            yield Complaint((*here, "quantity"), unknown(spec, fault.quantity))
        elif _is_open(spec, fault):
            yield Complaint(
                (*here, "beyond"),
                f'The target of "{fault.quantity}" has no such end: nothing is beyond it.',
            )


def _is_open(spec: Spec, fault: FaultTable) -> bool:
    """Whether the fault lies beyond an end that its quantity's target has not."""
    if not fault.quantity:
        return False
    low, high = spec.quantity[fault.quantity].target
    return isinf({"low": low, "high": high}.get(fault.beyond, 0.0))


def _sides(spec: Spec) -> Iterator[Complaint]:
    if Side.BOTH in spec.sides and len(spec.sides) > 1:
        yield Complaint(("sides",), 'Either ["both"] or the single sides.')
    if spec.sides == (Side.BOTH,):
        for name, table in spec.quantity.items():
            if table.of in {"work", "other"}:
                yield Complaint(("quantity", name, "of"), 'Both sides work: say of = "each".')
