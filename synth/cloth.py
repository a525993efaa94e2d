"""Per-vertex distance of cloth, hair, shoes and headwear from a body's skin."""

from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from numpy.typing import NDArray

from . import look
from .body import Body
from .geometry import Array
from .look import ARM, CAP, EYEBALL, FOOT, HEAD, LEG, SCARF, TRUNK
from .scene import F32

if TYPE_CHECKING:
    from .wardrobe import Wardrobe

SOFT_ROUNDS = 3  # smoothing rounds: half of each stand-off becomes the neighbours' mean
BEARD_M, CAP_M, SCARF_M = 0.012, 0.016, 0.012  # thickness, chosen for this project
SHOE_ROUNDS = 14  # rounds of bridging that close a shoe over the toes
SOLE_HIGH_M = 0.035  # a thick sole lowers vertices up to this height above the sole


def compute_stand_off(
    body: Body, wear: "Wardrobe", verts: F32, region: NDArray[np.int8], limb: F32, par: F32
) -> F32:
    """Returns how far cloth and hair stand off each vertex along its normal (m), smoothed."""
    d: F32 = np.zeros(len(verts), np.float32)
    d[(region == TRUNK) & (verts[:, 2] < par[look.NECK_Z] - 0.02)] = 0.008 * wear.loose
    d[(region == ARM) & (limb < wear.sleeve)] = 0.008 * wear.loose
    d[(region == LEG) & (limb < wear.hem)] = 0.009 * wear.loose
    d[region == FOOT] = min(0.007, wear.sole_m)
    d[: body.skin_vertices] += _compute_slack(body, wear, verts, region, limb, par)[
        : body.skin_vertices
    ]
    _cover_head(d, wear, verts, region, par)
    for _ in range(SOFT_ROUNDS):
        total, count = np.zeros_like(d), np.zeros_like(d)
        _add_neighbours(body.faces, d, total, count)
        d = (0.5 * d + 0.5 * total / np.maximum(count, 1)).astype(np.float32)
    d[region == EYEBALL] = 0
    d[body.skin_vertices :] = 0
    return d


def lower_soles(wear: "Wardrobe", verts: F32, region: NDArray[np.int8]) -> F32:
    """Lowers the bottoms of the dressed feet by the thickness of the shoes' soles."""
    more = wear.sole_m - min(0.007, wear.sole_m)
    if more <= 0.0:
        return verts
    foot = region == FOOT
    up = verts[foot, 2] - verts[foot, 2].min()
    verts[foot, 2] -= more * np.clip(1.0 - up / SOLE_HIGH_M, 0.0, 1.0)
    return verts


def _compute_slack(
    body: Body, wear: "Wardrobe", verts: F32, region: NDArray[np.int8], limb: F32, par: F32
) -> F32:
    """Returns the extra distance of loose, folded clothes: most at belly, upper arms and shins."""
    out = np.zeros(len(verts))
    if wear.slack <= 0.0 and wear.legs_slack <= 0.0 and wear.hood <= 0.0:
        return out.astype(np.float32)
    x, y, z = verts.T.astype(np.float64)
    waist, neck = body.head("root")[2] + 0.03, float(par[look.NECK_Z])
    up = (z - waist) / (neck - waist)
    turn = np.arctan2(x, y - par[look.NECK_Y])
    wave = 1.0 + 0.3 * np.sin(5.0 * turn + 14.0 * z + wear.phase) * np.sin(23.0 * z + wear.phase)
    shirt = (region == TRUNK) & (z < neck - 0.02)
    shirt |= (region == LEG) & (z > par[look.WAIST_Z])
    out[shirt] = (wear.slack * wave * np.interp(up, (0.35, 0.8, 1.0), (1.0, 0.3, 0.1)))[shirt]
    arm = (region == ARM) & (limb < wear.sleeve)
    out[arm] = (0.65 * wear.slack * wave * np.interp(limb, (0.1, 0.5), (0.15, 1.0)))[arm]
    hip, ankle = body.head("upperleg01.L")[2], body.head("foot.L")[2]
    down = (hip - z) / (hip - ankle)
    leg = (region == LEG) & (limb < wear.hem) & (z <= par[look.WAIST_Z])
    crease = 1.0 + 0.25 * np.sin(45.0 * z + 3.0 * np.sin(9.0 * x) + wear.phase)
    out[leg] = (wear.legs_slack * crease * np.interp(down, (0.0, 0.45), (0.3, 1.0)))[leg]
    at = np.array([0.0, par[look.NECK_Y] + 0.055, neck - 0.02])
    near = np.exp(-(((verts - at) / (0.075, 0.05, 0.05)) ** 2).sum(1))
    out[region == TRUNK] += (wear.hood * near)[region == TRUNK]
    return out.astype(np.float32)


