from dataclasses import replace

import numpy as np
import pytest

from benchmarks.sampled.true_landmarks import (
    fit_camera,
    fit_lens,
    is_inside,
    make_recording,
    place_landmarks,
    replace_positions,
    rotate_person,
)
from formcheck.core.body import ImageSize, Landmark
from reference.skeleton import JOINTS, Floats
from tests.reference.people import TIMES_S, standing

SIZE = ImageSize(640, 480)
F_PX, AWAY_M = 500.0, 3.0


def film_standing(aside_m: float = 0.0, away_m: float = AWAY_M) -> tuple[Floats, Floats]:
    """Somebody who stands and looks at the camera: joints in its frame, and pixels."""
    x, y, z = np.moveaxis(standing().places, 2, 0)
    camera_m = np.stack([x + aside_m, 0.9 - z, y + away_m], axis=2)
    return camera_m, camera_m[..., :2] / camera_m[..., 2:] * F_PX + (320, 240)


def test_the_lens_is_found_from_joints_and_pixels() -> None:
    lens = fit_lens(*film_standing())
    assert lens.f_px == pytest.approx(F_PX)
    assert lens.centre_px == pytest.approx((320, 240))


def test_pixels_of_another_person_fit_no_lens() -> None:
    camera_m, pixels = film_standing()
    with pytest.raises(ValueError, match="fit no lens"):
        fit_lens(camera_m, pixels[:, ::-1])


def test_joints_behind_the_camera_fit_no_lens() -> None:
    camera_m, pixels = film_standing(away_m=-AWAY_M)
    with pytest.raises(ValueError, match="no frame"):
        fit_lens(camera_m, pixels)


def test_joints_are_their_landmarks() -> None:
    camera_m, _ = film_standing()
    made = place_landmarks(camera_m)
    for name in JOINTS:
        landmark = Landmark[name.upper().replace("BIG_TOE", "FOOT")]
        np.testing.assert_array_equal(made[:, landmark], camera_m[:, JOINTS.index(name)])


def test_what_is_no_joint_lies_where_it_is_on_a_person() -> None:
    made = place_landmarks(film_standing()[0])[0]
    x, y = made[:, 0], made[:, 1]
    # They face the camera: their left is to the right of the picture.
    assert x[Landmark.LEFT_EYE_INNER] < x[Landmark.LEFT_EYE] < x[Landmark.LEFT_EYE_OUTER]
    assert x[Landmark.RIGHT_EYE_OUTER] < x[Landmark.RIGHT_EYE] < x[Landmark.RIGHT_EYE_INNER]
    assert x[Landmark.MOUTH_RIGHT] < x[Landmark.NOSE] < x[Landmark.MOUTH_LEFT]
    assert y[Landmark.NOSE] < y[Landmark.MOUTH_LEFT] < y[Landmark.LEFT_SHOULDER]
    assert y[Landmark.LEFT_WRIST] < y[Landmark.LEFT_THUMB] < y[Landmark.LEFT_INDEX]


def test_world_landmarks_are_metres_from_between_the_hips() -> None:
    camera_m, pixels = film_standing(aside_m=0.3)
    made = make_recording(TIMES_S, camera_m, pixels, SIZE)
    (one,) = made.frames[0].detections
    hips = one.world_m[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
    np.testing.assert_allclose(hips.mean(axis=0), 0.0, atol=1e-9)
    np.testing.assert_allclose(
        one.world_m[Landmark.NOSE] - one.world_m[Landmark.LEFT_HIP],
        camera_m[0, JOINTS.index("nose")] - camera_m[0, JOINTS.index("left_hip")],
    )
    np.testing.assert_allclose(
        one.image_px[Landmark.NOSE], pixels[0, JOINTS.index("nose")], atol=1e-6
    )
    assert (one.visibility == 1.0).all()


def test_nobody_is_found_outside_the_picture() -> None:
    here, there = film_standing(), film_standing(aside_m=4.0)
    camera_m = np.concatenate([here[0], there[0]])
    pixels = np.concatenate([here[1], there[1]])
    made = make_recording(np.arange(6) / 10.0, camera_m, pixels, SIZE)
    assert [len(frame.detections) for frame in made] == [1, 1, 1, 0, 0, 0]


def test_inside_is_the_picture_and_not_its_edge() -> None:
    pixels = np.array([[[0.0, 0.0], [639.0, 479.0], [640.0, 0.0], [-1.0, 3.0]]])
    assert is_inside(pixels, SIZE).tolist() == [[True, True, False, False]]


def test_true_places_take_the_place_of_the_models_in_image_or_world_alone() -> None:
    camera_m, pixels = film_standing()
    true = make_recording(TIMES_S, camera_m, pixels, SIZE)
    found = make_recording(TIMES_S, *film_standing(aside_m=0.2), SIZE)
    for part in ("image", "world"):
        mixed = replace_positions(found, true, part)
        for one, real, seen in zip(mixed, true, found, strict=True):
            (mine,), (its,), (models,) = one.detections, real.detections, seen.detections
            of_image, of_world = (its, models) if part == "image" else (models, its)
            assert np.array_equal(mine.image_px, of_image.image_px)
            assert np.array_equal(mine.world_m, of_world.world_m)


def test_whom_the_model_does_not_find_stays_unfound() -> None:
    camera_m, pixels = film_standing()
    true = make_recording(TIMES_S, camera_m, pixels, SIZE)
    nobody = replace(true, frames=tuple(replace(f, detections=()) for f in true.frames))
    assert all(not frame.detections for frame in replace_positions(nobody, true, "image"))


def test_the_camera_is_found_from_joints_in_the_world_and_in_its_own_frame() -> None:
    camera_m, _ = film_standing()
    place, rotation = fit_camera(camera_m, standing().places)
    assert place == pytest.approx((0.0, -AWAY_M, 0.9), abs=1e-6)
    assert (standing().places - place) @ rotation == pytest.approx(camera_m, abs=1e-6)


def test_a_person_who_turns_shows_the_camera_another_side() -> None:
    camera_m, _ = film_standing()
    assert rotate_person(camera_m, standing().places, 0.0) == pytest.approx(camera_m, abs=1e-6)
    half = rotate_person(camera_m, standing().places, 180.0)
    left, right = (JOINTS.index(f"{side}_shoulder") for side in ("left", "right"))
    assert (half[:, left, 0] < half[:, right, 0]).all()  # from behind, left is on the left
    quarter = rotate_person(
        camera_m, standing().places, 90.0
    )  # a turn to the left: the right side shows
    assert (quarter[:, right, 2] < quarter[:, left, 2]).all()
    assert quarter[..., 1] == pytest.approx(camera_m[..., 1], abs=1e-6)
