"""Writes entries in a background thread, so that storing never delays a session or a watch."""

from abc import abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Generic, TypeVar

from formcheck.files.closing import ThreadedClosing
from formcheck.files.errors import FormcheckError
from formcheck.store.file import StoreFile
from formcheck.store.history import History

_WRITE_EVERY_S = 0.25
"""Minimum time between two writes. If the machine stops abruptly, at most this and the second
between two looks are lost."""
_CLOSING_S = 10.0
"""``close`` waits this long for the last save: twice as long as SQLite waits for a lock."""

EntryT = TypeVar("EntryT")


class BackgroundWriter(ThreadedClosing, Generic[EntryT]):
    """Calls ``_save`` in a background thread. A context manager.

    No method but ``close`` waits for the disk, and none raises: if the file can't be written,
    ``problem`` is a sentence that says why ("" while all is well), and the entries are kept until
    writing works again.
    """

    def __init__(self, name: str, file: StoreFile, most: int) -> None:
        """most: maximum number of waiting entries; beyond it the oldest are dropped."""
        self.problem = ""
        self._file = file
        self._waiting: deque[EntryT] = deque(maxlen=most)
        self._closing = False
        self._changed = Condition()
        self._thread = Thread(target=self._work, name=name, daemon=True)

    def close(self) -> None:
        """Saves the entries that still wait. May be called twice."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(_CLOSING_S)

    def _add(self, entry: EntryT) -> None:
        with self._changed:
            self._waiting.append(entry)
            self._changed.notify()

    @abstractmethod
    def _save(self, entries: Sequence[EntryT]) -> None:
        """Writes the entries, if any. Raises FormcheckError."""

    def _work(self) -> None:
        with self._file:
            self._try_to_save(())
            closed = False
            while not closed:
                with self._changed:
                    self._changed.wait_for(lambda: self._closing, _WRITE_EVERY_S)
                    self._changed.wait_for(lambda: bool(self._waiting) or self._closing)
                    entries, closed = tuple(self._waiting), self._closing
                    self._waiting.clear()
                self._try_to_save(entries)

    def _try_to_save(self, entries: Sequence[EntryT]) -> None:
        try:
            self._save(entries)
        except FormcheckError as error:
            self.problem = error.sentence
            with self._changed:
                self._waiting = deque([*entries, *self._waiting], self._waiting.maxlen)
        else:
            self.problem = ""


class HistoryWriter(BackgroundWriter[Mapping[str, Any]]):
    """Stores the results of one session as they come in."""

    def __init__(self, started: datetime, titles: Sequence[str], path: Path | None = None) -> None:
        """The start has a time zone; path: the file, None for the user's own."""
        self._history = History(path)
        super().__init__("history", self._history, most=1)
        self.id: int | None = None
        """The number of the session in the history, None before its first save."""
        self._started = started
        self._titles = tuple(titles)

    def save(self, result: Mapping[str, Any]) -> None:
        """Queues the session's JSON to be stored; it replaces one that still waits.

        result must not be changed afterwards.
        """
        self._add(result)

    def _save(self, entries: Sequence[Mapping[str, Any]]) -> None:
        for result in entries:
            if self.id is None:
                self.id = self._history.begin(self._started, self._titles)
            self._history.save(self.id, self._started, result)
