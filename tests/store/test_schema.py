from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from formcheck.errors import FormcheckError
from formcheck.store import History
from formcheck.store import schema as room
from tests.store.results import result

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
LATER = (
    "CREATE TABLE sitting (id INTEGER PRIMARY KEY, state TEXT NOT NULL)",
    "ALTER TABLE session ADD COLUMN note TEXT NOT NULL DEFAULT ''",
)


def version(path: Path) -> int:
    raw = sqlite3.connect(path)
    found = int(raw.execute("PRAGMA user_version").fetchone()[0])
    raw.close()
    return found


def test_an_empty_file_becomes_a_history(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.touch()
    with History(path) as history:
        assert history.sessions() == ()
        assert history.begin(NOW, []) == 1
    assert version(path) == room.VERSION


def test_a_file_of_version_1_gets_what_came_later_and_keeps_its_sessions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.db"
    monkeypatch.setattr(room, "MIGRATIONS", room.MIGRATIONS[:1])
    monkeypatch.setattr(room, "VERSION", 1)
    with History(path) as history:
        history.save(history.begin(NOW, []), result())
    monkeypatch.setattr(room, "MIGRATIONS", (*room.MIGRATIONS, LATER))
    monkeypatch.setattr(room, "VERSION", 2)
    with History(path) as history:
        assert history.session(1)[1] == result()
        assert history._connection is not None
        history._connection.execute("INSERT INTO sitting (state) VALUES ('upright')")
    assert version(path) == 2


def test_a_step_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.db"
    with History(path) as history:
        history.begin(NOW, [])
    before = version(path)
    wrong = ("CREATE TABLE sitting (id INTEGER PRIMARY KEY)", "CREATE NONSENSE")
    with monkeypatch.context() as patched:
        patched.setattr(room, "MIGRATIONS", (*room.MIGRATIONS, wrong))
        patched.setattr(room, "VERSION", before + 1)
        with History(path) as history, pytest.raises(FormcheckError, match="NONSENSE"):
            history.sessions()
    assert version(path) == before
    with History(path) as history:
        assert len(history.sessions()) == 1


def test_a_file_of_a_newer_formcheck_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE session (id INTEGER PRIMARY KEY, mood TEXT)")
    raw.execute("PRAGMA user_version = 99")
    raw.commit()
    raw.close()
    with History(path) as history:
        with pytest.raises(FormcheckError, match="was written by a newer formcheck"):
            history.sessions()
        with pytest.raises(FormcheckError, match="was written by a newer formcheck"):
            history.begin(NOW, [])
    assert version(path) == 99


def test_two_programs_that_begin_a_history_at_once_make_it_once(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from formcheck.store import History\n"
        "sys.stdin.read()\n"
        "with History(Path(sys.argv[1])) as history: history.begin(datetime.now(UTC), [])\n"
    )
    path = tmp_path / "history.db"
    several = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        for _ in range(4)
    ]
    time.sleep(0.5)  # all of them have loaded and wait
    for process in several:
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    assert [process.communicate()[1] for process in several] == [b""] * 4
    with History(path) as history:
        assert len(history.sessions()) == 4
