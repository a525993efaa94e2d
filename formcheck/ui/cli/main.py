"""The command line: its commands, and how errors are handled."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from formcheck import __version__
from formcheck.files.errors import FormcheckError
from formcheck.files.streams import OutputError, protect_streams, say, say_error
from formcheck.ui.cli import history, live, models, sit, stretches
from formcheck.ui.cli.check import Debug, batch, check
from formcheck.ui.cli.plain_help import PlainGroup

DEBUG = "--debug"
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGXCPU")
"""Signals that ask for an end; an ignored one, as under ``nohup``, stays ignored."""
_STOPPED = 128
"""Base of the exit codes for a command that a signal ended, as in shells."""

_AGAIN_S = 0.1
"""After it a signal whose exit was dropped is sent again."""
_PATIENCE_S = 10.0
"""From then on a further signal ends at once what hangs while it exits."""


class _Commands(PlainGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:  # in the words of pydantic
            message = error.message.removeprefix("Value error, ").partition(", unable to parse")[0]
            message = message.replace("Input should be", "it must be")
            error.message = message.replace("valid integer", "whole number")
            raise


app = typer.Typer(
    cls=_Commands,
    help="Checks the form of stretches in videos, coaches them live, and watches how you sit.",
    epilog="Nothing leaves this computer unless you name another machine. "
    "formcheck is not a medical device: stop if it hurts.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check)
app.command("batch")(batch)
app.command("app")(live.app)
app.command("live")(live.live)
app.add_typer(sit.app, name="sit")
app.command("stretches")(stretches.stretches)
app.command("show")(stretches.show)
app.add_typer(stretches.spec, name="spec")
app.add_typer(models.app, name="models")
app.command("history")(history.history)
app.command("forget")(history.forget)
app.command("doctor")(models.doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # noqa: ARG001 - its callback prints it
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    debug: Debug = False,  # noqa: ARG001
) -> None:
    """Refuses a time zone that no time can be told in; the commands do the work."""
    try:
        datetime.now().astimezone()
    except ValueError as error:  # POSIX allows a zone a day away, Python does not
        raise FormcheckError(
            "The time zone in TZ is a day or more from UTC: set one such as Europe/Berlin."
        ) from error


def main() -> None:
    """Runs the command in ``sys.argv``. Ends with 0 done, 2 bad input or usage.

    Where a signal ended it, with 128 and its number (130: Ctrl-C); with 1 where nobody reads what
    is written.
    With ``--debug`` it raises FormcheckError for bad input.
    """
    _hear_signals(_stop)
    former = sys.unraisablehook
    sys.unraisablehook = partial(_signal_again, former)
    try:
        with protect_streams():
            _run(sys.argv[1:])
    finally:
        sys.unraisablehook = former


def _run(words: Sequence[str]) -> NoReturn:
    try:
        try:
            sys.argv[1:] = [word for word in words if word != DEBUG]
            app()  # from sys.argv, in which it expands wildcards on Windows, where shells do not
        except SystemExit as end:
            if not end.code:
                sys.stdout.flush()  # what can't be written must be told
            raise
        raise SystemExit(0)
    except OutputError as error:
        if not error.unread:
            say_error(str(error))
        raise SystemExit(1 if error.unread else 2) from None
    except FormcheckError as error:
        if DEBUG in words:
            raise
        say_error(str(error))
        raise SystemExit(2) from None
    except ImportError as error:
        from formcheck.vision.pose.runtime import advice_for  # noqa: PLC0415 - loads numpy

        advice = advice_for(error)
        if advice is None or DEBUG in words:
            raise
        say_error(advice)
        raise SystemExit(2) from None


def _hear_signals(handler: Callable[[int, FrameType | None], None]) -> None:
    numbers = (getattr(signal, name, None) for name in _SIGNALS)
    for number in numbers:
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
    """Exits normally and silently, so that temporary files are removed.

    No further signal cuts that off until ``_PATIENCE_S`` have passed.
    """
    stopped_s = time.monotonic()

    def stop_again(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if time.monotonic() - stopped_s >= _PATIENCE_S:
            os._exit(_STOPPED + number)

    _hear_signals(stop_again)
    raise SystemExit(_STOPPED + number)


def _signal_again(
    former: Callable[[sys.UnraisableHookArgs], Any], dropped: sys.UnraisableHookArgs
) -> None:
    """Signals once more where Python dropped the exit, as it does of what a callback raises."""
    end = dropped.exc_value
    if not isinstance(end, SystemExit) or not isinstance(end.code, int) or end.code < _STOPPED:
        former(dropped)
        return
    _hear_signals(_stop)
    send = partial(os.kill, os.getpid()) if os.name == "posix" else signal.raise_signal
    threading.Timer(_AGAIN_S, send, [end.code - _STOPPED]).start()  # out of the same callback
