"""Calendar days by the system's clock: from one midnight to the next, 23 to 25 hours long."""

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
    """All that is kept of a day, and its totals.

    unreadable counts the entries of the day that were left out because they are damaged.
    """

    date: date
    day: Day
    spans: tuple[Segment, ...]
    nudges: tuple[Nudged, ...]
    breaks: tuple[BreakAt, ...]
    unreadable: int = 0


_STEP_S = 15 * 60.0
"""All clocks on land differ by multiples of this from UTC, and change by such multiples."""


def follow_zone() -> None:
    """Takes over the system's time zone, which may have changed since the program began."""
    if sys.platform != "win32":  # which has no such call
        time.tzset()


def today() -> date:
    """Today's date."""
    follow_zone()
    return datetime.now().astimezone().date()


def count_record_streak(records: Sequence[DayRecord], before: Sequence[bool | None] = ()) -> int:
    """The days in a row with a break, up to the last record; only today is not over yet.

    The records are in order, oldest first; so are the days before them, as ``Day.in_row``.
    """
    days = [*before, *(one.day.in_row for one in records)]
    return count_streak(days, last_is_over=_is_last_over(records))


def may_row_go_back(records: Sequence[DayRecord]) -> bool:
    """Whether a row of days up to the last record may have begun before the first."""
    over = records if _is_last_over(records) else records[:-1]
    return count_record_streak(records) >= sum(one.day.in_row is not None for one in over)


def _is_last_over(records: Sequence[DayRecord]) -> bool:
    return bool(records) and records[-1].date < today()


def list_last_days(until: date, count: int) -> tuple[date, ...]:
    """That many days up to that one, oldest first."""
    return tuple(until - timedelta(days=back) for back in reversed(range(count)))


def compute_hour_bounds(day: date) -> tuple[datetime, ...]:
    """When each hour of the day begins, and at last when the day ends.

    An hour that the clocks skip is left out, one that they repeat is there twice. Where clocks
    change at midnight the day begins with the first moment of its date.
    """
    moment, end = find_midnight(day), find_midnight(day + timedelta(days=1))
    bounds = [moment]
    while (moment := convert_to_local(moment.timestamp() + _STEP_S)) < end:
        if moment.minute == 0:
            bounds.append(moment)
    return (*bounds, end)


def convert_to_local(moment_s: float) -> datetime:
    """The moment, seconds since 1970, by the system's clock."""
    return datetime.fromtimestamp(moment_s).astimezone()


def find_midnight(day: date) -> datetime:
    """When the day begins."""
    return convert_to_local(datetime.combine(day, time_of_day.min).timestamp())
