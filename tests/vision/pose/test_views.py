"""A crop shows a part of an image, and maps its detections back into the image."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.body import Detection, ImageSize
from formcheck.vision.pose.search import SearchCrop, around

sizes = st.builds(ImageSize, st.integers(40, 90), st.integers(40, 90))
turns = st.integers(0, 3)
points = st.lists(st.tuples(st.floats(-50.0, 150.0), st.floats(-50.0, 150.0)), min_size=2).map(
    np.array
)


@st.composite
def views(draw: st.DrawFn) -> tuple[ImageSize, SearchCrop]:
    size = draw(sizes)
    left, top = draw(st.integers(0, size.width_px - 9)), draw(st.integers(0, size.height_px - 9))
    width = draw(st.integers(8, size.width_px - left))
    height = draw(st.integers(8, size.height_px - top))
    return size, SearchCrop(left, top, ImageSize(width, height), draw(turns))


def make_detection(image_px: np.ndarray, world_m: np.ndarray) -> Detection:
    return Detection(image_px, world_m, np.ones(len(image_px)), {"some_ratio": 1.0})


@given(view=views(), seed=st.integers(0, 99))
def test_every_pixel_comes_back_to_its_place(view: tuple[ImageSize, SearchCrop], seed: int) -> None:
    size, view_of = view
    random = np.random.default_rng(seed)
    image = random.integers(0, 256, (size.height_px, size.width_px, 3), dtype=np.uint8)
    shown = view_of.picture(image)
    sides = view_of.size.height_px, view_of.size.width_px
    assert shown.shape[:2] == (sides[::-1] if view_of.quarter_turns % 2 else sides)
    rows, columns = (random.integers(0, side, 20) for side in shown.shape[:2])
    middles = np.stack([columns + 0.5, rows + 0.5], axis=1)
    back = view_of.back(make_detection(middles, np.zeros((20, 3)))).image_px
    at = np.floor(back).astype(int)
    np.testing.assert_array_equal(image[at[:, 1], at[:, 0]], shown[rows, columns])
    np.testing.assert_array_equal(back % 1.0, 0.5)


@given(view=views(), seed=st.integers(0, 99))
def test_picture_and_world_stay_in_step(view: tuple[ImageSize, SearchCrop], seed: int) -> None:
    """What agrees in image and world still does after mapping back; depth is unchanged."""
    world_m = np.random.default_rng(seed).normal(size=(33, 3))
    image_px = world_m[:, :2] * 100.0 + 7.0
    found = view[1].back(make_detection(image_px, world_m))
    px, m = found.image_px - found.image_px[0], found.world_m - found.world_m[0]
    np.testing.assert_allclose(px, m[:, :2] * 100.0, atol=1e-9)
    np.testing.assert_array_equal(found.world_m[:, 2], world_m[:, 2])
    sizes_m = [np.linalg.norm(points, axis=1) for points in (found.world_m, world_m)]
    np.testing.assert_allclose(*sizes_m)
    assert found.extras == {"some_ratio": 1.0}


@given(size=sizes, image_px=points, turn=turns)
def test_what_is_looked_at_lies_in_the_picture_and_holds_the_person(
    size: ImageSize, image_px: np.ndarray, turn: int
) -> None:
    view = around(image_px, size, turn)
    assert 0 <= view.left_px < view.left_px + view.size.width_px <= size.width_px
    assert 0 <= view.top_px < view.top_px + view.size.height_px <= size.height_px
    low, high = image_px.min(axis=0), image_px.max(axis=0)
    edges = (size.width_px, size.height_px)
    if np.all(low >= 0) and np.all(high <= edges):
        first = np.array([view.left_px, view.top_px])
        assert np.all(low >= first)
        assert np.all(high <= first + np.array([view.size.width_px, view.size.height_px]))


def test_only_an_edge_within_the_picture_cuts() -> None:
    size = ImageSize(100, 80)
    points = np.array([[30.0, 40.0], [49.0, 50.0]])
    assert SearchCrop(0, 0, ImageSize(50, 80)).cuts(points, size)
    assert not SearchCrop(0, 0, ImageSize(60, 80)).cuts(points, size)
    assert not SearchCrop(0, 0, size).cuts(np.array([[0.0, 0.0], [100.0, 80.0]]), size)
    assert SearchCrop(29, 0, ImageSize(71, 80)).cuts(points, size)
