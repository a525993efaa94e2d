"""Ray-casts a room of boxes per fine pixel, and whether the key light reaches each point.

numba's cache keeps the compiled loop if only `surfaces` changes: then empty the cache.
"""

# numba compiles these from the types they are called with, so they carry no annotations.
# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit

from .surfaces import LEAVES, compute_factors, is_see_through

FAR_M = 50.0  # depth if nothing is hit
NOTHING = 0.5  # colour if nothing is hit
NEAR_M = 1e-3  # nearer hits are ignored
OFF_M = 2e-3  # offset from the surface for light tests
SPAN = 64  # fine pixels of a row processed together


@njit(cache=True, fastmath=True)
def _invert_safely(v):
    return 1.0 / (1e-9 if abs(v) < 1e-9 else v)


@njit(cache=True, fastmath=True)
def _cast_faces(axis, faces, looks, tables, eye, y, x0, d, t, k):
    """Updates one piece of a row with the faces across an axis.

    d: directions of the rays (3, n); t, k, both changed: depth and face number so far, k being 3 *
    box + axis.
    """
    planes, sides, owners, rects = faces
    b, c = (axis + 1) % 3, (axis + 2) % 3
    for j in range(len(planes)):
        if y < rects[j, 2] or y > rects[j, 3]:
            continue
        first, last = max(0, rects[j, 0] - x0), min(len(t) - 1, rects[j, 1] - x0)
        plane, owner = planes[j], owners[j]
        b0, b1, c0, c1 = sides[j, 0], sides[j, 1], sides[j, 2], sides[j, 3]
        leafy = looks[owner] == LEAVES
        for x in range(first, last + 1):
            s = plane * _invert_safely(d[axis, x])
            u, v = s * d[b, x], s * d[c, x]
            if not (NEAR_M < s < t[x] and b0 <= u <= b1 and c0 <= v <= c1):
                continue
            if leafy:
                px, py, pz = eye[0] + s * d[0, x], eye[1] + s * d[1, x], eye[2] + s * d[2, x]
                if is_see_through(LEAVES, tables, px, py, pz):
                    continue
            t[x], k[x] = s, 3 * owner + axis


@njit(cache=True, fastmath=True)
def _project(axes, i, p, x):
    return axes[i, 0] * p[0, x] + axes[i, 1] * p[1, x] + axes[i, 2] * p[2, x]


@njit(cache=True, fastmath=True)
def _block_light(lo, hi, shades, spans, axes, p, lit):
    """Sets lit from 1 to 0 at points p (3, n) with a box between them and the light.

    Boxes that cannot matter are first excluded by their bounds along the light's axes.
    """
    n = len(lit)
    u0 = v0 = w0 = 1e9
    u1 = v1 = -1e9
    for x in range(n):
        if lit[x] > 0:
            u, v, w = _project(axes, 0, p, x), _project(axes, 1, p, x), _project(axes, 2, p, x)
            u0, u1, v0, v1, w0 = min(u0, u), max(u1, u), min(v0, v), max(v1, v), min(w0, w)
    ix, iy, iz = _invert_safely(axes[2, 0]), _invert_safely(axes[2, 1]), _invert_safely(axes[2, 2])
    for i in range(len(shades)):
        if u1 < spans[i, 0] or u0 > spans[i, 1] or v1 < spans[i, 2] or v0 > spans[i, 3]:
            continue
        if w0 > spans[i, 4]:
            continue
        j = shades[i]
        for x in range(n):
            ax, bx = (lo[j, 0] - p[0, x]) * ix, (hi[j, 0] - p[0, x]) * ix
            ay, by = (lo[j, 1] - p[1, x]) * iy, (hi[j, 1] - p[1, x]) * iy
            az, bz = (lo[j, 2] - p[2, x]) * iz, (hi[j, 2] - p[2, x]) * iz
            enter = max(min(ax, bx), min(ay, by), min(az, bz))
            leave = min(max(ax, bx), max(ay, by), max(az, bz))
            if NEAR_M < enter < leave:
                lit[x] = 0.0


