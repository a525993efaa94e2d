"""Clothes, skin and hair: which triangle is what, and how far cloth stands off the skin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import look
from .body import Body
from .geometry import Array
from .look import ARM, EYEBALL, FOOT, HAND, HEAD, LEG, TRUNK
from .pose import Vec
from .raster import normals
from .scene import F32


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """Colours (linear RGB) and cut: sleeve 0 shoulder, 1 elbow, 2 wrist; hem 1 knee, 2 ankle.

    calm is for pictures looked at from near: softer brows and irises as large as in daylight.
    """

    skin: Vec = (0.60, 0.38, 0.28)
    shirt: Vec = (0.10, 0.25, 0.45)
    trousers: Vec = (0.07, 0.08, 0.10)
    shoe: Vec = (0.35, 0.36, 0.38)
    hair: Vec = (0.035, 0.022, 0.015)
    stripes: bool = False
    sleeve: float = 0.75
    hem: float = 1.85
    loose: float = 1.0
    eye: Vec = (0.75, 0.72, 0.70)
    barefoot: bool = False
    calm: bool = False

    def palette(self) -> F32:
        """Colours by material number."""
        shoe = self.skin if self.barefoot else self.shoe
        rows = (self.skin, self.shirt, self.trousers, shoe, self.hair, self.eye)
        return np.array(rows, np.float32)


@dataclass(frozen=True, slots=True)
class Dressed:
    """Shading data of a dressed body."""

    region: NDArray[np.int8]
    limb: F32
    numbers: F32
    rest: F32


def _region_of(bone: str) -> int:
    if bone.startswith("eye"):
        return EYEBALL
    if bone in ("head", "neck03"):
        return HEAD
    if bone.startswith(("upperarm", "lowerarm", "shoulder01")):
        return ARM
    if bone.startswith(("wrist", "finger", "metacarpal")):
        return HAND
    if bone.startswith(("upperleg", "lowerleg")):
        return LEG
    return FOOT if bone.startswith(("foot", "toe")) else TRUNK


def _limb_share(body: Body, verts: F32, region: Array) -> F32:
    """0 shoulder .. 1 elbow .. 2 wrist on arms, 1 knee .. 2 ankle on legs, per vertex."""
    out = np.zeros(len(verts), np.float32)
    for s, sign in (("L", 1), ("R", -1)):
        here = verts[:, 0] * sign > 0
        a, b, c = (body.head(f"{n}.{s}") for n in ("upperarm01", "lowerarm01", "wrist"))
        q1 = ((verts - a) @ (b - a)) / ((b - a) @ (b - a))
        q2 = ((verts - b) @ (c - b)) / ((c - b) @ (c - b))
        arm = here & np.isin(region, (ARM, HAND))
        out[arm] = np.where(q2 > 0, 1 + q2, np.minimum(q1, 1))[arm]
        knee, ankle = body.head(f"lowerleg01.{s}")[2], body.head(f"foot.{s}")[2]
        leg = here & np.isin(region, (LEG, FOOT))
        below = 1 + (knee - verts[:, 2]) / (knee - ankle)
        out[leg] = np.where(verts[:, 2] > knee, 0.99, below)[leg]
    return out


def _numbers(body: Body, wear: Wardrobe, verts: F32, region: Array) -> F32:
    """Measures of face and clothes that the shading loop reads by number."""
    coco = {n: body.coco_weight[i] @ verts[body.coco_index[i]] for i, n in enumerate(body.coco)}
    eye = body.head("eye.L")
    eyes = verts[(region == EYEBALL) & (verts[:, 0] > 0)]
    par = np.zeros(look.NUMBERS, np.float32)
    par[look.EAR_Y], par[look.EAR_Z] = coco["left_ear"][1], coco["left_ear"][2]
    par[look.SKULL] = verts[region == HEAD][:, 2].max() - coco["left_ear"][2]
    par[look.NECK_Z], par[look.NECK_Y] = body.head("neck01")[2] - 0.02, body.head("neck01")[1]
    par[look.WAIST_Z] = body.head("root")[2] + 0.03
    par[look.SLEEVE], par[look.HEM] = wear.sleeve, wear.hem
    par[look.EYE_X], par[look.EYE_Z] = eye[0], eye[2]
    par[look.EYE_Y] = eyes[:, 1].min() + 0.004
    par[look.LIPS_Z] = coco["nose"][2] - 0.042
    par[look.STRIPES] = 1.0 if wear.stripes else 0.0
    par[look.CALM] = 1.0 if wear.calm else 0.0
    par[look.SOLE_Z] = -1.0 if wear.barefoot else verts[:, 2].min()
    return par


def _standoff(body: Body, wear: Wardrobe, verts: F32, region: Array, limb: F32, par: F32) -> F32:
    """How far cloth, hair and shoes stand off the skin per vertex, smoothed over the mesh."""
    d: F32 = np.zeros(len(verts), np.float32)
    d[(region == TRUNK) & (verts[:, 2] < par[look.NECK_Z] - 0.02)] = 0.008 * wear.loose
    d[(region == ARM) & (limb < wear.sleeve)] = 0.008 * wear.loose
    d[(region == LEG) & (limb < wear.hem)] = 0.009 * wear.loose
    d[region == FOOT] = 0.007
    fy = (verts[:, 1] - par[look.EAR_Y]) / par[look.SKULL]
    fz = (verts[:, 2] - par[look.EAR_Z]) / par[look.SKULL]
    line = 0.60 - 0.25 * np.clip((fy + 0.35) / 0.3, 0, 1) - 0.85 * np.clip((fy - 0.06) / 0.22, 0, 1)
    d[(region == HEAD) & (fz > line)] = 0.012
    f = body.faces
    for _ in range(3):
        total, count = np.zeros_like(d), np.zeros_like(d)
        for p, q in ((0, 1), (1, 2), (2, 0)):
            np.add.at(total, f[:, p], d[f[:, q]])
            np.add.at(count, f[:, p], 1)
        d = (0.5 * d + 0.5 * total / np.maximum(count, 1)).astype(np.float32)
    d[region == EYEBALL] = 0
    return d


def dress(body: Body, wear: Wardrobe) -> Dressed:
    """Shading data; also puts the cloth onto the body's `skin_rest`."""
    verts = body.rest.astype(np.float32)
    normal = np.zeros_like(verts)
    normals(verts, body.faces, normal)
    region = np.array([_region_of(b) for b in body.bones])[body.dominant]
    limb = _limb_share(body, verts, region)
    par = _numbers(body, wear, verts, region)
    off = _standoff(body, wear, verts, region, limb, par)
    body.skin_rest = (verts + normal * off[:, None]).astype(np.float32)
    a, b, c = (region[body.faces[:, k]] for k in range(3))
    return Dressed(np.where(b == c, b, a).astype(np.int8), limb, par, verts)
