"""A spec in plain English, and lists of what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from formcheck.measure import Quantity
from formcheck.measure.quantity import ANY_VIEW
from formcheck.report.terminal import CORRECT, GOOD, STRONG, UNSEEN, show_title
from formcheck.run.accuracy import accuracy_of, accuracy_words
from formcheck.run.cards import Card
from formcheck.run.catalogue import SpecFile
from formcheck.run.doses import dose_words, short_dose
from formcheck.run.words import WHOSE, band_words, limit_words, quantity_words
from formcheck.spec import Spec
from formcheck.spec.model import (
    AskTable,
    Bands,
    FaultTable,
    MeasureTable,
    PhaseTable,
    RepTable,
    ViewTable,
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
    "fast": "a repetition quicker than {min_s:g} s",
    "slow": "a repetition slower than {max_s:g} s",
    "short": "less than {hold_s:g} s at the far end",
    "drop": "a way back quicker than {within_s:g} s",
}
_WHOSE = {"work": "working ", "other": "other ", **{of.value: text for of, text in WHOSE.items()}}
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
        "dose": short_dose(spec.dose),
        "right": "-" if found is None else f"{found.right} of {found.films}",
    }


def show_info(console: Console, card: Card) -> None:
    """Prints the card of something that is not coached."""
    show_title(console, card.title, "not coached")
    console.print(Text(card.id, UNSEEN))
    console.print(Padding(card.about, (1, 0), expand=False))
    _list(console, "Why it is not coached", [card.why_not])
    _list(console, "See instead", list(card.see))


def show_quantities(console: Console, quantities: Sequence[Quantity]) -> None:
    """Prints what can be measured."""
    for quantity in quantities:
        whose = "of a side" if quantity.paired else "of the body"
        needs = f", needs {quantity.needs}" if quantity.needs else ""
        views = "any view" if set(quantity.views) >= set(ANY_VIEW) else " or ".join(quantity.views)
        console.print(Text.assemble((quantity.id, STRONG), (f"  {whose}, {views}{needs}", UNSEEN)))
        console.print(Padding(quantity.meaning, (0, 0, 0, 4), expand=False))


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
    table = Table.grid(padding=(0, 2))
    view, dose = spec.view, spec.dose
    rest = f", {dose.rest_s:g} s rest between" if dose.rounds > 1 else ""
    pain = "" if "any pain" in spec.stop.lower() else _PAIN[spec.pain]
    rows = [
        ("For", ", ".join(spec.targets)),
        ("Also called", ", ".join(spec.aka)),
        ("Position", ", ".join([spec.position, *spec.equipment])),
        ("Sides", _sides(spec)),
        ("Class", _CLASSES[spec.class_]),
        ("Dose", f"{dose_words(spec)}{rest}. {dose.source}"),
        ("Camera", f"{_camera(view)}; {_FRAMING[view.framing]}."),
        ("Accuracy", accuracy_words(accuracy_of(spec.id))),
        ("Stop rule", f"{spec.stop} {pain}".strip()),
    ]
    for name, words in rows:
        if words:
            table.add_row(Text(name, STRONG), words)
    return table


def _camera(view: ViewTable) -> str:
    return f"{_CAMERA[view.camera]}{_NEAR[view.near_side]}, {_HEIGHT[view.height]}"


def _sides(spec: Spec) -> str:
    names = [side.value for side in spec.sides]
    return "both at once" if names == ["both"] else ", ".join(names)


def _phases(console: Console, spec: Spec) -> None:
    _heading(console, "What is wanted")
    stages: list[tuple[str, str, Bands]] = [
        ("Camera right", f'else "{_plain(spec.view.say)}"', spec.view.need),
        ("Before", f"at rest for {spec.neutral.for_s:g} s", spec.neutral.need),
        ("Near", "from here on it is an attempt", spec.near.need),
        *((p.id.capitalize(), _phase_words(p, spec), p.need) for p in spec.phase),
    ]
    for name, words, bands in stages:
        console.print(
            Padding(Text.assemble((name, GOOD), f"  {words}"), (0, 0, 0, 2), expand=False)
        )
        table = Table.grid(padding=(0, 2))
        for measure, (low, high) in bands.items():
            own = spec.measure[measure]
            table.add_row(_measure(own), band_words(own.quantity, low, high))
        console.print(Padding(table, (0, 0, 0, 4), expand=False))


def _phase_words(phase: PhaseTable, spec: Spec) -> str:
    if spec.rep is not None:
        return f"{_repetition(spec, spec.rep)}. {_plain(phase.say)}"
    time = f"{spec.dose.round_s:g} s in all" if phase.timed else f"for {phase.for_s:g} s"
    return f"{time}. {_plain(phase.say)}"


def _repetition(spec: Spec, rep: RepTable) -> str:
    own = spec.measure[rep.measure]
    near, far = limit_words(own.quantity, rep.low), limit_words(own.quantity, rep.high)
    return f"counted from {near} to {far} and back, {_measure(own)}"


def _faults(console: Console, spec: Spec) -> None:
    if not spec.fault:
        return
    _heading(console, "What can go wrong")
    for fault in sorted(spec.fault, key=lambda f: f.priority):
        console.print(
            Padding(
                Text.assemble((fault.title, CORRECT), f'  "{_plain(fault.cue)}"'),
                (0, 0, 0, 2),
                expand=False,
            )
        )
        when = " and ".join(_conditions(fault, spec)) or _rep_fault(fault, spec)
        during = f" in {' or '.join(fault.during)}" if fault.during else ""
        lasts = "" if fault.rep else f" for {fault.for_s:g} s"
        words = f"{when}{lasts}{during}; {_effect(fault, spec)}"
        console.print(Padding(Text(words, UNSEEN), (0, 0, 0, 4), expand=False))


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
        min_s=spec.rep.min_s,
        max_s=spec.rep.max_s,
        hold_s=spec.dose.rep_hold_s,
        within_s=fault.within_s,
    )


def _conditions(fault: FaultTable, spec: Spec) -> Iterator[str]:
    for name in {**fault.above, **fault.below}:
        own = spec.measure[name]
        low, high = fault.above.get(name, -inf), fault.below.get(name, inf)
        if name in fault.above and name in fault.below:
            yield f"{_measure(own)} from {band_words(own.quantity, low, high)}"
        elif name in fault.above:
            yield f"{_measure(own)} above {limit_words(own.quantity, low)}"
        else:
            yield f"{_measure(own)} below {limit_words(own.quantity, high)}"
    for name, (low, high) in fault.outside.items():
        own = spec.measure[name]
        yield f"{_measure(own)} outside {band_words(own.quantity, low, high)}"


def _blind(spec: Spec) -> Iterator[str]:
    yield from spec.blind
    for fault in spec.unseen_fault:
        yield f"{fault.title}: {_plain(fault.cue)} ({fault.why})"


def _proxies(spec: Spec) -> Iterator[str]:
    for table in spec.measure.values():
        if table.proxy:
            yield f"{_measure(table)}: {table.proxy}"


def _question(ask: AskTable) -> str:
    answers = "0 to 10" if ask.kind == "pain" else " / ".join(ask.known)
    return f"{ask.question} ({answers})"


def _measure(table: MeasureTable) -> str:
    return f"{_WHOSE[table.of]}{quantity_words(table.quantity, table.since)}"


def _plain(text: str) -> str:
    return text.replace("{side}", "working").replace("{other_side}", "other")


def _list(console: Console, title: str, items: Sequence[str], *, numbered: bool = False) -> None:
    if not items:
        return
    _heading(console, title)
    table = Table.grid(padding=(0, 1))
    for number, item in enumerate(items, start=1):
        table.add_row(f"{number}." if numbered else "-", item)
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _heading(console: Console, title: str) -> None:
    console.print(Padding(Text(title, STRONG), (1, 0, 0, 0), expand=False))
