"""Properties of verdicts and faults that hold for all numbers."""

import math
from dataclasses import replace
from math import inf, nan

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from formcheck.core.judging import (
    LEAST_SIGMA,
    LIKELY,
    MISFIT,
    MOST_SIGMA,
    MOST_SIGMA_NEAR,
    NEAR,
    SURE,
    Verdict,
    compute_chance_outside,
    compute_chances,
    compute_misfit,
    is_faulty,
    is_judged,
    is_near,
    judge,
    judge_all,
    measure_distance_sigmas,
)
from formcheck.core.kinematics import Reading
from formcheck.core.stretch.plan import FaultRule, Need
from tests.unknowns import ELBOW_HIDDEN

NEED = Need("bend", low=10.0, high=40.0, tolerance=10.0)
"""Right from 10 to 40, tolerated from 0 to 50."""
HIDDEN = Reading(nan, nan, False, ELBOW_HIDDEN)
HIGH = replace(NEED, low=-inf)
LOW = replace(NEED, high=inf)
BLUNT = MOST_SIGMA * NEED.tolerance
"""With a larger sigma nothing is judged."""

values = st.floats(-200, 200)
sigmas = st.floats(0.0, BLUNT)
ROUNDING = 1e-9


def make_reading(value: float, sigma: float = 2.0) -> Reading:
    return Reading(value, sigma, True)


def make_rule(*needs: Need) -> FaultRule:
    return FaultRule(
        id="bent",
        title="Bent",
        cue="Straighten.",
        quantity="bend",
        needs=needs,
        for_s=0.8,
        severity="fix",
        priority=2,
        moving=False,
    )


def find_certain_value(sigma: float) -> float:
    """Returns the value above the upper limit from which a fault is certain."""
    return 50.0 + 1.645 * max(sigma, LEAST_SIGMA * NEED.tolerance)


@pytest.mark.parametrize(
    ("value", "sigma", "verdict"),
    [
        (25.0, 2.0, Verdict.OK),
        (49.0, 2.0, Verdict.OK),  # outside the target, within the tolerance
        (51.0, 2.0, Verdict.UNSURE),
        (53.0, 2.0, Verdict.UNSURE),
        (53.6, 2.0, Verdict.HIGH),
        (53.6, 8.0, Verdict.UNSURE),
        (70.0, 8.0, Verdict.HIGH),
        (-1.0, 2.0, Verdict.UNSURE),
        (-3.6, 2.0, Verdict.LOW),
        (25.0, BLUNT, Verdict.OK),
    ],
)
def test_a_fault_is_told_only_where_it_is_nearly_certain(
    value: float, sigma: float, verdict: Verdict
) -> None:
    assert judge(NEED, make_reading(value, sigma)) is verdict


@pytest.mark.parametrize("reading", [HIDDEN, None], ids=["hidden", "never read"])
def test_what_is_hidden_is_unseen_and_never_low(reading: Reading | None) -> None:
    assert judge(NEED, reading) is Verdict.UNJUDGED
    assert not is_judged(NEED, reading)
    assert measure_distance_sigmas(NEED, reading) == 0.0
    found = {} if reading is None else {"bend": reading}
    assert is_faulty(make_rule(LOW, HIGH), found, was_faulty=False) is None
    assert is_faulty(make_rule(LOW, HIGH), found, was_faulty=True) is None


@given(values, sigmas)
def test_every_value_is_right_or_wrong_or_not_sure_by_its_chances(
    value: float, sigma: float
) -> None:
    below, above = compute_chances(NEED, make_reading(value, sigma))
    assert min(below, above) >= 0.0
    assert below + above <= 1.0 + ROUNDING
    expected = (
        Verdict.LOW
        if below >= SURE
        else Verdict.HIGH
        if above >= SURE
        else Verdict.OK
        if max(below, above) < LIKELY
        else Verdict.UNSURE
    )
    assert judge(NEED, make_reading(value, sigma)) is expected


@given(values, values, sigmas)
def test_the_farther_out_the_likelier_wrong(one: float, other: float, sigma: float) -> None:
    low, high = sorted((one, other))
    below_low, above_low = compute_chances(NEED, make_reading(low, sigma))
    below_high, above_high = compute_chances(NEED, make_reading(high, sigma))
    assert above_low <= above_high + ROUNDING
    assert below_high <= below_low + ROUNDING


