"""Builds body meshes and bakes those of the cast; only this module needs torch and anny.

A body is given by the body model's parameters: its phenotypes (0 to 1) and its local changes (about
-1 to 1, 0 for none).
"""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .body import cache_dir
from .cast import SHAPES

KEYPOINT_VERTS = 64  # heaviest vertices kept per keypoint; the others weigh less than 1e-6
CHANGES = {
    "upper-arm-length": ("measure-upperarm-length-incr",),
    "forearm-length": ("measure-lowerarm-length-incr",),
    "thigh-length": ("upperlegs-height-incr",),
    "shin-length": ("lowerlegs-height-incr",),
    "shoulder-width": ("measure-shoulder-dist-incr",),
    "hip-width": ("hip-scale-horiz-incr",),
    "trunk-length": ("measure-napetowaist-dist-incr",),
    "trunk-depth": ("torso-scale-depth-incr",),
    "v-shape": ("torso-vshape-incr",),
    "belly": ("stomach-pregnant-incr",),
    "waist": ("measure-waist-circ-incr",),
    "hips": ("measure-hips-circ-incr",),
    "buttocks": ("buttocks-volume-incr",),
    "neck-length": ("measure-neck-height-incr",),
    "neck-girth": ("measure-neck-circ-incr",),
    "arm-fat": ("l-upperarm-fat-incr", "r-upperarm-fat-incr"),
    "thigh-fat": ("l-upperleg-fat-incr", "r-upperleg-fat-incr"),
    "calf-girth": ("measure-calf-circ-incr",),
    "hand-size": ("l-hand-scale-incr", "r-hand-scale-incr"),
    "face-age": ("head-age-incr",),
    "face-fat": ("head-fat-incr",),
    "head-height": ("head-scale-vert-incr",),
    "head-width": ("head-scale-horiz-incr",),
    "head-depth": ("head-scale-depth-incr",),
    "nose-length": ("nose-scale-vert-incr",),
    "nose-depth": ("nose-scale-depth-incr",),
    "nose-hump": ("nose-hump-incr",),
    "jaw-width": ("chin-width-incr",),
    "chin": ("chin-prominent-incr",),
    "ear-size": ("l-ear-scale-incr", "r-ear-scale-incr"),
}
"""The body model's labels for each local change; left and right labels get the same value."""


@cache
def load_model() -> Any:
    """The body model, loaded once."""
    import anny  # noqa: PLC0415
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    return anny.Anny(
        phenotypes="all",
        local_changes=[label for labels in CHANGES.values() for label in labels],
        skinning_method="lbs",
        phenotype_blendshapes="original",
    ).to(dtype=torch.float32)


@cache
def _load_topology() -> dict[str, NDArray[Any]]:
    """Returns what all bodies share: faces, bones, weights and keypoints."""
    import anny  # noqa: PLC0415

    model = load_model()
    regressor = anny.KeypointsRegressor.coco(model)
    index, share = _cut_keypoints(regressor.regression_weights.numpy())
    return {
        "faces": model.get_triangular_faces().numpy().astype(np.int32),
        "parents": np.array(model.bone_parents, np.int16),
        "bones": np.array(model.bone_labels),
        "bone_idx": model.vertex_bone_indices.numpy().astype(np.int16),
        "bone_w": model.vertex_bone_weights.numpy().astype(np.float32),
        "coco": np.array(regressor.labels),
        "coco_idx": index,
        "coco_w": share,
    }


def _cut_keypoints(weights: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Returns each keypoint's vertex numbers and weights, limited to the heaviest."""
    index = np.zeros((len(weights), KEYPOINT_VERTS), np.int32)
    share = np.zeros((len(weights), KEYPOINT_VERTS), np.float32)
    for k, row in enumerate(weights):
        top = np.argsort(-np.abs(row))[:KEYPOINT_VERTS]
        top = top[np.abs(row[top]) > 1e-6]
        index[k, : len(top)] = top
        share[k, : len(top)] = row[top] / row[top].sum()
    return index, share


def make_arrays(
    shape: Mapping[str, float], changes: Mapping[str, float] | None = None
) -> dict[str, NDArray[Any]]:
    """Returns a body's arrays from its phenotypes and its local changes (names in `CHANGES`)."""
    import torch  # noqa: PLC0415

    model = load_model()
    unknown = set(shape) - set(model.phenotype_labels) | set(changes or {}) - set(CHANGES)
    if unknown:
        raise ValueError(f"the body model has no {sorted(unknown)}")
    local = {label: v for name, v in (changes or {}).items() for label in CHANGES[name]}
    with torch.no_grad():
        made = model(
            phenotype_kwargs={k: torch.tensor([v]) for k, v in shape.items()},
            local_changes_kwargs={k: torch.tensor([v]) for k, v in local.items()},
        )
    return {
        "verts": made["rest_vertices"][0].numpy().astype(np.float32),
        "heads": made["rest_bone_heads"][0].numpy().astype(np.float32),
        **_load_topology(),
    }


def bake(only: tuple[str, ...] = ()) -> None:
    """Bakes the cast's bodies (or only some of them) into the cache folder."""
    out = cache_dir()
    out.mkdir(parents=True, exist_ok=True)
    for name, shape in SHAPES.items():
        if only and name not in only:
            continue
        arrays = make_arrays(shape)
        path = out / f"{name}.npz"
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, **arrays)  # type: ignore[arg-type]
        os.replace(part, path)
        print(f"{name}: {float(np.ptp(arrays['verts'][:, 2])):.2f} m", flush=True)
