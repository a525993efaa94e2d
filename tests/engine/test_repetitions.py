"""Repetitions through the complete analysis: frames in, counts for each side out."""

import csv
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from docs.schemas import load_schema
from formcheck.core.body import Side
from formcheck.core.coach import Form
from formcheck.core.stretch import RepShortcoming, Spec, parse_spec
from formcheck.engine.analyse import Analysis, analyse
from formcheck.engine.photo_check import PhotoAnalysis, judge_poses
from formcheck.library.words import describe_repetitions, describe_shortfall
from formcheck.output.draw.overlay import build_timeline
from formcheck.output.report.console import build_console, capture_text
from formcheck.output.report.contract import (
    build_photo_result,
    build_video_result,
)
from formcheck.output.report.json_part import format_results
from formcheck.output.report.scene import build_photo_scene, build_scene
from formcheck.output.report.table import write_table
from formcheck.output.report.terminal import show_analysis, show_photo
from formcheck.results import CheckResult
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from tests.bodies import Arm, standing
from tests.core.stretch.tiny import PARTIAL
from tests.core.stretch.tiny import make_raises as make_raises_spec
from tests.engine.sessions import (
    EITHER_ARM,
    SHORT,
    SIZE,
    Key,
    detect,
    session,
    short_spec,
    up_and_down,
)

DOSE = "reps = 4 "
REP = """[rep]
quantity = "raise"
start = [0, 15]
peak = [85, 110]
seconds = [1, 20]

"""
FAULT = """
[[fault]]
id = "too-low"
title = "Not high enough"
cue = "Raise it higher."
rep = "partial"
priority = 2

"""
ARM_RAISES = (
    SHORT.replace("hold_s = 4 ", DOSE)
    .replace("holds = 1\n", "")
    .replace("target = [70, 110]", "target = [85, 110]")
    .replace('at = "hold" ', 'at = "rep-peak" ')
    .replace('at = "hold"\n', 'at = "throughout"\n')
    .replace("[[fault]]", f"{REP}[[fault]]", 1)
    .replace("# Questions", f"{FAULT}# Questions")
)


def make_raises(start_s: float, side: str, count: int, size_deg: float = 90.0) -> list[Key]:
    """Returns that arm up and down, 1.5 s each way, then a second of rest."""
    keys: list[Key] = []
    for i in range(count):
        t_s = start_s + 4.0 * i
        keys += [Key(t_s), Key(t_s + 1.5, **{f"{side}_deg": size_deg}), Key(t_s + 3.0)]
    return keys


def analyse_session(
    keys: list[Key], duration_s: float, spec: Spec | None = None, fps: float = 15
) -> Analysis:
    spec = spec or short_spec(ARM_RAISES)
    return analyse(spec, spec.sides, session(keys, duration_s, fps), SIZE, "session.mp4")


@pytest.fixture(scope="module")
def left_only() -> Analysis:
    """Returns the analysis of three whole repetitions and two that turn back too early, left."""
    return analyse_session(
        [*make_raises(3.0, "left", 3), *make_raises(15.0, "left", 2, 55.0)], 26.0
    )


def test_only_the_side_that_moved_is_told_with_what_it_lacked(left_only: Analysis) -> None:
    (side,) = left_only.sides
    assert side.side is Side.LEFT
    assert side.reps == 3
    assert [rep.reason for rep in side.repetitions] == [None] * 3 + [RepShortcoming.PARTIAL] * 2
    assert [fault.id for fault in side.faults] == ["too-low", "too-low"]
    assert not side.completed
    starts = [rep.start_s for rep in side.repetitions]
    assert starts == pytest.approx([3.0, 7.0, 11.0, 15.0, 19.0], abs=0.3)
    assert not side.neutral_assumed


LOWERED = (
    ARM_RAISES.replace('"shoulder_elevation"\n', '"upper_arm_incl"\n', 1)
    .replace("target = [85, 110]", "target = [70, 95]")
    .replace("start = [0, 15]", "start = [165, 180]")
    .replace("peak = [85, 110]", "peak = [70, 95]")
)
"""The same movement measured by the upper arm's angle from vertical, which decreases."""


