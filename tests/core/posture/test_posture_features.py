"""Posture features of one frame: the view, the near side, and numbers or NaN."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import ImageSize, Landmark, Pose, Rejection, Side
from formcheck.core.posture.posture_features import QUANTITIES, measure_posture
from formcheck.core.posture.posture_values import PostureFeatures, Unjudgeable, View
from tests.bodies import Camera, standing
from tests.core.posture.sitters import (
    BESIDE,
    LAPTOP,
    front,
    make_front_sitter,
    make_side_sitter,
    pose,
    side,
)

_ANGLES = ("neck_deg", "trunk_deg", "head_pitch_deg", "head_roll_deg", "shoulder_roll_deg")
_LENGTHS = ("eye_width", "eye_mouth", "shoulder_width", "head_length", "torso")


def _measure_turned(angle_deg: float) -> PostureFeatures:
    return measure_posture(pose(make_front_sitter().turned(angle_deg), LAPTOP))


@pytest.mark.parametrize("angle_deg", [-30.0, 0.0, 30.0])
def test_a_chest_that_faces_the_camera_is_seen_from_the_front(angle_deg: float) -> None:
    seen = _measure_turned(angle_deg)
    assert (seen.view, seen.near, seen.unclear) == (View.FRONT, None, None)


@pytest.mark.parametrize(("angle_deg", "near"), [(90.0, Side.RIGHT), (-70.0, Side.LEFT)])
def test_who_turns_to_their_left_shows_their_right_side(angle_deg: float, near: Side) -> None:
    seen = _measure_turned(angle_deg)
    assert (seen.view, seen.near, seen.unclear) == (View.SIDE, near, None)


def test_every_quantity_is_always_there() -> None:
    blind = front(make_front_sitter().hide(*(m.name.lower() for m in Landmark)))
    for seen in (front(), side(), _measure_turned(50.0), blind):
        assert set(seen.values) == set(QUANTITIES)
    assert all(math.isnan(value) for value in blind.values.values())


def test_half_turned_is_neither_view() -> None:
    seen = _measure_turned(50.0)
    assert (seen.view, seen.unclear) == (None, Unjudgeable.TURNED)


def test_the_neck_leans_alike_from_before_and_from_behind_the_side() -> None:
    head = np.array((0.0, 0.0, -0.08))  # poked forward, towards the front of the body
    leans = []
    for turn_deg in (65.0, 90.0, 115.0):
        turn = math.radians(turn_deg)
        ahead = (-head[2] * math.sin(turn), 0.0, head[2] * math.cos(turn))
        leans.append(
            measure_posture(pose(make_front_sitter().turned(turn_deg), BESIDE, ahead)).values[
                "neck_deg"
            ]
        )
    assert max(leans) - min(leans) < 6.0, leans


def _place_shoulder(low: float, aside: float) -> PostureFeatures:
    """Puts the left shoulder ``low`` below, ``aside`` inside the image edges, in image heights."""
    seen = pose(make_front_sitter(), LAPTOP)
    assert seen.found is not None
    height, width = seen.size.height_px, seen.size.width_px
    image_px = seen.found.image_px.copy()
    image_px[Landmark.LEFT_SHOULDER, 1] = (1.0 + low) * height
    image_px[Landmark.LEFT_SHOULDER, 0] = width - aside * height
    why, believed = seen.why.copy(), seen.image_px.copy()
    why[Landmark.LEFT_SHOULDER] = Rejection.OUT_OF_FRAME
    believed[Landmark.LEFT_SHOULDER] = math.nan
    world = seen.world_m.copy()
    world[Landmark.LEFT_SHOULDER] = math.nan
    found = replace(seen.found, image_px=image_px)
    return measure_posture(replace(seen, image_px=believed, world_m=world, why=why, found=found))


def test_a_shoulder_just_over_the_low_edge_is_believed() -> None:
    seen = _place_shoulder(low=-0.02, aside=0.2)
    assert seen.unclear is None
    assert not math.isnan(seen.values["shoulder_width"])


def test_a_shoulder_that_is_cut_off_is_guessed_for_the_head_over_it_alone() -> None:
    for low, aside in ((0.02, 0.2), (-0.3, 0.01), (-0.3, -0.1)):
        seen = _place_shoulder(low, aside)
        assert (seen.view, seen.unclear) == (View.FRONT, Unjudgeable.SHOULDERS)
        assert math.isnan(seen.values["shoulder_width"])
        assert seen.values["head_over"] > 0.3


def test_angles_are_those_of_the_body() -> None:
    seen = side(make_side_sitter(lean_forward_deg=12.0))
    assert seen.values["trunk_deg"] == pytest.approx(12.0, abs=0.5)
    tilted = front(make_front_sitter(head_tilt_right_deg=14.0))
    assert tilted.values["head_roll_deg"] == pytest.approx(14.0, abs=1.5)
    assert front(make_front_sitter(shrug_left_m=0.05)).values["shoulder_roll_deg"] > 5.0
    assert front(make_front_sitter(head_down_deg=30.0)).values[
        "head_pitch_3d_deg"
    ] == pytest.approx(front().values["head_pitch_3d_deg"] + 30.0, abs=1.0)


def test_forward_is_the_way_the_person_faces() -> None:
    for turn_deg in (90.0, -90.0):
        body = make_front_sitter(lean_forward_deg=20.0).turned(turn_deg).moved(y_m=-0.35)
        seen = measure_posture(pose(body, BESIDE))
        assert seen.values["trunk_deg"] == pytest.approx(20.0, abs=1.0)
        assert seen.values["near_nose_x"] > seen.values["near_shoulder_x"]


def test_a_mirrored_person_has_the_other_side_near_and_the_same_numbers() -> None:
    body = make_side_sitter(lean_forward_deg=8.0, head_down_deg=10.0)
    one, other = side(body), side(body.mirrored())
    assert (one.near, other.near) == (Side.RIGHT, Side.LEFT)
    for name in ("neck_deg", "trunk_deg", "head_pitch_deg", "torso", "near_shoulder_y"):
        assert other.values[name] == pytest.approx(one.values[name], abs=1e-9)


@given(factor=st.floats(0.3, 4.0), turn_deg=st.floats(-110.0, 110.0))
@settings(max_examples=40)
def test_the_size_of_the_picture_changes_nothing(factor: float, turn_deg: float) -> None:
    seen = pose(make_front_sitter(lean_forward_deg=10.0).turned(turn_deg), LAPTOP)
    size = ImageSize(round(seen.size.width_px * 1000), round(seen.size.height_px * 1000))
    scaled = replace(seen, size=size, image_px=seen.image_px * 1000)
    one, other = measure_posture(seen), measure_posture(scaled)
    assert (one.view, one.near, one.unclear) == (other.view, other.near, other.unclear)
    assert other.values == pytest.approx(one.values, nan_ok=True, rel=1e-6)
    closer = measure_posture(replace(seen, image_px=seen.image_px * factor))
    for name in _ANGLES:
        assert closer.values[name] == pytest.approx(one.values[name], abs=1e-6)
    for name in _LENGTHS:
        assert closer.values[name] == pytest.approx(factor * one.values[name], rel=1e-6)


@given(x_px=st.floats(-300, 300), y_px=st.floats(-300, 300), turn_deg=st.floats(-110.0, 110.0))
@settings(max_examples=40)
def test_where_in_the_picture_changes_only_places(
    x_px: float, y_px: float, turn_deg: float
) -> None:
    seen = pose(make_front_sitter(head_tilt_right_deg=9.0).turned(turn_deg), LAPTOP)
    moved = replace(seen, image_px=seen.image_px + np.array([x_px, y_px]))
    one, other = measure_posture(seen).values, measure_posture(moved).values
    for name, value in one.items():
        if not name.endswith(("_x", "_y")):
            assert other[name] == pytest.approx(value, abs=1e-6, nan_ok=True), name


def _hide_landmark(seen: Pose, landmark: int) -> Pose:
    image, world, why = seen.image_px.copy(), seen.world_m.copy(), seen.why.copy()
    image[landmark], world[landmark], why[landmark] = np.nan, np.nan, Rejection.LOW_VISIBILITY
    return replace(seen, image_px=image, world_m=world, why=why)


@given(hidden=st.sets(st.integers(0, 32), min_size=1, max_size=8), turn_deg=st.floats(-110, 110))
@settings(max_examples=80)
def test_a_landmark_that_is_not_believed_gives_nan_and_never_a_wrong_number(
    hidden: set[int], turn_deg: float
) -> None:
    seen = pose(make_front_sitter().turned(turn_deg), LAPTOP)
    masked = seen
    for landmark in hidden:
        masked = _hide_landmark(masked, landmark)
    whole, part = measure_posture(seen), measure_posture(masked)
    assert part.values.keys() == whole.values.keys()
    near_is_known = not math.isnan(part.values["chest_yaw_deg"])
    for name, value in part.values.items():
        if name == "thigh_deg" or math.isnan(value):
            continue
        assert value == pytest.approx(whole.values[name], abs=1e-9), name
        assert near_is_known or not name.startswith("near_")
    if {Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER} & hidden:
        assert part.unclear is Unjudgeable.SHOULDERS


def test_what_is_not_seen_is_said() -> None:
    def unclear(*names: str) -> Unjudgeable | None:
        return front(make_front_sitter().hide(*names)).unclear

    assert unclear("left_eye") is Unjudgeable.HEAD
    assert unclear("mouth_left") is Unjudgeable.HEAD
    assert unclear("right_shoulder") is Unjudgeable.SHOULDERS
    assert unclear("left_hip", "right_hip", "left_knee", "right_knee") is None
    assert side(make_side_sitter().hide("right_ear")).unclear is Unjudgeable.HEAD
    assert side(make_side_sitter().hide("left_ear", "left_eye")).unclear is None


def test_a_head_of_a_few_pixels_is_too_small() -> None:
    far = Camera(distance_m=14.0)
    assert measure_posture(pose(make_front_sitter(), far)).unclear is Unjudgeable.HEAD


@pytest.mark.parametrize("turn_deg", [0.0, 90.0])
def test_somebody_standing_does_not_sit(turn_deg: float) -> None:
    seen = measure_posture(pose(standing().turned(turn_deg), Camera(distance_m=3.0)))
    assert seen.unclear is Unjudgeable.NOT_SEATED
