"""The zone of the system's clock, set for as long as a test needs it; and a fast clock."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from formcheck.ui.clock import Clock


class FastClock(Clock):
    """Time that goes faster than elsewhere."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        super().__init__()

    def now_s(self) -> float:
        return super().now_s() * self._speed


@contextmanager
def clock_in(zone: str) -> Iterator[None]:
    """Meanwhile the system's clock is that of the zone, by its IANA name."""
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
