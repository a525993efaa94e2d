import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.core.posture.sit import PauseOrder, Resume
from formcheck.engine.posture_service import POLL_S, SharedPause
from formcheck.store.remote_control import RemoteControl
from tests.waiting import wait_until

NOW = datetime.now(UTC) + timedelta(days=1)
"""In the future, so that no pause ends during the tests."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


@pytest.fixture
def pause(store: Path) -> Iterator[SharedPause]:
    with RemoteControl(store) as remote:
        yield SharedPause(remote)


@pytest.fixture
def elsewhere(store: Path) -> Iterator[RemoteControl]:
    with RemoteControl(store) as remote:
        yield remote


def take_order(pause: SharedPause, at_s: float) -> object:
    return pause.take_order(at_s, NOW + timedelta(seconds=at_s))


def test_what_nobody_asked_for_is_no_order(pause: SharedPause, store: Path) -> None:
    assert take_order(pause, 0.0) is None
    assert not store.exists()


def test_a_pause_from_elsewhere_is_an_order_once(
    pause: SharedPause, elsewhere: RemoteControl
) -> None:
    elsewhere.pause_until(NOW + timedelta(minutes=20))
    order = take_order(pause, 0.0)
    assert isinstance(order, PauseOrder)
    assert order.minutes == pytest.approx(20.0, abs=0.01)
    assert take_order(pause, POLL_S) is None


def test_it_is_looked_for_every_few_seconds_only(
    pause: SharedPause, elsewhere: RemoteControl
) -> None:
    assert take_order(pause, 0.0) is None
    elsewhere.pause_until(NOW + timedelta(minutes=20))
    assert take_order(pause, POLL_S - 0.1) is None
    assert isinstance(take_order(pause, POLL_S), PauseOrder)


def test_a_resume_from_elsewhere_is_an_order(pause: SharedPause, elsewhere: RemoteControl) -> None:
    elsewhere.pause_until(NOW + timedelta(minutes=20))
    take_order(pause, 0.0)
    elsewhere.pause_until(None)
    assert take_order(pause, POLL_S) == Resume()


def test_a_pause_of_our_own_is_told_and_is_no_order(
    pause: SharedPause, elsewhere: RemoteControl
) -> None:
    until = NOW + timedelta(minutes=30)
    pause.tell(until)
    kept = elsewhere.paused_until
    assert kept is not None
    assert abs(kept - until) < timedelta(milliseconds=2)
    assert take_order(pause, 0.0) is None
    pause.tell(None)
    assert elsewhere.paused_until is None
    assert take_order(pause, POLL_S) is None


def test_a_damaged_store_is_told_and_changes_nothing(pause: SharedPause, store: Path) -> None:
    store.write_bytes(b"no database" * 1000)
    assert take_order(pause, 0.0) is None
    assert "is damaged" in pause.problem
    store.unlink()
    assert take_order(pause, POLL_S) is None
    assert pause.problem == ""


def test_a_pause_that_others_could_not_be_told_of_is_a_problem_until_one_is(
    pause: SharedPause, elsewhere: RemoteControl, store: Path
) -> None:
    pause.tell(NOW + timedelta(minutes=5))
    with closing(sqlite3.connect(store)) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE INSERT ON steering BEGIN SELECT RAISE(FAIL, 'full'); END"
        )
        pause.tell(None)
        told = pause.problem
        assert told
        assert take_order(pause, POLL_S) is None
        assert pause.problem == told
        other.execute("DROP TRIGGER full")
    pause.tell(None)
    assert pause.problem == ""
    assert elsewhere.paused_until is None


def test_a_clock_that_was_set_past_the_end_of_a_pause_does_not_end_it(
    pause: SharedPause, elsewhere: RemoteControl
) -> None:
    until = datetime.now(UTC) + timedelta(seconds=0.3)
    pause.tell(until)
    wait_until(lambda: elsewhere.paused_until is None, "the end by the system's clock")
    assert pause.take_order(0.0, until + timedelta(hours=1)) is None


def test_a_pause_that_was_over_before_the_watch_began_is_no_order(
    pause: SharedPause, elsewhere: RemoteControl
) -> None:
    elsewhere.pause_until(NOW - timedelta(minutes=1))
    assert take_order(pause, 0.0) is None


def test_a_clock_that_was_set_back_is_asked_at_once(
    pause: SharedPause, elsewhere: RemoteControl
) -> None:
    assert take_order(pause, 3600.0) is None
    elsewhere.pause_until(NOW + timedelta(minutes=20))
    assert isinstance(take_order(pause, 0.0), PauseOrder)
