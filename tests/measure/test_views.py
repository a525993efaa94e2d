"""What a picture shows of a body: perspective, distance, turning, mirroring."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.body import ImageSize, Side
from formcheck.measure import CATALOGUE
from tests.bodies import Arm, Body, Camera, Leg, standing
from tests.measure.figures import SIDES, neutral, seen, true, value

FAR = Camera(distance_m=200.0, horizontal_fov_deg=1.0)
SIGNED = {
    "facing_deg",
    "shoulder_level_deg",
    "hip_level_deg",
    "head_tilt_deg",
    "head_turn_deg",
}
"""Quantities of the body whose sign says left or right."""

ARMS = st.builds(
    Arm,
    plane_deg=st.floats(-30.0, 130.0),
    elevation_deg=st.floats(5.0, 80.0),
    elbow_deg=st.floats(5.0, 130.0),
    bend=st.just("up"),
)
LEGS = st.builds(Leg, hip_deg=st.floats(0.0, 60.0), knee_deg=st.floats(0.0, 90.0))
BODIES = st.builds(
    Body,
    left_arm=ARMS,
    right_arm=ARMS,
    left_leg=LEGS,
    right_leg=LEGS,
    turn_deg=st.floats(-70.0, 70.0),
    twist_deg=st.floats(-40.0, 40.0),
    lean_left_deg=st.floats(-20.0, 20.0),
    lean_forward_deg=st.floats(-10.0, 30.0),
    shrug_left_m=st.floats(0.0, 0.05),
    head_tilt_right_deg=st.floats(-25.0, 25.0),
    head_turn_left_deg=st.floats(-40.0, 40.0),
)


@given(st.floats(5.0, 60.0), st.sampled_from([0.0, 15.0, 30.0, 45.0, 60.0]))
def test_a_lean_seen_at_an_angle_shows_its_projection(lean: float, away: float) -> None:
    body = standing(lean_forward_deg=lean).turned(90.0 - away)
    shown = math.degrees(math.atan(math.tan(math.radians(lean)) * math.cos(math.radians(away))))
    assert value("trunk_incl_deg", seen(body, camera=FAR)) == pytest.approx(shown, abs=0.5)


@pytest.mark.parametrize("away", [0.0, 15.0, 30.0, 45.0, 60.0])
def test_the_turn_is_taken_out_of_the_forward_lean(away: float) -> None:
    body = standing(lean_forward_deg=25.0).turned(90.0 - away)
    assert value("trunk_forward_deg", seen(body, camera=FAR)) == pytest.approx(25.0, abs=1.0)


@pytest.mark.parametrize("turn", [-75.0, -50.0, -30.0, 30.0, 50.0, 75.0])
def test_hips_behind_the_feet_measure_the_same_from_every_oblique_view(turn: float) -> None:
    body = standing(left_leg=Leg(20.0, 0.0), right_leg=Leg(20.0, 0.0)).turned(turn)
    expected = value("hips_back_ratio", true(body))
    assert expected > 0.4
    assert value("hips_back_ratio", seen(body)) == pytest.approx(expected, abs=0.06)


@given(st.floats(-19.0, 19.0))
def test_forward_and_back_are_not_judged_from_the_front(turn: float) -> None:
    figure = seen(standing(lean_forward_deg=20.0).turned(turn), camera=FAR)
    assert math.isnan(value("trunk_forward_deg", figure))
    assert math.isnan(value("hips_back_ratio", figure))


@given(st.sampled_from(SIDES), st.floats(20.0, 120.0), st.floats(0.0, 60.0))
def test_an_arm_in_the_picture_plane_reads_its_bend(side: Side, raised: float, bend: float) -> None:
    body = standing().with_arm(side, Arm(0.0, raised, bend, "up"))
    own = neutral()
    assert value("elbow_flexion_deg", seen(body), side, own) == pytest.approx(bend, abs=1.0)


@given(st.sampled_from(SIDES), st.floats(70.0, 110.0), st.floats(30.0, 90.0))
def test_an_arm_pointing_at_the_camera_is_not_judged(side: Side, plane: float, bend: float) -> None:
    body = standing().with_arm(side, Arm(plane, 90.0, bend, "up"))
    assert math.isnan(value("elbow_flexion_deg", seen(body), side, neutral()))


@given(st.sampled_from(SIDES), st.floats(-60.0, 60.0), st.floats(0.0, 110.0))
def test_knees_read_the_same_however_the_person_turns(side: Side, turn: float, knee: float) -> None:
    leg = Leg(min(knee, 90.0), knee)
    figure = seen(standing(left_leg=leg, right_leg=leg).turned(turn))
    assert value("knee_flexion_deg", figure, side) == pytest.approx(knee, abs=12.0)


@settings(max_examples=40)
@given(BODIES)
def test_a_mirrored_person_swaps_sides_and_signs(body: Body) -> None:
    own = neutral()
    figure, mirror = seen(body), seen(body.mirrored())
    for quantity in CATALOGUE.values():
        if quantity.moving is not None or quantity.needs == "wall":
            continue
        if quantity.paired:
            for side in SIDES:
                here = quantity.compute(figure, own, side)
                there = quantity.compute(mirror, own, side.other)
                assert there == pytest.approx(here, abs=1e-6, nan_ok=True), quantity.id
        else:
            here, there = (quantity.compute(f, own, None) for f in (figure, mirror))
            if quantity.id in SIGNED:
                there = -there
            assert there == pytest.approx(here, abs=1e-6, nan_ok=True), quantity.id


@settings(max_examples=40)
@given(BODIES)
def test_readings_do_not_depend_on_the_size_of_the_picture(body: Body) -> None:
    own = neutral()
    small, large = (
        seen(body, camera=Camera(size=ImageSize(width, width * 9 // 16))) for width in (640, 1920)
    )
    for quantity in CATALOGUE.values():
        if quantity.unit != "deg" or quantity.moving is not None:
            continue
        for side in SIDES if quantity.paired else (None,):
            assert quantity.compute(large, own, side) == pytest.approx(
                quantity.compute(small, own, side), abs=1e-6, nan_ok=True
            ), quantity.id


@settings(max_examples=40)
@given(BODIES)
def test_a_squarer_picture_of_the_same_pose_gives_the_same_angles(body: Body) -> None:
    own = neutral()
    wide = Camera(size=ImageSize(1280, 720))
    square = Camera(size=ImageSize(960, 720), horizontal_fov_deg=46.826)
    assert square.focal_px == pytest.approx(wide.focal_px, rel=1e-3)
    for quantity in CATALOGUE.values():
        if quantity.unit != "deg" or quantity.space.value != "image":
            continue
        if quantity.moving is not None or quantity.id == "trunk_forward_deg":
            continue
        for side in SIDES if quantity.paired else (None,):
            here, there = (
                quantity.compute(seen(body, camera=c), own, side) for c in (wide, square)
            )
            assert there == pytest.approx(here, abs=0.1, nan_ok=True), quantity.id


@given(st.floats(1.5, 5.0), st.floats(-0.5, 0.5))
def test_stepping_back_or_aside_does_not_change_the_shape(distance: float, aside: float) -> None:
    body = standing(left_arm=Arm(0.0, 90.0, 40.0, "up"), shrug_right_m=0.03)
    own = neutral()
    here = seen(body)
    there = seen(body.moved(x_m=aside), camera=Camera(distance_m=distance))
    for quantity, within in (
        ("elbow_flexion_deg", 2.0),
        ("shoulder_elevation_deg", 3.0),
        ("wrist_height_ratio", 0.03),
        ("shrug_ratio", 0.03),
        ("hand_to_head_ratio", 0.1),
    ):
        assert value(quantity, there, Side.LEFT, own) == pytest.approx(
            value(quantity, here, Side.LEFT, own), abs=within
        ), quantity
