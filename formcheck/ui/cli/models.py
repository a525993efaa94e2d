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
    from formcheck.output.report.console import build_console
    from formcheck.output.report.machine import show_models
    from formcheck.vision.pose.models import find_model
    from formcheck.vision.pose.registry import VARIANTS

    found = {name: find_model(name) for name in VARIANTS}
    show_models(build_console(), list(VARIANTS.values()), found)


@app.command("get")
def get(
    name: Annotated[str, typer.Argument(help="lite, full or heavy.")],
    from_file: Annotated[
        Path | None,
        typer.Option("--from", help="Take it from this file instead of from the network."),
    ] = None,
) -> None:
    """Fetch a pose model. Nothing else that formcheck does needs the network."""
    from rich.progress import DownloadColumn

    from formcheck.output.report.console import show_bar
    from formcheck.vision.pose.models import fetch

    with show_bar(f"Fetching {name}", DownloadColumn()) as update:
        path = fetch(name, update, from_file)
    say(f"The pose model {name!r} is at {path}.")


def doctor() -> None:
    """Check that everything formcheck needs is there. Ends with 2 when something is missing.

    A missing camera or voice is reported, but is no error; so is what `formcheck sit` can't
    notice on this system.
    """
    from formcheck.desktop.notifier import report_notifications
    from formcheck.desktop.surroundings import report_surroundings
    from formcheck.engine.doctor import list_checks
    from formcheck.output.report.console import build_console
    from formcheck.output.report.machine import show_checks
    from formcheck.output.voice.speech import report_voice

    found = list_checks(
        {
            "voice": report_voice,
            "notifications": report_notifications,
            "surroundings": report_surroundings,
        }
    )
    show_checks(build_console(), found)
    if not all(one.ok for one in found if one.needed):
        raise typer.Exit(2)
