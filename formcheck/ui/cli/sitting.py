"""The smaller commands of ``formcheck sit``: a day, a pause, the profiles."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.files.errors import FormcheckError
from formcheck.files.streams import say, say_error
from formcheck.ui.cli.check import json_option

if TYPE_CHECKING:
    from formcheck.store.profiles import KeptBaseline, Profiles

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_DAYS = 7
"""Days shown, up to and including the requested one."""
DayJson = Annotated[
    str | None, json_option(help="Write the day as JSON to this file, or to the terminal.")
]
DayCsv = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a CSV row for every span of the day.")
]
HoursCsv = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a CSV row for every hour of the day.")
]


def show_today(json: DayJson = None, csv: DayCsv = None, hours_csv: HoursCsv = None) -> None:
    """Show today so far: upright and slouched, reasons by hour, breaks.

    A day is that of all profiles together.
    """
    from formcheck.store.days import today

    _tell_day(today(), json, csv, hours_csv)


def show_earlier_day(
    date: Annotated[str, typer.Argument(metavar="YYYY-MM-DD", help="The day to show.")],
    json: DayJson = None,
    csv: DayCsv = None,
    hours_csv: HoursCsv = None,
) -> None:
    """Show an earlier day, of all profiles together."""
    _tell_day(_parse_date(date), json, csv, hours_csv)


def _tell_day(last: date, json: str | None, csv: Path | None, hours: Path | None) -> None:
    """Prints a day and the week up to it, and writes the requested files."""
    from formcheck.files.output_file import try_writing, write_text
    from formcheck.output.report import console, day_report, json_part, sit_contract, table
    from formcheck.store.sitting_store import SittingPast

    console.check_targets((csv, hours), json, ())
    with SittingPast() as past:
        week = past.read_days(last, _DAYS)
        before = past.read_before(week)
    record = week[-1]
    spans, hourly = table.format_spans_csv(record.spans), table.format_hours_csv([record.day])
    dumped = json_part.format_results(sit_contract.dump_day(record))
    unwritten = (
        *try_writing(csv, lambda path: write_text(path, spans)),
        *try_writing(hours, lambda path: write_text(path, hourly)),
        *try_writing(Path(json or console.STDOUT), lambda _: console.emit(dumped, json)),
    )
    if json != console.STDOUT:
        day_report.show_day(console.build_console(), record, week, before)
    for failure in unwritten:
        say_error(str(failure))
    if unwritten:
        raise typer.Exit(2)


def _parse_date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise FormcheckError(f"{text} is not a date: give one such as 2026-03-14.") from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        years = f"from {_FIRST_YEAR} to {_LAST_YEAR}"
        raise FormcheckError(f"Nothing is kept of {text}: give a day {years}.")
    return day


def pause_watch(
    minutes: Annotated[
        float, typer.Argument(min=1.0, max=10_080.0, help="How many minutes; a week at most.")
    ],
) -> None:
    """Pause the running watch."""
    from formcheck.store.remote_control import RemoteControl
    from formcheck.ui.clock import format_moment

    until = datetime.now(UTC) + timedelta(minutes=minutes)
    with RemoteControl() as remote:
        runs = remote.is_watched()
        remote.pause_until(until)
    clock = format_moment(until, datetime.now(UTC))
    waits = f"No watch is running; one started before {clock} stays paused until then."
    say(f"Paused until {clock}." if runs else waits)


def resume_watch() -> None:
    """End the pause of the running watch."""
    from formcheck.store.remote_control import RemoteControl

    with RemoteControl() as remote:
        runs = remote.is_watched()
        remote.pause_until(None)
    waits = "Nothing is watching now; the next watch begins at once."
    say("Watching continues." if runs else waits)


def list_profiles() -> None:
    """List the profiles: name, camera, and when the upright posture was recorded."""
    from formcheck.store.history import describe_unreadable
    from formcheck.store.profiles import Profiles

    with Profiles() as profiles:
        rows = profiles.list_all()
    for row in rows:
        say(f"{row.name:<16}  {row.camera:<32}  {row.taken.astimezone():%Y-%m-%d %H:%M}")
    if rows.unreadable:
        say(describe_unreadable(rows.unreadable))
    elif not rows:
        say("No profile is kept yet: `formcheck sit --calibrate` takes one.")


def forget_profile(
    profile: Annotated[str, typer.Argument(metavar="NAME", help="The name of the profile.")],
) -> None:
    """Delete a profile."""
    from formcheck.store.profiles import Profiles
    from formcheck.store.remote_control import RemoteControl

    with Profiles() as profiles:
        if not profiles.remove(check_profile_name(profile, profiles)):
            kept = _list_names(profiles)
            raise FormcheckError(f'There is no profile "{profile}" to delete (kept: {kept}).')
    say(f'The profile "{profile}" is deleted.')
    if RemoteControl().is_watched():
        say("Sitting is still watched: if with this profile, then by its posture until that ends.")


def find_profile(name: str) -> KeptBaseline:
    """Returns the profile of that name. Raises FormcheckError if there is none."""
    from formcheck.files.quoting import quote_word
    from formcheck.store.profiles import Profiles

    with Profiles() as profiles:
        if (found := profiles.get(check_profile_name(name, profiles))) is None:
            raise FormcheckError(
                f'There is no profile "{name}" (kept: {_list_names(profiles)}): take one with '
                f"`formcheck sit --calibrate --profile {quote_word(name)}`."
            )
    return found


def check_profile_name(name: str, profiles: Profiles | None = None) -> str:
    """Returns the name. Raises FormcheckError if it can't be printed or typed.

    The name of one of `profiles` is always accepted.
    """
    from formcheck.store.profiles import MOST_NAME, can_name_profile

    kept = () if profiles is None else profiles.list_all()
    if can_name_profile(name) or any(row.name == name for row in kept):
        return name
    if len(name) > MOST_NAME:
        raise FormcheckError(f"A profile's name has {MOST_NAME} characters at most.")
    raise FormcheckError(f'"{name}" is not a profile name: use letters, such as "desk".')


def _list_names(profiles: Profiles) -> str:
    return ", ".join(sorted({row.name for row in profiles.list_all()})) or "none"
