"""``formcheck show``: one stretch in plain English."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from typing import Annotated

import typer


def show(
    stretch: Annotated[str, typer.Argument(help="The id of a stretch, or a spec file (.toml).")],
) -> None:
    """Explain a stretch: how it is done, where the camera stands, what is judged and what isn't."""
    from formcheck.library.cards import card_of
    from formcheck.library.catalogue import load_spec
    from formcheck.output.report.card import show_card, show_info
    from formcheck.output.report.console import stdout_console

    if card := card_of(stretch):
        show_info(stdout_console(), card)
    else:
        show_card(stdout_console(), load_spec(stretch))