@given(values, sigmas, sigmas)
def test_more_sigma_makes_every_chance_less_certain(value: float, one: float, other: float) -> None:
    """Both probabilities come closer to 0.5."""
    small, large = sorted((one, other))
    for sharp, blunt in zip(
        compute_chances(NEED, make_reading(value, small)),
        compute_chances(NEED, make_reading(value, large)),
        strict=True,
    ):
        assert abs(blunt - 0.5) <= abs(sharp - 0.5) + ROUNDING


@given(values, sigmas, sigmas)
def test_more_sigma_never_makes_a_fault_or_turns_one_round(
    value: float, one: float, other: float
) -> None:
    small, large = sorted((one, other))
    sharp, blunt = judge(NEED, make_reading(value, small)), judge(NEED, make_reading(value, large))
    allowed = {
        Verdict.OK: {Verdict.OK},
        Verdict.UNSURE: {Verdict.UNSURE},
        Verdict.LOW: {Verdict.LOW, Verdict.UNSURE},
        Verdict.HIGH: {Verdict.HIGH, Verdict.UNSURE},
    }
    assert blunt in allowed[sharp]


@given(values, sigmas, st.floats(0.0, 30.0), st.floats(0.0, 30.0))
def test_a_wider_target_is_never_less_right(
    value: float, sigma: float, lower: float, higher: float
) -> None:
    wide = replace(NEED, low=NEED.low - lower, high=NEED.high + higher)
    for chance, wider in zip(
        compute_chances(NEED, make_reading(value, sigma)),
        compute_chances(wide, make_reading(value, sigma)),
        strict=True,
    ):
        assert wider <= chance + ROUNDING
    assert (
        measure_distance_sigmas(wide, make_reading(value, sigma))
        <= measure_distance_sigmas(NEED, make_reading(value, sigma)) + ROUNDING
    )


@given(values, st.floats(1.0, BLUNT), st.floats(1.0, 5.0))
def test_a_wider_tolerance_is_never_less_right(value: float, sigma: float, times: float) -> None:
    """For any sigma above the least one that either tolerance allows."""
    wide = replace(NEED, tolerance=NEED.tolerance * times)
    reading = make_reading(value, max(sigma, LEAST_SIGMA * wide.tolerance))
    assume(reading.sigma <= BLUNT)
    rank = {Verdict.OK: 0, Verdict.UNSURE: 1, Verdict.LOW: 2, Verdict.HIGH: 2}
    assert rank[judge(wide, reading)] <= rank[judge(NEED, reading)]
    assert (
        measure_distance_sigmas(wide, reading) <= measure_distance_sigmas(NEED, reading) + ROUNDING
    )
    assert is_judged(wide, reading)


@given(values, st.floats(1.0 + 1e-6, 100.0))
def test_what_is_read_too_roughly_is_judged_only_where_it_is_sure(
    value: float, times: float
) -> None:
    reading = make_reading(value, BLUNT * times)
    sure = compute_chance_outside(NEED, reading) >= SURE
    assert is_judged(NEED, reading) == sure
    assert judge(NEED, reading) in ({Verdict.LOW, Verdict.HIGH} if sure else {Verdict.UNJUDGED})


@given(values, st.floats(0.0, 500.0))
def test_no_fault_begins_that_is_not_nearly_certain_however_it_was_read(
    value: float, sigma: float
) -> None:
    reading = make_reading(value, sigma)
    below, above = compute_chances(NEED, reading)
    readings = {"bend": reading}
    assert above >= SURE - ROUNDING or not is_faulty(make_rule(HIGH), readings, was_faulty=False)
    assert below >= SURE - ROUNDING or not is_faulty(make_rule(LOW), readings, was_faulty=False)
    assert above >= LIKELY - ROUNDING or not is_faulty(make_rule(HIGH), readings, was_faulty=True)


@given(values, st.floats(0.0, LEAST_SIGMA * 10.0))
def test_nothing_is_read_better_than_a_tenth_of_its_tolerance(value: float, sigma: float) -> None:
    assert compute_chances(NEED, make_reading(value, sigma)) == compute_chances(
        NEED, make_reading(value, LEAST_SIGMA * 10.0)
    )
    assert judge(NEED, make_reading(value, sigma)) is judge(NEED, make_reading(value, 0.0))


def test_judge_all_names_each_measure() -> None:
    other = replace(NEED, measure="lean")
    verdicts = judge_all((NEED, other), {"bend": make_reading(80.0)})
    assert verdicts == {"bend": Verdict.HIGH, "lean": Verdict.UNJUDGED}


