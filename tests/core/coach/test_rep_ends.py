"""The two ends of a repetition: incomplete ones near the peak, and faults at the start."""

import math
from dataclasses import replace

import pytest

from formcheck.core.body import Side
from formcheck.core.coach.events import Event, FaultSpan
from formcheck.core.coach.faulting import advance_faults, end_faults
from formcheck.core.coach.progress import Progress
from formcheck.core.coach.repeating import advance_reps
from formcheck.core.judging import judge_all
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import Plan, RepShortcoming, parse_spec, plan_for
from tests.core.coach.swings import (
    SIGMA,
    Driver,
    find_counted,
    find_repetitions,
    get_rep_rule,
    make_plan,
    play_driver,
)
from tests.core.stretch.tiny import LEVEL, make_raises

CLOSE = "start = [0, 50]\npeak = [80, 180]"
"""Limits so close, 60 and 70, that an attempt lies within one hysteresis of the peak."""


@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("top_s", [0.0, 1.0, 5.0])
@pytest.mark.parametrize("top", [64.1, 65.0, 66.0, 68.0, 69.9])
@pytest.mark.parametrize("sigma", [0.1, 4.0])
def test_a_try_that_turns_back_anywhere_before_the_peak_is_kept(
    top: float, top_s: float, fps: float, sigma: float
) -> None:
    """Each goes out in 1.5 s, stays and returns. With less accurate readings it may count."""
    plan = make_plan(CLOSE)
    assert get_rep_rule(plan).try_at == pytest.approx(64.0)
    period_s = 1.5 + top_s + 1.5 + 1.0

    def driver(t_s: float) -> float:
        t_s = (t_s - 1.0) % period_s if 1.0 <= t_s < 1.0 + 3 * period_s else 0.0
        way = min(t_s / 1.5, max(0.0, (3.0 + top_s - t_s) / 1.5), 1.0)
        return top * (1.0 - math.cos(math.pi * way)) / 2.0

    _, events = play_driver(plan, driver, 2.0 + 3 * period_s, fps, sigma=sigma)
    assert len(find_repetitions(events)) == 3


GOOD, BENT = 20.0, 90.0
"""Elbow flexion, degrees."""
PERIOD_S = 6.0
REST_S = 1.5
COUNT = 3
SECONDS = 1.0 + COUNT * PERIOD_S + 3.0


@pytest.fixture(scope="module")
def straight_at_start() -> Plan:
    """Returns the plan of raises that want a straight elbow at the start."""
    text = make_raises().replace('at = "throughout"', 'at = "rep-start"') + LEVEL
    return plan_for(parse_spec(text, "x.toml"), Side.LEFT)


def swing(t_s: float) -> float:
    """The driver: three raises from 1 s on, each followed by a rest at the start."""
    t_s -= 1.0
    way_s = PERIOD_S - REST_S
    if not 0.0 <= t_s < COUNT * PERIOD_S or t_s % PERIOD_S >= way_s:
        return 10.0
    return 10.0 + 70.0 * (1.0 - math.cos(2.0 * math.pi * (t_s % PERIOD_S) / way_s)) / 2.0


def play_bends(plan: Plan, bend: Driver, driver: Driver = swing, fps: float = 30) -> list[Event]:
    """Returns the events while the arm follows ``driver`` and the elbow ``bend``."""
    now = Progress(attempting=True, view_ok=True)
    for i in range(round(SECONDS * fps)):
        t_s = i / fps
        values = {"raise": driver(t_s), "bend": bend(t_s), "level": 0.0}
        readings = {name: Reading(value, SIGMA, True) for name, value in values.items()}
        verdicts = judge_all(plan.timed_phase.needs, readings)
        now = replace(now.with_time(t_s), readings=readings, verdicts=verdicts)
        now = advance_reps(plan, get_rep_rule(plan), advance_faults(plan, now))
    return list(end_faults(plan, now, SECONDS).events)


