"""Faults are reported after a delay, at rest in the position, and until they are corrected."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.body import Side
from formcheck.core.coach import Event, timing
from formcheck.core.coach.events import FaultSpan
from formcheck.core.coach.faulting import advance_faults, end_faults, find_pending_fault
from formcheck.core.coach.progress import Progress, RepPhase, RepState
from formcheck.core.coach.repeating import LINGER_S
from formcheck.core.judging import SURE_SIGMAS, is_near, judge_all
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import Need, Plan, parse_spec, plan_for
from formcheck.library.catalogue import load_spec
from tests.core.kinematics.figures import STANDING, measure_body
from tests.core.stretch.tiny import LEVEL, SET_UP, TINY, make_raises
from tests.unknowns import ELBOW_HIDDEN

GOOD, FAULTY, UNSURE = 20.0, 90.0, 51.0
"""Elbow flexion, degrees. UNSURE may be too much, but not certainly."""
SIGMA, STEP_S = 4.0, 0.1
HIDDEN = Reading(nan, nan, False, ELBOW_HIDDEN)
LATE_S = 60.0
"""Long after the movement into the position."""
RESTED_S = 1.0
ARRIVED = Progress(
    attempting=True,
    settled=True,
    near_since_s=0.5,
    rested_since_s=RESTED_S,
    good_since_s=RESTED_S,
)


def play_bends(
    plan: Plan, bends: Sequence[float], begin: Progress = ARRIVED, from_s: float = LATE_S
) -> tuple[Progress, list[Event]]:
    """Plays elbow angles of 0.1 s each, NaN where hidden, with the arm out."""
    now = begin
    for number, bend in enumerate(bends):
        read = HIDDEN if bend != bend else Reading(bend, SIGMA, True)  # noqa: PLR0124
        readings = {"raise": Reading(90.0, SIGMA, True), "bend": read}
        now = replace(now, readings=readings, verdicts=judge_all(plan.timed_phase.needs, readings))
        now = advance_faults(plan, now.with_time(from_s + number * STEP_S))
    return now, list(now.events)


def repeat_bend(seconds: float, bend: float) -> list[float]:
    return [bend] * round(seconds / STEP_S)


def list_reports(played: tuple[Progress, list[Event]]) -> list[tuple[float, float]]:
    """Returns (start, time of the report) of every reported fault, ended or not."""
    now, events = played
    told = [(span.start_s, span.reported_s) for span in list_ended_faults(events)]
    return told + [
        (s.since_s, s.reported_s) for s in now.faults.values() if s.reported_s is not None
    ]


def list_ended_faults(events: list[Event]) -> list[FaultSpan]:
    return [event for event in events if isinstance(event, FaultSpan)]


def test_a_fault_is_told_after_its_delay_and_dated_back(tiny_plan: Plan) -> None:
    rule = tiny_plan.find_fault("elbow-bent")
    bends = [*repeat_bend(1, GOOD), *repeat_bend(2, FAULTY)]
    ((start_s, told_s),) = list_reports(play_bends(tiny_plan, bends))
    assert start_s == pytest.approx(LATE_S + 1.0)
    assert told_s - start_s == pytest.approx(rule.for_s, abs=STEP_S)
    (end,) = list_ended_faults(play_bends(tiny_plan, [*bends, *repeat_bend(1, GOOD)])[1])
    assert (end.id, end.start_s, end.reported_s) == ("elbow-bent", start_s, told_s)
    assert end.end_s == pytest.approx(LATE_S + 3.0)


def test_what_is_over_before_its_delay_is_never_told(tiny_plan: Plan) -> None:
    short_s = tiny_plan.find_fault("elbow-bent").for_s - 2 * STEP_S
    bends = [*repeat_bend(short_s, FAULTY), *repeat_bend(1, GOOD)] * 4
    assert list_reports(play_bends(tiny_plan, bends)) == []


def test_what_is_not_sure_does_not_begin_and_keeps_what_has_begun(tiny_plan: Plan) -> None:
    assert list_reports(play_bends(tiny_plan, repeat_bend(5, UNSURE))) == []
    played = play_bends(tiny_plan, [*repeat_bend(2, FAULTY), *repeat_bend(5, UNSURE)])
    assert len(list_reports(played)) == 1
    assert list_ended_faults(played[1]) == []


def test_a_blink_of_good_form_ends_no_fault(tiny_plan: Plan) -> None:
    blink_s = timing.CLEAR_S - STEP_S
    played = play_bends(
        tiny_plan, [*repeat_bend(2, FAULTY), *repeat_bend(blink_s, GOOD), *repeat_bend(2, FAULTY)]
    )
    assert len(list_reports(played)) == 1
    assert list_ended_faults(played[1]) == []


def test_out_of_sight_neither_begins_nor_ends_one(tiny_plan: Plan) -> None:
    assert list_reports(play_bends(tiny_plan, repeat_bend(5, nan))) == []
    now, events = play_bends(tiny_plan, [*repeat_bend(2, FAULTY), *repeat_bend(5, nan)])
    assert len(list_reports((now, events))) == 1
    assert list_ended_faults(events) == []
    assert now.active_faults == {"elbow-bent"}


def test_while_somebody_moves_it_is_not_told(tiny_plan: Plan) -> None:
    assert (
        list_reports(play_bends(tiny_plan, repeat_bend(5, FAULTY), replace(ARRIVED, settled=False)))
        == []
    )


@pytest.mark.parametrize(
    "begin",
    [
        Progress(),
        replace(ARRIVED, attempting=False),
        replace(ARRIVED, view_ok=False),
        replace(ARRIVED, other="seated-twist"),
        replace(ARRIVED, away_since_s=LATE_S),
    ],
    ids=["nobody", "no try", "wrong view", "another stretch", "on the way out"],
)
def test_it_is_told_only_of_a_try_of_this_stretch(tiny_plan: Plan, begin: Progress) -> None:
    assert list_reports(play_bends(tiny_plan, repeat_bend(5, FAULTY), begin)) == []


NEVER_GOOD = replace(ARRIVED, good_since_s=None)


def test_who_was_never_good_has_arrived_after_resting(tiny_plan: Plan) -> None:
    played = play_bends(
        tiny_plan, repeat_bend(timing.ARRIVED_S + 3, FAULTY), NEVER_GOOD, from_s=RESTED_S
    )
    ((start_s, told_s),) = list_reports(played)
    assert start_s == pytest.approx(RESTED_S, abs=STEP_S)
    assert told_s == pytest.approx(RESTED_S + timing.ARRIVED_S, abs=STEP_S)


def test_who_still_rests_at_the_start_has_not_arrived(tiny_plan: Plan) -> None:
    at_start = replace(NEVER_GOOD, start_poses=(measure_body(STANDING),))
    assert list_reports(play_bends(tiny_plan, repeat_bend(5, FAULTY), at_start)) == []


def test_who_goes_back_to_the_start_in_a_fault_has_not_arrived(tiny_plan: Plan) -> None:
    now, _ = play_bends(tiny_plan, repeat_bend(0.3, FAULTY), NEVER_GOOD)
    assert now.faults
    now = replace(now, start_poses=(measure_body(STANDING),))
    later_s = LATE_S + 0.3
    assert list_reports(play_bends(tiny_plan, repeat_bend(5, FAULTY), now, later_s)) == []


def test_who_has_something_else_wrong_has_not_arrived(tiny_plan: Plan) -> None:
    """A bent elbow with the arm too low: the person is still moving into the position."""
    begin = NEVER_GOOD
    for number in range(100):
        readings = {"raise": Reading(40.0, SIGMA, True), "bend": Reading(FAULTY, SIGMA, True)}
        begin = replace(begin, readings=readings)
        begin = advance_faults(tiny_plan, begin.with_time(LATE_S + number * STEP_S))
    assert list_reports((begin, list(begin.events))) == []


def test_after_a_set_up_the_stretch_is_given_time_to_be_gone_into() -> None:
    head, rest = TINY.split("[[phase]]", 1)
    plan = plan_for(parse_spec(f"{head}{SET_UP}\n[[phase]]{rest}", "x.toml"), Side.LEFT)
    assert (
        list_reports(play_bends(plan, repeat_bend(9, FAULTY), NEVER_GOOD)) == []
    )  # the set-up is not over
    after = replace(NEVER_GOOD, phase_index=1, phase_begun_s=LATE_S)
    played = play_bends(plan, repeat_bend(timing.TURNED_S + 3, FAULTY), after)
    ((start_s, told_s),) = list_reports(played)
    assert start_s == pytest.approx(LATE_S, abs=STEP_S)
    assert told_s == pytest.approx(LATE_S + timing.TURNED_S, abs=STEP_S)


MOVING = TINY.replace('"elbow_flexion"\n', '"elbow_flexion"\nchange = "rate"\n')


def test_what_is_about_movement_waits_until_the_way_in_is_behind() -> None:
    plan = plan_for(parse_spec(MOVING, "x.toml"), Side.LEFT)
    begin = replace(ARRIVED, settled=False, good_since_s=LATE_S)
    played = play_bends(plan, repeat_bend(timing.WATCH_S + 3, FAULTY), begin)
    ((start_s, _),) = list_reports(played)
    assert start_s == pytest.approx(LATE_S + timing.WATCH_S, abs=STEP_S)


def test_in_repetitions_a_fault_counts_at_its_end_of_a_try() -> None:
    text = make_raises().replace('at = "throughout"', 'at = "rep-peak"') + LEVEL
    plan = plan_for(parse_spec(text, "x.toml"), Side.LEFT)
    for zone, tried, told in (("high", True, 1), ("low", True, 0), ("high", False, 0)):
        rep = RepState(phase=RepPhase.OUT, zone=zone, tried=tried)
        begin = replace(ARRIVED, settled=False, good_since_s=None, rep=rep)
        assert len(list_reports(play_bends(plan, repeat_bend(3, FAULTY), begin))) == told


@pytest.mark.parametrize(("home_s", "told"), [(LATE_S + 0.4, 1), (LATE_S - LINGER_S - STEP_S, 0)])
def test_who_rests_at_the_start_between_repetitions_has_no_new_fault(
    home_s: float, told: int
) -> None:
    plan = plan_for(parse_spec(make_raises(), "x.toml"), Side.LEFT)
    rep = RepState(phase=RepPhase.HOME, zone="low", tried=True, home_s=home_s)
    begin = replace(ARRIVED, good_since_s=None, rep=rep)
    assert len(list_reports(play_bends(plan, repeat_bend(1, FAULTY), begin))) == told


def test_a_fault_is_over_when_the_person_is_back_at_the_start(tiny_plan: Plan) -> None:
    now, _ = play_bends(tiny_plan, repeat_bend(3, FAULTY))
    assert now.active_faults
    rested_s = LATE_S + 3
    back = replace(now, start_misfit=0.0, is_nearer_start=True)
    now, events = play_bends(tiny_plan, repeat_bend(60, FAULTY), back, rested_s)
    (span,) = list_ended_faults(events)
    assert span.end_s == pytest.approx(rested_s, abs=STEP_S)
    assert not now.active_faults


def test_a_fault_is_over_when_the_person_rests_between_repetitions() -> None:
    plan = plan_for(parse_spec(make_raises(), "x.toml"), Side.LEFT)
    rep = RepState(phase=RepPhase.OUT, zone="high", tried=True)
    begin = replace(ARRIVED, good_since_s=None, rep=rep)
    now, _ = play_bends(plan, repeat_bend(3, FAULTY), begin)
    assert now.active_faults
    home_s = LATE_S + 3
    home = replace(now, rep=replace(rep, phase=RepPhase.HOME, zone="low", home_s=home_s))
    now, events = play_bends(plan, repeat_bend(60, FAULTY), home, home_s)
    (span,) = list_ended_faults(events)
    assert span.end_s == pytest.approx(home_s + LINGER_S, abs=2 * STEP_S)
    assert not now.active_faults


@pytest.mark.parametrize(("then", "reported"), [(FAULTY, 1), (UNSURE, 0), (GOOD, 1)])
def test_a_fault_must_be_sure_by_the_mean_of_all_the_time_it_lasts(
    tiny_plan: Plan, then: float, reported: int
) -> None:
    sure = 50.0 + 1.2 * SURE_SIGMAS * SIGMA
    played = play_bends(tiny_plan, [*repeat_bend(1.5, sure), *repeat_bend(8, then)])
    assert len(list_reports(played)) == 1
    closed = end_faults(tiny_plan, played[0], 99.0)
    assert len(list_ended_faults(list(closed.events))) == reported


def test_a_fix_itself_stops_the_clock_from_its_first_moment_and_a_hint_never(
    tiny_plan: Plan,
) -> None:
    hint = TINY.replace('quantity = "bend"\n', 'quantity = "bend"\nseverity = "hint"\n')
    hinting = plan_for(parse_spec(hint, "x.toml"), Side.LEFT)
    for plan, stops in ((tiny_plan, "elbow-bent"), (hinting, "")):
        assert find_pending_fault(plan, play_bends(plan, repeat_bend(0.2, FAULTY))[0]) == stops
        assert find_pending_fault(plan, play_bends(plan, repeat_bend(3, FAULTY))[0]) == stops
        after = [*repeat_bend(3, FAULTY), *repeat_bend(0.2, GOOD)]
        assert find_pending_fault(plan, play_bends(plan, after)[0]) == ""


@given(st.lists(st.sampled_from([GOOD, FAULTY, UNSURE, nan]), max_size=60))
def test_every_fault_that_is_told_and_still_sure_is_ended_once(
    tiny_plan: Plan, bends: list[float]
) -> None:
    played = play_bends(tiny_plan, [bend for bend in bends for _ in range(3)])
    closed = end_faults(tiny_plan, played[0], 99.0)
    assert closed.faults == {}
    spans = list_ended_faults(list(closed.events))
    unsure = {(s.since_s, s.reported_s) for s in played[0].faults.values() if not s.is_sure}
    told = [one for one in list_reports(played) if one not in unsure]
    assert [(span.start_s, span.reported_s) for span in spans] == told
    for span in spans:
        assert span.start_s <= span.reported_s
        assert span.start_s <= span.end_s <= 100.0
    assert all(one.end_s <= other.start_s for one, other in pairwise(spans))


WRONG_WAY = {
    "chest-stretch": (
        "turned-toward-arm",
        {"turn": -20.0, "right-way": -20.0, "arm-back": 20.0},
    ),
    "wall-corner-rhomboid-chest": (
        "turned-wrong-way",
        {"turn": -15.0, "across": -15.0, "right-way": -15.0},
    ),
    "wall-corner-rhomboid-high": (
        "turned-wrong-way",
        {"turn": -15.0, "across": -15.0, "right-way": -15.0},
    ),
    "wall-corner-rhomboid-hip": ("turned-wrong-way", {"turn": -20.0, "right-way": -20.0}),
}
"""Per stretch, a fault of turning the wrong way after the set-up: its ID, and degrees by quantity.

