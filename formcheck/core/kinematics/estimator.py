"""Estimates measures with sigma from landmarks: a small network, fitted on rendered people.

Two layers of ``gelu`` and a linear path in parallel. ``python -m synth fit-estimator`` fitted it on
random people in and around the poses of the catalogue, whose true joints are known, and on true
joints themselves. Its bias over those is near zero, and sigma is the remaining error. The estimates
for a person and their mirror image are averaged, so that both read the same.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from formcheck.core.body import TORSO, Detection, Floats, ImageSize, Pose, Side, swap_sides
from formcheck.core.fitted_arrays import FittedNetwork, Weights, check_version, load_fitted_arrays
from formcheck.core.kinematics.features import LANDMARKS, SIDES, compute_features, measure_spread_px
from formcheck.core.kinematics.geometry import Vec2, compute_midpoint
from formcheck.core.kinematics.measures import MEASURES, ReadingKind

FORMAT = 1
LENGTHS = {"forearm_px": "side", "shin_px": "side", "trunk_px": "body"}
"""Lengths as they would appear square to the camera, in units of ``measure_spread_px``, and what
has them, as in ``Measure.of``."""
_CLIP = 6.0
"""Features farther than this many standard deviations from the mean are clipped to it."""


_KINDS = {ReadingKind.POSE, ReadingKind.STRETCHED}
_ESTIMATED = {name: one.of for name, one in MEASURES.items() if one.kind in _KINDS} | LENGTHS
_NAMES = [
    name
    for what, of in _ESTIMATED.items()
    for name in ([f"{what}.{side}" for side in SIDES] if of == "side" else [what])
]
OUTPUTS: Mapping[str, int] = {name: number for number, name in enumerate(_NAMES)}
"""Index of each output in an estimate: "trunk_incl", or "elbow_flexion.left" of each side."""
_MIRRORED = np.array([OUTPUTS[swap_sides(name)] for name in OUTPUTS])
_TURNS = [name in MEASURES and MEASURES[name].of == "turn" for name in OUTPUTS]
_SIGN = np.where(_TURNS, -1.0, 1.0)
"""Index and sign of each output in the estimate of the mirror image."""


def find_output(measure: str, of: Side) -> tuple[int, float]:
    """Returns the index of a measure of that side in an estimate, and its sign there."""
    if MEASURES[measure].of == "side":
        return OUTPUTS[f"{measure}.{of}"], 1.0
    return OUTPUTS[measure], -1.0 if of is Side.RIGHT else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Values and sigma (outputs,) of one person in one frame, in the order of ``OUTPUTS``.

    px is the unit of ``LENGTHS`` in pixels.
    """

    values: Floats
    sigma: Floats
    px: float


@dataclass(frozen=True, eq=False)
class Estimator:
    """The network, its linear path (skip), and median and unit of the outputs (outputs,).

    starts: the usual start of a stretch, by position; its sigma is how much people differ.
    """

    network: FittedNetwork
    skip: Weights
    middle: Weights
    unit: Weights
    starts: Mapping[str, Estimate]

    def embed(self, features: NDArray[np.float32]) -> Floats:
        """Returns last hidden layer, values and log sigma (n, hidden + 2 outputs) of the features.

        features: (n, features). Values and sigma are in the network's own units.
        """
        inputs = self.network.scale(features, _CLIP)
        with _find_thread_pools().limit(limits=1, user_api="blas"):
            hidden, last = self.network.run(inputs, _multiply)
            out = last.astype(np.float64)
            out[:, : len(OUTPUTS)] += inputs @ self.skip
        return np.concatenate([hidden, out], axis=1)

    def run(self, features: NDArray[np.float32]) -> tuple[Floats, Floats]:
        """Returns values and sigma (n, outputs) for features (n, features), in measure units."""
        count = len(OUTPUTS)
        out = self.embed(features)[:, -2 * count :]
        values = out[:, :count] * self.unit + self.middle
        return values, np.exp(np.clip(out[:, count:], -5.0, 5.0)) * self.unit

    def estimate(self, found: Detection, size: ImageSize) -> Estimate:
        """Returns the measures of one person. Landmarks are weighted by visibility."""
        values, sigma = self.run(compute_features_both_ways(found, size))
        image_px, visibility = found.image_px[LANDMARKS], found.visibility[LANDMARKS]
        px = float(measure_spread_px(image_px[None], visibility[None])[0])
        mirrored = values[1, _MIRRORED] * _SIGN
        return Estimate((values[0] + mirrored) / 2.0, (sigma[0] + sigma[1, _MIRRORED]) / 2.0, px)


def compute_features_both_ways(found: Detection, size: ImageSize) -> NDArray[np.float32]:
    """Returns the features (2, features) of a person and of their mirror image."""
    both = (found, found.mirror(size.width_px))
    return compute_features(
        np.stack([one.image_px[LANDMARKS] for one in both]),
        np.stack([one.world_m[LANDMARKS] for one in both]),
        np.stack([one.visibility[LANDMARKS] for one in both]),
        np.array([[size.width_px, size.height_px]] * 2, dtype=np.float64),
    )


@cache
def _find_thread_pools() -> ThreadpoolController:
    """Returns numpy's thread pools, to limit them to one thread: threads spin while waiting.

    On two busy cores such small products take ten times as long with two threads (measured).
    """
    return ThreadpoolController()


def _multiply(rows: NDArray[np.float32], weights: Weights) -> NDArray[np.float32]:
    """Returns the product, for one frame row by row: OpenBLAS then takes a quarter as long."""
    return np.stack([row @ weights for row in rows]) if len(rows) <= 2 else rows @ weights


@cache
def load_estimator() -> Estimator:
    """Returns the bundled estimator. Raises ValueError if its file has another format."""
    arrays = load_fitted_arrays("formcheck.core.kinematics", "estimator.npz", FORMAT)
    check_version("estimator.npz", tuple(arrays["outputs"].tolist()) == tuple(OUTPUTS))
    skip, middle, unit = (arrays[name].astype(np.float32) for name in ("skip", "middle", "unit"))
    values, sigma = (arrays[name].astype(np.float64) for name in ("start_values", "start_sigma"))
    starts = {
        position: Estimate(values[place], sigma[place], np.nan)
        for place, position in enumerate(arrays["positions"].tolist())
    }
    return Estimator(FittedNetwork.read(arrays), skip, middle, unit, starts)


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredPose:
    """One person at t_s seconds.

    image: the 33 landmarks in pixels of the un-mirrored image, x right, y down; NaN for rejected
    ones, with the reason in why. torso_px: mid-hip to mid-shoulder, where a rejected corner counts
    as detected. estimate: the measures with sigma.
    """

    t_s: float
    image: list[Vec2]
    why: list[int]
    torso_px: float
    estimate: Estimate


def measure_pose(pose: Pose) -> MeasuredPose:
    """Returns the pose with the measures that the estimator reads from its detection."""
    torso_px = pose.image_px[TORSO]
    torso_px = np.where(np.isfinite(torso_px), torso_px, pose.found.image_px[TORSO])
    left, right, left_hip, right_hip = torso_px.tolist()
    return MeasuredPose(
        t_s=pose.t_s,
        image=[(x, y) for x, y in pose.image_px.tolist()],
        why=pose.why.tolist(),
        torso_px=math.dist(compute_midpoint(left, right), compute_midpoint(left_hip, right_hip)),
        estimate=load_estimator().estimate(pose.found, pose.size),
    )
