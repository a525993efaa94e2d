"""The tables of the history, and how an older file becomes one of today."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from formcheck.errors import FormcheckError

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
)
"""The statements that lead from each version to the next. Only ever add to the end."""

VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Brings the file to VERSION, wholly or not at all, also when two programs do so at once.

    The connection is one without transactions of its own. Raises FormcheckError for a file of a
    newer formcheck, sqlite3.Error.
    """
    if _version(connection, path) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in MIGRATIONS[_version(connection, path) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, path: Path) -> int:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise FormcheckError(
            f"The history {path} was written by a newer formcheck: update this one, "
            "or move that file away."
        )
    return version
