"""``formcheck sit``: sitting posture through the day, in recordings, and what is kept of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from formcheck.files.errors import FormcheckError
from formcheck.ui.cli import sitting

_PROFILE_NAME = "desk"


class SensitivityChoice(StrEnum):
    """What ``--sensitivity`` takes."""

    RELAXED = "relaxed"
    NORMAL = "normal"
    STRICT = "strict"


Sensitivity = Annotated[SensitivityChoice, typer.Option(help="How far a slouch must go to count.")]
Onset = Annotated[
    float,
    typer.Option(
        min=1.0, max=86_400.0, metavar="S", help="Seconds of slouching before you are told."
    ),
]
LooksPerSecond = Annotated[
    float, typer.Option(min=0.2, max=4.0, metavar="N", help="How often to look, per second.")
]
BreakEvery = Annotated[
    float,
    typer.Option(
        min=0.0, max=1440.0, metavar="MIN", help="Minutes of sitting between breaks; 0 for none."
    ),
]
BreakLength = Annotated[
    float, typer.Option(min=5.0, max=3600.0, metavar="S", help="Seconds of a break.")
]
DayJson = Annotated[
    str | None,
    typer.Option(metavar="FILE|-", help="Write the day as JSON to this file, or to the terminal."),
]
DayCsv = Annotated[Path | None, typer.Option(help="Write a CSV row for every span of the day.")]
HoursCsv = Annotated[Path | None, typer.Option(help="Write a CSV row for every hour of the day.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show where in the code an error came from.")]


class _Group(TyperGroup):
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        if found is None:
            known = ", ".join(self.commands)
            raise FormcheckError(
                f"formcheck sit has no command {cmd_name}, only {known}. To check a file: "
                "`formcheck sit check FILE`."
            )
        return found


app = typer.Typer(cls=_Group)


@app.callback(invoke_without_command=True)
def watch(
    context: typer.Context,
    sensitivity: Sensitivity = SensitivityChoice.NORMAL,
    onset: Onset = 60.0,
    camera: Annotated[
        str,
        typer.Option(
            metavar="N|NAME|URL|FILE",
            help="A camera by number or part of its name, the address of a network camera "
            "(http, https or rtsp), or a video file to try it out with.",
        ),
    ] = "0",
    profile: Annotated[
        str,
        typer.Option(metavar="NAME", help="Whose upright posture to compare with."),
    ] = _PROFILE_NAME,
    calibrate: Annotated[
        bool,
        typer.Option("--calibrate", help="Record the profile's upright posture anew."),
    ] = False,
    looks_per_second: LooksPerSecond = 1.0,
    break_every: BreakEvery = 30.0,
    break_length: BreakLength = 60.0,
    sound: Annotated[bool, typer.Option(help="Play a soft tone with each message.")] = False,
    voice: Annotated[bool, typer.Option("--voice", help="Say each message aloud.")] = False,
    no_notifications: Annotated[
        bool, typer.Option("--no-notifications", help="Show no notifications on the desktop.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="The language of voice and texts, such as de.")
    ] = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Do not keep this day in the history.")
    ] = False,
    debug: Debug = False,  # noqa: ARG001 - main looks for it before the commands are parsed
) -> None:
    """Watch how you sit, and tell you when you slouch.

    It looks about once a second until you press q. You are told after a minute of
    slouching, at most every five minutes, and never during a call. No picture is
    kept and nothing leaves this machine.

    The commands below check recordings, show a day, and pause a running watch.
    """
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    sitting.watch(
        camera=camera,
        profile=profile,
        rules=sitting.build_rules(
            sensitivity.value, onset, break_every, break_length, looks_per_second
        ),
        language=language,
        calibrate=calibrate,
        notifications=not no_notifications,
        tone=sound,
        voice=voice,
        history=not no_history,
    )


def _refuse_options(context: typer.Context) -> None:
    """Options before a command are those of the watch, which does not run then."""
    for parameter in context.command.params:
        source = context.get_parameter_source(str(parameter.name))
        if source is not None and source.name == "COMMANDLINE":
            raise FormcheckError(
                f"{parameter.opts[0]} is before {context.invoked_subcommand}: put it after it, "
                "or leave it out."
            )


@app.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="Videos, photos, or recordings (.npz).")],
    json: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|-",
            help="Write JSON to this file, or to the terminal with -: one object a line for "
            "several files.",
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(help="Write a CSV row for every look at a video. A folder for several."),
    ] = None,
    baseline: Annotated[
        str,
        typer.Option(
            metavar="first|none|IMAGE|profile:NAME",
            help="What to compare with: the file's own first steady seconds, nothing, a photo of "
            "the person sitting upright, or a profile.",
        ),
    ] = sitting.FIRST,
    sensitivity: Sensitivity = SensitivityChoice.NORMAL,
    onset: Onset = 60.0,
    looks_per_second: LooksPerSecond = 1.0,
    break_every: BreakEvery = 30.0,
    break_length: BreakLength = 60.0,
    debug: Debug = False,  # noqa: ARG001 - main looks for it before the commands are parsed
) -> None:
    """Check recordings and photos: how somebody sat, when, and why."""
    rules = sitting.build_rules(
        sensitivity.value, onset, break_every, break_length, looks_per_second
    )
    sitting.judge_files(files, baseline, rules, json, csv)


@app.command("today")
def today(json: DayJson = None, csv: DayCsv = None, hours_csv: HoursCsv = None) -> None:
    """Show today so far: upright and slouched, reasons by hour, breaks."""
    sitting.show_one_day(None, json, csv, hours_csv)


@app.command("day")
def day(
    date: Annotated[str, typer.Argument(metavar="YYYY-MM-DD", help="The day to show.")],
    json: DayJson = None,
    csv: DayCsv = None,
    hours_csv: HoursCsv = None,
) -> None:
    """Show an earlier day."""
    sitting.show_one_day(date, json, csv, hours_csv)


@app.command("pause")
def pause(
    minutes: Annotated[
        float,
        typer.Argument(min=1.0, max=10_080.0, help="How many minutes; a week at most."),
    ],
) -> None:
    """Pause the running watch."""
    sitting.pause_watch(minutes)


@app.command("resume")
def resume() -> None:
    """End the pause of the running watch."""
    sitting.pause_watch(0.0)


@app.command("profiles")
def profiles() -> None:
    """List the profiles: name, camera, and when the upright posture was recorded."""
    sitting.list_profiles()


@app.command("forget")
def forget(
    profile: Annotated[str, typer.Argument(metavar="NAME", help="The name of the profile.")],
) -> None:
    """Delete a profile."""
    sitting.forget_profile(profile)
