"""``formcheck models`` and ``doctor``: whether this machine has what formcheck needs."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from pathlib import Path
from typing import Annotated

import typer

from formcheck.files.errors import explain_failure
from formcheck.files.streams import say
from formcheck.ui.cli.plain_help import PlainGroup

app = typer.Typer(
    cls=PlainGroup, help="The pose models: list them, or fetch another.", no_args_is_help=True
)


@app.command("list")
def list_models() -> None:
    """List the pose models and say which are on this machine, and intact."""
    from rich.text import Text

    from formcheck.output.report import console
    from formcheck.vision.pose.models import describe_damage, find_model
    from formcheck.vision.pose.registry import VARIANTS

    rows, damages = [], []
    for name, variant in VARIANTS.items():
        path = find_model(name)
        state = Text("here", console.GOOD)
        if path is None:
            state = Text(f"formcheck models get {name}", console.QUIET)
        else:
            with explain_failure(f"The pose model {path} cannot be read"):
                damage = describe_damage(path)
            if damage:
                state = Text("damaged", console.CORRECT)
                damages.append(damage)
        size = f"{variant.size_bytes / 1e6:.0f} MB"
        rows.append((Text(name, console.STRONG), size, variant.about, state))
    console.build_console().print(console.make_grid(rows, 3))
    for damage in damages:
        say(damage)


@app.command("get")
def get(
    name: Annotated[str, typer.Argument(help="lite, full or heavy.")],
    from_file: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="Take it from this file instead of from the network."
        ),
    ] = None,
) -> None:
    """Fetch a pose model. All else needs the network only for an address you name."""
    from rich.progress import DownloadColumn

    from formcheck.output.report.console import show_bar
    from formcheck.vision.pose.models import fetch

    with show_bar(f"Fetching {name}", DownloadColumn()) as update:
        path = fetch(name, update, from_file)
    say(f"The pose model {name!r} is at {path}.")


def doctor() -> None:
    """Check that everything formcheck needs is there.

    Exit code 2 when something is missing. A missing camera or voice is reported
    but is not an error; nor is what `formcheck sit` can't notice on this system.
    """
    from rich.text import Text

    from formcheck.desktop.notifier import report_notifications
    from formcheck.desktop.surroundings import report_surroundings
    from formcheck.engine.doctor import list_checks
    from formcheck.library.languages import choose_default_language
    from formcheck.output.report import console
    from formcheck.output.voice.speech import report_voice

    reports = {
        "voice": lambda: report_voice(choose_default_language()),
        "notifications": report_notifications,
        "surroundings": report_surroundings,
    }
    found = list_checks(reports)
    rows = []
    for one in found:
        lacking = ("fix", console.CORRECT) if one.needed else ("note", console.QUIET)
        mark = ("ok", console.GOOD) if one.ok else lacking
        rows.append((Text(*mark), Text(one.name, console.STRONG), one.sentence))
    console.build_console().print(console.make_grid(rows))
    if not all(one.ok for one in found if one.needed):
        raise typer.Exit(2)
