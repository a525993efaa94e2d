"""A plan: a spec resolved for one working side. What check and coach work with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from formcheck.core.body import Side
from formcheck.core.kinematics import MEASURES, Definition, Of
from formcheck.core.stretch.model import (
    Band,
    FaultTable,
    PhaseTable,
    QuantityTable,
    RepTable,
    Spec,
    Unit,
)

_EITHER = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")

START_TOLERANCE = {"deg": 3.0, "ratio": 0.05, "1/s": 0.05}
"""How far beyond its bands the start still is one, by unit: the bands are rough already."""


@dataclass(frozen=True, slots=True)
class Need:
    """A wanted band of one measure, and how far beyond it is tolerated.

    key is unique in the plan. moving: the measure is about movement, see Definition.
    """

    key: str
    measure: str
    low: float
    high: float
    tolerance: float
    moving: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What makes a fault: the measure lies below low or above high, its fail limits.

    tolerance is that of the quantity, which is how exactly it must be measured to tell.
    """

    measure: str
    low: float
    high: float
    tolerance: float


@dataclass(frozen=True, slots=True)
class FaultRule:
    """A fault of the plan: any of its conditions, during zones of a repetition (empty: always).

    rep says which end of a repetition tells it, "" for one of a quantity; within_s belongs
    to "drop": the way back was quicker. moving: it is about movement.
    """

    id: str
    title: str
    cue: str
    quantity: str
    conditions: tuple[Condition, ...]
    during: frozenset[str]
    for_s: float
    severity: str
    priority: int
    moving: bool
    rep: str = ""
    within_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RepRule:
    """What one repetition is: the mean of ``measures`` goes from low to high and back.

    bottom is the other limit of the near end: what lies below it does not count as range. An end is
    left only slack beyond it. hold_s are the seconds wanted at the far end. near and
    far are what is wanted of other measures at the two ends.
    """

    measures: tuple[str, ...]
    low: float
    high: float
    bottom: float
    min_s: float
    max_s: float
    partial: float
    slack: float
    hold_s: float
    near: tuple[Need, ...]
    far: tuple[Need, ...]

    @property
    def least_range(self) -> float:
        """How far it is from end to end, without the tolerance of the ends."""
        return self.high - self.low + 4 * self.slack

    @property
    def try_at(self) -> float:
        """The value from which on it was a try, on the way to the far end."""
        return self.low + self.partial * (self.high - self.low)

    def share(self, value: float) -> float:
        """How far from the near end (0) to the far end (1) a value lies; not limited to them."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """A phase of the plan. The needs of the set-up tell when it is reached."""

    id: str
    say: str
    needs: tuple[Need, ...]
    timed: bool
    set_up: bool


@dataclass(frozen=True, slots=True)
class MeasureText:
    """What to tell about a measure: the cue when low or high, and what it is a proxy for."""

    low: str
    high: str
    proxy: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Spec x side, resolved: measures name real sides.

    unit is what the dose counts. A hold lasts hold_s (all breaths of a set by the pacer; the least
    time of a release); of repetitions it is 0, and reps of them are wanted in a round. holds is the
    number of rounds: holds, sets or spots. cycle_s is one breath of the pacer. timer: only that the
    person is in position is checked. at_least: more than the dose is welcome.
    """

    spec_id: str
    title: str
    position: str
    side: Side
    definitions: tuple[Definition, ...]
    texts: dict[str, MeasureText]
    view_say: str
    start_needs: tuple[Need, ...]
    start_for_s: float
    phases: tuple[PhaseRule, ...]
    faults: tuple[FaultRule, ...]
    timer: bool
    unit: Unit
    hold_s: float
    holds: int
    reps: int
    cycle_s: float
    at_least: bool
    alternate: bool
    rep: RepRule | None

    @property
    def goal(self) -> int:
        """What ``SideSummary.reps`` must reach: holds, or repetitions over all sets."""
        return self.holds if self.rep is None else self.holds * self.reps

    @property
    def timed_phase(self) -> PhaseRule:
        """The phase whose good seconds are the hold."""
        return next(p for p in self.phases if p.timed)

    def definition(self, name: str) -> Definition:
        """The definition of that name. Raises StopIteration where there is none."""
        return next(d for d in self.definitions if d.name == name)

    def fault(self, fault_id: str) -> FaultRule:
        """The fault of that id. Raises KeyError when the plan has none."""
        for rule in self.faults:
            if rule.id == fault_id:
                return rule
        raise KeyError(fault_id)


