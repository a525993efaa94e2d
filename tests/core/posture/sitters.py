"""Features of people sitting in front of a camera. Lengths in metres; see tests/bodies.py."""

from dataclasses import replace

import numpy as np

from formcheck.core.body import Pose
from formcheck.core.posture.calibration import calibrate
from formcheck.core.posture.posture_features import measure_posture
from formcheck.core.posture.posture_values import (
    CalibrationRefusal,
    PostureFeatures,
    UprightBaseline,
)
from tests.bodies import Body, Camera, sitting

LAPTOP = Camera(distance_m=0.9)
BESIDE = Camera(distance_m=1.7)

Way = tuple[float, float, float]
"""Offset right, down and away from the camera, in image axes."""


def make_front_sitter(**changes: object) -> Body:
    """Returns a person sitting upright in front of a laptop; ``changes`` replaces fields."""
    return sitting(**changes).moved(y_m=0.55)


def make_side_sitter(**changes: object) -> Body:
    """Returns a person sitting upright, facing right in the image, right side to the camera."""
    return sitting(**changes).turned(90.0).moved(y_m=0.2)


def pose(
    body: Body, camera: Camera, head: Way = (0.0, 0.0, 0.0), shoulders: Way = (0.0, 0.0, 0.0)
) -> Pose:
    """Returns the pose of a body with its head, and its shoulders with the arms, displaced."""
    points = body.points()
    points[:11] += np.array(head)
    points[11:23] += np.array(shoulders)
    moved = body.pose(0.0, camera)
    image = np.where(moved.seen[:, None], camera.project(points), np.nan)
    middle = (points[23] + points[24]) / 2
    world = np.where(moved.seen[:, None], points - middle, np.nan)
    return replace(moved, image_px=image, world_m=world)


def front(
    body: Body | None = None, head: Way = (0, 0, 0), shoulders: Way = (0, 0, 0)
) -> PostureFeatures:
    """Returns the features of a person in front of a laptop."""
    return measure_posture(
        pose(make_front_sitter() if body is None else body, LAPTOP, head, shoulders)
    )


def side(
    body: Body | None = None, head: Way = (0, 0, 0), shoulders: Way = (0, 0, 0)
) -> PostureFeatures:
    """Returns the features of a person seen from their right side."""
    return measure_posture(
        pose(make_side_sitter() if body is None else body, BESIDE, head, shoulders)
    )


def make_baseline(features: PostureFeatures) -> UprightBaseline:
    """Returns the baseline taken from 20 samples of these features."""
    found = calibrate([features] * 20)
    assert not isinstance(found, CalibrationRefusal), found
    return found


def with_values(features: PostureFeatures, **values: float) -> PostureFeatures:
    """Returns the features with some values replaced."""
    return replace(features, values={**features.values, **values})
