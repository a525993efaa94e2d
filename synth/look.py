"""Material and colour of a point on a body, from its position in the rest pose."""

# numba compiles these from the types they are called with, so they carry no annotations.
# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

import numpy as np
from numba import njit

# regions of a body and of its sheets
HEAD, TRUNK, ARM, LEG, FOOT, EYEBALL, HAND = 0, 1, 2, 3, 4, 5, 6
SKIRT, LOCKS, BRIM = 7, 8, 9
# materials: row numbers of a palette
SKIN, SHIRT, TROUSERS, SHOE, HAIR, EYE, SOCK, COVER, SECOND, FRAME, SOLE = range(11)
# indices of the measures that `wardrobe` writes into a body's numbers
EAR_Y, EAR_Z, SKULL, NECK_Z, NECK_Y, WAIST_Z, SLEEVE, HEM = 0, 1, 2, 3, 4, 5, 6, 7
EYE_X, EYE_Z, EYE_Y, LIPS_Z, STRIPES, SOLE_Z, CALM = 8, 9, 10, 11, 12, 13, 14
HAIRLINE, CROWN, BEARD, GLASSES, HEADWEAR, PATTERN, PERIOD = 15, 16, 17, 18, 19, 20, 21
NECKLINE, SOCKS, FOLDS, PHASE, CHEST_Z, SHOE_TOP, NUMBERS = 22, 23, 24, 25, 26, 27, 28
# numbers of headwear and of patterns; 0 is none
CAP, SCARF = 1, 2
BANDS, CHECKS, PRINT, PINSTRIPES = 1, 2, 3, 4


@njit(cache=True, fastmath=True)
def _noise(x, y, z):
    h = np.sin(x * 127.1 + y * 311.7 + z * 74.7) * 43758.5453
    return h - np.floor(h)


@njit(cache=True, fastmath=True)
def _clip(x):
    return min(1.0, max(0.0, x))


@njit(cache=True, fastmath=True)
def _find_head_material(x, y, z, par):
    """Returns skin, hair, or the cap or scarf that covers both."""
    # the hairline is a plane tilted over the head, lower at the back and sides
    fwd, up = (y - par[EAR_Y]) / par[SKULL], (z - par[EAR_Z]) / par[SKULL]
    ax = abs(x) / par[SKULL]
    if par[HEADWEAR] == CAP and up > 0.42 - 0.3 * _clip((fwd + 0.2) / 0.5):
        return COVER
    if par[HEADWEAR] == SCARF:
        oval = (x / 0.066) ** 2 + ((z - par[EYE_Z] + 0.028) / 0.088) ** 2
        return SKIN if oval < 1.0 and fwd < -0.12 else COVER
    line = 0.56 + 0.04 * np.sin(ax * 9.0) - 0.25 * _clip((fwd + 0.35) / 0.3)
    line -= 0.85 * _clip((fwd - 0.06) / 0.22) + 0.2 * max(0.0, ax - 0.4)
    line += par[HAIRLINE] * _clip((0.3 - fwd) / 0.5)
    if par[CROWN] < 0.0 or (par[CROWN] > 0.0 and up > par[CROWN]):
        return SKIN
    return HAIR if up > line else SKIN


@njit(cache=True, fastmath=True)
def _find_trunk_material(x, y, z, par):
    """Returns trousers below the waist, shirt up to the collar, neck or scarf above it."""
    if z < par[WAIST_Z]:
        return TROUSERS
    collar = par[NECK_Z] + 0.35 * max(0.0, y - par[NECK_Y]) + 0.6 * abs(x)
    collar -= par[NECKLINE] * _clip((par[NECK_Y] - y) / 0.05)
    if z > collar:
        return COVER if par[HEADWEAR] == SCARF else SKIN
    return SHIRT


@njit(cache=True, fastmath=True)
def _find_leg_material(limb, z, par):
    """Returns trousers down to the hem (or the shirt's tail), then socks and shoes."""
    if limb < par[HEM]:
        return SHIRT if z > par[WAIST_Z] else TROUSERS
    if par[SHOE_TOP] > 0.0 and limb > par[SHOE_TOP]:
        return SHOE
    return SOCK if par[SOCKS] > 0.0 and limb > par[SOCKS] else SKIN


