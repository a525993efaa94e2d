"""``formcheck models`` and ``doctor``: whether this machine has what it takes."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.files.streams import say

app = typer.Typer(help="The pose models: list them, or fetch another.", no_args_is_help=True)


@app.command("list")
def list_models() -> None:
    """List the pose models and say which are on this machine."""
    from formcheck.output.report.console import stdout_console
    from formcheck.output.report.terminal import show_models
    from formcheck.vision.pose.models import find_model
    from formcheck.vision.pose.registry import VARIANTS

    found = {name: find_model(name) for name in VARIANTS}
    show_models(stdout_console(), list(VARIANTS.values()), found)


@app.command("get")
def get(
    name: Annotated[str, typer.Argument(help="lite, full or heavy.")],
    from_file: Annotated[
        Path | None,
        typer.Option("--from", help="Take it from this file instead of from the network."),
    ] = None,
) -> None:
    """Fetch a pose model: the only time that formcheck uses the network."""
    from formcheck.output.report.console import bytes_bar
    from formcheck.vision.pose.models import fetch

    with bytes_bar(f"Fetching {name}") as told:
        path = fetch(name, told, from_file)
    say(f"The pose model {name!r} is at {path}.")


def doctor() -> None:
    """Look whether everything that formcheck needs is there. Ends with 2 when something is not.

    A missing camera or voice is told, and is no error; so is what sitting can't notice here.
    """
    from formcheck.desktop.notifier import notify_report
    from formcheck.desktop.surroundings import surroundings_report
    from formcheck.engine.doctor import list_checks
    from formcheck.output.report.console import stdout_console
    from formcheck.output.report.terminal import show_checks
    from formcheck.output.voice.speech import voice_report

    found = list_checks(
        {
            "voice": voice_report,
            "notifications": notify_report,
            "surroundings": surroundings_report,
        }
    )
    show_checks(stdout_console(), found)
    if not all(one.ok for one in found if one.needed):
        raise typer.Exit(2)