def test_a_quantity_that_falls_is_told_in_the_values_of_its_measure(tmp_path: Path) -> None:
    spec = short_spec(LOWERED)
    analysis = analyse_session(make_raises(3.0, "left", 3), 18.0, spec)
    (side,) = analysis.sides
    assert side.reps == 3
    for rep in side.repetitions:
        assert rep.nearest == pytest.approx(175.0, abs=15.0)
        assert rep.farthest == pytest.approx(90.0, abs=15.0)
    readings = CheckResult(analysis).readings
    values = readings["value"][readings["quantity"] == "raise"]
    assert np.nanmin(values) > 60.0
    write_table(analysis.records, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        assert min(float(row["raise"]) for row in csv.DictReader(file) if row["raise"]) > 60.0
    low = judge_arm_photo(40.0, LOWERED)
    (lacking,) = (one for one in low.verdict.lacking if one.measure == "raise")
    assert lacking.by > 0
    assert "too much" in describe_shortfall(low.plan.find_definition("raise"), lacking)
    assert low.plan.find_remedy("raise", lacking.by) == "Lower your left arm a little."


def test_both_sides_are_counted_apart_without_leaving_the_position() -> None:
    analysis = analyse_session([*make_raises(3.0, "left", 2), *make_raises(12.0, "right", 3)], 25.0)
    assert [(s.side, s.reps) for s in analysis.sides] == [(Side.LEFT, 2), (Side.RIGHT, 3)]
    assert all(not side.faults for side in analysis.sides)
    assert sum(len(side.repetitions) for side in analysis.sides) == 5


BOTH_ARMS = make_raises_spec(sides='["both"]', faults=PARTIAL).replace('"work"', '"each"')


@pytest.mark.parametrize(("right_deg", "counted"), [(5.0, False), (75.0, True), (170.0, True)])
def test_a_repetition_of_each_side_wants_the_peak_of_both(right_deg: float, counted: bool) -> None:
    """One arm alone lifts the mean to the peak; the other must be within the peak's tolerance."""
    keys: list[Key] = []
    for t_s in (3.0, 7.0, 11.0):
        keys += [Key(t_s), Key(t_s + 1.5, 170.0, right_deg), Key(t_s + 3.0)]
    analysis = analyse_session(keys, 16.0, parse_spec(BOTH_ARMS, "arm-raises.toml"))
    (side,) = analysis.sides
    reasons = [None if counted else RepShortcoming.PARTIAL] * 3
    assert [rep.reason for rep in side.repetitions] == reasons
    assert [fault.id for fault in side.faults] == ([] if counted else ["too-low"] * 2)


def test_sides_that_take_turns_are_both_told_even_when_one_did_nothing() -> None:
    spec = short_spec(ARM_RAISES.replace(DOSE, f"{DOSE}\nalternate = true "))
    turns = [
        *make_raises(3.0, "left", 1),
        *make_raises(7.0, "right", 1),
        *make_raises(11.0, "left", 1),
    ]
    analysis = analyse_session(turns, 16.0, spec)
    assert [(s.side, s.reps) for s in analysis.sides] == [(Side.LEFT, 2), (Side.RIGHT, 1)]
    lazy = analyse_session(make_raises(3.0, "left", 1), 8.0, spec)
    assert [(s.side, s.reps) for s in lazy.sides] == [(Side.LEFT, 1), (Side.RIGHT, 0)]


@pytest.mark.parametrize(("left", "right"), [(1, 0), (3, 1)])
def test_where_no_repetition_counts_the_side_with_most_tries_is_told(left: int, right: int) -> None:
    tries = [*make_raises(3.0, "left", left, 55.0), *make_raises(15.0, "right", right, 55.0)]
    (side,) = analyse_session(tries, 21.0).sides
    assert (side.side, side.reps, len(side.repetitions)) == (Side.LEFT, 0, left)


def test_who_never_took_the_start_is_told_so() -> None:
    spec = short_spec(ARM_RAISES)
    raised = analyse_session([Key(0.0, left_deg=90.0)], 6.0, spec)
    text = capture_text(lambda to: show_analysis(to, raised))
    assert not raised.sides[0].started
    assert "never seen in the starting position, and no repetition was begun" in text


def test_who_only_stands_there_has_no_repetitions() -> None:
    analysis = analyse_session([Key(0.0)], 8.0)
    assert [s.repetitions for s in analysis.sides] == [()]
    assert not analysis.completed


@pytest.mark.parametrize("fps", [15, 30])
def test_the_dose_is_done_with_its_last_repetition(fps: float) -> None:
    analysis = analyse_session(make_raises(3.0, "right", 4), 20.0, fps=fps)
    (side,) = analysis.sides
    assert (side.side, side.reps, side.completed) == (Side.RIGHT, 4, True)


def test_the_contract_has_them(left_only: Analysis) -> None:
    result = json.loads(format_results(build_video_result(left_only)))
    jsonschema.validate(result, load_schema("check"))
    (side,) = result["sides"]
    assert side["reps"] == 3
    assert [r["counted"] for r in side["repetitions"]] == [True] * 3 + [False] * 2
    assert [r["reason"] for r in side["repetitions"]] == ["", "", "", "partial", "partial"]
    assert result["dose"]["words"] == "4 repetitions on each side"


def test_the_terminal_says_how_many_counted_and_why_the_others_did_not(
    left_only: Analysis, capsys: pytest.CaptureFixture[str]
) -> None:
    (side,) = left_only.sides
    words = describe_repetitions(side)
    assert words == "3 of 4 repetitions counted; 2 turned back too early at 0:14 and 0:18."
    show_analysis(build_console(), left_only)
    out = capsys.readouterr().out
    assert words in out
    assert "3 of 4" in out
    assert "Not high enough: Raise it higher." in out


def test_the_table_has_the_count_and_where_each_is(left_only: Analysis, tmp_path: Path) -> None:
    path = tmp_path / "raises.csv"
    write_table(left_only.records, path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert rows[-1]["reps"] == "3"
    assert {row["zone"] for row in rows if row["phase"] == "hold"} == {"low", "between", "high"}


def test_the_video_counts_them(left_only: Analysis) -> None:
    timeline = build_timeline(left_only.sides, left_only.duration_s)
    assert len(timeline.good) == 3
    scene = build_scene(left_only.records, len(left_only.records) - 1, 25.9, (1.0, 1.0), timeline)
    assert scene.count == "3 of 4"
    assert scene.ring is None


def judge_arm_photo(left_deg: float, text: str = ARM_RAISES) -> PhotoAnalysis:
    body = standing(left_arm=Arm(0.0, left_deg))
    pose = assess_visibility(VisibilityState(), detect(body), 0.0, SIZE)[1]
    return judge_poses([pose], short_spec(text), (Side.LEFT,), SIZE, "photo.jpg")


@pytest.mark.parametrize(
    ("left_deg", "far_end", "form"), [(90.0, True, Form.OK), (50.0, False, Form.FAULTY)]
)
def test_a_photo_is_judged_at_the_far_end(
    left_deg: float, far_end: bool, form: Form, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = judge_arm_photo(left_deg)
    assert (shown.verdict.at_peak, shown.verdict.form) == (far_end, form)
    assert json.loads(format_results(build_photo_result(shown)))["far_end"] is far_end
    show_photo(build_console(), shown)
    assert ("is reached" in capsys.readouterr().out) is far_end
    assert build_photo_scene(shown).ring is None


def test_a_repetition_that_the_film_cuts_off_is_told() -> None:
    analysis = analyse_session(make_raises(3.0, "left", 3), 12.6)
    (side,) = analysis.sides
    words = describe_repetitions(side)
    assert words == "2 of 4 repetitions counted; 1 begun but cut off by the end at 0:10."
    result = json.loads(format_results(build_video_result(analysis)))
    jsonschema.validate(result, load_schema("check"))
    assert result["sides"][0]["repetitions"][-1]["reason"] == "cut-off"


def test_who_begins_at_once_is_counted_all_the_same() -> None:
    analysis = analyse_session(make_raises(0.1, "left", 3), 14.0)
    (side,) = analysis.sides
    assert side.reps == 3
    assert analysis.warnings == ()  # no start was seen, so nothing is counted from it


def test_few_pictures_a_second_are_told_where_repetitions_are_counted() -> None:
    analysis = analyse_session(make_raises(3.0, "left", 2), 12.0, fps=5)
    assert any("only 5 pictures a second" in warning for warning in analysis.warnings)
    assert analysis.sides[0].reps == 2


@pytest.mark.parametrize("dose", ["reps", "holds"])
def test_the_table_ends_with_what_the_summary_counts_of_each_side(
    dose: str, tmp_path: Path
) -> None:
    if dose == "reps":
        keys = [*make_raises(3.0, "left", 2), *make_raises(11.0, "right", 2)]
        analysis = analyse_session(keys, 20.0)
    else:
        keys = [*up_and_down(3.0, 8.0, "left"), *up_and_down(11.0, 17.0, "right")]
        analysis = analyse_session(keys, 19.0, short_spec(EITHER_ARM))
    write_table(analysis.records, tmp_path / "frames.csv")
    with (tmp_path / "frames.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(analysis.sides) == 2
    for side in analysis.sides:
        last = [row for row in rows if row["side"] == side.side.value][-1]
        assert float(last["held_s"]) == pytest.approx(side.held_s, abs=0.01)
        assert int(last["reps"]) == side.reps > 0
