"""Damages a real history, then reads it, writes to it and deletes it with all of formcheck."""

import io
import json
import random
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.fuzz.broken import BrokenError, expect
from benchmarks.fuzz.doors import Try, make_plain_door
from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.calibration import list_limits
from formcheck.core.posture.posture_features import QUANTITIES
from formcheck.core.posture.posture_values import (
    PostureState,
    Sensitivity,
    SlouchReason,
    UprightBaseline,
    View,
)
from formcheck.files.errors import FormcheckError
from formcheck.output.report.console import TextConsole
from formcheck.output.report.day_report import show_day
from formcheck.output.report.session_contract import SessionObject
from formcheck.output.report.session_report import show_list, show_one
from formcheck.output.report.sit_contract import dump_day
from formcheck.store.history import History
from formcheck.store.profiles import Profiles
from formcheck.store.remote_control import RemoteControl
from formcheck.store.sitting_store import SittingPast, SittingWriter

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_TABLES = {
    "session": ("id", "started", "ended", "outcome", "titles", "held_s", "planned_s", "faults",
                "result", "reps", "planned_reps"),
    "watch": ("id", "started", "ended", "closed", "process", "profile", "camera", "view"),
    "span": ("watch", "started", "ended", "state", "why"),
    "nudge": ("id", "watch", "at", "why"),
    "break": ("id", "watch", "at", "lasted_s", "kind", "stretch"),
    "profile": ("name", "camera", "taken", "calibration"),
    "steering": ("id", "paused_until"),
}  # fmt: skip
_WRONG_VALUES = (
    "NULL", "X'ff00'", "CAST(X'c328' AS TEXT)", "''", "'soon'", "-1", "0", "1.5", "9e999",
    "-9e999", "1 << 62", "'['", "'{}'", "'[]'", "'[1]'", "'null'", "'{\"a\": NaN}'",
    "'{\"a\": 1e999}'", "'[\"\\ud800\"]'", "'0001-01-01T00:00:00+00:00'", "printf('%.3000c', '[')",
    "'9999-12-31T23:59:59.999+00:00'", "'2026-11-23'", "printf('%.5000c', '9')", "zeroblob(9)",
    "'2026-11-23T08:00:30.000+00:00'", "char(27) || '[2J'", "substr(COLUMN, 2)",
    "COLUMN || COLUMN",
)  # fmt: skip
"""Wrong values for a cell, as SQL; COLUMN stands for the old value."""


def _make_try(rng: random.Random) -> Try:
    damage = rng.choice([_cells, _cells, _bytes, _cut, _tables])
    what, change = damage(rng)

    def run() -> None:
        with TemporaryDirectory() as name:
            path = Path(name) / "history.db"
            path.write_bytes(make_store())
            change(path)
            use_history(path)

    return Try(damage.__name__.strip("_"), what, run)


def use_history(path: Path) -> None:
    """Reads, writes and deletes everything; FormcheckError is a valid answer, no other error is."""
    with _raise_thread_errors():
        for work in (_use_sessions, _use_sitting, _use_profiles, _use_remote_control, _write_all):
            with suppress(FormcheckError):
                work(path)
        with History(path) as history:
            history.forget()
    expect(not path.exists(), "it is still there after all was forgotten")


def _use_sessions(path: Path) -> None:
    console = TextConsole(file=io.StringIO(), width=100)
    with History(path) as history:
        rows = history.list_sessions()
        show_list(console, rows, len(rows))
        for row in rows:
            _check_json(
                {"titles": row.titles, "held_s": row.held_s, "when": row.started.isoformat()}
            )
            with suppress(FormcheckError):
                _, result = history.read_session(row.id)
                show_one(console, row, result)
                _check_json(result)


def _use_sitting(path: Path) -> None:
    with SittingPast(path) as past:
        past.find_first()
        past.list_last_stretches()
        week = past.read_days(START.date(), 7)
    _check_json(dump_day(week[-1]))
    show_day(TextConsole(file=io.StringIO(), width=100), week[-1], week)


def _use_profiles(path: Path) -> None:
    with Profiles(path) as profiles:
        for row in profiles.list_all():
            row.taken.astimezone()
        for name in ("desk", "sofa"):
            with suppress(FormcheckError):
                if found := profiles.get(name):
                    list_limits(found.upright, Sensitivity.NORMAL)


def _use_remote_control(path: Path) -> None:
    with RemoteControl(path) as steering:
        steering.is_watched()
        expect(steering.paused_until is None or steering.paused_until.tzinfo, "no zone")


def _write_all(path: Path) -> None:
    with SittingWriter(START, "desk", path=path) as writer:
        _write_spans(writer)
    with History(path) as history:
        history.save(history.begin(START, ["Twist"]), START, _build_result())
        history.save(2, START + timedelta(days=1), _build_result())
    with Profiles(path) as profiles:
        profiles.save("desk", "", _build_baseline(), START)
    with RemoteControl(path) as steering:
        steering.pause_until(None)


def _check_json(value: Any) -> None:
    json.dumps(value, allow_nan=False, ensure_ascii=False).encode()


