"""``formcheck forget``: the history, deleted."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from formcheck.errors import FormcheckError


def forget(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
) -> None:
    """Delete the history of all sessions, for good. Asks first."""
    from formcheck.store import History

    with History() as kept:
        if not kept.path.exists():
            typer.echo("There is no history: nothing to delete.")
            return
        what = f"The history {kept.path}"
        with suppress(FormcheckError):  # a damaged one can be deleted too
            count = len(kept.sessions())
            what = f"The history of {count} session{'' if count == 1 else 's'}"
        if not yes and not _confirmed(f"{what} will be deleted for good. Delete it?"):
            typer.echo("Nothing was deleted.")
            return
        kept.forget()
    typer.echo("The history is deleted.")


def _confirmed(question: str) -> bool:
    try:
        return typer.confirm(question)
    except typer.Abort:
        raise FormcheckError(
            "Nothing was deleted: answer with y, or run `formcheck forget --yes`."
        ) from None
