"""The people in a single picture, looked at twice: a photo has no time to tell a mistake by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.core.body import Detection, Landmark
from formcheck.vision.pose.landmarker import Landmarker, overlap_ratio
from formcheck.vision.pose.scale import TORSO_M, pixels_per_metre
from formcheck.vision.pose.search import search
from formcheck.vision.video.frames import Rgb

APART_TORSOS = 0.25
"""What lies this far from where the mirrored picture has it is not believed. On 48 real photos of
stretches that was 6 % of the landmarks: a skeleton on nobody, legs and arms mixed up with the other
or a helper's, an ankle behind a chair. On 14 rendered clips of people on the floor it was 0 to 12 %
of the right ones, none in most: too dear for a video, where time tells mistakes as well."""
_SAME_RATIO = 0.1
"""Boxes that overlap less than this are of different people (as in ``pose.parallel``)."""

_OTHER_SIDE = np.array(
    [
        Landmark[m.name.replace("LEFT", "-").replace("RIGHT", "LEFT").replace("-", "RIGHT")]
        for m in Landmark
    ]
)


def look_twice(model: Landmarker, image: Rgb) -> tuple[Detection, ...]:
    """The people in the picture, in its pixels; what its mirror image contradicts is invisible.

    model looks at single pictures. Where nobody is found it is looked nearer and with the picture
    turned; where the mirror image shows nobody nothing is contradicted.
    """
    found = model.detect(image, 0.0)
    if not found:
        lost = search(model, image, None)
        return () if lost is None else (lost[1],)
    width_px = image.shape[1]
    mirrored = np.ascontiguousarray(image[:, ::-1])
    others = [mirror(other, width_px) for other in model.detect(mirrored, 0.0)]
    return tuple(_less_contradicted(one, others) for one in found) if others else found


def mirror(one: Detection, width_px: int) -> Detection:
    """What a detection in the mirror image of a picture is in the picture itself."""
    return replace(
        one,
        image_px=(one.image_px * (-1.0, 1.0) + (width_px, 0.0))[_OTHER_SIDE],
        world_m=(one.world_m * (-1.0, 1.0, 1.0))[_OTHER_SIDE],
        visibility=one.visibility[_OTHER_SIDE],
    )


def _less_contradicted(one: Detection, others: list[Detection]) -> Detection:
    other = max(others, key=lambda other: overlap_ratio(one, other))
    if overlap_ratio(one, other) < _SAME_RATIO:
        return replace(one, visibility=np.zeros_like(one.visibility))
    apart_px = np.linalg.norm(one.image_px - other.image_px, axis=1)
    sure = apart_px <= APART_TORSOS * _torso_px(one)
    return replace(one, visibility=np.where(sure, one.visibility, 0.0))


def _torso_px(one: Detection) -> float:
    everything = np.ones(len(one.visibility), dtype=np.bool_)
    return TORSO_M * pixels_per_metre(one.image_px, one.world_m, everything)
