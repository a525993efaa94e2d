"""Verdicts and faults keep their promises whatever the numbers."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.check import Verdict, is_faulty, judge, judge_all
from formcheck.measure import Reading
from formcheck.spec.plan import Condition, FaultRule, Need

NEED = Need("hold.elbow_deg", "elbow_deg", low=10.0, high=40.0, slack=5.0)
HIDDEN = Reading(nan, seen=False, reason="left elbow hidden")
values = st.floats(-200, 200)


def seen(value: float) -> Reading:
    return Reading(value, seen=True, reason="")


def rule(*conditions: Condition) -> FaultRule:
    return FaultRule(
        "bent",
        "Bent",
        "Straighten.",
        conditions,
        during=frozenset(),
        for_s=0.8,
        after_s=0.0,
        severity="fix",
        priority=2,
        unless=frozenset(),
        looks_like="",
        moving=False,
    )


@pytest.mark.parametrize(
    ("value", "was_inside", "verdict"),
    [
        (9.0, False, Verdict.LOW),
        (9.0, True, Verdict.OK),
        (4.9, True, Verdict.LOW),
        (40.0, False, Verdict.OK),
        (44.0, False, Verdict.HIGH),
        (44.0, True, Verdict.OK),
        (45.1, True, Verdict.HIGH),
    ],
)
def test_a_band_is_entered_at_its_edge_and_left_a_slack_beyond(
    value: float, was_inside: bool, verdict: Verdict
) -> None:
    assert judge(NEED, seen(value), was_inside=was_inside) is verdict


@pytest.mark.parametrize("reading", [HIDDEN, None], ids=["hidden", "never read"])
def test_what_is_hidden_is_unseen_and_never_low(reading: Reading | None) -> None:
    assert judge(NEED, reading, was_inside=True) is Verdict.UNSEEN
    assert is_faulty(rule(Condition("elbow_deg", 5, 50, 2)), {}, was_faulty=False) is None


@given(values, st.booleans())
def test_being_inside_never_makes_a_good_value_bad(value: float, was: bool) -> None:
    outside = judge(NEED, seen(value), was_inside=False)
    inside = judge(NEED, seen(value), was_inside=True)
    assert outside is not Verdict.OK or inside is Verdict.OK
    assert judge(NEED, seen(value), was_inside=was) is not Verdict.UNSEEN


def test_judge_all_uses_the_memory_of_each_need() -> None:
    verdicts = judge_all((NEED,), {"elbow_deg": seen(42.0)}, frozenset({NEED.key}))
    assert verdicts == {"elbow_deg": Verdict.OK}
    assert judge_all((NEED,), {"elbow_deg": seen(42.0)}, frozenset()) == {"elbow_deg": Verdict.HIGH}


@given(values, values)
def test_a_fault_needs_every_condition(a: float, b: float) -> None:
    both = rule(Condition("a", -50, 50, 5), Condition("b", -50, 50, 5))
    answer = is_faulty(both, {"a": seen(a), "b": seen(b)}, was_faulty=False)
    assert answer == (not -50 <= a <= 50 and not -50 <= b <= 50)


@given(values)
def test_a_false_condition_outweighs_a_hidden_one(value: float) -> None:
    both = rule(Condition("a", -50, 50, 5), Condition("b", -50, 50, 5))
    answer = is_faulty(both, {"a": HIDDEN, "b": seen(value)}, was_faulty=False)
    assert answer == (False if -50 <= value <= 50 else None)


@pytest.mark.parametrize(
    ("value", "was", "faulty"), [(46, False, False), (46, True, True), (44, True, False)]
)
def test_a_fault_ends_only_its_slack_back(value: float, was: bool, faulty: bool) -> None:
    assert is_faulty(rule(Condition("a", -50, 50, 5)), {"a": seen(value)}, was_faulty=was) is faulty
