"""Random furniture as boxes: x from 0 along a wall, y from 0 at the wall to minus the depth.

All dimensions (metres) and shares are chosen for this project after common furniture.
"""

from collections.abc import Callable
from colorsys import hsv_to_rgb

import numpy as np

from .pose import Vec
from .scene import Box

Random = np.random.Generator
WOODS: tuple[Vec, ...] = (
    (0.50, 0.36, 0.22), (0.24, 0.15, 0.09), (0.62, 0.50, 0.36), (0.13, 0.09, 0.07),
    (0.78, 0.77, 0.74),
)  # fmt: skip


def draw_colour(random: Random, value: tuple[float, float] = (0.05, 0.7)) -> Vec:
    """Returns a random colour (linear RGB), mostly dull, its brightest channel within `value`."""
    saturation = float(random.beta(1.3, 2.0))
    red, green, blue = hsv_to_rgb(random.random(), saturation, random.uniform(*value))
    return float(red), float(green), float(blue)


def draw_grey(random: Random, value: tuple[float, float] = (0.03, 0.8)) -> Vec:
    """Returns a random grey, slightly warm or cool."""
    v, warm = random.uniform(*value), random.uniform(-0.06, 0.1)
    return float(v * (1 + warm)), float(v), float(v * (1 - warm))


def draw_wood(random: Random) -> Vec:
    """Returns a random colour of wood or white furniture."""
    red, green, blue = WOODS[random.integers(len(WOODS))]
    k = float(random.uniform(0.8, 1.2))
    return red * k, green * k, blue * k


def dim(colour: Vec, k: float) -> Vec:
    """Returns the colour times k."""
    return colour[0] * k, colour[1] * k, colour[2] * k


def _span(x: float, w: float, d: float, low: float, high: float) -> tuple[Vec, Vec]:
    """Returns the corners of a box at the wall from its left end, width, depth and heights."""
    return (x, -d, low), (x + w, 0.0, high)


def _things_on(random: Random, w: float, d: float, top: float, count: int) -> list[Box]:
    out = []
    for _ in range(count):
        a, b, h = random.uniform(0.05, 0.28), random.uniform(0.05, 0.2), random.uniform(0.03, 0.35)
        x, y = random.uniform(0, max(w - a, 0.01)), random.uniform(0.02, max(d - b, 0.03))
        look = "plain" if random.random() < 0.7 else "poster"
        lo, hi = (x, -y - b, top), (x + a, -y, top + h)
        out.append(Box(lo, hi, draw_colour(random), look, shades=False))
    return out


def sofa(random: Random) -> list[Box]:
    """A sofa or an armchair, with cushions."""
    w, d = random.choice([0.9, 1.5, 2.1]), random.uniform(0.75, 0.95)
    colour, look = draw_colour(random), str(random.choice(["carpet", "plain", "stripes", "checks"]))
    seat, back, arm = random.uniform(0.36, 0.46), random.uniform(0.7, 0.95), 0.16
    out = [
        Box(*_span(0, w, d, 0.08, seat), colour, look),
        Box(*_span(0, w, 0.22, seat, back), dim(colour, 0.92), look),
        Box(*_span(0, arm, d, 0.08, seat + 0.2), dim(colour, 0.85), look),
        Box(*_span(w - arm, arm, d, 0.08, seat + 0.2), dim(colour, 0.85), look),
    ]
    for _ in range(random.integers(0, 3)):
        x = random.uniform(arm, w - arm - 0.4)
        out.append(
            Box((x, -0.42, seat), (x + 0.4, -0.2, seat + 0.36), draw_colour(random), "checks")
        )
    return out


def bookcase(random: Random) -> list[Box]:
    """Shelves with books, from knee height to above the head."""
    w, d, h = random.uniform(0.6, 1.6), random.uniform(0.24, 0.36), random.uniform(0.8, 2.1)
    colour = draw_wood(random)
    out = [Box(*_span(0, w, 0.04, 0, h), dim(colour, 0.6), "wood")]
    out += [Box(*_span(x, 0.03, d, 0, h), colour, "wood") for x in (0.0, w - 0.03)]
    for z in np.arange(0.04, h, 0.36):
        out.append(Box(*_span(0, w, d, z, z + 0.025), colour, "wood", shades=False))
        x, end = 0.04, float(min(z + 0.3, h - 0.03))
        wide = random.uniform(0.2, 1.0) * (w - 0.08)
        if random.random() < 0.8 and end > z + 0.1:
            lo, hi = (x, -d * 0.8, float(z) + 0.025), (x + wide, -0.04, end)
            out.append(Box(lo, hi, draw_colour(random, (0.4, 0.9)), "books", shades=False))
    return out


