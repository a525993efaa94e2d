"""The history of a running session, which must never be held up by it nor end with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Self

from formcheck.files.errors import FormcheckError
from formcheck.store.history import History

_CLOSING_S = 10.0
"""Closing waits so long for the last save: twice as long as SQLite waits for another program."""


class HistoryWriter:
    """Saves the results of one session as they come, in a thread of its own. A context manager.

    Nothing here waits for the disk and nothing raises: where the history can't be written the
    session goes on without one, and ``problem`` says why in a sentence ("" while all is well).
    The session is entered with its first result.
    """

    def __init__(self, started: datetime, titles: Sequence[str], path: Path | None = None) -> None:
        """The time carries its zone; path is the file, None the user's own."""
        self._started = started
        self._titles = tuple(titles)
        self._history = History(path)
        self._id: int | None = None
        self._problem = ""
        self._newest: Mapping[str, Any] | None = None
        self._closing = False
        self._changed = Condition()
        self._thread = Thread(target=self._work, name="history", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def id(self) -> int | None:
        """The number of the session in the history, None before its first save."""
        return self._id

    @property
    def problem(self) -> str:
        """Why the last save failed, or "" when it did not."""
        return self._problem

    def save(self, result: Mapping[str, Any]) -> None:
        """Keeps the session's JSON soon; a newer one takes the place of one that still waits.

        result must not be changed afterwards.
        """
        with self._changed:
            self._newest = result
            self._changed.notify()

    def close(self) -> None:
        """Saves what still waits. May be called twice."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(_CLOSING_S)

    def _work(self) -> None:
        with self._history:
            while (result := self._next()) is not None:
                try:
                    if self._id is None:
                        self._id = self._history.begin(self._started, self._titles)
                    self._history.save(self._id, result)
                except FormcheckError as error:
                    self._problem = str(error)
                else:
                    self._problem = ""

    def _next(self) -> Mapping[str, Any] | None:
        """The newest result that was not saved; None when the session is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._closing)
            result, self._newest = self._newest, None
            return result