@njit(cache=True, fastmath=True)
def _aim_rays(lens, fine, y, x0, d, t, k):
    """Sets ray directions of one piece of a row, scaled to depth 1, with nothing hit yet."""
    _, rot, focal, centre = lens
    v = ((y + 0.5) / fine - centre[1]) / focal
    for x in range(len(t)):
        u = ((x0 + x + 0.5) / fine - centre[0]) / focal
        for a in range(3):
            d[a, x] = u * rot[0, a] + v * rot[1, a] + rot[2, a]
        t[x], k[x] = 1e9, -1


@njit(cache=True, fastmath=True)
def _paint_hits(eye, boxes, tables, towards, y, x0, d, t, k, p, f, out):
    """Writes what one piece of a row hits.

    p, filled: the points, slightly off their surface; f, filled: whether they face the light.
    """
    _, _, colours, looks = boxes
    depth, place, normal, colour, _, corner = out
    for x in range(len(t)):
        axis = k[x] % 3
        sign = 1.0 if d[axis, x] < 0 else -1.0
        s = t[x] if k[x] >= 0 else FAR_M
        for a in range(3):
            p[a, x] = eye[a] + s * d[a, x]
            place[y, x0 + x, a] = p[a, x]
            normal[y, x0 + x, a] = 0.0
        depth[y, x0 + x] = s
        corner[y, x0 + x] = 0.72 + 0.28 * min(1.0, max(0.0, p[2, x] / 0.5))
        f[x] = 0.0
        if k[x] < 0:
            colour[y, x0 + x] = NOTHING
            continue
        normal[y, x0 + x, axis] = sign
        if axis == 2:
            corner[y, x0 + x] = 1.0
        j = k[x] // 3
        g = compute_factors(looks[j], tables, p[0, x], p[1, x], p[2, x], axis == 2)
        for a in range(3):
            colour[y, x0 + x, a] = colours[j, a] * g[a]
        p[axis, x] += sign * OFF_M
        if sign * towards[axis] > 0:
            f[x] = 1.0


@njit(cache=True, fastmath=True)
def draw_boxes(lens, fine, boxes, faces, light, tables, out):
    """Fills `out`: (depth, place, normal, colour, lit, corner) of every fine pixel.

    lens: (eye, rot, focal_px, centre). boxes: (lo, hi, colours, looks). faces: for each axis
    (planes, sides, owners, rects) of the faces across it that the eye can see: positions of the
    face and of its edges along this axis and the next two, relative to the eye; the number of its
    box; and the first and last fine column and row in which it can show. light: (axes, the third
    towards the light; numbers of the boxes that cast shadows; their bounds along those axes). lit
    is 0 where the surface faces away from the light.
    """
    eye, (lo, hi, _, looks), (axes, shades, spans) = lens[0], boxes, light
    height, width = out[0].shape
    rays, points = np.empty((3, SPAN)), np.empty((3, SPAN))
    depths, numbers, free = np.empty(SPAN), np.empty(SPAN, np.int64), np.empty(SPAN)
    for y in range(height):
        for x0 in range(0, width, SPAN):
            n = min(SPAN, width - x0)
            d, p, t, k, f = rays[:, :n], points[:, :n], depths[:n], numbers[:n], free[:n]
            _aim_rays(lens, fine, y, x0, d, t, k)
            _cast_faces(0, faces[0], looks, tables, eye, y, x0, d, t, k)
            _cast_faces(1, faces[1], looks, tables, eye, y, x0, d, t, k)
            _cast_faces(2, faces[2], looks, tables, eye, y, x0, d, t, k)
            _paint_hits(eye, boxes, tables, axes[2], y, x0, d, t, k, p, f, out)
            _block_light(lo, hi, shades, spans, axes, p, f)
            for x in range(n):
                out[4][y, x0 + x] = f[x]
