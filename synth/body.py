"""A baked body: its mesh, its bones, and the joints used as ground truth."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from formcheck.files.errors import FormcheckError

from .geometry import Array, align, unit
from .raster import skin

JOINT_BONES = {
    "left_shoulder": "upperarm01.L",
    "right_shoulder": "upperarm01.R",
    "left_elbow": "lowerarm01.L",
    "right_elbow": "lowerarm01.R",
    "left_wrist": "wrist.L",
    "right_wrist": "wrist.R",
    "left_hip": "upperleg01.L",
    "right_hip": "upperleg01.R",
    "left_knee": "lowerleg01.L",
    "right_knee": "lowerleg01.R",
    "left_ankle": "foot.L",
    "right_ankle": "foot.R",
}
SURFACE_JOINTS = (
    "left_heel",
    "right_heel",
    "left_big_toe",
    "right_big_toe",
    "left_ear",
    "right_ear",
    "left_eye",
    "right_eye",
    "nose",
)
JOINTS = (*JOINT_BONES, *SURFACE_JOINTS)
"""In the order of `reference.skeleton.JOINTS`."""
BARE, PRESSED = -1, -2  # regions of undrawn vertices: bare skin, skin under flattened cloth
SPREAD = ("foot", "toe", "wrist", "finger", "metacarpal", "eye")  # cloth is not flattened here
SOLE_M = 0.007  # sole thickness of the catalogue's people, chosen for this project


def cache_dir() -> Path:
    """Folder of the baked bodies: SYNTH_BODIES if set, else the user's cache."""
    told = os.environ.get("SYNTH_BODIES")
    return Path(told) if told else user_cache_path("formcheck-synth") / "bodies"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Segment lengths and positions of parts of a body at rest, metres."""

    upper_arm_m: float
    forearm_m: float
    thigh_m: float
    shin_m: float
    ankle_m: float
    trunk_m: float
    shoulder_m: float
    hip_x: float
    hip_y: float
    hip_below_root: float
    foot_x: float
    foot_y: float
    height_m: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worn item with its own mesh, bound to the body's bones.

    verts: in the body's rest pose, metres. region: one of the sheet regions in `look`.
    """

    verts: Array
    faces: NDArray[np.int32]
    bone_index: NDArray[np.int32]
    bone_weight: NDArray[np.float32]
    region: int


def load_body(name: str) -> "Body":
    """Loads a baked body. Raises FormcheckError if it has not been baked yet."""
    path = cache_dir() / f"{name}.npz"
    if not path.exists():
        raise FormcheckError(f"No body {path}. Run: python -m synth bake")
    with np.load(path) as arrays:
        return Body(name, dict(arrays))


