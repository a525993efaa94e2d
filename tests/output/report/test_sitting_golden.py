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
from tests.clocks import clock_in
from tests.output.report.sat import MONDAY, film, photo, record, week
from tests.output.report.test_terminal import console, text_of

GOLDEN = Path(__file__).parent / "golden"


def film_text() -> str:
    to = console(80)
    show_sit_video(to, film())
    show_sit_photo(to, photo())
    return trim_lines(text_of(to))


def day_text() -> str:
    to = console(80)
    show_day(to, record(), week())
    return trim_lines(text_of(to))


def trim_lines(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


TOLD: dict[str, Callable[[], str]] = {
    "sit-film.json": lambda: format_results(build_sit_video(film())),
    "sit-photo.json": lambda: format_results(build_sit_photo(photo())),
    "sit-day.json": lambda: format_results(dump_day(record())),
    "sit-days.json": lambda: format_results(dump_days(week(), ())),
    "sit-film.txt": film_text,
    "sit-day.txt": day_text,
    "sit-spans.csv": lambda: format_spans_csv(record().spans),
    "sit-hours.csv": lambda: format_hours_csv([record().day]),
}


@pytest.mark.parametrize("name", TOLD)
def test_sitting_is_told_as_it_always_was(
    name: str, berlin_clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.store.days.today", lambda: MONDAY)
    assert TOLD[name]() == (GOLDEN / name).read_bytes().decode()


if __name__ == "__main__":
    for name, tell in TOLD.items():
        with clock_in("Europe/Berlin"):
            (GOLDEN / name).write_bytes(tell().encode())
