"""The steps of a programme and their order."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.body import Side
from formcheck.core.language import ENGLISH
from formcheck.core.session import begin_session, make_result
from formcheck.core.session.programme import make_programme, take_turns
from formcheck.core.session.session_values import End, Programme
from formcheck.library.catalogue import load_spec
from tests.engine.sessions import short_spec
from tests.engine.test_repetitions import ARM_RAISES


def describe_order(programme: Programme) -> list[str]:
    return [f"{step.side.value[0]}{step.set_number}" for step in programme.steps]


def plan_short(
    sides: str = "both", hold_s: float | None = None, sets: int | None = None
) -> Programme:
    return make_programme([short_spec()], sides, hold_s, sets, ENGLISH)


def test_the_sides_take_turns_in_each_set() -> None:
    programme = plan_short(sets=2)
    assert describe_order(programme) == ["l1", "r1", "l2", "r2"]
    assert {step.sets for step in programme.steps} == {2}


def test_one_side_alone_can_be_asked_for() -> None:
    assert describe_order(plan_short("right")) == ["r1"]


def test_the_dose_can_be_changed() -> None:
    plan = plan_short(hold_s=12.0, sets=3).steps[0].plan
    assert (plan.dose.round_s, plan.dose.rounds) == (12.0, 3)


def test_a_stretch_of_both_sides_at_once_has_no_choice() -> None:
    both = load_spec("cable-doorway-rhomboid-stretch")
    programme = make_programme([both], "left", None, None, ENGLISH)
    assert [step.side for step in programme.steps] == [Side.BOTH]


def test_the_instructions_name_the_side() -> None:
    setups = {step.side: step.plan.spec.setup for step in plan_short().steps}
    assert setups[Side.LEFT][1] == "Raise your left arm straight out to the side."
    assert setups[Side.RIGHT][1] == "Raise your right arm straight out to the side."


@pytest.mark.parametrize(
    ("sides", "hold_s", "sets", "told"),
    [
        ("up", None, None, "'up' is not a valid Side"),
        ("both", 0.0, None, "hold_s"),
        ("both", None, 0, "sets must be"),
    ],
)
def test_what_cannot_be_done_is_refused(
    sides: str, hold_s: float | None, sets: int | None, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        plan_short(sides, hold_s, sets)


def test_no_stretch_and_the_same_one_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        make_programme([], "both", None, None, ENGLISH)
    with pytest.raises(ValueError, match="only once"):
        make_programme([short_spec(), short_spec()], "both", None, None, ENGLISH)


@given(st.integers(1, 6), st.integers(0, 11), st.sampled_from([Side.LEFT, Side.RIGHT]))
def test_a_new_order_loses_no_step_and_lets_the_sides_take_turns(
    sets: int, start: int, first: Side
) -> None:
    steps = plan_short(sets=sets).steps[start:]
    turned = take_turns(steps, first)
    places = {step.key: place for place, step in enumerate(steps)}
    assert sorted(places[s.key] for s in turned) == [*range(len(steps))]
    if any(s.side is first for s in steps):
        assert turned[0].side is first
    for side in (Side.LEFT, Side.RIGHT):
        numbers = [s.set_number for s in turned if s.side is side]
        assert numbers == sorted(numbers)
    assert sum(a.side is b.side for a, b in pairwise(turned)) <= 1


def test_seconds_are_refused_where_nothing_is_held() -> None:
    spec = short_spec(ARM_RAISES)
    with pytest.raises(ValueError, match=r"counted in .*: there are no seconds of a hold to set"):
        make_programme([spec], "both", 10.0, None, ENGLISH)
    mixed = make_programme(
        [short_spec(), spec.model_copy(update={"id": "b"})], "left", 10.0, 3, ENGLISH
    )
    assert [(s.plan.dose.round_s, s.plan.dose.round_reps) for s in mixed.steps] == [
        (10.0, 0)
    ] * 3 + [(0.0, 4)] * 3


def test_a_session_that_has_not_begun_is_plain_and_comes_to_nothing() -> None:
    result = make_result(begin_session(plan_short()))
    assert (result.begun, result.duration_s, result.end) == (False, 0.0, End.OPEN)
    assert [stretch.sides for stretch in result.stretches] == [()]
    assert result.verdict == "Nothing was held."
