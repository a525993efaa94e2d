"""Clothes, skin and hair: each triangle's region, and how far cloth stands off the skin."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from . import look
from .body import SOLE_M, Body
from .cloth import bridge_hollows, compute_stand_off, lower_soles
from .look import ARM, EYEBALL, FOOT, HAND, HEAD, LEG, TRUNK
from .pose import Vec
from .raster import compute_normals
from .scene import F32

PRESSED_M = 0.008  # thickness of cloth and hair under a lying or sitting person: as tight clothes


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """Colours (linear RGB) and cut: sleeve 0 shoulder, 1 elbow, 2 wrist; hem 1 knee, 2 ankle.

    calm: for close-up pictures: softer brows, and irises as large as in daylight.

    Fields after `calm` are for random people only. Metres unless stated:
    hair_m: thickness of the hair; hairline: how far the brow's hairline recedes, and crown: where
    bald skin begins above the ears, both in skull heights (crown 0: no bald crown).
    beard: 0 none to 1 full; glasses: half the frame's thickness, negative for dark glasses.
    headwear, pattern: as numbered in `look`; period: of the pattern.
    neckline: how much lower the shirt's neck is in front; tail: how far it hangs below the waist.
    socks, shoe_top: where on the leg socks end and shoes begin, as `hem` (0: none; shoes are feet).
    slack, legs_slack: how far the widest part of shirt and trousers stands off; hood: the bulk
    behind the neck; bridge: rounds in which cloth is spanned over hollows; phase: of the folds.
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
    sock: Vec = (0.6, 0.6, 0.6)
    cover: Vec = (0.1, 0.1, 0.1)
    second: Vec = (0.5, 0.5, 0.5)
    frame: Vec = (0.012, 0.010, 0.010)
    sole: Vec = (0.8, 0.8, 0.78)
    bald: bool = False
    hair_m: float = 0.012
    hairline: float = 0.0
    crown: float = 0.0
    beard: float = 0.0
    glasses: float = 0.0
    headwear: int = 0
    pattern: int = 0
    period: float = 0.05
    neckline: float = 0.0
    socks: float = 0.0
    tail: float = 0.0
    slack: float = 0.0
    legs_slack: float = 0.0
    hood: float = 0.0
    phase: float = 0.0
    shoe_top: float = 0.0
    sole_m: float = SOLE_M
    bridge: int = 0

    def palette(self) -> F32:
        """Returns the colours by material number."""
        shoe = self.skin if self.barefoot else self.shoe
        rows = (self.skin, self.shirt, self.trousers, shoe, self.hair, self.eye)
        more = (self.sock, self.cover, self.second, self.frame, self.sole)
        return np.array((*rows, *more), np.float32)


@dataclass(frozen=True, slots=True)
class Dressed:
    """Shading data of a dressed body."""

    region: NDArray[np.int8]
    limb: F32
    numbers: F32
    rest: F32


def _find_region(bone: str) -> int:
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


@lru_cache(maxsize=8)
def _find_regions(bones: tuple[str, ...]) -> NDArray[np.int8]:
    return np.array([_find_region(b) for b in bones], np.int8)


def find_regions(body: Body) -> NDArray[np.int8]:
    """Returns the region of each vertex, sheets included."""
    n = body.skin_vertices
    skin = _find_regions(tuple(body.bones))[body.dominant[:n]]
    return np.concatenate([skin, body.sheet_region]).astype(np.int8)


def _measure_limb_share(body: Body, wear: Wardrobe, verts: F32, region: NDArray[np.int8]) -> F32:
    """Returns 0 shoulder .. 1 elbow .. 2 wrist on arms, 1 knee .. 2 ankle on legs, per vertex.

    On thighs 0.99; or 0 hip .. 1 knee if the trousers end there.
    """
    out = np.zeros(len(verts), np.float32)
    for s, sign in (("L", 1), ("R", -1)):
        here = verts[:, 0] * sign > 0
        a, b, c = (body.head(f"{n}.{s}") for n in ("upperarm01", "lowerarm01", "wrist"))
        q1 = ((verts - a) @ (b - a)) / ((b - a) @ (b - a))
        q2 = ((verts - b) @ (c - b)) / ((c - b) @ (c - b))
        arm = here & ((region == ARM) | (region == HAND))
        out[arm] = np.where(q2 > 0, 1 + q2, np.minimum(q1, 1))[arm]
        knee, ankle = body.head(f"lowerleg01.{s}")[2], body.head(f"foot.{s}")[2]
        leg = here & ((region == LEG) | (region == FOOT))
        below = 1 + (knee - verts[:, 2]) / (knee - ankle)
        hip = body.head(f"upperleg01.{s}")[2]
        above = 0.99 if wear.hem >= 1.0 else (hip - verts[:, 2]) / (hip - knee)
        out[leg] = np.where(verts[:, 2] > knee, above, below)[leg]
    return out


