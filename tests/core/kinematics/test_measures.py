"""Every measure can be read by name for the sides it has, and names existing joints."""

import numpy as np
import pytest

from formcheck.core.body import Landmark, Side, swap_sides
from formcheck.core.kinematics import MEASURES, Definition, ReadingKind
from formcheck.core.kinematics.estimator import LENGTHS, OUTPUTS, find_output
from formcheck.core.kinematics.measures import Measure
from formcheck.core.kinematics.readings import list_landmarks
from reference.measures import MEASURES as TRUE_MEASURES
from reference.skeleton import JOINTS, Floats, Skeleton
from tests.core.kinematics.figures import list_definitions

ALL = pytest.mark.parametrize("known", MEASURES.values(), ids=lambda known: str(known.id))


@ALL
def test_it_names_joints_that_the_body_has(known: Measure) -> None:
    for definition in list_definitions([known.id]):
        landmarks = list_landmarks(known.id, definition.of)
        assert landmarks
        assert len(set(landmarks)) == len(landmarks)


@pytest.mark.parametrize(
    ("measure", "of", "landmarks"),
    [
        ("elbow_flexion", Side.LEFT, ("LEFT_SHOULDER", "LEFT_ELBOW", "LEFT_WRIST")),
        ("hand_to_other_knee", Side.RIGHT, ("RIGHT_WRIST", "LEFT_KNEE")),
        ("shoulder_level", Side.RIGHT, ("LEFT_SHOULDER", "RIGHT_SHOULDER")),
        (
            "knee_gap",
            Side.BOTH,
            ("LEFT_KNEE", "RIGHT_KNEE", "LEFT_SHOULDER", "RIGHT_SHOULDER"),
        ),
        ("head_pitch", Side.BOTH, ("NOSE", "LEFT_EAR", "RIGHT_EAR")),
    ],
)  # fmt: skip
def test_its_joints_are_those_of_its_side(
    measure: str, of: Side, landmarks: tuple[str, ...]
) -> None:
    assert list_landmarks(measure, of) == tuple(Landmark[name] for name in landmarks)


@ALL
def test_each_of_its_joints_changes_its_true_value(known: Measure) -> None:
    frames, random = 40, np.random.default_rng(0)
    body = random.normal(0.0, 0.4, (len(JOINTS), 3))
    places = body + random.normal(0.0, 0.3, (frames, len(JOINTS), 3))
    since = np.arange(frames) < 5
    true = TRUE_MEASURES[known.id]

    def values(moved: Floats) -> Floats:
        return true.values(Skeleton(np.arange(frames) / 30, moved), "left", since)

    for landmark in list_landmarks(known.id, Side.BOTH if known.of == "body" else Side.LEFT):
        joint = landmark.name.lower().replace("foot", "big_toe")
        moved = places.copy()
        moved[:, JOINTS.index(joint)] += random.normal(0.0, 1.0, (frames, 3))
        assert not np.allclose(values(moved), values(places), equal_nan=True), joint


@ALL
def test_the_other_sides_joints_are_the_mirrored_ones(known: Measure) -> None:
    if known.of != "side":
        return
    left, right = (list_landmarks(known.id, of) for of in (Side.LEFT, Side.RIGHT))
    names = [swap_sides(one.name.lower()) for one in left]
    assert sorted(names) == sorted(one.name.lower() for one in right)


def test_whatever_is_read_from_one_picture_is_estimated() -> None:
    for known in MEASURES.values():
        names = (
            [f"{known.id}.{side}" for side in (Side.LEFT, Side.RIGHT)]
            if known.of == "side"
            else [known.id]
        )
        assert all(
            (name in OUTPUTS) == (known.kind in {ReadingKind.POSE, ReadingKind.STRETCHED})
            for name in names
        )
    assert sorted(OUTPUTS.values()) == list(range(len(OUTPUTS)))
    assert all(any(name.startswith(length) for name in OUTPUTS) for length in LENGTHS)


def test_a_turn_is_positive_towards_the_side_it_is_asked_of() -> None:
    place, sign = find_output("trunk_twist", Side.LEFT)
    assert find_output("trunk_twist", Side.BOTH) == (place, sign) == (OUTPUTS["trunk_twist"], 1.0)
    assert find_output("trunk_twist", Side.RIGHT) == (place, -1.0)
    assert find_output("elbow_flexion", Side.RIGHT) == (OUTPUTS["elbow_flexion.right"], 1.0)


@pytest.mark.parametrize(
    ("measure", "change", "moving"),
    [
        ("elbow_flexion", "", False),
        ("elbow_flexion", "difference", False),
        ("elbow_flexion", "rate", True),
        ("speed", "", True),
        ("wrist_drift", "", False),
    ],
)
def test_a_rate_and_a_speed_are_about_movement(measure: str, change: str, *, moving: bool) -> None:
    of = Side.BOTH if MEASURES[measure].of == "body" else Side.LEFT
    assert Definition("x", measure, of, change=change).is_moving is moving  # type: ignore[arg-type]


def test_left_and_right_are_swapped_in_any_name() -> None:
    names = ["left_hip", "right_eye", "nose", "elbow_flexion.left", "trunk_twist", "shin_px.right"]
    swapped = ["right_hip", "left_eye", "nose", "elbow_flexion.right", "trunk_twist",
               "shin_px.left"]  # fmt: skip
    assert [swap_sides(name) for name in names] == swapped
    assert [swap_sides(name) for name in swapped] == names
