"""The true body in, the true angle out: what each angle means, on both sides."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Side
from tests.bodies import FOREARM_M, TRUNK_M, UPPER_ARM_M, Arm, Body, Leg, sitting, standing
from tests.measure import figures
from tests.measure.figures import SIDES

SIDE = st.sampled_from(SIDES)
TURN = st.floats(-60.0, 60.0)


def value(quantity: str, body: Body, side: Side | None = None) -> float:
    return figures.value(quantity, figures.true(body), side)


@given(SIDE, st.floats(1.0, 140.0), st.floats(10.0, 170.0), TURN)
def test_the_elbow_angle_is_the_bend_of_the_elbow(
    side: Side, bend: float, raised: float, turn: float
) -> None:
    body = standing().with_arm(side, Arm(20.0, raised, bend, bend="forward")).turned(turn)
    assert value("elbow_flexion_deg", body, side) == pytest.approx(bend, abs=0.5)


@given(SIDE, st.floats(0.0, 180.0), st.floats(-40.0, 140.0), TURN)
def test_elevation_is_measured_from_the_trunk_whatever_the_plane(
    side: Side, raised: float, plane: float, turn: float
) -> None:
    body = standing().with_arm(side, Arm(plane, raised)).turned(turn)
    assert value("shoulder_elevation_deg", body, side) == pytest.approx(raised, abs=0.5)


@given(SIDE, st.floats(5.0, 170.0), st.floats(-20.0, 110.0), TURN)
def test_a_long_arm_is_raised_as_far_as_its_upper_arm(
    side: Side, raised: float, plane: float, turn: float
) -> None:
    body = standing().with_arm(side, Arm(plane, raised)).turned(turn)
    assert value("arm_raise_deg", body, side) == pytest.approx(raised, abs=0.5)


@given(SIDE, st.floats(46.0, 134.0), st.floats(-40.0, 140.0), TURN, st.floats(-30.0, 30.0))
def test_adduction_is_zero_to_the_side_and_ninety_forward(
    side: Side, raised: float, plane: float, turn: float, twist: float
) -> None:
    body = standing(twist_deg=twist).with_arm(side, Arm(plane, raised)).turned(turn)
    assert value("horizontal_adduction_deg", body, side) == pytest.approx(plane, abs=0.5)
    assert value("elevation_plane_deg", body, side) == pytest.approx(plane, abs=0.5)


@pytest.mark.parametrize("raised", [20.0, 160.0])
def test_a_low_or_overhead_arm_has_no_adduction(raised: float) -> None:
    body = standing(left_arm=Arm(60.0, raised))
    assert math.isnan(value("horizontal_adduction_deg", body, Side.LEFT))


@given(SIDE, st.floats(1.0, 120.0), st.floats(1.0, 130.0), TURN)
def test_knee_is_zero_when_straight(side: Side, hip: float, knee: float, turn: float) -> None:
    leg = Leg(hip, knee)
    body = standing(left_leg=leg, right_leg=leg).turned(turn)
    assert value("knee_flexion_deg", body, side) == pytest.approx(knee, abs=0.5)


def test_hip_flexion_of_a_sitting_person_is_near_a_right_angle() -> None:
    assert value("hip_flexion_deg", sitting(), Side.LEFT) == pytest.approx(85.0, abs=1.0)
    assert value("hip_flexion_deg", standing(), Side.LEFT) < 8.0


@given(st.floats(-170.0, 170.0))
def test_facing_is_positive_when_turned_to_the_persons_left(turn: float) -> None:
    assert value("facing_deg", standing().turned(turn)) == pytest.approx(turn, abs=0.5)
    assert value("chest_turn_deg", standing().turned(turn), Side.LEFT) == pytest.approx(
        turn, abs=0.5
    )
    assert value("chest_turn_deg", standing().turned(turn), Side.RIGHT) == pytest.approx(
        -turn, abs=0.5
    )


@given(st.floats(-70.0, 70.0), st.floats(-100.0, 100.0))
def test_twist_is_chest_over_hips_however_the_person_stands(twist: float, turn: float) -> None:
    body = standing(twist_deg=twist).turned(turn)
    assert value("twist_deg", body, Side.LEFT) == pytest.approx(twist, abs=0.5)
    assert value("hips_turn_deg", body, Side.LEFT) == pytest.approx(turn, abs=0.5)


@given(st.floats(-40.0, 40.0))
def test_lean_is_positive_towards_the_side_asked_for(lean: float) -> None:
    body = standing(lean_left_deg=lean)
    assert value("lean_to_side_deg", body, Side.LEFT) == pytest.approx(lean, abs=0.5)
    assert value("lean_to_side_deg", body, Side.RIGHT) == pytest.approx(-lean, abs=0.5)
    assert value("trunk_incl_deg", body) == pytest.approx(abs(lean), abs=0.5)


@given(st.floats(-20.0, 60.0), st.one_of(st.floats(25.0, 90.0), st.floats(-90.0, -25.0)))
def test_forward_is_forward_whichever_way_the_person_faces(lean: float, turn: float) -> None:
    body = standing(lean_forward_deg=lean).turned(turn)
    assert value("trunk_forward_deg", body) == pytest.approx(lean, abs=0.5)


@given(st.floats(-35.0, 35.0))
def test_a_head_tilted_to_the_persons_right_is_positive(tilt: float) -> None:
    assert value("head_tilt_deg", standing(head_tilt_right_deg=tilt)) == pytest.approx(
        tilt, abs=0.5
    )


@given(st.floats(-80.0, 80.0))
def test_a_head_turned_to_the_persons_left_is_positive(turn: float) -> None:
    body = standing(head_turn_left_deg=turn)
    assert value("head_turn_deg", body) == pytest.approx(turn, abs=0.5)


def test_a_raised_left_shoulder_slopes_positive() -> None:
    assert value("shoulder_level_deg", standing(shrug_left_m=0.04)) > 4.0
    assert value("shoulder_level_deg", standing(shrug_right_m=0.04)) < -4.0
    assert value("hip_level_deg", standing(shrug_left_m=0.04)) == pytest.approx(0.0, abs=0.1)


def test_a_hand_is_in_front_of_or_behind_the_hips_however_the_person_stands() -> None:
    reach = UPPER_ARM_M + FOREARM_M
    for turn in (-80.0, 0.0, 35.0):
        ahead = standing(left_arm=Arm(90.0, 90.0)).turned(turn)
        behind = standing(right_arm=Arm(-90.0, 30.0)).turned(turn)
        assert value("hand_behind_ratio", ahead, Side.LEFT) == pytest.approx(
            -reach / TRUNK_M, abs=0.02
        )
        assert value("hand_behind_ratio", behind, Side.RIGHT) == pytest.approx(
            reach * 0.5 / TRUNK_M, abs=0.02
        )
