"""``formcheck doctor``: whether this machine has what it takes."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

import typer


def doctor() -> None:
    """Look whether everything that formcheck needs is there. Ends with 2 when something is not.

    A missing camera or voice is told, and is no error; so is what sitting can't notice here.
    """
    from formcheck.desktop.notifier import notify_report
    from formcheck.desktop.surroundings import surroundings_report
    from formcheck.engine.doctor import checks
    from formcheck.output.report.console import stdout_console
    from formcheck.output.report.terminal import show_checks
    from formcheck.output.voice.speech import voice_report

    found = checks(
        {
            "voice": voice_report,
            "notifications": notify_report,
            "surroundings": surroundings_report,
        }
    )
    show_checks(stdout_console(), found)
    if not all(one.ok for one in found if one.needed):
        raise typer.Exit(2)
