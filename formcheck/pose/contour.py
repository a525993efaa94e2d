"""How round the back is, read from the outline of a person seen from the side.

The landmarks have no spine: only the outline tells a rounded back from a sagging one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.body import Landmark
from formcheck.body.pose import Floats

BACK_SAGITTA = "back_sagitta_ratio"
BACK_HEIGHT = "back_height_ratio"
BACK_NAMES = frozenset({BACK_SAGITTA, BACK_HEIGHT})
"""The two numbers, both in lengths of the line from hips to shoulders: how far the middle of the
back's outline stands out over a straight line through its two ends (+ rounded, - sagging), and how
high it lies over the line from hips to shoulders."""

Mask = NDArray[np.float32]

_INSIDE = 0.5
"""The mask's own middle between person (1) and not (0)."""
_PLACES = np.linspace(0.12, 0.88, 23)
"""Where along the line, hips 0 to shoulders 1, the height is taken. Nearer to the ends buttocks and
neck would count. Chosen here."""
_LOW_END, _MIDDLE, _HIGH_END = slice(0, 4), slice(8, 15), slice(19, 23)
_FARTHEST = 1.0
"""No back stands farther off the line than its length."""
_LEAST_LENGTH_PX = 20.0
"""A trunk shorter than this in the picture is seen end on, or too far away. Chosen here."""
_LEAST_BELLY = 0.2
"""By how much, in lengths, limbs must lie on one side of the trunk to tell belly from back."""

_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
_ELBOWS = [Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW]


def back_contour(mask: Mask, image_px: Floats) -> Mapping[str, float]:
    """The two numbers by name; NaN where the outline does not tell.

    mask (height, width) is 1 where the person is; image_px (33, 2) in its pixels. The back is the
    side of the trunk that knees and elbows are not on.
    """
    heights = _heights(mask, image_px)
    low, middle, high = (
        float(np.mean(heights[part])) for part in (_LOW_END, _MIDDLE, _HIGH_END)
    )  # fmt: skip
    return {BACK_SAGITTA: middle - (low + high) / 2, BACK_HEIGHT: middle}


def _heights(mask: Mask, image_px: Floats) -> Floats:
    """Height of the outline over the line at each of the places, in its lengths; NaN if unknown."""
    shoulders, hips, knees, elbows = (
        image_px[pair].mean(axis=0) for pair in (_SHOULDERS, _HIPS, _KNEES, _ELBOWS)
    )
    line = shoulders - hips
    length_px = math.hypot(*line)
    unknown = np.full(len(_PLACES), np.nan)
    if length_px < _LEAST_LENGTH_PX:
        return unknown
    outwards = np.array([line[1], -line[0]]) / length_px
    belly = float((knees - hips + elbows - shoulders) @ outwards) / length_px
    if abs(belly) < _LEAST_BELLY:
        return unknown
    outwards *= -math.copysign(1.0, belly)
    steps_px = np.arange(0.0, _FARTHEST * length_px)
    at = hips + _PLACES[:, None, None] * line + steps_px[:, None] * outwards
    column, row = np.rint(at[..., 0]).astype(int), np.rint(at[..., 1]).astype(int)
    within = (column >= 0) & (column < mask.shape[1]) & (row >= 0) & (row < mask.shape[0])
    inside = np.zeros(within.shape, dtype=np.bool_)
    inside[within] = mask[row[within], column[within]] > _INSIDE
    ends = ~inside.all(axis=1) & inside[:, 0]
    # The step before the first one outside, told more finely than a pixel is not needed.
    heights = np.argmin(inside, axis=1) / length_px
    cut = ~within[np.arange(len(within)), np.argmin(inside, axis=1)]
    return np.where(ends & ~cut, heights, np.nan)