@contextmanager
def _raise_thread_errors() -> Iterator[None]:
    died: list[str] = []
    before = threading.excepthook
    threading.excepthook = lambda told: died.append(f"{told.thread}: {told.exc_value!r}")
    try:
        yield
    finally:
        threading.excepthook = before
    if died:
        raise BrokenError("; ".join(died))


Change = Callable[[Path], None]


def _cells(rng: random.Random) -> tuple[str, Change]:
    """Puts invalid values into some cells."""
    changes = []
    for _ in range(rng.choice([1, 1, 1, 3, 10])):
        table = rng.choice(list(_TABLES))
        column = rng.choice(_TABLES[table])
        wrong = rng.choice(_WRONG_VALUES).replace("COLUMN", column)
        where = "" if rng.random() < 0.2 else f" WHERE chance({rng.randint(1, 4)}) = 0"
        changes.append(f"UPDATE OR IGNORE {table} SET {column} = {wrong}{where}")  # noqa: S608
    seed = rng.random()
    return "; ".join(changes), lambda path: _change_store(path, changes, seed)


def _tables(rng: random.Random) -> tuple[str, Change]:
    """Changes a table, a column or the version."""
    table = rng.choice(list(_TABLES))
    change = rng.choice(
        [
            f"DROP TABLE {table}",
            f"ALTER TABLE {table} RENAME COLUMN {rng.choice(_TABLES[table])} TO other",
            f"PRAGMA user_version = {rng.choice([-1, 0, 1, 2, 99, -(2**31)])}",
            f"DELETE FROM {table}",  # noqa: S608
            f"UPDATE sqlite_master SET sql = X'ff' WHERE name = '{table}'",  # noqa: S608
            f"UPDATE sqlite_master SET rootpage = {rng.randint(-1, 40)} WHERE name = '{table}'",  # noqa: S608
            f"CREATE TRIGGER t AFTER DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END",
        ]
    )
    return change, lambda path: _change_store(path, [change])


def _change_store(path: Path, changes: list[str], seed: float = 0.0) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute("UPDATE sqlite_master SET sql = REPLACE(sql, 'NOT NULL', '')")
        raw.commit()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.create_function("chance", 1, random.Random(seed).randrange)  # noqa: S311
        for change in changes:
            with suppress(sqlite3.Error):
                raw.execute(change)
        raw.commit()


def _bytes(rng: random.Random) -> tuple[str, Change]:
    raw = bytearray(make_store())
    places = [
        rng.randrange(100 if rng.random() < 0.2 else len(raw))
        for _ in range(rng.choice([1, 3, 20, 300]))
    ]
    for place in places:
        raw[place] = rng.randrange(256)
    return f"{len(places)} bytes changed", lambda path: _write_bytes(path, bytes(raw))


def _cut(rng: random.Random) -> tuple[str, Change]:
    """Truncates the file, or replaces it with random bytes."""
    whole = make_store()
    kept = rng.randrange(len(whole))
    text, raw = rng.choice(
        [
            (f"cut off after {kept} bytes", whole[:kept]),
            (f"zeros after {kept} bytes", whole[:kept] + bytes(len(whole) - kept)),
            ("random bytes", rng.randbytes(rng.randrange(10_000))),
            ("random bytes after the head", whole[:100] + rng.randbytes(5000)),
        ]
    )
    return text, lambda path: _write_bytes(path, raw)


def _write_bytes(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)


@cache
def make_store() -> bytes:
    """Returns a valid history with rows in every table that is read."""
    with TemporaryDirectory() as name:
        path = Path(name) / "history.db"
        with History(path) as history:
            for day in range(6):
                started = START + timedelta(days=day)
                history.save(history.begin(started, ["Seated twist"]), started, _build_result())
        with SittingWriter(START, "desk", "HD Webcam", "front", path) as writer:
            _write_spans(writer)
        with Profiles(path) as profiles:
            profiles.save("desk", "", _build_baseline(), START)
            profiles.save("sofa", "", _build_baseline(), START)
        with RemoteControl(path) as steering:
            steering.pause_until(datetime.now(UTC) + timedelta(days=1))
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA journal_mode = DELETE")
        return path.read_bytes()


def _write_spans(writer: SittingWriter) -> None:
    for minute in range(20):
        begun = START + timedelta(minutes=minute)
        why = (SlouchReason.SLUMP,) if minute % 2 else ()
        state = PostureState.SLOUCHED if minute % 2 else PostureState.UPRIGHT
        writer.add_span(begun, begun + timedelta(minutes=1), state, why)
        writer.add_nudge(begun, [SlouchReason.SLUMP])
        writer.add_break(begun, 60.0, BreakKind.TAKEN, ["seated-twist"])


def _build_baseline() -> UprightBaseline:
    numbers = dict.fromkeys(QUANTITIES, 0.5)
    return UprightBaseline(View.FRONT, None, numbers, 20)


def _build_result() -> dict[str, Any]:
    return SessionObject(
        end="completed",
        duration_s=60.0,
        stretches=[],
        completed=True,
        answers=[],
        good=["Steady for 12 seconds."],
        watch=["Elbow up."],
    ).model_dump(mode="json")


STORES = make_plain_door("stores", _make_try)
