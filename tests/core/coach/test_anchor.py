"""A hold's reference second: later readings are surer as changes from it; faults are excluded."""

from math import nan
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.coach import timing
from formcheck.core.coach.holding import CHANGE_SHARE, apply_anchors, take_anchors
from formcheck.core.judging import Verdict, estimate_inside, judge
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import Need, Plan
from tests.core.coach.stories import BENT, DOWN, FPS, GOOD, OUT, film_arm, play_moments
from tests.unknowns import ELBOW_HIDDEN

BEND = Need("bend", low=0.0, high=40.0, tolerance=10.0)
LEAN = Need("lean", low=-5.0, high=5.0, tolerance=5.0)
NORMAL = NormalDist()
HIDDEN = Reading(nan, nan, False, ELBOW_HIDDEN)
values = st.floats(-200, 200)
sigmas = st.floats(0.1, 50.0)


@given(values, sigmas)
def test_only_what_is_within_its_tolerance_is_an_anchor(value: float, sigma: float) -> None:
    reading = Reading(value, sigma, True)
    taken = take_anchors((BEND, LEAN), {"bend": reading, "lean": HIDDEN})
    assert list(taken) == (["bend"] if -10.0 <= value <= 50.0 else [])


@given(st.floats(-10, 50), st.floats(1.0, 50.0))
def test_what_is_expected_is_the_mean_of_the_true_values_that_are_tolerated(
    value: float, sigma: float
) -> None:
    """Compared with the mean of many true values around the reading that are within tolerance."""
    low, high = (NORMAL.cdf((edge - value) / sigma) for edge in (-10.0, 50.0))
    chances = low + (np.arange(500) + 0.5) / 500 * (high - low)
    true = [value + sigma * NORMAL.inv_cdf(chance) for chance in chances.tolist()]
    found = estimate_inside(BEND, Reading(value, sigma, True))
    assert found == pytest.approx(float(np.mean(true)), abs=0.01 * sigma)


@given(values, sigmas, st.floats(-20.0, 20.0))
def test_a_later_reading_is_moved_and_surer(value: float, sigma: float, added: float) -> None:
    now = {"bend": Reading(value, sigma, True), "lean": Reading(1.0, sigma, True)}
    found = apply_anchors(now, {"bend": added})
    assert found["bend"].value == value + added
    assert found["bend"].sigma == pytest.approx(CHANGE_SHARE * sigma)
    assert found["lean"] == now["lean"]


def test_what_is_hidden_stays_so() -> None:
    assert apply_anchors({"bend": HIDDEN}, {"bend": 7.0}) == {"bend": HIDDEN}


def test_what_creeps_in_is_told_where_its_state_alone_would_not_be_sure() -> None:
    good, now = {"bend": Reading(20.0, 10.0, True)}, {"bend": Reading(62.0, 10.0, True)}
    assert judge(BEND, now["bend"]) is Verdict.UNSURE
    assert judge(BEND, apply_anchors(now, take_anchors((BEND,), good))["bend"]) is Verdict.HIGH


def test_what_is_near_its_limit_in_the_first_second_may_still_be_right_a_little_beyond() -> None:
    good, now = {"bend": Reading(49.0, 10.0, True)}, {"bend": Reading(57.0, 10.0, True)}
    assert judge(BEND, apply_anchors(now, take_anchors((BEND,), good))["bend"]) is Verdict.OK


def test_a_hold_takes_its_anchors_after_its_first_good_second(tiny_plan: Plan) -> None:
    moments = film_arm(GOOD)
    for held_s, known in ((timing.ANCHOR_S - 0.2, False), (timing.ANCHOR_S + 0.2, True)):
        now, _ = play_moments(tiny_plan, moments[: round((2.8 + held_s) * FPS)])
        assert now.hold.held_s == pytest.approx(held_s, abs=0.15)
        assert bool(now.anchors) == known
    assert now.anchors.keys() == {"raise", "bend"}


def test_the_anchors_of_a_hold_go_with_it(tiny_plan: Plan) -> None:
    now, _ = play_moments(tiny_plan, film_arm(GOOD))
    assert now.anchors == {}


def test_a_hold_that_is_good_again_keeps_its_first_anchors(tiny_plan: Plan) -> None:
    keys = [(0, DOWN), (2, DOWN), (2.8, OUT), (5, OUT), (5.4, BENT), (7.4, BENT), (7.8, OUT),
            (10, OUT)]  # fmt: skip
    moments = film_arm(keys)
    before, _ = play_moments(tiny_plan, moments[: 5 * FPS])
    after, _ = play_moments(tiny_plan, moments[5 * FPS :], before)
    assert after.hold.held_s > before.hold.held_s
    assert after.anchors == before.anchors


def test_without_a_hold_nothing_is_anchored(tiny_plan: Plan) -> None:
    now, _ = play_moments(tiny_plan, film_arm([(0, DOWN), (2, DOWN), (2.8, BENT), (6, BENT)]))
    assert now.attempting
    assert now.anchors == {}
