"""A measured pose keeps the landmarks that are believed, and is measured from all detected ones."""

import numpy as np
import pytest

from formcheck.core.body import Landmark, Rejection
from formcheck.core.kinematics import measure_pose
from tests.bodies import Camera, standing


def test_it_keeps_time_and_places() -> None:
    pose = standing().pose(3.5)
    figure = measure_pose(pose)
    assert figure.t_s == 3.5
    assert np.array_equal(figure.image, pose.image_px)


def test_its_torso_goes_from_between_the_hips_to_between_the_shoulders() -> None:
    camera = Camera(distance_m=4.0)
    figure = measure_pose(standing().pose(camera=camera))
    assert figure.torso_px == pytest.approx(0.5 * camera.focal_px / 4.0, rel=0.01)
    one_hip_hidden = standing().hide("left_hip")
    assert measure_pose(one_hip_hidden.pose(camera=camera)).torso_px == figure.torso_px
    hips_below = standing().hide("left_hip", "right_hip", why=Rejection.OUT_OF_FRAME)
    assert measure_pose(hips_below.pose(camera=camera)).torso_px == figure.torso_px


def test_what_is_not_believed_is_not_seen_and_still_measured_from() -> None:
    figure = measure_pose(standing().hide("left_elbow").pose())
    assert figure.why[Landmark.LEFT_ELBOW] != Rejection.NONE
    assert figure.why[Landmark.RIGHT_ELBOW] == Rejection.NONE
    assert np.isnan(figure.image[Landmark.LEFT_ELBOW]).all()
    assert np.isfinite(figure.estimate.values).all()
