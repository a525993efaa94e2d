"""Prints a spec in plain English, and the lists of stretches and of measures."""

import re
from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from formcheck.core.body import Side
from formcheck.core.kinematics.measures import MEASURES, Measure
from formcheck.core.session.measure_names import describe_band, describe_quantity, describe_unit
from formcheck.core.stretch import RepShortcoming, Spec, build_dose, plan_for
from formcheck.core.stretch.model import EITHER, AskTable, FaultTable, PhaseTable, QuantityTable
from formcheck.engine import judged
from formcheck.engine.desk import needs_no_hips
from formcheck.files.quoting import quote_word
from formcheck.library.accuracy import describe_accuracy, find_accuracy
from formcheck.library.catalogue import Card, SpecFile
from formcheck.library.words import describe_dose
from formcheck.output.report.console import CORRECT, GOOD, QUIET, STRONG, TextConsole, make_grid

_CAMERA = {
    "front": "in front of the person",
    "three-quarter": "between front and side",
    "side": "at the person's side",
    "foot-end": "at the person's feet",
    "head-end": "at the person's head",
}
_HEIGHT = {
    "chest": "at chest height",
    "floor": "near the floor, at mat height",
    "raised": "raised, looking down",
}
_NEAR = {"any": "", "work": ", nearer to the working side", "other": ", nearer to the other side"}
_LAPTOP = " From a laptop, head and shoulders are enough."
_CLASSES = {
    "form": "form: what is listed below is checked",
    "timer": "timer: only the few coarse things listed below are checked, not the whole form",
}
_REP_FAULTS = {
    "partial": "a repetition that turns back before the peak",
    "return": "a repetition that does not come all the way back",
    "fast": "a repetition quicker than {least_s:g} s",
    "slow": "a repetition slower than {most_s:g} s",
    "short": "less than {top_s:g} s at the peak",
    "drop": "a way back quicker than {within_s:g} s",
}
_TO_SIDE = re.compile(r"to (the|your) (\{(?:other_)?side\})(?= (?:and|as)\b|[.,])")
"""Matches a side without a noun in a spec: "to the left as you breathe out"."""
_ANY_PAIN = re.compile(r"\bany pain\b(?! (?:in|over|at the)\b)", re.IGNORECASE)
"""Matches a stop rule that forbids all pain: "any pain at all", not "any pain in the neck"."""
_SIDE_WORDS = {"work": "working", "other": "other", "each": "each", "body": ""}
_TOLD_OF = {**_SIDE_WORDS, "each": "either"}
_ON = {"": "", "one": " on one side only", "both": " on both sides"}
_AT = {
    "hold": "",
    "throughout": "",
    "rep-start": " at the start of each repetition",
    "rep-peak": " at the peak of each repetition",
}
_EITHER_WAY = " either way"
_COLUMNS = ("id", "title", "class", "sides", "camera", "dose", "right")
_LEAST_FIRST = ("title", "right", "camera", "class", "sides", "dose")
"""Order in which a narrow terminal drops columns of the list. Chosen for formcheck."""
_ROOM_FOR_TITLE = 28
_PAIN = {
    "abort_on_any_pain": "Any pain ends it.",
    "mild_stretch_ok": "A mild pull is right, pain is not.",
}


def show_stretches(
    console: TextConsole, specs: Sequence[tuple[SpecFile, Spec | None]], cards: Sequence[Card]
) -> None:
    """Prints the table of stretches, with as many columns as fit, and the cards below it."""
    rows = [_build_row(file, spec) for file, spec in specs if spec is not None]
    room = {name: max(len(name), *(len(row[name]) for row in rows)) + 2 for name in _COLUMNS}
    room["title"] = _ROOM_FOR_TITLE
    names = list(_COLUMNS)
    for name in _LEAST_FIRST:
        if sum(room[name] for name in names) > console.width:
            names.remove(name)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=STRONG)
    for name in names:
        table.add_column(name, no_wrap=name != "title")
    for row in rows:
        table.add_row(*(row[name] for name in names))
    console.print(table)
    for file, spec in specs:
        if spec is None:
            advice = f"{file.id} has problems: formcheck spec check {quote_word(str(file.path))}"
            console.print(Text(advice, CORRECT))
    if cards:
        console.print()
        console.print(Text("Only explained, not coached", STRONG))
        for card in cards:
            console.print(Text(f"{card.id}  {card.title}", QUIET))
        console.print()
    if "right" in names:
        console.print(Text("right: how many videos of correct form were judged correctly.", QUIET))
    console.print(Text("formcheck show ID explains one.", QUIET))


def _build_row(file: SpecFile, spec: Spec) -> dict[str, str]:
    found = find_accuracy(spec)
    return {
        "id": f"{spec.id}{' (yours)' if file.own else ''}",
        "title": spec.title,
        "class": spec.class_,
        "sides": _describe_sides(spec),
        "camera": spec.view.camera,
        "dose": build_dose(spec.dose).short_words,
        "right": "-" if found is None else f"{found.right} of {found.videos}",
    }


