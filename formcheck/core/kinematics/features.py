"""Features for the estimator: one set of landmarks as numbers that do not depend on size.

Bones are described in two frames, both x right, y down, z away from the camera: *lifted*, whose x
and y come from the image and whose z comes from the world landmarks, and *world*, the model's own
metres. Where both agree under perspective, the estimator learns to trust the landmarks.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats, Landmark

SIDES = ("left", "right")
JOINTS = (
    *(
        f"{side}_{part}"
        for part in (
            "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot", "ear", "eye",
        )
        for side in SIDES
    ),
    "nose",
)  # fmt: skip
"""The landmarks used. Fingers, the corners of the eyes and the mouth are left out: no measure needs
them."""
LANDMARKS = np.array([Landmark[name.upper()] for name in JOINTS])


_CHAINS = (
    ("hip", "shoulder"), ("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"),
    ("knee", "ankle"), ("ankle", "foot"), ("shoulder", "ear"), ("shoulder", "wrist"),
    ("hip", "ankle"), ("ear", "nose"),
)  # fmt: skip
_PAIRS = (
    *(
        (f"{side}_{start}", end if end == "nose" else f"{side}_{end}")
        for (start, end), side in product(_CHAINS, SIDES)
    ),
    *((f"right_{part}", f"left_{part}") for part in ("shoulder", "hip", "ear")),
    ("left_hip", "right_shoulder"),
    ("right_hip", "left_shoulder"),
)
_BONES = np.array([[JOINTS.index(one), JOINTS.index(other)] for one, other in _PAIRS])
_SPINES = slice(0, 2)  # from hip to shoulder, left and right
_ACROSS = slice(20, 22)  # shoulders, hips
_EACH_PAIR = np.triu_indices(len(_BONES), 1)
_BODY = list(range(JOINTS.index("left_heel")))  # from the shoulders to the ankles
_TRUNK = [JOINTS.index(f"{side}_{part}") for part in ("shoulder", "hip") for side in SIDES]
_HIPS = _TRUNK[2:]

_HALF_VIEW = 0.6
"""Half the image's longer side over the focal length: the tangent of half of 62 degrees, a webcam's
usual angle of view."""
_LEAST_WEIGHT = 0.05
"""Weight of a landmark that the model calls invisible, so that it still counts a little."""
_LEAST_M = 0.02
"""Bones shorter than this have no direction."""
_LEAST_UNIT = 0.05
"""A sum or a projection of directions shorter than this has no direction."""
_LEAST_SCALE = 0.3
"""Least scale of the image, as a share of the scale that fits the spread of the landmarks."""
_LEAST_PX_PER_M = 1e-3
"""Least scale if all landmarks coincide."""


def measure_spread_px(image_px: Floats, visibility: Floats) -> Floats:
    """Returns the size of people (n,) in the image: RMS distance of joints from their centre.

    image_px (n, 21, 2) and visibility (n, 21) are those of ``JOINTS``.
    """
    weights, middle = _weigh_landmarks(image_px, visibility)
    return np.asarray(np.sqrt((weights * (image_px[:, _BODY] - middle) ** 2).sum(axis=(1, 2))))


def _weigh_landmarks(image_px: Floats, visibility: Floats) -> tuple[Floats, Floats]:
    weights = np.clip(visibility[:, _BODY], _LEAST_WEIGHT, 1.0)[..., None]
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights, (weights * image_px[:, _BODY]).sum(axis=1, keepdims=True)


def compute_features(
    image_px: Floats, world_m: Floats, visibility: Floats, size_px: Floats
) -> NDArray[np.float32]:
    """Returns the dimensionless features (n, features) of n people.

    image_px (n, 21, 2), world_m (n, 21, 3) and visibility (n, 21) are those of ``JOINTS``, size_px
    (n, 2) width and height of the image.
    """
    weights, middle_px = _weigh_landmarks(image_px, visibility)
    middle_m = (weights * world_m[:, _BODY, :2]).sum(axis=1, keepdims=True)
    from_px, from_m = image_px[:, _BODY] - middle_px, world_m[:, _BODY, :2] - middle_m
    spread_m2 = np.maximum((weights * from_m**2).sum(axis=(1, 2)), 1e-6)
    shared = (weights * from_px * from_m).sum(axis=(1, 2)) / spread_m2
    size = np.sqrt((weights * from_px**2).sum(axis=(1, 2)) / spread_m2)
    px_per_m = np.maximum(np.maximum(shared, _LEAST_SCALE * size), _LEAST_PX_PER_M)[:, None]
    spread_m = np.sqrt(spread_m2)[:, None]
    longer_px = size_px.max(axis=1)[:, None]
    inside = ((image_px >= 0.0) & (image_px <= size_px[:, None])).all(axis=2)
    depth_m = world_m[..., 2] - world_m[:, _HIPS, 2].mean(axis=1, keepdims=True)
    nearer = 1.0 + depth_m * px_per_m * _HALF_VIEW / (longer_px / 2.0)
    level_m = (image_px - size_px[:, None] / 2.0) * nearer[..., None] / px_per_m[..., None]
    lifted_m = np.concatenate([level_m, depth_m[..., None]], axis=2)
    off = (from_px - from_m * px_per_m[..., None]) / (px_per_m * spread_m)[..., None]
    described = _describe_bones(
        np.concatenate([lifted_m, world_m]), np.concatenate([spread_m, spread_m])
    )
    parts = [
        described[: len(off)],
        described[len(off) :],
        off.reshape(len(off), -1),
        visibility,
        inside,
        (middle_px[:, 0] - size_px / 2.0) / longer_px,
        np.log(px_per_m * spread_m / longer_px),
        (size_px[:, :1] - size_px[:, 1:]) / longer_px,
        np.log(spread_m),
    ]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _describe_bones(places: Floats, spread_m: Floats) -> Floats:
    """Returns bone angles (to each other, axes, chest, pelvis), twist, lengths and positions."""
    count = len(places)
    bones = places[:, _BONES[:, 1]] - places[:, _BONES[:, 0]]
    lengths = np.sqrt((bones**2).sum(axis=2))
    units = bones / np.maximum(lengths, _LEAST_M)[..., None]
    between = (units @ units.transpose(0, 2, 1))[:, *_EACH_PAIR]
    spine = _normalise(units[:, _SPINES].sum(axis=1, keepdims=True))
    frames = _build_frames(units[:, _ACROSS], spine)
    own = (units[:, None] @ frames).reshape(count, -1)
    shoulders, hips = frames[:, 0, :, 0], frames[:, 1, :, 0]
    sine = (_compute_cross_products(hips, shoulders) * spine[:, 0]).sum(axis=1)
    twist = np.arctan2(sine, (hips * shoulders).sum(axis=1))[:, None]
    from_trunk = places - places[:, _TRUNK].mean(axis=1, keepdims=True)
    relative = lengths / spread_m
    parts = [
        _compute_angles(between),
        _compute_angles(units).reshape(count, -1),
        own,
        _compute_angles(own),
        twist,
        relative,
        np.log(np.maximum(relative, _LEAST_M)),
        (from_trunk / spread_m[..., None]).reshape(count, -1),
    ]
    return np.concatenate(parts, axis=1)


def _build_frames(across: Floats, spine: Floats) -> Floats:
    """Returns axes (n, k, 3, 3) as columns: left (square to the spine), up the spine, forward.

    across (n, k, 3) points to the left, spine (n, 1, 3) up.
    """
    left = _normalise(across - (across * spine).sum(axis=2, keepdims=True) * spine)
    up = np.broadcast_to(spine, left.shape)
    return np.stack([left, up, _compute_cross_products(left, spine)], axis=3)


def _compute_cross_products(one: Floats, other: Floats) -> Floats:
    """Returns cross products (..., 3): ``np.cross`` takes five times as long for so few."""
    before, after = [2, 0, 1], [1, 2, 0]
    return one[..., after] * other[..., before] - one[..., before] * other[..., after]


def _normalise(vectors: Floats) -> Floats:
    length = np.sqrt((vectors**2).sum(axis=-1, keepdims=True))
    return np.asarray(vectors / np.maximum(length, _LEAST_UNIT))


def _compute_angles(cosines: Floats) -> Floats:
    return np.asarray(np.arccos(np.clip(cosines, -1.0, 1.0)))
