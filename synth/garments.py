"""Sheets: skirts, long hair, buns, ponytails and brims, as meshes bound to a dressed body's bones.

All are built in the rest pose, outside the dressed skin (`Body.skin_rest`), in metres; the body
faces -y and z is up.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .body import Body, Sheet
from .geometry import Array
from .look import BRIM, FOOT, HEAD, LEG, LOCKS, SKIRT, TRUNK
from .scene import F32
from .wardrobe import find_regions

AROUND = 40  # vertices in each ring of a skirt
RING_M = 0.03  # between the rings of skirts and hanging hair
BONES_MOST = 5


def build_skirt(body: Body, length: float, flare_m: float, phase: float) -> Sheet:
    """Builds a skirt from the waist down; length: 0 hip, 1 knee, 2 ankle; flare: extra at the hem.

    Each ring is the convex outline of trunk and both legs at its height, so cloth bridges the gap.
    The left and right of the skirt follow the thighs, and the shins below the knee; in between, the
    weights are blended.
    """
    root, hip = body.head("root")[2], body.head("upperleg01.L")[2]
    knee, ankle = body.head("lowerleg01.L")[2], body.head("foot.L")[2]
    top = root + 0.05
    hem = float(np.interp(length, (0.0, 1.0, 2.0), (hip, knee, ankle)))
    levels = np.linspace(top, hem, max(6, round((top - hem) / RING_M)))
    region = find_regions(body)
    verts = body.skin_rest[(region == TRUNK) | (region == LEG) | (region == FOOT)]
    centre = np.array([0.0, float(body.head("root")[1])])
    turn = 2 * np.pi * np.arange(AROUND) / AROUND
    radius = np.array([_measure_outline(verts, z, centre, turn) for z in levels])
    below = np.clip((hip - levels) / max(hip - hem, 0.05), 0.0, 1.0)[:, None]
    draped = np.maximum.accumulate(np.where(below > 0, radius, 0.0), axis=0)
    radius = np.maximum(radius, draped) + 0.012 + flare_m * below
    radius *= 1.0 + 0.025 * below * np.sin(9.0 * turn + phase)
    x = centre[0] + radius * np.cos(turn)
    y = centre[1] + radius * np.sin(turn)
    z = np.broadcast_to(levels[:, None], x.shape)
    at = np.stack([x, y, z], -1).reshape(-1, 3)
    side = np.clip(0.5 + at[:, 0] / 0.24, 0.0, 1.0)
    leg = np.clip((hip + 0.05 - at[:, 2]) / 0.16, 0.0, 1.0)
    shin = 0.85 * leg * np.clip((knee + 0.05 - at[:, 2]) / 0.14, 0.0, 1.0)
    weights = {
        "root": 1 - leg,
        "upperleg01.L": (leg - shin) * side,
        "upperleg01.R": (leg - shin) * (1 - side),
        "lowerleg01.L": shin * side,
        "lowerleg01.R": shin * (1 - side),
    }
    return _make_sheet(body, at, _make_grid(len(levels), AROUND, closed=True), weights, SKIRT)


def build_locks(body: Body, length_m: float, wide_deg: float, thick_m: float) -> Sheet:
    """Builds hair, or a scarf's cloth, that hangs from the head to `length_m` below the ears.

    wide_deg: how far it extends to either side of the back of the head.
    """
    dressed = body.skin_rest.astype(np.float64)
    centre, ears, skull = _measure_skull(body)
    region = find_regions(body)
    near = (region == HEAD) | (region == TRUNK)
    levels = np.arange(ears + 0.62 * skull, ears - length_m - 1e-6, -RING_M)
    narrow = np.interp(levels, (ears - length_m, ears, ears + 0.5 * skull), (0.8, 1.0, 1.12))
    share = np.linspace(-1.0, 1.0, 25)
    turn = np.radians(wide_deg) * narrow[:, None] * share
    radius = np.zeros_like(turn)
    for i, z in enumerate(levels):
        slab = dressed[near & (np.abs(dressed[:, 2] - z) < 0.022)] - [*centre, 0.0]
        at, far = np.arctan2(slab[:, 0], slab[:, 1]), np.hypot(slab[:, 0], slab[:, 1])
        close = np.cos(turn[i][:, None] - at) > np.cos(np.radians(12.0))
        radius[i] = np.where(close, far, 0.0).max(1, initial=0.0)
    least = radius[np.abs(levels - ears).argmin()] * 0.92
    top = np.where(levels[:, None] < ears, np.minimum(radius, 1.45 * least), radius)
    radius = np.where(levels[:, None] < ears, np.maximum(top, least), radius)
    thick = np.interp(levels, (ears, ears + 0.62 * skull), (1.0, 0.0))[:, None]
    edge = np.interp(np.abs(share), (0.75, 1.0), (1.0, 0.15))
    radius = _smooth(radius) + thick_m * thick * edge
    x = centre[0] + radius * np.sin(turn)
    y = centre[1] + radius * np.cos(turn)
    z = np.broadcast_to(levels[:, None], x.shape)
    at = np.stack([x, y, z], -1).reshape(-1, 3)
    faces = _make_grid(len(levels), len(share), closed=False)[
        :, ::-1
    ]  # outwards: the angle runs clockwise
    return _make_sheet(body, at, faces, _weigh_hanging(body, at[:, 2]), LOCKS)


def build_bun(body: Body, high: float, size_m: float) -> Sheet:
    """Builds a bun at the back of the head; high: 0 at the ears, 1 at the crown."""
    _, ears, skull = _measure_skull(body)
    z = ears + high * skull
    at = np.array([0.0, _measure_back(body, z) + 0.45 * size_m, z + 0.3 * size_m])
    verts, faces = _make_ball(size_m * np.array([1.15, 0.85, 1.0]))
    return _make_sheet(body, at + verts, faces, {"head": np.ones(len(verts))}, LOCKS)


def build_ponytail(body: Body, high: float, length_m: float, size_m: float) -> Sheet:
    """Builds a ponytail tied at the back of the head; high as in `build_bun`."""
    _, ears, skull = _measure_skull(body)
    start = ears + high * skull
    down = np.linspace(0.0, 1.0, 12)
    out = 0.045 * np.sin(np.pi * np.clip(down * 2.5, 0.0, 0.5)) - 0.03 * down - 0.005
    z = start + 0.02 * np.sin(np.pi * np.clip(down * 4, 0, 1)) - length_m * down
    hang = np.maximum(_measure_back(body, start), [_measure_back(body, k) for k in z])
    thick = size_m * np.interp(down, (0.0, 0.06, 0.35, 1.0), (0.7, 0.75, 1.0, 0.25))
    turn = 2 * np.pi * np.arange(10) / 10
    x = thick[:, None] * np.cos(turn)
    y = (np.minimum(hang, hang[0] + 0.06) + out)[:, None] + thick[:, None] * np.sin(turn)
    at = np.stack([x, y, np.broadcast_to(z[:, None], x.shape)], -1).reshape(-1, 3)
    return _make_sheet(
        body, at, _make_grid(12, 10, closed=True), _weigh_hanging(body, at[:, 2]), LOCKS
    )


def build_brim(body: Body, size_m: float) -> Sheet:
    """Builds the brim of a cap above the brow."""
    _, ears, skull = _measure_skull(body)
    z = ears + 0.44 * skull
    near = body.skin_rest[find_regions(body) == HEAD].astype(np.float64)
    front = float(near[np.abs(near[:, 2] - z) < 0.015, 1].min())
    half = 0.8 * float(np.abs(near[np.abs(near[:, 2] - z) < 0.015, 0]).max())
    share = np.linspace(-1.0, 1.0, 13)
    inner = front + 0.055 * share**2 + 0.006
    rows = []
    for k in (0.0, 0.5, 1.0):
        reach = size_m * k * np.sqrt(np.maximum(1.0 - share**2, 0.0))
        drop = 0.018 * k + 0.022 * share**2
        rows.append(np.stack([half * share, inner - reach, z - drop], -1))
    at = np.concatenate(rows)
    return _make_sheet(body, at, _make_grid(3, 13, closed=False), {"head": np.ones(len(at))}, BRIM)


def _measure_skull(body: Body) -> tuple[Array, float, float]:
    """Returns the head's centre from above (x, y), the ears' height, and the skull's height."""
    ear = body.measure_surface(body.rest.astype(np.float32))["left_ear"]
    top = float(body.rest[: body.skin_vertices, 2].max())
    return np.array([0.0, ear[1] - 0.01]), float(ear[2]), top - float(ear[2])


