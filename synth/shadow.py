"""Shadow look-ups, and the image tiles that a person or a shadow may have changed.

A shadow map is the tuple (axes, origin, scale, depth, near): light-space axes, their origin, cells
per metre, the nearest depth per cell, and a slightly dilated mask of the drawn cells.
"""

# numba compiles these from the types they are called with, so they carry no annotations.
# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit

TILE = 8  # fine pixels per tile side
KEY_CELLS, LAMP_CELLS = 512, 384  # default number of cells per side of the two maps


@njit(cache=True, fastmath=True)
def scale_radius(r, near, full):
    """Converts a radius in cells of a map `full` cells wide to cells of this map."""
    return max(1, int(np.rint(r * near.shape[0] / full)))


@njit(cache=True, fastmath=True)
def _project(axes, i, org, p):
    """Returns a point's coordinate along axis i of light space."""
    dx, dy, dz = p[0] - org[0], p[1] - org[1], p[2] - org[2]
    return axes[i, 0] * dx + axes[i, 1] * dy + axes[i, 2] * dz


@njit(cache=True, fastmath=True)
def measure_lit_share(p, axes, org, scale, depth, near, bias, r):
    """Returns the share of the (2r+1)^2 cells around a point that do not shade it."""
    height, width = depth.shape
    u = int(_project(axes, 0, org, p) * scale + width * 0.5)
    v = int(_project(axes, 1, org, p) * scale + height * 0.5)
    if u < r + 1 or v < r + 1 or u >= width - r - 1 or v >= height - r - 1 or near[v, u] == 0:
        return 1.0
    d = _project(axes, 2, org, p) - bias
    free = 0
    for y in range(v - r, v + r + 1):
        for x in range(u - r, u + r + 1):
            if depth[y, x] >= d:
                free += 1
    return free / (2 * r + 1) ** 2


@njit(cache=True, fastmath=True)
def pack_map(axes, org, scale, near):
    """Returns what `is_near_drawn` needs from a map, as numbers: faster to pass than arrays."""
    across, down = (axes[0, 0], axes[0, 1], axes[0, 2]), (axes[1, 0], axes[1, 1], axes[1, 2])
    return across, down, (org[0], org[1], org[2]), scale, near.shape[0] * 0.5


@njit(cache=True, fastmath=True)
def is_near_drawn(lens, near, p):
    """Returns whether anything was drawn near a point's cell; if not, the point is lit."""
    across, down, org, scale, half = lens
    dx, dy, dz = p[0] - org[0], p[1] - org[1], p[2] - org[2]
    u = int((across[0] * dx + across[1] * dy + across[2] * dz) * scale + half)
    v = int((down[0] * dx + down[1] * dy + down[2] * dz) * scale + half)
    return 0 <= u < near.shape[1] and 0 <= v < near.shape[0] and near[v, u] != 0


@njit(cache=True, fastmath=True)
def _is_drawn_near(p, axes, org, scale, near):
    height, width = near.shape
    u = int(_project(axes, 0, org, p) * scale + width * 0.5)
    v = int(_project(axes, 1, org, p) * scale + height * 0.5)
    return 0 <= u < width and 0 <= v < height and near[v, u] != 0


@njit(cache=True, fastmath=True)
def mark_dirty_tiles(dirty, tri, place, key, lamp):
    """Sets dirty[tile] to 2 where the image may differ from the empty room.

    Other tiles become 1 if they were 2 in the previous frame and must be restored, else 0.
    """
    axes1, org1, scale1, _, near1 = key
    axes2, org2, scale2, _, near2 = lamp
    height, width = tri.shape
    for ty in range(dirty.shape[0]):
        for tx in range(dirty.shape[1]):
            ya, xa = ty * TILE, tx * TILE
            yb, xb = min(ya + TILE, height), min(xa + TILE, width)
            hit = False
            for corner in range(4):
                y = ya if corner < 2 else yb - 1
                x = xa if corner % 2 == 0 else xb - 1
                p = (place[y, x, 0], place[y, x, 1], place[y, x, 2])
                hit = hit or _is_drawn_near(p, axes1, org1, scale1, near1)
                hit = hit or _is_drawn_near(p, axes2, org2, scale2, near2)
            y = ya
            while y < yb and not hit:
                for x in range(xa, xb):
                    hit = hit or tri[y, x] >= 0
                y += 1
            before = dirty[ty, tx]
            dirty[ty, tx] = 2 if hit else (1 if before == 2 else 0)


@njit(cache=True, fastmath=True)
def restore_room(out, still, dirty):
    """Copies the empty room into the tiles marked 1."""
    height, width = out.shape[0], out.shape[1]
    for ty in range(dirty.shape[0]):
        for tx in range(dirty.shape[1]):
            if dirty[ty, tx] == 1:
                for y in range(ty * TILE, min(ty * TILE + TILE, height)):
                    for x in range(tx * TILE, min(tx * TILE + TILE, width)):
                        for c in range(3):
                            out[y, x, c] = still[y, x, c]
