"""Measures of people on their back, seen from the side at floor height and from the foot end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Landmark, Pose, Side
from formcheck.measure import ASSUMED, Definition, Figure, Of, figure_of, measure
from formcheck.measure.near import near_side
from tests.bodies import UP, Body, Camera, Floats, Leg, about, standing
from tests.measure.figures import seen, value

STRAIGHT = standing()
BENT = standing(left_leg=Leg(45.0, 105.0), right_leg=Leg(45.0, 105.0))


def filmed(points: Floats) -> Figure:
    """The figure of 33 points in metres, the picture's axes."""
    camera = Camera()
    world = points - (points[Landmark.LEFT_HIP] + points[Landmark.RIGHT_HIP]) / 2
    image = camera.project(points)
    return figure_of(Pose(0.0, camera.size, image, world, np.ones(33), np.zeros(33, dtype=np.int8)))


def lying(body: Body, near: Side = Side.LEFT, tilt_deg: float = 0.0) -> Floats:
    """The body on its back, one side towards the camera; tilt_deg lifts the feet end."""
    sign = -1.0 if near is Side.LEFT else 1.0
    points = body.turned(sign * 90.0).points()
    on_back = about(np.array([0.0, 0.0, 1.0]), sign * (-90.0 + tilt_deg))
    return points @ on_back.T


@pytest.mark.parametrize("near", [Side.LEFT, Side.RIGHT])
def test_lying_flat_reads_flat_from_either_side(near: Side) -> None:
    figure = filmed(lying(STRAIGHT, near))
    assert near_side(figure) is near
    assert value("on_back_deg", figure) == pytest.approx(0.0, abs=1.0)
    assert value("face_up_deg", figure) == pytest.approx(0.0, abs=25.0)
    assert value("side_on_deg", figure) == pytest.approx(90.0, abs=1.0)
    assert value("hip_rise_ratio", figure, near) == pytest.approx(0.0, abs=0.05)
    assert value("shin_lean_deg", figure, near) == pytest.approx(90.0, abs=3.0)


def test_somebody_face_down_is_not_on_the_back() -> None:
    down = lying(STRAIGHT) @ about(np.array([1.0, 0.0, 0.0]), 180.0).T
    assert value("on_back_deg", filmed(down)) > 170.0


def test_of_near_reads_the_side_towards_the_camera() -> None:
    body = standing(left_leg=Leg(60.0, 90.0))
    knee = Definition("knee_deg", "knee_flexion_deg", Of.NEAR)
    for near in (Side.LEFT, Side.RIGHT):
        figure = filmed(lying(body, near))
        bend = measure((knee,), figure, ASSUMED, (figure,))["knee_deg"].value
        assert bend == pytest.approx(value("knee_flexion_deg", figure, near))
        assert (bend > 60.0) is (near is Side.LEFT)


@given(lift_m=st.floats(0.05, 0.4), near=st.sampled_from([Side.LEFT, Side.RIGHT]))
def test_lifting_the_hips_raises_both_lines(lift_m: float, near: Side) -> None:
    rest = lying(BENT, near)
    up = rest.copy()
    up[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 1] -= lift_m
    for quantity in ("hip_line_ratio", "hip_rise_ratio"):
        low, high = (value(quantity, filmed(p), near) for p in (rest, up))
        assert high > low + lift_m / 2


def test_hips_on_the_line_from_shoulder_to_knee_read_zero() -> None:
    points = lying(BENT)
    for side in ("LEFT", "RIGHT"):
        shoulder, knee = points[Landmark[f"{side}_SHOULDER"]], points[Landmark[f"{side}_KNEE"]]
        points[Landmark[f"{side}_HIP"]] = 0.55 * shoulder + 0.45 * knee
    assert value("hip_line_ratio", filmed(points), Side.LEFT) == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("near", [Side.LEFT, Side.RIGHT])
@pytest.mark.parametrize("lean_deg", [-20.0, 0.0, 30.0])
def test_a_foot_far_from_the_hips_leans_the_shin_positively(near: Side, lean_deg: float) -> None:
    points = lying(BENT, near)
    feetward = np.sign(points[Landmark.LEFT_KNEE, 0] - points[Landmark.LEFT_SHOULDER, 0])
    for side in ("LEFT", "RIGHT"):
        turn = np.radians(lean_deg)
        away = np.array([feetward * np.sin(turn), np.cos(turn), 0.0])
        points[Landmark[f"{side}_ANKLE"]] = points[Landmark[f"{side}_KNEE"]] + 0.4 * away
    assert value("shin_lean_deg", filmed(points), near) == pytest.approx(lean_deg, abs=3.0)