def cupboard(random: Random) -> list[Box]:
    """A cupboard, low or tall, perhaps with objects on it."""
    w, d, h = random.uniform(0.5, 2.0), random.uniform(0.35, 0.6), random.uniform(0.4, 2.2)
    colour = draw_wood(random)
    out = [Box(*_span(0, w, d, 0, h), colour, str(random.choice(["wood", "plain"])))]
    out += [
        Box((x, -d - 0.004, 0.06), (x + 0.012, -d, h - 0.04), dim(colour, 0.4), shades=False)
        for x in np.arange(0.5, w - 0.2, 0.5).tolist()
    ]
    return out + (_things_on(random, w, d, h, int(random.integers(0, 5))) if h < 1.6 else [])


def table(random: Random) -> list[Box]:
    """A table, high or low, with objects on it and perhaps a screen."""
    w, d = random.uniform(0.6, 1.8), random.uniform(0.45, 0.9)
    h = float(random.choice([0.45, 0.74, 0.74, 0.95]))
    colour = draw_wood(random)
    out = [Box(*_span(0, w, d, h - 0.04, h), colour, "wood")]
    out += [
        Box((x, -y - 0.05, 0), (x + 0.05, -y, h - 0.04), dim(colour, 0.8))
        for x in (0.02, w - 0.07)
        for y in (0.02, d - 0.07)
    ]
    if random.random() < 0.4:
        sw, x = random.uniform(0.4, 0.75), random.uniform(0, 0.2)
        shine = draw_colour(random, (0.2, 1.2)) if random.random() < 0.6 else (0.02, 0.02, 0.02)
        out.append(Box((x, -0.24, h + 0.1), (x + sw, -0.2, h + 0.5), (0.02, 0.02, 0.02)))
        lo, hi = (x + 0.015, -0.242, h + 0.115), (x + sw - 0.015, -0.24, h + 0.485)
        out.append(Box(lo, hi, shine, shades=False))
        out.append(Box((x + sw / 2, -0.22, h), (x + sw / 2 + 0.05, -0.18, h + 0.1), dim(shine, 0)))
    return out + _things_on(random, w, d, h, int(random.integers(0, 6)))


def bed(random: Random) -> list[Box]:
    """A bed with bedding, its head or its side against the wall."""
    w, d = (1.9, 0.95) if random.random() < 0.5 else (random.uniform(0.9, 1.7), 2.0)
    cloth = str(random.choice(["carpet", "checks", "stripes", "spots"]))
    return [
        Box(*_span(0, w, d, 0.05, 0.3), draw_wood(random), "wood"),
        Box(*_span(0.02, w - 0.04, d - 0.02, 0.3, 0.52), draw_colour(random), cloth),
        Box((0.1, -0.5, 0.52), (min(0.8, w - 0.1), -0.06, 0.64), draw_grey(random, (0.5, 0.85))),
        Box(*_span(0, w, 0.05, 0.3, random.uniform(0.6, 1.1)), draw_wood(random), "wood"),
    ]


def plant(random: Random) -> list[Box]:
    """A potted plant: crossed sheets of leaves."""
    pot, wide, h = random.uniform(0.2, 0.45), random.uniform(0.3, 0.8), random.uniform(0.6, 1.9)
    mid = wide / 2
    p, green = min(pot, wide) / 2, random.uniform(0.1, 0.35)
    leaf = (green * random.uniform(0.3, 0.8), green, green * random.uniform(0.15, 0.5))
    colour = draw_colour(random)
    out = [Box((mid - p, -mid - p, 0), (mid + p, -mid + p, 0.8 * pot), colour)]
    for k in (0.3, 0.5, 0.7):
        y, k2 = -wide * k, dim(leaf, 0.8 + 0.5 * k)
        lo, hi = (0.04, y - 0.004, 0.7 * pot), (wide - 0.04, y, h)
        out.append(Box(lo, hi, k2, "leaves", shades=False))
        x = wide * k
        lo, hi = (x, -wide + 0.04, 0.7 * pot), (x + 0.004, -0.04, h)
        out.append(Box(lo, hi, k2, "leaves", shades=False))
    return out


