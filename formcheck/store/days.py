"""Calendar days: from one local midnight to the next, 23 to 25 hours long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from formcheck.core.posture.day import BreakAt, Day
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import Segment


@dataclass(frozen=True, slots=True)
class DayRecord:
    """All that is kept of a day, and what it comes to.

    unreadable counts the entries of the day that were set aside because they are damaged.
    """

    date: date
    day: Day
    spans: tuple[Segment, ...]
    nudges: tuple[Nudged, ...]
    breaks: tuple[BreakAt, ...]
    unreadable: int = 0


_STEP = timedelta(minutes=15)
"""All clocks on land differ by whole steps of this from UTC, and are set by such steps."""


def today(zone: tzinfo | None = None) -> date:
    """Today's date; zone None is that of the system."""
    return datetime.now(zone).astimezone(zone).date()


def list_last_days(until: date, count: int) -> tuple[date, ...]:
    """So many days up to that one, oldest first."""
    return tuple(until - timedelta(days=back) for back in reversed(range(count)))


def compute_day_bounds(day: date, zone: tzinfo | None = None) -> tuple[datetime, datetime]:
    """When the day begins and when the next one does, in that zone; None is the system's.

    Where clocks are set at midnight the day begins with the first moment of its date.
    """
    return _find_midnight(day, zone), _find_midnight(day + timedelta(days=1), zone)


def compute_hour_bounds(day: date, zone: tzinfo | None = None) -> tuple[datetime, ...]:
    """When each hour of the day begins, and at last when the day ends.

    An hour that the clocks skip is left out, one that they show twice is there twice.
    """
    start, end = compute_day_bounds(day, zone)
    bounds = [start]
    moment = start
    while (moment := convert_to_local(moment.timestamp() + _STEP.total_seconds(), zone)) < end:
        if moment.minute == 0:
            bounds.append(moment)
    return (*bounds, end)


def convert_to_local(moment_s: float, zone: tzinfo | None = None) -> datetime:
    """The moment, seconds since 1970, by the clocks of the zone; None is that of the system."""
    if zone is None:
        return datetime.fromtimestamp(moment_s).astimezone()
    return datetime.fromtimestamp(moment_s, zone)


def _find_midnight(day: date, zone: tzinfo | None) -> datetime:
    naive = datetime(day.year, day.month, day.day, tzinfo=zone)
    return convert_to_local(naive.timestamp(), zone)
