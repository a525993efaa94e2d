"""Sense checks: a spec that has the right shape and would still coach wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from formcheck.body import Side
from formcheck.measure import CATALOGUE
from formcheck.spec.counted import (
    Complaint,
    ask_complaints,
    dose_complaints,
    rep_complaints,
    zone_of,
)
from formcheck.spec.model import ZONES, Bands, FaultTable, PhaseTable, Spec
from formcheck.spec.problems import PathPart


def complaints(spec: Spec) -> list[Complaint]:
    """Everything that makes no sense in a spec of the right shape."""
    return [
        *_measures(spec),
        *_uses(spec),
        *dose_complaints(spec),
        *rep_complaints(spec),
        *_phases(spec),
        *_faults(spec),
        *_sides(spec),
        *ask_complaints(spec),
        *_examples(spec),
    ]


def _measures(spec: Spec) -> Iterator[Complaint]:
    used = {name for name, _ in _used_measures(spec)}
    for name, table in spec.measure.items():
        here = ("measure", name)
        quantity = CATALOGUE[table.quantity]
        if not name.endswith(f"_{quantity.unit}"):
            yield Complaint(
                here, f'Its quantity is in {quantity.unit}: end the name with "_{quantity.unit}".'
            )
        if name not in used:
            yield Complaint(here, "Nothing uses this measure. Use it or take it out.")
        if quantity.paired and table.of == "body":
            yield Complaint(
                (*here, "of"), f'"{table.quantity}" has two sides: say whose, such as of = "work".'
            )
        if not quantity.paired and table.of != "body":
            yield Complaint(
                (*here, "of"), f'"{table.quantity}" belongs to the whole body: leave "of" out.'
            )
        if spec.view.camera not in quantity.views:
            seen_from = " or ".join(quantity.views)
            yield Complaint(
                (*here, "quantity"),
                f'"{table.quantity}" can\'t be judged from the {spec.view.camera} view, '
                f"only from {seen_from}.",
            )
        calibrated = any(p.calibrate == "wall" for p in spec.phase)
        if "wall" in {quantity.needs, table.since} and not calibrated:
            yield Complaint(here, 'It needs a wall line: a phase must have calibrate = "wall".')


def _used_measures(spec: Spec) -> Iterator[tuple[str, tuple[PathPart, ...]]]:
    def of(bands: Iterable[str], *path: PathPart) -> Iterator[tuple[str, tuple[PathPart, ...]]]:
        for name in bands:
            yield name, (*path, name)

    yield from of(spec.view.need, "view", "need")
    yield from of(spec.neutral.need, "neutral", "need")
    yield from of(spec.near.need, "near", "need")
    if spec.rep is not None and spec.rep.measure in spec.measure:
        yield spec.rep.measure, ("rep", "measure")
    if spec.telltale:
        yield spec.telltale, ("telltale",)
    for i, phase in enumerate(spec.phase):
        yield from of(phase.need, "phase", i, "need")
    for i, fault in enumerate(spec.fault):
        yield from of(fault.above, "fault", i, "above")
        yield from of(fault.below, "fault", i, "below")
        yield from of(fault.outside, "fault", i, "outside")
    for i, example in enumerate(spec.example):
        yield from of(example.given, "example", i, "given")


def _uses(spec: Spec) -> Iterator[Complaint]:
    for name, path in _used_measures(spec):
        if name not in spec.measure:
            close = get_close_matches(name, spec.measure, n=1)
            hint = f' Did you mean "{close[0]}"?' if close else ""
            yield Complaint(path, f"There is no [measure.{name}].{hint}")


def _phases(spec: Spec) -> Iterator[Complaint]:
    timed = [i for i, p in enumerate(spec.phase) if p.timed]
    if len(timed) != 1:
        yield Complaint(("phase",), f"Exactly one phase is timed; found {len(timed)}.")
    elif timed[0] != len(spec.phase) - 1:
        yield Complaint(("phase", timed[0]), "The timed phase comes last.")
    yield from _doubles("phase", [p.id for p in spec.phase])


def _doubles(table: str, ids: list[str]) -> Iterator[Complaint]:
    for i, name in enumerate(ids):
        if name in ids[:i]:
            yield Complaint((table, i, "id"), f'"{name}" is there twice; ids are unique.')


def _faults(spec: Spec) -> Iterator[Complaint]:
    ids = [f.id for f in spec.fault]
    phase_ids = {p.id for p in spec.phase} | (set() if spec.rep is None else set(ZONES))
    yield from _doubles("fault", ids)
    for i, fault in enumerate(spec.fault):
        here = ("fault", i)
        if not fault.limits() and fault.rep is None:
            yield Complaint(here, f'"{fault.id}" has no condition: give above, below or outside.')
        for key, names, known in (
            ("during", fault.during, phase_ids),
            ("unless", fault.unless, set(ids)),
        ):
            for name in names:
                if name not in known:
                    yield Complaint(
                        (*here, key),
                        f'"{name}" is not known here; there is {", ".join(sorted(known))}.',
                    )
        yield from _scolds(spec, fault, here)


def _scolds(spec: Spec, fault: FaultTable, here: tuple[PathPart, ...]) -> Iterator[Complaint]:
    """A fault that good form can set off: every condition lies inside what a phase accepts.

    The gate of a repetition is as wide as the whole movement, so a fault of one zone may lie in it.
    """
    if fault.severity == "hint":
        return
    for phase in spec.phase:
        if fault.during and phase.id not in fault.during:
            continue
        if fault.limits() and all(_accepted(spec, phase, *c) for c in fault.limits()):
            yield Complaint(
                here,
                f'Good form in phase "{phase.id}" can set off "{fault.id}": put a threshold '
                "outside the phase's band and its slack, or narrow the band.",
            )


def _accepted(spec: Spec, phase: PhaseTable, name: str, low: float, high: float) -> bool:
    """Whether some value below low or above high is still accepted by the phase.

    A measure that the phase does not band is not judged here: the fault alone decides.
    """
    band = phase.need.get(name)
    if band is None or name not in spec.measure:
        return False
    slack = spec.measure[name].slack
    return high < band[1] + slack or low > band[0] - slack


def _sides(spec: Spec) -> Iterator[Complaint]:
    if Side.BOTH in spec.sides and len(spec.sides) > 1:
        yield Complaint(("sides",), 'Either ["both"] or the single sides.')
    if spec.sides == (Side.BOTH,):
        for name, table in spec.measure.items():
            if table.of in {"work", "other"}:
                yield Complaint(
                    ("measure", name, "of"),
                    "Both sides work: say left, right, near, max, min or mean.",
                )


def _examples(spec: Spec) -> Iterator[Complaint]:
    fired: set[str] = set()
    first: dict[str, dict[str, float]] = {}
    for i, example in enumerate(spec.example):
        phase = next((p for p in spec.phase if p.id == example.phase), None)
        if phase is None:
            yield Complaint(("example", i, "phase"), f'There is no phase "{example.phase}".')
            continue
        given = first.setdefault(phase.id, example.given) | example.given
        got = {f.id for f in spec.fault if _fires(spec, f, phase.id, given)}
        got -= {f.id for f in spec.fault if f.id in got and got & set(f.unless)}
        fired |= got
        if got != set(example.expect):
            yield Complaint(
                ("example", i), f"It expects {_names(example.expect)} and gives {_names(got)}."
            )
        if not example.expect and (outside := _outside(phase.need, given)):
            yield Complaint(
                ("example", i, "given"),
                f"A clean example lies outside the phase: {_names(outside)}.",
            )
    for i, fault in enumerate(spec.fault):
        if fault.id not in fired and fault.rep is None:
            yield Complaint(("fault", i), f'No [[example]] sets off "{fault.id}". Add one.')
    if not any(not e.expect for e in spec.example):
        yield Complaint(("example",), "Add an example of good form, with expect = [].")


def _fires(spec: Spec, fault: FaultTable, phase: str, given: dict[str, float]) -> bool:
    here = {phase}
    if spec.rep is not None and spec.rep.measure in given:
        here.add(zone_of(spec.rep, given[spec.rep.measure]))
    if fault.rep is not None or (fault.during and not here & set(fault.during)):
        return False
    return all(
        name in given and not low <= given[name] <= high for name, low, high in fault.limits()
    )


def _outside(need: Bands, given: dict[str, float]) -> list[str]:
    return [n for n, (low, high) in need.items() if n not in given or not low <= given[n] <= high]


def _names(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids)) or "no fault"