@njit(cache=True, fastmath=True)
def _find_sheet_material(region, par):
    if region == SKIRT:
        return TROUSERS
    return COVER if region == BRIM or par[HEADWEAR] == SCARF else HAIR


@njit(cache=True, fastmath=True)
def find_material(region, limb, p, par):
    """Returns a rest-pose point's material; limb: shoulder 0, elbow 1, wrist 2; knee 1, ankle 2."""
    x, y, z = p
    if region == EYEBALL:
        return FRAME if par[GLASSES] < 0.0 else EYE
    if region == HEAD:
        return _find_head_material(x, y, z, par)
    if region == TRUNK:
        return _find_trunk_material(x, y, z, par)
    if region == ARM:
        return SHIRT if limb < par[SLEEVE] else SKIN
    if region == LEG or (region == FOOT and limb < par[SHOE_TOP]):
        return _find_leg_material(limb, z, par)
    if region >= SKIRT:
        return _find_sheet_material(region, par)
    return SHOE if region == FOOT else SKIN


@njit(cache=True, fastmath=True)
def _paint_face(c, p, par, pal):
    """Adds brows, lips, beard, glasses and the shade around the eyes to colour c."""
    x, y, z = p
    r, g, b = c
    ex, ez = abs(x) - par[EYE_X], z - par[EYE_Z]
    arch = 18.0 - 12.0 * par[CALM]
    brow = abs(ez - 0.021 + arch * ex * ex) < 0.0042 - 0.0012 * par[CALM]
    if y < par[EYE_Y] + 0.03 and abs(ex) < 0.021 and brow:
        k = 1.0 - 0.5 * par[CALM]
        r, g, b = r + k * (pal[HAIR, 0] - r), g + k * (pal[HAIR, 1] - g), b + k * (pal[HAIR, 2] - b)
    lips = 0.0095 * (1.0 - (x / 0.028) ** 2)
    on_lips = y < par[EYE_Y] + 0.012 and abs(x) < 0.026 and abs(z - par[LIPS_Z]) < lips
    if on_lips:
        r, g, b = 0.86 * r, 0.55 * g, 0.55 * b
    q = (ex / 0.02) ** 2 + (ez / 0.012) ** 2
    if q < 2.2 and y < par[EYE_Y] + 0.03:
        k = 0.74 + 0.118 * q
        r, g, b = r * (0.80 + 0.09 * q), g * k, b * k
    if par[BEARD] > 0.0 and not on_lips:
        k = par[BEARD] * measure_beard(x, y, z, par)
        r, g, b = r + k * (pal[HAIR, 0] - r), g + k * (pal[HAIR, 1] - g), b + k * (pal[HAIR, 2] - b)
    if par[GLASSES] != 0.0 and _is_on_glasses(x, y, z, par):
        r, g, b = pal[FRAME, 0], pal[FRAME, 1], pal[FRAME, 2]
    return r, g, b


@njit(cache=True, fastmath=True)
def measure_beard(x, y, z, par):
    """Returns the beard's coverage at a point of the head, 0 to 1."""
    back = y - par[EYE_Y] - 0.03  # behind the corner of the mouth, towards the ear
    top = par[LIPS_Z] + 0.019 + 0.75 * max(0.0, back) - 0.15 * min(abs(x), 0.04)
    low = par[LIPS_Z] - 0.062 + 0.35 * max(0.0, back)
    if back > par[EAR_Y] - par[EYE_Y] - 0.035:
        return 0.0
    return _clip((top - z) / 0.008) * _clip((z - low) / 0.012)


@njit(cache=True, fastmath=True)
def _is_on_glasses(x, y, z, par):
    """Returns whether glasses cover a point of the face; negative GLASSES are dark."""
    thick = abs(par[GLASSES])
    ex, ez = (abs(x) - par[EYE_X]) / 0.026, (z - par[EYE_Z] + 0.003) / 0.020
    if y < par[EYE_Y] + 0.035:
        q = np.sqrt(np.sqrt(ex**4 + ez**4))
        if abs(q - 1.0) < thick / 0.022 or (par[GLASSES] < 0.0 and q < 1.0):
            return True
        if abs(x) < par[EYE_X] - 0.02 and abs(z - par[EYE_Z] - 0.003) < thick:
            return True
    side = abs(x) > par[EYE_X] + 0.02 and y < par[EAR_Y] + 0.005
    return side and abs(z - par[EYE_Z] - 0.004) < 0.8 * thick


