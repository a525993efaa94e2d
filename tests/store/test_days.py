import os
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from formcheck.store.days import (
    compute_hour_bounds,
    convert_to_local,
    list_last_days,
    today,
)
from tests.clocks import set_time_zone

BERLIN, HAVANA, LORD_HOWE, KATHMANDU = (
    "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu",
)  # fmt: skip


def list_hours(day: date, zone: str) -> list[str]:
    with set_time_zone(zone):
        return [f"{bound:%H:%M%z}" for bound in compute_hour_bounds(day)]


def test_an_ordinary_day_goes_from_midnight_to_midnight(berlin_clock: None) -> None:
    start, *_, end = compute_hour_bounds(date(2026, 11, 23))
    assert start == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert end == datetime(2026, 11, 23, 23, tzinfo=UTC)
    told = list_hours(date(2026, 11, 23), BERLIN)
    assert len(told) == 25
    assert (told[0], told[9], told[-1]) == ("00:00+0100", "09:00+0100", "00:00+0100")


def test_the_hour_that_the_clocks_skip_is_left_out() -> None:
    told = list_hours(date(2026, 3, 29), BERLIN)
    assert len(told) == 24
    assert told[1:3] == ["01:00+0100", "03:00+0200"]


def test_the_hour_that_the_clocks_show_twice_is_there_twice() -> None:
    told = list_hours(date(2026, 10, 25), BERLIN)
    assert len(told) == 26
    assert told[2:5] == ["02:00+0200", "02:00+0100", "03:00+0100"]


def test_a_day_whose_midnight_is_skipped_begins_with_its_first_moment() -> None:
    """In Havana the clock jumps from 23:59 to 01:00."""
    with set_time_zone(HAVANA):
        *_, end_before = compute_hour_bounds(date(2026, 3, 7))
        start, *_, end = compute_hour_bounds(date(2026, 3, 8))
    assert f"{start:%H:%M%z}" == "01:00-0400"
    assert (end - start).total_seconds() == 23 * 3600
    assert end_before == start


def test_a_day_whose_midnight_comes_twice_begins_with_the_first() -> None:
    """In Havana the clock goes back from 00:59 to 00:00."""
    told = list_hours(date(2024, 11, 3), HAVANA)
    assert told[:3] == ["00:00-0400", "00:00-0500", "01:00-0500"]
    assert len(told) == 26


def test_clocks_that_are_set_by_half_an_hour_keep_their_full_hours() -> None:
    told = list_hours(date(2026, 10, 4), LORD_HOWE)
    assert all(one[3:5] == "00" for one in told)
    assert told[:4] == ["00:00+1030", "01:00+1030", "03:00+1100", "04:00+1100"]


def test_a_zone_that_is_off_by_a_quarter_has_full_hours_too() -> None:
    assert list_hours(date(2026, 11, 23), KATHMANDU)[:2] == ["00:00+0545", "01:00+0545"]


@given(
    st.dates(date(2000, 1, 1), date(2035, 12, 30)),
    st.sampled_from([BERLIN, HAVANA, LORD_HOWE, KATHMANDU]),
)
def test_days_follow_each_other_and_their_hours_rise(day: date, zone: str) -> None:
    following = list_last_days(day, 1)[0].toordinal() + 1
    with set_time_zone(zone):
        bounds = compute_hour_bounds(day)
        start_after, *_ = compute_hour_bounds(date.fromordinal(following))
    assert bounds[-1] == start_after
    lengths_s = [(b.timestamp() - a.timestamp()) for a, b in pairwise(bounds)]
    assert all(900 <= length_s <= 5400 for length_s in lengths_s)


def test_a_moment_is_told_by_the_system_s_clock(berlin_clock: None) -> None:
    assert convert_to_local(0.0).isoformat() == "1970-01-01T01:00:00+01:00"


def test_the_last_days_end_with_the_one_given() -> None:
    assert list_last_days(date(2026, 3, 1), 3) == (
        date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1),
    )  # fmt: skip


def test_today_is_the_date_of_the_system_s_zone() -> None:
    days = []
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        with set_time_zone(zone):
            days.append(today())
        assert days[-1] == datetime.now(ZoneInfo(zone)).date()
    assert days[0] > days[1]


def test_today_follows_a_change_of_the_time_zone() -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # never on the same date
        with set_time_zone("UTC"):
            os.environ["TZ"] = zone  # set_time_zone restores the zone
            assert today() == datetime.now(ZoneInfo(zone)).date()
