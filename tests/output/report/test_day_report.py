import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import jsonschema
import pytest

from docs.schemas import load_schema
from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.day import BreakAt, resolve_overlaps, summarise_day
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason
from formcheck.output.report.day_report import show_day
from formcheck.output.report.sit_contract import dump_day, dump_days
from formcheck.output.report.table import format_hours_csv, format_spans_csv
from formcheck.store.days import DayRecord, compute_hour_bounds
from tests.output.report.sitting_results import MONDAY, make_record, make_week
from tests.output.report.test_terminal import make_console, read_text

pytestmark = pytest.mark.usefixtures("berlin_clock")
WIDTHS = [44, 60, 80, 120]


def print_day(one: DayRecord, days: tuple[DayRecord, ...] = (), width: int = 92) -> str:
    to = make_console(width)
    show_day(to, one, days)
    return read_text(to)


def read_table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_day_fits_the_terminal(width: int) -> None:
    assert (
        max(len(line) for line in print_day(make_record(), make_week(), width).splitlines())
        <= width
    )


def test_a_day_says_how_long_why_and_what_was_done_about_it() -> None:
    text = print_day(make_record(), make_week())
    for words in (
        "Monday 23 November 2026",
        "watched for 3 h 14 min",
        "Upright for 2 h 55 min, slouched for 17 min.",
        "Longest time upright  53 min, from 10:37",
        "1 taken, 1 of your own accord, 1 put off",
        "seated-twist",
        "2; you moved after 1 of them, about 6 min later",
        "Last 7 days",
        "2 breaks",
        "A break on 5 days of sitting in a row.",
    ):
        assert words in text, words


def test_no_time_of_a_day_is_told_as_longer_than_it_was() -> None:
    """The page shows the same minutes."""
    nine = make_record().day.hours[9].start_s
    spans = (
        Segment(nine, nine + 59.9, PostureState.UPRIGHT),
        Segment(nine + 59.9, nine + 4659.5, PostureState.SLOUCHED, (SlouchReason.SLUMP,)),
    )
    hours = [hour.start_s for hour in make_record().day.hours] + [make_record().day.end_s]
    text = print_day(replace(make_record(), day=summarise_day(spans, (), (), hours), spans=spans))
    assert "watched for 1 h 17 min" in text
    assert "Upright for 59 s, slouched for 1 h 16 min." in text
    assert "1 h 17 min, from 09:00" in text


def test_each_hour_has_its_line_and_its_reasons_in_order_of_time() -> None:
    lines = print_day(make_record(), width=80).splitlines()
    hours = [
        line.strip() for line in lines if line.strip()[:5] in {f"{h:02}:00" for h in range(24)}
    ]
    assert [line[:5] for line in hours] == ["08:00", "09:00", "10:00", "11:00", "12:00"]
    assert hours[1].endswith("head forward 12 min")
    assert hours[2].endswith("head forward 5 min, slumped 5 min")
    strip = hours[1][7:31]
    assert strip[:10] == "█" * 10  # 25 of 60 minutes
    assert strip[10:15] == "▲" * 5
    assert "··" in strip


@pytest.mark.parametrize("width", WIDTHS)
def test_an_hour_is_shown_whole_where_nobody_slouched(width: int) -> None:
    nine = make_record().day.hours[9].start_s
    spans = (Segment(nine, nine + 3600.0, PostureState.UPRIGHT),)
    hours = [hour.start_s for hour in make_record().day.hours] + [make_record().day.end_s]
    day = replace(make_record(), day=summarise_day(spans, (), (), hours), spans=spans)
    (line,) = [line for line in print_day(day, width=width).splitlines() if "09:00  " in line]
    assert set(line.split()[1]) == {"█"}


def test_a_day_that_was_never_upright_tells_no_longest_time_of_it() -> None:
    nine = make_record().day.hours[9].start_s
    spans = (Segment(nine, nine + 600.0, PostureState.SLOUCHED, (SlouchReason.SLUMP,)),)
    hours = [hour.start_s for hour in make_record().day.hours] + [make_record().day.end_s]
    text = print_day(replace(make_record(), day=summarise_day(spans, (), (), hours), spans=spans))
    assert "Longest time upright" not in text


