"""A shape says how a body is placed, wherever the camera stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Detection
from formcheck.likeness import (
    SHAPE_SIZE,
    Positions,
    likeness_of,
    mirrored,
    ranked,
    shape_of,
)

seeds = st.integers(0, 2**32 - 1)


def body(seed: int) -> np.ndarray:
    """World landmarks of somebody in a random position, with a trunk of half a metre."""
    rng = np.random.default_rng(seed)
    points = rng.normal(0.0, 0.4, (33, 3))
    points[[11, 12]] = [[0.18, -0.5, 0.0], [-0.18, -0.5, 0.0]]
    points[[23, 24]] = [[0.1, 0.0, 0.0], [-0.1, 0.0, 0.0]]
    return points


def detection(points: np.ndarray) -> Detection:
    return Detection(np.zeros((33, 2)), points, np.ones(33))


@given(seeds, st.floats(-180.0, 180.0), st.floats(0.5, 2.0))
def test_turning_about_the_vertical_and_size_change_nothing(
    seed: int, turn_deg: float, size: float
) -> None:
    c, s = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    about_y = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    points = body(seed)
    one, other = shape_of(detection(points)), shape_of(detection(size * points @ about_y.T))
    assert one.shape == (SHAPE_SIZE,)
    assert np.allclose(one, other, atol=1e-6)


@given(seeds)
def test_a_looking_glass_swaps_the_sides(seed: int) -> None:
    points = body(seed)
    swapped = points * [-1.0, 1.0, 1.0]
    pairs = [(1, 4), (2, 5), (3, 6), (7, 8), (9, 10), *((i, i + 1) for i in range(11, 33, 2))]
    for left, right in pairs:
        swapped[[left, right]] = swapped[[right, left]]
    assert np.allclose(mirrored(shape_of(detection(points))), shape_of(detection(swapped)))
    assert np.allclose(mirrored(mirrored(shape_of(detection(points)))), shape_of(detection(points)))


def test_lying_down_is_another_shape_than_standing() -> None:
    points = body(1)
    lying = points @ np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    assert np.linalg.norm(shape_of(detection(points)) - shape_of(detection(lying))) > 1.0


def test_a_body_without_a_trunk_has_no_shape() -> None:
    assert np.isnan(shape_of(detection(np.zeros((33, 3))))).all()


@pytest.fixture
def known() -> Positions:
    shapes = np.stack([shape_of(detection(body(seed))) for seed in (1, 2, 3)])
    return Positions(shapes, np.array([0, 0, 1]), ("reach", "fold"))


def test_the_nearest_stretch_is_named_either_way_round(known: Positions) -> None:
    for seed, name in ((1, "reach"), (2, "reach"), (3, "fold")):
        shape = shape_of(detection(body(seed)))
        assert likeness_of(shape, known).nearest == name
        assert likeness_of(mirrored(shape), known).nearest == name
        assert likeness_of(mirrored(shape), known).far[name] == pytest.approx(0.0, abs=1e-9)


def test_time_is_shared_out_by_nearness(known: Positions) -> None:
    seen = [likeness_of(shape_of(detection(body(seed))), known) for seed in (1, 1, 3)]
    (first, most), (second, less) = ranked(seen)
    assert (first, second) == ("reach", "fold")
    assert most == pytest.approx(2 / 3, abs=0.02)
    assert less == pytest.approx(1 / 3, abs=0.02)


def test_what_is_like_nothing_counts_for_nothing(known: Positions) -> None:
    far = likeness_of(shape_of(detection(body(1))) + 3.0, known)
    assert not [share for _, share in ranked([far]) if share > 0.0]
    unseen = likeness_of(np.full(SHAPE_SIZE, np.nan), known)
    assert ranked([unseen]) == []
