"""A plan: a spec resolved for one working side."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import inf

from formcheck.core.body import Side
from formcheck.core.kinematics import MEASURES, Definition
from formcheck.core.stretch import model
from formcheck.core.stretch.dose import Dose, build_dose
from formcheck.core.stretch.model import Spec

START_TOLERANCE = {"deg": 3.0, "ratio": 0.05, "1/s": 0.05}
"""How far beyond its bands a start is still accepted, by unit: the bands are rough already."""
TIME_SHARE = 0.2
"""A repetition is reported as too fast or too slow only if its time is beyond the limit by this
share of it: times are known to about a tenth. Chosen for formcheck."""
SHORT_RATIO = 0.9
"""The peak counts as held after this share of its seconds, since people count in their heads.
Chosen for formcheck."""


class RepShortcoming(Enum):
    """What a repetition lacks."""

    PARTIAL = "partial"
    """It turned back before the peak, or one of its sides surely did."""
    RETURN = "return"
    """It did not come all the way back."""
    FAST = "fast"
    SLOW = "slow"
    SHORT = "short"
    """Not long enough at the peak."""
    DROP = "drop"
    """The way back was too quick."""
    FORM = "form"
    UNSEEN = "unseen"
    OTHER_STRETCH = "other-stretch"
    """Another stretch was done meanwhile."""
    CUT_OFF = "cut-off"
    """The recording or session ended first."""

    @property
    def still_counts(self) -> bool:
        """Whether a repetition that lacks only this still counts."""
        return self in {RepShortcoming.SHORT, RepShortcoming.DROP}


@dataclass(frozen=True, slots=True)
class Need:
    """The target of one measure, low to high, and the tolerance beyond it, in its unit.

    An end without a requirement is infinite. moving: it is about movement, see Definition. reads:
    key of the body value that it reads, the same for all needs of that value; "" for measure.
    """

    measure: str
    low: float
    high: float
    tolerance: float
    moving: bool = False
    reads: str = field(default="", compare=False)

    @property
    def value(self) -> str:
        """Key of the body value that it reads; the two sides of a turn share one, mirrored."""
        return self.reads or self.measure

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest tolerated value."""
        return self.low - self.tolerance, self.high + self.tolerance


class FaultRule(model.FaultTable):
    """A fault of the plan: any of its needs is not met.

    zone: where in a repetition, "low" is its start, "high" its peak; "" anywhere. reported_by: the
    shortcoming of a repetition that shows the fault, which then has no needs. moving: it is about
    movement.
    """

    needs: tuple[Need, ...] = ()
    zone: str = ""
    moving: bool = False
    reported_by: RepShortcoming | None = None


