"""Calendar days in local time: from one midnight to the next, 23 to 25 hours long."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day

from formcheck.core.posture.day import BreakAt, Day, count_streak
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import Segment


@dataclass(frozen=True, slots=True)
class DayRecord:
    """Everything stored of a day, and its totals.

    unreadable counts the damaged entries of the day, which are left out.
    """

    date: date
    day: Day
    spans: tuple[Segment, ...]
    nudges: tuple[Nudged, ...]
    breaks: tuple[BreakAt, ...]
    unreadable: int = 0


_STEP_S = 15 * 60.0
"""Every time zone is offset from UTC by a multiple of this, and changes by such multiples."""


def follow_zone() -> None:
    """Adopts the system's time zone, which may have changed since the program started."""
    if sys.platform != "win32":  # Windows has no tzset
        time.tzset()


def today() -> date:
    """Returns today's local date."""
    follow_zone()
    return datetime.now().astimezone().date()


def count_record_streak(records: Sequence[DayRecord], before: Sequence[bool | None] = ()) -> int:
    """Counts the consecutive days with a break up to the last record; today is not over yet.

    records: oldest first; before: ``Day.in_row`` of the days before them, oldest first.
    """
    days = [*before, *(one.day.in_row for one in records)]
    return count_streak(days, last_is_over=bool(records) and records[-1].date < today())


def list_last_days(until: date, count: int) -> tuple[date, ...]:
    """Returns the ``count`` days up to and including ``until``, oldest first."""
    return tuple(until - timedelta(days=back) for back in reversed(range(count)))


def compute_hour_bounds(day: date) -> tuple[datetime, ...]:
    """Returns the start of each hour of the day, and the end of the day.

    An hour that the clock skips is left out, one that it repeats appears twice. If clocks change
    at midnight, the day begins with the first moment of its date.
    """
    moment, end = find_midnight(day), find_midnight(day + timedelta(days=1))
    bounds = [moment]
    while (moment := convert_to_local(moment.timestamp() + _STEP_S)) < end:
        if moment.minute == 0:
            bounds.append(moment)
    return (*bounds, end)


def convert_to_local(moment_s: float) -> datetime:
    """Converts Unix time in seconds to local time."""
    return datetime.fromtimestamp(moment_s).astimezone()


def find_midnight(day: date) -> datetime:
    """Returns the local time at which the day begins."""
    return convert_to_local(datetime.combine(day, time_of_day.min).timestamp())
