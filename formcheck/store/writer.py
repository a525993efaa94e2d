"""Writes entries in a separate thread, so that storing never delays or stops the watch."""

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
"""Least time between two writes. With the time between two looks, a second, this is what is lost
when the machine stops at once."""
_CLOSING_S = 10.0
"""Closing waits this long for the last save: twice as long as SQLite waits for another program."""

EntryT = TypeVar("EntryT")


class BackgroundWriter(ThreadedClosing, Generic[EntryT]):
    """Saves in a separate thread, by ``_save``. A context manager.

    Nothing here waits for the disk and nothing raises: where the file can't be written it goes on
    without, and ``problem`` says why in a sentence ("" while all is well). Entries that could not
    be written wait until that works again.
    """

    def __init__(self, name: str, file: StoreFile, most: int) -> None:
        """most: how many entries may wait; beyond that the oldest are dropped."""
        self.problem = ""
        self._file = file
        self._waiting: deque[EntryT] = deque(maxlen=most)
        self._closing = False
        self._changed = Condition()
        self._thread = Thread(target=self._work, name=name, daemon=True)

    def close(self) -> None:
        """Saves what still waits. May be called twice."""
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
    """Stores the results of one session as they come, from the first on."""

    def __init__(self, started: datetime, titles: Sequence[str], path: Path | None = None) -> None:
        """The time carries its zone; path is the file, None the user's own."""
        self._history = History(path)
        super().__init__("history", self._history, most=1)
        self.id: int | None = None
        """The number of the session in the history, None before its first save."""
        self._started = started
        self._titles = tuple(titles)

    def save(self, result: Mapping[str, Any]) -> None:
        """Stores the session's JSON soon; a newer one replaces one that still waits.

        result must not be changed afterwards.
        """
        self._add(result)

    def _save(self, entries: Sequence[Mapping[str, Any]]) -> None:
        for result in entries:
            if self.id is None:
                self.id = self._history.begin(self._started, self._titles)
            self._history.save(self.id, self._started, result)