class Body:
    """A body mesh bound to bones; adding `drop` to z puts the floor of its rest pose at z = 0.

    arrays: as `bake.make_arrays` returns them. The first `skin_vertices` vertices belong to the
    body itself; the sheets' vertices follow, are drawn with them and belong to no `group`.
    """

    def __init__(
        self,
        name: str,
        arrays: Mapping[str, NDArray[Any]],
        sheets: Sequence[Sheet] = (),
        sole_m: float = SOLE_M,
    ) -> None:
        d = arrays
        self.name, self.arrays, self.sole_m = name, arrays, sole_m
        self.rest = d["verts"].astype(np.float64)
        self.skin_vertices = len(self.rest)
        self.faces: NDArray[np.int32] = d["faces"]
        self.heads: Array = d["heads"].astype(np.float64)
        self.parents = [int(p) for p in d["parents"]]
        self.bones = [str(b) for b in d["bones"]]
        self.id = {b: i for i, b in enumerate(self.bones)}
        self.bone_index = d["bone_idx"].astype(np.int32)
        self.bone_weight = d["bone_w"].astype(np.float32)
        self.dominant = self.bone_index[np.arange(len(self.rest)), self.bone_weight.argmax(1)]
        self.coco = [str(c) for c in d["coco"]]
        self.coco_index, self.coco_weight = d["coco_idx"], d["coco_w"]
        self.skin_rest = self.rest.astype(np.float32)
        self.drop = -float(self.rest[:, 2].min()) + sole_m
        self.sizes = self._measure_sizes()
        head = self.head
        self.upper_dir = {s: unit(head(f"lowerarm01.{s}") - head(f"upperarm01.{s}")) for s in "LR"}
        self.fore_dir = {s: unit(head(f"wrist.{s}") - head(f"lowerarm01.{s}")) for s in "LR"}
        self.thigh_dir = {s: unit(head(f"lowerleg01.{s}") - head(f"upperleg01.{s}")) for s in "LR"}
        self.shin_dir = {s: unit(head(f"foot.{s}") - head(f"lowerleg01.{s}")) for s in "LR"}
        self.hand_dir = {s: unit(head(f"finger3-1.{s}") - head(f"wrist.{s}")) for s in "LR"}
        self.curl_axis = {s: self._find_curl_axis(s) for s in "LR"}
        self.palm_dir = {s: np.cross(self.hand_dir[s], self.curl_axis[s]) for s in "LR"}
        self.thumb_flat = {s: self._flatten_thumb(s) for s in "LR"}
        self.sheet_region = np.zeros(0, np.int8)
        self.pressed: NDArray[np.int64] = np.zeros(0, np.int64)
        self.worn: tuple[Any, Any] | None = None
        """The latest clothes and what shading needs to know about them (`wardrobe.dress`)."""
        for sheet in sheets:
            self._put_on(sheet)

    def _put_on(self, sheet: Sheet) -> None:
        """Appends a sheet's mesh; its vertices have no dominant bone (`dominant` is -1)."""
        n, places = len(sheet.verts), self.bone_index.shape[1]
        index, weight = np.zeros((n, places), np.int32), np.zeros((n, places), np.float32)
        bones = sheet.bone_index.shape[1]
        index[:, :bones], weight[:, :bones] = sheet.bone_index, sheet.bone_weight
        faces = sheet.faces + len(self.rest)
        self.faces = np.concatenate([self.faces, faces]).astype(np.int32)
        self.rest = np.concatenate([self.rest, sheet.verts])
        self.skin_rest = np.concatenate([self.skin_rest, sheet.verts]).astype(np.float32)
        self.bone_index = np.concatenate([self.bone_index, index])
        self.bone_weight = np.concatenate([self.bone_weight, weight])
        self.dominant = np.concatenate([self.dominant, np.full(n, -1, self.dominant.dtype)])
        region = np.full(n, sheet.region, np.int8)
        self.sheet_region = np.concatenate([self.sheet_region, region])

    def add_sheets(self, sheets: Sequence[Sheet]) -> "Body":
        """Returns the same body with these sheets, plus vertices that clothes do not move.

        Face, heel and toe points are taken from bare skin. What touches floor and chair (`group`)
        is the skin with cloth and hair pressed flat. Both are appended as vertices without faces.
        """
        used, place = np.unique(self.coco_index, return_inverse=True)
        spread = [i for i, b in enumerate(self.bones) if b.startswith(SPREAD)]
        pressed = np.flatnonzero(~np.isin(self.dominant, spread))
        more = (self._copy_vertices(used, BARE), self._copy_vertices(pressed, PRESSED))
        body = Body(self.name, self.arrays, (*more, *sheets), self.sole_m)
        shifted = place.reshape(self.coco_index.shape) + body.skin_vertices
        body.coco_index = shifted.astype(np.int32)
        body.pressed = pressed
        return body

    def _copy_vertices(self, which: NDArray[np.int64], region: int) -> Sheet:
        nothing = np.zeros((0, 3), np.int32)
        index, weight = self.bone_index[which], self.bone_weight[which]
        return Sheet(self.rest[which], nothing, index, weight, region)

    def find_pressed_rows(self) -> NDArray[np.int64]:
        """Returns the indices of the copies of the vertices in `pressed`."""
        out: NDArray[np.int64] = self.skin_vertices + np.flatnonzero(self.sheet_region == PRESSED)
        return out

    @cached_property
    def chest(self) -> Array:
        """How much each vertex moves with the front of the chest when breathing, 0..1."""
        low, high = self.head("root")[2] + 0.08, self.head("neck01")[2] + 0.01
        ids = [i for i, b in enumerate(self.bones) if b.startswith(("spine0", "breast"))]
        trunk = (np.isin(self.bone_index, ids) * self.bone_weight).sum(1)
        up = np.clip((self.rest[:, 2] - low) / (high - low), 0.0, 1.0)
        here = (trunk > 0.5) & (up > 0) & (up < 1)
        deep = self.rest[here, 1]
        front = np.clip((np.median(deep) - self.rest[:, 1]) / 0.06, 0.0, 1.0)
        swell = np.sin(np.pi * up**0.7) ** 0.7  # largest at breastbone, less at belly and neck
        out: Array = trunk * front * swell
        return out

    def head(self, bone: str) -> Array:
        """Returns the rest position of a bone's head (near end)."""
        out: Array = self.heads[self.id[bone]]
        return out

    def _find_curl_axis(self, s: str) -> Array:
        """Returns the axis about which fingers bend, at rest: positive angles bend them back."""
        along = unit(self.head(f"finger3-1.{s}") - self.head(f"wrist.{s}"))
        across = unit(self.head(f"finger2-1.{s}") - self.head(f"finger5-1.{s}"))
        return unit(across - (across @ along) * along) * (1.0 if s == "L" else -1.0)

    def _flatten_thumb(self, s: str) -> Array:
        """Returns the rest rotation that moves the thumb from in front of the palm to beside it."""
        along, palm = self.hand_dir[s], self.palm_dir[s]
        d = self.head(f"finger1-3.{s}") - self.head(f"finger1-1.{s}")
        beside = d - (d @ along) * along - (d @ palm) * palm
        to = d - (d @ palm) * palm + np.linalg.norm(d) * 0.25 * unit(beside)
        return align(d, to)

    def _measure_sizes(self) -> Sizes:
        def length(a: str, b: str) -> float:
            return float(np.linalg.norm(self.head(a) - self.head(b)))

        hip, foot = self.head("upperleg01.L"), self.head("foot.L")
        shoulder = self.head("upperarm01.L")
        return Sizes(
            upper_arm_m=length("upperarm01.L", "lowerarm01.L"),
            forearm_m=length("lowerarm01.L", "wrist.L"),
            thigh_m=length("upperleg01.L", "lowerleg01.L"),
            shin_m=length("lowerleg01.L", "foot.L"),
            ankle_m=float(foot[2]) + self.drop,
            trunk_m=float(shoulder[2] - hip[2]),
            shoulder_m=2 * float(shoulder[0]),
            hip_x=float(hip[0]),
            hip_y=float(hip[1] - self.head("root")[1]),
            hip_below_root=float(self.head("root")[2] - hip[2]),
            foot_x=float(foot[0]),
            foot_y=float(foot[1]),
            height_m=float(np.ptp(self.rest[:, 2])),
        )

    def skin(self, rot: Array, move: Array) -> NDArray[np.float32]:
        """Returns the dressed body's vertices, moved by the bones' rotations and translations."""
        out: NDArray[np.float32] = np.empty_like(self.skin_rest)
        a, b = rot.astype(np.float32), move.astype(np.float32)
        skin(self.skin_rest, self.bone_index, self.bone_weight, a, b, out)
        return out

    def group(self, *prefixes: str) -> NDArray[np.bool_]:
        """Returns a mask of vertices mostly bound to bones with these prefixes: for contact only.

        If the body wears sheets, their flattened copies stand in for the vertices under cloth.
        """
        ids = [i for i, b in enumerate(self.bones) if b.startswith(prefixes)]
        out = np.isin(self.dominant, ids)
        if len(self.pressed):
            out[self.find_pressed_rows()] = out[self.pressed]
            out[self.pressed] = False
        return out

    def measure_surface(self, verts: NDArray[np.float32]) -> dict[str, Array]:
        """Returns the face, heel and toe points of the posed surface."""
        k = np.einsum("ks,ksd->kd", self.coco_weight, verts[self.coco_index])
        return {n: k[i].astype(np.float64) for i, n in enumerate(self.coco)}
