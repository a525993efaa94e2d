"""Fixed rooms (floor, three walls, ceiling, furniture) and a chair."""

from dataclasses import replace

from .pose import Vec
from .scene import Box

BACK_Y = 1.55  # y of the wall behind the person; the camera is on the -y side
SIDE_X = 3.0


def _make_shell(wall: Vec, floor: Vec, floor_look: str, wall_look: str, skirting: Vec) -> list[Box]:
    side: Vec = (wall[0] * 0.93, wall[1] * 0.93, wall[2] * 0.93)
    y, x = BACK_Y, SIDE_X
    return [
        Box((-6, -6, -0.1), (6, 6, 0.0), floor, floor_look),
        Box((-6, y, 0), (6, y + 0.2, 2.9), wall, wall_look, shades=False),
        Box((-x - 0.2, -6, 0), (-x, y, 2.9), side, wall_look, shades=False),
        Box((x, -6, 0), (x + 0.2, y, 2.9), side, wall_look, shades=False),
        Box((-x, y - 0.015, 0), (x, y, 0.09), skirting, shades=False),
        Box((-6, -6, 2.75), (6, 6, 2.9), (0.75, 0.74, 0.71), shades=False),
    ]


def _make_picture(x0: float, x1: float, z0: float, z1: float, colour: Vec) -> list[Box]:
    y = BACK_Y
    return [
        Box((x0, y - 0.03, z0), (x1, y - 0.005, z1), (0.15, 0.13, 0.12)),
        Box((x0 + 0.04, y - 0.034, z0 + 0.04), (x1 - 0.04, y - 0.03, z1 - 0.04), colour, "picture"),
    ]


def _make_shelf(x: float) -> list[Box]:
    y = BACK_Y
    books = [
        ((0.15, 0.06, 0.27), (0.5, 0.12, 0.1)),
        ((0.22, 0.06, 0.25), (0.1, 0.22, 0.4)),
        ((0.29, 0.06, 0.29), (0.6, 0.55, 0.3)),
        ((0.50, 0.20, 0.20), (0.75, 0.73, 0.7)),
    ]
    out = [Box((x, y - 0.42, 0), (x + 0.9, y, 0.75), (0.5, 0.36, 0.22), "wood")]
    for (dx, w, h), colour in books:
        out.append(
            Box((x + dx, y - 0.3, 0.75), (x + dx + w, y - 0.1, 0.75 + h), colour, shades=False)
        )
    return out


def living_room() -> list[Box]:
    """Warm walls, floorboards, a picture and a low shelf."""
    out = _make_shell((0.66, 0.63, 0.57), (0.42, 0.28, 0.17), "boards", "wall", (0.8, 0.79, 0.76))
    return out + _make_picture(-1.9, -1.05, 1.25, 1.8, (0.55, 0.6, 0.5)) + _make_shelf(1.25)


def studio() -> list[Box]:
    """Blue-grey walls, grey carpet, a window-like panel and a rolled mat at the wall."""
    out = _make_shell((0.40, 0.47, 0.52), (0.33, 0.33, 0.35), "carpet", "wall", (0.25, 0.26, 0.28))
    y = BACK_Y
    out += [
        Box((0.9, y - 0.03, 0.95), (2.2, y - 0.005, 2.1), (0.85, 0.86, 0.84), shades=False),
        Box((1.52, y - 0.04, 0.95), (1.58, y - 0.03, 2.1), (0.5, 0.5, 0.5), shades=False),
        Box((-2.6, y - 0.45, 0.0), (-1.9, y - 0.05, 0.45), (0.13, 0.32, 0.33), shades=False),
    ]
    return out


def brick_flat() -> list[Box]:
    """Light brick, tiles, a dark cupboard."""
    out = _make_shell((0.62, 0.50, 0.43), (0.55, 0.53, 0.49), "tiles", "brick", (0.45, 0.42, 0.4))
    y = BACK_Y
    out += [
        Box((-2.7, y - 0.5, 0.0), (-1.7, y, 1.9), (0.16, 0.12, 0.10), "wood", shades=False),
        Box((1.5, y - 0.5, 0.0), (1.6, y - 0.4, 1.5), (0.2, 0.2, 0.2), shades=False),
        Box((1.4, y - 0.6, 1.5), (1.7, y - 0.3, 1.8), (0.9, 0.86, 0.7), shades=False),
    ]
    return out


def bedroom() -> list[Box]:
    """Pale green walls, dark boards, the foot of a bed and a picture."""
    out = _make_shell((0.55, 0.62, 0.52), (0.24, 0.17, 0.12), "boards", "wall", (0.72, 0.72, 0.7))
    y = BACK_Y
    out += [
        Box((1.3, y - 0.9, 0.0), (2.9, y, 0.5), (0.55, 0.52, 0.6), "carpet"),
        Box((1.25, y - 0.95, 0.0), (1.3, y, 0.8), (0.35, 0.24, 0.15), "wood"),
    ]
    return out + _make_picture(-2.3, -1.6, 1.1, 2.0, (0.6, 0.45, 0.35))


ROOMS = {
    "living-room": living_room,
    "studio": studio,
    "brick-flat": brick_flat,
    "bedroom": bedroom,
}


def turn_room(room: list[Box], quarters: int) -> list[Box]:
    """Returns the room rotated about the origin by quarter turns, anticlockwise from above."""
    for _ in range(quarters % 4):
        room = [
            replace(b, lo=(-b.hi[1], b.lo[0], b.lo[2]), hi=(-b.lo[1], b.hi[0], b.hi[2]))
            for b in room
        ]
    return room


SAMPLE_ROOMS = ("living-room", "studio", "brick-flat")


def make_chair(x: float, y: float, seat_m: float, colour: Vec = (0.35, 0.22, 0.13)) -> list[Box]:
    """A chair whose seat is centred at x, y; its back is on the +y side."""
    w = 0.23
    out = [Box((x - w, y - w, seat_m - 0.05), (x + w, y + w, seat_m), colour, "wood")]
    for sx in (-1, 1):
        for sy in (-1, 1):
            cx, cy = x + sx * (w - 0.04), y + sy * (w - 0.04)
            out.append(Box((cx - 0.02, cy - 0.02, 0), (cx + 0.02, cy + 0.02, seat_m), colour))
    top = seat_m + 0.38
    out.append(Box((x - w, y + w, seat_m + 0.14), (x + w, y + w + 0.035, top), colour, "wood"))
    for sx in (-1, 1):
        cx = x + sx * (w - 0.03)
        out.append(Box((cx - 0.02, y + w, seat_m - 0.05), (cx + 0.02, y + w + 0.03, top), colour))
    return out
