import csv
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.core.body import Side
from formcheck.engine.analyse import Analysis, analyse
from formcheck.output.draw.overlay import build_timeline
from formcheck.output.report.scene import build_scene
from formcheck.output.report.table import find_later_parts, write_table, write_tables
from tests.engine.sessions import LEAN, SIZE, Key, session, short_spec, up_and_down


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
    for definition in analysis.sides[0].plan.definitions:
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


@pytest.mark.parametrize("film_s", [10.0, 7.4], ids=["away for long", "cut off in the lapse"])
def test_whoever_lets_go_at_the_planned_second_has_one_count_everywhere(film_s: float) -> None:
    """The clock passes 4 s before it is known that the arm went down slightly earlier."""
    frames = session(up_and_down(3.0, 7.0, "left"), film_s, fps=30)
    found = analyse(short_spec(), (Side.LEFT,), frames, SIZE)
    (side,), (records,) = found.sides, found.records.sides
    assert side.held_s == pytest.approx(3.9, abs=0.09)
    assert records.rows["reps"][-1] == side.reps == 0
    strip = build_timeline(found.sides, found.duration_s)
    scenes = [build_scene(found.records, i, f.t_s, (1, 1), strip) for i, f in enumerate(frames)]
    assert {scene.count for scene in scenes} == {""}


def test_what_was_counted_never_goes_down_in_a_hold_that_goes_on() -> None:
    """The elbow bends for a moment, just after the dose was reached."""
    up = {"left_deg": 90.0}
    bends = [(7.05, 0.0), (7.2, 90.0), (7.7, 90.0), (7.85, 0.0), (12.0, 0.0)]
    keys = [Key(2.0), Key(3.0, **up), *(Key(t_s, bend_deg=bend, **up) for t_s, bend in bends)]
    found = analyse(short_spec(), (Side.LEFT,), session([*keys, Key(13.0)], 15.0, fps=30), SIZE)
    (side,), (records,) = found.sides, found.records.sides
    (hold,) = side.holds
    during = found.records.poses.t_s <= hold.end_s
    for field in ("held_s", "reps", "hold_held_s"):
        assert (np.diff(records.rows[field][during]) >= 0.0).all(), field
    assert records.rows["held_s"][-1] == pytest.approx(hold.held_s)


def test_what_is_not_seen_is_left_empty(tmp_path: Path) -> None:
    """The first second is empty, and there is no rest at a start, from which the lean counts."""
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


def test_the_tables_of_a_routine_take_no_name_of_another_file_s(
    analysis: Analysis, tmp_path: Path
) -> None:
    """Two files IMG.mp4 of different folders give IMG.csv and IMG-2.csv."""
    (tmp_path / "IMG-2.csv").write_text("of another")
    write_tables([analysis.records] * 2, tmp_path / "IMG.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "IMG-2.csv", "IMG-part-1.csv", "IMG-part-2.csv",
    ]  # fmt: skip
    assert (tmp_path / "IMG-2.csv").read_text() == "of another"


def test_tables_of_an_earlier_routine_with_more_parts_are_found(tmp_path: Path) -> None:
    """Also where the name of the next part would be too long for the disk."""
    for number in (1, 2, 3):
        (tmp_path / f"IMG-part-{number}.csv").touch()
    assert find_later_parts(tmp_path / "IMG.csv", 2) == [tmp_path / "IMG-part-3.csv"]
    assert find_later_parts(tmp_path / "IMG.csv", 0) == []
    assert find_later_parts(tmp_path / f"{'n' * 244}.csv", 9) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
def test_a_pipe_takes_the_tables_of_a_routine_one_after_the_other(
    analysis: Analysis, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor(1) as thread:
        read = thread.submit((tmp_path / "pipe").read_text)
        write_tables([analysis.records] * 2, tmp_path / "pipe")
        assert read.result().count("t_s,side,") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