@njit(cache=True, fastmath=True)
def _paint_iris(c, p, par):
    q = (abs(p[0]) - par[EYE_X]) ** 2 + (p[2] - par[EYE_Z]) ** 2
    if q < 0.0028**2:
        return 0.01, 0.01, 0.01
    return (0.09, 0.05, 0.03) if q < (0.0058 + 0.0009 * par[CALM]) ** 2 else c


@njit(cache=True, fastmath=True)
def _has_second_colour(p, par):
    """Returns whether the shirt's second colour shows at a point."""
    x, y, z = p
    step = max(0.005, par[PERIOD])
    around = np.arctan2(x, y + 0.05) * 0.14  # metres round a trunk of that radius
    if par[PATTERN] == BANDS:
        return np.floor(z / step) % 2 == 0
    if par[PATTERN] == CHECKS:
        return (np.floor(z / step) + np.floor(around / step)) % 2 == 0
    if par[PATTERN] == PINSTRIPES:
        return (around / step) % 1.0 < 0.3
    if par[PATTERN] == PRINT and y < par[NECK_Y]:
        u, v = x / (2.0 * step), (z - par[CHEST_Z]) / (1.6 * step)
        q = u * u + v * v
        return q < 1.0 and (q > 0.6 or (u + v) % 0.5 < 0.3)
    return False


@njit(cache=True, fastmath=True)
def _paint_shirt(c, p, par, pal):
    """Returns the shirt's colour, and its brightness from weave and creases."""
    x, y, z = p
    k = 0.90 + 0.10 * np.sin(z * 55.0 + np.sin(x * 31.0) * 2.0 + y * 20.0)
    if par[STRIPES] > 0 and np.floor(z / 0.045) % 2 == 0:
        k *= 0.74
    if par[PATTERN] > 0 and _has_second_colour(p, par):
        c = (pal[SECOND, 0], pal[SECOND, 1], pal[SECOND, 2])
    return c, k * _shade_creases(p, par)


@njit(cache=True, fastmath=True)
def find_colour(m, region, p, par, pal):
    """Returns the colour of a rest-pose point and how glossy it is."""
    x, y, z = p
    c = (pal[m, 0], pal[m, 1], pal[m, 2])
    k, shine = 1.0, 0.04
    if m == SKIN:
        k, shine = 0.985 + 0.03 * _noise(np.floor(x * 300), np.floor(y * 300), z * 300), 0.09
        if region == HEAD:
            c = _paint_face(c, p, par, pal)
    elif m == EYE:
        c, shine = _paint_iris(c, p, par), 0.3
    elif m == SHIRT:
        c, k = _paint_shirt(c, p, par, pal)
        shine = 0.01
    elif m == TROUSERS:
        k = 0.90 + 0.10 * np.sin(z * 42.0 + x * 26.0 + np.sin(y * 40.0) * 2.0)
        k *= _shade_creases(p, par)
        shine = 0.01
    elif m == HAIR:
        k, shine = 0.75 + 0.5 * _noise(np.floor(x * 420), np.floor(z * 30), 1.0), 0.12
    elif m == SHOE and z < par[SOLE_Z] + 0.022:
        c = (pal[SOLE, 0], pal[SOLE, 1], pal[SOLE, 2])
    return c[0] * k, c[1] * k, c[2] * k, shine


@njit(cache=True, fastmath=True)
def _shade_creases(p, par):
    """Returns the brightness of creases in loose cloth, about 1."""
    x, y, z = p
    if par[FOLDS] <= 0.0:
        return 1.0
    a = np.sin(38.0 * x + 21.0 * z + par[PHASE] + 2.0 * np.sin(17.0 * z + 9.0 * y))
    b = np.sin(29.0 * y - 33.0 * z + 1.7 * par[PHASE])
    return 1.0 + par[FOLDS] * (0.6 * a + 0.4 * b)
