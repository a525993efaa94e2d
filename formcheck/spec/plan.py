"""A plan: a spec resolved for one working side. What check and coach work with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf, isnan

from formcheck.body import Side
from formcheck.measure import CATALOGUE, Definition, Of
from formcheck.spec.model import Bands, FaultTable, MeasureTable, RepTable, Spec, Unit

_EITHER = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")

MOTION = "motion_tl_s"
"""The measure every plan has: nothing counts while the person is still moving."""


@dataclass(frozen=True, slots=True)
class Need:
    """A wanted band of one measure. ``key`` is unique in the plan, for hysteresis."""

    key: str
    measure: str
    low: float
    high: float
    slack: float


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a fault: the measure lies below low or above high."""

    measure: str
    low: float
    high: float
    slack: float


@dataclass(frozen=True, slots=True)
class FaultRule:
    """A fault of the plan; ``during`` holds phase ids and zones of a repetition, empty for all.

    rep says which end of a repetition tells it, "" for one that has conditions; within_s belongs
    to "drop": the way back was quicker.
    """

    id: str
    title: str
    cue: str
    conditions: tuple[Condition, ...]
    during: frozenset[str]
    for_s: float
    after_s: float
    severity: str
    priority: int
    unless: frozenset[str]
    looks_like: str
    moving: bool
    rep: str = ""
    within_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RepRule:
    """What one repetition is: ``measure`` goes from low to high and back to ``back``.

    try_at is the value from which on it was a try. slack is that of the measure: an end is left
    only so far beyond it. hold_s are the seconds wanted at the far end. either: both ends
    are visited, in any order, and back lies between them.
    """

    measure: str
    low: float
    high: float
    back: float
    either: bool
    min_s: float
    max_s: float
    partial: float
    slack: float
    hold_s: float

    @property
    def try_at(self) -> float:
        """The value from which on it was a try, on the way to the far end."""
        floor = self.back if self.either else self.low
        return floor + self.partial * (self.high - floor)

    @property
    def try_below(self) -> float:
        """The same on the way to the near end, where both ends are visited."""
        return self.back - self.partial * (self.back - self.low)

    def share(self, value: float) -> float:
        """How far from the near end (0) to the far end (1) a value lies; not limited to them."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """A phase of the plan."""

    id: str
    say: str
    needs: tuple[Need, ...]
    for_s: float
    timed: bool
    calibrate: str


@dataclass(frozen=True, slots=True)
class MeasureText:
    """What to tell about a measure: the cue when low or high, and what it is a proxy for."""

    low: str
    high: str
    proxy: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Spec x side, resolved: measures name real sides, bands carry their slack.

    speeds are the measures that tell rest. unit is what the dose counts. A hold lasts hold_s (all
    breaths of a set by the pacer; the least time of a release); of repetitions it is 0, and reps of
    them are wanted in a round. holds is the number of rounds: holds, sets or spots. cycle_s is one
    breath of the pacer. timer: only that the person is in position is checked. at_least: more than
    the dose is welcome.
    """

    spec_id: str
    title: str
    side: Side
    definitions: tuple[Definition, ...]
    speeds: frozenset[str]
    texts: dict[str, MeasureText]
    view_needs: tuple[Need, ...]
    view_say: str
    neutral_needs: tuple[Need, ...]
    neutral_for_s: float
    near_needs: tuple[Need, ...]
    near_for_s: float
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
    telltale: str
    telltale_hidden: str

    @property
    def goal(self) -> int:
        """What ``SideSummary.reps`` must reach: holds, or repetitions over all sets."""
        return self.holds if self.rep is None else self.holds * self.reps

    @property
    def timed_phase(self) -> PhaseRule:
        """The phase whose good seconds are the hold."""
        return next(p for p in self.phases if p.timed)

    def telltale_of(self, value: float) -> float:
        """How much the telltale speaks against this side; ``value`` NaN is hidden."""
        if not isnan(value):
            return value
        return inf if self.telltale_hidden == "against" else -inf

    def fault(self, fault_id: str) -> FaultRule:
        """The fault of that id. Raises KeyError when the plan has none."""
        for rule in self.faults:
            if rule.id == fault_id:
                return rule
        raise KeyError(fault_id)


