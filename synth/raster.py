"""Float32 kernels: skinning, vertex normals, triangle depth buffers, downsampling."""

# numba compiles these from the types they are called with, so they carry no annotations.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit


@njit(cache=True, fastmath=True)
def skin(verts, index, weight, rot, move, out):
    """Fills out with verts moved by the weighted bones: sum of w (rot v + move)."""
    for i in range(verts.shape[0]):
        x, y, z = verts[i, 0], verts[i, 1], verts[i, 2]
        ox = oy = oz = 0.0
        for k in range(index.shape[1]):
            w = weight[i, k]
            if w == 0.0:
                continue
            b = index[i, k]
            ox += w * (rot[b, 0, 0] * x + rot[b, 0, 1] * y + rot[b, 0, 2] * z + move[b, 0])
            oy += w * (rot[b, 1, 0] * x + rot[b, 1, 1] * y + rot[b, 1, 2] * z + move[b, 1])
            oz += w * (rot[b, 2, 0] * x + rot[b, 2, 1] * y + rot[b, 2, 2] * z + move[b, 2])
        out[i, 0], out[i, 1], out[i, 2] = ox, oy, oz


@njit(cache=True, fastmath=True)
def compute_normals(v, f, out):
    """Fills out with the vertex normals of mesh v, f."""
    out[:] = 0.0
    for i in range(f.shape[0]):
        a, b, c = f[i, 0], f[i, 1], f[i, 2]
        ux, uy, uz = v[b, 0] - v[a, 0], v[b, 1] - v[a, 1], v[b, 2] - v[a, 2]
        wx, wy, wz = v[c, 0] - v[a, 0], v[c, 1] - v[a, 1], v[c, 2] - v[a, 2]
        nx, ny, nz = uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx
        for k in (a, b, c):
            out[k, 0] += nx
            out[k, 1] += ny
            out[k, 2] += nz
    for i in range(out.shape[0]):
        size = np.sqrt(out[i, 0] ** 2 + out[i, 1] ** 2 + out[i, 2] ** 2)
        s = 1.0 / max(1e-12, size)
        out[i, 0] *= s
        out[i, 1] *= s
        out[i, 2] *= s


@njit(cache=True, fastmath=True)
def draw_triangles(sx, sy, iz, f, depth, tri, b1, b2):
    """Draws triangles from screen x, y and 1/z per vertex; the largest 1/z wins.

    tri gets the triangle's number, b1 and b2 its perspective-correct barycentric weights.
    """
    height, width = depth.shape
    for t in range(f.shape[0]):
        i, j, k = f[t, 0], f[t, 1], f[t, 2]
        x0, y0, x1, y1, x2, y2 = sx[i], sy[i], sx[j], sy[j], sx[k], sy[k]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if -1e-9 < area < 1e-9 or iz[i] <= 0 or iz[j] <= 0 or iz[k] <= 0:
            continue
        xa, xb = max(0, int(np.ceil(min(x0, x1, x2) - 0.5))), int(np.floor(max(x0, x1, x2) - 0.5))
        ya, yb = max(0, int(np.ceil(min(y0, y1, y2) - 0.5))), int(np.floor(max(y0, y1, y2) - 0.5))
        share = 1.0 / area
        for y in range(ya, min(height - 1, yb) + 1):
            py = y + 0.5
            for x in range(xa, min(width - 1, xb) + 1):
                px = x + 0.5
                w1 = ((px - x0) * (y2 - y0) - (x2 - x0) * (py - y0)) * share
                w2 = ((x1 - x0) * (py - y0) - (px - x0) * (y1 - y0)) * share
                w0 = 1.0 - w1 - w2
                if w0 < 0 or w1 < 0 or w2 < 0:
                    continue
                q = w0 * iz[i] + w1 * iz[j] + w2 * iz[k]
                if q > depth[y, x]:
                    depth[y, x] = q
                    tri[y, x] = t
                    b1[y, x] = w1 * iz[j] / q
                    b2[y, x] = w2 * iz[k] / q


@njit(cache=True, fastmath=True)
def draw_depth(sx, sy, d, f, depth):
    """Draws triangles into an orthographic depth map; the smallest d wins."""
    height, width = depth.shape
    for t in range(f.shape[0]):
        i, j, k = f[t, 0], f[t, 1], f[t, 2]
        x0, y0, x1, y1, x2, y2 = sx[i], sy[i], sx[j], sy[j], sx[k], sy[k]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if -1e-9 < area < 1e-9:
            continue
        xa, xb = max(0, int(min(x0, x1, x2))), min(width - 1, int(max(x0, x1, x2)) + 1)
        ya, yb = max(0, int(min(y0, y1, y2))), min(height - 1, int(max(y0, y1, y2)) + 1)
        share = 1.0 / area
        for y in range(ya, yb + 1):
            for x in range(xa, xb + 1):
                w1 = ((x - x0) * (y2 - y0) - (x2 - x0) * (y - y0)) * share
                w2 = ((x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)) * share
                w0 = 1.0 - w1 - w2
                if w0 < -0.001 or w1 < -0.001 or w2 < -0.001:
                    continue
                q = w0 * d[i] + w1 * d[j] + w2 * d[k]
                depth[y, x] = min(depth[y, x], q)


@njit(cache=True, fastmath=True)
def downsample(fine, times, curve, out, dirty, tile):
    """Averages times x times fine pixels after the tone curve in dirty tiles."""
    height, width = out.shape[0], out.shape[1]
    top = len(curve) - 1
    for y in range(height):
        for x in range(width):
            if dirty[y * times // tile, x * times // tile] == 0:
                continue
            for c in range(3):
                s = 0.0
                for a in range(times):
                    for b in range(times):
                        q = fine[y * times + a, x * times + b, c]
                        s += curve[int(min(1.0, max(0.0, q)) * top)]
                out[y, x, c] = s / (times * times)