def _measure_back(body: Body, z: float) -> float:
    """Returns how far back (y) the dressed body extends at a height, near its midplane."""
    own = body.skin_rest[: body.skin_vertices]
    near = own[(np.abs(own[:, 2] - z) < 0.025) & (np.abs(own[:, 0]) < 0.05)]
    return float(near[:, 1].max(initial=-0.05))


def _measure_outline(verts: F32, z: float, centre: Array, turn: Array) -> Array:
    """Returns the radius, at each angle, of the convex outline of the vertices near a height."""
    slab = verts[np.abs(verts[:, 2] - z) < 0.03][:, :2] - centre
    if not len(slab):
        return np.zeros(len(turn))
    facing = np.stack([np.cos(turn), np.sin(turn)])
    support = (slab @ facing).max(0)
    cos = np.cos(turn[:, None] - turn)
    far: Array = np.where(cos > 0.2, support / np.maximum(cos, 0.2), 9.0).min(1)
    return far


def _smooth(grid: Array) -> Array:
    """Smooths the grid twice, moving each value towards its neighbours."""
    for _ in range(2):
        padded = np.pad(grid, 1, mode="edge")
        near = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
        grid = 0.5 * grid + 0.125 * near
    return grid


def _weigh_hanging(body: Body, z: Array) -> dict[str, Array]:
    """Returns bone weights for what hangs from the head: low parts follow neck and back more."""
    chin, neck = body.head("neck03")[2], body.head("neck01")[2]
    head = np.interp(z, (neck - 0.12, neck - 0.02, chin + 0.02), (0.25, 0.5, 1.0))
    middle = np.interp(z, (neck - 0.12, neck - 0.03, chin + 0.02), (0.0, 0.5, 0.0))
    return {"head": head, "neck02": middle, "spine01": 1 - head - middle}


