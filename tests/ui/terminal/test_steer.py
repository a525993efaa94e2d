from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.core.posture.sit_events import PauseOrder, Resume
from formcheck.store.steering import Steering
from formcheck.ui.terminal.steer import POLL_S, RemoteControl

NOW = datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def orders(steer: RemoteControl, at_s: float) -> tuple[object, ...]:
    return steer.orders(at_s, NOW + timedelta(seconds=at_s))


def test_what_nobody_asked_for_is_no_order(store: Path) -> None:
    assert orders(RemoteControl(Steering(store)), 0.0) == ()
    assert not store.exists()


def test_a_pause_from_elsewhere_is_an_order_once(store: Path) -> None:
    steer = RemoteControl(Steering(store))
    Steering(store).pause_until(NOW + timedelta(minutes=20))
    (order,) = orders(steer, 0.0)
    assert isinstance(order, PauseOrder)
    assert order.minutes == pytest.approx(20.0, abs=0.01)
    assert orders(steer, POLL_S) == ()


def test_it_is_looked_for_every_few_seconds_only(store: Path) -> None:
    steer = RemoteControl(Steering(store))
    assert orders(steer, 0.0) == ()
    Steering(store).pause_until(NOW + timedelta(minutes=20))
    assert orders(steer, POLL_S - 0.1) == ()
    assert len(orders(steer, POLL_S)) == 1


def test_a_resume_from_elsewhere_is_an_order(store: Path) -> None:
    steer = RemoteControl(Steering(store))
    Steering(store).pause_until(NOW + timedelta(minutes=20))
    orders(steer, 0.0)
    Steering(store).pause_until(None)
    assert orders(steer, POLL_S) == (Resume(),)


def test_a_pause_of_our_own_is_told_and_is_no_order(store: Path) -> None:
    steer = RemoteControl(Steering(store))
    until = NOW + timedelta(minutes=30)
    steer.tell(until)
    kept = Steering(store).paused_until
    assert kept is not None
    assert abs(kept - until) < timedelta(milliseconds=2)
    assert orders(steer, 0.0) == ()
    steer.tell(None)
    assert Steering(store).paused_until is None
    assert orders(steer, POLL_S) == ()


def test_a_damaged_store_is_told_and_changes_nothing(store: Path) -> None:
    store.write_bytes(b"no database" * 1000)
    steer = RemoteControl(Steering(store))
    assert orders(steer, 0.0) == ()
    assert "is damaged" in steer.problem
    store.unlink()
    assert orders(steer, POLL_S) == ()
    assert steer.problem == ""
