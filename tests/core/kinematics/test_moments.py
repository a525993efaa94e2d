"""A moment is the mean of its poses, or the usual one for a person not seen at the start."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.core.body import Landmark, Side
from formcheck.core.kinematics import (
    NO_MOMENTS,
    Definition,
    load_usual_start,
    measure_moment,
    measure_pose,
)
from formcheck.core.kinematics.estimator import OUTPUTS
from formcheck.core.kinematics.moments import combine_estimates, is_usual, replace_with_usual
from tests.bodies import Arm, Leg, list_poses, make_film, sitting, standing
from tests.core.kinematics.figures import measure_body

WRIST = Landmark.LEFT_WRIST
RAISE = Definition("raise", "shoulder_elevation", Side.LEFT, since="start", change="difference")
BEND = Definition("bend", "elbow_flexion", Side.LEFT)
DRIFT = Definition("drift", "wrist_drift", Side.LEFT, since="start")


def test_its_places_are_medians_and_one_bad_picture_moves_nothing() -> None:
    figures = [measure_body(standing(), i / 15) for i in range(5)]
    image = list(figures[2].image)
    image[WRIST] = (0.0, 0.0)
    taken = measure_moment([*figures[:2], replace(figures[2], image=image), *figures[3:]])
    assert tuple(taken.image_px[WRIST]) == pytest.approx(figures[0].image[WRIST])


def test_a_landmark_that_was_hidden_in_some_pictures_is_known_from_the_others() -> None:
    figures = [measure_body(standing()), measure_body(standing().hide("left_wrist"))]
    taken, hidden = measure_moment(figures), measure_moment(figures[1:])
    assert tuple(taken.image_px[WRIST]) == pytest.approx(figures[0].image[WRIST])
    assert np.isnan(hidden.image_px[WRIST]).all()
    assert not np.isnan(hidden.image_px[Landmark.RIGHT_WRIST]).any()


def test_the_mean_of_several_pictures_has_their_mean_sigma_and_no_less() -> None:
    """The error of one person in one view is the same in every frame."""
    figures = [
        measure_pose(p) for p in list_poses(make_film(lambda _: standing(), 0.5, 15, jitter=0.02))
    ]
    found = [figure.estimate for figure in figures]
    mean = combine_estimates(figures, np.mean)
    assert mean.values == pytest.approx(np.mean([one.values for one in found], axis=0))
    assert mean.sigma == pytest.approx(np.mean([one.sigma for one in found], axis=0))


def test_the_usual_start_of_a_position_is_no_place_in_a_picture() -> None:
    usual = load_usual_start("standing")["usual"]
    assert np.isnan(usual.image_px).all()
    assert np.isnan(usual.estimate.px)
    assert abs(usual.estimate.values[OUTPUTS["shoulder_elevation.left"]]) < 40.0
    assert load_usual_start("hanging upside down") == NO_MOMENTS


@pytest.mark.parametrize(("raised_deg", "usual"), [(0, True), (15, True), (120, False)])
def test_who_is_unlike_how_people_start_is_not_at_the_start(
    raised_deg: float, *, usual: bool
) -> None:
    found = measure_moment([measure_body(standing(left_arm=Arm(elevation_deg=raised_deg)))])
    assert is_usual([RAISE], found, "standing") is usual


def test_only_what_counts_from_the_start_must_be_usual() -> None:
    bent = measure_moment([measure_body(standing(left_arm=Arm(elevation_deg=5, elbow_deg=140)))])
    assert is_usual([BEND, DRIFT], bent, "standing")
    assert not is_usual([replace(BEND, since="start", change="difference")], bent, "standing")


def test_without_a_usual_start_any_is_one() -> None:
    found = measure_moment([measure_body(standing(left_arm=Arm(elevation_deg=120)))])
    assert is_usual([RAISE], found, "hanging upside down")


def test_who_starts_in_another_position_is_not_at_the_start() -> None:
    fold = Definition("fold", "trunk_incl", Side.BOTH, since="start", change="difference")
    found = measure_moment([measure_body(sitting(lean_forward_deg=70, left_leg=Leg(85, 85)))])
    assert not is_usual([fold], found, "sitting")


def test_one_measure_of_a_start_may_be_as_usual() -> None:
    """For a person first seen at rest at one end of the movement."""
    figures = [measure_body(standing(left_arm=Arm(elevation_deg=90)))]
    usual, taken = load_usual_start("standing")["usual"].estimate, measure_moment(figures)
    mixed = replace_with_usual(taken, [RAISE], "standing").estimate
    raised = OUTPUTS["shoulder_elevation.left"]
    assert mixed.values[raised] == usual.values[raised]
    assert mixed.sigma[raised] == usual.sigma[raised]
    kept = np.arange(len(OUTPUTS)) != raised
    assert np.array_equal(mixed.values[kept], taken.estimate.values[kept], equal_nan=True)
    assert replace_with_usual(taken, [RAISE], "half-kneeling") is taken
