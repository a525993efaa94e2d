"""The table of a batch, as Parquet and as CSV: a row for each side, hold, repetition and fault."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from formcheck.files.output_file import replace_file
from formcheck.library.words import group_items
from formcheck.output.report.contract import PhotoResult, RoutineResult, VideoResult
from formcheck.output.report.side_contract import SidePart
from formcheck.ui.batch.addresses import OutFolder
from formcheck.ui.batch.batch_contract import COLUMNS, BatchResult, MadeBy
from formcheck.ui.batch.summary_page import Summary, summarise
from formcheck.ui.batch.work_list import WorkItem

_TYPES = {"text": pa.string(), "count": pa.int32(), "number": pa.float64(), "flag": pa.bool_()}
_AT_ONCE = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets treat a cell that starts with one of these as a formula (OWASP, CSV injection)."""
Row = dict[str, Any]


def write_tables(
    results: Iterable[tuple[WorkItem, BatchResult]], folder: OutFolder, by: MadeBy
) -> list[Summary]:
    """Writes both tables with the rows of all results, and returns a summary of each result.

    Further columns of the user's lists come last. Raises FormcheckError.
    """
    summaries: list[Summary] = []
    rows: list[Row] = []
    more: dict[str, None] = {}
    for item, result in results:
        summaries.append(summarise(item, result))
        more.update(dict.fromkeys(item.more))
        attention = {"attention": int(summaries[-1].attention)}
        rows.extend(row | attention for row in _make_rows(item, result))
    fields = COLUMNS | dict.fromkeys(more, "text")
    schema = pa.schema(
        [(name, _TYPES[kind]) for name, kind in fields.items()],
        {k: str(v) for k, v in by.model_dump().items()},
    )
    csv_schema = pa.schema([field.with_name(_escape_formula(field.name)) for field in schema])
    with (
        folder.open_file("table.parquet") as parquet_path,
        replace_file(parquet_path) as parquet_part,
        parquet_part.open("wb") as parquet_file,  # pyarrow takes paths in UTF-8 only
        folder.open_file("table.csv") as csv_path,
        replace_file(csv_path) as csv_part,
        csv_part.open("wb") as csv_file,
        pa.parquet.ParquetWriter(parquet_file, schema) as parquet,
        pa.csv.CSVWriter(csv_file, csv_schema) as csv,
    ):
        for start in range(0, max(1, len(rows)), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            parquet.write_table(pa.Table.from_pylist(some, schema))
            csv.write_table(pa.Table.from_pylist([_escape_row(row) for row in some], csv_schema))
    return summaries


def _escape_row(row: Row) -> Row:
    return {
        _escape_formula(name): _escape_formula(cell) if isinstance(cell, str) else cell
        for name, cell in row.items()
    }


def _escape_formula(text: str) -> str:
    """Puts an apostrophe before text that a spreadsheet would treat as a formula; not numbers."""
    if not text.startswith(_FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _make_rows(item: WorkItem, result: BatchResult) -> Iterator[Row]:
    head = {"file": item.file, "result": item.name, "state": result.state, **item.more}
    rows: Iterable[Row] = ()
    if result.reason:
        yield head | {"stretch": result.stretch, "kind": "file", "message": result.reason}
    match result.result:
        case VideoResult() as video:
            rows = _make_video_rows(video, 1)
        case PhotoResult() as photo:
            rows = _make_photo_rows(photo)
        case RoutineResult() as routine:
            rows = _make_routine_rows(routine)
    for row in rows:
        yield head | row


def _make_video_rows(result: VideoResult, part: int) -> Iterator[Row]:
    chance = result.named[0].confidence if result.named else None
    file_cells = {"duration_s": result.duration_s, "named_chance": chance}
    for side in result.sides:
        head = {"stretch": result.stretch, "part": part, "side": side.side}
        yield head | file_cells | _make_side_row(side)
        for row in _make_detail_rows(side):
            yield head | row


def _make_side_row(side: SidePart) -> Row:
    by_state = group_items((one.outcome, one.measure) for one in side.outcomes)
    return {
        "kind": "side",
        "held_s": side.hold_s,
        "holds": len(side.holds),
        "reps": side.reps,
        "attempts": side.attempts,
        "breaths": side.breaths,
        "faults": len(side.faults),
        "completed": side.completed,
        "right": len(by_state.get("right", ())),
        "wrong": len(by_state.get("wrong", ())),
        "unsure": " ".join(dict.fromkeys(by_state.get("not sure", ()))),
        "unjudged": " ".join(dict.fromkeys(by_state.get("not judged", ()))),
    }


def _make_detail_rows(side: SidePart) -> Iterator[Row]:
    for number, hold in enumerate(side.holds, 1):
        held = {"held_s": hold.held_s, "least_s": hold.least_s, "most_s": hold.most_s}
        yield _make_span_cells("hold", number, hold) | held | {"counted": hold.kept}
    for number, rep in enumerate(side.repetitions, 1):
        why = {"counted": rep.counted, "what": rep.what or rep.reason or None}
        yield _make_span_cells("repetition", number, rep) | why | {"message": rep.remark or None}
    for number, fault in enumerate(side.faults, 1):
        yield _make_span_cells("fault", number, fault) | {"what": fault.id, "message": fault.cue}


def _make_span_cells(kind: str, number: int, span: Any) -> Row:
    return {"kind": kind, "number": number, "start_s": span.start_s, "end_s": span.end_s}


def _make_photo_rows(result: PhotoResult) -> Iterator[Row]:
    head: Row = {"stretch": result.stretch, "part": 1, "side": result.side}
    counts = {"faults": len(result.faults), "unjudged": " ".join(result.not_judged)}
    yield head | {"kind": "side", "form": result.form} | counts
    for number, fault in enumerate(result.faults, 1):
        yield head | {"kind": "fault", "number": number, "what": fault.id, "message": fault.cue}


def _make_routine_rows(result: RoutineResult) -> Iterator[Row]:
    for number, part in enumerate(result.parts, 1):
        yield from _make_video_rows(part.result, number)
    for number, one in enumerate(result.unclear, 1):
        names = " or ".join(named.stretch for named in one.named)
        yield _make_span_cells("unclear", number, one) | {"what": names}
    for number, stretch in enumerate(result.left_out, 1):
        yield {"kind": "left-out", "number": number, "stretch": stretch}
