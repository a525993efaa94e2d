"""The command line: its commands, and how errors are handled."""

from __future__ import annotations

import atexit
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
"""Delay before a signal is sent again because Python dropped its exit."""
_PATIENCE_S = 10.0
"""After this time another signal immediately ends a process that hangs while exiting."""


class _Commands(PlainGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:  # in pydantic's wording
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
    """Raises FormcheckError for a time zone that Python can't use; the commands do the rest."""
    try:
        datetime.now().astimezone()
    except ValueError as error:  # POSIX allows an offset of a day, Python does not
        raise FormcheckError(
            "The time zone in TZ is a day or more from UTC: set one such as Europe/Berlin."
        ) from error


def main() -> None:
    """Runs the command in ``sys.argv``. Exits with 0 on success, 2 for bad input or usage.

    Exits with 128 plus the number of a signal that ended it (130: Ctrl-C), and with 1 if nobody
    reads the output. With ``--debug`` it raises FormcheckError for bad input.
    """
    _hear_signals(_stop)
    # After the exit functions of what is loaded later, Python handles no signals any more, and one
    # would change the exit code.
    atexit.register(_hear_signals, signal.SIG_IGN)
    former = sys.unraisablehook
    sys.unraisablehook = partial(_signal_again, former)
    try:
        with protect_streams():
            _run(sys.argv[1:])
    finally:
        sys.unraisablehook = former


def _run(words: Sequence[str]) -> None:
    try:
        try:
            sys.argv[1:] = [word for word in words if word != DEBUG]
            app()  # reads sys.argv, and expands wildcards in it on Windows, where shells do not
        except SystemExit as end:
            if not end.code:
                sys.stdout.flush()  # output that can't be written is an error
            raise
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


def _hear_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    numbers = (getattr(signal, name, None) for name in _SIGNALS)
    for number in numbers:
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
    """Exits normally and silently, so that temporary files are removed.

    Ignores further signals until ``_PATIENCE_S`` have passed.
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
    """Sends the signal again if Python dropped its exit, as it drops exceptions in callbacks."""
    end = dropped.exc_value
    if not isinstance(end, SystemExit) or not isinstance(end.code, int) or end.code < _STOPPED:
        former(dropped)
        return
    _hear_signals(_stop)
    send = partial(os.kill, os.getpid()) if os.name == "posix" else signal.raise_signal
    threading.Timer(_AGAIN_S, send, [end.code - _STOPPED]).start()  # not in that callback
