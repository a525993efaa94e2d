"""The system's time zone, set for the duration of a test, and an accelerated clock."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from formcheck.ui.clock import Clock


class FastClock(Clock):
    """A clock that runs ``speed`` times as fast as real time."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        super().__init__()

    def now_s(self) -> float:
        return super().now_s() * self._speed


@contextmanager
def set_time_zone(zone: str) -> Iterator[None]:
    """Sets the system's time zone, by its IANA name, while the context lasts."""
    import pytest  # noqa: PLC0415 - programs of tests, which need the fast clock, start sooner

    if not hasattr(time, "tzset"):
        pytest.fail("this test needs a system whose zone can be set")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TZ", zone)
            time.tzset()
            yield
    finally:
        time.tzset()