def show_info(console: TextConsole, card: Card) -> None:
    """Prints the card of an exercise that is only explained, not coached."""
    console.show_title(card.title, "not coached")
    console.print(Text(card.id, QUIET))
    console.print(Padding(card.about, (1, 0), expand=False))
    _print_list(console, "Why it is not coached", [card.why_not])
    _print_list(console, "See instead", list(card.see))


def show_measures(console: TextConsole, measures: Sequence[Measure]) -> None:
    """Prints the measures with unit, scope and meaning."""
    whose = {"side": "of a side", "turn": "to a side", "body": "of the body"}
    for measure in measures:
        unit = describe_unit(measure.id).strip() or "ratio"
        about = (f"  {unit}, {whose[measure.of]}", QUIET)
        console.print(Text.assemble((measure.id, STRONG), about))
        console.print_indented(measure.meaning, 4)


def show_card(console: TextConsole, spec: Spec) -> None:
    """Prints the whole spec in plain English."""
    state = f"reviewed by {spec.reviewed_by}" if spec.reviewed_by else "draft, not reviewed"
    gap = max(2, console.width - len(spec.title) - len(state))
    colour = GOOD if spec.reviewed_by else CORRECT
    console.print(Text.assemble((spec.title, STRONG), " " * gap, (state, colour)))
    console.print(Text(spec.id, QUIET))
    console.print(Padding(spec.about, (1, 0), expand=False))
    console.print(_build_facts(spec))
    _print_list(console, "How to do it", [*map(_replace_sides, spec.setup)], numbered=True)
    _print_phases(console, spec)
    _print_faults(console, spec)
    blind = [f"{f.title}: {_replace_sides(f.cue)} ({f.why})" for f in spec.unseen_fault]
    _print_list(console, "What the camera can't see", [*spec.unseen, *blind])
    proxies = [f"{_measure(q)} stands for {q.proxy}" for q in spec.quantity.values() if q.proxy]
    _print_list(console, "What only stands in for something", proxies)
    _print_list(console, "What you will be asked", [_describe_question(a) for a in spec.ask])
    _print_list(console, "Sources", list(spec.sources))


def _build_facts(spec: Spec) -> Table:
    view, dose = spec.view, spec.dose
    pause = f", {dose.rest_s:g} s rest between" if build_dose(dose).rounds > 1 else ""
    camera = f"{_CAMERA[view.camera]}{_NEAR[view.near_side]}, {_HEIGHT[view.height]}"
    laptop = _LAPTOP if needs_no_hips(spec) else ""
    pain = "" if spec.dose.release or _ANY_PAIN.search(spec.stop) else _PAIN[spec.pain]
    rows = [
        ("For", ", ".join(spec.targets)),
        ("Also called", ", ".join(spec.aka)),
        ("Position", ", ".join([spec.position, *spec.equipment])),
        ("Sides", _describe_sides(spec)),
        ("Class", _CLASSES[spec.class_]),
        ("Dose", f"{describe_dose(spec)}{pause}. {dose.source}"),
        ("Camera", f"{camera}; {judged.FRAMING[view.framing]}.{laptop}"),
        ("Accuracy", _describe_accuracy(spec)),
        *judged.list_judged_lines(spec),
        ("Stop rule", f"{_replace_sides(spec.stop)} {pain}".strip()),
    ]
    return make_grid((Text(name, STRONG), words) for name, words in rows if words)


def _describe_accuracy(spec: Spec) -> str:
    desk = find_accuracy(spec, "desk")
    words = describe_accuracy(find_accuracy(spec))
    return f"{words}\nFrom a desk: {describe_accuracy(desk)}" if desk is not None else words


def _describe_sides(spec: Spec) -> str:
    names = [side.value for side in spec.sides]
    return "both at once" if names == ["both"] else ", ".join(names)


def _print_phases(console: TextConsole, spec: Spec) -> None:
    _print_heading(console, "Correct form")
    _print_stage(console, "Before", f"at rest for {spec.start.for_s:g} s")
    turn = "" if spec.sides == (Side.BOTH,) else _SIDE_WORDS["work"]
    whose = {"side": _SIDE_WORDS["each"], "turn": turn, "body": ""}
    rows = [
        (describe_quantity(measure, whose[MEASURES[measure].of]), describe_band(measure, low, high))
        for measure, (low, high) in spec.start.need.items()
    ]
    console.print_rows(rows, 4)
    for phase in spec.phase:
        _print_stage(console, phase.id.capitalize(), _describe_phase(phase, spec))
    rep = plan_for(spec, spec.sides[0]).rep
    for name, own in spec.quantity.items():
        drives = rep if rep is not None and name == rep.table.quantity else None
        tolerance = own.tolerance if drives is None else 2 * drives.hysteresis
        band = describe_band(own.measure, *own.target, own.change)
        gap = judged.describe_gap(spec, name)
        beyond = f", tolerance {tolerance:.3g}{_AT[own.at]}{f' ({gap})' if gap else ''}"
        wanted = Text.assemble(
            _measure(own), (f"  {band}{_EITHER_WAY * own.absolute}", STRONG), beyond
        )
        console.print_indented(wanted, 4)
        console.print_indented(Text(f"{own.source} Confidence: {own.confidence}.", QUIET), 6)