def _measure_numbers(body: Body, wear: Wardrobe, verts: F32, region: NDArray[np.int8]) -> F32:
    """Returns the measures of face and clothes that shading reads by index."""
    coco = {n: body.coco_weight[i] @ verts[body.coco_index[i]] for i, n in enumerate(body.coco)}
    eye = body.head("eye.L")
    eyes = verts[(region == EYEBALL) & (verts[:, 0] > 0)]
    neck_z = body.head("neck01")[2]
    par = np.zeros(look.NUMBERS, np.float32)
    par[look.EAR_Y], par[look.EAR_Z] = coco["left_ear"][1], coco["left_ear"][2]
    par[look.SKULL] = verts[region == HEAD][:, 2].max() - coco["left_ear"][2]
    par[look.NECK_Z], par[look.NECK_Y] = neck_z - 0.02, body.head("neck01")[1]
    par[look.WAIST_Z] = body.head("root")[2] + 0.03 - wear.tail
    par[look.SLEEVE], par[look.HEM] = wear.sleeve, wear.hem
    par[look.EYE_X], par[look.EYE_Z] = eye[0], eye[2]
    par[look.EYE_Y] = eyes[:, 1].min() + 0.004
    par[look.LIPS_Z] = coco["nose"][2] - 0.042
    par[look.STRIPES] = 1.0 if wear.stripes else 0.0
    par[look.CALM] = 1.0 if wear.calm else 0.0
    par[look.SOLE_Z] = -1.0 if wear.barefoot else verts[: body.skin_vertices, 2].min()
    par[look.HAIRLINE], par[look.CROWN] = wear.hairline, -1.0 if wear.bald else wear.crown
    par[look.BEARD], par[look.GLASSES] = wear.beard, wear.glasses
    par[look.HEADWEAR], par[look.PATTERN] = wear.headwear, wear.pattern
    par[look.PERIOD], par[look.NECKLINE], par[look.SOCKS] = wear.period, wear.neckline, wear.socks
    par[look.SHOE_TOP] = wear.shoe_top
    par[look.FOLDS] = min(0.16, 4.0 * max(wear.slack, wear.legs_slack))
    par[look.PHASE] = wear.phase
    par[look.CHEST_Z] = neck_z - 0.35 * (neck_z - body.head("root")[2])
    return par


def dress(body: Body, wear: Wardrobe) -> Dressed:
    """Dresses the body: moves its `skin_rest` out to the cloth and returns the shading data.

    The latest clothes are remembered, so dressing a body in the same ones again costs nothing.
    """
    if body.worn is None or body.worn[0] != wear:
        body.worn = (wear, _put_on(body, wear))
    dressed: Dressed = body.worn[1]
    return dressed


def _put_on(body: Body, wear: Wardrobe) -> Dressed:
    verts = body.rest.astype(np.float32)
    normal = np.zeros_like(verts)
    compute_normals(verts, body.faces, normal)
    region = find_regions(body)
    limb = _measure_limb_share(body, wear, verts, region)
    par = _measure_numbers(body, wear, verts, region)
    off = compute_stand_off(body, wear, verts, region, limb, par)
    worn = (verts + normal * off[:, None]).astype(np.float32)
    rows, flat = body.find_pressed_rows(), np.minimum(off[body.pressed], PRESSED_M)
    worn[rows] += normal[body.pressed] * flat[:, None]
    worn = bridge_hollows(body, wear, worn, normal, region, par)
    body.skin_rest = lower_soles(wear, worn, region)
    a, b, c = (region[body.faces[:, k]] for k in range(3))
    return Dressed(np.where(b == c, b, a).astype(np.int8), limb, par, verts)