def test_a_day_without_sitting_says_so_and_how_to_begin() -> None:
    text = print_day(make_record(empty=True))
    assert "Nothing was watched. `formcheck sit` begins a watch." in text
    assert "%" not in text


def make_away_day(day: date) -> DayRecord:
    """Returns a day with a closed lid, or with nobody at the desk."""
    hours = [bound.timestamp() for bound in compute_hour_bounds(day)]
    spans = (Segment(hours[0], hours[-1], PostureState.AWAY),)
    return DayRecord(day, summarise_day(spans, (), (), hours), spans, (), ())


def test_a_day_on_which_nobody_was_there_was_not_watched() -> None:
    text = print_day(make_away_day(MONDAY))
    assert "watched for" not in text
    assert "Nothing was watched." in text


def test_a_day_with_a_break_alone_tells_that_and_not_that_nothing_was_watched() -> None:
    days = make_week()[:3]
    last = days[-1]
    hours = [bound.timestamp() for bound in compute_hour_bounds(last.date)]
    taken = BreakAt(hours[0] + 60.0, 90.0, BreakKind.TAKEN)
    alone = DayRecord(last.date, summarise_day((), (), (taken,), hours), (), (), (taken,))
    text = print_day(alone, (*days[:-1], alone))
    assert "Nothing was watched." not in text
    assert re.search(r"Breaks +1 taken", text)
    assert "A break on 3 days of sitting in a row." in text
    (line,) = (line for line in text.splitlines() if f"{last.date:%a %d %b}" in line)
    assert line.split()[3:] == ["1", "break"]


def test_hours_before_and_after_somebody_was_there_have_no_line() -> None:
    hours = [bound.timestamp() for bound in compute_hour_bounds(MONDAY)]
    away = Segment(hours[0], hours[-1], PostureState.AWAY)
    spans = resolve_overlaps([away, *make_record().spans])
    day = DayRecord(MONDAY, summarise_day(spans, (), (), hours), spans, (), ())
    text = print_day(day)
    assert "watched for 3 h 14 min" in text
    assert "07:00" not in text
    assert "13:00" not in text


def test_a_day_of_which_nothing_could_be_judged_is_told() -> None:
    spans = (
        Segment(
            make_record().day.start_s + 36000,
            make_record().day.start_s + 37000,
            PostureState.UNSURE,
        ),
    )
    hours = [bound.timestamp() for bound in compute_hour_bounds(MONDAY)]
    blind = DayRecord(MONDAY, summarise_day(spans, (), (), hours), spans, (), ())
    assert "How you sat could not be judged." in print_day(blind, (*make_week()[:-1], blind))


def test_the_first_week_shows_no_days_before() -> None:
    alone = tuple(make_record(one.date, empty=True) for one in make_week()[:-1])
    assert "Last 7 days" not in print_day(make_record(), (*alone, make_record()))


def test_a_week_that_does_not_end_today_says_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.store.days.today", lambda: MONDAY)
    assert "Last 7 days\n" in re.sub(" +\n", "\n", print_day(make_record(), make_week()))
    monkeypatch.setattr("formcheck.store.days.today", lambda: MONDAY + timedelta(days=1))
    assert "Last 7 days up to 23 November" in print_day(make_record(), make_week())


def test_a_single_day_with_a_break_is_no_row_worth_a_word() -> None:
    days = (*(make_record(one.date, empty=True) for one in make_week()[1:5]), make_record())
    assert "in a row" not in print_day(make_record(), days)


def test_a_day_without_a_break_ends_the_row_once_it_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last = replace(make_record(), day=replace(make_record().day, taken=0, credited=0))
    days = (*make_week()[:-1], last)
    monkeypatch.setattr("formcheck.store.days.today", lambda: MONDAY)
    assert "A break on 4 days of sitting in a row." in print_day(last, days)
    assert dump_days(days, ())["streak"] == 4
    monkeypatch.setattr("formcheck.store.days.today", lambda: MONDAY + timedelta(days=1))
    assert "in a row" not in print_day(last, days)
    assert dump_days(days, ())["streak"] == 0


def test_a_row_of_days_goes_back_before_the_days_shown() -> None:
    before = [True] * 3
    to = make_console(92)
    show_day(to, make_record(), make_week(), before)
    assert "A break on 8 days of sitting in a row." in read_text(to)
    assert "Last 7 days" in read_text(to)
    told = dump_days(make_week(), before)
    assert (len(told["days"]), told["streak"]) == (7, 8)