All are read as accurately as a turn. In practice the arm angle, by which two of them are found,
mostly is not: with a sigma of 9.1 degrees or more the attempt ends before the fault is certain.
"""


@pytest.mark.parametrize("stretch", WRONG_WAY)
def test_who_turns_the_wrong_way_from_the_beginning_is_told(stretch: str) -> None:
    fault, turned = WRONG_WAY[stretch]
    plan = plan_for(load_spec(stretch), Side.LEFT)
    wrong = {name: Reading(degrees, SIGMA, True) for name, degrees in turned.items()}
    assert fault in find_faults_at_rest(plan, wrong)


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [(-0.2, 0.5, {"one-arm-across"}), (-0.2, -0.2, {"arms-not-crossed"}), (0.5, 0.5, set())],
)
def test_one_arm_across_is_told_apart_from_none(left: float, right: float, told: set[str]) -> None:
    plan = plan_for(load_spec("cable-doorway-rhomboid-stretch"), Side.BOTH)
    across = {"crossed.left": left, "crossed.right": right}
    read = {name: Reading(value, 0.05, True) for name, value in across.items()}
    assert find_faults_at_rest(plan, read) == told


@pytest.mark.parametrize(("bend", "told"), [(90.0, {"no-turn"}), (150.0, set())])
def test_a_change_that_is_not_made_is_told_where_all_that_told_the_set_up_is_right(
    bend: float, told: set[str]
) -> None:
    """The arm is not back either, because it follows the turn."""
    plan = plan_for(load_spec("chest-stretch"), Side.LEFT)
    wrong = {"turn": -5.0, "right-way": -5.0, "arm-back": 8.0, "elbow-bend": bend}
    read = {name: Reading(value, SIGMA, True) for name, value in wrong.items()}
    assert find_faults_at_rest(plan, read) == told


def find_faults_at_rest(plan: Plan, wrong: dict[str, Reading]) -> set[str]:
    """Returns the faults of ten seconds of rest after the set-up, right except for ``wrong``."""
    needs = plan.timed_phase.needs
    readings = {need.measure: Reading(find_right_value(need), 0.01, True) for need in needs}
    readings |= wrong
    assert is_near(needs, readings)
    now = replace(NEVER_GOOD, phase_index=1, phase_begun_s=LATE_S, readings=readings)
    for number in range(100):
        now = advance_faults(plan, now.with_time(LATE_S + number * STEP_S))
    return set(now.active_faults)


def find_right_value(need: Need) -> float:
    """Returns the middle of the target, or its only finite limit."""
    ends = [end for end in (need.low, need.high) if isfinite(end)]
    return sum(ends) / len(ends)


def test_a_fault_in_its_delay_that_is_hidden_then_stops_nothing(tiny_plan: Plan) -> None:
    bends = [*repeat_bend(1, GOOD), *repeat_bend(0.4, FAULTY), *repeat_bend(3, nan)]
    assert find_pending_fault(tiny_plan, play_bends(tiny_plan, bends)[0]) == ""