def lamp(random: Random) -> list[Box]:
    """A floor lamp, on or off."""
    h, w = random.uniform(1.2, 1.8), random.uniform(0.28, 0.45)
    shine = random.uniform(1.2, 3.0) if random.random() < 0.5 else 0.6
    metal, m = draw_grey(random, (0.03, 0.4)), w / 2
    return [
        Box((m - 0.13, -m - 0.13, 0), (m + 0.13, -m + 0.13, 0.03), metal),
        Box((m - 0.015, -m - 0.015, 0), (m + 0.015, -m + 0.015, h - 0.25), metal),
        Box((0, -w, h - 0.28), (w, 0, h), (0.95 * shine, 0.85 * shine, 0.65 * shine), shades=False),
    ]


def radiator(random: Random) -> list[Box]:
    """A radiator."""
    w, h = random.uniform(0.5, 1.4), random.uniform(0.5, 0.7)
    return [Box((0, -0.14, 0.12), (w, -0.02, h), draw_grey(random, (0.6, 0.8)), "stripes")]


def weights(random: Random) -> list[Box]:
    """A rack of dumb-bells."""
    w = random.uniform(1.0, 2.2)
    out = []
    for z in (0.3, 0.65, 1.0):
        out.append(Box((0, -0.5, z - 0.04), (w, -0.05, z), (0.05, 0.05, 0.055)))
        for x in np.arange(0.05, w - 0.2, 0.24):
            colour = draw_colour(random) if random.random() < 0.3 else (0.03, 0.03, 0.03)
            size = float(random.uniform(0.08, 0.16))
            lo, hi = (float(x), -0.45, z), (float(x) + size, -0.1, z + size)
            out.append(Box(lo, hi, colour, shades=False))
    return out


def frame_of_bars(random: Random) -> list[Box]:
    """A gym rack with a loaded barbell across it."""
    w, d, h = 1.2, random.uniform(0.9, 1.2), random.uniform(2.0, 2.3)
    colour = draw_colour(random, (0.03, 0.5))
    out = [
        Box((x, -y - 0.07, 0), (x + 0.07, -y, h), colour) for x in (0.0, w - 0.07) for y in (0.0, d)
    ]
    out += [Box((0, -y - 0.07, h), (w, -y, h + 0.07), colour) for y in (0.0, d)]
    z = random.uniform(0.9, 1.5)
    out.append(Box((0, -d - 0.12, z), (w, -d - 0.09, z + 0.03), (0.5, 0.5, 0.5)))
    for x in (0.09, w - 0.13):
        lo, hi = (x, -d - 0.3, z - 0.2), (x + 0.05, -d + 0.1, z + 0.22)
        out.append(Box(lo, hi, draw_colour(random, (0.02, 0.4))))
    return out


def clutter(random: Random) -> list[Box]:
    """Boxes, bags, a laundry basket, bundled cloth."""
    out = []
    for _ in range(random.integers(1, 5)):
        x, y = random.uniform(0, 0.7, 2)
        a, b, h = random.uniform(0.1, 0.5), random.uniform(0.1, 0.4), random.uniform(0.05, 0.6)
        look = str(random.choice(["plain", "plain", "poster", "carpet", "checks", "slats"]))
        out.append(Box((x, -y - b, 0), (x + a, -y, h), draw_colour(random), look))
    return out


def door(random: Random) -> list[Box]:
    """A door with its frame."""
    w, h = random.uniform(0.75, 0.95), random.uniform(1.98, 2.1)
    colour = draw_grey(random, (0.5, 0.8)) if random.random() < 0.6 else draw_wood(random)
    return [
        Box((0, -0.03, 0), (w + 0.14, 0, h + 0.07), dim(colour, 0.85), shades=False),
        Box((0.07, -0.036, 0), (w + 0.07, -0.03, h), colour, "wood", shades=False),
        Box((0.13, -0.06, 1.02), (0.24, -0.036, 1.04), (0.3, 0.3, 0.28), shades=False),
    ]