class PhaseRule(model.PhaseTable):
    """A phase of the plan. The needs of the set-up decide when it is reached."""

    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class RepRule:
    """What one repetition is: the mean of ``measures`` goes from low to high and back.

    low is where its start ends, high where its peak begins. bottom is the other limit of the start,
    or the unchanged value if sides alternate: values below it do not count as range. Start and peak
    are left only hysteresis beyond their limit. hold_s: seconds required at the peak. at_peak,
    at_start: needs of other measures there.
    """

    table: model.RepTable
    measures: tuple[str, ...]
    low: float
    high: float
    bottom: float
    hysteresis: float
    hold_s: float
    at_peak: tuple[Need, ...]
    at_start: tuple[Need, ...] = ()

    @property
    def least_range(self) -> float:
        """The distance between the start and peak bands of the spec, without tolerances."""
        return self.high - self.low + 4 * self.hysteresis

    @property
    def least_s(self) -> float:
        """Seconds below which a repetition whose peak is held as required is too fast."""
        return self.hold_s + (1.0 - TIME_SHARE) * (self.table.seconds[0] - self.hold_s)

    @property
    def most_s(self) -> float:
        """Seconds above which a repetition is too slow."""
        return (1.0 + TIME_SHARE) * self.table.seconds[1]

    @property
    def least_top_s(self) -> float:
        """Seconds at the peak below which it is held too briefly; 0 if none are required."""
        return SHORT_RATIO * self.hold_s

    @property
    def peak_needs(self) -> tuple[Need, ...]:
        """What the peak requires of the driving measures, each side on its own."""
        return tuple(Need(m, self.high, inf, self.hysteresis) for m in self.measures)

    @property
    def try_at(self) -> float:
        """The value beyond which a movement towards the peak is an attempted repetition."""
        return self.low + self.table.try_from * (self.high - self.low)

    def compute_share(self, value: float) -> float:
        """Returns where a value lies between start (0) and peak (1), or beyond them."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Plan:
    """A spec resolved for one side: texts and measures name real sides.

    cues: by definition name, what to do about a low and about a high reading.
    contrast_needs: needs of the hold that tell it from the start, or all if none does.
    changing_needs: needs that require a change, each with the value of no change. unchanged_needs:
    for those that change from the start, needs that nothing has changed.
    """

    spec: Spec
    side: Side
    dose: Dose
    definitions: tuple[Definition, ...] = field(repr=False)
    cues: dict[str, tuple[str, str]] = field(repr=False)
    start_needs: tuple[Need, ...] = field(repr=False)
    contrast_needs: tuple[Need, ...] = field(repr=False)
    changing_needs: tuple[tuple[Need, float], ...] = field(repr=False)
    unchanged_needs: tuple[Need, ...] = field(repr=False)
    phases: tuple[PhaseRule, ...] = field(repr=False)
    faults: tuple[FaultRule, ...] = field(repr=False)
    rep: RepRule | None = field(repr=False)

    @property
    def timed_phase(self) -> PhaseRule:
        """The phase whose good seconds are the hold."""
        return self.phases[-1]

    @property
    def starts_between_ends(self) -> bool:
        """Whether the start of the movement lies between the two ends of a repetition."""
        if self.rep is None:
            return False
        none = self.find_definition(self.rep.measures[0]).unchanged
        return none is not None and self.rep.low < none < self.rep.high

    def find_definition(self, name: str) -> Definition:
        """Returns the definition of that name. Raises KeyError if the plan has none."""
        return {one.name: one for one in self.definitions}[name]

    def find_cue(self, measure: str, *, is_high: bool) -> str:
        """Returns what to do about a measure that is too high or too low; "" without a cue."""
        return self.cues.get(measure, ("", ""))[is_high]

    def find_remedy(self, measure: str, by: float) -> str:
        """Returns what to do about a measure off its target by ``by``; negative: below it."""
        return self.find_cue(measure, is_high=by * self.find_definition(measure).sign > 0)

    def find_fault(self, fault_id: str) -> FaultRule:
        """Returns the fault of that id. Raises KeyError if the plan has none."""
        return {rule.id: rule for rule in self.faults}[fault_id]


def plan_for(spec: Spec, side: Side) -> Plan:
    """Returns the plan of a spec for a side. Raises ValueError if the spec lacks that side."""
    if side not in spec.sides:
        raise ValueError(f"{spec.id} has no side {side.value}")
    spec = spec.with_texts(lambda text: model.say_side(text, side))
    read = {name: _resolve_quantity(name, spec, side) for name in spec.quantity}
    start = _build_start(spec, side)
    phases = tuple(_build_phase(p, spec, read) for p in spec.phase)
    hold = phases[-1]
    definitions = (
        *(d for one in read.values() for d in one.definitions),
        *(definition for definition, _ in start),
    )
    none_of = {one.name: one.unchanged for one in definitions}
    changing = tuple(
        (need, none)
        for need in hold.needs
        if (none := none_of[need.measure]) is not None
        and not need.limits[0] <= none <= need.limits[1]
    )
    from_start = {one.name for one in definitions if one.since == "start"}
    unchanged = tuple(
        Need(need.measure, none, none, need.tolerance)
        for need, none in changing
        if need.measure in from_start
    )
    return Plan(
        spec=spec,
        side=side,
        dose=build_dose(spec.dose),
        definitions=definitions,
        cues={d.name: one.cues for one in read.values() for d in one.definitions},
        start_needs=tuple(need for _, need in start),
        contrast_needs=_find_contrast(definitions, start, hold, {n.measure for n in unchanged}),
        changing_needs=changing,
        unchanged_needs=unchanged,
        phases=phases,
        faults=tuple(sorted((_build_fault(f, read) for f in spec.fault), key=lambda f: f.priority)),
        rep=None if spec.rep is None else _build_rep(spec.rep, spec, read),
    )


def _find_contrast(
    definitions: Iterable[Definition],
    start: Iterable[tuple[Definition, Need]],
    hold: PhaseRule,
    from_start: Container[str],
) -> tuple[Need, ...]:
    """Returns the needs of the hold that the start does not meet; all of them if there are none.

    The middle of the start's band is outside their target, or they are named in ``from_start``.
    """
    middles = {definition.measure: (need.low + need.high) / 2.0 for definition, need in start}
    measures = {one.name: one.measure for one in definitions if not one.since}
    found: list[Need] = []
    for need in hold.needs:
        middle = middles.get(measures.get(need.measure, ""))
        is_missed = middle is not None and not need.low <= middle <= need.high
        if need.measure in from_start or (is_missed and not need.moving):
            found.append(need)
    return tuple(found) or hold.needs


@dataclass(frozen=True, slots=True)
class _Read:
    """A quantity as it is read for one working side.

    If its repetition peaks below the start, it is read with its sign flipped, so that it rises;
    bands and cues, for a low and a high reading, are flipped too.
    """

    table: model.QuantityTable
    cues: tuple[str, str]
    definitions: tuple[Definition, ...]

    def build_needs(self, beyond: str = "either") -> tuple[Need, ...]:
        """Returns the needs of the target; for a fault beyond one end, only of that end."""
        low, high = self.table.target
        band = self.definitions[0].orient_band(
            -inf if beyond == "high" else low, inf if beyond == "low" else high
        )
        is_mirrored = self.table.of == "each" and MEASURES[self.table.measure].of == "turn"
        return tuple(
            Need(d.name, *band, self.table.tolerance, d.is_moving, _name_value(d, is_mirrored))
            for d in self.definitions
        )


def _name_value(read: Definition, is_mirrored: bool) -> str:
    whose = "" if is_mirrored else read.of.value
    return f"{read.measure} {whose} {read.since} {read.change} {read.size}"


def _resolve_quantity(name: str, spec: Spec, side: Side) -> _Read:
    table = spec.quantity[name]
    falls = spec.rep is not None and spec.rep.quantity == name and spec.rep.falls
    sign = -1.0 if falls else 1.0
    low, high = (_choose_cue(name, end, spec) for end in ("low", "high"))
    return _Read(
        table=table,
        cues=(high, low) if falls else (low, high),
        definitions=tuple(
            Definition(key, table.measure, of, table.since, table.change, table.absolute, sign)
            for key, of in _name_definitions(name, table.of, side)
        ),
    )


def _name_definitions(name: str, of: str, side: Side) -> tuple[tuple[str, Side], ...]:
    match of:
        case "body":
            return ((name, Side.BOTH),)
        case "each":
            return tuple((f"{name}.{one}", one) for one in (Side.LEFT, Side.RIGHT))
    return ((name, side if of == "work" else side.other),)


def _choose_cue(name: str, end: str, spec: Spec) -> str:
    """Returns the cue of a quantity beyond that end: its own, or else that of its fault."""
    own: str | None = getattr(spec.quantity[name], end)
    of_faults = (f.cue for f in spec.fault if f.quantity == name and f.beyond in {end, "either"})
    return own or next(of_faults, "")


def _build_start(spec: Spec, side: Side) -> tuple[tuple[Definition, Need], ...]:
    """Returns definitions and needs of the start; a measure of a side is needed on both sides."""
    turn = "body" if side is Side.BOTH else "work"
    found = []
    for measure, (low, high) in spec.start.need.items():
        of = {"side": "each", "turn": turn, "body": "body"}[MEASURES[measure].of]
        tolerance = START_TOLERANCE[MEASURES[measure].unit]
        for name, whose in _name_definitions(f"start.{measure}", of, side):
            found.append((Definition(name, measure, whose), Need(name, low, high, tolerance)))
    return tuple(found)


def _build_phase(table: model.PhaseTable, spec: Spec, read: Mapping[str, _Read]) -> PhaseRule:
    names = [name for name, q in spec.quantity.items() if q.at in {"hold", "throughout"}]
    if not table.timed:
        names = [*table.right] or [name for name in names if not spec.quantity[name].since]
    needs = tuple(need for name in names for need in read[name].build_needs())
    return PhaseRule.model_construct(**dict(table), needs=needs)


def _build_rep(table: model.RepTable, spec: Spec, read: Mapping[str, _Read]) -> RepRule:
    driving = read[table.quantity]
    first = driving.definitions[0]
    bottom, start = first.orient_band(*table.start)
    peak, _ = first.orient_band(*table.peak)
    middle = first.unchanged if spec.dose.alternate else None
    # The tolerance takes at most a third of the distance, so that start and peak do not meet.
    tolerance = min(driving.table.tolerance, (peak - start) / 3)
    others = [one for name, one in read.items() if name != table.quantity]
    at_start, at_peak = (
        tuple(need for one in others if one.table.at == at for need in one.build_needs())
        for at in ("rep-start", "rep-peak")
    )
    return RepRule(
        table=table,
        measures=tuple(d.name for d in driving.definitions),
        low=start + tolerance,
        high=peak - tolerance,
        bottom=bottom if middle is None else max(bottom, middle),
        hysteresis=tolerance / 2,
        hold_s=spec.dose.rep_hold_s,
        at_peak=at_peak,
        at_start=at_start,
    )


_ZONES = {"rep-start": "low", "rep-peak": "high"}


def _build_fault(table: model.FaultTable, read: Mapping[str, _Read]) -> FaultRule:
    of = read.get(table.quantity)
    if of is None:
        return FaultRule.model_construct(
            **dict(table), reported_by=table.rep and RepShortcoming(table.rep)
        )
    return FaultRule.model_construct(
        **dict(table),
        needs=of.build_needs(table.beyond),
        zone=_ZONES.get(of.table.at, ""),
        moving=any(d.is_moving for d in of.definitions),
    )
