"""The history of sessions in one SQLite file: numbers and texts, no picture and no landmark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from formcheck.core.session.values import End
from formcheck.files.errors import FormcheckError
from formcheck.files.plain_json import json_text
from formcheck.store.cells import (
    LARGEST,
    Entries,
    amount,
    json_object,
    moment,
    read,
    texts,
    whole,
)
from formcheck.store.file import StoreFile, utc_text
from formcheck.store.past import SessionRow, damaged_session

_LIST = (
    "SELECT id, started, ended, outcome, titles, held_s, planned_s, reps, planned_reps, faults "
    "FROM session ORDER BY started DESC, id DESC"
)
_ONE = (
    "SELECT id, started, ended, outcome, titles, held_s, planned_s, reps, planned_reps, faults, "
    "result FROM session WHERE id = ?"
)
_BEGIN = (
    "INSERT INTO session (started, ended, outcome, titles, held_s, planned_s, faults, result) "
    "VALUES (?, ?, 'open', ?, 0, 0, 0, '{}')"
)
_SAVE = (
    "UPDATE session SET ended = ?, outcome = ?, titles = ?, held_s = ?, planned_s = ?, "
    "reps = ?, planned_reps = ?, faults = ?, result = ? WHERE id = ?"
)


class History(StoreFile):
    """The sessions."""

    def __init__(self, path: Path | None = None) -> None:
        """path: the file; None is ``history_path()``."""
        super().__init__(path)
        self._begun: dict[int, str] = {}

    def begin(self, started: datetime, titles: Sequence[str]) -> int:
        """The number of a new session. started carries its time zone."""
        begun = utc_text(started)
        values = (begun, begun, json_text(titles))
        with self._file(write=True) as connection:
            number = int(connection.execute(_BEGIN, values).lastrowid or 0)
        self._begun[number] = begun
        return number

    def save(self, number: int, result: Mapping[str, Any]) -> None:
        """Puts the result so far in place of the one saved before.

        result is what ``report.session.session_json`` gives. A session that was forgotten
        meanwhile stays forgotten.
        """
        stretches = result["stretches"]
        values = (
            result["end"],
            json_text([stretch["title"] for stretch in stretches]),
            sum(stretch["hold_s"] for stretch in stretches),
            sum(stretch["planned_s"] for stretch in stretches),
            sum(stretch["counted_reps"] for stretch in stretches),
            sum(stretch["planned_reps"] for stretch in stretches),
            sum(len(side["faults"]) for stretch in stretches for side in stretch["sides"]),
            json_text(result),
            number,
        )
        lasted = timedelta(seconds=result["duration_s"])
        with self._file(write=True) as connection:
            found = connection.execute("SELECT started FROM session WHERE id = ?", (number,))
            for (started,) in found.fetchall():
                if self._begun.get(number, started) == started:
                    try:
                        ended = utc_text(moment(started) + lasted)
                    except ValueError as error:
                        raise damaged_session(number) from error
                    connection.execute(_SAVE, (ended, *values))

    def sessions(self, limit: int | None = None) -> Entries[SessionRow]:
        """The sessions, newest first; at most limit of them. Unreadable ones of all are counted."""
        found = read(self._rows(_LIST), _row)
        return Entries(found[:limit], found.unreadable)

    def session(self, number: int) -> tuple[SessionRow, dict[str, Any]]:
        """One session and its result, which is empty when nothing of it was saved.

        Raises FormcheckError when there is none of that number, or it can't be read.
        """
        found = self._rows(_ONE, (number,)) if abs(number) <= LARGEST else []
        if not found:
            raise FormcheckError(
                f"There is no session {number} in the history: `formcheck history` lists them."
            )
        *row, result = found[0]
        try:
            return _row(*row), json_object(result)
        except ValueError as error:
            raise damaged_session(number) from error


def _row(
    number: object,
    started: object,
    ended: object,
    end: object,
    titles: object,
    held_s: object,
    planned_s: object,
    reps: object,
    planned_reps: object,
    faults: object,
) -> SessionRow:
    begun, over = moment(started), moment(ended)
    if over < begun:
        raise ValueError("A session that ends before it begins is none.")
    return SessionRow(
        id=whole(number),
        started=begun,
        ended=over,
        end=End(end).value,
        titles=texts(titles),
        held_s=amount(held_s),
        planned_s=amount(planned_s),
        reps=whole(reps),
        planned_reps=whole(planned_reps),
        faults=whole(faults),
    )
