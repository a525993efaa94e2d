import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from formcheck.store import file as room
from formcheck.store.history import History
from formcheck.store.writer import HistoryWriter
from tests.store.results import make_result
from tests.waiting import wait_until

STARTED = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def test_what_was_saved_last_is_kept_when_the_session_ends(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with HistoryWriter(STARTED, ["Twist"], path) as writer:
        for seconds in range(50):
            writer.save(make_result(duration_s=seconds))
    assert writer.problem == ""
    assert writer.id is not None
    with History(path) as history:
        row, kept = history.read_session(writer.id)
    assert (row.started, kept["duration_s"]) == (STARTED, 49)


def test_a_result_is_kept_while_the_session_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with HistoryWriter(STARTED, [], path) as writer:
        writer.save(make_result(duration_s=3.0))
        wait_until(lambda: writer.id)
        with History(path) as history:
            wait_until(lambda: history.read_session(writer.id or 0)[1].get("duration_s") == 3.0)


def test_a_session_without_a_result_is_not_entered(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with HistoryWriter(STARTED, ["Twist"], path) as writer:
        pass
    writer.close()
    assert writer.id is None
    assert not path.exists()


def test_without_a_history_the_session_goes_on_and_knows_why(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(b"no database " * 100)
    with HistoryWriter(STARTED, [], path) as writer:
        writer.save(make_result())
        wait_until(lambda: writer.problem)
    assert "is damaged" in writer.problem
    assert writer.id is None


def _hold_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, sqlite3.Connection]:
    """Returns a history with one session, and another program's connection that has locked it."""
    monkeypatch.setattr(room, "_BUSY_S", 0.2)
    path = tmp_path / "history.db"
    with History(path) as history:
        history.begin(STARTED, [])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return path, other


def test_a_file_that_is_held_does_not_hold_up_the_session_and_is_written_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = _hold_history(tmp_path, monkeypatch)
    with HistoryWriter(STARTED, [], path) as writer:
        start_s = time.monotonic()
        writer.save(make_result(duration_s=1.0))
        assert time.monotonic() - start_s < 0.1
        wait_until(lambda: "held by another program" in writer.problem)
        other.execute("ROLLBACK")
        other.close()
        writer.save(make_result(duration_s=2.0))
        wait_until(lambda: writer.problem == "")
    with History(path) as history:
        assert history.read_session(2)[1]["duration_s"] == 2.0


def test_a_result_that_could_not_be_written_is_written_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = _hold_history(tmp_path, monkeypatch)
    with HistoryWriter(STARTED, [], path) as writer:
        writer.save(make_result(duration_s=1.0))
        writer.save(make_result(duration_s=2.0))
        wait_until(lambda: "held by another program" in writer.problem)
        other.execute("ROLLBACK")
        other.close()
    with History(path) as history:
        assert history.read_session(2)[1]["duration_s"] == 2.0
