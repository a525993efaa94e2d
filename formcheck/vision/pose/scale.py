"""Measures the person's size in the image: the unit of distance in the other steps."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, Floats, ImageSize, Landmark

TORSO_M = 0.47
"""Torso length, mid-shoulder to mid-hip, in the model's world coordinates.

The model scales everybody to about the same size. Median over 60 rendered clips (3 bodies; front,
side, turned and floor views): 0.47 m, and 0.40 to 0.54 in most.
"""

HEAD_AND_SHOULDERS = np.arange(33) <= Landmark.RIGHT_SHOULDER
"""(33,) True for the landmarks visible at a desk."""


def pixels_per_metre(image_px: Floats, world_m: Floats, use: NDArray[np.bool_]) -> float:
    """Returns the scale in px/m at the person; NaN if no two usable landmarks differ.

    Weak perspective: the spread of the landmarks in the image over their spread in the world seen
    along the same axis. Unlike a torso in pixels it does not shrink when the person leans towards
    the camera. image_px (33, 2), world_m (33, 3), use (33,) True for the landmarks to use.
    """
    count = int(use.sum())
    if count < 2:
        return float("nan")
    points = np.concatenate((image_px[use], world_m[use, :2]), axis=1)
    spread = np.square(points).sum(axis=0) - np.square(points.sum(axis=0)) / count
    image_spread, world_spread = float(spread[0] + spread[1]), float(spread[2] + spread[3])
    if image_spread <= 0.0 or world_spread <= 0.0:
        return float("nan")
    return math.sqrt(image_spread / world_spread)


def measure_torso_px(one: Detection) -> float:
    """Returns the torso length in pixels, from all landmarks; NaN if they coincide."""
    everything = np.ones(len(one.visibility), dtype=np.bool_)
    return TORSO_M * pixels_per_metre(one.image_px, one.world_m, everything)


def scale_detections(
    found: Sequence[Detection], small: ImageSize, full: ImageSize
) -> tuple[Detection, ...]:
    """Returns people found in an image scaled down to ``small``, in pixels of the full one."""
    factors = np.array([full.width_px / small.width_px, full.height_px / small.height_px])
    return tuple(replace(one, image_px=one.image_px * factors) for one in found)