def test_a_lifted_head_and_a_hanging_one_read_apart() -> None:
    rest = lying(STRAIGHT)
    ears = [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
    lifted, hanging = rest.copy(), rest.copy()
    lifted[ears, 1] -= 0.1
    hanging[ears, 1] += 0.1
    low, mid, high = (
        value("ear_height_ratio", filmed(p), Side.LEFT) for p in (hanging, rest, lifted)
    )
    assert low < mid - 0.15 < mid < high - 0.15


def test_a_hand_on_the_shin_reads_zero_wherever_on_it() -> None:
    points = lying(BENT)
    knee, ankle = points[Landmark.LEFT_KNEE], points[Landmark.LEFT_ANKLE]
    for share in (0.0, 0.3, 1.0):
        points[Landmark.LEFT_WRIST] = (1 - share) * knee + share * ankle
        assert value("hand_to_shin_ratio", filmed(points), Side.LEFT) == pytest.approx(0, abs=0.02)
    points[Landmark.LEFT_WRIST] = knee + 0.24 * UP
    assert value("hand_to_shin_ratio", filmed(points), Side.LEFT) > 0.7


@given(drop_m=st.floats(0.02, 0.15))
def test_rolling_to_a_side_is_positive_for_it(drop_m: float) -> None:
    """From the foot end a lying person shows as from the front."""
    points = STRAIGHT.points()
    points[Landmark.LEFT_SHOULDER, 1] += drop_m
    points[Landmark.RIGHT_HIP, 1] += drop_m
    figure = filmed(points)
    assert value("chest_roll_deg", figure, Side.LEFT) > 0.0
    assert value("hips_roll_deg", figure, Side.LEFT) < 0.0
    for quantity in ("chest_roll_deg", "hips_roll_deg"):
        left, right = (value(quantity, figure, s) for s in (Side.LEFT, Side.RIGHT))
        assert left == pytest.approx(-right)


def test_knees_fallen_to_a_side_are_positive_for_it() -> None:
    points = STRAIGHT.points()
    hips = points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    knees = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
    points[knees] = hips + 0.3 * UP
    assert value("knees_aside_deg", filmed(points), Side.LEFT) == pytest.approx(0.0, abs=1.0)
    points[knees] = hips + np.array([0.3, 0.0, 0.0])  # x runs towards the person's left
    assert value("knees_aside_deg", filmed(points), Side.LEFT) == pytest.approx(90.0, abs=3.0)
    assert value("knees_aside_deg", filmed(points), Side.RIGHT) == pytest.approx(-90.0, abs=3.0)


def test_knees_fallen_to_a_side_are_positive_for_it_from_the_head_end_too() -> None:
    points = STRAIGHT.points() @ about(np.array([0.0, 0.0, 1.0]), 180.0).T
    hips = points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    points[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]] = hips - np.array([0.3, 0.0, 0.0])
    assert value("knees_aside_deg", filmed(points), Side.LEFT) == pytest.approx(90.0, abs=3.0)


@pytest.mark.parametrize("near", [Side.LEFT, Side.RIGHT])
def test_a_head_that_hangs_back_tilts_the_face_positively(near: Side) -> None:
    flat, hanging, chin_down = (
        value("head_back_deg", filmed(lying(standing(head_down_deg=down), near)))
        for down in (0.0, -40.0, 40.0)
    )
    assert hanging == pytest.approx(flat + 40.0, abs=4.0)
    assert chin_down == pytest.approx(flat - 40.0, abs=4.0)


def test_knees_apart_are_measured_against_the_shoulders() -> None:
    points = STRAIGHT.points()
    wide = points[Landmark.LEFT_SHOULDER, 0] - points[Landmark.RIGHT_SHOULDER, 0]
    points[Landmark.LEFT_KNEE, 0], points[Landmark.RIGHT_KNEE, 0] = wide, -wide
    assert value("knee_spread_ratio", filmed(points)) == pytest.approx(2.0, abs=0.05)


def test_the_side_is_not_seen_from_the_front() -> None:
    assert value("side_on_deg", seen(STRAIGHT)) == pytest.approx(0.0, abs=2.0)
    assert value("side_on_deg", seen(replace(STRAIGHT, turn_deg=90.0))) > 85.0


@pytest.mark.parametrize("joint", ["hips", "knees"])
def test_what_stays_does_not_move(joint: str) -> None:
    points = lying(BENT)
    speed = Definition("speed_tl_s", f"{joint}_motion_tl_s", Of.BODY)
    still = [replace(filmed(points), t_s=i / 10) for i in range(8)]
    rising = [replace(filmed(points + i * 0.03 * UP), t_s=i / 10) for i in range(8)]
    assert measure((speed,), still[-1], ASSUMED, still)["speed_tl_s"].value == pytest.approx(0.0)
    assert measure((speed,), rising[-1], ASSUMED, rising)["speed_tl_s"].value > 0.3
