"""Repetitions are judged by the person's own range: the error in one view is mostly constant."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Side
from formcheck.core.coach.events import FaultSpan
from formcheck.core.coach.progress import Progress
from formcheck.core.coach.repeating import advance_reps
from formcheck.core.judging import MISFIT, Verdict
from formcheck.core.kinematics import Reading
from formcheck.core.kinematics.estimator import Estimate
from formcheck.core.kinematics.moments import ReferenceMoment
from formcheck.core.stretch import Plan, parse_spec, plan_for
from formcheck.library.catalogue import read_specs
from tests.core.coach.swings import (
    HIDDEN,
    HIGH,
    Driver,
    find_counted,
    find_repetitions,
    get_rep_rule,
    list_missed,
    make_plan,
    make_waves,
    play_driver,
)
from tests.core.stretch.tiny import make_raises


def add_error(driver: Driver, error: float) -> Driver:
    return lambda t_s: driver(t_s) + error


LIKELY = math.sqrt(MISFIT)


@settings(max_examples=25)
@given(error=st.floats(-20.0, 20.0), fps=st.sampled_from([15, 30, 60]))
def test_who_is_read_off_by_a_likely_error_is_counted_by_their_own_range(
    raises_plan: Plan, error: float, fps: float
) -> None:
    """The full range is 15 to 85. The first may be missed: its lower end was not known yet."""
    driver, seconds = make_waves(3.0, (85.0 - 10.0) / (HIGH + 3.0 - 10.0), 5)

    def read(t_s: float) -> float:
        return max(driver(t_s), 15.0) + error

    _, events = play_driver(raises_plan, read, seconds, fps, sigma=20.0 / LIKELY + 1.0)
    assert 4 <= len(find_counted(events)) <= 5
    assert not list_missed(events)


@settings(max_examples=25)
@given(error=st.floats(-22.0, 22.0), less=st.floats(0.0, 8.0))
def test_who_goes_the_whole_way_once_may_later_fall_short_of_it_by_the_tolerance(
    raises_plan: Plan, error: float, less: float
) -> None:
    """The full range of 10 to 83 once, and slightly less afterwards."""
    driver, seconds = make_waves(3.0, 1.0, 5)

    def read(t_s: float) -> float:
        top = 75.0 if t_s < 4.0 else 75.0 - less
        return 10.0 + (driver(t_s) - 10.0) / 63.0 * top + error

    _, events = play_driver(raises_plan, read, seconds, sigma=22.0 / LIKELY + 1.0)
    assert 4 <= len(find_counted(events)) <= 5
    assert not list_missed(events)


@pytest.mark.parametrize("error", [-25.0, 25.0])
def test_an_error_that_is_not_likely_is_not_believed(raises_plan: Plan, error: float) -> None:
    driver, seconds = make_waves(3.0, 1.2, 4)
    for sigma, reps in ((1.0, 0), (25.0 / LIKELY, 4)):
        _, events = play_driver(raises_plan, add_error(driver, error), seconds, sigma=sigma)
        assert reps - 1 <= len(find_counted(events)) <= reps


@settings(max_examples=25)
@given(
    top=st.floats(20.0, HIGH - 2.0), sigma=st.floats(0.1, 60.0), fps=st.sampled_from([15, 30, 60])
)
def test_who_does_not_go_the_whole_way_is_not_counted_however_unsure(
    raises_plan: Plan, top: float, sigma: float, fps: float
) -> None:
    driver, seconds = make_waves(3.0, (top - 10.0) / (HIGH + 3.0 - 10.0), 4)
    assert top - 10.0 < 60.0  # the range from 20 to 80
    _, events = play_driver(raises_plan, driver, seconds, fps, sigma=sigma)
    assert len(find_counted(events)) == 0
    assert set(list_missed(events)) <= {"partial"}


EACH = make_raises(sides='["both"]').replace('of = "work"', 'of = "each"')


def read_both_arms(left: Reading, right: Reading) -> Progress:
    """Returns the state after one frame of both arms."""
    plan = plan_for(parse_spec(EACH, "x.toml"), Side.BOTH)
    now = Progress(attempting=True, t_s=0.0, readings={"raise.left": left, "raise.right": right})
    return advance_reps(plan, get_rep_rule(plan), now)


@given(st.floats(0.0, 100.0), st.floats(0.0, 100.0), st.floats(0.5, 30.0), st.floats(0.5, 30.0))
def test_both_sides_are_told_by_their_mean_the_surer_one_counting_more(
    left: float, right: float, sigma: float, other: float
) -> None:
    value = read_both_arms(Reading(left, sigma, True), Reading(right, other, True)).rep.value
    assert min(left, right) - 1e-6 <= value <= max(left, right) + 1e-6
    nearer_left = abs(value - left) <= abs(value - right) + 1e-6
    assert nearer_left == (sigma <= other) or abs(left - right) < 1e-3 or sigma == other


@given(st.floats(0.0, 100.0), st.floats(0.5, 30.0))
def test_a_side_that_is_hidden_leaves_the_other(value: float, sigma: float) -> None:
    seen = Reading(value, sigma, True)
    assert read_both_arms(seen, HIDDEN).rep.value == pytest.approx(value)
    assert read_both_arms(HIDDEN, seen).rep.value == pytest.approx(value)
    assert read_both_arms(HIDDEN, HIDDEN).rep.zone == ""


FAST = """
[[fault]]
id = "fast"
title = "Too fast"
cue = "Slower."
rep = "fast"
priority = 1
"""


@pytest.mark.parametrize(("sigma", "told"), [(25.0, 3), (40.0, 0)])
def test_how_a_way_went_is_told_only_where_it_is_longer_than_its_likely_error(
    sigma: float, told: int
) -> None:
    """From 10 to 73 the travel is 63: more than twice 25, less than twice 40."""
    driver, seconds = make_waves(1.0, 1.0, 3)
    _, events = play_driver(
        make_plan("seconds = [1.5, 20]", faults=FAST), driver, seconds, sigma=sigma
    )
    assert len([event for event in events if isinstance(event, FaultSpan)]) == told
    assert list_missed(events) == ["fast"] * 3
    assert len(find_counted(events)) == 0


def test_a_swing_to_the_other_side_of_a_start_that_was_seen_is_no_range(
    raises_plan: Plan,
) -> None:
    """As a change from the start, a value near 0 has little error: the range is not shifted."""
    driver, seconds = make_waves(3.0, 1.2, 4)
    name = raises_plan.rep.measures[0] if raises_plan.rep else ""
    changes = [replace(d, since="start") if d.name == name else d for d in raises_plan.definitions]
    plan = replace(raises_plan, definitions=tuple(changes))
    moment = ReferenceMoment(Estimate(np.zeros(0), np.zeros(0), 1.0), np.zeros((33, 2)))
    for start, reps in (({}, 4), ({"start": moment}, 0)):
        read = add_error(driver, -25.0)
        _, events = play_driver(plan, read, seconds, sigma=25.0 / LIKELY, moments=start)
        assert reps - 1 <= len(find_counted(events)) <= reps


def test_only_cat_cow_starts_between_the_ends_of_its_movement() -> None:
    specs = [spec for _, spec in read_specs() if spec is not None]
    plans = [plan_for(spec, spec.sides[0]) for spec in specs]
    assert [p.spec.id for p in plans if p.starts_between_ends] == ["cat-cow"]


@pytest.mark.parametrize(
    ("right_deg", "sigma", "counted"),
    [(20.0, 5.0, 0), (20.0, 30.0, 2), (60.0, 5.0, 2), (math.nan, 5.0, 2)],
)
def test_a_side_must_surely_be_short_of_the_peak_to_cost_a_repetition(
    right_deg: float, sigma: float, counted: int
) -> None:
    """The side's peak begins at 70, less half the tolerance."""
    text = make_raises(sides='["both"]').replace('"work"', '"each"')
    plan = plan_for(parse_spec(text, "arm-raises.toml"), Side.BOTH)
    left, seconds = make_waves(3.0, 2.2, 2)
    now = Progress(attempting=True)
    for i in range(round(seconds * 30)):
        t_s = i / 30
        raised = left(t_s)
        value = 10.0 + (right_deg - 10.0) * (raised - 10.0) / 130.0
        right = HIDDEN if math.isnan(value) else Reading(value, sigma, True)
        readings = {"raise.left": Reading(raised, sigma, True), "raise.right": right}
        now = replace(now.with_time(t_s), readings=readings, verdicts={"bend.left": Verdict.OK})
        now = advance_reps(plan, get_rep_rule(plan), now)
    assert len(find_repetitions(list(now.events))) == 2
    assert len(find_counted(list(now.events))) == counted
