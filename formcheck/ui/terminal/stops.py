"""Ctrl-C, an end asked for by the system, and a closed terminal, as a wish and not as a crash."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

from formcheck.files.streams import write_nowhere

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Systems have some of them; the last is Windows' word for a closed terminal."""
_SIGNALS = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
_Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None


class SignalGuard:
    """Whether the program was asked to end, from ``listen`` on. A context manager.

    For the main thread. Before ``listen`` the signals do what they did, so that no watch begins
    when they came while it starts. What is ignored stays ignored, as ``nohup`` wants it.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, _Handler] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._unlisten()

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Meanwhile the signals do what they did before: something else runs and is to end."""
        self._unlisten()
        try:
            yield
        finally:
            self.listen()

    def listen(self) -> None:
        """From now on a signal is a wish."""
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._ask)

    def _unlisten(self) -> None:
        while self._before:
            number, handler = self._before.popitem()
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.asked = True
        if number == getattr(signal, "SIGHUP", None):
            write_nowhere(1, 2)  # the terminal is gone: what is still printed must be no error
