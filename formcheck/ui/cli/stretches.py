"""``formcheck stretches``, ``show`` and ``spec``: the available stretches, and adding one."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from pathlib import Path
from typing import Annotated

import typer

from formcheck.files.quoting import quote_word
from formcheck.files.streams import say, write_json
from formcheck.ui.cli.plain_help import PlainGroup

spec = typer.Typer(
    cls=PlainGroup,
    help="Write stretches of your own: check, new, schema, measures.",
    no_args_is_help=True,
)


def stretches() -> None:
    """List the stretches: id, title, class, sides, camera, dose, and how well they are judged."""
    from formcheck.library.catalogue import list_cards, read_specs
    from formcheck.output.report import card, console

    card.show_stretches(console.build_console(widest=130), read_specs(), list_cards())


def show(
    stretch: Annotated[str, typer.Argument(help="The id of a stretch, or a spec file (.toml).")],
) -> None:
    """Explain a stretch: how it is done, where the camera stands, what is judged and what isn't."""
    from formcheck.library.catalogue import find_card, load_spec
    from formcheck.output.report import card, console

    if info := find_card(stretch):
        card.show_info(console.build_console(), info)
    else:
        card.show_card(console.build_console(), load_spec(stretch))


@spec.command()
def check(
    files: Annotated[
        list[str] | None, typer.Argument(help="Ids or spec files (.toml); without any, all.")
    ] = None,
) -> None:
    """Check specs and list their problems, each with its line."""
    from formcheck.library.authoring import check_specs

    right, text = check_specs(files or [])
    for line in text.split("\n"):
        say(line)
    if not right:
        raise typer.Exit(2)


@spec.command()
def new(
    stretch: Annotated[str, typer.Argument(metavar="ID", help="The new id, such as my-stretch.")],
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir", metavar="FOLDER", help="The folder; default: that of your own stretches."
        ),
    ] = None,
) -> None:
    """Write a commented spec to start from."""
    from formcheck.library.authoring import write_spec_skeleton
    from formcheck.library.catalogue import find_own_dir

    path = write_spec_skeleton(stretch, folder or find_own_dir())
    say(f"{path} is written. Change it, then run `formcheck spec check {quote_word(str(path))}`.")


@spec.command()
def schema() -> None:
    """Print the JSON Schema of spec files, for editors."""
    from formcheck.library.authoring import format_spec_schema

    write_json(format_spec_schema())


@spec.command()
def measures() -> None:
    """List what can be measured, what it means, its zero and its sign."""
    from formcheck.core.kinematics import MEASURES
    from formcheck.output.report import card, console

    card.show_measures(console.build_console(), list(MEASURES.values()))
