"""A body's position as a row of numbers that does not depend on where the camera stands.

The frame is that of the trunk: x to the person's left, y up along it, z the way the chest faces,
unit the length of the trunk. What "down" is in that frame tells lying from standing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.body import Detection

Floats = NDArray[np.float64]

_L_SHOULDER, _R_SHOULDER, _L_HIP, _R_HIP = 11, 12, 23, 24
_NOSE, _L_EAR, _R_EAR = 0, 7, 8
_LEFT = (13, 15, 25, 27, 31)
_RIGHT = (14, 16, 26, 28, 32)
"""Elbow, wrist, knee, ankle and toes of a side."""

_WEIGHTS = (0.9, 1.0, 1.0, 1.0, 0.5)
_HEAD_WEIGHT = 0.9
_DOWN_WEIGHT = 1.6
"""How much each part counts. Chosen here: toes are placed badly, and which way is down tells
positions apart that are otherwise the same (lying and standing)."""

SHAPE_SIZE = 3 * (2 * len(_LEFT) + 3)
"""Numbers in a shape."""


def shape_of(detection: Detection) -> Floats:
    """The shape (SHAPE_SIZE,) of a detection; NaN throughout where it has no trunk.

    From world landmarks as the model gives them, guesses about hidden limbs included: the same
    guess is made whenever the same position is seen. The camera is taken to be level.
    """
    points = detection.world_m
    shoulders = (points[_L_SHOULDER] + points[_R_SHOULDER]) / 2
    hips = (points[_L_HIP] + points[_R_HIP]) / 2
    trunk = shoulders - hips
    length = float(np.linalg.norm(trunk))
    across = points[_L_SHOULDER] - points[_R_SHOULDER] + points[_L_HIP] - points[_R_HIP]
    if not length > 0.05:
        return np.full(SHAPE_SIZE, np.nan)
    up = trunk / length
    across = across - (across @ up) * up
    width = float(np.linalg.norm(across))
    if not width > 1e-6:
        return np.full(SHAPE_SIZE, np.nan)
    left = across / width
    axes = np.stack([left, up, np.cross(up, left)])
    limbs = np.array([*_WEIGHTS, *_WEIGHTS])[:, None]
    ends = (points[[*_LEFT, *_RIGHT]] - hips) @ axes.T / length * limbs
    ears = (points[_L_EAR] + points[_R_EAR]) / 2
    head = (ears - shoulders) @ axes.T / length
    gaze = points[_NOSE] - ears
    face = gaze / max(float(np.linalg.norm(gaze)), 1e-6) @ axes.T
    down = axes @ np.array([0.0, 1.0, 0.0])
    return np.concatenate(
        [ends.ravel(), _HEAD_WEIGHT * head, 0.5 * _HEAD_WEIGHT * face, _DOWN_WEIGHT * down]
    )


def mirrored(shapes: Floats) -> Floats:
    """The shapes (..., SHAPE_SIZE) as in a looking glass: left and right swapped."""
    count = len(_LEFT)
    parts = shapes.reshape(*shapes.shape[:-1], -1, 3).copy()
    parts[..., 0] *= -1.0
    order = [*range(count, 2 * count), *range(count), *range(2 * count, parts.shape[-2])]
    return np.asarray(parts[..., order, :].reshape(shapes.shape))
