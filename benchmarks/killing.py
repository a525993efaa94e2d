"""Ends a running command, and checks what it leaves behind: for tests, and for the long attack."""

import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SLOW_S = 60.0
"""A command that was asked to end and still runs after this long is hanging."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended. code: as ``subprocess`` has it, None where it had to be killed.

    left: the names of what is in the folder now, in order.
    """

    code: int | None
    out: str
    err: str
    left: tuple[str, ...]


@contextmanager
def heard(number: signal.Signals) -> Iterator[None]:
    """Within it no program is started that ignores the signal, as background jobs may."""
    ignored = signal.getsignal(number) is signal.SIG_IGN
    if ignored:
        signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        if ignored:
            signal.signal(number, signal.SIG_IGN)


def end_after(
    command: Sequence[str | Path],
    after_s: float,
    number: signal.Signals,
    folder: Path,
    env: Mapping[str, str] | None = None,
) -> Ended:
    """Runs the command, sends it the signal after so many seconds, and looks into the folder.

    One that is done earlier is not sent anything.
    """
    with heard(number):
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env=env,
        )  # fmt: skip
    try:
        out, err = process.communicate(timeout=after_s)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
        try:
            out, err = process.communicate(timeout=_SLOW_S)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            return Ended(None, out, err, _names(folder))
    return Ended(process.returncode, out, err, _names(folder))


def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.iterdir()))
