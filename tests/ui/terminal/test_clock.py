"""The clock of the sitting watch, which tells sleep of the machine from other time."""

import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from formcheck.ui.clock import Clock

pytestmark = pytest.mark.skipif(
    sys.platform not in {"linux", "darwin"}, reason="no other system tells how long it slept"
)


def test_time_awake_is_no_sleep() -> None:
    clock = Clock()
    time.sleep(0.05)
    assert clock.measure_sleep_s() == pytest.approx(0.0, abs=0.01)


def test_sleep_of_the_machine_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, read = Clock(), time.clock_gettime
    monkeypatch.setattr(time, "clock_gettime", lambda number: read(number) + 3600.0)
    assert clock.measure_sleep_s() == pytest.approx(3600.0, abs=0.1)
    assert clock.measure_sleep_s() == pytest.approx(0.0, abs=0.1)


def test_moments_are_as_far_apart_as_their_seconds() -> None:
    clock = Clock()
    now_s = clock.now_s()
    assert abs(clock.moment(now_s) - datetime.now(UTC)) < timedelta(seconds=5)
    apart = clock.moment(now_s + 90.0) - clock.moment(now_s)
    assert apart.total_seconds() == pytest.approx(90.0)
