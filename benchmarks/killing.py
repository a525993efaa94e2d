"""Ends a running command and lists what it leaves behind; for tests and the fuzz benchmark."""

import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SLOW_S = 60.0
"""A command that still runs this long after the signal is hanging."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its code, None if it had to be killed; left: the files that remain."""

    code: int | None
    out: str
    err: str
    left: tuple[str, ...]


@contextmanager
def stop_ignoring(number: signal.Signals) -> Iterator[None]:
    """Keeps programs started within it from inheriting an ignored signal, as background jobs do."""
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
    """Runs the command, signals it after so many seconds if it still runs, lists the folder."""
    with stop_ignoring(number):
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
            return Ended(None, out, err, _list_names(folder))
    return Ended(process.returncode, out, err, _list_names(folder))


def _list_names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.iterdir()))
