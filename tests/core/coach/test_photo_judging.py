"""A photo judged as one moment: what is right, what is wrong, and what no photo can show."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Pose, Side
from formcheck.core.coach import Form, PhotoVerdict, judge_photo
from formcheck.core.coach.photo import ONE_PICTURE
from formcheck.core.judging import Verdict
from formcheck.core.kinematics import NOBODY
from formcheck.core.stretch import Plan, parse_spec, plan_for
from tests.bodies import Arm, standing
from tests.core.coach.stories import BENT, DOWN, LOW, OUT
from tests.core.stretch.tiny import DRIFT, LEVEL, SET_UP, TINY, make_curls, make_raises


def make_plan(text: str) -> Plan:
    return plan_for(parse_spec(text, "x.toml"), Side.LEFT)


def judge_arm(plan: Plan, arm: Arm) -> PhotoVerdict:
    return judge_photo(plan, standing(left_arm=arm).pose())


def find_faulty_verdicts(verdict: PhotoVerdict) -> dict[str, Verdict]:
    """Returns the verdicts of the quantities certainly outside their target."""
    return {n: v for n, v in verdict.verdicts.items() if v in {Verdict.LOW, Verdict.HIGH}}


def test_good_form_is_good(tiny_plan: Plan) -> None:
    verdict = judge_arm(tiny_plan, OUT)
    assert verdict.form is Form.OK
    assert verdict.attempted
    assert verdict.faults == ()
    assert find_faulty_verdicts(verdict) == {}
    assert verdict.unseen == ()
    assert set(verdict.verdicts) == {"raise", "bend"}
    assert verdict.at_peak is None


def test_a_fault_is_named(tiny_plan: Plan) -> None:
    verdict = judge_arm(tiny_plan, BENT)
    assert verdict.form is Form.FAULTY
    assert [fault.id for fault in verdict.faults] == ["elbow-bent"]
    assert find_faulty_verdicts(verdict) == {"bend": Verdict.HIGH}


def test_who_does_not_try_it_is_not_told_a_fault(tiny_plan: Plan) -> None:
    verdict = judge_arm(tiny_plan, replace(DOWN, elbow_deg=70))
    assert not verdict.attempted
    assert verdict.form is Form.FAULTY
    assert verdict.faults == ()


def test_a_try_that_falls_short_is_a_try(tiny_plan: Plan) -> None:
    verdict = judge_arm(tiny_plan, LOW)
    assert verdict.attempted
    assert verdict.form is Form.FAULTY
    assert find_faulty_verdicts(verdict) == {"raise": Verdict.LOW}


def test_nobody_in_the_picture(tiny_plan: Plan) -> None:
    verdict = judge_photo(tiny_plan, None)
    assert verdict.form is Form.UNJUDGED
    assert verdict.unseen == (NOBODY,)
    assert not verdict.attempted


SINCE_START = TINY.replace(
    'measure = "elbow_flexion"\nof = "work"\n',
    'measure = "elbow_flexion"\nof = "work"\nsince = "start"\nchange = "difference"\n',
)
RATE = TINY.replace('measure = "elbow_flexion"\n', 'measure = "elbow_flexion"\nchange = "rate"\n')
HEAD, REST = TINY.split("[[phase]]", 1)
SINCE_SET_UP = f"{HEAD}{SET_UP}\n[[phase]]{REST}{DRIFT}"


@pytest.mark.parametrize(
    ("text", "name"),
    [(SINCE_START, "bend"), (RATE, "bend"), (SINCE_SET_UP, "drift")],
    ids=["since the start", "rate", "since the set-up"],
)
def test_what_is_about_time_cannot_be_told_and_does_not_spoil_the_rest(
    text: str, name: str
) -> None:
    verdict = judge_arm(make_plan(text), OUT)
    assert verdict.verdicts[name] is Verdict.UNJUDGED
    assert verdict.unseen == (ONE_PICTURE,)
    assert verdict.form is Form.OK
    assert all(fault.quantity != name for fault in judge_arm(make_plan(text), BENT).faults)


@pytest.mark.parametrize(("arm", "reached"), [(OUT, True), (LOW, False)])
def test_of_a_repetition_the_far_end_is_judged(arm: Arm, *, reached: bool) -> None:
    verdict = judge_arm(make_plan(make_raises()), arm)
    assert verdict.at_peak is reached
    assert (verdict.form is Form.OK) == reached


def test_the_start_of_a_repetition_is_a_moment_of_it() -> None:
    verdict = judge_arm(make_plan(make_raises()), DOWN)
    assert (verdict.attempted, verdict.at_peak, verdict.form) == (True, False, Form.FAULTY)
    assert not verdict.is_other
    bent = judge_arm(make_plan(make_raises()), replace(DOWN, elbow_deg=140))
    assert bent.is_other


@pytest.mark.parametrize(
    ("text", "arm", "name", "edge"),
    [(make_raises(), LOW, "raise", 80.0), (make_curls(), BENT, "bend", 20.0)],
    ids=["rises", "falls"],
)
def test_what_a_peak_lacks_is_told_from_where_it_begins(
    text: str, arm: Arm, name: str, edge: float
) -> None:
    """The shortfall is measured from the target, as for every quantity, not from the tolerance."""
    plan = make_plan(text)
    verdict = judge_arm(plan, arm)
    value = plan.find_definition(name).sign * verdict.readings[name].value
    lacking = {one.measure: one for one in verdict.lacking}
    assert lacking[name].by == pytest.approx(value - edge)
    assert lacking[name].chance > 0.99


def test_a_peak_that_is_likelier_not_reached_is_not_told_as_reached() -> None:
    verdict = judge_arm(make_plan(make_raises()), replace(OUT, elevation_deg=64))
    assert verdict.verdicts["raise"] is Verdict.UNSURE
    assert verdict.at_peak is None


def test_who_is_far_from_the_position_is_at_no_peak() -> None:
    verdict = judge_arm(make_plan(make_raises()), replace(OUT, elbow_deg=140, elevation_deg=95))
    assert verdict.verdicts["raise"] is Verdict.OK
    assert not verdict.attempted
    assert verdict.at_peak is None


BENT_AT_PEAK = (make_raises() + LEVEL).replace('at = "throughout"', 'at = "rep-peak"', 1)


@pytest.mark.parametrize(("raised_deg", "told"), [(54, []), (64, ["elbow-bent"])])
def test_a_fault_of_the_peak_is_none_where_the_peak_is_surely_not_shown(
    raised_deg: float, told: list[str]
) -> None:
    verdict = judge_arm(make_plan(BENT_AT_PEAK), replace(BENT, elevation_deg=raised_deg))
    assert verdict.attempted
    assert verdict.at_peak is (None if told else False)
    assert [fault.id for fault in verdict.faults] == told


BLURRED = TINY.replace("tolerance = 10", "tolerance = 1\n")


def test_where_nothing_can_be_told_so_exactly_it_says_so() -> None:
    verdict = judge_arm(make_plan(BLURRED), OUT)
    assert verdict.form is Form.UNJUDGED
    assert set(verdict.verdicts.values()) == {Verdict.UNJUDGED}
    assert verdict.faults == ()


@pytest.mark.parametrize("arm", [OUT, LOW])
def test_of_what_can_not_be_judged_no_moment_of_a_repetition_is_told(arm: Arm) -> None:
    """The raise is measured well; the other three quantities are too uncertain to be judged."""
    levels = (LEVEL.replace("level", f"level-{number}") for number in range(2))
    blurred = "".join((make_raises(), *levels)).replace("tolerance = 10", "tolerance = 1\n")
    plan = make_plan(blurred.replace("tolerance = 1\n", "tolerance = 10\n", 1))
    verdict = judge_arm(plan, arm)
    assert (verdict.form, verdict.attempted) == (Form.UNJUDGED, True)
    assert verdict.at_peak is None


SINCE_START_AT_PEAK = (
    make_raises()
    .replace(
        'measure = "shoulder_elevation"\n',
        'measure = "shoulder_elevation"\nsince = "start"\nchange = "difference"\n',
    )
    .replace('at = "throughout"', 'at = "rep-peak"', 1)
    + LEVEL
)
"""Raises that want a straight elbow at the peak, and whose driver no single image can show."""


def make_start_need(least_deg: float) -> str:
    """Returns a quantity that wants an elbow bent by at least ``least_deg`` at the start."""
    return f"""
