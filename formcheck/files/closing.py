"""Objects that are closed when their ``with`` block ends."""

from abc import ABC, abstractmethod
from threading import Thread
from typing import Self


class Closing(ABC):
    """A context manager whose exit calls ``close``."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Releases everything. Safe to call twice."""


class ThreadedClosing(Closing):
    """The same for an object with a thread of its own, which the ``with`` starts."""

    _thread: Thread

    def __enter__(self) -> Self:
        self._thread.start()
        return self
