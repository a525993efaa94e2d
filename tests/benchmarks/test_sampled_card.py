import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
import typer

from benchmarks.report import drop_empty
from benchmarks.sampled.camera_views import DESK, name_band
from benchmarks.sampled.card import main
from benchmarks.sampled.card_report import (
    Measured,
    count_told,
    format_card_json,
    list_card_rows,
    list_fault_rows,
    list_form_rows,
    list_key_rows,
    list_severity_rows,
    make_page,
)
from benchmarks.sampled.judged_shares import JudgedFilm
from benchmarks.sampled.score import NOBODY, FilmScore
from tests.benchmarks.sampled_films import write_film
from tests.benchmarks.sampled_scores import film_score

CLIP = "overhead-lat-stretch.good.left"


def make_faulty_score(severity: float | None, told: bool = False, **changes: object) -> FilmScore:
    return film_score(form="fault", fault="slump", severity=severity, told=told, **changes)


def test_faults_are_counted_by_severity() -> None:
    scores = [
        make_faulty_score(0.0),
        make_faulty_score(1.0, True),
        make_faulty_score(1.1, True),
        make_faulty_score(2.5),
        make_faulty_score(None),
    ]
    assert count_told(scores, 0.0, 1.0) == "1 of 2"
    assert count_told(scores, 1.0, 2.0) == "1 of 1"
    assert count_told(scores, 2.0, np.inf) == "0 of 1"
    assert count_told(scores, 3.0, np.inf) == ""


def test_the_card_tells_correct_form_and_faults_apart() -> None:
    scores = [
        film_score(),
        film_score(outcome="wrong", counted=2.0, false_faults=("slump",)),
        make_faulty_score(0.5, True),
        make_faulty_score(1.5),
        make_faulty_score(2.5, True),
    ]
    row = ("1 of 2", "70% of 10 s", "1 of 2", "1 of 1", "0 of 1", "1 of 1")
    assert list_card_rows(scores) == [("seated-twist", *row), ("all", *row)]


def test_severities_are_told_by_view_place_and_beginning_and_the_desk_apart() -> None:
    scores = [
        make_faulty_score(1.2),
        make_faulty_score(1.7, True, view="side", off_deg=15.0),
        make_faulty_score(2.5, view=DESK),
    ]
    rows = {row[0]: row[1:] for row in list_severity_rows(scores)}
    assert rows == {
        "all": ("", "0 of 1", "1 of 1", "", ""),
        "front": ("", "0 of 1", "", "", ""),
        "side": ("", "", "1 of 1", "", ""),
        "0-10° off": ("", "0 of 1", "", "", ""),
        "10-20° off": ("", "", "1 of 1", "", ""),
        "neutral": ("", "0 of 1", "1 of 1", "", ""),
        DESK: ("", "", "", "0 of 1", ""),
    }


def test_a_fault_told_falsely_in_good_form_has_a_line_of_its_own() -> None:
    scores = [film_score(false_faults=("too-little",)), film_score(), make_faulty_score(2.5, True)]
    rows = {row[1]: row for row in list_fault_rows(scores)}
    assert rows["`too-little`"][-1] == "1 of 2"
    assert rows["`slump`"][2:7] == ("", "", "", "1 of 1", "")
    assert rows["`slump`"][-1] == "0 of 2"


def test_correct_performances_are_told_by_view_place_and_beginning() -> None:
    scores = [film_score(), film_score(view="side", off_deg=15.0, outcome="nothing", counted=0.0)]
    rows = {row[0]: row for row in list_form_rows(scores)}
    assert rows["front"][2] == "1 of 1"
    assert rows["10-20° off"][2:4] == ("0 of 1", "0% of 5 s")
    assert rows["neutral"][2] == "1 of 2"


def test_a_desk_is_a_view_of_its_own_and_in_no_other_sum() -> None:
    desk = [
        film_score(view=DESK, outcome="nothing", counted=0.0),
        make_faulty_score(2.5, True, view=DESK),
    ]
    scores = [film_score(), film_score(), make_faulty_score(2.5), *desk]
    assert [(row[0], row[1], row[6]) for row in list_card_rows(scores)] == [
        ("seated-twist", "2 of 2", "0 of 1"),
        ("all", "2 of 2", "0 of 1"),
        ("seated-twist, from a desk", "0 of 1", "1 of 1"),
        ("all, from a desk", "0 of 1", "1 of 1"),
    ]
    assert list_key_rows(scores)[0] == ("Correct performances right", "2 of 2", "0 of 1")
    forms = {row[0]: row[1:3] for row in list_form_rows(scores)}
    assert (forms["all"], forms["neutral"], forms[DESK]) == (
        ("2", "2 of 2"),
        ("2", "2 of 2"),
        ("1", "0 of 1"),
    )


