"""Semantic checks of a spec that is valid in structure but would still coach wrongly."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import isinf

from formcheck.core.body import Side
from formcheck.core.kinematics import MEASURES
from formcheck.core.kinematics.measures import ReadingKind
from formcheck.core.stretch import model
from formcheck.core.stretch.band_checks import SIGNED, check_bands, find_reach
from formcheck.core.stretch.dose import ASK_DELAY_S, ASK_ROOM_S, build_dose
from formcheck.core.stretch.model import Spec
from formcheck.core.stretch.plan import TIME_SHARE
from formcheck.core.stretch.problems import Complaint, PathPart, suggest_spelling
from formcheck.core.stretch.text_checks import check_texts

_DRIFTS = {ReadingKind.DRIFT, ReadingKind.STRETCHED}


def find_complaints(spec: Spec) -> Iterator[Complaint]:
    """Yields every semantic problem of a spec that is valid in structure."""
    checks = (
        _check_quantities, check_bands, _check_start, _check_dose, _check_repetitions,
        _check_phases, _check_faults, _check_sides, _check_questions, check_texts,
    )  # fmt: skip
    for check in checks:
        yield from check(spec)


def _check_quantities(spec: Spec) -> Iterator[Complaint]:
    has_set_up = any(p.set_up for p in spec.phase)
    for name, table in spec.quantity.items():
        here = ("quantity", name)
        measure = MEASURES[table.measure]
        if (measure.of == "body") != (table.of == "body"):
            wanted = "leave it out" if measure.of == "body" else 'say whose, such as of = "work"'
            belongs = "belongs to the whole body" if measure.of == "body" else "has two sides"
            yield (*here, "of"), f'"{table.measure}" {belongs}: {wanted}.'
        yield from _check_change(table, here)
        if table.since == "set-up" and not has_set_up:
            yield (*here, "since"), "No phase is the set-up: give the first set_up = true."
        if (table.at in {"rep-start", "rep-peak"}) and spec.rep is None:
            yield (*here, "at"), f'"{table.at}" goes only with [rep].'
        if table.at == "hold" and spec.rep is not None:
            yield (*here, "at"), 'With [rep] write "rep-start", "rep-peak" or "throughout".'
    if spec.rep is None and all(table.is_moving for table in spec.quantity.values()):
        yield ("quantity",), "Nothing would count: a quantity other than a speed must be wanted."
    yield from _check_contradictions(spec)


def _check_contradictions(spec: Spec) -> Iterator[Complaint]:
    """Yields targets of one value that nobody can meet at once."""
    for (one, first), (other, second) in combinations(spec.quantity.items(), 2):
        shared = _includes(first, second) or _includes(second, first)
        (low, high), (low2, high2) = first.target, second.target
        if shared and first.at == second.at and (high < low2 or high2 < low):
            yield ("quantity", other, "target"), f'It never fits together with that of "{one}".'


def _includes(first: model.QuantityTable, second: model.QuantityTable) -> bool:
    """Whether the first quantity covers every value that the second covers."""
    names = ("measure", "since", "change", "absolute")
    alike = all(getattr(first, name) == getattr(second, name) for name in names)
    return alike and first.of in {second.of, "each"}


def _check_change(table: model.QuantityTable, here: tuple[PathPart, ...]) -> Iterator[Complaint]:
    measure = MEASURES[table.measure]
    drifts = measure.kind in _DRIFTS
    if measure.kind is ReadingKind.SPEED:
        if given := [key for key in ("since", "change") if getattr(table, key)]:
            yield (*here, given[0]), '"speed" is a change itself: leave since and change out.'
    elif drifts and table.change:
        yield (*here, "change"), f'"{table.measure}" is a change itself: leave it out.'
    elif drifts and not table.since:
        yield here, f'"{table.measure}" counts from a moment: give since.'
    elif table.change in {"difference", "ratio"} and not table.since:
        yield (*here, "change"), f"A {table.change} to which moment? Give since."
    elif table.since and not drifts and table.change not in {"difference", "ratio"}:
        yield (*here, "since"), 'Say how it is compared: change = "difference" or "ratio".'
    elif table.change == "ratio" and (measure.unit == "deg" or measure.id in SIGNED):
        yield (*here, "change"), 'A ratio needs a length: write change = "difference".'


def _check_start(spec: Spec) -> Iterator[Complaint]:
    for name in spec.start.need:
        if MEASURES[name].kind is not ReadingKind.POSE:
            yield ("start", "need", name), "The start is a pose: a drift or a speed is none."


def _check_phases(spec: Spec) -> Iterator[Complaint]:
    timed = [i for i, p in enumerate(spec.phase) if p.timed]
    if timed != [len(spec.phase) - 1]:
        yield ("phase",), "Exactly one phase is timed, the last."
    if len(spec.phase) > 2:
        what = "There are two phases at most: the set-up and the timed one"
        yield ("phase", 2), f"{what}. Other steps go into setup."
    for i, phase in enumerate(spec.phase):
        if phase.timed and phase.set_up:
            yield ("phase", i), "A phase is either timed or the set-up."
        elif not phase.timed and not phase.set_up and i + 1 < len(spec.phase):
            yield ("phase", i), "Add set_up = true, or put what it says into setup."
        if phase.right and not phase.set_up:
            yield ("phase", i, "right"), "It goes only with set_up = true."
        if phase.set_up and not phase.right and not any(map(_tells_set_up, spec.quantity.values())):
            yield ("phase", i), "Nothing tells the set-up: want a quantity that is not a change."
        for what in _check_right(spec, phase):
            yield ("phase", i, "right"), what
    yield from _check_unique("phase", "id", [p.id for p in spec.phase])


def _check_right(spec: Spec, phase: model.PhaseTable) -> Iterator[str]:
    for name in phase.right:
        if name not in spec.quantity:
            yield describe_unknown(spec, name)
        elif spec.quantity[name].since == "set-up":
            yield f'"{name}" counts from the set-up: it can\'t tell it.'
    known = [spec.quantity[name] for name in phase.right if name in spec.quantity]
    if known and all(table.is_moving for table in known):
        yield "Nothing tells the set-up: these are movement alone."


def _tells_set_up(table: model.QuantityTable) -> bool:
    return table.at in {"hold", "throughout"} and not table.since and not table.is_moving


def _check_unique(table: str, key: str, values: Sequence[str | None]) -> Iterator[Complaint]:
    for i, value in enumerate(values):
        if value and value in values[:i]:
            yield (table, i, key), f'"{value}" is there twice: each {key} stands once.'


def _check_faults(spec: Spec) -> Iterator[Complaint]:
    yield from _check_unique("fault", "id", [f.id for f in spec.fault])
    yield from _check_unique("unseen_fault", "id", [f.id for f in spec.unseen_fault])
    seen = {fault.id for fault in spec.fault}
    for i, unseen in enumerate(spec.unseen_fault):
        if unseen.id in seen:
            yield ("unseen_fault", i, "id"), f'"{unseen.id}" is a [[fault]] already: rename one.'
    for i, fault in enumerate(spec.fault):
        here = ("fault", i)
        if bool(fault.quantity) == (fault.rep is not None):
            yield here, "Either a quantity tells it, or a repetition (rep)."
        elif bool(fault.quantity) != bool(fault.beyond):
            yield here, "quantity and beyond go together."
        elif fault.quantity and fault.quantity not in spec.quantity:
            yield (*here, "quantity"), describe_unknown(spec, fault.quantity)
        elif fault.quantity and (open_end := _describe_open(spec, fault)):
            yield (*here, "beyond"), open_end
        elif fault.quantity:
            yield from _check_quantity_fault(spec, fault, i)


def _check_quantity_fault(spec: Spec, fault: model.FaultTable, i: int) -> Iterator[Complaint]:
    here, own = ("fault", i), spec.quantity[fault.quantity]
    if fault.sides and (own.of != "each" or MEASURES[own.measure].of != "side"):
        yield (*here, "sides"), 'It goes only with a quantity of = "each" that is no turn.'
    if over := _describe_end(spec, fault):
        yield (*here, "for_s"), over
    for other in spec.fault[:i]:
        if all(getattr(other, key) == getattr(fault, key) for key in _RULE):
            yield (*here, "quantity"), f'"{other.id}" tells just the same: leave one of them out.'


def _describe_end(spec: Spec, fault: model.FaultTable) -> str:
    """Returns a sentence if the hold or repetition ends before the fault can count, "" otherwise.

    A quantity required throughout repetitions may be wrong for longer than one of them.
    """
    name = "The hold"
    longest_s = spec.dose.release.most_s if spec.dose.release else build_dose(spec.dose).round_s
    if spec.rep is not None and spec.quantity[fault.quantity].at == "rep-peak":
        name, longest_s = "A repetition", (1.0 + TIME_SHARE) * spec.rep.seconds[1]
    if 0 < longest_s < fault.for_s:
        return f"{name} is over after {longest_s:g} s: write less than that."
    return ""


_RULE = ("quantity", "beyond", "sides", "for_s", "severity")
"""Keys that distinguish two faults of one quantity."""


def _describe_open(spec: Spec, fault: model.FaultTable) -> str:
    """Returns a sentence if no value can lie beyond that end of the target, "" otherwise."""
    table = spec.quantity[fault.quantity]
    (low, high), (least, most) = table.target, find_reach(table.measure, table)
    if isinf({"low": low, "high": high}.get(fault.beyond, 0.0)):
        return f'The target of "{fault.quantity}" has no such end.'
    ends = {"low": low - table.tolerance <= least, "high": high + table.tolerance >= most}
    if ends.get(fault.beyond, all(ends.values())):
        return f'No value is so far beyond the target of "{fault.quantity}".'
    return ""


def _check_sides(spec: Spec) -> Iterator[Complaint]:
    if Side.BOTH in spec.sides and len(spec.sides) > 1:
        yield ("sides",), 'Either ["both"] or the single sides.'
    if len(set(spec.sides)) < len(spec.sides):
        yield ("sides",), "Each side is given once."
    both_work = spec.sides == (Side.BOTH,)
    if both_work and spec.view.near_side != "any":
        yield ("view", "near_side"), 'Both sides work, so neither is meant: write "any".'
    for name, table in spec.quantity.items():
        here = ("quantity", name, "of")
        if _is_mirrored(spec, name):
            wanted = 'write sides = ["left", "right"]' if both_work else 'say of = "work"'
            yield here, f"A turn goes to one side: {wanted}, or absolute = true."
        elif both_work and table.of in {"work", "other"}:
            yield here, 'Both sides work: say of = "each".'


def _is_mirrored(spec: Spec, name: str) -> bool:
    """Whether a turn is required of both sides, one of which reads it with the sign flipped.

    Both sides can meet a symmetric target, but the mean that drives a repetition is always 0.
    """
    table = spec.quantity[name]
    is_turn = MEASURES[table.measure].of == "turn" and not table.absolute and table.of != "body"
    of_both = table.of == "each" or spec.sides == (Side.BOTH,)
    drives = spec.rep is not None and spec.rep.quantity == name
    return is_turn and of_both and (drives or table.target[0] != -table.target[1])


_UNITS = ("hold_s", "reps", "breaths", "release")
_ONLY_WITH = {
    "holds": "hold_s",
    "at_least": "hold_s",
    "rep_hold_s": "reps",
    "alternate": "reps",
    "in_s": "breaths",
    "out_s": "breaths",
    "pause_s": "breaths",
}
MOST_BREATHS_A_MINUTE = 15.0
"""A faster pacer is not calm breathing: the rate at rest is 12-20 (coaching.md#breathing)."""


def describe_unknown(spec: Spec, name: str) -> str:
    """Returns a sentence that there is no such quantity, with one that may be meant."""
    return f"There is no [quantity.{name}]." + suggest_spelling(name, spec.quantity)


def _check_dose(spec: Spec) -> Iterator[Complaint]:
    dose = spec.dose
    units = [name for name in _UNITS if getattr(dose, name)]
    if len(units) != 1:
        found = f"found {', '.join(units)}" if units else "none is given"
        yield ("dose",), f"Exactly one of hold_s, reps, breaths and release is given; {found}."
    for name, wanted in _ONLY_WITH.items():
        if name in dose.model_fields_set and not getattr(dose, wanted):
            yield ("dose", name), f'"{name}" goes only with {wanted}.'
    yield from _check_amounts(dose)
    if dose.release is not None:
        yield from _check_release(dose.release)
        if not any(ask.kind == "pain" for ask in spec.ask):
            yield ("dose", "release"), 'The person rates it: add an [[ask]] with kind = "pain".'
    if dose.alternate and len(spec.sides) == 1:
        yield ("dose", "alternate"), 'Sides that take turns are sides = ["left", "right"].'


def _check_amounts(dose: model.DoseTable) -> Iterator[Complaint]:
    if dose.breaths and (pace := 60.0 / dose.cycle_s) > MOST_BREATHS_A_MINUTE:
        found = f"{pace:.0f} breaths a minute is not calm breathing"
        yield ("dose", "in_s"), f"{found}; at most {MOST_BREATHS_A_MINUTE:.0f}."
    if dose.weeks is not None and not 1 <= dose.weeks[0] <= dose.weeks[1]:
        yield ("dose", "weeks"), "Weeks are [from, to], rising and at least 1."
    if dose.progress is not None:
        amount = dose.reps or dose.breaths or dose.hold_s
        start, to = dose.progress.start, dose.progress.to
        if dose.release is not None or not start <= amount <= to or start == to:
            yield ("dose", "progress"), "from lies below to, and the dose lies between them."


def _check_release(release: model.ReleaseTable) -> Iterator[Complaint]:
    if not release.goal < release.start[0] <= release.start[1]:
        yield ("dose", "release"), "start is [from, to], rising, and goal lies below it."
    if not release.least_s <= release.most_s:
        yield ("dose", "release"), "most_s is at least least_s."


def _check_repetitions(spec: Spec) -> Iterator[Complaint]:
    if spec.rep is None and spec.dose.reps:
        yield ("dose", "reps"), "Repetitions need [rep]: add that table."
    if spec.rep is not None and not spec.dose.reps:
        yield ("rep",), "Repetitions need dose.reps: give their number."
    for i, fault in enumerate(spec.fault):
        yield from _check_rep_fault(spec, fault, i)
    yield from _check_unique("fault", "rep", [f.rep for f in spec.fault])
    if spec.rep is not None:
        yield from _check_rep(spec, spec.rep)


def _check_rep(spec: Spec, rep: model.RepTable) -> Iterator[Complaint]:
    table = spec.quantity.get(rep.quantity)
    if table is None:
        yield ("rep", "quantity"), describe_unknown(spec, rep.quantity)
    elif table.is_moving:
        yield ("rep", "quantity"), "A speed has no ends: take a quantity of where the body is."
    else:
        yield from _check_throughout(spec, rep, table)
    start, peak = (rep.start[0], rep.peak[1]) if rep.falls else (rep.start[1], rep.peak[0])
    if not (peak < start if rep.falls else start < peak):
        yield ("rep", "peak"), "Start and peak overlap: a repetition goes between them."
    if rep.seconds[0] < 0:
        yield ("rep", "seconds"), "Seconds are from least to most, none below 0."
    if spec.dose.rep_hold_s > rep.seconds[1]:
        yield ("dose", "rep_hold_s"), "It is longer than a whole repetition, see [rep] seconds."
    if not any(one.at == "throughout" and not one.is_moving for one in spec.quantity.values()):
        yield ("rep",), 'Nothing would count: a quantity at = "throughout" must tell the position.'


def _check_throughout(
    spec: Spec, rep: model.RepTable, driver: model.QuantityTable
) -> Iterator[Complaint]:
    for name, table in spec.quantity.items():
        is_wanted = table.at == "throughout" and _includes(table, driver)
        if is_wanted and not _is_met_at_both_ends(table, rep):
            own = 'It goes from start to peak: write "rep-peak".'
            other = f'Every repetition leaves this target: see start and peak of "{rep.quantity}".'
            yield ("quantity", name, "at"), own if name == rep.quantity else other


def _is_met_at_both_ends(table: model.QuantityTable, rep: model.RepTable) -> bool:
    low, high = table.target[0] - table.tolerance, table.target[1] + table.tolerance
    return all(low <= end[1] and end[0] <= high for end in (rep.start, rep.peak))


def _check_rep_fault(spec: Spec, fault: model.FaultTable, i: int) -> Iterator[Complaint]:
    here = ("fault", i)
    if fault.rep is not None and spec.rep is None:
        yield (*here, "rep"), "It goes only with [rep]."
    elif fault.rep == "short" and not spec.dose.rep_hold_s:
        yield (*here, "rep"), '"short" needs dose.rep_hold_s: what is it short of?'
    elif (fault.rep == "drop") != bool(fault.within_s):
        yield here, 'rep = "drop" and within_s go together.'
    elif spec.rep is not None:
        longest_s = spec.rep.seconds[1] - spec.dose.rep_hold_s
        if fault.within_s >= longest_s > 0:
            what = f"Nearly every way back would be a drop: write less than {longest_s:g} s"
            yield (*here, "within_s"), f"{what}, see [rep] seconds."
        if fault.rep == "fast" and not (spec.rep.seconds[0] or spec.dose.rep_hold_s):
            yield (*here, "rep"), "Nothing is too fast: give [rep] seconds a least above 0."
        if fault.rep == "slow" and isinf(spec.rep.seconds[1]):
            yield (*here, "rep"), "Nothing is too slow: give [rep] seconds a finite most."


def _check_questions(spec: Spec) -> Iterator[Complaint]:
    for i, ask in enumerate(spec.ask):
        here = ("ask", i)
        if ask.kind == "choice" and len(ask.answers) < 2:
            yield (*here, "answers"), "A choice has at least two answers."
        if len(set(ask.answers)) < len(ask.answers):
            yield (*here, "answers"), "Each answer is given once."
        if ask.kind != "choice" and ask.answers:
            yield (*here, "answers"), f'kind = "{ask.kind}" has its own answers: leave them out.'
        if ask.kind == "pain" and spec.dose.release is None:
            yield (*here, "kind"), "It goes only with dose.release."
        elif ask.kind == "pain" and ask.at_s is not None:
            yield (*here, "at_s"), 'kind = "pain" is asked as often as dose.release says.'
        if ask.kind == "ready" and ask.at_s is not None:
            yield (*here, "at_s"), 'kind = "ready" is asked before the start.'
        if ask.kind == "choice" and (late := _describe_late(spec, ask)):
            yield (*here, "at_s"), late
        yield from _check_replies(ask, (*here, "replies"))


def _describe_late(spec: Spec, ask: model.AskTable) -> str:
    """Returns a sentence if the question can't be asked in the hold at that time, else ""."""
    dose = build_dose(spec.dose)
    if ask.at_s is None:
        return ""
    if dose.unit not in {"hold", "breath"}:
        return "It goes only with hold_s or breaths: without it, it is asked at the end."
    latest_s = dose.round_s - ASK_ROOM_S - ASK_DELAY_S
    if not dose.round_s or ask.at_s <= latest_s:
        return ""
    if latest_s < 0:
        return "The hold is too short for that: without it, it is asked at the end."
    return f"That leaves no time to ask and answer it in the hold: write at most {latest_s:g}."


def _check_replies(ask: model.AskTable, here: tuple[PathPart, ...]) -> Iterator[Complaint]:
    for reply in ask.replies:
        if reply not in ask.known:
            yield here, f'"{reply}" is not one of its answers.'
        if ask.kind == "ready" and reply == "yes":
            yield here, '"yes" starts the countdown: nothing else is said then.'