@given(values, sigmas)
def test_distance_begins_where_the_tolerance_ends(value: float, sigma: float) -> None:
    off = max(-value, value - 50.0, 0.0)
    floor = max(sigma, LEAST_SIGMA * NEED.tolerance)
    assert measure_distance_sigmas(NEED, make_reading(value, sigma)) == pytest.approx(
        off / floor, abs=ROUNDING
    )


@given(values, st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_less_sure_is_never_farther_out(value: float, one: float, other: float) -> None:
    small, large = sorted((one, other))
    assert measure_distance_sigmas(NEED, make_reading(value, large)) <= measure_distance_sigmas(
        NEED, make_reading(value, small)
    )


@given(sigmas, sigmas)
def test_two_that_are_each_probably_wrong_are_wrong_together(one: float, other: float) -> None:
    """1.3 sigma outside is not certain for one quantity, but is for two."""
    needs = (NEED, replace(NEED, measure="lean"))
    out = {
        name: make_reading(50.0 + 1.3 * max(sigma, 1.0), sigma)
        for name, sigma in (("bend", one), ("lean", other))
    }
    assert set(judge_all(needs, out).values()) == {Verdict.UNSURE}
    assert compute_misfit(needs[:1], out) < MISFIT < compute_misfit(needs, out)


def test_an_angle_that_both_sides_read_counts_once() -> None:
    sides = tuple(replace(NEED, measure=f"turn.{side}", reads="turn") for side in ("left", "right"))
    out = {need.measure: make_reading(60.0, 5.0) for need in sides}
    assert compute_misfit(sides, out) == compute_misfit(sides[:1], out)


@given(sigmas)
def test_the_clock_stops_for_one_alone_where_it_is_sure(sigma: float) -> None:
    at = find_certain_value(sigma)
    assert compute_misfit((NEED,), {"bend": make_reading(at - 0.1, sigma)}) < MISFIT
    assert compute_misfit((NEED,), {"bend": make_reading(at + 0.1, sigma)}) > MISFIT


@given(st.lists(values, min_size=1, max_size=5), sigmas)
def test_one_more_quantity_never_makes_the_whole_more_right(
    several: list[float], sigma: float
) -> None:
    needs = [replace(NEED, measure=str(i)) for i in range(len(several))]
    readings = {str(i): make_reading(value, sigma) for i, value in enumerate(several)}
    assert compute_misfit(needs[1:], readings) <= compute_misfit(needs, readings)


@given(values, sigmas, sigmas)
def test_whoever_does_it_within_the_tolerance_is_near(
    value: float, sigma: float, other: float
) -> None:
    reading = {"bend": make_reading(value, sigma), "lean": make_reading(25.0, other)}
    needs = (NEED, replace(NEED, measure="lean"))
    within = 10.0 - NEAR * 10.0 <= value <= 40.0 + NEAR * 10.0
    assert is_near(needs, reading) or not within


def test_of_two_targets_of_one_value_the_wider_ends_say_who_is_near() -> None:
    turn = Need("turn", 20.0, 70.0, 5.0, reads="yaw")
    right_way = Need("right-way", 0.0, inf, 5.0, reads="yaw")
    for value, near in ((-15.0, True), (-25.0, False), (85.0, True), (95.0, False)):
        read = {name: make_reading(value, 0.5) for name in ("turn", "right-way")}
        assert is_near((turn, right_way), read) == near, value


def test_who_turns_far_is_not_near_though_the_other_side_reads_it_mirrored() -> None:
    left = Need("head-turn.left", -10.0, 10.0, 5.0, reads="yaw")
    needs = (left, replace(left, measure="head-turn.right"))
    for value, near in ((25.0, True), (60.0, False), (-60.0, False)):
        turned = {"head-turn.left": value, "head-turn.right": -value}
        assert is_near(needs, {n: make_reading(v, 1.0) for n, v in turned.items()}) == near


def test_who_cannot_be_measured_is_not_near() -> None:
    blunt = make_reading(25.0, 1.01 * MOST_SIGMA_NEAR * NEED.tolerance)
    assert not is_near((NEED,), {"bend": HIDDEN})
    assert not is_near((NEED,), {})
    assert not is_near((NEED,), {"bend": blunt})
    assert is_near(
        (NEED, replace(NEED, measure="lean")), {"bend": blunt, "lean": make_reading(20.0)}
    )


@given(values, sigmas)
def test_what_is_far_off_speaks_against_a_try_only_if_it_is_surely_outside(
    value: float, sigma: float
) -> None:
    needs = (NEED, replace(NEED, measure="lean"))
    lean = make_reading(value, sigma)
    far = not 10.0 - NEAR * 10.0 <= value <= 40.0 + NEAR * 10.0
    surely = compute_chance_outside(NEED, lean) >= SURE
    assert is_near(needs, {"bend": make_reading(20.0), "lean": lean}) != (far and surely)


@given(values, values, sigmas)
def test_any_need_that_is_not_met_makes_a_fault(one: float, other: float, sigma: float) -> None:
    both = make_rule(HIGH, replace(HIGH, measure="lean"))
    readings = {"bend": make_reading(one, sigma), "lean": make_reading(other, sigma)}
    alone = [is_faulty(make_rule(need), readings, was_faulty=False) for need in both.needs]
    assert is_faulty(both, readings, was_faulty=False) == any(alone)
    assert is_faulty(both, {**readings, "lean": HIDDEN}, was_faulty=False) is alone[0]


@given(values, values, sigmas)
def test_of_the_faults_of_one_side_and_of_both_one_is_told_where_any_is(
    one: float, other: float, sigma: float
) -> None:
    either = make_rule(HIGH, replace(HIGH, measure="lean"))
    lone, both = (either.model_copy(update={"sides": sides}) for sides in ("one", "both"))
    readings = {"bend": make_reading(one, sigma), "lean": make_reading(other, sigma)}
    for read in (readings, {**readings, "lean": HIDDEN}):
        for was in (False, True):
            told = [is_faulty(each, read, was_faulty=was) for each in (lone, both)]
            assert sum(map(bool, told)) == bool(is_faulty(either, read, was_faulty=was))


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (make_reading(70.0), make_reading(20.0), "one"),
        (make_reading(70.0), make_reading(70.0), "both"),
        (make_reading(70.0, 5.0), make_reading(52.0, 5.0), "both"),
        (make_reading(70.0, 5.0), make_reading(48.0, 5.0), "one"),
        (make_reading(70.0), HIDDEN, "both"),
    ],
    ids=["one", "both", "one surely, the other likely", "the other likely right", "unseen"],
)
def test_one_side_is_wrong_alone_only_where_the_other_is_seen_and_likely_right(
    one: Reading, other: Reading, told: str
) -> None:
    either = make_rule(HIGH, replace(HIGH, measure="lean"))
    for sides in ("one", "both"):
        own = either.model_copy(update={"sides": sides})
        read = {"bend": one, "lean": other}
        assert is_faulty(own, read, was_faulty=False) == (sides == told)


