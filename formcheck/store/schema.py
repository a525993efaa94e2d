"""The tables of the history, and the migration of older files."""

import sqlite3
from pathlib import Path

from formcheck.core.language import Sentence
from formcheck.files.errors import FormcheckError
from formcheck.files.escapes import escape_line
from formcheck.store import store_texts

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE session (
            id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, unless all is forgotten
            started TEXT NOT NULL,                 -- UTC, ISO 8601
            ended TEXT NOT NULL,                   -- UTC, ISO 8601: as far as it was saved
            outcome TEXT NOT NULL,                 -- open, completed, stopped or pain
            titles TEXT NOT NULL,                  -- JSON list: the stretches, as they were called
            held_s REAL NOT NULL,
            planned_s REAL NOT NULL,
            faults INTEGER NOT NULL,
            result TEXT NOT NULL                   -- the session's whole JSON
        )
        """,
    ),
    (
        """
        CREATE TABLE watch (                       -- a run of the sitting monitor
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            started TEXT NOT NULL,                 -- UTC, ISO 8601 with milliseconds, as all times
            ended TEXT NOT NULL,                   -- as started; once its last sign of life
            closed INTEGER NOT NULL,               -- 0; once 1 where it ended as meant
            process INTEGER NOT NULL,              -- the number that the system gave the monitor
            profile TEXT NOT NULL,                 -- the baseline's name, "" without one
            camera TEXT NOT NULL,
            view TEXT NOT NULL                     -- front, side, or "" where not known
        )
        """,
        """
        CREATE TABLE span (                        -- how somebody sat; those of a watch are apart
            watch INTEGER NOT NULL REFERENCES watch (id),
            started TEXT NOT NULL,
            ended TEXT NOT NULL,                   -- the open one's: as far as it was saved
            state TEXT NOT NULL,                   -- upright, slouched, away or unsure
            why TEXT NOT NULL,                     -- JSON list of reasons, worst first
            PRIMARY KEY (watch, started)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE nudge (
            id INTEGER PRIMARY KEY,
            watch INTEGER NOT NULL REFERENCES watch (id),
            at TEXT NOT NULL,
            why TEXT NOT NULL                      -- JSON list of reasons
        )
        """,
        """
        CREATE TABLE break (
            id INTEGER PRIMARY KEY,
            watch INTEGER NOT NULL REFERENCES watch (id),
            at TEXT NOT NULL,                      -- when it ended, or was passed over
            lasted_s REAL NOT NULL,
            kind TEXT NOT NULL,                    -- taken, credited, postponed or skipped
            stretch TEXT                           -- ids of stretches done in it, with commas
        )
        """,
        """
        CREATE TABLE profile (                     -- a person's own upright, by place and camera
            name TEXT NOT NULL,
            camera TEXT NOT NULL,
            taken TEXT NOT NULL,
            calibration TEXT NOT NULL,             -- JSON
            PRIMARY KEY (name, camera)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE steering (                    -- what is wanted of the monitor that runs
            id INTEGER PRIMARY KEY CHECK (id = 1),
            paused_until TEXT                      -- null: not paused
        )
        """,
        """
        CREATE TABLE request (                     -- what another program asks of the monitor once
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            given TEXT NOT NULL,
            wanted TEXT NOT NULL
        )
        """,
    ),
    (
        "ALTER TABLE session ADD COLUMN reps INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE session ADD COLUMN planned_reps INTEGER NOT NULL DEFAULT 0",
    ),
    ("CREATE INDEX nudge_at ON nudge (at)", "CREATE INDEX break_at ON break (at)"),
    ("DROP TABLE request",),
)
"""The statements that migrate each version to the next. Append only."""

VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Migrates the file to VERSION, completely or not at all, even if two programs try at once.

    The connection must be in autocommit mode. Raises FormcheckError for a file of a newer
    formcheck, or sqlite3.Error.
    """
    if _read_version(connection, path) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in MIGRATIONS[_read_version(connection, path) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # on a full disk SQLite has rolled back already
            connection.execute("ROLLBACK")
        raise


def _read_version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise FormcheckError(Sentence(store_texts.NEWER, path=escape_line(str(path))))
    return version
