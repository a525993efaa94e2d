"""Validates cells of the file; every value that formcheck reads passes through here.

SQLite accepts any type in any column, and the disk, another program or the user may have changed
what formcheck wrote. Each function returns the value of a cell or raises ValueError.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from formcheck.files import plain_json

T = TypeVar("T")
LARGEST = 2**63 - 1
"""The largest integer in SQLite."""
_EARLIEST, _LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
"""Times between these can be represented in every time zone."""
_MOST = 1e9
"""Maximum of any amount: 30 years in seconds."""


class Entries(list[T]):
    """The readable entries, in order; ``unreadable`` counts the others."""

    unreadable = 0


def read_entries(rows: Iterable[Sequence[Any]], entry: Callable[..., T]) -> Entries[T]:
    """Applies ``entry`` to each row; omits and counts rows for which it raises ValueError."""
    entries = Entries[T]()
    for row in rows:
        try:
            entries.append(entry(*row))
        except ValueError:
            entries.unreadable += 1
    return entries


def decode_cell(raw: bytes) -> str | bytes:
    """Decodes a text cell; returns the bytes, invalid in every column, if it is not UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def read_text(cell: object) -> str:
    """Returns the text in the cell. Raises ValueError if it is none, as do those below."""
    if isinstance(cell, str):
        return cell
    raise ValueError(f"{cell!r} is not text")


def read_count(cell: object) -> int:
    """Returns the integer in the cell, 0 or more."""
    if not isinstance(cell, int) or cell < 0:
        raise ValueError(f"{cell!r} is no count")
    return cell


def read_amount(cell: object) -> float:
    """Returns the seconds or the count in the cell, from 0 to 1e9."""
    if not isinstance(cell, (int, float)) or not 0 <= cell <= _MOST:
        raise ValueError(f"{cell!r} is no amount")
    return cell


def read_moment(cell: object) -> datetime:
    """Returns the time in UTC, as written by ``file.format_utc``."""
    found = datetime.fromisoformat(read_text(cell))
    if found.utcoffset() != timedelta(0) or not _EARLIEST <= found <= _LATEST:
        raise ValueError(f"{cell!r} is no time in UTC")
    return found


def read_texts(cell: object) -> tuple[str, ...]:
    """Returns the texts in a JSON list."""
    return tuple(map(read_text, read_json(cell, list)))


def read_json(cell: object, kind: type[T]) -> T:
    """Returns the dict or list in a JSON text with finite numbers and texts that can be encoded."""
    found = plain_json.parse_json(read_text(cell))
    plain_json.format_json(found).encode()  # fails for a lone surrogate
    if isinstance(found, kind):
        return found
    raise ValueError(f"{cell!r} is no {kind.__name__} in JSON")
