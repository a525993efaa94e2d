"""The clock of a watch over sitting, which goes on while the machine sleeps."""

import sys
import time
from datetime import UTC, datetime, timedelta


def format_moment(moment: datetime, now: datetime) -> str:
    """The local time of day, with the date if that is not today."""
    here = moment.astimezone()
    return f"{here:%H:%M}" if here.date() == now.astimezone().date() else f"{here:%Y-%m-%d %H:%M}"


class Clock:
    """Rising seconds, and the moment of the day that they belong to.

    The wall clock is read once: if it were set meanwhile, that would tear holes into the day.
    """

    def __init__(self) -> None:
        self._began = datetime.now(UTC)
        self._began_s = self.now_s()

    def now_s(self) -> float:
        """Seconds since some moment, including those in which the machine slept."""
        if sys.platform == "linux":
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        if sys.platform == "darwin":  # where Python's monotonic clock stops in sleep
            return time.clock_gettime(time.CLOCK_MONOTONIC)
        return time.monotonic()

    def moment(self, t_s: float) -> datetime:
        """The moment in UTC at which ``now_s`` was or will be t_s."""
        return self._began + timedelta(seconds=t_s - self._began_s)
