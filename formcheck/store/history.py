"""The history of sessions in the SQLite file: numbers and texts, no images, no landmarks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast, get_args

from formcheck.core.language import Sentence
from formcheck.core.session.session_values import End
from formcheck.core.stretch.dose import Amount, Unit
from formcheck.files.errors import FormcheckError
from formcheck.files.plain_json import format_json
from formcheck.store import cells, store_texts
from formcheck.store.file import StoreFile, format_utc

_COLUMNS = "id, started, ended, outcome, titles, held_s, planned_s, reps, planned_reps, faults"
_COMPLETED = "CASE WHEN json_valid(result) THEN json_extract(result, '$.completed') END"
_DONE = "CASE WHEN json_valid(result) THEN json_extract(result, '$.done') END"
_LIST = f"SELECT {_COLUMNS}, {_COMPLETED}, {_DONE} FROM session ORDER BY started DESC, id DESC"  # noqa: S608 - ours
_ONE = f"SELECT {_COLUMNS}, {_COMPLETED}, {_DONE}, result FROM session WHERE id = ?"  # noqa: S608 - ours
_BEGIN = (
    "INSERT INTO session (started, ended, outcome, titles, held_s, planned_s, faults, result) "
    "VALUES (?, ?, 'open', ?, 0, 0, 0, '{}')"
)
_SAVE = (
    "UPDATE session SET ended = ?, outcome = ?, titles = ?, held_s = ?, planned_s = ?, "
    "reps = ?, planned_reps = ?, faults = ?, result = ? WHERE id = ? AND started = ?"
)
"""Also matches ``started``: once the history was deleted, another session may have the number."""
_AMOUNTS = ("counted_s", "planned_s", "counted_reps", "planned_reps")


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in the list. Times have a time zone; ended is the time of the last save.

    held_s: seconds that count (if none does, those of the longest hold), for each side at most
    those planned. reps and planned_reps: repetitions, 0 if none were planned or if saved by an
    older formcheck. done: what counts, summed by unit. faults: number of different faults per
    stretch, as in the verdict. end: ``completed``, ``stopped`` or ``pain``; ``open`` if still
    running or interrupted. completed: every stretch was done as planned; with skipped parts, end
    can be ``completed`` without it.
    """

    id: int
    started: datetime
    ended: datetime
    end: str
    titles: tuple[str, ...]
    held_s: float
    planned_s: float
    reps: int
    planned_reps: int
    done: tuple[Amount, ...]
    faults: int
    completed: bool = False


class UnknownSessionError(FormcheckError):
    """There is no session with that number."""


class History(StoreFile):
    """Reads and writes the sessions in the file."""

    def begin(self, started: datetime, titles: Sequence[str]) -> int:
        """Adds a session and returns its number. started has a time zone."""
        begun = format_utc(started)
        values = (begun, begun, format_json(titles))
        with self.transact(write=True) as connection:
            return int(connection.execute(_BEGIN, values).lastrowid or 0)

    def save(self, number: int, started: datetime, result: Mapping[str, Any]) -> None:
        """Replaces the saved result of a session, identified by number and start, with the latest.

        result is that of ``report.session_contract.dump_session``. Does nothing if the session was
        deleted in the meantime.
        """
        stretches = result["stretches"]
        ended = started + timedelta(seconds=result["duration_s"])
        sides = [(stretch["stretch"], side) for stretch in stretches for side in stretch["sides"]]
        kinds = {(stretch, fault["id"]) for stretch, side in sides for fault in side["faults"]}
        values = (
            format_utc(ended),
            result["end"],
            format_json([stretch["title"] for stretch in stretches]),
            *(sum(stretch[amount] for stretch in stretches) for amount in _AMOUNTS),
            len(kinds),
            format_json(result),
            number,
            format_utc(started),
        )
        with self.transact(write=True) as connection:
            connection.execute(_SAVE, values)

    def list_sessions(self, limit: int | None = None) -> cells.Entries[SessionRow]:
        """Returns at most ``limit`` sessions, newest first; unreadable ones are all counted."""
        found = cells.read_entries(self._select(_LIST), _read_row)
        found[:] = found[:limit]
        return found

    def read_session(self, number: int) -> tuple[SessionRow, dict[str, Any]]:
        """Returns a session and its result, which is empty if none was saved.

        Raises UnknownSessionError if there is no session with that number, another FormcheckError
        if it can't be read.
        """
        found = self._select(_ONE, (number,)) if abs(number) <= cells.LARGEST else []
        if not found:
            raise UnknownSessionError(
                f"There is no session {number} in the history: `formcheck history` lists them."
            )
        *row, result = found[0]
        try:
            return _read_row(*row), cells.read_json(result, dict)
        except ValueError as error:
            raise build_damage_error(number) from error


def _read_row(*row: object) -> SessionRow:
    number, started, ended, end, titles, *numbers, faults, completed, done = row
    begun, over = cells.read_moment(started), cells.read_moment(ended)
    if over < begun:
        raise ValueError("A session that ends before it begins is none.")
    held_s, planned_s = map(cells.read_amount, numbers[:2])
    reps, planned_reps = map(cells.read_count, numbers[2:])
    older = list_amounts(held_s, round(planned_s), reps, planned_reps)
    return SessionRow(
        id=cells.read_count(number),
        started=begun,
        ended=over,
        end=End(end).value,
        titles=cells.read_texts(titles),
        held_s=held_s,
        planned_s=planned_s,
        reps=reps,
        planned_reps=planned_reps,
        done=older if done is None else _read_done(done),
        faults=cells.read_count(faults),
        completed=completed == 1,
    )


def _read_done(cell: object) -> tuple[Amount, ...]:
    found: list[Amount] = []
    for part in cells.read_json(cell, list):
        match part:
            case {"unit": str(unit), "count": count, "planned": planned} if unit in get_args(Unit):
                amounts = cells.read_amount(count), cells.read_count(planned)
                found.append(Amount(cast("Unit", unit), *amounts))
            case _:
                raise ValueError(f"{part!r} is no amount")
    return tuple(found)


def list_amounts(
    held_s: float, planned_s: float, reps: int, planned_reps: int
) -> tuple[Amount, ...]:
    """Returns what counts in a session of an older formcheck: seconds, repetitions or both."""
    held, counted = Amount("hold", held_s, planned_s), Amount("rep", reps, planned_reps)
    if not planned_reps:
        return (held,)
    return (held, counted) if planned_s else (counted,)


def describe_unreadable(count: int) -> str:
    """Describes how many entries were left out, one or more."""
    entries = "1 entry of the history is" if count == 1 else f"{count} entries of the history are"
    return f"{entries} damaged and left out; all the others are here."


def build_damage_error(number: int) -> FormcheckError:
    """Returns the error for a session whose entry or result can't be read."""
    return FormcheckError(Sentence(store_texts.SESSION_DAMAGED, number=str(number)))
