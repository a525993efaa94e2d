"""Colour factors of each kind of surface at a point of the room, metres.

A look is given by its number in LOOKS. Repeats are in metres; all patterns are this project's own.
"""

# numba compiles these from the types they are called with, so they carry no annotations.
# ruff: noqa: ANN001, ANN201, ANN202
# mypy: disable-error-code="no-untyped-def,untyped-decorator,no-untyped-call"

from functools import cache

import numpy as np
from numba import njit

NAMES = (
    "plain", "boards", "tiles", "wood", "wall", "picture", "carpet", "brick", "stripes", "checks",
    "spots", "curtain", "slats", "poster", "outdoors", "books", "leaves", "concrete", "panes",
    "planks",
)  # fmt: skip
LOOKS = {name: number for number, name in enumerate(NAMES)}
PLAIN, BOARDS, TILES, WOOD, WALL, PICTURE, CARPET, BRICK, STRIPES, CHECKS = range(10)
SPOTS, CURTAIN, SLATS, POSTER, OUTDOORS, BOOKS, LEAVES, CONCRETE, PANES, PLANKS = range(10, 20)
TABLES = 8  # noise tables, shared out among the surfaces
CELLS = 256  # values per side of a table


@cache
def make_noise_tables():
    """Returns random values 0..1 (TABLES, CELLS, CELLS), always the same."""
    tables = [np.random.default_rng(seed).random((CELLS, CELLS)) for seed in range(TABLES)]
    return np.array(tables)


@njit(cache=True, fastmath=True)
def _noise(tables, number, x, y):
    """Smooth 2D value noise in 0..1."""
    i, j = int(np.floor(x)), int(np.floor(y))
    f, g = x - i, y - j
    f, g = f * f * (3 - 2 * f), g * g * (3 - 2 * g)
    i0, j0 = i % CELLS, j % CELLS
    i1, j1 = (i + 1) % CELLS, (j + 1) % CELLS
    top = tables[number, i0, j0] * (1 - f) + tables[number, i1, j0] * f
    low = tables[number, i0, j1] * (1 - f) + tables[number, i1, j1] * f
    return top * (1 - g) + low * g


@njit(cache=True, fastmath=True)
def _hash(x):
    """Returns a pseudo-random number 0..1."""
    h = np.sin(x) * 43758.5453
    return h - np.floor(h)


@njit(cache=True, fastmath=True)
def _measure_to_line(x):
    """Returns the distance to the nearest integer."""
    return abs(x - np.rint(x))


@njit(cache=True, fastmath=True)
def _boards(tables, x, y, dark):
    """Boards with gaps darkened by `dark`; planks have no gaps."""
    row = np.floor(x / 0.14)
    shift = _hash(row * 12.9898)
    board = np.floor((y + shift * 1.7) / 1.2)
    tone = 0.8 + 0.4 * _hash(row * 78.233 + board * 37.719)
    grain = 0.88 + 0.24 * _noise(tables, 1, x * 14 * 6.0, y * 0.9 * 6.0)
    gap = dark if _measure_to_line(x / 0.14) < 0.012 else 0.0
    return tone * grain * (1 - gap)


@njit(cache=True, fastmath=True)
def _tiles(x, y):
    x, y = x / 0.4, y / 0.4
    gap = 0.3 if _measure_to_line(x) < 0.008 or _measure_to_line(y) < 0.008 else 0.0
    tone = 0.94 + 0.12 * _hash(np.floor(x) * 12.9898 + np.floor(y) * 78.233)
    return tone * (1 - gap)


@njit(cache=True, fastmath=True)
def _brick(along, z):
    row = np.floor(z / 0.075)
    along = along / 0.22 + 0.5 * (row % 2)
    if _measure_to_line(along) < 0.025 or _measure_to_line(z / 0.075) < 0.07:
        return 1.12
    h = np.sin(np.floor(along) * 12.9898 + row * 78.2) * 43758.5
    return 0.92 + 0.16 * (h - np.floor(h))


