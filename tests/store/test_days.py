from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.store.days import (
    compute_day_bounds,
    compute_hour_bounds,
    convert_to_local,
    list_last_days,
    today,
)

BERLIN, HAVANA, LORD_HOWE, KATHMANDU = (
    ZoneInfo(name)
    for name in ("Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu")
)


def hours(day: date, zone: ZoneInfo) -> list[str]:
    return [f"{bound:%H:%M%z}" for bound in compute_hour_bounds(day, zone)]


@pytest.fixture
def berlin_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system's own zone is Berlin's."""
    if not hasattr(time, "tzset"):
        pytest.fail("this test needs a system whose zone can be set")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_an_ordinary_day_goes_from_midnight_to_midnight() -> None:
    start, end = compute_day_bounds(date(2026, 11, 23), BERLIN)
    assert start == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert end == datetime(2026, 11, 23, 23, tzinfo=UTC)
    told = hours(date(2026, 11, 23), BERLIN)
    assert len(told) == 25
    assert (told[0], told[9], told[-1]) == ("00:00+0100", "09:00+0100", "00:00+0100")


def test_the_hour_that_the_clocks_skip_is_left_out() -> None:
    told = hours(date(2026, 3, 29), BERLIN)
    assert len(told) == 24
    assert told[1:3] == ["01:00+0100", "03:00+0200"]


def test_the_hour_that_the_clocks_show_twice_is_there_twice() -> None:
    told = hours(date(2026, 10, 25), BERLIN)
    assert len(told) == 26
    assert told[2:5] == ["02:00+0200", "02:00+0100", "03:00+0100"]


def test_a_day_whose_midnight_is_skipped_begins_with_its_first_moment() -> None:
    """In Havana the clocks go from 23:59 to 01:00."""
    start, end = compute_day_bounds(date(2026, 3, 8), HAVANA)
    assert f"{start:%H:%M%z}" == "01:00-0400"
    assert (end - start).total_seconds() == 23 * 3600
    assert compute_day_bounds(date(2026, 3, 7), HAVANA)[1] == start


def test_a_day_whose_midnight_comes_twice_begins_with_the_first() -> None:
    """In Havana the clocks go from 00:59 back to 00:00."""
    told = hours(date(2026, 11, 1), HAVANA)
    assert told[:3] == ["00:00-0400", "00:00-0500", "01:00-0500"]
    assert len(told) == 26


def test_clocks_that_are_set_by_half_an_hour_keep_their_full_hours() -> None:
    told = hours(date(2026, 10, 4), LORD_HOWE)
    assert all(one[3:5] == "00" for one in told)
    assert told[:4] == ["00:00+1030", "01:00+1030", "03:00+1100", "04:00+1100"]


def test_a_zone_that_is_off_by_a_quarter_has_full_hours_too() -> None:
    assert hours(date(2026, 11, 23), KATHMANDU)[:2] == ["00:00+0545", "01:00+0545"]


@given(
    st.dates(date(2000, 1, 1), date(2035, 12, 30)),
    st.sampled_from([BERLIN, HAVANA, LORD_HOWE, KATHMANDU]),
)
def test_days_follow_each_other_and_their_hours_rise(day: date, zone: ZoneInfo) -> None:
    following = list_last_days(day, 1)[0].toordinal() + 1
    assert (
        compute_day_bounds(day, zone)[1] == compute_day_bounds(date.fromordinal(following), zone)[0]
    )
    bounds = compute_hour_bounds(day, zone)
    assert (bounds[0], bounds[-1]) == compute_day_bounds(day, zone)
    lengths_s = [(b.timestamp() - a.timestamp()) for a, b in pairwise(bounds)]
    assert all(900 <= length_s <= 5400 for length_s in lengths_s)


def test_the_system_s_own_zone_is_meant_where_none_is_given(berlin_clock: None) -> None:
    assert compute_day_bounds(date(2026, 7, 1)) == compute_day_bounds(date(2026, 7, 1), BERLIN)
    assert [b.isoformat() for b in compute_hour_bounds(date(2026, 10, 25))] == [
        b.isoformat() for b in compute_hour_bounds(date(2026, 10, 25), BERLIN)
    ]
    assert convert_to_local(0.0).isoformat() == "1970-01-01T01:00:00+01:00"


def test_the_last_days_end_with_the_one_given() -> None:
    assert list_last_days(date(2026, 3, 1), 3) == (
        date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1),
    )  # fmt: skip


def test_today_is_the_date_of_the_zone() -> None:
    zones = [ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")]
    for zone in zones:
        assert today(zone) == datetime.now(zone).date()
    assert today(zones[0]) > today(zones[1])
