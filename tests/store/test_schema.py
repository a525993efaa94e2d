import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.files.errors import FormcheckError
from formcheck.store import schema as room
from formcheck.store.history import History
from formcheck.store.remote_control import RemoteControl
from tests.paths import ROOT
from tests.store.results import make_result

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
VERSION_1 = """
    CREATE TABLE session (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        started TEXT NOT NULL,
        ended TEXT NOT NULL,
        outcome TEXT NOT NULL,
        titles TEXT NOT NULL,
        held_s REAL NOT NULL,
        planned_s REAL NOT NULL,
        faults INTEGER NOT NULL,
        result TEXT NOT NULL
    )
"""
"""The schema of the first version with a history; a copy, so that it never changes."""


def read_version(path: Path) -> int:
    raw = sqlite3.connect(path)
    found = int(raw.execute("PRAGMA user_version").fetchone()[0])
    raw.close()
    return found


def test_an_empty_file_becomes_a_history(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.touch()
    with History(path) as history:
        assert history.list_sessions() == []
        assert history.begin(NOW, []) == 1
    assert read_version(path) == room.VERSION


def write_old(path: Path, sessions: int = 3) -> None:
    """Creates a file as version 1 left it, with its write-ahead log."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute(VERSION_1)
    raw.execute("PRAGMA user_version = 1")
    for minute in range(sessions):
        started = (NOW + timedelta(minutes=minute)).isoformat(timespec="milliseconds")
        raw.execute(
            "INSERT INTO session (started, ended, outcome, titles, held_s, planned_s, faults, "
            "result) VALUES (?, ?, 'completed', '[\"Twist\"]', 12.5, 60.0, 2, ?)",
            (started, started, json.dumps(make_result())),
        )
    raw.close()


def list_tables(path: Path) -> set[str]:
    raw = sqlite3.connect(path)
    found = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    raw.close()
    return {name for (name,) in found}


def test_a_file_of_version_1_gets_the_tables_of_sitting_and_keeps_its_sessions(
    tmp_path: Path,
) -> None:
    path = tmp_path / "history.db"
    write_old(path)
    with History(path) as history:
        rows = history.list_sessions()
        assert [row.id for row in rows] == [3, 2, 1]
        assert rows[0].started == NOW + timedelta(minutes=2)
        assert (rows[0].titles, rows[0].held_s, rows[0].faults) == (("Twist",), 12.5, 2)
        assert history.read_session(1)[1] == make_result()
        assert history.begin(NOW, []) == 4
    assert read_version(path) == room.VERSION
    tables = {"session", "watch", "span", "nudge", "break", "profile", "steering"}
    assert list_tables(path) == {*tables, "sqlite_sequence"}


def test_a_file_with_the_unused_table_of_requests_loses_it_and_nothing_else(
    tmp_path: Path,
) -> None:
    path = tmp_path / "history.db"
    write_old(path)
    raw = sqlite3.connect(path, isolation_level=None)
    for statements in room.MIGRATIONS[1:4]:
        for statement in statements:
            raw.execute(statement)
    raw.execute("INSERT INTO steering VALUES (1, '2026-11-23T18:00:00.000+00:00')")
    raw.execute("INSERT INTO request (given, wanted) VALUES ('2026-11-23', 'take')")
    raw.execute("PRAGMA user_version = 4")
    raw.close()
    before = list_tables(path)
    with History(path) as history:
        assert len(history.list_sessions()) == 3
    assert before - list_tables(path) == {"request"}
    with RemoteControl(path) as remote:
        assert remote.ordered_until == NOW + timedelta(hours=1)


def test_today_s_first_step_is_what_version_1_wrote(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_old(path)
    raw, fresh = sqlite3.connect(path), sqlite3.connect(":memory:")
    for statement in room.MIGRATIONS[0]:
        fresh.execute(statement)
    columns = [one.execute("PRAGMA table_info(session)").fetchall() for one in (raw, fresh)]
    assert columns[0] == columns[1]
    raw.close()
    fresh.close()


def test_two_programs_bring_an_old_file_up_to_date_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    write_old(path)
    assert all(error == b"" for error in begin_together(path, programs=4))
    assert read_version(path) == room.VERSION
    with History(path) as history:
        assert len(history.list_sessions()) == 3 + 4


def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.db"
    with History(path) as history:
        history.begin(NOW, [])
    before = read_version(path)
    wrong = ("CREATE TABLE sitting (id INTEGER PRIMARY KEY)", "CREATE NONSENSE")
    with monkeypatch.context() as patched:
        patched.setattr(room, "MIGRATIONS", (*room.MIGRATIONS, wrong))
        patched.setattr(room, "VERSION", before + 1)
        with History(path) as history, pytest.raises(FormcheckError, match="NONSENSE"):
            history.list_sessions()
    assert read_version(path) == before
    with History(path) as history:
        assert len(history.list_sessions()) == 1


@pytest.mark.parametrize(
    ("free", "told"), [(10**9, "cannot be used: disk I/O error"), (4096, "the disk is full")]
)
def test_a_disk_that_takes_no_more_while_a_history_is_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, told: str
) -> None:
    """A full disk raises the same error, since the log's index is memory-mapped."""
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    resource = pytest.importorskip("resource", reason="needs a limit on the size of files")
    path = tmp_path / "history.db"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (33_000, before[1]))
    try:
        with History(path) as history, pytest.raises(FormcheckError, match=told):
            history.begin(NOW, [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with History(path) as history:
        assert history.begin(NOW, []) == 1


def test_a_file_of_a_newer_formcheck_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE session (id INTEGER PRIMARY KEY, mood TEXT)")
    raw.execute("PRAGMA user_version = 99")
    raw.commit()
    raw.close()
    with History(path) as history:
        with pytest.raises(FormcheckError, match="was written by a newer formcheck"):
            history.list_sessions()
        with pytest.raises(FormcheckError, match="was written by a newer formcheck"):
            history.begin(NOW, [])
    assert read_version(path) == 99
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    raw.close()


def begin_together(path: Path, programs: int) -> list[bytes]:
    """Returns the error outputs of programs that begin a session in one file simultaneously."""
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from formcheck.store.history import History\n"
        "print(flush=True); sys.stdin.read()\n"
        "with History(Path(sys.argv[1])) as history: history.begin(datetime.now(UTC), [])\n"
    )
    several = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        for _ in range(programs)
    ]
    for process in several:  # all of them are loaded and waiting
        assert process.stdout is not None
        assert process.stdout.readline() == b"\n"
    for process in several:
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    return [process.communicate()[1] for process in several]


def test_two_programs_that_begin_a_history_at_once_make_it_once(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    assert begin_together(path, programs=4) == [b""] * 4
    with History(path) as history:
        assert len(history.list_sessions()) == 4
