"""``formcheck history``: the sessions of the past."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from typing import Annotated

import typer

_SHOWN = 20
"""Sessions that are listed where no number is given: a screenful."""

_DAYS = 7
"""Days of sitting that are looked at for a word about them."""


def history(
    session: Annotated[
        int | None,
        typer.Argument(help="The number of a session, to show that one.", show_default=False),
    ] = None,
    last: Annotated[
        int | None,
        typer.Option(
            min=1, max=1_000_000, help="How many sessions to list, the newest of all.", metavar="N"
        ),
    ] = None,
    json: Annotated[
        str | None,
        typer.Option(
            help="Write JSON to this file, or to the terminal with -. Lists all, without --last.",
            metavar="FILE|-",
        ),
    ] = None,
) -> None:
    """List the sessions so far, or show one of them. `formcheck sit today` tells of sitting.

    The history holds numbers only, and stays on this machine; `formcheck forget` deletes it.
    """
    from formcheck.output.report.console import stdout_console
    from formcheck.output.report.session import (
        show_list,
        show_one,
        show_sitting,
        write_list,
        write_one,
    )
    from formcheck.store import History
    from formcheck.store.days import today
    from formcheck.store.sitting import SittingPast

    shown = last or _SHOWN
    with History() as kept:
        if session is not None and json is not None:
            write_one(json, *kept.session(session))
        elif session is not None:
            show_one(stdout_console(), *kept.session(session))
        elif json is not None:
            rows = kept.sessions(last)
            write_list(json, rows, rows.unreadable)
        else:
            rows = kept.sessions(shown + 1)
            more = len(rows) > shown
            show_list(
                stdout_console(widest=120), rows[:shown], more=more, unreadable=rows.unreadable
            )
            with SittingPast(kept.path) as past:
                show_sitting(stdout_console(), past.days(today(), _DAYS))
