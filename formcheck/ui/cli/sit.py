"""``formcheck sit``: sitting posture through the day, or in recordings and photos."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from formcheck.files.errors import FormcheckError
from formcheck.ui.cli import sitting

_PROFILE_NAME = "desk"


class SensitivityChoice(StrEnum):
    """What ``--sensitivity`` takes."""

    RELAXED = "relaxed"
    NORMAL = "normal"
    STRICT = "strict"


def sit(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Videos, photos, or recordings (.npz) to judge; without any, the camera is "
            "watched.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|-",
            help="Write JSON to this file, or to the terminal with -: of the files (one object a "
            "line for several), or of a day.",
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            help="Write a row for every look at a video (a folder for several), or for every span "
            "of a day."
        ),
    ] = None,
    hours_csv: Annotated[
        Path | None, typer.Option(help="Write a row for every hour of a day.")
    ] = None,
    baseline: Annotated[
        str,
        typer.Option(
            metavar="first|none|IMAGE|profile:NAME",
            help="What files are compared with: their own first steady seconds, nothing, a photo "
            "of the person sitting upright, or a kept profile.",
        ),
    ] = sitting.FIRST,
    sensitivity: Annotated[
        SensitivityChoice, typer.Option(help="How soon something counts.")
    ] = SensitivityChoice.NORMAL,
    onset: Annotated[
        float,
        typer.Option(
            min=1.0,
            max=86_400.0,
            metavar="S",
            help="Seconds of slouching before you are told.",
        ),
    ] = 60.0,
    camera: Annotated[
        str,
        typer.Option(
            metavar="N|NAME|URL|FILE",
            help="A camera by number or part of its name, the address of a network camera "
            "(http, https or rtsp), or a video file to try it out with.",
        ),
    ] = "0",
    profile: Annotated[
        str, typer.Option(metavar="NAME", help="Whose or which seat's upright to compare with.")
    ] = _PROFILE_NAME,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Take a new upright for the profile first.")
    ] = False,
    looks_per_second: Annotated[
        float, typer.Option(min=0.2, max=4.0, metavar="N", help="How often to look.")
    ] = 1.0,
    break_every: Annotated[
        float,
        typer.Option(
            min=0.0,
            max=1440.0,
            metavar="MIN",
            help="Minutes of sitting between breaks; 0 for none.",
        ),
    ] = 30.0,
    break_length: Annotated[
        float, typer.Option(min=5.0, max=3600.0, metavar="S", help="Seconds of a break.")
    ] = 60.0,
    sound: Annotated[bool, typer.Option(help="A soft tone with what you are told.")] = False,
    voice: Annotated[bool, typer.Option("--voice", help="Say it aloud as well.")] = False,
    no_notifications: Annotated[
        bool, typer.Option("--no-notifications", help="Show none on the desktop.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="The language of voice and texts, such as de.")
    ] = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Do not keep this day in the history.")
    ] = False,
    today: Annotated[bool, typer.Option("--today", help="Show today so far.")] = False,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Show that day.")] = None,
    pause: Annotated[
        float | None,
        typer.Option(
            min=1.0,
            max=10_080.0,
            metavar="MIN",
            help="Pause the watch that runs, for so long: a week at most.",
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="End its pause.")] = False,
    profiles: Annotated[bool, typer.Option("--profiles", help="List the profiles kept.")] = False,
    forget_profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="Delete the profile of that name.")
    ] = None,
    debug: Annotated[  # noqa: ARG001 - main looks for it before the commands are parsed
        bool, typer.Option("--debug", help="Show where in the code an error came from.")
    ] = False,
) -> None:
    """Watch how you sit and tell you, seldom, when you slouch; or judge recordings of it.

    Without FILES the camera is looked at about once a second until you press q.
    You are told after a minute of slouching, at most every five minutes, and
    never during a call. With FILES it says who sat how, when and why.

    No picture is kept and nothing leaves this machine.
    """
    asked = [
        name
        for name, given in (
            ("FILES", bool(files)),
            ("--today", today),
            ("--day", day is not None),
            ("--pause", pause is not None),
            ("--resume", resume),
            ("--profiles", profiles),
            ("--forget-profile", forget_profile is not None),
        )
        if given
    ]
    if len(asked) > 1:
        raise FormcheckError(f"{asked[0]} and {asked[1]} can't go together: choose one.")
    of_a_day = asked in (["--today"], ["--day"])
    if (json is not None or csv is not None) and not of_a_day and not files:
        raise FormcheckError("--json and --csv need FILES to judge, or --today or --day.")
    if hours_csv is not None and not of_a_day:
        raise FormcheckError("--hours-csv needs --today or --day.")
    rules = sitting.rules_of(sensitivity.value, onset, break_every, break_length, looks_per_second)
    if files:
        sitting.judge_files(files, baseline, rules, json, csv)
    elif today or day is not None:
        sitting.show_one_day(day, json, csv, hours_csv)
    elif pause is not None or resume:
        sitting.pause_watch(pause or 0.0)
    elif profiles:
        sitting.list_profiles()
    elif forget_profile is not None:
        sitting.forget_profile(forget_profile)
    else:
        sitting.watch(
            camera=camera,
            profile=profile,
            rules=rules,
            language=language,
            calibrate=calibrate,
            notifications=not no_notifications,
            tone=sound,
            voice=voice,
            history=not no_history,
        )
