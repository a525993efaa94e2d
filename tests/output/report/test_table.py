from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.engine.analyse import Analysis, analyse
from formcheck.output.report.table import write_table
from tests.engine.sessions import LEAN, SIZE, Key, session, short_spec


@pytest.fixture(scope="module")
def rows(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    path = tmp_path_factory.mktemp("table") / "out.csv"
    write_table(analysis.records, path)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_there_is_a_row_for_every_picture_in_order_of_time(rows: list[dict[str, str]]) -> None:
    times = [float(row["t_s"]) for row in rows]
    assert len(times) == 270
    assert times == sorted(times)


def test_every_measure_has_its_value_and_its_verdict(
    rows: list[dict[str, str]], analysis: Analysis
) -> None:
    for definition in analysis.plans[0].definitions:
        assert {definition.name, f"{definition.name}_verdict"} <= set(rows[0])
    held = rows[90]
    assert float(held["raise"]) == pytest.approx(90, abs=10)
    assert held["raise_verdict"] == "ok"


def test_nothing_is_asked_before_the_position_is_taken(rows: list[dict[str, str]]) -> None:
    assert rows[10]["phase"] == "neutral"
    assert {value for key, value in rows[10].items() if key.endswith("_verdict")} == {""}


def test_the_clock_runs_in_good_form_and_stands_in_a_fault(rows: list[dict[str, str]]) -> None:
    assert float(rows[100]["held_s"]) > float(rows[80]["held_s"]) > 0
    faulty = [row for row in rows if row["faults"]]
    assert {(row["faults"], row["cue"]) for row in faulty} == {
        ("elbow-bent", "Straighten your arm.")
    }
    assert all(12.0 < float(row["t_s"]) < 17.0 for row in faulty)
    assert rows[230]["held_s"] == rows[190]["held_s"]
    assert rows[-1]["reps"] == "1"


def test_what_is_not_seen_is_left_empty(tmp_path: Path) -> None:
    """Nobody is in the first second; and nobody rests at a start, from which the lean counts."""
    spec = short_spec(LEAN.replace("trunk_incl = [0, 15]", "trunk_incl = [60, 90]"))
    spec = spec.model_copy(update={"position": "half-kneeling"})
    frames = session([Key(0.0)], 2.0)
    frames[:15] = [replace(frame, detections=()) for frame in frames[:15]]
    path = tmp_path / "out.csv"
    write_table(analyse(spec, (spec.sides[0],), frames, SIZE).records, path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["bend"] for row in rows[:15]} == {""}
    assert "" not in {row["bend"] for row in rows[15:]}
    assert {row["lean"] for row in rows} == {""}
