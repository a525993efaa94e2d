import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.measures import MEASURES, Measure
from reference.skeleton import Floats, Skeleton
from tests.reference.people import FRAMES, draw_skeleton, mirror_skeleton, standing

ALL = pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: str(measure.name))
FEW = settings(max_examples=20)  # for each of many measures
HEADINGS = {"thorax_yaw", "pelvis_yaw"}
SINCE = np.arange(FRAMES) == 0


def measure_values(measure: Measure, skeleton: Skeleton, side: str = "left") -> Floats:
    return measure.values(skeleton, side, SINCE if measure.is_drift else None)


def are_close(one: Floats, other: Floats) -> bool:
    return np.allclose(one, other, atol=1e-6, equal_nan=True)


def turn_skeleton(skeleton: Skeleton, degrees: float) -> Skeleton:
    """Returns the skeleton turned to the person's left about the vertical."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    about = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    return Skeleton(skeleton.times_s, skeleton.places @ about.T)


def wrap_degrees(one: Floats, other: Floats) -> Floats:
    """Returns differences of directions, in -180..180."""
    return (one - other + 180.0) % 360.0 - 180.0


@ALL
@FEW
@given(person=draw_skeleton())
def test_the_mirror_image_measures_the_same_on_the_other_side(
    measure: Measure, person: Skeleton
) -> None:
    one, other = (
        measure_values(measure, person, "left"),
        measure_values(measure, mirror_skeleton(person), "right"),
    )
    if measure.name in HEADINGS:
        one, other = wrap_degrees(one, one[0]), wrap_degrees(other, other[0])
    assert are_close(one, other)


@ALL
@FEW
@given(person=draw_skeleton(), degrees=st.floats(-180.0, 180.0))
def test_where_somebody_faces_and_stands_does_not_matter(
    measure: Measure, person: Skeleton, degrees: float
) -> None:
    moved = turn_skeleton(person, degrees)
    moved = Skeleton(moved.times_s, moved.places + np.array([3.0, -2.0, 0.0]))
    one, other = measure_values(measure, person), measure_values(measure, moved)
    if measure.name in HEADINGS:
        assert are_close(wrap_degrees(other - degrees, one), np.zeros(FRAMES))
    else:
        assert are_close(one, other)


@ALL
@FEW
@given(person=draw_skeleton(), factor=st.floats(0.5, 2.0))
def test_how_big_somebody_is_does_not_matter(
    measure: Measure, person: Skeleton, factor: float
) -> None:
    bigger = Skeleton(person.times_s, person.places * factor)
    assert are_close(measure_values(measure, person), measure_values(measure, bigger))


@pytest.mark.parametrize("bend", [0.0, 30.0, 90.0, 140.0])
def test_an_elbow_bent_so_far_reads_so(bend: float) -> None:
    angle = np.radians(bend)
    wrist = (0.18, -0.25 * np.sin(angle), 1.10 - 0.25 * np.cos(angle))
    person = standing(left_wrist=wrist)
    assert measure_values(MEASURES["elbow_flexion"], person)[0] == pytest.approx(bend, abs=1e-5)
    assert measure_values(MEASURES["elbow_flexion"], person, "right")[0] == pytest.approx(
        0.0, abs=1e-5
    )


@pytest.mark.parametrize(
    ("elbow", "elevation", "adduction"),
    [
        ((0.48, 0.0, 1.40), 90.0, 0.0),
        ((0.18, -0.30, 1.40), 90.0, 90.0),
        ((-0.0321, -0.2121, 1.40), 90.0, 135.0),
        ((0.18, 0.0, 1.70), 180.0, float("nan")),
    ],
    ids=["out to the side", "forward", "across", "up"],
)
def test_a_raised_arm_has_height_and_plane(
    elbow: tuple[float, float, float], elevation: float, adduction: float
) -> None:
    person = standing(left_elbow=elbow)
    read = [
        measure_values(MEASURES[m], person)[0]
        for m in ("shoulder_elevation", "horizontal_adduction")
    ]
    assert read == pytest.approx([elevation, adduction], abs=0.05, nan_ok=True)


@pytest.mark.parametrize(
    ("name", "moved", "sign"),
    [
        (
            "trunk_incl_sagittal",
            {"left_shoulder": (0.18, -0.2, 1.35), "right_shoulder": (-0.18, -0.2, 1.35)},
            1,
        ),
        (
            "trunk_incl_frontal",
            {"left_shoulder": (0.28, 0.0, 1.35), "right_shoulder": (-0.08, 0.0, 1.40)},
            1,
        ),
        (
            "trunk_twist",
            {"left_shoulder": (0.16, 0.08, 1.40), "right_shoulder": (-0.16, -0.08, 1.40)},
            1,
        ),
        ("shoulder_level", {"left_shoulder": (0.18, 0.0, 1.45)}, 1),
        ("head_yaw", {"nose": (0.05, -0.11, 1.60)}, 1),
        ("head_pitch", {"nose": (0.0, -0.11, 1.55)}, 1),
        ("head_to_trunk", {"nose": (0.0, -0.11, 1.55)}, 1),
        ("head_roll", {"left_eye": (0.03, -0.09, 1.61)}, 1),
        ("neck_to_trunk", {"left_ear": (0.07, -0.05, 1.6), "right_ear": (-0.07, -0.05, 1.6)}, 1),
        ("wrist_across", {"left_wrist": (-0.2, -0.3, 1.3)}, 1),
        ("hand_height", {"left_wrist": (0.2, -0.3, 1.2)}, -1),
    ],
)
def test_signs_are_as_told(
    name: str, moved: dict[str, tuple[float, float, float]], sign: int
) -> None:
    assert np.sign(measure_values(MEASURES[name], standing(**moved))[0]) == sign
    if name not in {"wrist_across", "hand_height"}:
        assert measure_values(MEASURES[name], standing())[0] == pytest.approx(0.0, abs=1e-6)
