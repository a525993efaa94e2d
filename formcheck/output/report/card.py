"""A spec in plain English, and lists of what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from formcheck.core.body import Side
from formcheck.core.kinematics import MEASURES, Measure
from formcheck.core.stretch import Spec, dose_of
from formcheck.core.stretch.model import (
    AskTable,
    FaultTable,
    PhaseTable,
    QuantityTable,
    RepTable,
    ViewTable,
)
from formcheck.engine.judged import list_judged_lines
from formcheck.library.accuracy import accuracy_of, accuracy_words
from formcheck.library.catalogue import Card, SpecFile
from formcheck.library.words import band_words, dose_words, quantity_words, unit_words
from formcheck.output.report.console import (
    CORRECT,
    GOOD,
    STRONG,
    UNSEEN,
    indented,
    make_grid,
    show_title,
)

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
_NEAR = {
    "any": "",
    "work": ", nearer to the working side",
    "other": ", nearer to the other side",
}
_FRAMING = {
    "upper": "head to hips in the picture",
    "knees": "head to knees in the picture",
    "full": "the whole body in the picture",
}
_CLASSES = {
    "form": "form: what is listed below is checked",
    "timer": "timer: only that you are in position is checked, not your form",
}
_REP_FAULTS = {
    "partial": "a repetition that turns back before the far end",
    "return": "a repetition that does not come all the way back",
    "fast": "a repetition quicker than {least_s:g} s",
    "slow": "a repetition slower than {most_s:g} s",
    "short": "less than {hold_s:g} s at the far end",
    "drop": "a way back quicker than {within_s:g} s",
}
_WHOSE = {"work": "working", "other": "other", "each": "each", "body": ""}
_TOLD_OF = {**_WHOSE, "each": "either"}
_AT = {"hold": "", "throughout": "", "near": " at the near end", "far": " at the far end"}
_ROOM_FOR_TITLES = 124
_PAIN = {
    "abort_on_any_pain": "Any pain ends it.",
    "mild_stretch_ok": "A mild pull is right, pain is not.",
}
_SEVERITY = {"fix": "pauses the clock", "hint": "is only mentioned"}


def show_stretches(
    console: Console, specs: Sequence[tuple[SpecFile, Spec | None]], cards: Sequence[Card] = ()
) -> None:
    """Prints the table of stretches, the user's own marked; without titles where it is narrow.

    The cards of what is not coached come below it.
    """
    names = ["id", "title", "class", "sides", "camera", "dose", "right"]
    if console.width < _ROOM_FOR_TITLES:
        names.remove("title")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=STRONG)
    for name in names:
        table.add_column(name, no_wrap=name != "title")
    for file, spec in specs:
        if spec is not None:
            row = _row(file, spec)
            table.add_row(*(row[name] for name in names))
    console.print(table)
    for file, spec in specs:
        if spec is None:
            advice = f"{file.id} has problems: formcheck spec check {file.path}"
            console.print(Text(advice, CORRECT))
    if cards:
        console.print()
        console.print(Text("Only explained, not coached", STRONG))
        for card in cards:
            console.print(Text(f"{card.id}  {card.title}", UNSEEN))
        console.print()
    console.print(Text("formcheck show ID explains one.", UNSEEN))


def _row(file: SpecFile, spec: Spec) -> dict[str, str]:
    found = accuracy_of(spec.id)
    return {
        "id": f"{spec.id}{' (yours)' if file.own else ''}",
        "title": spec.title,
        "class": spec.class_,
        "sides": _sides(spec),
        "camera": spec.view.camera,
        "dose": dose_of(spec.dose).short_words,
        "right": "-" if found is None else f"{found.right} of {found.films}",
    }


def show_info(console: Console, card: Card) -> None:
    """Prints the card of something that is not coached."""
    show_title(console, card.title, "not coached")
    console.print(Text(card.id, UNSEEN))
    console.print(Padding(card.about, (1, 0), expand=False))
    _list(console, "Why it is not coached", [card.why_not])
    _list(console, "See instead", list(card.see))


def show_measures(console: Console, measures: Sequence[Measure]) -> None:
    """Prints what can be measured."""
    whose = {"side": "of a side", "turn": "to a side", "body": "of the body"}
    for measure in measures:
        unit = unit_words(measure.id).strip() or "ratio"
        console.print(
            Text.assemble((measure.id, STRONG), (f"  {unit}, {whose[measure.of]}", UNSEEN))
        )
        console.print(indented(measure.meaning, 4))


def show_card(console: Console, spec: Spec) -> None:
    """Prints the whole spec in words."""
    state = f"reviewed by {spec.reviewed_by}" if spec.reviewed_by else "draft, not reviewed"
    gap = max(2, console.width - len(spec.title) - len(state))
    colour = GOOD if spec.reviewed_by else CORRECT
    console.print(Text.assemble((spec.title, STRONG), " " * gap, (state, colour)))
    console.print(Text(spec.id, UNSEEN))
    console.print(Padding(spec.about, (1, 0), expand=False))
    console.print(_facts(spec))
    _list(console, "How it is done", [_plain(step) for step in spec.setup], numbered=True)
    _phases(console, spec)
    _faults(console, spec)
    _list(console, "What the camera can't see", list(_blind(spec)))
    _list(console, "What only stands in for something", list(_proxies(spec)))
    _list(console, "What you will be asked", [_question(a) for a in spec.ask])
    _list(console, "Sources", list(spec.sources))


def _facts(spec: Spec) -> Table:
    view, dose = spec.view, spec.dose
    rest = f", {dose.rest_s:g} s rest between" if dose_of(dose).rounds > 1 else ""
    pain = "" if "any pain" in spec.stop.lower() else _PAIN[spec.pain]
    rows = [
        ("For", ", ".join(spec.targets)),
        ("Also called", ", ".join(spec.aka)),
        ("Position", ", ".join([spec.position, *spec.equipment])),
        ("Sides", _sides(spec)),
        ("Class", _CLASSES[spec.class_]),
        ("Dose", f"{dose_words(spec)}{rest}. {dose.source}"),
        ("Camera", f"{_camera(view)}; {_FRAMING[view.framing]}."),
        ("Accuracy", _accuracy(spec)),
        *list_judged_lines(spec),
        ("Stop rule", f"{spec.stop} {pain}".strip()),
    ]
    return make_grid((Text(name, STRONG), words) for name, words in rows if words)


def _accuracy(spec: Spec) -> str:
    desk = accuracy_of(spec.id, "desk")
    told = accuracy_words(accuracy_of(spec.id))
    return f"{told}\nFrom a desk: {accuracy_words(desk)}" if desk is not None else told


def _camera(view: ViewTable) -> str:
    return f"{_CAMERA[view.camera]}{_NEAR[view.near_side]}, {_HEIGHT[view.height]}"


def _sides(spec: Spec) -> str:
    names = [side.value for side in spec.sides]
    return "both at once" if names == ["both"] else ", ".join(names)


def _phases(console: Console, spec: Spec) -> None:
    _heading(console, "What is wanted")
    _stage(console, "Before", f"at rest for {spec.start.for_s:g} s")
    rows = []
    for measure, (low, high) in spec.start.need.items():
        whose = _WHOSE["body" if spec.sides == (Side.BOTH,) else "work"]
        whose = {"side": _WHOSE["each"], "turn": whose, "body": ""}[MEASURES[measure].of]
        rows.append((quantity_words(measure, whose), band_words(measure, low, high)))
    console.print(indented(make_grid(rows), 4))
    for phase in spec.phase:
        _stage(console, phase.id.capitalize(), _phase_words(phase, spec))
    for own in spec.quantity.values():
        wanted = Text.assemble(_measure(own), (f"  {_band(own)}", STRONG), _tolerance(own))
        console.print(indented(wanted, 4))
        source = f"{own.source} Confidence: {own.confidence}."
        console.print(indented(Text(source, UNSEEN), 6))


def _stage(console: Console, name: str, words: str) -> None:
    console.print(indented(Text.assemble((name, GOOD), f"  {words}"), 2))


def _band(own: QuantityTable) -> str:
    return band_words(own.measure, *own.target, own.change)


def _tolerance(own: QuantityTable) -> str:
    return f", {own.tolerance:g} beyond it tolerated{_AT[own.at]}"


def _phase_words(phase: PhaseTable, spec: Spec) -> str:
    if phase.set_up:
        return f"the set-up, that changes count from. {_plain(phase.say)}"
    if spec.rep is not None:
        return f"{_repetition(spec, spec.rep)}. {_plain(phase.say)}"
    return f"{dose_of(spec.dose).round_s:g} s in all. {_plain(phase.say)}"


def _repetition(spec: Spec, rep: RepTable) -> str:
    own = spec.quantity[rep.driver]
    near, far = (rep.near[0], rep.far[1]) if rep.falls else (rep.near[1], rep.far[0])
    unit = unit_words(own.measure, own.change)
    return f"counted from {near:g} to {far:g}{unit} and back, {_measure(own)}"


def _faults(console: Console, spec: Spec) -> None:
    if not spec.fault:
        return
    _heading(console, "What can go wrong")
    for fault in sorted(spec.fault, key=lambda f: f.priority):
        title = Text.assemble((fault.title, CORRECT), f'  "{_plain(fault.cue)}"')
        console.print(indented(title, 2))
        when = _rep_fault(fault, spec) if fault.rep else _beyond(fault, spec)
        words = f"{when}; {_effect(fault, spec)}"
        console.print(indented(Text(words, UNSEEN), 4))


def _effect(fault: FaultTable, spec: Spec) -> str:
    """What the fault does to what is counted."""
    if spec.rep is None:
        return _SEVERITY[fault.severity]
    counts = fault.rep == "drop" or fault.rep is None
    return "is only mentioned" if counts and fault.severity == "hint" else "does not count"


def _rep_fault(fault: FaultTable, spec: Spec) -> str:
    if fault.rep is None or spec.rep is None:
        return ""
    return _REP_FAULTS[fault.rep].format(
        least_s=spec.rep.seconds[0],
        most_s=spec.rep.seconds[1],
        hold_s=spec.dose.rep_hold_s,
        within_s=fault.within_s,
    )


def _beyond(fault: FaultTable, spec: Spec) -> str:
    """Beyond which limit, where and for how long the fault's quantity makes it."""
    own = spec.quantity[fault.quantity]
    low, high = (f"{own.target[0] - own.tolerance:g}", f"{own.target[1] + own.tolerance:g}")
    limit = {"low": f"below {low}", "high": f"above {high}"}.get(
        fault.beyond, f"outside {low} to {high}"
    )
    unit = unit_words(own.measure, own.change)
    what = quantity_words(own.measure, _TOLD_OF[own.of], own.since, own.change)
    return f"{what} {limit}{unit} for {fault.for_s:g} s{_AT[own.at]}"


def _blind(spec: Spec) -> Iterator[str]:
    yield from spec.blind
    for fault in spec.unseen_fault:
        yield f"{fault.title}: {_plain(fault.cue)} ({fault.why})"


def _proxies(spec: Spec) -> Iterator[str]:
    for table in spec.quantity.values():
        if table.proxy:
            yield f"{_measure(table)} stands for {table.proxy}"


def _question(ask: AskTable) -> str:
    answers = "0 to 10" if ask.kind == "pain" else " / ".join(ask.known)
    return f"{ask.question} ({answers})"


def _measure(own: QuantityTable) -> str:
    return quantity_words(own.measure, _WHOSE[own.of], own.since, own.change)


def _plain(text: str) -> str:
    return text.replace("{side}", "working").replace("{other_side}", "other")


def _list(console: Console, title: str, items: Sequence[str], *, numbered: bool = False) -> None:
    if not items:
        return
    _heading(console, title)
    rows = ((f"{n}." if numbered else "-", item) for n, item in enumerate(items, start=1))
    console.print(indented(make_grid(rows, 1), 2))


def _heading(console: Console, title: str) -> None:
    console.print(Padding(Text(title, STRONG), (1, 0, 0, 0), expand=False))
