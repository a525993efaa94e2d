import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.core.body import ImageSize, Landmark, Side
from formcheck.core.language import ENGLISH
from formcheck.core.session.programme import make_programme
from formcheck.core.session.session_values import Stage
from formcheck.engine.live_session import LivePicture
from formcheck.library.art import Ghost
from formcheck.library.catalogue import load_spec
from formcheck.output.draw.ghost import place_ghost, place_live_ghost
from tests.bodies import Body, standing
from tests.engine.sessions import short_spec
from tests.ui.window.screens import make_screen

SIZE = ImageSize(1280, 720)
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
HEAD_AT, HAND_AT, SOLE_AT = (0.0, -0.7), (1.4, 0.0), (0.0, 2.8)


def make_ghost(torso_per_shoulder: float | None = 1.5) -> Ghost:
    """Returns a triangle from the head over the left hand, right in the image, to the soles."""
    joints = np.full((33, 2), np.nan)
    joints[HIPS] = [[0.2, 1.0], [-0.2, 1.0]]
    joints[[Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]] = [[0.2, 1.9], [-0.2, 1.9]]
    outline = np.array([HEAD_AT, HAND_AT, SOLE_AT])
    return Ghost((outline,), joints, (-0.6, -0.7, 1.4, 2.8), torso_per_shoulder)


def place_on_body(body: Body, **how: float | None) -> NDArray[np.float64]:
    pose = body.pose()
    (polygon,) = place_ghost(make_ghost(**how), pose, pose.size, "full", Side.LEFT)
    return polygon


def find_middle(body: Body, pair: list[Landmark]) -> NDArray[np.float64]:
    return np.asarray(body.pose().image_px[pair].mean(axis=0))


@given(x_m=st.floats(-0.8, 0.8), y_m=st.floats(-0.3, 0.3))
def test_the_ghost_goes_with_the_person_and_is_as_large(x_m: float, y_m: float) -> None:
    body = standing().moved(x_m=x_m, y_m=y_m)
    head, hand, _ = place_on_body(body, torso_per_shoulder=None)
    at = find_middle(body, SHOULDERS)
    torso = float(np.hypot(*(find_middle(body, HIPS) - at)))
    assert head == pytest.approx(at + np.array(HEAD_AT) * torso)
    assert hand == pytest.approx(at + np.array(HAND_AT) * torso)


def test_a_hidden_hip_leaves_the_size_to_the_shoulders() -> None:
    whole = standing()
    width = float(np.hypot(*np.diff(whole.pose().image_px[SHOULDERS], axis=0)[0]))
    head, hand, _ = place_on_body(whole.hide("left_hip"))
    assert hand[0] - head[0] == pytest.approx(1.4 * 1.5 * width)


def test_slumping_does_not_shrink_the_ghost() -> None:
    tall, short = standing(), standing(lean_forward_deg=45.0)
    assert np.ptp(place_on_body(short), axis=0) == pytest.approx(
        np.ptp(place_on_body(tall), axis=0), rel=0.2
    )


def test_turned_shoulders_do_not_tell_the_size() -> None:
    """If the start's picture shows them askew, only the torso gives the size, and it is hidden."""
    pose = standing().hide("left_hip").pose()
    assert place_ghost(make_ghost(None), pose, pose.size, "knees", Side.LEFT) == ()


def test_a_hidden_shoulder_shows_no_ghost() -> None:
    pose = standing().hide("left_shoulder").pose()
    assert place_ghost(make_ghost(), pose, pose.size, "full", Side.LEFT) == ()


@pytest.mark.parametrize("seen", [True, False])
def test_the_right_side_is_the_mirror_image(seen: bool) -> None:
    pose = standing().pose() if seen else None
    size = SIZE if pose is None else pose.size
    (left,) = place_ghost(make_ghost(), pose, size, "full", Side.LEFT)
    (right,) = place_ghost(make_ghost(), pose, size, "full", Side.RIGHT)
    centre = size.width_px / 2 if pose is None else float(pose.image_px[SHOULDERS].mean(axis=0)[0])
    assert right[:, 0] == pytest.approx(2 * centre - left[:, 0])
    assert right[:, 1] == pytest.approx(left[:, 1])


@given(
    width=st.integers(240, 3840),
    height=st.integers(240, 2160),
    side=st.sampled_from([Side.LEFT, Side.RIGHT]),
)
def test_without_a_person_all_of_it_fits_into_any_picture(
    width: int, height: int, side: Side
) -> None:
    (polygon,) = place_ghost(make_ghost(), None, ImageSize(width, height), "full", side)
    assert (polygon >= 0).all()
    assert (polygon <= [width, height]).all()
    filled = np.ptp(polygon, axis=0) / [width, height]
    assert filled.max() > 0.4


@pytest.mark.parametrize(("framing", "last"), [("upper", 1.0), ("knees", 1.9), ("head", 0.5)])
def test_a_nearer_framing_ends_below_its_joint(framing: str, last: float) -> None:
    (polygon,) = place_ghost(make_ghost(), None, SIZE, framing, Side.LEFT)
    head, hand, _ = polygon
    unit_px = (hand[0] - head[0]) / 1.4
    joint_px = head[1] + (last + 0.7) * unit_px
    assert head[1] > 0
    assert SIZE.height_px * 0.85 < joint_px < SIZE.height_px
    assert polygon[:, 1].max() > SIZE.height_px


def test_one_in_the_place_of_a_bundled_stretch_has_no_ghost() -> None:
    cat = load_spec("cat-cow")
    for spec, has_one in ((cat, True), (short_spec().model_copy(update={"id": cat.id}), False)):
        programme = make_programme([spec], "both", None, 1, ENGLISH)
        shown = make_screen(Stage.SETUP, step=programme.steps[0], ghost=True)
        placed = place_live_ghost(LivePicture(shown, None, SIZE))
        assert (placed is not None) is has_one