def _cover_head(d: F32, wear: "Wardrobe", verts: F32, region: NDArray[np.int8], par: F32) -> None:
    """Adds the thickness of hair, beard, cap or scarf to d."""
    head = region == HEAD
    fy = (verts[:, 1] - par[look.EAR_Y]) / par[look.SKULL]
    fz = (verts[:, 2] - par[look.EAR_Z]) / par[look.SKULL]
    line = 0.60 - 0.25 * np.clip((fy + 0.35) / 0.3, 0, 1) - 0.85 * np.clip((fy - 0.06) / 0.22, 0, 1)
    line += wear.hairline * np.clip((0.3 - fy) / 0.5, 0, 1)
    hair = head & (fz > line) & ((wear.crown <= 0.0) | (fz < wear.crown))
    if not wear.bald:
        d[hair] = wear.hair_m
    if wear.beard > 0.7:
        d[head] += BEARD_M * compute_beard_share(verts[head], par).astype(np.float32)
    if wear.headwear == CAP:
        d[head & (fz > 0.42 - 0.3 * np.clip((fy + 0.2) / 0.5, 0, 1))] = CAP_M
    if wear.headwear == SCARF:
        oval = (verts[:, 0] / 0.066) ** 2 + ((verts[:, 2] - par[look.EYE_Z] + 0.028) / 0.088) ** 2
        d[head & ((oval > 1.0) | (fy > -0.12))] = SCARF_M
        neck = (region == TRUNK) & (verts[:, 2] >= par[look.NECK_Z] - 0.02)
        d[neck] = SCARF_M


def compute_beard_share(verts: F32, par: F32) -> Array:
    """Returns the beard's coverage at each vertex: 1 for a full beard."""
    return np.array([look.measure_beard(x, y, z, par) for x, y, z in verts])


def bridge_hollows(
    body: Body, wear: "Wardrobe", verts: F32, normal: F32, region: NDArray[np.int8], par: F32
) -> F32:
    """Returns the dressed vertices with cloth spanning the skin's hollows, and shoes the toes."""
    if wear.bridge <= 0:
        return verts
    z = body.rest[:, 2]
    share = np.zeros(len(verts), np.float32)
    share[(region == TRUNK) & (z < par[look.NECK_Z] - 0.04)] = 1.0
    share[(region == LEG) & (z > par[look.WAIST_Z])] = 1.0
    share[(region == LEG) & (z <= par[look.WAIST_Z])] = min(1.0, wear.legs_slack / 0.01)
    _bridge(body.faces, verts, normal, share, wear.bridge)
    if not wear.barefoot:
        _bridge(body.faces, verts, normal, (region == FOOT).astype(np.float32), SHOE_ROUNDS)
    return verts


# numba compiles these for their argument types; sums follow the order of the faces
@njit(cache=True)
def _add_neighbours(faces, d, total, count):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Adds to each vertex the stand-off of the next vertex in each of its faces."""
    for p in range(3):
        q = (p + 1) % 3
        for i in range(faces.shape[0]):
            total[faces[i, p]] += d[faces[i, q]]
            count[faces[i, p]] += 1


@njit(cache=True)
def _bridge(faces, v, n, share, rounds):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Moves vertices along n, by their share, to the mean of neighbours that lie farther out."""
    total = np.zeros_like(v)
    count = np.zeros(len(v), np.float32)
    for _ in range(rounds):
        total[:] = 0.0
        count[:] = 0.0
        for i in range(faces.shape[0]):
            for p in range(3):
                a, b = faces[i, p], faces[i, (p + 1) % 3]
                for k in range(3):
                    total[a, k] += v[b, k]
                count[a] += 1.0
        for i in range(v.shape[0]):
            if share[i] == 0.0 or count[i] == 0.0:
                continue
            out = 0.0
            for k in range(3):
                out += (total[i, k] / count[i] - v[i, k]) * n[i, k]
            if out > 0.0:
                for k in range(3):
                    v[i, k] += share[i] * out * n[i, k]
