"""Turns Ctrl-C, the system's stop signals and a closed terminal into a request to end."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from formcheck.files.streams import write_nowhere

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Systems have some of them; the last is Windows' signal for a closed terminal."""
_SIGNALS = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
_Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None


class SignalGuard:
    """Whether the program was asked to end, from ``listen`` to ``unlisten``.

    For the main thread. Before ``listen`` the signals keep their usual effect, so that a signal
    during the start prevents the watch. Ignored signals stay ignored, as under ``nohup``.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, _Handler] = {}

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Within it the signals have their usual effect: something else runs and should end."""
        self.unlisten()
        try:
            yield
        finally:
            self.listen()

    def listen(self) -> None:
        """From now on a signal is a request."""
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._ask)

    def unlisten(self) -> None:
        """The signals have the effect that they had before."""
        while self._before:
            number, handler = self._before.popitem()
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.asked = True
        if number == getattr(signal, "SIGHUP", None):
            write_nowhere(1, 2)  # the terminal is gone: what is still printed must be no error
