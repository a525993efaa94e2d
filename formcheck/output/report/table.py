"""Results as CSV: a row per frame, look, span or hour. Line ends are CRLF (RFC 4180)."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, takewhile
from pathlib import Path
from typing import TextIO

from formcheck.core.posture.day import Day
from formcheck.core.posture.posture_features import QUANTITIES
from formcheck.core.posture.posture_values import Look, PostureState, Segment, SlouchReason
from formcheck.core.posture.sit import SitState
from formcheck.engine.records import ZONES, Records
from formcheck.files.inputs import is_file
from formcheck.files.output_file import is_stream, replace_file, write_text
from formcheck.output.report.console import Timed
from formcheck.store.days import convert_to_local

_PART = re.compile(r"(.+)-part-\d+")
"""Matches the file names that `write_tables` gives to parts, without suffix."""


def write_table(records: Records, path: Path) -> None:
    """Writes the table of all frames. Raises FormcheckError if that fails.

    Columns: t_s, side, then each measure and its verdict (ok, unsure, low, high, unseen; empty if
    nothing was required of it), phase, held_s, reps, faults (ids, separated by spaces) and cue. For
    repetitions also zone (low, between, high) and top_s, the seconds in high so far. A measure is
    empty if it could not be measured.
    """
    with replace_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        _write_csv(file, *_list_frames(records))  # streamed: an hour of video has 100,000 rows


def write_tables(several: Sequence[Records], path: Path) -> list[Path]:
    """Writes a numbered table for each part of a routine; to a stream, all in sequence.

    Returns the files written; none for a stream.
    """
    if is_stream(path):
        write_text(path, "\r\n".join(_format_csv(*_list_frames(one)) for one in several))
        return []
    parts = [_name_part(path, number) for number, _ in enumerate(several, 1)]
    for records, part in zip(several, parts, strict=True):
        write_table(records, part)
    return parts


def find_later_parts(path: Path, written: int) -> list[Path]:
    """Returns tables left there by an earlier routine with more parts than were written now."""
    if not written:
        return []
    later = (_name_part(path, number) for number in count(written + 1))
    return list(takewhile(is_file, later))


def _name_part(path: Path, number: int) -> Path:
    return path.with_stem(f"{path.stem}-part-{number}")


def find_whole(path: Path) -> Path | None:
    """Returns the path that this part of a table belongs to; None if its name is not of a part."""
    found = _PART.fullmatch(path.stem)
    return path.with_stem(found[1]) if found else None


class LookTable:
    """The table of all looks at a recording, kept in memory until written: 3 MB for an hour.

    Columns: t_s; each feature, empty if not visible; the strength of each reason (0: the person's
    own upright posture, 1: past good, 2: far past it; empty if it can't be judged); state and why
    (ids, strongest first, separated by spaces) as a live watch shows them at that time; unclear.
    """

    def __init__(self) -> None:
        self._file = io.StringIO(newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow(["t_s", *QUANTITIES, *SlouchReason, "state", "why", "unclear"])

    def add_look(self, look: Look, after: SitState) -> None:
        """Adds the row of a look; ``after`` is the state following it."""
        features, scores, (state, why) = look.features, after.segments.scores, after.state_now
        values = {} if features is None else features.values
        unclear = None if features is None else scores.unclear
        measured = (values.get(name, math.nan) for name in QUANTITIES)
        strengths = (scores.strength.get(one, math.nan) for one in SlouchReason)
        numbers = map(_format_number, (*measured, *strengths))
        self._rows.writerow([f"{look.t_s:.3f}", *numbers, state, " ".join(why), unclear])

    def write_to(self, path: Path) -> None:
        """Writes the table. Raises FormcheckError if that fails."""
        write_text(path, self._file.getvalue())


def format_spans_csv(spans: Iterable[Segment]) -> str:
    """Formats a row per span: start, end (ISO 8601 with offset), duration_s, state, why.

    why lists the reasons, strongest first, separated by spaces.
    """
    rows = [
        [
            *_format_ends(span, "milliseconds"),
            f"{span.end_s - span.start_s:.3f}",
            span.state.value,
            " ".join(span.why),
        ]
        for span in spans
    ]
    return _format_csv(("start", "end", "duration_s", "state", "why"), rows)


def format_hours_csv(days: Iterable[Day]) -> str:
    """Formats a row per hour: start, end (ISO 8601 with offset), seconds per state and per reason.

    A moment with two reasons counts for both. An hour that the clock repeats has two rows.
    """
    seconds = [f"{one.value.replace('-', '_')}_s" for one in (*PostureState, *SlouchReason)]
    rows = [
        [
            *_format_ends(hour, "seconds"),
            *(f"{lasted_s:.1f}" for lasted_s in hour.sum.by_state.values()),
            *(f"{hour.sum.why_s.get(why, 0.0):.1f}" for why in SlouchReason),
        ]
        for day in days
        for hour in day.hours
    ]
    return _format_csv(["start", "end", *seconds], rows)


def _list_frames(records: Records) -> tuple[list[str], Iterator[list[str]]]:
    """Returns the column names and the rows."""
    measured = [name for m in records.sides[0].measures for name in (m, f"{m}_verdict")]
    rep = ["zone", "top_s"] if records.sides[0].plan.dose.is_movement else []
    columns = ["t_s", "side", *measured, "phase", "held_s", "reps", "faults", "cue", *rep]
    return columns, _make_rows(records)


def _make_rows(records: Records) -> Iterator[list[str]]:
    readings = [side.list_readings() for side in records.sides]
    for row, t_s in enumerate(records.poses.t_s):
        shown = int(records.shown[row])
        side, (values, verdicts) = records.sides[shown], readings[shown]
        now = side.rows[row]
        cells = [f"{t_s:.3f}", side.plan.side.value]
        for value, verdict in zip(values[row].tolist(), verdicts[row].tolist(), strict=True):
            cells += [_format_number(value), verdict]
        cells += [
            side.phases[int(now["phase"])],
            f"{float(now['held_s']):.2f}",
            str(int(now["reps"])),
            " ".join(side.faults_at(row)),
            side.cues[int(now["cue"])],
        ]
        if side.plan.dose.is_movement:
            cells += [ZONES[int(now["zone"])], f"{float(now['top_s']):.2f}"]
        yield cells


def _format_number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.4g}"


def _format_csv(columns: Sequence[str], rows: Iterable[list[str]]) -> str:
    file = io.StringIO(newline="")
    _write_csv(file, columns, rows)
    return file.getvalue()


def _write_csv(file: TextIO, columns: Sequence[str], rows: Iterable[list[str]]) -> None:
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(rows)


def _format_ends(span: Timed, to: str) -> list[str]:
    return [convert_to_local(t_s).isoformat(timespec=to) for t_s in (span.start_s, span.end_s)]
