"""Errors of landmarks against true joints, in torso lengths, for the near and the far side."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import Truth
from formcheck.core.body import Landmark

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WRONG_TORSOS = 0.25
"""Errors above this are wrong: 12 cm, which puts a limb's angle 15 to 25 degrees off. The model's
landmarks differ from the rig's joints by 2 to 4 cm by definition. Chosen for formcheck."""
APART_TORSOS = 0.2
"""Left and right joints closer than this in the image can't be recognised as swapped."""

_PAIRED = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
NAMES = tuple(f"{side}_{joint}" for side in ("left", "right") for joint in _PAIRED)
LANDMARKS = [Landmark[name.upper()] for name in NAMES]
"""The joints compared: six of the left side, then the same six of the right."""


@dataclass(frozen=True, slots=True, eq=False)
class Joints:
    """The true joints in n frames.

    px (n, 12, 2) in the image; torso_px (n,) the true trunk length in the image, as if seen square
    on; left_near (n,) whether the left side is the nearer one.
    """

    px: Floats
    torso_px: Floats
    left_near: Flags

    @property
    def near(self) -> Flags:
        """(n, 12) which joints are on the nearer side."""
        left = np.repeat(self.left_near[:, None], len(_PAIRED), axis=1)
        return np.concatenate([left, ~left], axis=1)


@dataclass(frozen=True, slots=True)
class Placement:
    """Landmark errors. Shares are 0 to 1, errors in torso lengths; NaN where there is none.

    found: the share of frames with a detection; near and far: median and 95th percentile of the
    error; swapped: the share of distinguishable pairs with left and right exchanged; jumps: the
    share of landmarks whose error vector changed by more than WRONG_TORSOS in one frame.
    """

    found: float
    near: tuple[float, float]
    far: tuple[float, float]
    swapped: float
    jumps: float


@dataclass(frozen=True, slots=True)
class Belief:
    """How reliable belief is: the share of landmarks believed, and of those wrong, by side."""

    near: tuple[float, float]
    far: tuple[float, float]


def interpolate_joints(truth: Truth, t_s: Sequence[float]) -> Joints:
    """Returns the true joints at those times, interpolated linearly."""
    at = [truth.joint_names.index(name) for name in NAMES]
    known = truth.joints_m[:, at].reshape(len(truth.joints_t_s), -1)
    columns = [np.interp(t_s, truth.joints_t_s, column) for column in known.T]
    m = np.stack(columns, axis=1).reshape(len(t_s), len(NAMES), 3)
    centre = np.array([truth.size.width_px, truth.size.height_px]) / 2
    hips_m = m[:, [3, 9]].mean(axis=1)
    torso_m = np.linalg.norm(m[:, [0, 6]].mean(axis=1) - hips_m, axis=1)
    return Joints(
        px=m[..., :2] / m[..., 2:] * truth.f_px + centre,
        torso_px=torso_m * truth.f_px / hips_m[:, 2],
        left_near=m[:, :6, 2].mean(axis=1) < m[:, 6:, 2].mean(axis=1),
    )


def find_errors(found_px: Floats, true: Joints) -> Floats:
    """Returns (n, 12) errors of landmarks (n, 12, 2) in torso lengths, NaN if nobody was found."""
    apart: Floats = np.linalg.norm(found_px - true.px, axis=2) / true.torso_px[:, None]
    return apart


def score_places(found_px: Floats, true: Joints) -> Placement:
    """Scores the landmarks (n, 12, 2) of one clip."""
    error = find_errors(found_px, true)
    seen = ~np.isnan(error[:, 0])
    drift = np.diff(found_px - true.px, axis=0)
    moved = np.linalg.norm(drift, axis=2) / true.torso_px[1:, None]
    return Placement(
        found=float(seen.mean()),
        near=_find_percentiles(error[true.near & seen[:, None]]),
        far=_find_percentiles(error[~true.near & seen[:, None]]),
        swapped=_find_share(_find_swapped(found_px, true)[_find_apart(true) & seen[:, None]]),
        jumps=_find_share(moved[~np.isnan(moved)] > WRONG_TORSOS),
    )


def score_belief(found_px: Floats, seen: Flags, true: Joints) -> Belief:
    """Returns the shares of landmarks (n, 12, 2) believed, as in seen (n, 12), and then wrong."""
    wrong = find_errors(found_px, true) > WRONG_TORSOS
    return Belief(
        near=(_find_share(seen[true.near]), _find_share(wrong[true.near & seen])),
        far=(_find_share(seen[~true.near]), _find_share(wrong[~true.near & seen])),
    )


def average_places(all_of: Iterable[Placement]) -> Placement:
    """Returns the mean over clips of equal weight."""
    rows = [(p.found, *p.near, *p.far, p.swapped, p.jumps) for p in all_of]
    found, near, near_high, far, far_high, swapped, jumps = (
        float(np.mean(known)) if (known := [v for v in column if not math.isnan(v)]) else math.nan
        for column in zip(*rows, strict=True)
    )
    return Placement(found, (near, near_high), (far, far_high), swapped, jumps)


def _find_apart(true: Joints) -> Flags:
    """Returns (n, 6) which pairs are far enough apart to recognise a swap."""
    gap = np.linalg.norm(true.px[:, :6] - true.px[:, 6:], axis=2)
    return np.asarray(gap > APART_TORSOS * true.torso_px[:, None])


def _find_swapped(found_px: Floats, true: Joints) -> Flags:
    """Returns (n, 6) which pairs fit the truth clearly better with left and right exchanged."""
    straight = find_errors(found_px, true)
    across = find_errors(found_px[:, [*range(6, 12), *range(6)]], true)
    return np.asarray(
        across[:, :6] + across[:, 6:] + APART_TORSOS / 2 < straight[:, :6] + straight[:, 6:]
    )


def _find_percentiles(values: Floats) -> tuple[float, float]:
    if not len(values):
        return float("nan"), float("nan")
    return float(np.median(values)), float(np.percentile(values, 95))


def _find_share(flags: Flags) -> float:
    return float(flags.mean()) if flags.size else float("nan")