def test_a_terminal_without_unicode_is_written_in_ascii() -> None:
    to = make_console(encoding="ascii")
    show_day(to, make_record(), make_week())
    assert read_text(to).isascii()


def test_spans_are_rows_with_their_reasons_and_the_local_time() -> None:
    text = format_spans_csv(make_record().spans)
    assert text.startswith("start,end,duration_s,state,why\r\n")
    rows = read_table(text)
    assert len(rows) == len(make_record().spans)
    assert rows[5] == {
        "start": "2026-11-23T10:30:00.000+01:00",
        "end": "2026-11-23T10:35:00.000+01:00",
        "duration_s": "300.000",
        "state": "slouched",
        "why": "slump forward-head",
    }


def test_hours_are_rows_with_the_seconds_of_each_state_and_reason() -> None:
    rows = read_table(format_hours_csv([make_record().day]))
    assert len(rows) == 24
    assert list(rows[0]) == [
        "start", "end", "upright_s", "slouched_s", "away_s", "unsure_s", "forward_head_s",
        "slump_s", "shrugged_shoulders_s", "head_tilt_s", "leaning_s", "too_close_s",
        "looking_down_phone_s",
    ]  # fmt: skip
    nine = rows[9]
    assert nine["start"] == "2026-11-23T09:00:00+01:00"
    assert (nine["slouched_s"], nine["forward_head_s"], nine["slump_s"]) == (
        "720.0",
        "720.0",
        "0.0",
    )
    whole_s = sum(float(row["upright_s"]) for row in rows)
    assert whole_s == pytest.approx(make_record().day.sum.upright_s)


def test_an_hour_that_the_clocks_show_twice_has_two_rows() -> None:
    day = date(2026, 10, 25)
    hours = [bound.timestamp() for bound in compute_hour_bounds(day)]
    rows = read_table(format_hours_csv([summarise_day((), (), (), hours)]))
    assert len(rows) == 25
    assert [row["start"] for row in rows[2:4]] == [
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]


def test_a_day_is_told_as_the_contract_has_it() -> None:
    result = json.loads(json.dumps(dump_day(make_record())))
    jsonschema.validate(result, load_schema("sit"))
    assert (result["version"], result["date"], len(result["hours"])) == (2, "2026-11-23", 24)
    assert result["start_s"] == datetime(2026, 11, 22, 23, tzinfo=UTC).timestamp()
    assert result["sum"] == {
        "upright_s": 10500.0,
        "slouched_s": 1020.0,
        "unsure_s": 120.0,
        "away_s": 360.0,
        "why_s": {"forward-head": 1020.0, "slump": 300.0},
    }
    assert result["hours"][9]["sum"]["slouched_s"] == 720.0
    assert (result["breaks"], result["taken"], result["credited"], result["nudges"]) == (2, 1, 1, 2)
    assert result["rested"][2]["stretches"] == ["seated-twist", "overhead-lat-stretch"]
    assert [one["why"] for one in result["nudged"]] == [["forward-head"], ["slump"]]
    assert len(result["segments"]) == 9


def test_several_days_are_told_as_the_contract_has_it() -> None:
    result = json.loads(json.dumps(dump_days(make_week(), ())))
    jsonschema.validate(result, load_schema("sit"))
    assert [day["date"] for day in result["days"]][::6] == ["2026-11-17", "2026-11-23"]
    assert result["days"][4]["sum"]["why_s"] == {}
    assert result["streak"] == 5


def test_an_empty_day_fits_the_schema() -> None:
    jsonschema.validate(dump_day(make_record(empty=True)), load_schema("sit"))


def test_every_reason_has_a_column_and_a_name() -> None:
    spans = tuple(
        replace(make_record().spans[1], start_s=1000.0 + 10 * n, end_s=1010.0 + 10 * n, why=(why,))
        for n, why in enumerate(SlouchReason)
    )
    one = summarise_day(spans, (), (), [0.0, 3600.0])
    (row,) = read_table(format_hours_csv([one]))
    assert [float(value) for value in list(row.values())[6:]] == [10.0] * len(SlouchReason)
