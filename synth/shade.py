"""Colour of every pixel: the dressed bodies in front of the room, lit by a key light and a lamp."""

# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit

from .raster import hash3, lit

SKIN, SHIRT, TROUSERS, SHOE, HAIR, EYE, SOCK = 0, 1, 2, 3, 4, 5, 6

TILE = 8


@njit(cache=True, fastmath=True)
def touched(x, y, bgp, B1, o1, s1, c1m, B2, o2, s2, c2m):
    """Whether a body's shadow may fall near what this fine pixel shows."""
    px, py, pz = bgp[y, x, 0], bgp[y, x, 1], bgp[y, x, 2]
    return inside(px, py, pz, B1, o1, s1, c1m) or inside(px, py, pz, B2, o2, s2, c2m)


@njit(cache=True, fastmath=True)
def inside(px, py, pz, B, org, scale, near):
    """Whether a point lies behind or before anything drawn in a shadow map."""
    H, W = near.shape
    dx, dy, dz = px - org[0], py - org[1], pz - org[2]
    u = int((B[0, 0] * dx + B[0, 1] * dy + B[0, 2] * dz) * scale + W * 0.5)
    v = int((B[1, 0] * dx + B[1, 1] * dy + B[1, 2] * dz) * scale + H * 0.5)
    return 0 <= u < W and 0 <= v < H and near[v, u] != 0


@njit(cache=True, fastmath=True)
def mark(dirty, tri, bgp, B1, o1, s1, c1m, B2, o2, s2, c2m):
    """Set dirty[tile] to 2 where the picture may differ from the empty room, else to 0 or 1.

    1: the tile differed in the frame before and must be put back.
    """
    H, W = tri.shape
    for ty in range(dirty.shape[0]):
        for tx in range(dirty.shape[1]):
            ya, xa = ty * TILE, tx * TILE
            yb, xb = min(ya + TILE, H), min(xa + TILE, W)
            hit = touched(xa, ya, bgp, B1, o1, s1, c1m, B2, o2, s2, c2m)
            hit = hit or touched(xb - 1, yb - 1, bgp, B1, o1, s1, c1m, B2, o2, s2, c2m)
            hit = hit or touched(xb - 1, ya, bgp, B1, o1, s1, c1m, B2, o2, s2, c2m)
            hit = hit or touched(xa, yb - 1, bgp, B1, o1, s1, c1m, B2, o2, s2, c2m)
            y = ya
            while y < yb and not hit:
                for x in range(xa, xb):
                    hit = hit or tri[y, x] >= 0
                y += 1
            dirty[ty, tx] = 2 if hit else (1 if dirty[ty, tx] == 2 else 0)


@njit(cache=True, fastmath=True)
def put_back(out, still, dirty):
    """Copy the empty room into the tiles marked 1."""
    H, W = out.shape[0], out.shape[1]
    for ty in range(dirty.shape[0]):
        for tx in range(dirty.shape[1]):
            if dirty[ty, tx] == 1:
                for y in range(ty * TILE, min(ty * TILE + TILE, H)):
                    for x in range(tx * TILE, min(tx * TILE + TILE, W)):
                        for c in range(3):
                            out[y, x, c] = still[y, x, c]