[quantity.bend-at-start]
measure = "elbow_flexion"
of = "work"
target = [{least_deg}, 150]
tolerance = 10
at = "rep-start"
source = "made for the tests"
confidence = "low"
"""


def test_what_is_wrong_at_the_peak_and_right_at_the_start_shows_the_start() -> None:
    plan = make_plan(SINCE_START_AT_PEAK + make_start_need(55))
    start = judge_arm(plan, BENT)
    assert (start.form, start.attempted, start.at_peak) == (Form.OK, True, False)
    assert start.faults == ()
    assert start.lacking == ()
    assert ONE_PICTURE in start.unseen
    straight = judge_arm(plan, OUT)
    assert (straight.form, straight.at_peak) == (Form.OK, None)


def test_where_the_person_is_as_they_begin_what_the_peak_asks_for_is_no_fault() -> None:
    verdict = judge_arm(make_plan(SINCE_START_AT_PEAK), replace(DOWN, elbow_deg=70))
    assert (verdict.attempted, verdict.at_peak, verdict.begins) == (True, False, True)
    assert verdict.faults == ()
    raised = judge_arm(make_plan(SINCE_START_AT_PEAK), BENT)
    assert (raised.begins, [fault.id for fault in raised.faults]) == (False, ["elbow-bent"])


@pytest.mark.parametrize("at_start", ["", make_start_need(110)], ids=["not asked", "wrong too"])
def test_what_is_wrong_at_the_peak_and_not_asked_at_the_start_is_a_fault(at_start: str) -> None:
    verdict = judge_arm(make_plan(SINCE_START_AT_PEAK + at_start), BENT)
    assert (verdict.form, verdict.at_peak) == (Form.FAULTY, None)
    assert [fault.id for fault in verdict.faults] == ["elbow-bent"]


angles = st.floats(0.0, 150.0)


@settings(max_examples=30)
@given(angles, angles, st.floats(-90.0, 90.0))
def test_every_picture_is_ok_or_faulty_or_unseen_and_agrees_with_its_verdicts(
    tiny_plan: Plan, raised: float, bent: float, turned: float
) -> None:
    arm = Arm(plane_deg=10.0, elevation_deg=raised, elbow_deg=bent)
    verdict = judge_photo(tiny_plan, standing(left_arm=arm).turned(turned).pose())
    if verdict.form is Form.OK:
        assert verdict.attempted
        assert not find_faulty_verdicts(verdict)
        assert not verdict.faults
    if verdict.faults:
        assert verdict.attempted
        assert verdict.form is Form.FAULTY
    if verdict.form is Form.UNJUDGED:
        assert not verdict.faults


def test_a_looking_glass_swaps_the_sides() -> None:
    """The right arm out in a mirror image, judged for the right side."""
    spec = parse_spec(TINY, "x.toml")
    pose: Pose = standing(left_arm=BENT).mirrored().pose()
    assert find_faulty_verdicts(judge_photo(plan_for(spec, Side.RIGHT), pose)) == {
        "bend": Verdict.HIGH
    }
    assert not judge_photo(plan_for(spec, Side.LEFT), pose).attempted
