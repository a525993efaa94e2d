"""Bakes body shapes into the cache; only this module needs torch and anny."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .body import cache_dir
from .cast import SHAPES

KEYPOINT_VERTS = 64  # heaviest vertices kept per keypoint; the rest weigh under 1e-6


def _keypoints(weights: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Vertex numbers and weights of every keypoint, cut to the heaviest."""
    index = np.zeros((len(weights), KEYPOINT_VERTS), np.int32)
    share = np.zeros((len(weights), KEYPOINT_VERTS), np.float32)
    for k, row in enumerate(weights):
        top = np.argsort(-np.abs(row))[:KEYPOINT_VERTS]
        top = top[np.abs(row[top]) > 1e-6]
        index[k, : len(top)] = top
        share[k, : len(top)] = row[top] / row[top].sum()
    return index, share


def _bake_one(model: Any, regressor: Any, shape: dict[str, float], path: Path) -> float:
    """Write one body; returns its height in metres."""
    import torch  # noqa: PLC0415

    with torch.no_grad():
        made = model(phenotype_kwargs={k: torch.tensor([v]) for k, v in shape.items()})
    verts = made["rest_vertices"][0].numpy().astype(np.float32)
    index, share = _keypoints(regressor.regression_weights.numpy())
    part = path.with_suffix(".part.npz")
    np.savez_compressed(
        part,
        verts=verts,
        faces=model.get_triangular_faces().numpy().astype(np.int32),
        heads=made["rest_bone_heads"][0].numpy().astype(np.float32),
        parents=np.array(model.bone_parents, np.int16),
        bones=np.array(model.bone_labels),
        bone_idx=model.vertex_bone_indices.numpy().astype(np.int16),
        bone_w=model.vertex_bone_weights.numpy().astype(np.float32),
        coco=np.array(regressor.labels),
        coco_idx=index,
        coco_w=share,
    )
    os.replace(part, path)
    return float(np.ptp(verts[:, 2]))


def bake(only: tuple[str, ...] = ()) -> None:
    """Bake the bodies of the cast (or only some) into the cache folder."""
    import anny  # noqa: PLC0415
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    out = cache_dir()
    out.mkdir(parents=True, exist_ok=True)
    model = anny.Anny(phenotypes="all", skinning_method="lbs", phenotype_blendshapes="original").to(
        dtype=torch.float32
    )
    regressor = anny.KeypointsRegressor.coco(model)
    known = set(model.phenotype_labels)
    for name, shape in SHAPES.items():
        if only and name not in only:
            continue
        unknown = set(shape) - known
        if unknown:
            raise SystemExit(f"{name}: the model has no {sorted(unknown)}, only {sorted(known)}")
        high = _bake_one(model, regressor, shape, out / f"{name}.npz")
        print(f"{name}: {high:.2f} m", flush=True)