def _make_grid(rows: int, across: int, closed: bool) -> NDArray[np.int32]:
    """Returns the triangles of a row-major vertex grid; closed: the last column joins the first."""
    faces = []
    for i in range(rows - 1):
        for k in range(across if closed else across - 1):
            a, b = i * across + k, i * across + (k + 1) % across
            faces += [[a, a + across, b], [b, a + across, b + across]]
    return np.array(faces, np.int32)


def _make_ball(size: Array) -> tuple[Array, NDArray[np.int32]]:
    """Returns the vertices and faces of an ellipsoid about its centre."""
    rows, across = 8, 12
    up = np.linspace(0.02, np.pi - 0.02, rows)[:, None]
    turn = 2 * np.pi * np.arange(across) / across
    x, y = np.sin(up) * np.cos(turn), np.sin(up) * np.sin(turn)
    z = np.broadcast_to(np.cos(up), x.shape)
    return np.stack([x, y, z], -1).reshape(-1, 3) * size, _make_grid(rows, across, closed=True)


def _make_sheet(
    body: Body, at: Array, faces: NDArray[np.int32], weights: Mapping[str, Array], region: int
) -> Sheet:
    index = np.zeros((len(at), BONES_MOST), np.int32)
    weight = np.zeros((len(at), BONES_MOST), np.float32)
    for k, (bone, share) in enumerate(weights.items()):
        index[:, k], weight[:, k] = body.id[bone], share
    return Sheet(at, faces, index, weight, region)