def plan_for(spec: Spec, side: Side) -> Plan:
    """The plan of a spec for one working side.

    Raises ValueError when the spec does not work that side.
    """
    if side not in spec.sides:
        raise ValueError(f"{spec.id} has no side {side.value}")
    definitions = (
        *(_definition(name, m, side) for name, m in spec.measure.items()),
        Definition(MOTION, MOTION, Of.BODY),
    )
    return Plan(
        spec_id=spec.id,
        title=spec.title,
        side=side,
        definitions=definitions,
        speeds=frozenset(d.name for d in definitions if CATALOGUE[d.quantity].unit == "tl_s"),
        texts={
            name: MeasureText(say_side(m.low or "", side), say_side(m.high or "", side), m.proxy)
            for name, m in spec.measure.items()
        },
        view_needs=_needs("view", spec.view.need, spec),
        view_say=say_side(spec.view.say, side),
        neutral_needs=_needs("neutral", spec.neutral.need, spec),
        neutral_for_s=spec.neutral.for_s,
        near_needs=_needs("near", spec.near.need, spec),
        near_for_s=spec.near.for_s,
        phases=tuple(
            PhaseRule(
                id=p.id,
                say=say_side(p.say, side),
                needs=_needs(p.id, p.need, spec),
                for_s=p.for_s,
                timed=p.timed,
                calibrate=p.calibrate,
            )
            for p in spec.phase
        ),
        faults=tuple(sorted((_fault(f, spec, side) for f in spec.fault), key=lambda f: f.priority)),
        timer=spec.class_ == "timer",
        unit=spec.dose.unit,
        hold_s=spec.dose.round_s,
        holds=spec.dose.rounds,
        reps=spec.dose.reps,
        cycle_s=spec.dose.cycle_s if spec.dose.breaths else 0.0,
        at_least=spec.dose.at_least,
        alternate=spec.dose.alternate,
        rep=None if spec.rep is None else _rep(spec.rep, spec),
        telltale=spec.telltale,
        telltale_hidden=spec.telltale_hidden,
    )


def say_side(text: str, side: Side) -> str:
    """The text with {side} and {other_side} replaced by the person's own sides.

    A translation may write {a|b} instead, for languages that bend the word: a when the working
    side is left, b when it is right.
    """
    said = text.replace("{side}", side.value).replace("{other_side}", side.other.value)
    return _EITHER.sub(lambda found: found[1 if side is Side.LEFT else 2], said)


def _definition(name: str, table: MeasureTable, side: Side) -> Definition:
    of = {"work": side.value, "other": side.other.value}.get(table.of, table.of)
    return Definition(name=name, quantity=table.quantity, of=Of(of), since=table.since)


def _needs(where: str, bands: Bands, spec: Spec) -> tuple[Need, ...]:
    return tuple(
        Need(
            key=f"{where}.{name}",
            measure=name,
            low=low,
            high=high,
            slack=spec.measure[name].slack,
        )
        for name, (low, high) in bands.items()
    )


def _rep(table: RepTable, spec: Spec) -> RepRule:
    return RepRule(
        measure=table.measure,
        low=table.low,
        high=table.high,
        back=table.back_at,
        either=table.start == "either",
        min_s=table.min_s,
        max_s=table.max_s,
        partial=table.partial,
        slack=spec.measure[table.measure].slack,
        hold_s=spec.dose.rep_hold_s,
    )


def _fault(table: FaultTable, spec: Spec, side: Side) -> FaultRule:
    conditions = tuple(
        Condition(name, low, high, spec.measure[name].slack) for name, low, high in table.limits()
    )
    return FaultRule(
        id=table.id,
        title=table.title,
        cue=say_side(table.cue, side),
        conditions=conditions,
        during=frozenset(table.during),
        for_s=table.for_s,
        after_s=table.after_s,
        severity=table.severity,
        priority=table.priority,
        unless=frozenset(table.unless),
        looks_like=table.looks_like,
        moving=table.moving,
        rep=table.rep or "",
        within_s=table.within_s,
    )
