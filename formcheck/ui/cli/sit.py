"""``formcheck sit``: sitting posture through the day, and in recordings."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from formcheck.files.errors import FormcheckError
from formcheck.files.streams import say_error
from formcheck.ui.cli import sitting
from formcheck.ui.cli.check import Camera, Debug, Language, json_option, output_option
from formcheck.ui.cli.plain_help import PlainGroup, list_given_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.engine.sit_baseline import BaselineWanted

_FIRST, _NONE, _PROFILE = "first", "none", "profile:"
_PROFILE_NAME = "desk"
_MINUTE_S = 60.0

Sensitivity = Annotated[
    Literal["relaxed", "normal", "strict"], typer.Option(help="How far a slouch must go to count.")
]
Onset = Annotated[
    float,
    typer.Option(
        min=1.0,
        max=86_400.0,
        metavar="S",
        help="Seconds of clear slouching before a reminder; a slight slouch takes five times that.",
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


class _Group(PlainGroup):
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
    sensitivity: Sensitivity = "normal",
    onset: Onset = 60.0,
    camera: Camera = "0",
    profile: Annotated[
        str,
        typer.Option(metavar="NAME", help="The place or person whose upright posture to use."),
    ] = _PROFILE_NAME,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Record the profile's upright posture again.")
    ] = False,
    looks_per_second: LooksPerSecond = 1.0,
    break_every: BreakEvery = 30.0,
    break_length: BreakLength = 60.0,
    sound: Annotated[bool, typer.Option(help="Play a soft tone with each message.")] = False,
    voice: Annotated[bool, typer.Option("--voice", help="Say each message aloud.")] = False,
    no_notifications: Annotated[
        bool, typer.Option("--no-notifications", help="Show no notifications on the desktop.")
    ] = False,
    language: Language = None,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Do not keep this day in the history.")
    ] = False,
    debug: Debug = False,  # noqa: ARG001 - main looks for it before the commands are parsed
) -> None:
    """Watch how you sit, and remind you when you slouch.

    It looks about once a second until you press q. You are reminded after a
    minute of clear slouching or five of slight, at most once every five
    minutes, and not during a call, in full screen or under do-not-disturb,
    where the system shows these. No picture is kept or sent anywhere.

    Keys: c records your upright posture, p pauses for half an hour, b takes a
    break, + puts it off, s skips or ends it, m mutes, q quits.

    Without a camera at the start: exit code 2; one that is unplugged later is
    waited for, and watching goes on when it is back.

    The commands below check recordings, show a day, and pause a running watch.
    """
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    from formcheck.core.posture import posture_values
    from formcheck.core.posture.rules import Rules
    from formcheck.library.languages import choose_default_language
    from formcheck.ui.terminal.sit_watch import run_monitor

    spoken = language or choose_default_language()
    rules = Rules(
        sensitivity=posture_values.Sensitivity(sensitivity),
        onset_s=onset,
        break_every_s=break_every * _MINUTE_S or inf,
        break_s=break_length,
        look_every_s=1.0 / looks_per_second,
    )
    problem = run_monitor(
        camera,
        sitting.check_profile_name(profile),
        rules,
        spoken,
        calibrate=calibrate,
        notifications=not no_notifications,
        tone=sound,
        voice=voice,
        history=not no_history,
        coach=_build_break_coach(camera, spoken, voice=voice, history=not no_history),
    )
    if problem:
        say_error(problem)


def _refuse_options(context: Any) -> None:
    """Raises FormcheckError for options before a command: they belong to the watch."""
    name = context.invoked_subcommand
    command = context.command.get_command(context, name)
    known = {option for parameter in command.params for option in parameter.opts}
    for option in list_given_options(context):
        misplaced = f"{option} is before {name}: put it after it, or leave it out."
        foreign = f"`{option}` is an option of `formcheck sit`; `{name}` doesn't take it."
        raise FormcheckError(misplaced if option in known else foreign)


def _build_break_coach(
    camera: str, language: str, *, voice: bool, history: bool
) -> Callable[[Sequence[str]], tuple[str, ...]] | None:
    """Returns a function that coaches a break in a window (RunBreak), or None without a screen."""
    from formcheck.ui.window.display import check_screen

    try:
        check_screen()
    except FormcheckError:
        return None

    def run_break(stretches: Sequence[str]) -> tuple[str, ...]:
        from formcheck.ui.window.live_window import run_live

        result, *_ = run_live(
            stretches,
            camera,
            language,
            muted=not voice,
            history=history,
            questions=False,
            at_desk=True,
        )
        results = () if result is None else result.stretches
        return tuple(one.spec_id for one in results if one.was_done)

    return run_break


@app.command("check")
def check(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Videos, photos, or recordings (.npz).")],
    json: Annotated[
        str | None,
        json_option(
            help="Write JSON to this file, or to the terminal with -: one object a line for "
            "several files.",
        ),
    ] = None,
    csv: Annotated[
        str | None,
        output_option(help="Write a CSV row for every look at a video. A folder for several."),
    ] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option(
            metavar="first|none|FILE|profile:NAME",
            help="What to compare with: the file's own first steady seconds (the default), "
            "nothing, a profile, or a photo of the person sitting upright, or a video that begins "
            "so. Give it several times for several photos.",
        ),
    ] = None,
    sensitivity: Sensitivity = "normal",
    onset: Onset = 60.0,
    debug: Debug = False,  # noqa: ARG001 - main looks for it before the commands are parsed
) -> None:
    """Check recordings and photos: how somebody sat, when, and why.

    Of a recording it also says when you would have been reminded to sit up; breaks
    are left out.
    """
    from formcheck.core.posture import posture_values
    from formcheck.core.posture.rules import Rules
    from formcheck.ui.jobs import CheckOutputs, check_sitting_files
    from formcheck.vision.video.photo_file import is_photo

    if "--onset" in list_given_options(context):
        for photo in filter(is_photo, files):
            raise FormcheckError(f"{photo} is a photo: --onset is for videos.")
    rules = Rules(posture_values.Sensitivity(sensitivity), onset_s=onset, break_every_s=inf)
    wanted = CheckOutputs(json=json, csv=csv)
    if not check_sitting_files(files, _choose_baseline(baseline or [_FIRST]), rules, wanted):
        raise typer.Exit(2)


def _choose_baseline(named: list[str]) -> BaselineWanted | list[Path]:
    from formcheck.core.posture.posture_values import BaselineKind
    from formcheck.engine import sit_baseline
    from formcheck.files.inputs import is_file

    wanted = named[0] if len(named) == 1 else ""
    if wanted == _FIRST:
        return sit_baseline.FIRST_SECONDS
    if wanted == _NONE:
        return sit_baseline.NO_BASELINE
    if wanted.startswith(_PROFILE):
        name = wanted.removeprefix(_PROFILE)
        upright = sitting.find_profile(name).upright
        return sit_baseline.BaselineWanted(BaselineKind.PROFILE, name, upright)
    for name in named:
        if not is_file(Path(name)):
            raise FormcheckError(
                f"--baseline {name}: there is no such picture or video. It takes pictures and "
                "videos, or one of first, none and profile:NAME."
            )
    return [Path(name) for name in named]


app.command("today")(sitting.show_today)
app.command("day")(sitting.show_earlier_day)
app.command("pause")(sitting.pause_watch)
app.command("resume")(sitting.resume_watch)
app.command("profiles")(sitting.list_profiles)
app.command("forget")(sitting.forget_profile)
