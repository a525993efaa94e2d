"""Shades every pixel: people and room, under a key light, a lamp and ambient light.

mesh: (faces, verts, normals, rest, region, limb, who, numbers, palettes), `who` being the person of
a triangle. room: the fields of `scene.Backdrop`. light: (direction, key, ambient, lamp, tint).

numba's cache keeps the compiled loop if only `look` or `shadow` changes: then empty the cache.
"""

# numba compiles these from the types they are called with, so they carry no annotations.
# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit

from .look import SKIN, find_colour, find_material
from .shadow import (
    KEY_CELLS,
    LAMP_CELLS,
    TILE,
    is_near_drawn,
    measure_lit_share,
    pack_map,
    scale_radius,
)


@njit(cache=True, fastmath=True)
def _interpolate(a, i, j, k, w):
    """Returns a vertex property at barycentric weights w of the triangle i, j, k."""
    return (
        w[0] * a[i, 0] + w[1] * a[j, 0] + w[2] * a[k, 0],
        w[0] * a[i, 1] + w[1] * a[j, 1] + w[2] * a[k, 1],
        w[0] * a[i, 2] + w[1] * a[j, 2] + w[2] * a[k, 2],
    )


@njit(cache=True, fastmath=True)
def _unit(v):
    s = 1.0 / max(1e-9, np.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]))
    return v[0] * s, v[1] * s, v[2] * s


@njit(cache=True, fastmath=True)
def _move_along(p, n, d):
    return p[0] + n[0] * d, p[1] + n[1] * d, p[2] + n[2] * d


@njit(cache=True, fastmath=True)
def _measure_gloss(p, n, eye, to):
    """Returns the share of the key light that a smooth surface reflects into the camera."""
    back = _unit((eye[0] - p[0], eye[1] - p[1], eye[2] - p[2]))
    half = _unit((back[0] + to[0], back[1] + to[1], back[2] + to[2]))
    s = max(0.0, n[0] * half[0] + n[1] * half[1] + n[2] * half[2])
    s *= s * s  # to the 24th power
    s *= s
    s *= s
    return s * s


@njit(cache=True, fastmath=True)
def shade_pixels(out, dirty, room, drawn, mesh, eye, light, key_map, lamp_map):
    """Fills the tiles of `out` marked 2; drawn: (depth, tri, b1, b2) of the people."""
    depth, tri, b1, b2 = drawn
    far, place, norm, albedo, open_sky, corner = room
    faces, verts, normal, rest, region, limb, who, numbers, palettes = mesh
    to, key, ambient, lamp, tint = light
    axes1, org1, scale1, depth1, near1 = key_map
    axes2, org2, scale2, depth2, near2 = lamp_map
    on_body, on_room = scale_radius(2, near1, KEY_CELLS), scale_radius(3, near1, KEY_CELLS)
    over_body, over_room = scale_radius(4, near2, LAMP_CELLS), scale_radius(6, near2, LAMP_CELLS)
    lens1, lens2 = pack_map(axes1, org1, scale1, near1), pack_map(axes2, org2, scale2, near2)
    for y in range(depth.shape[0]):
        for x in range(depth.shape[1]):
            if dirty[y // TILE, x // TILE] != 2:
                continue
            t = tri[y, x]
            if t >= 0 and 1.0 / depth[y, x] < far[y, x]:
                w = (1.0 - b1[y, x] - b2[y, x], b1[y, x], b2[y, x])
                i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
                p, n = _interpolate(verts, i, j, k, w), _unit(_interpolate(normal, i, j, k, w))
                q = _interpolate(rest, i, j, k, w)
                along = w[0] * limb[i] + w[1] * limb[j] + w[2] * limb[k]
                par, pal = numbers[who[t]], palettes[who[t]]
                m = find_material(region[t], along, q, par)
                r, g, b, shine = find_colour(m, region[t], q, par, pal)
                facing = n[0] * to[0] + n[1] * to[1] + n[2] * to[2]
                if m == SKIN:  # light scatters under the skin
                    facing = (facing + 0.25) / 1.25
                sun, gloss = 0.0, 0.0
                if facing > 0:
                    sun = key * measure_lit_share(
                        _move_along(p, n, 0.004), axes1, org1, scale1, depth1, near1, 0.012, on_body
                    )
                    gloss = shine * sun * _measure_gloss(p, n, eye, to)
                above = measure_lit_share(
                    _move_along(p, n, 0.01), axes2, org2, scale2, depth2, near2, 0.03, over_body
                )
                floor = 1.0 if p[2] > 0.25 else 0.7 + 1.2 * max(p[2], 0.0)
                soft = ambient * (0.62 + 0.38 * n[2]) * floor
            else:
                p = (place[y, x, 0], place[y, x, 1], place[y, x, 2])
                n = (norm[y, x, 0], norm[y, x, 1], norm[y, x, 2])
                facing = n[0] * to[0] + n[1] * to[1] + n[2] * to[2]
                sun, gloss, above = 0.0, 0.0, 1.0
                if facing > 0 and open_sky[y, x] > 0:
                    sun = key
                    if is_near_drawn(lens1, near1, p):
                        sun *= measure_lit_share(
                            p, axes1, org1, scale1, depth1, near1, 0.004, on_room
                        )
                if n[2] > 0.5 and is_near_drawn(lens2, near2, p):
                    above = measure_lit_share(
                        p, axes2, org2, scale2, depth2, near2, 0.004, over_room
                    )
                soft = ambient * (0.62 + 0.38 * n[2]) * (0.35 + 0.65 * above)
                soft, above = soft * corner[y, x], above * corner[y, x]
                r, g, b = albedo[y, x, 0], albedo[y, x, 1], albedo[y, x, 2]
            e = max(0.0, facing) * sun + lamp * max(0.0, n[2] * 0.7 + 0.3) * above
            out[y, x, 0] = r * (e * tint[0] + soft) * 1.03 + gloss * tint[0]
            out[y, x, 1] = g * (e * tint[1] + soft) + gloss * tint[1]
            out[y, x, 2] = b * (e * tint[2] + soft) * 0.95 + gloss * tint[2]
