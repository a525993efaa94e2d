"""One row for each picture, as CSV."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path

from formcheck.engine.records import ZONES, Records, SideRecords
from formcheck.files.whole import written_whole


def write_table(records: Records, path: Path) -> None:
    """Writes the table of all pictures. Raises FormcheckError when that fails.

    Columns: t_s, side, then each measure and its verdict (ok, low, high, unseen; empty where
    nothing was wanted of it), phase, held_s, reps, faults (ids, separated by spaces) and cue. Of
    repetitions also zone (low, between, high) and top_s, the seconds at the far end so far.
    A measure is empty where it could not be seen. Line ends are CRLF, as RFC 4180 has it.
    """
    with (
        written_whole(path) as part,
        part.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(header(records))
        writer.writerows(rows(records))


def header(records: Records) -> list[str]:
    """The names of the columns."""
    measures = records.sides[0].measures
    columns = [name for m in measures for name in (m, f"{m}_verdict")]
    rep = ["zone", "top_s"] if records.sides[0].plan.rep is not None else []
    return ["t_s", "side", *columns, "phase", "held_s", "reps", "faults", "cue", *rep]


def rows(records: Records) -> Iterator[list[str]]:
    """The rows as text, in order of time."""
    for row, t_s in enumerate(records.poses.t_s):
        side = records.sides[int(records.shown[row])]
        yield [f"{t_s:.3f}", side.plan.side.value, *_measures(side, row), *_state(side, row)]


def _measures(side: SideRecords, row: int) -> Iterator[str]:
    for measure, value in enumerate(side.rows["values"][row].tolist()):
        verdict = side.verdict_at(row, measure)
        yield "" if math.isnan(value) else f"{value:.4g}"
        yield "" if verdict is None else verdict.value


def _state(side: SideRecords, row: int) -> Iterator[str]:
    now = side.rows[row]
    yield side.phases[int(now["phase"])]
    yield f"{float(now['held_s']):.2f}"
    yield str(int(now["reps"]))
    yield " ".join(side.faults_at(row))
    yield side.texts[int(now["cue"])]
    if side.plan.rep is not None:
        yield ZONES[int(now["zone"])]
        yield f"{float(now['top_s']):.2f}"
