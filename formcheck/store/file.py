"""Opens, protects and deletes the one SQLite file in which everything is stored.

Each save is one transaction in the write-ahead log. It does not wait for the disk (``synchronous =
NORMAL``): a program that is killed at any moment loses nothing that was saved; a machine that loses
power loses the last saves, never the file.
"""

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

from formcheck.core.language import Sentence
from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.files.escapes import escape_line
from formcheck.files.user_folders import find_user_folder
from formcheck.store import store_texts
from formcheck.store.cells import decode_cell
from formcheck.store.schema import migrate

_BUSY_S = 5.0
"""Other programs lock the file for milliseconds; one that locks it for this long is hanging."""
_AGAIN_S = 0.02
"""Interval between attempts to get the lock."""
FOLDER_MODE = 0o700
_FILE_MODE = 0o600
"""Private to the user, also on a shared machine."""
_LOG_STEP = 32 * 1024
"""Bytes by which SQLite extends the index of its log."""
_ZEROS = 64 * 1024
"""Bytes overwritten at once. Chosen for formcheck."""
_ENDINGS = ("", "-wal", "-shm", "-journal")
"""Suffixes of the files that SQLite writes: the file itself and its companions."""
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


def find_history_path() -> Path:
    """Returns the path of this user's history, which may not exist. Raises FormcheckError."""
    return find_user_folder("data") / "history.db"


class StoreFile(Closing):
    """The file, base class for everything stored in it. A context manager; thread-safe.

    The file is created with the first write; until then it counts as empty. Every method raises
    FormcheckError, in one sentence, if the file is damaged, locked, of a newer formcheck, or can't
    be read or written.
    """

    def __init__(self, path: Path | None = None) -> None:
        """path: the file; None for ``find_history_path()``."""
        self.path = find_history_path() if path is None else path
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode = (0, 0)

    def close(self) -> None:
        """Closes the file; later calls open it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def forget(self) -> None:
        """Deletes the history: overwrites its rows, then removes its files.

        A damaged file is overwritten as a whole. The target of a link is deleted too. If another
        program has the file open and the system does not remove such files, an empty one remains.
        """
        with self._lock:
            emptied = self.has_file() and self._overwrite_rows()
            self.close()
            try:
                for path in list_store_files(self.path):
                    if not (emptied or path.name.endswith("-shm")):  # other programs have it mapped
                        _overwrite_bytes(path)
                    path.unlink(missing_ok=True)
            except OSError as error:
                if not emptied:
                    raise FormcheckError(_explain_error(self.path, error)) from error

    def _overwrite_rows(self) -> bool:
        """Overwrites all rows of the file; returns False if that fails, as for a damaged file."""
        try:
            with self.transact(write=True) as connection:
                for (table,) in connection.execute(_TABLES).fetchall():
                    connection.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
            self._empty_log()
        except (FormcheckError, sqlite3.Error, OSError):
            return False
        return True

    def _empty_log(self) -> None:
        """Moves the log into the file and truncates it, so that deleted data is in neither."""
        with self._lock:
            self._open().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def has_file(self) -> bool:
        """Whether the file exists. Raises FormcheckError if that can't be determined."""
        try:
            self.path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise FormcheckError(_explain_error(self.path, error)) from error
        return True

    def _select(
        self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        """Returns the rows that the statement selects; none if there is no file."""
        if not self.has_file():
            return []
        with self.transact(write=False) as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def transact(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        """Yields the connection in a transaction, which is rolled back on any error."""
        with self._lock:
            try:
                connection = self._open()
                connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                yield connection
                connection.execute("COMMIT")
            except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
                self.close()  # rolls back
                raise FormcheckError(_explain_error(self.path, error)) from error
            except BaseException:
                self.close()
                raise

    def _open(self) -> sqlite3.Connection:
        """Returns the open connection; reopens the file if another program has replaced it."""
        if self._connection is not None and read_inode(self.path) == self._inode:
            return self._connection
        self.close()
        self._connection = _open_file(self.path)
        self._inode = read_inode(self.path)
        return self._connection


def list_store_files(path: Path) -> Iterator[Path]:
    """Yields the file and its companions; for a link to a file, those of its target first."""
    target = Path(os.path.realpath(path))
    bases = [path] if target.exists() and not target.is_file() else [target, path]
    for base in bases:
        for ending in _ENDINGS:
            yield base.with_name(base.name + ending)


def _overwrite_bytes(path: Path) -> None:
    """Overwrites the file with zeros and truncates it, if it exists and is writable."""
    with suppress(OSError):
        if not stat.S_ISREG(path.lstat().st_mode):
            return
        with path.open("r+b") as file:
            for _ in range(0, path.stat().st_size, _ZEROS):
                file.write(bytes(_ZEROS))
            file.flush()
            os.fsync(file.fileno())
            file.truncate(0)


def _open_file(path: Path) -> sqlite3.Connection:
    """Opens the file, creating it if needed, and migrates its tables. Raises as SQLite does."""
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    path.touch(mode=_FILE_MODE)
    connection = sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = decode_cell
    try:
        migrate(connection, path)
        _turn_on_log(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _turn_on_log(connection: sqlite3.Connection) -> None:
    """Turns on the write-ahead log, retrying: SQLite does not wait while another program does."""
    patience_ends_s = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > patience_ends_s:
                raise
            time.sleep(_AGAIN_S)
        else:
            return


def read_inode(path: Path) -> tuple[int, int]:
    """Returns device and inode, which identify a replaced file; (0, 0) if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_dev, found.st_ino


def _is_full(folder: Path) -> bool:
    """Whether the disk has no room for the log's index, which SQLite does not report as FULL."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free < _LOG_STEP
    return False


def _explain_error(path: Path, error: sqlite3.Error | OSError | UnicodeDecodeError) -> Sentence:
    reason = str(error)
    if isinstance(error, OSError):
        template, reason = store_texts.NOT_OPENED, str(error.strerror or error)
    elif isinstance(error, UnicodeDecodeError):  # SQLite quotes what it can't read
        template = store_texts.DAMAGED
    else:
        template = _choose_template(path, error)
    return Sentence(template, path=escape_line(str(path)), reason=reason)


def _choose_template(path: Path, error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:  # the higher bits are details
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return store_texts.HELD
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return store_texts.DAMAGED
        case sqlite3.SQLITE_ERROR:  # our statements are valid: a table or a column is missing
            return store_texts.TABLE_DAMAGED
        case sqlite3.SQLITE_IOERR if _is_full(path.parent):
            return store_texts.FULL
        case sqlite3.SQLITE_FULL:
            return store_texts.FULL
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return store_texts.NOT_WRITABLE
        case _:
            return store_texts.UNUSABLE


def format_utc(moment: datetime) -> str:
    """Formats the moment as ISO 8601 in UTC to the millisecond, so that texts sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