@njit(cache=True, fastmath=True)
def _pattern(look, u, v):
    """Patterns of cloth and paper: u across, v up or along."""
    if look == STRIPES:
        return 1.0 if np.floor(u / 0.08) % 2 == 0 else 0.72
    if look == CHECKS:
        return 1.05 - 0.22 * (np.floor(u / 0.11) % 2) - 0.22 * (np.floor(v / 0.11) % 2)
    if look == SPOTS:
        a, b = (
            _measure_to_line(u / 0.13 + 0.5 * (np.rint(v / 0.13) % 2)),
            _measure_to_line(v / 0.13),
        )
        return 0.55 if a * a + b * b < 0.06 else 1.0
    if look == SLATS:
        return 0.6 if v / 0.06 - np.floor(v / 0.06) < 0.25 else 1.0
    if look == PANES:
        return (
            0.35 if _measure_to_line(u / 0.6) < 0.03 or _measure_to_line(v / 0.7) < 0.026 else 1.0
        )
    return 0.78 + 0.2 * np.sin(u * 48.0 + 1.5 * np.sin(u * 17.0))  # a curtain's folds


@njit(cache=True, fastmath=True)
def _coloured(look, tables, u, v):
    """Returns red, green and blue factors of multicoloured looks."""
    if look == BOOKS:
        book = np.floor(u / 0.034)
        a, b = _hash(book * 3.17), _hash(book * 9.73)
        dark = 0.12 if v - np.floor(v / 0.32) * 0.32 > 0.2 + 0.1 * _hash(book * 5.1) else 1.0
        return dark * (0.2 + a), dark * (0.2 + b), dark * (0.2 + 0.5 * (a + b))
    if look == POSTER:
        a, b = _noise(tables, 5, u * 4.0, v * 4.0), _noise(tables, 6, u * 3.0, v * 3.0)
        c = 1.0 if a > 0.55 else 0.35
        d = 1.2 if b > 0.5 else 0.4
        return c, 0.5 * (c + d), d
    green = _noise(tables, 7, u * 5.0, v * 5.0) * 0.7 + _noise(tables, 6, u * 22.0, v * 22.0) * 0.3
    if v < 0.9 + 0.9 * _noise(tables, 4, u * 2.0, 3.5):  # trees below a bright sky
        return 0.12 + 0.3 * green, 0.2 + 0.45 * green, 0.08 + 0.2 * green
    return 0.95, 1.0, 1.1


@njit(cache=True, fastmath=True)
def is_see_through(look, tables, x, y, z):
    """Returns whether one can see through the surface at a point: between leaves."""
    if look != LEAVES:
        return False
    return _noise(tables, 2, (x - y) * 17.0 + z * 5.0, z * 15.0 - (x + y) * 6.0) < 0.47


@njit(cache=True, fastmath=True)
def _stained(look, tables, u, v, along, z):
    """Noise; wood, wall, picture and leaves by height and x + y, others by u, v."""
    if look == WOOD:
        return 0.8 + 0.4 * _noise(tables, 2, along * 9.0, z * 8 * 9.0)
    if look == WALL:
        k = 0.95 + 0.06 * _noise(tables, 3, along * 1.3, z * 1.3)
        return k + 0.04 * _noise(tables, 4, along * 40.0, z * 40.0)
    if look == PICTURE:
        return 0.4 + 0.9 * _noise(tables, 5, along * 6.0, z * 6.0)
    if look == LEAVES:
        return 0.45 + 0.9 * _noise(tables, 4, along * 23.0, z * 23.0)
    k = 0.8 + 0.25 * _noise(tables, 3, u * 1.7, v * 1.7)
    return k + 0.12 * _noise(tables, 6, u * 13.0, v * 13.0)


@njit(cache=True, fastmath=True)
def _carpet(tables, x, y):
    k = 0.9 + 0.14 * _noise(tables, 6, x * 60.0, y * 60.0)
    return k + 0.06 * _noise(tables, 7, x * 1.1, y * 1.1)


@njit(cache=True, fastmath=True)
def compute_factors(look, tables, x, y, z, lies_flat):
    """Returns the factors on a surface's red, green and blue."""
    along = x + y
    u, v = (x, y) if lies_flat else (along, z)
    k = 1.0
    if look in (POSTER, OUTDOORS, BOOKS):
        return _coloured(look, tables, u, v)
    if look in (WOOD, WALL, PICTURE, LEAVES, CONCRETE):
        k = _stained(look, tables, u, v, along, z)
    elif look in (BOARDS, PLANKS):
        k = _boards(tables, x, y, 0.45 if look == BOARDS else 0.0)
    elif look == TILES:
        k = _tiles(x, y)
    elif look == CARPET:
        k = _carpet(tables, x, y)
    elif look == BRICK:
        k = _brick(along, z)
    elif look != PLAIN:
        k = _pattern(look, u, v)
    return k, k, k
