"""The only way from cells of the file to values of formcheck.

SQLite keeps anything in any column, and a disk, another program or a curious person may have
changed what formcheck wrote. Each function gives the value of a cell or raises ValueError.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Self, TypeVar

from formcheck.files import plain_json

T = TypeVar("T")
LARGEST = 2**63 - 1
"""The largest number that SQLite knows."""
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
"""Times between these exist in every time zone."""
_MOST = 1e9
"""Most seconds, or faults, of anything: 30 years."""


class CellError(ValueError):
    """A cell holds what formcheck never writes there."""


class Entries(tuple[T, ...], Generic[T]):  # noqa: SLOT001 - a tuple's own can't be extended
    """The entries that could be read, in order; ``unreadable`` counts the others."""

    unreadable: int

    def __new__(cls, entries: Iterable[T] = (), unreadable: int = 0) -> Self:
        """The entries as a tuple."""
        result = super().__new__(cls, tuple(entries))
        result.unreadable = unreadable
        return result


def read_entries(rows: Iterable[Sequence[Any]], entry: Callable[..., T]) -> Entries[T]:
    """Applies ``entry`` to each row; leaves out and counts rows for which it raises ValueError."""
    entries: list[T] = []
    unreadable = 0
    for row in rows:
        try:
            entries.append(entry(*row))
        except ValueError:
            unreadable += 1
    return Entries(entries, unreadable)


def decode_cell(raw: bytes) -> str | bytes:
    """The text of a cell; where it is not UTF-8 its bytes, which no column may hold."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def read_text(cell: object) -> str:
    """The text in the cell. Raises CellError, as all below do."""
    if not isinstance(cell, str):
        raise CellError(f"{cell!r} is not text")
    return cell


def read_count(cell: object) -> int:
    """The whole number in the cell, 0 or more."""
    if not isinstance(cell, int) or cell < 0:
        raise CellError(f"{cell!r} is no count")
    return cell


def read_amount(cell: object) -> float:
    """Seconds or a count, from 0 to 30 years of seconds."""
    if not isinstance(cell, (int, float)) or not 0 <= cell <= _MOST:
        raise CellError(f"{cell!r} is no amount")
    return cell


def read_moment(cell: object) -> datetime:
    """The time in UTC, as ``file.format_utc`` writes it."""
    found = datetime.fromisoformat(read_text(cell))
    if found.utcoffset() != timedelta(0) or not _EARLIEST <= found <= _LATEST:
        raise CellError(f"{cell!r} is no time in UTC")
    return found


def read_json_object(cell: object) -> dict[str, Any]:
    """The object in a JSON text, whose numbers are finite and whose texts can be written."""
    return _read_json(cell, dict)


def read_texts(cell: object) -> tuple[str, ...]:
    """The texts in a JSON list."""
    return tuple(map(read_text, _read_json(cell, list)))


def _read_json(cell: object, kind: type[T]) -> T:
    found = plain_json.parse_json(read_text(cell))
    plain_json.format_json(found).encode()  # half a surrogate pair fails here
    if not isinstance(found, kind):
        raise CellError(f"{cell!r} is no {kind.__name__} in JSON")
    return found
