"""In how many pictures a quantity is said to have been judged."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.sampled.judged_shares import (
    JudgedFilm,
    count_judged,
    find_judged_shares,
    list_judged_rows,
    make_judged_part,
    measure_judged,
)
from benchmarks.sampled.truth import read_film
from formcheck.core.body import Side
from formcheck.core.stretch import plan_for
from formcheck.library.catalogue import load_spec
from tests.benchmarks.sampled_films import write_film

TWIST = "seated-twist.good.left"
CATCOW = "cat-cow.good.both"
LAPTOP = {"off_deg": 3.0, "cut": "hips"}


def make_judged_film(
    pictures: dict[str, tuple[int, int]], *, from_desk: bool = False
) -> JudgedFilm:
    return JudgedFilm("seated-twist", from_desk, pictures)


def test_shares_are_of_all_pictures_and_not_of_films() -> None:
    films = [
        make_judged_film({"twist": (90, 90), "hips": (0, 0)}),
        make_judged_film({"twist": (0, 10), "hips": (0, 0)}),
    ]
    assert find_judged_shares(films) == {"twist": 0.9}


def test_the_pictures_of_the_true_hold_are_counted(tmp_path: Path) -> None:
    truth, recording = read_film(write_film(tmp_path, TWIST))
    spec = load_spec("seated-twist")
    found = count_judged(truth, spec, plan_for(spec, Side.LEFT), recording)
    pictures = int(truth.select_phases(("hold", "fault")).sum())
    assert pictures
    assert found["level"] == (pictures, pictures)
    assert found["shoulders-down"][1] == 2 * pictures
    assert set(found) == set(spec.quantity)


def test_a_picture_without_anybody_is_not_judged(tmp_path: Path) -> None:
    truth, recording = read_film(write_film(tmp_path, TWIST))
    spec = load_spec("seated-twist")
    start_s, end_s = next((p.start_s, p.end_s) for p in truth.about.phases if p.id == "hold")
    middle_s = (start_s + end_s) / 2
    frames = tuple(
        replace(frame, detections=()) if frame.t_s > middle_s else frame
        for frame in recording.frames
    )
    found = count_judged(truth, spec, plan_for(spec, Side.LEFT), replace(recording, frames=frames))
    judged, pictures = found["level"]
    assert judged / pictures == pytest.approx(0.5, abs=0.1)


def test_ends_of_repetitions_are_looked_at_where_they_are(tmp_path: Path) -> None:
    truth, recording = read_film(write_film(tmp_path, CATCOW))
    spec = load_spec("cat-cow")
    found = count_judged(truth, spec, plan_for(spec, Side.BOTH), recording)
    for name in ("cat-head", "cow-head"):
        assert found[name][1] == int(truth.select_wanted(spec.quantity[name].at).sum())


def test_the_desk_is_told_by_its_camera(tmp_path: Path) -> None:
    good = measure_judged(write_film(tmp_path, TWIST, number=0))
    desk = measure_judged(write_film(tmp_path, TWIST, number=1, camera=LAPTOP))
    assert (good.from_desk, desk.from_desk) == (False, True)
    assert good.frames == desk.frames


def test_a_report_tells_the_stretches_that_a_desk_saw() -> None:
    far = make_judged_film({"twist": (3, 4), "hips": (1, 4)})
    near = make_judged_film({"twist": (1, 4), "hips": (4, 4), "new": (0, 4)}, from_desk=True)
    assert list_judged_rows([far, near]) == [
        ("seated-twist", "`twist`", "75%", "25%"),
        ("seated-twist", "`hips`", "25%", "100%"),
        ("seated-twist", "`new`", "", "0%"),
    ]
    assert list_judged_rows([far]) == []
    assert make_judged_part([far]) == ""
    assert "| seated-twist | `twist` | 75% | 25% |" in make_judged_part([far, near])
