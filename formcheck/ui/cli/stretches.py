"""``formcheck stretches``, ``show`` and ``spec``: what there is, and what one adds."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.files.streams import say, write_out

spec = typer.Typer(
    help="Write stretches of your own: check, new, schema, measures.", no_args_is_help=True
)


def stretches() -> None:
    """List the stretches: id, title, class, sides, camera, dose, and how well they are judged."""
    from formcheck.library.catalogue import cards, readable_specs
    from formcheck.output.report.card import show_stretches
    from formcheck.output.report.console import stdout_console

    show_stretches(stdout_console(widest=130), readable_specs(), cards())


def show(
    stretch: Annotated[str, typer.Argument(help="The id of a stretch, or a spec file (.toml).")],
) -> None:
    """Explain a stretch: how it is done, where the camera stands, what is judged and what isn't."""
    from formcheck.library.catalogue import card_of, load_spec
    from formcheck.output.report.card import show_card, show_info
    from formcheck.output.report.console import stdout_console

    if card := card_of(stretch):
        show_info(stdout_console(), card)
    else:
        show_card(stdout_console(), load_spec(stretch))


@spec.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Spec files; without any, all there are.")
    ] = None,
) -> None:
    """Check spec files and report every problem at once."""
    from formcheck.library.authoring import check_specs

    result = check_specs(files or [])
    for line in result.text.split("\n"):
        say(line)
    if not result.ok:
        raise typer.Exit(2)


@spec.command()
def new(
    stretch: Annotated[str, typer.Argument(metavar="ID", help="The id, such as my-stretch.")],
    folder: Annotated[
        Path | None,
        typer.Option("--dir", help="The folder; without it, your own stretches'."),
    ] = None,
) -> None:
    """Write a commented spec to start from."""
    from formcheck.library.authoring import new_spec
    from formcheck.library.catalogue import own_dir

    path = new_spec(stretch, folder or own_dir())
    say(f"{path} is written. Change it, then run `formcheck spec check {path}`.")


@spec.command()
def schema() -> None:
    """Print the JSON Schema of spec files, for editors."""
    from formcheck.library.authoring import spec_schema_text

    write_out(spec_schema_text())


@spec.command()
def measures() -> None:
    """List what can be measured, what it means, its zero and its sign."""
    from formcheck.core.kinematics import MEASURES
    from formcheck.output.report.card import show_measures
    from formcheck.output.report.console import stdout_console

    show_measures(stdout_console(), list(MEASURES.values()))
