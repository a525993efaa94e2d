"""``formcheck live`` and ``app``: live coaching in a window or in the browser."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from formcheck.files.errors import FormcheckError
from formcheck.files.streams import say, say_error
from formcheck.ui.cli.check import Camera, Debug, Language, json_option, stretch_option
from formcheck.ui.cli.plain_help import list_given_options

if TYPE_CHECKING:
    from formcheck.core.session.session_values import SessionResult


def live(
    context: typer.Context,
    stretch: Annotated[
        list[str] | None,
        stretch_option(
            help="The id of a stretch, or a spec file (.toml). May be repeated; needed unless "
            "--cameras."
        ),
    ] = None,
    camera: Camera = "0",
    cameras: Annotated[
        bool, typer.Option("--cameras", help="List the cameras of this machine and quit.")
    ] = False,
    side: Annotated[
        Literal["both", "left", "right"],
        typer.Option(help="The side to stretch; both: one after the other."),
    ] = "both",
    hold: Annotated[
        int | None,
        typer.Option(
            min=1, max=3600, metavar="S", help="Seconds of one hold, instead of the stretch's own."
        ),
    ] = None,
    sets: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=20,
            metavar="N",
            help="Holds, or sets, for each side, instead of the stretch's own.",
        ),
    ] = None,
    language: Language = None,
    mute: Annotated[bool, typer.Option("--mute", help="Start without sound.")] = False,
    sound_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write everything that is heard to this file (.wav): nothing while it is muted.",
        ),
    ] = None,
    full_screen: Annotated[
        bool, typer.Option("--full-screen", help="Start in full screen.")
    ] = False,
    no_questions: Annotated[
        bool, typer.Option("--no-questions", help="Ask no questions at the end.")
    ] = False,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Do not keep this session in the history.")
    ] = False,
    json: Annotated[
        str | None,
        json_option(help="Write the result as JSON to this file, or to the terminal with -."),
    ] = None,
    debug: Debug = False,  # noqa: ARG001
) -> None:
    """Coach stretches in front of the camera, in a window.

    Keys: space pauses, s changes sides, n skips, p stops because it hurts, m mutes,
    f is full screen, q quits.

    No picture is kept or sent anywhere.
    """
    if cameras:
        for option in list_given_options(context):
            if option != "--cameras":
                raise FormcheckError(f"--cameras only lists them: leave out {option}.")
        _list_cameras()
        return
    if not stretch:
        raise FormcheckError(
            "Say which stretch with --stretch ID; `formcheck stretches` lists them."
        )
    from formcheck.files.output_file import check_ending
    from formcheck.library.languages import choose_default_language
    from formcheck.output.report import console, json_part, session_contract, session_report
    from formcheck.ui.window.live_window import run_live

    if sound_file is not None:
        check_ending(sound_file, "sound file", (".wav",))
    console.check_targets([sound_file], json, [Path(camera), *map(Path, stretch)])
    ended: list[SessionResult] = []
    try:
        result, problem, unwritten = run_live(
            stretch,
            camera,
            language or choose_default_language(),
            side=side,
            hold_s=hold,
            sets=sets,
            muted=mute,
            sound_file=sound_file,
            history=not no_history,
            full_screen=full_screen,
            questions=not no_questions,
            on_result=ended.append,
        )
        for trouble in filter(None, (problem, unwritten)):
            say_error(trouble)
        if result is not None and json != console.STDOUT:
            session_report.show_session(console.build_console(), result)
    finally:  # also after a signal, with the result so far
        for one in ended:
            console.emit(json_part.format_results(session_contract.dump_session(one)), json)
    if unwritten:
        raise typer.Exit(2)


def _list_cameras() -> None:
    from formcheck.vision.video.devices import cameras

    known = cameras()
    for device in known:
        say(f"{device.number}  {device.name}")
    if not known:
        say("There is no camera on this machine; one on the network works by its address.")


def app(
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            metavar="N",
            help="The port to serve on; by default 8710, or one that is free.",
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The address to serve on; any but a loopback one lets other machines in.",
        ),
    ] = "127.0.0.1",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
    language: Annotated[
        str | None,
        typer.Option(metavar="LANGUAGE", help="The language of the page; by default the system's."),
    ] = None,
) -> None:
    """Open formcheck in the browser: live coaching, videos, sitting and history.

    Only this machine can open the page, unless --host says otherwise. Ctrl-C ends it.
    """
    from formcheck.library.languages import choose_default_language, load_words
    from formcheck.ui.web.serve import serve

    begins_in = load_words(language or choose_default_language()).language
    serve(host, port, begins_in, browser=not no_browser, say=say)
