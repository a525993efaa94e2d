"""``formcheck history`` and ``forget``: sessions and sitting of the past."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.files.errors import FormcheckError
from formcheck.files.streams import say
from formcheck.ui.cli.check import json_option

_SHOWN = 20
"""Sessions listed when no number is given: a screenful."""

_DAYS = 7
"""Days covered by the note about sitting."""
if TYPE_CHECKING:
    from formcheck.store.history import History


def history(
    session: Annotated[
        int | None, typer.Argument(help="The number of the session to show.", show_default=False)
    ] = None,
    last: Annotated[
        int | None,
        typer.Option(
            min=1, max=1_000_000, help="How many sessions to list, the newest first.", metavar="N"
        ),
    ] = None,
    json: Annotated[
        str | None,
        json_option(
            help="Write JSON to this file, or to the terminal with -. Without --last, all sessions."
        ),
    ] = None,
) -> None:
    """List past sessions, or show one. For sitting see `formcheck sit today`.

    The history holds numbers, names and short texts, no picture and no landmark. It stays
    on this machine; `formcheck forget` deletes it.
    """
    from formcheck.output.report import console, session_report
    from formcheck.store.days import today
    from formcheck.store.history import History
    from formcheck.store.sitting_store import SittingPast

    if session is not None and last is not None:
        raise FormcheckError("--last is for the list: leave it out, or the number of the session.")
    console.check_targets((), json, ())
    shown = last or _SHOWN
    with History() as store:
        if session is not None and json is not None:
            session_report.write_one(json, *store.read_session(session))
        elif session is not None:
            session_report.show_one(console.build_console(), *store.read_session(session))
        elif json is not None:
            session_report.write_list(json, store.list_sessions(last))
        else:
            sessions = store.list_sessions(shown + 1)
            session_report.show_list(console.build_console(widest=120), sessions, shown)
            with SittingPast(store.path) as past:
                session_report.show_sitting(console.build_console(), past.read_days(today(), _DAYS))


def forget(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
) -> None:
    """Permanently delete everything that formcheck keeps: sessions, sitting records and profiles.

    Asks first.
    """
    from formcheck.store.history import History
    from formcheck.store.remote_control import RemoteControl

    with History() as store:
        if not store.has_file():
            _delete_leftovers()
            say("There is no history: nothing to delete.")
            return
        what, runs = f"The history {store.path}", RemoteControl(store.path).is_watched()
        with suppress(FormcheckError):  # a damaged one can be deleted too
            what = f"The history of {_describe_contents(store)}"
        try:
            if not yes and not typer.confirm(f"{what} will be deleted for good. Delete it?"):
                say("Nothing was deleted.")
                return
        except typer.Abort:
            how = "answer with y, or run `formcheck forget --yes`."
            raise FormcheckError(f"Nothing was deleted: {how}") from None
    _delete_leftovers()
    with RemoteControl(store.path) as remote:  # the store is closed: Windows keeps an open file
        remote.forget()
    say("The history is deleted.")
    if runs:
        say("Sitting is still watched; without --no-history, what comes from now on is stored.")


def _delete_leftovers() -> None:
    from formcheck.files.scratch import clear_leftovers

    if clear_leftovers():
        say("Temporary files that a formcheck left when it was killed are deleted.")


def _describe_contents(store: History) -> str:
    """Returns the contents in words: "2 sessions, sitting since 12 Nov 2026 and 1 profile"."""
    from formcheck.core.stretch.dose import format_count
    from formcheck.store.profiles import Profiles
    from formcheck.store.sitting_store import SittingPast

    sessions = store.list_sessions()
    parts = [format_count(len(sessions) + sessions.unreadable, "session")]
    with SittingPast(store.path) as past, Profiles(store.path) as profiles:
        first, found = past.find_first(), profiles.list_all()
    if first is not None:
        parts.append(f"sitting since {first.astimezone():%d %b %Y}")
    if count := len(found) + found.unreadable:
        parts.append(format_count(count, "profile"))
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