def window(random: Random) -> list[Box]:
    """A window by day or night, with curtains, blinds or neither."""
    w, low = random.uniform(0.7, 2.4), random.choice([0.08, 0.5, 0.9])
    high = random.uniform(1.9, 2.35)
    bright = random.uniform(1.0, 3.5) if random.random() < 0.75 else random.uniform(0.02, 0.06)
    white = draw_grey(random, (0.55, 0.8))
    out = [
        Box((0, -0.03, low - 0.06), (w, 0, high + 0.06), white, shades=False),
        Box((0.06, -0.034, low), (w - 0.06, -0.03, high), dim((1, 1, 1), bright), "outdoors"),
        Box((w / 2 - 0.025, -0.04, low), (w / 2 + 0.025, -0.034, high), white, shades=False),
    ]
    cover = random.random()
    cloth = draw_colour(random, (0.15, 0.8))
    if cover < 0.5:
        share = random.uniform(0.1, 0.45) * w
        ends = ((-0.25, share), (w - share, w + 0.25))
        out += [
            Box((a, -0.12, 0.05), (b, -0.05, high + 0.15), cloth, "curtain", shades=False)
            for a, b in ends
        ]
    elif cover < 0.7:
        z = random.uniform(low, high - 0.1)
        out.append(Box((0.04, -0.05, z), (w - 0.04, -0.04, high), white, "slats", shades=False))
    return out


def picture(random: Random) -> list[Box]:
    """A picture, poster, board, dark screen or bright mirror on the wall."""
    w, h, z = random.uniform(0.25, 1.3), random.uniform(0.25, 1.0), random.uniform(0.9, 1.5)
    frame = draw_grey(random, (0.02, 0.7))
    look = str(random.choice(["picture", "poster", "poster", "plain", "outdoors"]))
    colour = draw_colour(random, (0.1, 1.0)) if look != "outdoors" else (0.8, 0.8, 0.8)
    e = random.uniform(0.01, 0.06)
    inner_lo, inner_hi = (e, -0.024, z + e), (w - e, -0.02, z + h - e)
    return [
        Box((0, -0.02, z), (w, 0, z + h), frame, shades=False),
        Box(inner_lo, inner_hi, colour, look, shades=False),
    ]


def mirror(random: Random) -> list[Box]:
    """A tall bright panel, like a mirror that shows a far wall."""
    w, high = random.uniform(0.5, 3.0), random.uniform(1.8, 2.3)
    light = draw_grey(random, (0.6, 1.1))
    return [
        Box((0, -0.02, 0.1), (w, 0, high), draw_grey(random), shades=False),
        Box((0.03, -0.024, 0.13), (w - 0.03, -0.02, high - 0.03), light, "concrete", shades=False),
    ]


def wall_shelf(random: Random) -> list[Box]:
    """A wall shelf with objects on it."""
    w, d, z = random.uniform(0.4, 1.4), random.uniform(0.15, 0.25), random.uniform(1.2, 1.7)
    out = [Box(*_span(0, w, d, z, z + 0.03), draw_wood(random), "wood", shades=False)]
    return out + _things_on(random, w, d, z + 0.03, int(random.integers(1, 6)))


Make = Callable[[Random], list[Box]]
ON_FLOOR: dict[str, tuple[Make, ...]] = {
    "living": (sofa, sofa, bookcase, cupboard, table, plant, lamp, clutter, radiator),
    "bedroom": (bed, bed, cupboard, table, lamp, plant, clutter, radiator, bookcase),
    "office": (table, table, bookcase, cupboard, cupboard, plant, clutter),
    "gym": (weights, frame_of_bars, clutter, table, plant),
}
ON_WALL: dict[str, tuple[Make, ...]] = {
    "living": (window, window, door, picture, picture, wall_shelf, mirror),
    "bedroom": (window, window, door, picture, mirror, wall_shelf),
    "office": (window, window, door, picture, picture, wall_shelf),
    "gym": (mirror, mirror, window, picture, door),
}