def plan_for(spec: Spec, side: Side) -> Plan:
    """The plan of a spec for a working side. Raises ValueError for a side the spec has not."""
    if side not in spec.sides:
        raise ValueError(f"{spec.id} has no side {side.value}")
    read = {name: _read(name, spec, side) for name in spec.quantity}
    start = _start(spec, side)
    return Plan(
        spec_id=spec.id,
        title=spec.title,
        position=spec.position,
        side=side,
        definitions=(
            *(d for one in read.values() for d in one.definitions),
            *(definition for definition, _ in start),
        ),
        texts={d.name: one.text for one in read.values() for d in one.definitions},
        view_say=say_side(spec.view.say, side),
        start_needs=tuple(need for _, need in start),
        start_for_s=spec.start.for_s,
        phases=tuple(_phase(p, spec, side, read) for p in spec.phase),
        faults=tuple(sorted((_fault(f, side, read) for f in spec.fault), key=lambda f: f.priority)),
        timer=spec.class_ == "timer",
        unit=spec.dose.unit,
        hold_s=spec.dose.round_s,
        holds=spec.dose.rounds,
        reps=spec.dose.reps,
        cycle_s=spec.dose.cycle_s if spec.dose.breaths else 0.0,
        at_least=spec.dose.at_least,
        alternate=spec.dose.alternate,
        rep=None if spec.rep is None else _rep(spec.rep, spec, read),
    )


def say_side(text: str, side: Side) -> str:
    """The text with {side} and {other_side} replaced by the person's own sides.

    A translation may write {a|b} instead, for languages that bend the word: a when the working
    side is left, b when it is right.
    """
    said = text.replace("{side}", side.value).replace("{other_side}", side.other.value)
    return _EITHER.sub(lambda found: found[1 if side is Side.LEFT else 2], said)


@dataclass(frozen=True, slots=True)
class _Read:
    """A quantity as it is read for one working side.

    A driver that falls is read with its sign turned, so that it rises; bands and texts turn too.
    """

    table: QuantityTable
    falls: bool
    definitions: tuple[Definition, ...]
    text: MeasureText

    def turned(self, band: Band) -> Band:
        """A band of the file as the definitions read it."""
        return (-band[1], -band[0]) if self.falls else band

    def needs(self, where: str) -> tuple[Need, ...]:
        """Its target as needs, one for each definition."""
        low, high = self.turned(self.table.target)
        return tuple(
            Need(f"{where}.{d.name}", d.name, low, high, self.table.tolerance, d.is_moving)
            for d in self.definitions
        )

    def conditions(self, beyond: str) -> tuple[Condition, ...]:
        """What is farther beyond that end of its target (or either) than its tolerance."""
        (low, high), tolerance = self.table.target, self.table.tolerance
        limits = self.turned(
            (
                -inf if beyond == "high" else low - tolerance,
                inf if beyond == "low" else high + tolerance,
            )
        )
        return tuple(Condition(d.name, *limits, tolerance) for d in self.definitions)


def _read(name: str, spec: Spec, side: Side) -> _Read:
    table = spec.quantity[name]
    falls = spec.rep is not None and spec.rep.driver == name and spec.rep.falls
    low, high = (_cue(name, end, spec, side) for end in ("low", "high"))
    return _Read(
        table=table,
        falls=falls,
        definitions=tuple(
            Definition(
                name=key,
                measure=table.measure,
                of=of,
                since=table.since,
                change=table.change,
                size=table.size,
                sign=-1.0 if falls else 1.0,
            )
            for key, of in _whose(name, table.of, side)
        ),
        text=MeasureText(*((high, low) if falls else (low, high)), table.proxy),
    )


