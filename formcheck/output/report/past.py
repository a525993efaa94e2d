"""Sessions of the past, in the terminal and as JSON: the list of them, and one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from formcheck.files.plain_json import json_text
from formcheck.files.streams import write_out
from formcheck.files.whole import write_text
from formcheck.library.doses import TOO_SHORT, WHY_MISSED
from formcheck.library.words import duration_words
from formcheck.output.report.contract import FaultPart, SidePart
from formcheck.output.report.session import session_of
from formcheck.output.report.terminal import CORRECT, GOOD, STRONG, UNSEEN, show_section, show_title
from formcheck.store.days import DayRecord
from formcheck.store.history import SessionRow, unreadable_words

STDOUT = "-"
_VERSION = 1
_ENDS = {
    "completed": ("done", GOOD),
    "stopped": ("ended early", CORRECT),
    "pain": ("stopped, it hurt", CORRECT),
    "open": ("not ended", UNSEEN),
}


def show_list(
    console: Console, sessions: Sequence[SessionRow], *, more: bool, unreadable: int = 0
) -> None:
    """Prints the sessions, a line for each. more is whether there are older ones.

    unreadable is how many entries were set aside.
    """
    if unreadable:
        console.print(Text(unreadable_words(unreadable), CORRECT))
    elif not sessions:
        console.print("No session yet. The first one begins with `formcheck live`.")
    if not sessions:
        return
    table = Table.grid(padding=(0, 3))
    names = ("", "When", "Stretch", "Done", "Faults", "")
    table.add_row(*(Text(name, UNSEEN) for name in names))
    for one in sessions:
        table.add_row(
            Text(str(one.id), UNSEEN, justify="right"),
            Text(_when(one.started), no_wrap=True),
            Text(", ".join(one.titles), STRONG),
            Text(_done(one.held_s, one.planned_s, one.reps, one.planned_reps), no_wrap=True),
            Text(str(one.faults), justify="right"),
            Text(*_ENDS[one.end]),
        )
    console.print(table)
    if more:
        console.print(Text("There are older ones: --last N shows more of them.", UNSEEN))


def show_sitting(console: Console, days: Sequence[DayRecord]) -> None:
    """Prints on how many of the days sitting was watched, and where to read of it."""
    count = sum(bool(one.spans) for one in days)
    if count:
        words = f"Sitting was watched on {count} of the last {len(days)} days: "
        console.print(Text(f"{words}`formcheck sit today` tells of it.", UNSEEN))


def show_one(console: Console, row: SessionRow, result: Mapping[str, Any]) -> None:
    """Prints a session. result is empty when it was cut off before anything was kept.

    Raises FormcheckError when the result is damaged.
    """
    session = session_of(row.id, result) if result else None
    words, style = _ENDS[row.end]
    verdict = result.get("verdict") or f"{words.capitalize()}."
    lasted = duration_words((row.ended - row.started).total_seconds())
    show_title(console, f"Session {row.id}", f"{_when(row.started)}, {lasted}")
    console.print(Text(verdict, style))
    if session is None:
        return
    for stretch in session.stretches:
        console.print()
        counts = stretch.planned_reps > 0
        reps = (stretch.counted_reps, stretch.planned_reps)
        done = _done(stretch.hold_s, stretch.planned_s, *reps)
        console.print(Text.assemble((stretch.title, STRONG), f", {done} in good form"))
        for side in stretch.sides:
            console.print(_side(side, counts=counts))
        rows = [row for side in stretch.sides for row in _faults(side)]
        if rows:
            show_section(console, "To correct", rows, CORRECT)
    told = (
        ("Good", session.good, GOOD),
        ("Next time", session.watch, CORRECT),
        ("Not judged", session.unjudged, UNSEEN),
    )
    for title, texts, tone in told:
        if texts:
            show_section(console, title, [("", text) for text in texts], tone)
    said = [(answer.answer, answer.text) for answer in session.answers if answer.answer]
    if said:
        show_section(console, "You said", said, STRONG)


def write_list(target: str, sessions: Sequence[SessionRow], unreadable: int = 0) -> None:
    """Writes the sessions as JSON to a file, or to standard output for ``-``.

    unreadable is how many entries were set aside.

    Raises FormcheckError when the file can't be written.
    """
    rows = [_plain(row) for row in sessions]
    _write(target, {"version": _VERSION, "unreadable": unreadable, "sessions": rows})


def write_one(target: str, row: SessionRow, result: Mapping[str, Any]) -> None:
    """Writes a session as JSON, as ``write_list`` does; result is null when nothing was kept.

    Raises FormcheckError when the result is damaged.
    """
    if result:
        session_of(row.id, result)
    _write(target, {"version": _VERSION, **_plain(row), "result": dict(result) or None})


def _plain(row: SessionRow) -> dict[str, Any]:
    return asdict(row) | {"started": row.started.isoformat(), "ended": row.ended.isoformat()}


def _write(target: str, value: Mapping[str, Any]) -> None:
    text = f"{json_text(value, indent=2)}\n"
    if target == STDOUT:
        write_out(text)
    else:
        write_text(Path(target), text)


def _side(side: SidePart, *, counts: bool) -> Text:
    whose = "" if side.side == "both" else f"{side.side.capitalize()} side: "
    holds = " + ".join(f"{hold.held_s:.0f} s" for hold in side.holds if hold.kept) or "no hold"
    words = _repetitions(side) if counts else holds
    return Text.assemble("  ", whose, (words, GOOD if side.completed else CORRECT))


def _repetitions(side: SidePart) -> str:
    """What counted, and how many tries did not, by reason: "9 counted, 2 too fast"."""
    missed = Counter(rep.reason for rep in side.repetitions if not rep.counted)
    tries = [f"{count} {WHY_MISSED.get(why, why)}" for why, count in missed.most_common()]
    short = sum(bool(rep.remark) for rep in side.repetitions)
    remarks = [f"{short} of them {TOO_SHORT}"] if short else []
    return ", ".join([f"{side.reps} counted", *remarks, *tries])


def _faults(side: SidePart) -> list[tuple[str, str]]:
    """For each kind of fault when it was and its cue: ("left, 2 times, 7 s", "Elbow up.")."""
    kinds: dict[str, list[FaultPart]] = {}
    for fault in side.faults:
        kinds.setdefault(fault.id, []).append(fault)
    whose = [] if side.side == "both" else [side.side]
    return [(", ".join([*whose, *_lasted(kind)]), kind[0].cue) for kind in kinds.values()]


def _lasted(faults: Sequence[FaultPart]) -> list[str]:
    """How often, if more than once, and how long in all; what is less than a second is one."""
    total = duration_words(max(1.0, sum(fault.end_s - fault.start_s for fault in faults)))
    return [total] if len(faults) == 1 else [f"{len(faults)} times", total]


def _done(held_s: float, planned_s: float, reps: int, planned_reps: int) -> str:
    """Seconds or repetitions against the plan, or both: "40 of 60 s, 9 of 12 reps"."""
    held = [f"{held_s:.0f} of {planned_s:g} s"] if planned_s or not planned_reps else []
    return ", ".join([*held, *([f"{reps} of {planned_reps} reps"] if planned_reps else [])])


def _when(time: datetime) -> str:
    """Local day and time: "Mon 23 Nov 2026, 18:04"."""
    return f"{time.astimezone():%a %d %b %Y, %H:%M}"
