"""One row for each look at somebody who sits, as CSV."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from formcheck.core.posture.values import Why
from formcheck.engine.sit_eyes import quantities
from formcheck.engine.sit_film import LookRow
from formcheck.files.whole import written_whole


@contextmanager
def look_table(path: Path) -> Iterator[Callable[[LookRow], None]]:
    """Gives what writes a row; the table is there when all of it is. Raises FormcheckError.

    Columns: t_s; each quantity of a bearing, empty where it was not seen; the strength of each
    reason (0 the person's own upright, 1 past good, 2 far past it; empty where it can't be told);
    state, why (ids, worst first, separated by spaces) as a live watch shows them at that time;
    unclear. Line ends are CRLF, as RFC 4180 has it.
    """
    with (
        written_whole(path) as part,
        part.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(header())
        yield lambda row: writer.writerow(cells(row))


def header() -> list[str]:
    """The names of the columns."""
    return ["t_s", *quantities(), *(why.value for why in Why), "state", "why", "unclear"]


def cells(row: LookRow) -> list[str]:
    """A row as text."""
    values = {} if row.bearing is None else row.bearing.values
    return [
        f"{row.t_s:.3f}",
        *(_number(values.get(name, math.nan)) for name in quantities()),
        *(_number(row.strength.get(why, math.nan)) for why in Why),
        row.state.value,
        " ".join(row.why),
        "" if row.unclear is None else row.unclear.value,
    ]


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.4g}"
