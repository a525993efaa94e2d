"""Features describe the body, not the size of the image or the place of the origin."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import ImageSize
from formcheck.core.kinematics.features import (
    JOINTS,
    LANDMARKS,
    compute_features,
    measure_spread_px,
)
from tests.bodies import Arm, Body, Camera, Floats, standing

FEW = settings(max_examples=30)
seeds = st.integers(0, 2**32 - 1)
PLACE = slice(-5, -3)
"""The features that hold the image position of the body's centre."""


@dataclass(frozen=True)
class Views:
    """Landmarks of several people, as ``compute_features`` takes them."""

    image_px: Floats
    world_m: Floats
    visibility: Floats
    size_px: Floats

    def features(self) -> Floats:
        return compute_features(self.image_px, self.world_m, self.visibility, self.size_px)

    def spread(self) -> Floats:
        return measure_spread_px(self.image_px, self.visibility)


def make_views(body: Body, camera: Camera | None = None) -> Views:
    camera = camera or Camera()
    found = body.pose(camera=camera).found
    assert found is not None
    size = np.array([[camera.size.width_px, camera.size.height_px]], dtype=float)
    return Views(
        found.image_px[None, LANDMARKS],
        found.world_m[None, LANDMARKS],
        found.visibility[None, LANDMARKS],
        size,
    )


def draw_landmarks(seed: int, count: int = 3) -> Views:
    """Returns random landmarks in and around an image."""
    random = np.random.default_rng(seed)
    width_px, height_px = random.integers(200, 2000, 2)
    image_px = random.normal((width_px / 2, height_px / 2), height_px / 4, (count, len(JOINTS), 2))
    return Views(
        image_px,
        random.normal(0.0, 0.5, (count, len(JOINTS), 3)),
        random.uniform(0.0, 1.0, (count, len(JOINTS))),
        np.tile([[float(width_px), float(height_px)]], (count, 1)),
    )


def are_close(one: Floats, other: Floats) -> bool:
    return np.allclose(one, other, atol=2e-3, rtol=1e-4)


@FEW
@given(seeds, st.floats(0.2, 5.0))
def test_the_size_of_the_picture_changes_nothing(seed: int, factor: float) -> None:
    one = draw_landmarks(seed)
    large = Views(one.image_px * factor, one.world_m, one.visibility, one.size_px * factor)
    assert are_close(large.features(), one.features())
    assert np.allclose(large.spread(), one.spread() * factor)


@FEW
@given(seeds, st.tuples(*[st.floats(-3.0, 3.0)] * 3))
def test_the_origin_of_the_world_landmarks_changes_nothing(
    seed: int, moved_m: tuple[float, float, float]
) -> None:
    one = draw_landmarks(seed)
    moved = Views(one.image_px, one.world_m + np.array(moved_m), one.visibility, one.size_px)
    assert are_close(moved.features(), one.features())


@FEW
@given(seeds, st.floats(-400.0, 400.0), st.floats(-400.0, 400.0))
def test_how_large_somebody_is_does_not_depend_on_where(seed: int, x: float, y: float) -> None:
    one = draw_landmarks(seed)
    moved = Views(one.image_px + np.array([x, y]), one.world_m, one.visibility, one.size_px)
    assert np.allclose(moved.spread(), one.spread())


def test_where_a_flat_body_stands_in_the_picture_shows_only_in_its_place() -> None:
    """Without depth there is no perspective to correct, so all other features stay the same."""
    one = make_views(standing(left_arm=Arm(elevation_deg=60), right_arm=Arm(elevation_deg=30)))
    flat = Views(one.image_px, one.world_m * (1.0, 1.0, 0.0), one.visibility, one.size_px)
    aside = Views(one.image_px + np.array([70.0, -40.0]), flat.world_m, one.visibility, one.size_px)
    changed = np.abs(aside.features() - flat.features())[0]
    assert changed[PLACE] == pytest.approx(np.array([70.0, 40.0]) / 1280.0, abs=1e-5)
    changed[PLACE] = 0.0
    assert changed.max() < 2e-3


def test_a_body_nearer_the_camera_is_no_other_body() -> None:
    """The bones keep their angles, as perspective is corrected; only the image size changes."""
    near, far = (
        make_views(standing(left_arm=Arm(elevation_deg=60)), Camera(d)) for d in (4.0, 8.0)
    )
    difference = np.abs(near.features() - far.features())[0]
    assert np.median(difference) < 0.01
    assert near.spread() > 1.5 * far.spread()


@FEW
@given(seeds)
def test_what_nobody_can_see_hardly_moves_the_middle_and_the_size(seed: int) -> None:
    """A wrist jumps across the image."""
    one = draw_landmarks(seed)
    wrist = JOINTS.index("left_wrist")
    image_px = one.image_px.copy()
    image_px[:, wrist] += one.size_px
    spreads = []
    for visible in (0.0, 1.0):
        visibility = np.ones_like(one.visibility)
        visibility[:, wrist] = visible
        jumped = Views(image_px, one.world_m, visibility, one.size_px)
        still = Views(one.image_px, one.world_m, visibility, one.size_px)
        spreads.append(np.abs(np.log(jumped.spread() / still.spread())))
    assert (spreads[0] < spreads[1]).all()


@FEW
@given(seeds)
def test_each_person_is_described_alone(seed: int) -> None:
    many = draw_landmarks(seed, count=4)
    for number, features in enumerate(many.features()):
        rows = slice(number, number + 1)
        one = Views(
            many.image_px[rows], many.world_m[rows], many.visibility[rows], many.size_px[rows]
        )
        assert are_close(one.features()[0], features)


@FEW
@given(seeds)
def test_world_landmarks_that_fall_together_are_still_described_in_numbers(seed: int) -> None:
    one = draw_landmarks(seed)
    views = Views(one.image_px, one.world_m * 0.0, one.visibility * 0.0, one.size_px)
    assert np.isfinite(views.features()).all()


def test_the_orientation_of_the_picture_is_known() -> None:
    wide, tall = (
        make_views(standing(), Camera(size=ImageSize(*size))) for size in ((1280, 720), (720, 1280))
    )
    assert not are_close(wide.features(), tall.features())
