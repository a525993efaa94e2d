"""Complete sitting reports. To renew: ``python -m tests.output.report.test_sitting_golden``."""

from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.output.report.day_report import show_day
from formcheck.output.report.json_part import format_results
from formcheck.output.report.posture_report import show_sit_photo, show_sit_video
from formcheck.output.report.sit_contract import (
    build_sit_photo,
    build_sit_video,
    dump_day,
    dump_days,
)
from formcheck.output.report.table import format_hours_csv, format_spans_csv
from tests.clocks import set_time_zone
from tests.output.report.sitting_results import (
    MONDAY,
    make_film,
    make_photo,
    make_record,
    make_week,
)
from tests.output.report.test_terminal import make_console, read_text

GOLDEN = Path(__file__).parent / "golden"


def print_film() -> str:
    to = make_console(80)
    show_sit_video(to, make_film())
    show_sit_photo(to, make_photo())
    return trim_lines(read_text(to))


def print_day() -> str:
    to = make_console(80)
    show_day(to, make_record(), make_week())
    return trim_lines(read_text(to))


def trim_lines(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


TOLD: dict[str, Callable[[], str]] = {
    "sit-film.json": lambda: format_results(build_sit_video(make_film())),
    "sit-photo.json": lambda: format_results(build_sit_photo(make_photo())),
    "sit-day.json": lambda: format_results(dump_day(make_record())),
    "sit-days.json": lambda: format_results(dump_days(make_week(), ())),
    "sit-film.txt": print_film,
    "sit-day.txt": print_day,
    "sit-spans.csv": lambda: format_spans_csv(make_record().spans),
    "sit-hours.csv": lambda: format_hours_csv([make_record().day]),
}


@pytest.mark.parametrize("name", TOLD)
def test_sitting_is_told_as_it_always_was(
    name: str, berlin_clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.store.days.today", lambda: MONDAY)
    assert TOLD[name]() == (GOLDEN / name).read_bytes().decode()


if __name__ == "__main__":
    for name, tell in TOLD.items():
        with set_time_zone("Europe/Berlin"):
            (GOLDEN / name).write_bytes(tell().encode())
