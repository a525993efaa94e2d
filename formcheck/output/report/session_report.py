"""Terminal reports of live sessions, current and past."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.text import Text

from formcheck.core.language import format_clock
from formcheck.core.session.session_values import End, SessionResult
from formcheck.core.stretch import RepShortcoming, format_held
from formcheck.core.stretch.dose import Amount, format_count
from formcheck.library import words as wording
from formcheck.output.report import session_contract as contract
from formcheck.output.report.console import CORRECT, GOOD, QUIET, STRONG, TextConsole, emit
from formcheck.output.report.json_part import format_results
from formcheck.output.report.side_contract import SidePart
from formcheck.store.cells import Entries
from formcheck.store.days import DayRecord
from formcheck.store.history import SessionRow, describe_unreadable, list_amounts

_OPEN = "open"
_NO_SECONDS = {"breath", "release"}
_COUNTED = {"rep": "rep", "breath": "breath", "release": "spot"}
_ENDS = {
    "completed": ("done", GOOD),
    "stopped": ("ended early", CORRECT),
    "pain": ("stopped, it hurt", CORRECT),
    _OPEN: ("interrupted", CORRECT),
}
_TABLE = 100
"""Minimum terminal columns for a table. Chosen for formcheck: all but the titles takes 73."""
_GOES_ON = timedelta(minutes=1)
"""Open sessions last saved within this time, past or future (if the clock was set back), are still
running: they are saved every second while there is a camera image. Chosen for formcheck."""


def show_session(console: TextConsole, result: SessionResult) -> None:
    """Prints the result of a session."""
    from formcheck.output.report.terminal import show_side  # noqa: PLC0415 - not for history

    for stretch in result.stretches:
        console.show_title(stretch.title, format_clock(result.duration_s))
        for side in stretch.sides:
            show_side(console, side, result.duration_s, result.words)
        if not stretch.sides:
            console.print(Text("Not begun."))
            console.print()
    done = result.end is End.COMPLETED and all(stretch.completed for stretch in result.stretches)
    console.print(Text(result.verdict, GOOD if done else CORRECT))
    _show_account(console, result)
    console.print()


def show_list(console: TextConsole, sessions: Entries[SessionRow], most: int) -> None:
    """Prints up to ``most`` sessions, one per line, and a note if there are more."""
    if sessions.unreadable:
        console.print(Text(describe_unreadable(sessions.unreadable), CORRECT))
    elif not sessions:
        console.print(
            "No session yet. Begin one with `formcheck app` or `formcheck live --stretch ID`."
        )
    if not sessions:
        return
    wide = console.width >= _TABLE
    names = ("", "When", "Stretch", "Done", "Faults", "")
    rows = [[Text(name, QUIET) for name in names]] if wide else []
    for one in sessions[:most]:
        faults = Text(str(one.faults), justify="right") if wide else Text(f"faults: {one.faults}")
        cells = [
            Text(_format_when(one.started)),
            Text(", ".join(one.titles), STRONG),
            Text(_format_done(one.done)),
            *([faults] if wide or one.faults else []),
            Text(*_name_end(one)),
        ]
        number = Text(str(one.id), QUIET, justify="right")
        rows.append([number, *(cells if wide else [Text(", ").join(cells)])])
    console.print_rows(rows, 0, 3)
    if len(sessions) > most:
        console.print(Text("There are older ones: --last N shows more of them.", QUIET))


def show_sitting(console: TextConsole, days: Sequence[DayRecord]) -> None:
    """Prints on how many of the days sitting was watched, and the command that shows them."""
    count = sum(one.day.sum.watched_s > 0 for one in days)
    if count:
        words = f"Sitting was watched on {count} of the last {len(days)} days: "
        console.print(Text(f"{words}`formcheck sit today` tells of it.", QUIET))


def show_one(console: TextConsole, row: SessionRow, result: Mapping[str, Any]) -> None:
    """Prints a session. result is empty if it was interrupted before anything was saved.

    Raises FormcheckError if the result is damaged or of a newer formcheck.
    """
    session = contract.parse_session(row.id, result) if result else None
    words, style = _name_end(row)
    verdict = "Nothing of it was saved." if session is None else session.verdict
    ended = f"{words.capitalize()}." if row.end == _OPEN or not verdict else ""
    lasted = wording.format_duration((row.ended - row.started).total_seconds())
    console.show_title(f"Session {row.id}", f"{_format_when(row.started)}, {lasted}")
    console.print(Text(" ".join(filter(None, (ended, verdict))), style))
    if session is None:
        return
    for stretch in session.stretches:
        console.print()
        reps = (stretch.counted_reps, stretch.planned_reps)
        counted_s = stretch.hold_s if stretch.counted_s is None else stretch.counted_s
        done = _format_done(list_amounts(counted_s, stretch.planned_s, *reps))
        good = "in position" if stretch.is_timer else "in good form"
        amount = f", {done} {good}" if stretch.sides else ", not begun"
        if any(side.done and side.done.unit in _NO_SECONDS for side in stretch.sides):
            amount = ""
        console.print(Text.assemble((stretch.title, STRONG), amount))
        for side in stretch.sides:
            console.print(_format_side(side, counts=stretch.planned_reps > 0))
        rows = [row for side in stretch.sides for row in _build_fault_rows(side)]
        console.show_section("To correct", rows, CORRECT)
    _show_account(console, session)


def write_list(target: str, sessions: Entries[SessionRow]) -> None:
    """Writes the sessions as JSON to a file, or to standard output for ``-``.

    Raises FormcheckError if the file can't be written.
    """
    rows = [contract.SessionRowPart.build(row) for row in sessions]
    listed = contract.HistoryObject(unreadable=sessions.unreadable, sessions=rows)
    emit(format_results(listed), target)


def write_one(target: str, row: SessionRow, result: Mapping[str, Any]) -> None:
    """Writes a session as JSON, as ``write_list`` does; its result is null if none was saved.

    Raises FormcheckError if the result is damaged or of a newer formcheck.
    """
    kept = contract.parse_session(row.id, result) if result else None
    emit(format_results(contract.PastSessionObject.build(row, result=kept)), target)


def _name_end(row: SessionRow) -> tuple[str, str]:
    if row.end == _OPEN and abs(datetime.now(UTC) - row.ended) < _GOES_ON:
        return "goes on", QUIET
    if row.end == End.COMPLETED.value and not row.completed:
        return "partly done", CORRECT
    return _ENDS[row.end]


def _format_side(side: contract.WorkedPart, *, counts: bool) -> Text:
    goal_s = side.planned_s or 0.0
    kept = [hold for hold in side.holds if hold.kept]
    holds = [f"{format_held(hold.held_s, goal_s)} s" for hold in kept or side.holds]
    too_short = side.done.too_short if side.done else not (kept or side.completed)
    remark = f", {wording.TOO_SHORT_TO_COUNT}" if too_short else ""
    words = f"{' + '.join(holds)}{remark}" if holds else "no hold"
    if side.done and side.done.unit in _NO_SECONDS:
        words = wording.describe_done(**dict(side.done))
    if counts:
        words = _describe_repetitions(side)
    whose = wording.name_side(side.side)
    return Text.assemble("  ", whose, (words, GOOD if side.completed else CORRECT))


def _describe_repetitions(side: SidePart) -> str:
    """Describes how many repetitions counted, and did not by reason: "9 counted, 2 too fast"."""
    missed = Counter(rep.reason for rep in side.repetitions if not rep.counted)
    tries = [
        f"{count} {wording.MISS_REASONS[RepShortcoming(why)]}"
        for why, count in missed.most_common()
    ]
    short = sum(bool(rep.remark) for rep in side.repetitions)
    remarks = [f"{short} of them {wording.TOO_SHORT}"] if short else []
    return ", ".join([f"{side.reps} counted", *remarks, *tries])


def _build_fault_rows(side: SidePart) -> list[tuple[str, str]]:
    """Returns count, duration and cue of each fault: ("left, 2 times, 7 s", "Elbow up.")."""
    rows = []
    for kind in wording.group_items((fault.id, fault) for fault in side.faults).values():
        whose = "" if side.side == "both" else side.side
        times = f"{len(kind)} times" if len(kind) > 1 else ""
        lasted_s = sum(fault.end_s - fault.start_s for fault in kind)
        lasted = wording.format_duration(max(1.0, lasted_s))  # at least 1 s is shown
        rows.append((", ".join(filter(None, (whose, times, lasted))), kind[0].cue))
    return rows


def _format_done(done: Iterable[Amount]) -> str:
    """Formats each amount against its plan: "40 of 60 s, 9 of 12 reps, 3 of 5 breaths"."""
    return ", ".join(
        f"{format_held(one.count, one.planned)} of {one.planned:g} s"
        if one.unit == "hold"
        else f"{one.count:g} of {format_count(int(one.planned), _COUNTED[one.unit])}"
        for one in done
    )


def _format_when(time: datetime) -> str:
    """Formats local date and time: "Mon 23 Nov 2026, 18:04"."""
    return f"{time.astimezone():%a %d %b %Y, %H:%M}"


def _show_account(console: TextConsole, recap: SessionResult | contract.SessionObject) -> None:
    console.show_section("Good", [("", text) for text in recap.good], GOOD)
    console.show_section("Next time", [("", text) for text in recap.watch], CORRECT)
    console.show_section("Not judged", [("", text) for text in recap.unjudged], QUIET)
    answers = [(given.answer, given.text) for given in recap.answers if given.answer]
    console.show_section("You said", answers, STRONG)