def _print_stage(console: TextConsole, name: str, words: str) -> None:
    console.print_indented(Text.assemble((name, GOOD), f"  {words}"), 2)


def _describe_phase(phase: PhaseTable, spec: Spec) -> str:
    say, rep = _replace_sides(phase.say), spec.rep
    if phase.set_up:
        return f"the set-up, that changes count from. {say}"
    if rep is None:
        return f"{_describe_round(spec)}. {say}"
    own = spec.quantity[rep.quantity]
    start, peak = (rep.start[0], rep.peak[1]) if rep.falls else (rep.start[1], rep.peak[0])
    unit = describe_unit(own.measure, own.change)
    return f"{_measure(own)} goes from {start:g} to {peak:g}{unit} and back. {say}"


def _describe_round(spec: Spec) -> str:
    dose = build_dose(spec.dose)
    least = "at least " * (dose.unit == "release" or spec.dose.at_least)
    is_only = dose.rounds * len(spec.sides) == 1
    which = "a spot" if dose.unit == "release" else "in all" if is_only else "each"
    return f"{least}{dose.round_s:g} s {which}"


def _print_faults(console: TextConsole, spec: Spec) -> None:
    if not spec.fault:
        return
    _print_heading(console, "What can go wrong")
    hardly_seen = judged.list_hardly_seen(spec)
    for fault in sorted(spec.fault, key=lambda f: f.priority):
        title, cue = map(_replace_sides, (fault.title, fault.cue))
        console.print_indented(Text.assemble((title, CORRECT), f'  "{cue}"'), 2)
        words = f"{_describe_fault(fault, spec)}; {_describe_effect(fault, spec)}"
        console.print_indented(Text(words, QUIET), 4)
        if fault.id in hardly_seen:
            console.print_indented(Text(judged.HARDLY_SEEN, QUIET), 4)


def _describe_effect(fault: FaultTable, spec: Spec) -> str:
    """Describes what a fault does to the clock or the repetition, by itself or by its quantity."""
    if fault.rep is not None:
        return "is only mentioned" if RepShortcoming(fault.rep).still_counts else "does not count"
    own, is_hint = spec.quantity[fault.quantity], fault.severity == "hint"
    if spec.rep is None:
        return "is only mentioned" if is_hint and own.is_moving else "pauses the clock"
    if is_hint and own.at != "throughout":
        return "is only mentioned"
    return "does not count if it lasts" if is_hint else "does not count"


def _describe_fault(fault: FaultTable, spec: Spec) -> str:
    """Describes a faulty repetition, or the limit, sides and duration of a faulty quantity."""
    if fault.rep is not None and (rule := plan_for(spec, spec.sides[0]).rep) is not None:
        times = {"least_s": rule.least_s, "most_s": rule.most_s, "top_s": rule.least_top_s}
        return _REP_FAULTS[fault.rep].format(**times, within_s=fault.within_s)
    own = spec.quantity[fault.quantity]
    low, high = (f"{own.target[0] - own.tolerance:g}", f"{own.target[1] + own.tolerance:g}")
    limits = {"low": f"below {low}", "high": f"above {high}"}
    limit = limits.get(fault.beyond, f"outside {low} to {high}")
    unit = describe_unit(own.measure, own.change)
    what = describe_quantity(own.measure, _TOLD_OF[own.of], own.since, own.change)
    where = f"{_EITHER_WAY * own.absolute}{_ON[fault.sides]}"
    return f"{what} {limit}{unit}{where} for {fault.for_s:g} s{_AT[own.at]}"


def _describe_question(ask: AskTable) -> str:
    answers = "0 to 10" if ask.kind == "pain" else " / ".join(ask.known)
    return f"{ask.question} ({answers})"


def _measure(own: QuantityTable) -> str:
    return describe_quantity(own.measure, _SIDE_WORDS[own.of], own.since, own.change)


def _replace_sides(text: str) -> str:
    text = EITHER.sub(r"\1/\2", _TO_SIDE.sub(r"to \1 \2 side", text))
    return text.replace("{side}", "working").replace("{other_side}", "other")


def _print_list(
    console: TextConsole, title: str, items: Sequence[str], *, numbered: bool = False
) -> None:
    if not items:
        return
    _print_heading(console, title)
    rows = ((f"{n}." if numbered else "-", item) for n, item in enumerate(items, start=1))
    console.print_rows(rows, 2, 1)


def _print_heading(console: TextConsole, title: str) -> None:
    console.print(Padding(Text(title, STRONG), (1, 0, 0, 0), expand=False))
