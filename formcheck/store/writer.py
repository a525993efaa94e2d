"""What is kept while something goes on, which must never be held up by it nor end with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Self

from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.store.history import History

_CLOSING_S = 10.0
"""Closing waits so long for the last save: twice as long as SQLite waits for another program."""


class BackgroundWriter(Closing):
    """Saves in a thread of its own, by ``_work``. A context manager.

    Nothing here waits for the disk and nothing raises: where the file can't be written it goes on
    without, and ``problem`` says why in a sentence ("" while all is well).
    """

    def __init__(self, name: str) -> None:
        self.problem = ""
        self._closing = False
        self._changed = Condition()
        self._thread = Thread(target=self._work, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        """Saves what still waits, and that it ended as meant. May be called twice."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(_CLOSING_S)

    def _work(self) -> None:
        raise NotImplementedError

    def _try(self, save: Callable[[], None]) -> bool:
        """Calls ``save``; False where it could not be saved, and ``problem`` says why."""
        try:
            save()
        except FormcheckError as error:
            self.problem = str(error)
            return False
        self.problem = ""
        return True


class HistoryWriter(BackgroundWriter):
    """Keeps the results of one session as they come, from the first on."""

    def __init__(self, started: datetime, titles: Sequence[str], path: Path | None = None) -> None:
        """The time carries its zone; path is the file, None the user's own."""
        super().__init__("history")
        self.id: int | None = None
        """The number of the session in the history, None before its first save."""
        self._started = started
        self._titles = tuple(titles)
        self._history = History(path)
        self._newest: Mapping[str, Any] | None = None

    def save(self, result: Mapping[str, Any]) -> None:
        """Keeps the session's JSON soon; a newer one takes the place of one that still waits.

        result must not be changed afterwards.
        """
        with self._changed:
            self._newest = result
            self._changed.notify()

    def _work(self) -> None:
        with self._history:
            while self._wait_for_result():
                self._try(self._save)

    def _wait_for_result(self) -> bool:
        """Whether there is one to be saved; not when the session is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._closing)
            return self._newest is not None

    def _save(self) -> None:
        with self._changed:
            result, self._newest = self._newest, None
        if result is not None:
            if self.id is None:
                self.id = self._history.begin(self._started, self._titles)
            self._history.save(self.id, result)
