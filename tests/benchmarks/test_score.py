from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.score import ClipScore, score_clip, score_failure
from benchmarks.clips import Truth
from formcheck.core.body import ImageSize, Side
from formcheck.core.coach import FaultSpan, PhaseSpan, SideSummary, Span
from formcheck.core.stretch import plan_for
from formcheck.library.catalogue import load_spec

PLAN = plan_for(load_spec("cross-body-shoulder-stretch"), Side.LEFT)


def truth(fault: str | None = None, start_s: float = 5.0, hold_s: float = 4.6) -> Truth:
    return Truth(
        clip="someone",
        stretch="cross-body-shoulder-stretch",
        side=Side.LEFT,
        view_deg=3.0,
        size=ImageSize(854, 480),
        f_px=700.0,
        fault=fault,
        phases=(PhaseSpan(0.0, 1.8, "neutral"), PhaseSpan(2.8, 2.8 + hold_s, "hold")),
        holds=(Span(2.8, 2.8 + hold_s),),
        hold_s=hold_s,
        faults=(PhaseSpan(start_s, 9.0, fault),) if fault else (),
        joint_names=(),
        joints_t_s=np.zeros(0),
        joints_m=np.zeros((0, 0, 3)),
    )


def side(*faults: FaultSpan, hold_s: float = 0.0) -> SideSummary:
    return SideSummary(
        plan=PLAN,
        held_s=hold_s,
        holds=(),
        reps=0,
        attempts=(),
        phases=(),
        faults=faults,
        unseen=(),
        pauses=(),
        neutral_assumed=False,
        wrong_view=False,
        completed=False,
    )


def fault(name: str, start_s: float, end_s: float = 9.0) -> FaultSpan:
    return FaultSpan(start_s, end_s, name, start_s + 0.8, "Do it better.")


def score_sides(true: Truth, *sides: SideSummary, side_found: str = "left") -> ClipScore:
    return score_clip(true, side_found, 240, 240, sides)


@pytest.mark.parametrize(
    ("hold_s", "kept"), [(4.31, True), (4.89, True), (4.29, False), (4.95, False)]
)
def test_a_good_clip_is_kept_within_three_tenths_of_a_second(hold_s: float, kept: bool) -> None:
    assert score_sides(truth(), side(hold_s=hold_s)).kept is kept


def test_a_good_clip_with_any_fault_is_broken() -> None:
    got = score_sides(truth(), side(fault("arm-low", 4.0), hold_s=4.6))
    assert got.shortfalls == ("arm-low at 4.0 s is not true",)
    assert [f.id for f in got.false_faults] == ["arm-low"]


def test_the_wrong_side_breaks_even_a_right_hold() -> None:
    got = score_sides(truth(), side(hold_s=4.6), side_found="right")
    assert got.shortfalls == ("side right instead of left",)


@pytest.mark.parametrize(
    ("start_s", "kept"), [(4.1, True), (5.95, True), (3.9, False), (6.1, False)]
)
def test_a_fault_is_kept_within_a_second_of_its_true_start(start_s: float, kept: bool) -> None:
    got = score_sides(truth("arm-low"), side(fault("arm-low", start_s)))
    assert got.kept is kept
    assert got.found is not None
    assert got.found.start_error_s == pytest.approx(start_s - 5.0)
    assert got.found.told_error_s == pytest.approx(start_s + 0.8 - 5.0)


def test_a_fault_of_another_name_is_a_miss_and_a_false_one() -> None:
    got = score_sides(truth("arm-low"), side(fault("arm-bent", 5.0)))
    assert got.shortfalls == ("arm-low missed", "arm-bent at 5.0 s is not true")
    assert got.found is None


def test_a_second_fault_beside_the_true_one_breaks_the_promise() -> None:
    got = score_sides(truth("arm-low"), side(fault("arm-low", 5.0), fault("arm-bent", 6.0)))
    assert not got.kept
    assert len(got.false_faults) == 1


def test_a_fault_that_comes_and_goes_while_it_is_true_is_found_once() -> None:
    got = score_sides(truth("arm-low"), side(fault("arm-low", 5.1, 6.0), fault("arm-low", 7.0)))
    assert got.kept
    assert got.found is not None
    assert got.found.start_s == 5.1


def test_the_true_fault_long_before_its_time_is_false() -> None:
    got = score_sides(truth("arm-low"), side(fault("arm-low", 1.0, 3.0), fault("arm-low", 5.1)))
    assert [f.start_s for f in got.false_faults] == [1.0]
    assert not got.kept


def test_holds_of_both_reported_sides_count_together() -> None:
    got = score_sides(truth(), side(hold_s=2.0), side(hold_s=2.5))
    assert got.hold_error_s == pytest.approx(-0.1)


def test_a_clip_that_could_not_be_judged_is_broken_and_says_why() -> None:
    got = score_failure(truth("arm-low"), "No person was seen.")
    assert got.shortfalls == ("No person was seen.",)
    assert not got.kept


@pytest.mark.parametrize(
    ("view_deg", "view"), [(-12.0, "front"), (36.0, "three-quarter"), (-80.0, "side")]
)
def test_a_view_is_named_by_where_the_camera_stands(view_deg: float, view: str) -> None:
    assert replace(truth(), view_deg=view_deg).view == view
