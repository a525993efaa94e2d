"""The clock of the sitting watch, which keeps running while the machine sleeps."""

import sys
import time
from datetime import UTC, datetime, timedelta


def format_moment(moment: datetime, now: datetime) -> str:
    """Returns the local time of day, with the date if it is not today."""
    here = moment.astimezone()
    return f"{here:%H:%M}" if here.date() == now.astimezone().date() else f"{here:%Y-%m-%d %H:%M}"


def _read_s() -> float:
    """Returns seconds since an arbitrary moment, including time asleep."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # Python's monotonic clock stops in sleep there
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class Clock:
    """A monotonic clock, and the wall-clock time of its seconds.

    The wall clock is read only once: setting it later would leave gaps in the day's record.
    """

    def __init__(self) -> None:
        self._began = datetime.now(UTC)
        self._began_s = self.now_s()
        self._slept_s = _read_s() - time.monotonic()

    def now_s(self) -> float:
        """Returns seconds since an arbitrary moment, including time asleep."""
        return _read_s()

    def measure_sleep_s(self) -> float | None:
        """Returns how long the machine slept since the last call, or since the clock was made.

        None if this system does not tell.
        """
        if sys.platform not in {"linux", "darwin"}:
            return None
        before_s, self._slept_s = self._slept_s, _read_s() - time.monotonic()
        return self._slept_s - before_s

    def moment(self, t_s: float) -> datetime:
        """Returns the time in UTC at which ``now_s`` was or will be t_s."""
        return self._began + timedelta(seconds=t_s - self._began_s)