def list_fault_spans(events: list[Event]) -> list[FaultSpan]:
    return [event for event in events if isinstance(event, FaultSpan)]


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_fault_of_the_start_is_told_there_and_spoils_the_repetition_that_begins(
    straight_at_start: Plan, fps: float
) -> None:
    """The first start is not judged: the person may still be moving into position."""
    events = play_bends(straight_at_start, lambda _: BENT, fps=fps)
    reps = find_repetitions(events)
    assert [rep.reason for rep in reps] == [None, RepShortcoming.FORM, RepShortcoming.FORM]
    assert {rep.what for rep in reps if rep.reason} == {"elbow-bent"}
    spans = list_fault_spans(events)
    assert len(spans) == COUNT
    for rep, span in zip(reps, spans, strict=True):
        assert rep.end_s - rep.down.s / 2 <= span.start_s < span.end_s <= rep.end_s + REST_S


@pytest.mark.parametrize(("straight_from_s", "counted"), [(0.4, COUNT), (REST_S + 2.0, COUNT - 1)])
def test_a_fault_of_the_start_is_put_right_there_or_spoils_the_repetition(
    straight_at_start: Plan, straight_from_s: float, counted: int
) -> None:
    """The elbow is bent on the first return, then straightened at the start or at the next peak."""
    returned_s = 1.0 + PERIOD_S - REST_S

    def bend(t_s: float) -> float:
        return BENT if returned_s <= t_s < returned_s + straight_from_s else GOOD

    reps = find_repetitions(play_bends(straight_at_start, bend))
    assert [rep.what for rep in reps if rep.reason] == ["elbow-bent"] * (COUNT - counted)


def test_a_fault_of_the_start_is_none_elsewhere(straight_at_start: Plan) -> None:
    """Nor on the way back, until the person has reached the start."""
    events = play_bends(straight_at_start, lambda t_s: GOOD if swing(t_s) <= 12.0 else BENT)
    assert not list_fault_spans(events)
    assert len(find_counted(events)) == COUNT


@pytest.mark.parametrize("begins_s", [0.5, 1.0])
def test_what_begins_during_a_rest_at_the_start_is_no_fault(
    straight_at_start: Plan, begins_s: float
) -> None:
    """A person who has finished bends the elbow to leave, or moves between repetitions."""

    def bend(t_s: float) -> float:
        since_s = (t_s - 1.0) % PERIOD_S - (PERIOD_S - REST_S)
        return BENT if t_s > 1.0 and since_s > begins_s else GOOD

    events = play_bends(straight_at_start, bend)
    assert not list_fault_spans(events)
    assert len(find_counted(events)) == COUNT


def test_who_leaves_beyond_the_start_after_a_rest_has_no_new_fault(
    straight_at_start: Plan,
) -> None:
    leaves_s = 1.0 + COUNT * PERIOD_S

    def driver(t_s: float) -> float:
        return swing(t_s) if t_s < leaves_s else max(10.0 - 40.0 * (t_s - leaves_s), -10.0)

    events = play_bends(straight_at_start, lambda t_s: BENT if t_s > leaves_s else GOOD, driver)
    assert not list_fault_spans(events)


def test_a_start_that_is_put_right_in_the_rest_costs_no_repetition(
    straight_at_start: Plan,
) -> None:
    def driver(t_s: float) -> float:
        return swing(t_s) if t_s < 6.0 else 10.0 if t_s < 16.0 else swing(t_s - 3.0)

    events = play_bends(straight_at_start, lambda t_s: BENT if t_s < 10.0 else GOOD, driver)
    assert len(list_fault_spans(events)) == 1
    assert [rep.reason for rep in find_repetitions(events)] == [None, None]


def test_a_long_rest_at_a_wrong_start_is_told_once_and_not_for_all_its_time(
    straight_at_start: Plan,
) -> None:
    def driver(t_s: float) -> float:
        return swing(t_s) if t_s < 6.0 else 10.0 if t_s < 16.0 else swing(t_s - 3.0)

    events = play_bends(straight_at_start, lambda _: BENT, driver)
    first = find_repetitions(events)[0]
    (span, *_) = list_fault_spans(events)
    assert [one.start_s < 16.0 for one in list_fault_spans(events)].count(True) == 1
    assert first.end_s - first.down.s / 2 <= span.start_s
    assert span.end_s < first.end_s + 2.0
    assert [rep.reason for rep in find_repetitions(events)] == [None, RepShortcoming.FORM]