def _whose(name: str, of: str, side: Side) -> tuple[tuple[str, Of], ...]:
    match of:
        case "body":
            return ((name, Of.BODY),)
        case "each":
            return tuple((f"{name}.{one}", one) for one in (Of.LEFT, Of.RIGHT))
    return ((name, Of(side.value if of == "work" else side.other.value)),)


def _cue(name: str, end: str, spec: Spec, side: Side) -> str:
    """What to do when a quantity is beyond that end: its own cue, or else that of its fault."""
    own: str | None = getattr(spec.quantity[name], end)
    of_faults = (f.cue for f in spec.fault if f.quantity == name and f.beyond in {end, "either"})
    return say_side(own or next(of_faults, ""), side)


def _start(spec: Spec, side: Side) -> tuple[tuple[Definition, Need], ...]:
    """What is read of the start, and what is wanted of it: of a measure of a side, of both."""
    turn = "body" if side is Side.BOTH else "work"
    found = []
    for measure, (low, high) in spec.start.need.items():
        of = {"side": "each", "turn": turn, "body": "body"}[MEASURES[measure].of]
        tolerance = START_TOLERANCE[MEASURES[measure].unit]
        for name, whose in _whose(f"start.{measure}", of, side):
            definition = Definition(name=name, measure=measure, of=whose)
            found.append((definition, Need(name, name, low, high, tolerance)))
    return tuple(found)


def _phase(table: PhaseTable, spec: Spec, side: Side, read: Mapping[str, _Read]) -> PhaseRule:
    if table.timed:
        names = [name for name, q in spec.quantity.items() if q.at in {"hold", "throughout"}]
    else:
        names = [*table.right] or [
            name
            for name, q in spec.quantity.items()
            if q.at in {"hold", "throughout"} and not q.since
        ]
    return PhaseRule(
        id=table.id,
        say=say_side(table.say, side),
        needs=tuple(need for name in names for need in read[name].needs(table.id)),
        timed=table.timed,
        set_up=table.set_up,
    )


def _rep(table: RepTable, spec: Spec, read: Mapping[str, _Read]) -> RepRule:
    driver = read[table.driver]
    near, far = driver.turned(table.near)[1], driver.turned(table.far)[0]
    # Where the tolerance would let the ends meet, each takes a third of what lies between them.
    tolerance = min(driver.table.tolerance, (far - near) / 3)
    low, high = near + tolerance, far - tolerance

    def needs(at: str) -> tuple[Need, ...]:
        others = [r for name, r in read.items() if name != table.driver and r.table.at == at]
        return tuple(need for one in others for need in one.needs(at))

    return RepRule(
        measures=tuple(d.name for d in driver.definitions),
        low=low,
        high=high,
        bottom=driver.turned(table.near)[0],
        min_s=table.seconds[0],
        max_s=table.seconds[1],
        partial=table.partial,
        slack=tolerance / 2,
        hold_s=spec.dose.rep_hold_s,
        near=needs("near"),
        far=needs("far"),
    )


_DURING = {"far": frozenset({"high"}), "near": frozenset({"low"})}


def _fault(table: FaultTable, side: Side, read: Mapping[str, _Read]) -> FaultRule:
    of = read.get(table.quantity)
    return FaultRule(
        id=table.id,
        title=table.title,
        cue=say_side(table.cue, side),
        quantity=table.quantity,
        conditions=() if of is None else of.conditions(table.beyond),
        during=frozenset() if of is None else _DURING.get(of.table.at, frozenset()),
        for_s=table.for_s,
        severity=table.severity,
        priority=table.priority,
        moving=of is not None and any(d.is_moving for d in of.definitions),
        rep=table.rep or "",
        within_s=table.within_s,
    )
