"""Where hands, elbows, head and hips are: zero and sign as the catalogue says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Side
from tests.bodies import (
    FOREARM_M,
    SHOULDERS_M,
    TRUNK_M,
    UPPER_ARM_M,
    Arm,
    Leg,
    sitting,
    standing,
)
from tests.measure.figures import SIDES, neutral, seen, true, value

REACH_M = UPPER_ARM_M + FOREARM_M
OWN = neutral()


@given(st.sampled_from(SIDES), st.floats(-40.0, 40.0))
def test_an_arm_across_the_chest_crosses_and_one_to_its_side_does_not(
    side: Side, turn: float
) -> None:
    across = true(standing().with_arm(side, Arm(150.0, 90.0)).turned(turn))
    crossed_m = REACH_M * 0.866 - SHOULDERS_M / 2
    assert value("wrist_cross_ratio", across, side, OWN) == pytest.approx(
        crossed_m / SHOULDERS_M, abs=0.1
    )
    assert value("elbow_cross_ratio", across, side, OWN) > 0.1
    aside = true(standing().with_arm(side, Arm(0.0, 90.0)).turned(turn))
    assert value("wrist_cross_ratio", aside, side, OWN) < -1.5
    assert value("elbow_cross_ratio", aside, side, OWN) < -1.0


@given(st.sampled_from(SIDES))
def test_an_elbow_over_the_nose_is_on_the_midline(side: Side) -> None:
    inward = standing().with_arm(side, Arm(180.0, 141.0))
    assert value("elbow_to_midline_ratio", seen(inward), side, OWN) == pytest.approx(0.0, abs=0.05)
    outward = standing().with_arm(side, Arm(0.0, 141.0))
    assert value("elbow_to_midline_ratio", seen(outward), side, OWN) == pytest.approx(-1.0, abs=0.1)


def test_heights_are_zero_at_the_shoulders_and_positive_above() -> None:
    level = seen(standing(left_arm=Arm(0.0, 90.0), right_arm=Arm(0.0, 180.0)))
    assert value("wrist_height_ratio", level, Side.LEFT) == pytest.approx(0.0, abs=0.01)
    assert value("elbow_height_ratio", level, Side.LEFT) == pytest.approx(0.0, abs=0.01)
    assert value("wrist_height_ratio", level, Side.RIGHT) == pytest.approx(REACH_M / TRUNK_M)
    assert value("wrist_height_ratio", seen(standing()), Side.LEFT) == pytest.approx(
        -REACH_M / TRUNK_M
    )


def test_hands_far_from_and_on_what_they_touch() -> None:
    hanging = seen(standing())
    assert value("hand_to_head_ratio", hanging, Side.LEFT, OWN) > 2.5
    assert value("hand_to_other_elbow_ratio", hanging, Side.LEFT, OWN) > 1.0
    hugging = standing(left_arm=Arm(0.0, 0.0, 90.0, "right"), right_arm=Arm(0.0, 0.0))
    assert value("hand_to_other_elbow_ratio", seen(hugging), Side.LEFT, OWN) < 0.5
    raised = standing(left_arm=Arm(0.0, 60.0, 150.0, "up"))
    assert value("hand_to_head_ratio", seen(raised), Side.LEFT, OWN) < 1.2


def test_the_hand_on_the_knee_of_its_own_and_of_the_other_side() -> None:
    figure = seen(sitting(left_arm=Arm(90.0, 45.0)))
    own = value("hand_to_knee_ratio", figure, Side.LEFT, OWN)
    other = value("hand_to_other_knee_ratio", figure, Side.LEFT, OWN)
    assert own < 1.0
    assert other > own + 0.5


def test_gaps_are_in_shoulder_widths() -> None:
    figure = seen(standing())
    assert value("wrist_gap_ratio", figure, None, OWN) == pytest.approx(1.0, abs=0.02)
    assert value("elbow_gap_ratio", figure, None, OWN) == pytest.approx(1.0, abs=0.02)
    assert value("knee_gap_ratio", figure, None, OWN) == pytest.approx(0.22 / 0.34, abs=0.02)
    assert value("ankle_gap_ratio", figure, None, OWN) == pytest.approx(0.22 / 0.34, abs=0.02)
    wide = seen(standing(left_arm=Arm(0.0, 90.0), right_arm=Arm(0.0, 90.0)))
    assert value("wrist_gap_ratio", wide, None, OWN) == pytest.approx(
        (2 * REACH_M + SHOULDERS_M) / SHOULDERS_M, abs=0.05
    )


def test_a_shrug_brings_only_its_own_shoulder_nearer_the_ear() -> None:
    figure = seen(standing(shrug_left_m=0.05))
    assert value("shrug_ratio", seen(standing()), Side.LEFT, OWN) == pytest.approx(0.0, abs=1e-6)
    assert value("shrug_ratio", figure, Side.LEFT, OWN) == pytest.approx(0.25, abs=0.05)
    assert abs(value("shrug_ratio", figure, Side.RIGHT, OWN)) < 0.08


@given(st.floats(-30.0, 30.0))
def test_tilting_the_head_is_no_shrug(tilt: float) -> None:
    figure = seen(standing(head_tilt_right_deg=tilt))
    for side in SIDES:
        assert abs(value("shrug_ratio", figure, side, OWN)) < 0.15


def test_a_slump_shortens_the_trunk_and_lowers_the_head() -> None:
    figure = seen(standing(lean_forward_deg=45.0, head_down_deg=30.0))
    assert value("trunk_height_ratio", figure, None, OWN) < 0.9
    assert value("head_drop_ratio", figure, None, OWN) > 0.2
    assert value("head_drop_ratio", seen(standing()), None, OWN) == pytest.approx(0.0, abs=1e-6)


def test_a_turned_chest_looks_narrower() -> None:
    assert value("shoulder_width_ratio", seen(standing().turned(45.0)), None, OWN) == (
        pytest.approx(0.707, abs=0.03)
    )


def test_sitting_back_lowers_the_hips() -> None:
    bent = Leg(40.0, 60.0)
    figure = seen(standing(left_leg=bent, right_leg=bent))
    assert value("hips_drop_ratio", seen(standing()), None, OWN) == pytest.approx(1.0, abs=1e-6)
    assert value("hips_drop_ratio", figure, None, OWN) < 0.92


@given(st.sampled_from(SIDES), st.floats(0.0, 120.0))
def test_reach_and_arm_line_tell_a_straight_arm_from_a_bent_one(side: Side, bend: float) -> None:
    figure = true(standing().with_arm(side, Arm(0.0, 60.0, bend, "up")))
    straight = true(standing().with_arm(side, Arm(0.0, 60.0)))
    assert value("reach_ratio", straight, side) == pytest.approx(1.0)
    assert value("reach_ratio", figure, side) <= 1.0 - bend * bend / 42000
    assert value("arm_line_ratio", straight, side) == pytest.approx(0.0, abs=1e-6)
    assert value("arm_line_ratio", figure, side) >= bend / 300 - 1e-6
