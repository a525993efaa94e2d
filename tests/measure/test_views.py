"""What a picture shows of a body: perspective, distance, turning, mirroring."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.body import ImageSize, Side
from formcheck.measure import CATALOGUE, calibrate_neutral, figure_of
from formcheck.measure.joints import hip_centre, shoulder_centre
from tests.bodies import (
    FORWARD,
    LEFT,
    SHOULDERS_M,
    TRUNK_M,
    UP,
    Arm,
    Body,
    Camera,
    Leg,
    standing,
    turn_left,
)
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


@given(st.sampled_from(SIDES), st.floats(45.0, 110.0), st.floats(30.0, 90.0))
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
    cameras = [Camera(size=ImageSize(width, width * 9 // 16)) for width in (640, 1920)]
    small, large = (seen(body, camera=camera) for camera in cameras)
    own_small, own_large = (
        calibrate_neutral([seen(standing(), camera=camera)], ()) for camera in cameras
    )
    for quantity in CATALOGUE.values():
        if quantity.unit != "deg" or quantity.moving is not None:
            continue
        for side in SIDES if quantity.paired else (None,):
            assert quantity.compute(large, own_large, side) == pytest.approx(
                quantity.compute(small, own_small, side), abs=1e-6, nan_ok=True
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


@pytest.mark.parametrize("plane", [40.0, 70.0, 90.0, 120.0])
def test_a_raised_arm_reads_its_elevation_though_the_model_flattens_its_depth(plane: float) -> None:
    body = standing(left_arm=Arm(plane, 70.0)).moved(y_m=0.45)  # shoulders level with the lens
    pose = body.pose()
    flat = replace(pose, world_m=pose.world_m * np.array([1.0, 1.0, 0.25]))
    reading = value("shoulder_elevation_deg", figure_of(flat), Side.LEFT, neutral())
    assert reading == pytest.approx(70.0, abs=8.0)


@pytest.mark.parametrize("side", SIDES)
def test_a_straight_arm_across_is_told_by_its_hand_where_the_elbow_is_misplaced(side: Side) -> None:
    body = standing().with_arm(side, Arm(125.0, 90.0))
    pose = body.pose()
    image, world = pose.image_px.copy(), pose.world_m.copy()
    elbow = side.landmark("elbow")
    image[elbow, 0] += 25.0 if side is Side.LEFT else -25.0
    world[elbow, 0] += 0.07 if side is Side.LEFT else -0.07
    figure = figure_of(replace(pose, image_px=image, world_m=world))
    upper_arm = value("elevation_plane_deg", figure, side, neutral())
    assert upper_arm < 115.0
    reading = value("horizontal_adduction_deg", figure, side, neutral())
    assert reading == pytest.approx(125.0, abs=8.0)


@pytest.mark.parametrize("turn", [-50.0, 0.0, 35.0])
@pytest.mark.parametrize("side", SIDES)
def test_joint_centres_lie_where_the_models_landmarks_are_known_to_miss_them(
    side: Side, turn: float
) -> None:
    mm, sign = TRUNK_M / 510.0, 1.0 if side is Side.LEFT else -1.0
    body = standing().turned(turn)
    pose = body.pose()
    shift = {
        "shoulder": sign * -11.0 * LEFT + 4.0 * FORWARD + 23.0 * UP,
        "hip": sign * -10.0 * LEFT + 26.0 * FORWARD - 24.0 * UP,
    }
    scale = (
        figure_of(pose).lifted[side.landmark("knee")][1] / pose.world_m[side.landmark("knee")][1]
    )
    image, world = pose.image_px.copy(), pose.world_m.copy()
    for joint, by in shift.items():
        landmark = side.landmark(joint)
        point = body.points()[landmark] + turn_left(turn) @ by * mm
        image[landmark] = Camera().project(point[None])[0]
        world[landmark] = point
    moved = figure_of(replace(pose, image_px=image, world_m=world))
    for joint, centre in (("shoulder", shoulder_centre), ("hip", hip_centre)):
        expected = figure_of(pose).lifted[side.landmark(joint)]
        assert centre(moved, side) == pytest.approx(expected, abs=0.018 * scale), joint


@given(st.floats(-50.0, 50.0))
def test_the_head_turns_in_the_picture_as_it_turns(turn: float) -> None:
    reading = value("head_turn_deg", seen(standing(head_turn_left_deg=turn)))
    assert reading == pytest.approx(turn, abs=9.0)


@given(st.floats(-30.0, 30.0), st.floats(-30.0, 30.0))
def test_the_head_tilts_in_the_picture_as_it_tilts(tilt: float, turn: float) -> None:
    figure = seen(standing(head_tilt_right_deg=tilt, head_turn_left_deg=turn))
    eyes_alone = seen(
        standing(head_tilt_right_deg=tilt, head_turn_left_deg=turn).hide("mouth_left")
    )
    assert value("head_tilt_deg", figure) == pytest.approx(tilt, abs=9.0)
    assert value("head_tilt_deg", eyes_alone) == pytest.approx(tilt, abs=9.0)


@pytest.mark.parametrize("turn", [0.0, 40.0, 70.0])
def test_turning_does_not_make_a_raised_shoulder_look_steeper(turn: float) -> None:
    body = standing(shrug_left_m=0.03).turned(turn)
    reading = value("shoulder_level_deg", seen(body), None, neutral())
    assert reading == pytest.approx(math.degrees(math.atan(0.03 / SHOULDERS_M)), abs=1.5)
