"""How far off quantities are said to be, and how honest their sigma."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer

from benchmarks.sampled.errors import main
from benchmarks.sampled.errors_report import (
    CHANCE_HEADS,
    HEADS,
    STRETCH_HEADS,
    Measured,
    find_bins,
    find_spread,
    list_chance_rows,
    list_key_rows,
    list_kind_rows,
    list_stretch_rows,
    list_view_rows,
    make_page,
)
from benchmarks.sampled.quantity_errors import (
    Instant,
    Kind,
    QuantityErrors,
    compare_readings,
    measure_errors,
)
from benchmarks.sampled.truth import FilmTruth, Skipped, read_film
from formcheck.core.body import Side
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import plan_for
from formcheck.library.catalogue import load_spec
from tests.benchmarks.made_films import film as made_film
from tests.benchmarks.sampled_films import write_film

TWIST = "seated-twist.good.left"
LEAN = Kind("trunk_incl", "", "")


def errors(
    *size: float, sigma: float = 2.0, chance: float = 0.0, out: float = 0.0, **changes: object
) -> QuantityErrors:
    """The errors of a quantity of one film, a frame for each number."""
    count = len(size)
    known: dict[str, object] = {
        "stretch": "seated-twist",
        "quantity": "upright",
        "kind": LEAN,
        "view": "front",
        "off_deg": 3.0,
        "tolerance": 5.0,
        "error": np.array(size),
        "sigma": np.where(np.isnan(size), np.nan, sigma),
        "chance": np.full(count, chance),
        "chance_judged": np.full(count, chance),
        "is_out": np.arange(count) < out * count,
    }
    return QuantityErrors(**{**known, **changes})  # type: ignore[arg-type]


def make_readings(film: FilmTruth, stretch: str, off: float, sigma: float = 1.0) -> list[Instant]:
    """What a coach would have read who is off by so much in every quantity at all times."""
    assert film.truth is not None
    plan = plan_for(load_spec(stretch), Side.LEFT)
    instants = []
    for row, t_s in enumerate(film.times_s.tolist()):
        readings = {}
        for name, values in film.truth.values.items():
            ends = ("",) if values.shape[1] == 1 else (".left", ".right")
            for end, value in zip(ends, values[row].tolist(), strict=True):
                sign = next(d.sign for d in plan.definitions if d.name == f"{name}{end}")
                readings[f"{name}{end}"] = Reading(sign * (value + off), sigma, seen=True)
        instants.append(Instant(t_s, readings, readings))
    return instants


def errors_by_name(film: FilmTruth, stretch: str, read: list[Instant]) -> dict[str, QuantityErrors]:
    spec = load_spec(stretch)
    found = compare_readings(film, spec, plan_for(spec, Side.LEFT), read)
    return {one.quantity: one for one in found}


@pytest.fixture(scope="module")
def twist(tmp_path_factory: pytest.TempPathFactory) -> FilmTruth:
    truth, _ = read_film(write_film(tmp_path_factory.mktemp("films"), TWIST))
    return truth


def test_an_error_is_what_was_read_less_what_is_true(twist: FilmTruth) -> None:
    found = errors_by_name(twist, "seated-twist", make_readings(twist, "seated-twist", 3.0))
    assert set(found) == set(load_spec("seated-twist").quantity)
    for name in ("twist", "upright", "front-hand"):
        assert found[name].error == pytest.approx(3.0, abs=1e-4)
    hold = twist.select_wanted("hold")
    assert len(found["twist"].error) == hold.sum()


def test_angles_differ_by_half_a_turn_at_most(twist: FilmTruth) -> None:
    found = errors_by_name(twist, "seated-twist", make_readings(twist, "seated-twist", 357.0))
    assert found["twist"].error == pytest.approx(-3.0, abs=1e-4)
    assert found["front-hand"].error == pytest.approx(357.0, abs=1e-4)  # a ratio


def test_the_chance_is_that_of_the_value_and_its_sigma(twist: FilmTruth) -> None:
    table = load_spec("seated-twist").quantity["twist"]
    far = table.target[1] - table.target[0] + 10.0 * table.tolerance
    surely = errors_by_name(twist, "seated-twist", make_readings(twist, "seated-twist", far))[
        "twist"
    ]
    assert surely.chance == pytest.approx(1.0, abs=1e-3)
    assert not surely.is_out.any()
    hardly = errors_by_name(twist, "seated-twist", make_readings(twist, "seated-twist", 0.0))[
        "twist"
    ]
    assert hardly.chance.max() < 0.5


def test_a_driver_that_falls_is_read_the_way_the_reference_does() -> None:
    stretch = "quadruped-trunk-rotation"
    spec = load_spec(stretch)
    assert spec.rep is not None
    assert spec.rep.falls
    phases = [("near", 0.0, 4.0), ("far", 4.0, 6.0), ("near", 6.0, 10.0)]
    film = made_film(stretch, phases)
    read = make_readings(film, stretch, 2.0)
    driver = next(d for d in plan_for(spec, Side.LEFT).definitions if d.name == spec.rep.quantity)
    assert driver.sign == -1.0
    assert errors_by_name(film, stretch, read)[spec.rep.quantity].error == pytest.approx(2.0)


def test_what_was_not_read_has_no_error(twist: FilmTruth) -> None:
    nothing = Reading(np.nan, np.nan, seen=False)
    read = make_readings(twist, "seated-twist", 0.0)
    read = [replace(one, of_frame={**one.of_frame, "twist": nothing}) for one in read]
    found = errors_by_name(twist, "seated-twist", read)["twist"]
    assert np.isnan(found.error).all()
    assert find_spread([found]).read == 0.0


def test_a_movement_is_held_against_the_middle_of_its_time(twist: FilmTruth) -> None:
    kind = Kind("trunk_twist", "", "rate")
    assert kind.lag_s > 0.0
    assert Kind("speed", "", "").lag_s > 0.0
    assert Kind("trunk_twist", "start", "difference").lag_s == 0.0
    assert twist.truth is not None
    read = make_readings(twist, "seated-twist", 0.0)
    late = [replace(one, t_s=one.t_s + kind.lag_s) for one in read]
    found = errors_by_name(twist, "seated-twist", late)
    assert found["turning-speed"].kind == kind
    assert np.median(np.abs(found["turning-speed"].error)) == pytest.approx(0.0, abs=1e-4)


def test_perfect_landmarks_are_mostly_read_within_the_tolerances(tmp_path: Path) -> None:
    found = measure_errors(write_film(tmp_path, TWIST))
    assert isinstance(found, list)
    made = find_spread(found)
    assert made.read > 0.9
    assert made.error_share < 1.0


def test_a_film_that_can_not_be_read_is_told_from_one_without_a_stretch(tmp_path: Path) -> None:
    walk = write_film(tmp_path, TWIST, number=1, stretch=None)
    assert measure_errors(walk) == []
    walk.truth.write_bytes(b"half")
    assert measure_errors(walk) == Skipped(walk.name, "its truth is damaged")


def test_a_reading_that_two_quantities_are_judged_by_counts_once() -> None:
    stretch = "wall-corner-rhomboid-hip"
    film = made_film(stretch, [("neutral", 0.0, 2.0), ("hold", 2.0, 8.0)])
    found = errors_by_name(film, stretch, make_readings(film, stretch, 2.0))
    assert found["right-way"].kind == found["turn"].kind
    assert {name for name, one in found.items() if one.is_repeat} == {"right-way"}
    told = [
        errors(1.0),
        errors(1.0, quantity="right-way", is_repeat=True),
        errors(3.0, off_deg=9.0),
    ]
    assert [row[2:5] for row in list_kind_rows(told)] == [("2", "100%", "2.0")]
    assert dict(list_key_rows(told))["Mean error of an angle, median over measures"] == "2.0°"
    assert list_view_rows(told)[-1][1].endswith("(2)")
    assert len(list_stretch_rows(told)) == 2
    assert sum(row[1] == "100%" for row in list_chance_rows(told)) == 1


def test_films_weigh_the_same_whatever_their_length() -> None:
    made = find_spread([errors(*[1.0] * 30), errors(-3.0)])
    assert (made.films, made.mean, made.bias) == (2, 2.0, -1.0)
    assert made.spread == pytest.approx(2.0)
    assert made.within == (0.5, 1.0)


def test_error_and_sigma_are_counted_in_tolerances() -> None:
    made = find_spread([errors(2.5, 2.5, 4.0, sigma=1.0), errors(2.5, tolerance=1.0, sigma=1.0)])
    assert (made.error_share, made.sigma_share) == (0.8, 0.2)
    assert made.fine == 0.5


def test_a_film_in_which_nothing_was_read_counts_against_what_is_read() -> None:
    unread = errors(np.nan, np.nan)
    made = find_spread([errors(1.0, 1.0), unread])
    assert (made.films, made.mean, made.read) == (1, 1.0, 0.5)
    assert np.isnan(find_spread([unread]).spread)
    assert np.isnan(find_spread([]).read)


def test_chances_are_held_against_how_often_it_was_so() -> None:
    told = [errors(*[0.0] * 10, chance=0.9, out=0.7), errors(0.0, chance=0.01)]
    filled = [one for one in find_bins(told, judged=False) if one.share]
    assert [(one.low, one.high) for one in filled] == [(0.0, 0.02), (0.8, 0.95)]
    assert [one.share for one in filled] == [0.5, 0.5]
    assert [one.truly_out for one in filled] == pytest.approx([0.0, 0.7])
    assert [one.predicted for one in filled] == pytest.approx([0.01, 0.9])


def test_a_chance_of_one_picture_is_told_apart_from_that_which_is_judged() -> None:
    one = errors(0.0, chance=0.9, chance_judged=np.array([0.1]))
    rows = {row[0]: row[1:] for row in list_chance_rows([one])}
    assert rows["0.8 to 0.95"] == ("100%", "90%", "0%", "0%", "", "")
    assert rows["0.05 to 0.2"] == ("0%", "", "", "100%", "10%", "0%")


def test_errors_are_told_by_measure_view_and_stretch() -> None:
    told = [errors(4.0), errors(-2.0, view="side", kind=Kind("sit_back", "set-up", ""))]
    lean, _ = sorted(list_kind_rows(told), reverse=True)
    assert lean[:7] == ("`trunk_incl`", "deg", "1", "100%", "4.0", "+4.0", "0.0")
    views = {row[0]: row[1:] for row in list_view_rows(told)}
    assert views["`trunk_incl`"] == ("4.0 = 0.80 t; 0%, 100% (1)", *("",) * 4)
    assert views["`sit_back since set-up`"][2] == "2.00 = 0.40 t; 100%, 100% (1)"
    assert views["all"][0] == "0.80 t; 0%, 100% (1)"
    (row,) = list_stretch_rows(told[:1])
    assert row[:4] == ("seated-twist", "`upright`", "`trunk_incl`", "5")


@pytest.mark.parametrize(
    ("kind", "name", "unit"),
    [
        (Kind("hip_height", "start", "difference"), "hip_height since start", "ratio"),
        (Kind("wrist_gap", "set-up", "ratio"), "wrist_gap since set-up, ratio", "ratio"),
        (Kind("trunk_twist", "", "rate"), "trunk_twist a second", "deg/s"),
        (Kind("speed", "", ""), "speed", "1/s"),
    ],
)
def test_what_is_read_has_a_name_and_a_unit(kind: Kind, name: str, unit: str) -> None:
    assert (kind.name, kind.unit) == (name, unit)
    assert not kind.is_angle


def test_the_short_version_tells_how_many_quantities_are_measured_finely_enough() -> None:
    told = [errors(1.0, sigma=1.0), errors(1.0, sigma=4.0, quantity="tall")]
    rows = dict(list_key_rows(told))
    fine = next(value for what, value in rows.items() if "a third" in what)
    assert fine == "1 of 2"
    assert rows["Mean error of an angle, median over measures"] == "1.0°"


def test_the_short_version_tells_how_often_it_is_so_where_formcheck_is_sure() -> None:
    told = [errors(*[0.0] * 4, chance=0.98, out=0.5), errors(0.0, chance=0.3)]
    rows = dict(list_key_rows(told))
    assert rows["Truly beyond the tolerance"] == "25%"
    assert next(value for what, value in rows.items() if "95% sure" in what) == "50%, 98%"
    unsure = dict(list_key_rows(told[1:]))
    assert next(value for what, value in unsure.items() if "95% sure" in what) == ""


def test_the_short_version_tells_how_often_what_is_called_right_is_truly_out() -> None:
    sure, likely = errors(0.0, chance=0.05), errors(0.0, chance=0.06)
    told = [sure, errors(0.0, chance=0.0, out=1.0), likely, errors(0.0, chance=0.5)]
    rows = dict(list_key_rows(told))
    assert (
        next(value for what, value in rows.items() if "at least 95% likely" in what)
        == "50%; 1 of 2"
    )
    assert (
        next(value for what, value in rows.items() if "more likely than not" in what)
        == "25%; 0 of 1"
    )


def test_every_row_of_the_report_has_as_many_cells_as_its_head() -> None:
    told = [errors(4.0, chance=0.3), errors(np.nan, stretch="cat-cow")]
    text = make_page(Measured((101,), "model", 2, [("a", "b")], told), "a.webp")
    views = ("measure", "front")  # a view without films has no column
    heads = (("measure", "unit", *HEADS), views, STRETCH_HEADS, CHANCE_HEADS)
    for head in heads:
        assert f"| {' | '.join(head)} |" in text
    for block in text.split("\n\n"):
        cells = [line.count("|") for line in block.splitlines() if line.startswith("|")]
        assert len(set(cells)) <= 1, block


def test_one_command_writes_report_and_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_film(tmp_path, TWIST)
    write_film(tmp_path, TWIST, number=1).truth.write_bytes(b"half")
    report = tmp_path / "measuring.md"
    main(tmp_path, None, 1, "model", 1, report)
    assert "Errors within one sigma" in capsys.readouterr().out
    written = report.read_text(encoding="utf-8")
    assert "1 video of" in written
    assert "1 more were left out" in written
    assert re.search(
        r"^\| seated-twist \| `twist` \| `trunk_twist since start` ", written, re.MULTILINE
    )
    assert (tmp_path / "images" / "measuring-errors.webp").is_file()


def test_only_some_films_can_be_measured(tmp_path: Path) -> None:
    write_film(tmp_path, TWIST)
    write_film(tmp_path, "knee-to-chest.good.left", number=1)
    report = tmp_path / "measuring.md"
    main(tmp_path, None, 2, "true", 1, report)
    written = report.read_text(encoding="utf-8")
    assert "true joints as landmarks" in written
    assert "knee-to-chest" not in written


@pytest.mark.parametrize(
    ("seed", "stretch", "said"), [(200, "seated-twist", "sealed"), (101, None, "None of 1 videos")]
)
def test_what_can_not_be_measured_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int, stretch: str | None, said: str
) -> None:
    write_film(tmp_path, TWIST, seed=seed, stretch=stretch)
    with pytest.raises(typer.Exit) as stop:
        main(tmp_path, None, 1, "model", 1, None)
    assert stop.value.exit_code == 2
    assert said in capsys.readouterr().err
