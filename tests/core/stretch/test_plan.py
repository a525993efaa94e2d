"""A plan is a spec resolved for one working side: which side is read, the targets and the texts."""

from math import inf

import pytest

from formcheck.core.body import Side
from formcheck.core.stretch import Need, parse_spec, plan_for, say_side
from formcheck.library.catalogue import load_spec
from tests.core.stretch.tiny import TINY

SPEC = parse_spec(TINY, "arm-out.toml")


def test_the_sides_are_the_persons_own() -> None:
    text = TINY.replace('"elbow_flexion"\nof = "work"', '"elbow_flexion"\nof = "other"')
    spec = parse_spec(text, "x.toml")
    for side, other in ((Side.LEFT, Side.RIGHT), (Side.RIGHT, Side.LEFT)):
        of = {d.name: d.of for d in plan_for(spec, side).definitions}
        assert (of["raise"], of["bend"]) == (side, other)


def test_a_quantity_of_each_is_read_of_both() -> None:
    text = TINY.replace('"elbow_flexion"\nof = "work"', '"elbow_flexion"\nof = "each"')
    plan = plan_for(parse_spec(text, "x.toml"), Side.LEFT)
    assert {"bend.left", "bend.right"} <= {d.name for d in plan.definitions}
    needs = plan.find_fault("elbow-bent").needs
    assert [need.measure for need in needs] == ["bend.left", "bend.right"]


def test_targets_are_needs_of_a_phase_and_one_end_of_them_of_a_fault() -> None:
    plan = plan_for(SPEC, Side.LEFT)
    assert plan.timed_phase.needs == (
        Need("raise", 70.0, 110.0, 10.0),
        Need("bend", 0.0, 40.0, 10.0),
    )
    assert plan.find_fault("elbow-bent").needs == (Need("bend", -inf, 40.0, 10.0),)
    assert not plan.find_fault("elbow-bent").moving


def test_a_name_that_the_plan_lacks_is_a_missing_key() -> None:
    """StopIteration would end a generator that looks a name up, as if all were well."""
    plan = plan_for(SPEC, Side.LEFT)
    for find in (plan.find_definition, plan.find_fault):
        with pytest.raises(KeyError, match="nothing"):
            find("nothing")


def test_the_start_is_read_of_both_sides() -> None:
    plan = plan_for(SPEC, Side.LEFT)
    keys = ["start.shoulder_elevation.left", "start.shoulder_elevation.right"]
    assert [need.measure for need in plan.start_needs] == keys
    assert {d.name: d.of for d in plan.definitions}[keys[1]] is Side.RIGHT


@pytest.mark.parametrize(
    ("stretch", "names"),
    [
        ("prone-chest-lift", {"trunk-raise"}),
        ("cable-doorway-rhomboid-stretch", {"arm-height.left", "arm-height.right"}),
        ("seated-chair-forward-fold", {"fold.left", "fold.right", "trunk-down"}),
        ("bridge-pose", {"lift.left", "lift.right"}),  # a change since the start
    ],
)
def test_the_hold_differs_from_the_start_in_what_both_name_or_changes(
    stretch: str, names: set[str]
) -> None:
    spec = load_spec(stretch)
    plan = plan_for(spec, spec.sides[0])
    assert {need.measure for need in plan.contrast_needs} == names


def test_where_the_start_names_nothing_else_all_of_the_hold_differs_from_it() -> None:
    spec = load_spec("childs-pose")
    plan = plan_for(spec, spec.sides[0])
    assert plan.contrast_needs == plan.timed_phase.needs


def test_at_the_start_what_should_change_since_has_not() -> None:
    plan = plan_for(load_spec("seated-twist"), Side.LEFT)
    assert plan.unchanged_needs == (Need("twist", 0.0, 0.0, 7.0),)


def test_a_turn_at_the_start_is_to_the_working_side() -> None:
    text = TINY.replace("{ shoulder_elevation = [0, 30] }", "{ shoulder_level = [40, 90] }")
    plan = plan_for(parse_spec(text, "x.toml"), Side.RIGHT)
    assert {d.name: d.of for d in plan.definitions}["start.shoulder_level"] is Side.RIGHT


def test_a_quantity_is_told_by_its_own_cue_or_by_that_of_its_fault() -> None:
    cues = plan_for(SPEC, Side.RIGHT).cues
    assert cues["raise"] == ("Raise your right arm.", "")
    assert cues["bend"] == ("", "Straighten your arm.")


def test_a_fault_of_a_rate_is_one_of_movement() -> None:
    text = TINY.replace('"elbow_flexion"\n', '"elbow_flexion"\nchange = "rate"\n')
    assert plan_for(parse_spec(text, "x.toml"), Side.LEFT).find_fault("elbow-bent").moving


def test_a_side_the_spec_does_not_work_is_refused() -> None:
    with pytest.raises(ValueError, match="no side both"):
        plan_for(SPEC, Side.BOTH)


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("Raise your {side} arm.", "Raise your left arm.", "Raise your right arm."),
        ("With the {other_side} hand.", "With the right hand.", "With the left hand."),
        ("Hebe den {linken|rechten} Arm.", "Hebe den linken Arm.", "Hebe den rechten Arm."),
        ("{a|b} und {c|d}", "a und c", "b und d"),
        ("Both arms.", "Both arms.", "Both arms."),
        ("{n} seconds | {of}", "{n} seconds | {of}", "{n} seconds | {of}"),
    ],
)
def test_the_working_side_is_put_into_a_text(text: str, left: str, right: str) -> None:
    assert say_side(text, Side.LEFT) == left
    assert say_side(text, Side.RIGHT) == right
