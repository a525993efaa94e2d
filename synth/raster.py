"""Pixel loops: triangles into a depth buffer, shadow look-ups, box filter. Arrays are float32."""

# numba compiles these from the arguments' types, so they carry no annotations.
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit

@njit(cache=True, fastmath=True)
def normals(v, f, out):
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
        s = 1.0 / max(1e-12, np.sqrt(out[i, 0] ** 2 + out[i, 1] ** 2 + out[i, 2] ** 2))
        out[i, 0] *= s
        out[i, 1] *= s
        out[i, 2] *= s


@njit(cache=True, fastmath=True)
def raster(sx, sy, iz, f, zb, tri, b1, b2):
    """Screen x, y and 1/z per vertex; keeps the largest 1/z. Barycentrics stored perspective-correct."""
    H, W = zb.shape
    for t in range(f.shape[0]):
        i, j, k = f[t, 0], f[t, 1], f[t, 2]
        x0, y0, x1, y1, x2, y2 = sx[i], sy[i], sx[j], sy[j], sx[k], sy[k]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if area > -1e-9 and area < 1e-9:
            continue
        if iz[i] <= 0 or iz[j] <= 0 or iz[k] <= 0:
            continue
        xa, xb = max(0, int(np.ceil(min(x0, x1, x2) - 0.5))), min(W - 1, int(np.floor(max(x0, x1, x2) - 0.5)))
        ya, yb = max(0, int(np.ceil(min(y0, y1, y2) - 0.5))), min(H - 1, int(np.floor(max(y0, y1, y2) - 0.5)))
        ia = 1.0 / area
        for y in range(ya, yb + 1):
            py = y + 0.5
            for x in range(xa, xb + 1):
                px = x + 0.5
                w1 = ((px - x0) * (y2 - y0) - (x2 - x0) * (py - y0)) * ia
                w2 = ((x1 - x0) * (py - y0) - (px - x0) * (y1 - y0)) * ia
                w0 = 1.0 - w1 - w2
                if w0 < 0 or w1 < 0 or w2 < 0:
                    continue
                q = w0 * iz[i] + w1 * iz[j] + w2 * iz[k]
                if q > zb[y, x]:
                    zb[y, x] = q
                    tri[y, x] = t
                    b1[y, x] = w1 * iz[j] / q
                    b2[y, x] = w2 * iz[k] / q


@njit(cache=True, fastmath=True)
def raster_depth(sx, sy, d, f, zb):
    """Orthographic depth map, smallest d wins."""
    H, W = zb.shape
    for t in range(f.shape[0]):
        i, j, k = f[t, 0], f[t, 1], f[t, 2]
        x0, y0, x1, y1, x2, y2 = sx[i], sy[i], sx[j], sy[j], sx[k], sy[k]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        if area > -1e-9 and area < 1e-9:
            continue
        xa, xb = max(0, int(min(x0, x1, x2))), min(W - 1, int(max(x0, x1, x2)) + 1)
        ya, yb = max(0, int(min(y0, y1, y2))), min(H - 1, int(max(y0, y1, y2)) + 1)
        ia = 1.0 / area
        for y in range(ya, yb + 1):
            for x in range(xa, xb + 1):
                w1 = ((x - x0) * (y2 - y0) - (x2 - x0) * (y - y0)) * ia
                w2 = ((x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)) * ia
                w0 = 1.0 - w1 - w2
                if w0 < -0.001 or w1 < -0.001 or w2 < -0.001:
                    continue
                q = w0 * d[i] + w1 * d[j] + w2 * d[k]
                if q < zb[y, x]:
                    zb[y, x] = q


@njit(cache=True, fastmath=True)
def lit(px, py, pz, B, org, scale, zb, oc, bias, r):
    """Fraction of a (2r+1)^2 neighbourhood of the shadow map that does not block this point."""
    H, W = zb.shape
    dx, dy, dz = px - org[0], py - org[1], pz - org[2]
    u = (B[0, 0] * dx + B[0, 1] * dy + B[0, 2] * dz) * scale + W * 0.5
    v = (B[1, 0] * dx + B[1, 1] * dy + B[1, 2] * dz) * scale + H * 0.5
    d = B[2, 0] * dx + B[2, 1] * dy + B[2, 2] * dz - bias
    iu, iv = int(u), int(v)
    if iu < r + 1 or iv < r + 1 or iu >= W - r - 1 or iv >= H - r - 1:
        return 1.0
    if oc[iv, iu] == 0:
        return 1.0
    s = 0
    n = 0
    for y in range(iv - r, iv + r + 1):
        for x in range(iu - r, iu + r + 1):
            n += 1
            if zb[y, x] >= d:
                s += 1
    return s / n


@njit(cache=True, fastmath=True)
def hash3(x, y, z):
    h = np.sin(x * 127.1 + y * 311.7 + z * 74.7) * 43758.5453
    return h - np.floor(h)


@njit(cache=True, fastmath=True)
def resolve(hi, ss, lut, out, dirty, tile):
    """Box filter ss x ss after the tone curve, so edges stay smooth; only where dirty > 0."""
    H, W = out.shape[0], out.shape[1]
    for y in range(H):
        for x in range(W):
            if dirty[y * ss // tile, x * ss // tile] == 0:
                continue
            for c in range(3):
                s = 0.0
                for a in range(ss):
                    for b in range(ss):
                        q = hi[y * ss + a, x * ss + b, c]
                        s += lut[int(min(1.0, max(0.0, q)) * 4095)]
                out[y, x, c] = s / (ss * ss)
