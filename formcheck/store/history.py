"""The history of sessions in one SQLite file: numbers and texts, no picture and no landmark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from formcheck.errors import FormcheckError
from formcheck.plain_json import json_text
from formcheck.run.past import SessionRow
from formcheck.store.file import StoreFile, utc_text

_LARGEST = 2**63 - 1
"""The largest number that SQLite knows."""
_LIST = (
    "SELECT id, started, ended, outcome, titles, held_s, planned_s, reps, planned_reps, faults "
    "FROM session ORDER BY started DESC, id DESC LIMIT ?"
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
                    ended = utc_text(datetime.fromisoformat(started) + lasted)
                    connection.execute(_SAVE, (ended, *values))

    def sessions(self, limit: int | None = None) -> tuple[SessionRow, ...]:
        """The sessions, newest first; at most limit of them."""
        found = self._rows(_LIST, (-1 if limit is None else limit,))
        return tuple(_row(values) for values in found)

    def session(self, number: int) -> tuple[SessionRow, dict[str, Any]]:
        """One session and its result, which is empty when nothing of it was saved.

        Raises FormcheckError when there is none of that number.
        """
        found = self._rows(_ONE, (number,)) if number <= _LARGEST else []
        if not found:
            raise FormcheckError(
                f"There is no session {number} in the history: `formcheck history` lists them."
            )
        *row, result = found[0]
        return _row(row), json.loads(result)


def _row(values: Sequence[Any]) -> SessionRow:
    number, started, ended, end, titles, held_s, planned_s, reps, planned_reps, faults = values
    return SessionRow(
        id=number,
        started=datetime.fromisoformat(started),
        ended=datetime.fromisoformat(ended),
        end=end,
        titles=tuple(json.loads(titles)),
        held_s=held_s,
        planned_s=planned_s,
        reps=reps,
        planned_reps=planned_reps,
        faults=faults,
    )
