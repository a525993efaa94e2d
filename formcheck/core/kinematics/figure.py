"""One person in one frame, ready to be measured: the believed landmarks and an estimate."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.core.body import Landmark, Pose
from formcheck.core.kinematics.estimator import Estimate, load_estimator
from formcheck.core.kinematics.geometry import Vec2, compute_midpoint


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One person at t_s seconds.

    image: the 33 landmarks in pixels of the un-mirrored picture, x right, y down; NaN for those not
    believed, and why says why. torso_px: mid-hip to mid-shoulder in the picture. estimate: the
    measures with sigma.
    """

    t_s: float
    image: list[Vec2]
    why: list[int]
    torso_px: float
    estimate: Estimate


def build_figure(pose: Pose) -> Figure:
    """The figure of a pose, with what the estimator measures of its detection."""
    image: list[Vec2] = [(x, y) for x, y in pose.image_px.tolist()]
    shoulders = compute_midpoint(image[Landmark.LEFT_SHOULDER], image[Landmark.RIGHT_SHOULDER])
    hips = compute_midpoint(image[Landmark.LEFT_HIP], image[Landmark.RIGHT_HIP])
    return Figure(
        t_s=pose.t_s,
        image=image,
        why=pose.why.tolist(),
        torso_px=math.dist(shoulders, hips),
        estimate=load_estimator().estimate(pose.found, pose.size),
    )