@njit(cache=True, fastmath=True)
def shade(out, dirty, bgd, bgp, bgn, bga, bgv, bgo, zb, tri, b1, b2, faces, v, n, rest, reg, lens, who, pars, pals, L, eye, B1, o1, s1, z1, c1m, B2, o2, s2, z2, c2m, key, amb, top):
    """Fill the tiles of `out` marked 2: people where they are nearer than the room."""
    H, W = zb.shape
    for y in range(H):
        for x in range(W):
            if dirty[y // TILE, x // TILE] != 2:
                continue
            t = tri[y, x]
            if t >= 0 and 1.0 / zb[y, x] < bgd[y, x]:
                i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
                par, pal = pars[who[t]], pals[who[t]]
                c1, c2 = b1[y, x], b2[y, x]
                c0 = 1.0 - c1 - c2
                px = c0 * v[i, 0] + c1 * v[j, 0] + c2 * v[k, 0]
                py = c0 * v[i, 1] + c1 * v[j, 1] + c2 * v[k, 1]
                pz = c0 * v[i, 2] + c1 * v[j, 2] + c2 * v[k, 2]
                nx = c0 * n[i, 0] + c1 * n[j, 0] + c2 * n[k, 0]
                ny = c0 * n[i, 1] + c1 * n[j, 1] + c2 * n[k, 1]
                nz = c0 * n[i, 2] + c1 * n[j, 2] + c2 * n[k, 2]
                s = 1.0 / max(1e-9, np.sqrt(nx * nx + ny * ny + nz * nz))
                nx *= s
                ny *= s
                nz *= s
                rx = c0 * rest[i, 0] + c1 * rest[j, 0] + c2 * rest[k, 0]
                ry = c0 * rest[i, 1] + c1 * rest[j, 1] + c2 * rest[k, 1]
                rz = c0 * rest[i, 2] + c1 * rest[j, 2] + c2 * rest[k, 2]
                ln = c0 * lens[i] + c1 * lens[j] + c2 * lens[k]  # arm fraction shoulder 0 .. elbow 1 .. wrist 2; leg: knee 1, ankle 2
                g = reg[t]  # 0 head 1 neck/trunk 2 arm 3 leg 4 foot 5 eye 6 hand
                m = SKIN
                if g == 5:
                    m = EYE
                elif g == 0:
                    m = SKIN
                    # hairline: a plane tilted over the head, plus the back and sides
                    fy = (ry - par[1]) / par[3]
                    fz = (rz - par[2]) / par[3]
                    ax = abs(rx) / par[3]
                    hl = 0.56 + 0.04 * np.sin(ax * 9.0) - 0.25 * min(1.0, max(0.0, (fy + 0.35) / 0.3)) - 0.85 * min(1.0, max(0.0, (fy - 0.06) / 0.22)) - 0.2 * max(0.0, ax - 0.4)
                    if fz > hl:
                        m = HAIR
                elif g == 1:
                    m = SHIRT
                    if rz > par[4] + 0.35 * max(0.0, ry - par[5]) * 1.0 + (0.6 * abs(rx)):
                        m = SKIN
                    if rz < par[6]:
                        m = TROUSERS
                elif g == 2:
                    m = SHIRT if ln < par[7] else SKIN
                elif g == 3:
                    m = (SHIRT if rz > par[6] else TROUSERS) if ln < par[8] else SKIN
                elif g == 4:
                    m = SHOE
                r0, g0, bl0 = pal[m, 0], pal[m, 1], pal[m, 2]
                spec = 0.04
                if m == SKIN:
                    tone = 0.985 + 0.03 * hash3(np.floor(rx * 300), np.floor(ry * 300), np.floor(rz * 300))
                    r0 *= tone
                    g0 *= tone
                    bl0 *= tone
                    if g == 0:
                        # brows, lips, cheeks
                        ex = abs(rx) - par[9]
                        ez = rz - par[10]
                        if (ry < par[11] + 0.03) and (abs(ex) < 0.021) and abs(ez - 0.021 + 3.0 * ex * ex * 6.0) < 0.0042:
                            r0, g0, bl0 = pal[HAIR, 0], pal[HAIR, 1], pal[HAIR, 2]
                        if (ry < par[11] + 0.012) and abs(rx) < 0.026 and abs(rz - par[12]) < 0.0095 * (1.0 - (rx / 0.028) ** 2):
                            r0 *= 0.86
                            g0 *= 0.55
                            bl0 *= 0.55
                        q = ((abs(rx) - par[9]) / 0.02) ** 2 + ((rz - par[10]) / 0.012) ** 2
                        if q < 2.2 and ry < par[11] + 0.03:
                            r0 *= 0.80 + 0.09 * q
                            g0 *= 0.74 + 0.118 * q
                            bl0 *= 0.74 + 0.118 * q
                    spec = 0.09
                elif m == EYE:
                    ex = abs(rx) - par[9]
                    ez = rz - par[10]
                    q = ex * ex + ez * ez
                    if q < 0.0058 ** 2:
                        r0, g0, bl0 = 0.09, 0.05, 0.03
                        if q < 0.0028 ** 2:
                            r0, g0, bl0 = 0.01, 0.01, 0.01
                    spec = 0.3
                elif m == SHIRT:
                    if par[13] > 0 and np.floor(rz / 0.045) % 2 == 0:
                        r0 *= 0.72
                        g0 *= 0.75
                        bl0 *= 0.8
                    fold = 0.90 + 0.10 * np.sin(rz * 55.0 + np.sin(rx * 31.0) * 2.0 + ry * 20.0)
                    r0 *= fold
                    g0 *= fold
                    bl0 *= fold
                    spec = 0.01
                elif m == TROUSERS:
                    fold = 0.90 + 0.10 * np.sin(rz * 42.0 + rx * 26.0 + np.sin(ry * 40.0) * 2.0)
                    r0 *= fold
                    g0 *= fold
                    bl0 *= fold
                    spec = 0.01
                elif m == HAIR:
                    st = 0.75 + 0.5 * hash3(np.floor(rx * 420), np.floor(rz * 30), 1.0)
                    r0 *= st
                    g0 *= st
                    bl0 *= st
                    spec = 0.12
                elif m == SHOE:
                    if rz < par[14] + 0.022:
                        r0, g0, bl0 = 0.8, 0.8, 0.78
                lam = nx * L[0] + ny * L[1] + nz * L[2]
                if m == SKIN:
                    lam = (lam + 0.25) / 1.25
                sh = 0.0
                if lam > 0:
                    sh = lit(px + nx * 0.004, py + ny * 0.004, pz + nz * 0.004, B1, o1, s1, z1, c1m, 0.012, 2)
                else:
                    lam = 0.0
                tl = lit(px + nx * 0.01, py + ny * 0.01, pz + nz * 0.01, B2, o2, s2, z2, c2m, 0.03, 4)
                vx, vy, vz = eye[0] - px, eye[1] - py, eye[2] - pz
                s = 1.0 / np.sqrt(vx * vx + vy * vy + vz * vz)
                hx, hy, hz = vx * s + L[0], vy * s + L[1], vz * s + L[2]
                s = 1.0 / max(1e-9, np.sqrt(hx * hx + hy * hy + hz * hz))
                sp = max(0.0, (nx * hx + ny * hy + nz * hz) * s) ** 24 * spec * sh * key
                near = 1.0 if pz > 0.25 else 0.7 + 1.2 * max(pz, 0.0)
                e = key * lam * sh + amb * (0.62 + 0.38 * nz) * near + top * max(0.0, nz * 0.7 + 0.3) * tl
                out[y, x, 0] = r0 * e * 1.03 + sp
                out[y, x, 1] = g0 * e + sp
                out[y, x, 2] = bl0 * e * 0.95 + sp
            else:
                px, py, pz = bgp[y, x, 0], bgp[y, x, 1], bgp[y, x, 2]
                nx, ny, nz = bgn[y, x, 0], bgn[y, x, 1], bgn[y, x, 2]
                lam = nx * L[0] + ny * L[1] + nz * L[2]
                sh = 0.0
                if lam > 0:
                    sh = bgv[y, x]
                    if sh > 0:
                        sh *= lit(px, py, pz, B1, o1, s1, z1, c1m, 0.004, 3)
                else:
                    lam = 0.0
                tl = 1.0
                if nz > 0.5:
                    tl = lit(px, py, pz, B2, o2, s2, z2, c2m, 0.004, 6)
                e = key * lam * sh + (amb * (0.62 + 0.38 * nz) * (0.35 + 0.65 * tl) + top * max(0.0, nz * 0.7 + 0.3) * tl) * bgo[y, x]
                out[y, x, 0] = bga[y, x, 0] * e * 1.03
                out[y, x, 1] = bga[y, x, 1] * e
                out[y, x, 2] = bga[y, x, 2] * e * 0.95