@given(values, sigmas)
def test_a_fault_agrees_with_the_verdict_on_its_quantity(value: float, sigma: float) -> None:
    reading = {"bend": make_reading(value, sigma)}
    verdict = judge(NEED, reading["bend"])
    assert is_faulty(make_rule(HIGH), reading, was_faulty=False) == (verdict is Verdict.HIGH)
    assert is_faulty(make_rule(LOW), reading, was_faulty=False) == (verdict is Verdict.LOW)


@given(values, sigmas)
def test_a_fault_that_is_there_stays_for_as_long_as_it_is_likely(
    value: float, sigma: float
) -> None:
    reading = {"bend": make_reading(value, sigma)}
    begins = is_faulty(make_rule(HIGH), reading, was_faulty=False)
    stays = is_faulty(make_rule(HIGH), reading, was_faulty=True)
    assert stays or not begins
    assert stays == (value >= 50.0 or math.isclose(value, 50.0))


@given(st.floats(51.0, 200.0), st.floats(0.5, 5.0), st.floats(0.1, 0.9))
def test_an_error_that_grows_with_the_change_is_taken_where_the_limit_is(
    value: float, still: float, growth: float
) -> None:
    """The error is that of a true change at the limit."""
    grown = Reading(value, still + growth * value, True, "", still, growth)
    steady = make_reading(value, still + growth * 50.0)
    assert compute_chance_outside(NEED, grown) == pytest.approx(
        compute_chance_outside(NEED, steady)
    )
    assert is_judged(NEED, grown) == is_judged(NEED, steady)


def test_whoever_moves_is_not_far_for_it() -> None:
    fast = Need("speed", 0.0, 0.05, 0.05, moving=True)
    readings = {"bend": make_reading(20.0), "speed": Reading(2.0, 0.01, True)}
    assert is_near((NEED, fast), readings)
    assert compute_misfit((NEED, fast), readings) == 0.0
    assert judge(fast, readings["speed"]) is Verdict.HIGH


def test_a_change_is_as_uncertain_as_at_the_end_that_it_passed() -> None:
    read = Reading(60.0, 8.0, True, None, 1.0, 0.1)
    assert measure_distance_sigmas(NEED, read) == pytest.approx(10 / 6)