def test_repetitions_have_no_seconds() -> None:
    (row, _) = list_card_rows([film_score(repetitions=True)])
    assert row[2] == ""


@pytest.mark.parametrize(
    ("off_deg", "word"),
    [(0.0, "0-10° off"), (10.0, "0-10° off"), (10.1, "10-20° off"), (20.5, "over 20° off")],
)
def test_the_distance_from_the_place_in_words(off_deg: float, word: str) -> None:
    assert name_band(off_deg) == word


def test_a_column_that_says_nothing_is_left_out() -> None:
    assert drop_empty(("a", "b", "c"), [("1", "", "2"), ("", "", "3")]) == (
        ["a", "c"],
        [("1", "2"), ("", "3")],
    )


def test_the_report_leaves_out_those_who_do_not_stretch() -> None:
    scores = [film_score(), film_score(stretch=NOBODY), make_faulty_score(2.5)]
    done = Measured((101,), [("films-0101/000007", "its truth is damaged")], scores)
    written = make_page(done)
    assert NOBODY not in written
    assert "| Correct performances right | 1 of 1 |" in written
    assert "| Faults reported beyond the tolerance | 0 of 1 |" in written
    assert "What is judged from a desk" not in written
    assert "1 more were left out" in written
    assert "- `films-0101/000007`: its truth is damaged" in written


def test_the_card_of_the_program_tells_correct_form_and_the_faults_to_be_told() -> None:
    scores = [
        film_score(),
        film_score(outcome="nothing", counted=0.0, false_faults=("slump",)),
        make_faulty_score(0.5),
        make_faulty_score(2.5, True, wanted="slump"),
        make_faulty_score(1.5, wanted="slump"),
        film_score(stretch=NOBODY),
    ]
    told = json.loads(format_card_json(scores, [], dt.date(2026, 11, 21)))
    assert told["stretches"] == {
        "seated-twist": {
            "two metres": {
                "videos": 2, "right": 1, "false": 1, "counted_s": 5.0, "true_s": 10.0, "faults": 2,
                "told": 1, "judged": {},
            }
        }
    }  # fmt: skip


def test_the_card_of_the_program_keeps_two_metres_and_a_desk_apart() -> None:
    scores = [film_score(), film_score(), film_score(view=DESK, outcome="wrong", counted=3.0)]
    judged = [
        JudgedFilm("seated-twist", False, {"twist": (30, 40), "hips": (0, 10)}),
        JudgedFilm("seated-twist", True, {"twist": (1, 3)}),
        JudgedFilm("chest-stretch", True, {"twist": (3, 3)}),
    ]
    views = json.loads(format_card_json(scores, judged, dt.date(2026, 11, 21)))["stretches"]
    assert list(views) == ["seated-twist"]
    of = {
        view: (one["right"], one["videos"], one["judged"])
        for view, one in views["seated-twist"].items()
    }
    assert of == {
        "two metres": (2, 2, {"twist": 0.75, "hips": 0.0}),
        "desk": (0, 1, {"twist": 0.33}),
    }


def test_a_view_without_a_film_of_good_form_is_not_on_the_card() -> None:
    scores = [film_score(), make_faulty_score(2.0, view=DESK)]
    views = json.loads(format_card_json(scores, [], dt.date(2026, 11, 21)))["stretches"]
    assert list(views["seated-twist"]) == ["two metres"]


def test_one_command_writes_report_and_card(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_film(tmp_path, CLIP)
    write_film(tmp_path, CLIP, seed=111, camera={"off_deg": 4.0, "cut": "hips"})
    write_film(tmp_path, CLIP, number=1).truth.write_bytes(b"half")
    report, card = tmp_path / "accuracy.md", tmp_path / "accuracy.json"
    main(tmp_path, [101, 111], 1, report, card)
    told = json.loads(card.read_text(encoding="utf-8"))
    views = told["stretches"]["overhead-lat-stretch"]
    assert [(view, one["videos"]) for view, one in views.items()] == [
        ("two metres", 1),
        ("desk", 1),
    ]
    assert views["two metres"]["judged"] == views["desk"]["judged"]
    assert views["desk"]["judged"]["side-lean"] > 0.5
    out = capsys.readouterr().out
    assert "Correct performances right" in out
    assert "- `films-0101/000001`: its truth is damaged" in out
    written = report.read_text(encoding="utf-8")
    assert "## What is judged from a desk" in written


def test_sealed_films_have_no_card(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_film(tmp_path, CLIP, seed=200)
    with pytest.raises(typer.Exit) as stop:
        main(tmp_path, None, 1, None)
    assert stop.value.exit_code == 2
    assert "sealed" in capsys.readouterr().err
