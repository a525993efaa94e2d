"""What ``formcheck sit`` does: one function for each thing that can be asked of it."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from formcheck.files.errors import FormcheckError
from formcheck.files.streams import say, say_error, write_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from formcheck.core.posture.rules import Rules
    from formcheck.engine.sit_baseline import BaselineWanted
    from formcheck.store.profiles import Profiles

FIRST = "first"
"""The usual ``--baseline``: the first steady seconds of a recording."""
_NONE, _PROFILE = "none", "profile:"
_STDOUT = "-"
_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_MINUTE_S = 60.0
_DAYS = 7
"""Days that are shown beside the one asked for: a week."""


def build_rules(
    sensitivity: str,
    onset_s: float,
    break_every_min: float,
    break_s: float,
    looks_per_second: float,
) -> Rules:
    """The rules of the watch: a break every 0 minutes is none."""
    from math import inf

    from formcheck.core.posture.posture_values import Sensitivity
    from formcheck.core.posture.rules import Rules

    return Rules(
        sensitivity=Sensitivity(sensitivity),
        onset_s=onset_s,
        break_every_s=break_every_min * _MINUTE_S or inf,
        break_s=break_s,
        look_every_s=1.0 / looks_per_second,
    )


def judge_files(
    files: list[Path], baseline: str, rules: Rules, json: str | None, csv: Path | None
) -> None:
    """Tells the posture in the files. Ends with 2 when one could not be judged as a whole."""
    from formcheck.output.report.jobs import CheckOutputs, check_sitting_files

    if not check_sitting_files(
        files, _choose_baseline(baseline), rules, CheckOutputs(json=json, csv=csv)
    ):
        raise typer.Exit(2)


def _choose_baseline(wanted: str) -> BaselineWanted | Path:
    """The baseline that ``--baseline`` names, or the picture that shows it."""
    from formcheck.engine.sit_baseline import (
        FIRST_SECONDS,
        NO_BASELINE,
        BaselineKind,
        BaselineWanted,
    )
    from formcheck.files.inputs import is_file
    from formcheck.store.profiles import Profiles

    if wanted == FIRST:
        return FIRST_SECONDS
    if wanted == _NONE:
        return NO_BASELINE
    if wanted.startswith(_PROFILE):
        name = _check_profile_name(wanted.removeprefix(_PROFILE))
        with Profiles() as profiles:
            found = profiles.get(name)
            if found is None:
                raise _build_missing_error(name, profiles)
        return BaselineWanted(BaselineKind.PROFILE, name, found[0])
    path = Path(wanted)
    if not is_file(path):
        raise FormcheckError(
            f"--baseline {wanted}: there is no such picture. It takes a picture, first, none "
            "or profile:NAME."
        )
    return path


def show_one_day(
    wanted: str | None, json: str | None, csv: Path | None, hours: Path | None
) -> None:
    """Tells of a day, today with None, and of the week that it ends."""
    from formcheck.files.output_file import check_target, write_text
    from formcheck.output.report.console import build_console
    from formcheck.output.report.day_report import show_day
    from formcheck.output.report.json_part import format_results
    from formcheck.output.report.sit_contract import dump_day
    from formcheck.output.report.table import format_hours_csv, format_spans_csv
    from formcheck.store.days import today
    from formcheck.store.sitting_store import SittingPast

    last = today() if wanted is None else _parse_date(wanted)
    targets = [path for path in (csv, hours) if path is not None]
    if json is not None and json != _STDOUT:
        targets.append(Path(json))
    for place, target in enumerate(targets):
        check_target(target, targets[:place])
    with SittingPast() as past:
        week = past.read_days(last, _DAYS)
    record = week[-1]
    if csv is not None:
        write_text(csv, format_spans_csv(record.spans))
    if hours is not None:
        write_text(hours, format_hours_csv([record.day]))
    if json == _STDOUT:
        write_out(format_results(dump_day(record)))
        return
    if json is not None:
        write_text(Path(json), format_results(dump_day(record)))
    show_day(build_console(), record, week)


def _parse_date(text: str) -> date:
    from datetime import date

    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise FormcheckError(f"{text} is no date such as 2026-03-14.") from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise FormcheckError(
            f"Nothing is kept of {text}: give a day from {_FIRST_YEAR} to {_LAST_YEAR}."
        )
    return day


def _check_profile_name(name: str) -> str:
    if not name or not name.isprintable():
        raise FormcheckError(f'"{name}" is no name for a profile: use letters, such as "desk".')
    return name


def _build_missing_error(name: str, profiles: Profiles) -> FormcheckError:
    known = ", ".join(sorted({row.name for row in profiles.list_all()})) or "none"
    return FormcheckError(
        f'There is no profile "{name}" (kept: {known}): take one with '
        f"`formcheck sit --calibrate --profile {name}`."
    )


def list_profiles() -> None:
    """Lists the profiles, newest first."""
    from formcheck.store.history import describe_unreadable
    from formcheck.store.profiles import Profiles

    with Profiles() as profiles:
        rows = profiles.list_all()
    for row in rows:
        taken = row.taken.astimezone()
        say(f"{row.name:<16}  {row.camera:<32}  {taken:%Y-%m-%d %H:%M}")
    if rows.unreadable:
        say(describe_unreadable(rows.unreadable))
    elif not rows:
        say("No profile is kept yet: `formcheck sit --calibrate` takes one.")


def forget_profile(name: str) -> None:
    """Deletes the profile, for every camera."""
    from formcheck.store.profiles import Profiles

    with Profiles() as profiles:
        if not profiles.remove(_check_profile_name(name)):
            raise _build_missing_error(name, profiles)
    say(f'The profile "{name}" is deleted.')


def pause_watch(minutes: float) -> None:
    """Pauses the running watch for so many minutes; 0 resumes it."""
    from datetime import UTC, datetime, timedelta

    from formcheck.store.steering import Steering

    until = datetime.now(UTC) + timedelta(minutes=minutes)
    with Steering() as steering:
        runs = steering.find_running() is not None
        steering.pause_until(until if minutes else None)
    if not minutes:
        say("The watch goes on." if runs else "No watch runs; the next one begins at once.")
        return
    clock = f"{until.astimezone():%H:%M}"
    say(
        f"Paused until {clock}."
        if runs
        else f"No watch runs; one that is begun before {clock} rests until then."
    )


def watch(
    *,
    camera: str,
    profile: str,
    rules: Rules,
    language: str | None,
    calibrate: bool,
    notifications: bool,
    tone: bool,
    voice: bool,
    history: bool,
) -> None:
    """Watches the camera until told to stop; tells what went wrong beside it."""
    from formcheck.library.languages import choose_default_language
    from formcheck.ui.terminal.loop import MonitorOptions
    from formcheck.ui.terminal.sit_watch import run_monitor

    spoken = language or choose_default_language()
    problem = run_monitor(
        MonitorOptions(
            camera=camera,
            profile=_check_profile_name(profile),
            rules=rules,
            language=spoken,
            calibrate=calibrate,
            notifications=notifications,
            tone=tone,
            voice=voice,
            history=history,
            coach=_build_break_coach(camera, spoken, voice=voice, history=history),
        )
    )
    if problem:
        say_error(problem)


def _build_break_coach(
    camera: str, language: str, *, voice: bool, history: bool
) -> Callable[[Sequence[str]], tuple[str, ...]] | None:
    """What coaches a break in a window and gives the stretches that were done.

    None where there is no screen for a window.
    """
    from formcheck.ui.window.display import check_screen

    try:
        check_screen()
    except FormcheckError:
        return None

    def run_break(stretches: Sequence[str]) -> tuple[str, ...]:
        from formcheck.ui.window.live_window import LiveOptions, run_live

        result, _ = run_live(
            LiveOptions(
                stretches=tuple(stretches),
                camera=camera,
                side="both",
                hold_s=None,
                sets=None,
                language=language,
                muted=not voice,
                sound_file=None,
                history=history,
                full_screen=False,
                questions=False,
                at_desk=True,
            )
        )
        lessons = () if result is None else result.lessons
        return tuple(lesson.spec_id for lesson in lessons if lesson.was_done)

    return run_break
