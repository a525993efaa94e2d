"""Terminal report of a day of sitting and the days before it."""

import math
from collections.abc import Sequence

from rich.text import Text

from formcheck.core.posture.day import Day, Longest, StateTotals
from formcheck.core.posture.posture_texts import REASON_WORDS
from formcheck.core.posture.posture_values import SlouchReason
from formcheck.core.stretch.dose import format_count
from formcheck.library.words import format_hours
from formcheck.output.report.console import CORRECT, GOOD, QUIET, STRONG, TextConsole
from formcheck.output.report.posture_report import build_legend, build_share_strip, build_strip
from formcheck.store import days
from formcheck.store.days import DayRecord, convert_to_local, count_record_streak
from formcheck.store.history import describe_unreadable

_NARROWEST = 12
"""Minimum columns of a bar."""
_WIDE = 64
"""Minimum terminal columns for the full line of a day."""
_MOST_REASONS = 2
_ROW_OF_DAYS = 2
"""Shortest streak of days that is mentioned."""


def show_day(
    console: TextConsole,
    record: DayRecord,
    week: Sequence[DayRecord] = (),
    before: Sequence[bool | None] = (),
) -> None:
    """Prints a day; week: the days up to and including it, oldest first.

    before: ``Day.in_row`` of earlier days, which count for the streak but are not shown.
    """
    day = record.day
    watched_s = day.sum.watched_s
    watched = f"watched for {format_hours(watched_s)}" if watched_s else ""
    console.show_title(f"{record.date:%A} {record.date.day} {record.date:%B %Y}", watched)
    if watched_s:
        console.print(_format_verdict(day.sum))
        _print_hours(console, record)
        _print_reasons(console, day.sum)
    if watched_s or day.breaks:  # a break may have begun on the day before
        _print_account(console, day)
    else:
        console.print("Nothing was watched. `formcheck sit` begins a watch.")
    unreadable = sum(one.unreadable for one in week or [record])
    if unreadable:
        console.print(Text(describe_unreadable(unreadable), CORRECT))
    if any(one.day.sum.judged_s for one in week[:-1]):
        _print_week(console, week)
        row = count_record_streak(week, before)
        if row >= _ROW_OF_DAYS:
            console.print_indented(Text(f"A break on {row} days of sitting in a row.", QUIET), 4)
    console.print()


def _format_verdict(total: StateTotals) -> Text:
    if total.share is None:
        return Text("How you sat could not be judged.", QUIET)
    words = f"Upright for {format_hours(total.upright_s)}"
    if total.slouched_s:
        words += f", slouched for {format_hours(total.slouched_s)}"
    return Text(f"{words}.", GOOD if total.slouched_s <= total.upright_s else CORRECT)


def _print_hours(console: TextConsole, record: DayRecord) -> None:
    hours = record.day.hours
    watched = [place for place, hour in enumerate(hours) if hour.sum.watched_s]
    width = max(_NARROWEST, min(30, console.width - 56))
    console.print()
    rows: list[tuple[Text, ...]] = []
    for hour in hours[watched[0] : watched[-1] + 1]:
        strip = build_strip(console, record.spans, hour.start_s, hour.end_s, width)
        clock = Text(_format_clock(hour.start_s), QUIET)
        longest = _rank_reasons(hour.sum)[:_MOST_REASONS]
        whys = ", ".join(f"{REASON_WORDS[why]} {format_hours(time_s)}" for why, time_s in longest)
        rows.append((clock, strip, Text(whys)) if whys else (clock, strip))
    console.print_rows(rows, 2)
    console.print_indented(build_legend(console, record.day.sum), 2)


def _rank_reasons(total: StateTotals) -> list[tuple[SlouchReason, float]]:
    return sorted(total.why_s.items(), key=lambda one: -one[1])


def _print_reasons(console: TextConsole, total: StateTotals) -> None:
    width = max(_NARROWEST, min(24, console.width - 46))
    rows = []
    for why, lasted_s in _rank_reasons(total):
        bar = console.build_share_bar(lasted_s / (total.slouched_s or math.inf), width, CORRECT)
        rows.append((Text(REASON_WORDS[why].capitalize()), bar, format_hours(lasted_s)))
    console.show_section("Why", rows, CORRECT)


def _print_account(console: TextConsole, day: Day) -> None:
    rows = {
        "Longest time upright": _describe_longest(day.good),
        "Longest time sitting": _describe_longest(day.sat),
        "Breaks": _describe_breaks(day),
        "Stretches": ", ".join(dict.fromkeys(day.stretches)),
        "Reminders": _describe_nudges(day),
    }
    console.show_section("The day", [row for row in rows.items() if row[1]], STRONG)


def _describe_longest(longest: Longest) -> str:
    if not longest.lasted_s:
        return ""
    return f"{format_hours(longest.lasted_s)}, from {_format_clock(longest.start_s)}"


def _describe_breaks(day: Day) -> str:
    """Describes the breaks by kind: "3 taken, 1 of your own accord, 1 skipped"."""
    parts = (
        (day.taken, "taken"),
        (day.credited, "of your own accord"),
        (day.postponed, "put off"),
        (day.skipped, "skipped"),
    )
    return ", ".join(f"{count} {words}" for count, words in parts if count) or "none"


def _describe_nudges(day: Day) -> str:
    if day.changed_s is None:
        return str(day.nudges or "none")
    soon = f"about {format_hours(day.changed_s)} later" if day.changed_s >= 1 else "at once"
    return f"{day.nudges}; you moved after {day.changed_after} of them, {soon}"


def _print_week(console: TextConsole, week: Sequence[DayRecord]) -> None:
    """Prints a line for each day: a bar relative to the longest day, share upright and breaks."""
    longest_s = max(one.day.sum.judged_s for one in week)
    wide = console.width >= _WIDE
    width = max(_NARROWEST, min(40, console.width - 48))
    rows: list[list[Text]] = []
    for one in week:
        total = one.day.sum
        cells = [
            Text(f"{one.date:%a %d %b}" if wide else f"{one.date:%a %d}", QUIET, no_wrap=True),
            build_share_strip(console, total, longest_s, width),
        ]
        count = one.day.breaks
        if total.share is not None or count:
            judged = format_hours(total.judged_s)
            share = "" if total.share is None else f"{100 * total.share:3.0f} % of {judged}"
            breaks = format_count(count, "break") if count else "no breaks"
            cells.append(Text(share, no_wrap=True))
            cells += [Text(breaks, QUIET, no_wrap=True)] if wide else []
        rows.append(cells)
    last = week[-1].date
    upto = "" if last == days.today() else f" up to {last.day} {last:%B}"
    console.show_section(f"Last {len(week)} days{upto}", rows, STRONG)


def _format_clock(moment_s: float) -> str:
    return f"{convert_to_local(moment_s):%H:%M}"
