"""What a point of a body is made of and its colour, from its place in the rest pose."""

# numba compiles these from the types they are called with, so they carry no annotations.
# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit

# regions of a body
HEAD, TRUNK, ARM, LEG, FOOT, EYEBALL, HAND = 0, 1, 2, 3, 4, 5, 6
# materials: rows of a palette
SKIN, SHIRT, TROUSERS, SHOE, HAIR, EYE = 0, 1, 2, 3, 4, 5
# places of the measures that `wardrobe` writes into a body's numbers
EAR_Y, EAR_Z, SKULL, NECK_Z, NECK_Y, WAIST_Z, SLEEVE, HEM = 0, 1, 2, 3, 4, 5, 6, 7
EYE_X, EYE_Z, EYE_Y, LIPS_Z, STRIPES, SOLE_Z, CALM, NUMBERS = 8, 9, 10, 11, 12, 13, 14, 15


@njit(cache=True, fastmath=True)
def _noise(x, y, z):
    h = np.sin(x * 127.1 + y * 311.7 + z * 74.7) * 43758.5453
    return h - np.floor(h)


@njit(cache=True, fastmath=True)
def _clip(x):
    return min(1.0, max(0.0, x))


@njit(cache=True, fastmath=True)
def material(region, limb, p, par):
    """Material of a rest-pose point; limb runs shoulder 0, elbow 1, wrist 2; knee 1, ankle 2."""
    x, y, z = p
    if region == EYEBALL:
        return EYE
    if region == HEAD:  # the hairline: a plane tilted over the head, lower at back and sides
        fwd, up = (y - par[EAR_Y]) / par[SKULL], (z - par[EAR_Z]) / par[SKULL]
        ax = abs(x) / par[SKULL]
        line = 0.56 + 0.04 * np.sin(ax * 9.0) - 0.25 * _clip((fwd + 0.35) / 0.3)
        line -= 0.85 * _clip((fwd - 0.06) / 0.22) + 0.2 * max(0.0, ax - 0.4)
        return HAIR if up > line else SKIN
    if region == TRUNK:
        if z < par[WAIST_Z]:
            return TROUSERS
        collar = par[NECK_Z] + 0.35 * max(0.0, y - par[NECK_Y]) + 0.6 * abs(x)
        return SKIN if z > collar else SHIRT
    if region == ARM:
        return SHIRT if limb < par[SLEEVE] else SKIN
    if region == LEG and limb < par[HEM]:
        return SHIRT if z > par[WAIST_Z] else TROUSERS
    return SHOE if region == FOOT else SKIN


@njit(cache=True, fastmath=True)
def _face(c, p, par, pal):
    """Brows, lips and the shade about the eyes."""
    x, y, z = p
    r, g, b = c
    ex, ez = abs(x) - par[EYE_X], z - par[EYE_Z]
    arch = 18.0 - 12.0 * par[CALM]
    brow = abs(ez - 0.021 + arch * ex * ex) < 0.0042 - 0.0012 * par[CALM]
    if y < par[EYE_Y] + 0.03 and abs(ex) < 0.021 and brow:
        k = 1.0 - 0.5 * par[CALM]
        r, g, b = r + k * (pal[HAIR, 0] - r), g + k * (pal[HAIR, 1] - g), b + k * (pal[HAIR, 2] - b)
    lips = 0.0095 * (1.0 - (x / 0.028) ** 2)
    if y < par[EYE_Y] + 0.012 and abs(x) < 0.026 and abs(z - par[LIPS_Z]) < lips:
        r, g, b = 0.86 * r, 0.55 * g, 0.55 * b
    q = (ex / 0.02) ** 2 + (ez / 0.012) ** 2
    if q < 2.2 and y < par[EYE_Y] + 0.03:
        k = 0.74 + 0.118 * q
        r, g, b = r * (0.80 + 0.09 * q), g * k, b * k
    return r, g, b


@njit(cache=True, fastmath=True)
def _iris(c, p, par):
    q = (abs(p[0]) - par[EYE_X]) ** 2 + (p[2] - par[EYE_Z]) ** 2
    if q < 0.0028**2:
        return 0.01, 0.01, 0.01
    return (0.09, 0.05, 0.03) if q < (0.0058 + 0.0009 * par[CALM]) ** 2 else c


@njit(cache=True, fastmath=True)
def colour(m, region, p, par, pal):
    """Colour of a rest-pose point and how much it shines."""
    x, y, z = p
    c = (pal[m, 0], pal[m, 1], pal[m, 2])
    k, shine = 1.0, 0.04
    if m == SKIN:
        k, shine = 0.985 + 0.03 * _noise(np.floor(x * 300), np.floor(y * 300), z * 300), 0.09
        if region == HEAD:
            c = _face(c, p, par, pal)
    elif m == EYE:
        c, shine = _iris(c, p, par), 0.3
    elif m == SHIRT:
        k = 0.90 + 0.10 * np.sin(z * 55.0 + np.sin(x * 31.0) * 2.0 + y * 20.0)
        shine = 0.01
        if par[STRIPES] > 0 and np.floor(z / 0.045) % 2 == 0:
            k *= 0.74
    elif m == TROUSERS:
        k = 0.90 + 0.10 * np.sin(z * 42.0 + x * 26.0 + np.sin(y * 40.0) * 2.0)
        shine = 0.01
    elif m == HAIR:
        k, shine = 0.75 + 0.5 * _noise(np.floor(x * 420), np.floor(z * 30), 1.0), 0.12
    elif m == SHOE and z < par[SOLE_Z] + 0.022:
        c = (0.8, 0.8, 0.78)
    return c[0] * k, c[1] * k, c[2] * k, shine
