"""Random rooms and light around a person and a camera.

All shares and ranges are chosen for this project: wide enough to include real rooms.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .furniture import ON_FLOOR, ON_WALL, draw_colour, draw_grey, draw_wood
from .geometry import Array, rz, vec
from .pose import Vec
from .render import Light
from .rooms import turn_room
from .scene import Box

Random = np.random.Generator
Space = tuple[Vec, Vec]  # an axis-aligned box: low corner, high corner

KINDS = {"living": 0.35, "bedroom": 0.2, "office": 0.2, "gym": 0.15, "bare": 0.10}
CEILING_M = {"gym": (2.8, 4.5)}
HOME_CEILING_M = (2.35, 3.0)
BACK_M = (0.12, 3.0)  # from the person's space to the wall behind, more often small
BESIDE_M = (0.35, 2.6)  # from person and camera to the side walls
FRONT_M = (0.3, 1.5)  # from the camera to the wall behind it
WALL_LOOKS = {
    "wall": 0.5, "plain": 0.15, "brick": 0.08, "concrete": 0.08, "stripes": 0.06, "checks": 0.03,
    "spots": 0.04, "wood": 0.06,
}  # fmt: skip
FLOOR_LOOKS = {
    "planks": 0.35, "boards": 0.05, "carpet": 0.2, "tiles": 0.15, "concrete": 0.1, "plain": 0.1,
    "checks": 0.05,
}  # fmt: skip
"""Planks rather than boards: gaps between boards become dotted lines at low resolution."""
LIKE_PERSON = 0.12  # share of walls coloured almost like the person's skin or clothes
RUG_M = 0.002  # a rug this thick counts as floor: it may lie under the person
ROUGH_M = 0.25  # about how much the gap between two pieces along a wall varies
THICK_M = 0.2
CEILING = (1.0, 2.2)  # brightness: over 1, to stand in for light reflected by walls and floor
LENS_M = 0.3  # least distance of furniture from the camera
LIGHTS = {"room": 0.33, "window": 0.2, "behind": 0.12, "ceiling": 0.15, "dim": 0.12, "flat": 0.08}
"""From about the camera, strongly from a side, from behind the person, from above, dim, even."""
WARM: Vec = (1.15, 1.0, 0.72)  # light bulb, as seen by a camera set for daylight
COOL: Vec = (0.88, 1.0, 1.18)  # blue sky, likewise


def draw_room(
    random: Random, quarter: int, keep_clear: Space, eye: Array, like: Sequence[Vec] = ()
) -> list[Box]:
    """Draws a closed room around the person's space and the camera, intersecting neither.

    Nothing stands between the two. quarter: quarter turns of the room that take a camera at -y to
    where it stands (`film.find_quarter`). like: colours of the person that walls may take.
    """
    clear, stand = _rotate_into_room(quarter, keep_clear, eye)
    kind = str(random.choice(list(KINDS), p=list(KINDS.values())))
    shell = draw_shell(random, kind, clear, stand, like)
    boxes = shell.boxes(random)
    if random.random() < 0.3:
        boxes.append(_draw_rug(random, clear))
    if kind != "bare":
        boxes += _furnish(random, kind, shell, clear, stand)
    return turn_room(boxes, quarter)


def _rotate_into_room(quarter: int, space: Space, eye: Array) -> tuple[Space, Array]:
    """Returns the person's space and the camera, rotated so that the camera is at about -y."""
    turn = np.rint(rz(-90.0 * quarter))
    a, b = turn @ vec(space[0]), turn @ vec(space[1])
    low, high = np.minimum(a, b), np.maximum(a, b)
    low[2] = max(low[2], 0.0)
    return (_make_tuple(low), _make_tuple(high)), turn @ vec(eye)


def _make_tuple(v: Array) -> Vec:
    return float(v[0]), float(v[1]), float(v[2])


@dataclass(frozen=True, slots=True)
class Shell:
    """Inner faces of a room's walls (m), and the look of its surfaces."""

    left: float
    right: float
    front: float
    back: float
    top: float
    wall: tuple[Vec, str]
    floor: tuple[Vec, str]

    def boxes(self, random: Random) -> list[Box]:
        """Returns floor, ceiling, four walls, skirting and perhaps a wainscot of another colour."""
        (colour, look), (ground, ground_look) = self.wall, self.floor
        x0, x1, y0, y1, top, t = self.left, self.right, self.front, self.back, self.top, THICK_M
        side = _scale_colour(colour, random.uniform(0.85, 1.0))
        back = draw_wall(random, ()) if random.random() < 0.15 else self.wall
        out = [
            Box((x0 - t, y0 - t, -0.1), (x1 + t, y1 + t, 0.0), ground, ground_look, shades=False),
            Box((x0 - t, y0 - t, top), (x1 + t, y1 + t, top + t), draw_grey(random, CEILING)),
            Box((x0, y1, 0), (x1, y1 + t, top), *back),
            Box((x0, y0 - t, 0), (x1, y0, top), colour, look),
            Box((x0 - t, y0 - t, 0), (x0, y1 + t, top), side, look),
            Box((x1, y0 - t, 0), (x1 + t, y1 + t, top), side, look),
        ]
        if random.random() < 0.75:
            out += self._make_lining(
                draw_grey(random, (0.05, 0.8)), "plain", random.uniform(0.05, 0.15)
            )
        if random.random() < 0.12:
            kind = str(random.choice(["plain", "wood", "slats", "tiles"]))
            out += self._make_lining(draw_colour(random), kind, random.uniform(0.8, 1.3))
        return [replace(b, shades=False) for b in out]

    def _make_lining(self, colour: Vec, look: str, high: float) -> list[Box]:
        """Returns thin boxes along three walls up to a height."""
        x0, x1, y0, y1, d = self.left, self.right, self.front, self.back, 0.015
        return [
            Box((x0, y1 - d, 0), (x1, y1, high), colour, look),
            Box((x0, y0, 0), (x0 + d, y1, high), colour, look),
            Box((x1 - d, y0, 0), (x1, y1, high), colour, look),
        ]


def _scale_colour(colour: Vec, k: float) -> Vec:
    return colour[0] * k, colour[1] * k, colour[2] * k


def draw_wall(random: Random, like: Sequence[Vec]) -> tuple[Vec, str]:
    """Draws a wall's colour and look: mostly pale, at times strong, dark or like the person."""
    look = str(random.choice(list(WALL_LOOKS), p=list(WALL_LOOKS.values())))
    if like and random.random() < LIKE_PERSON:
        chosen = like[int(random.integers(len(like)))]
        return _make_tuple(np.clip(vec(chosen) * random.normal(1.0, 0.1, 3), 0.01, 0.9)), look
    which = random.random()
    if which < 0.5:
        return draw_grey(random, (0.4, 0.8)), look
    if which < 0.62:
        return draw_grey(random, (0.03, 0.3)), look
    if which < 0.7:
        return draw_wood(random), look
    return draw_colour(random, (0.15, 0.75)), look


def draw_shell(
    random: Random, kind: str, clear: Space, eye: Array, like: Sequence[Vec] = ()
) -> Shell:
    """Draws walls that enclose the person's space and the camera."""
    (x0, y0, _), (x1, y1, z1) = clear
    near, far = BACK_M
    back = max(y1, float(eye[1])) + near + (far - near) * random.beta(1.0, 2.2)
    ceiling = random.uniform(*CEILING_M.get(kind, HOME_CEILING_M))
    floor_look = str(random.choice(list(FLOOR_LOOKS), p=list(FLOOR_LOOKS.values())))
    floor = (
        draw_wood(random) if floor_look in {"boards", "planks"} else draw_grey(random, (0.05, 0.6))
    )
    if floor_look not in {"boards", "planks", "concrete"} and random.random() < 0.5:
        floor = draw_colour(random, (0.08, 0.55))
    roomy = 2.0 if kind == "gym" else 1.0
    return Shell(
        left=min(x0, float(eye[0])) - roomy * random.uniform(*BESIDE_M),
        right=max(x1, float(eye[0])) + roomy * random.uniform(*BESIDE_M),
        front=min(y0, float(eye[1])) - random.uniform(*FRONT_M),
        back=back,
        top=max(ceiling, z1 + 0.05, float(eye[2]) + 0.3),
        wall=draw_wall(random, like),
        floor=(floor, floor_look),
    )


def _draw_rug(random: Random, clear: Space) -> Box:
    (x0, y0, _), (x1, y1, _) = clear
    x, y = random.uniform(x0 - 0.5, x1 + 0.5), random.uniform(y0 - 0.5, y1 + 0.5)
    w, d = random.uniform(0.5, 1.5), random.uniform(0.4, 1.2)
    look = str(random.choice(["carpet", "stripes", "checks", "spots", "picture"]))
    return Box((x - w, y - d, 0.0), (x + w, y + d, RUG_M), draw_colour(random), look, shades=False)


def _furnish(random: Random, kind: str, shell: Shell, clear: Space, eye: Array) -> list[Box]:
    """Returns furniture along the back and side walls, where it fits."""
    gap = random.uniform(0.05, 1.3)
    out: list[Box] = []
    runs = (
        (shell.right - shell.left, 0, (shell.left, shell.back)),
        (shell.back - shell.front, 1, (shell.left, shell.front)),
        (shell.back - shell.front, 3, (shell.right, shell.back)),
    )
    for makes, room_m in ((ON_WALL[kind], 0.6), (ON_FLOOR[kind], gap)):
        for length, quarters, corner in runs:
            at = random.uniform(0.0, room_m + ROUGH_M)
            while at < length:
                piece = makes[random.integers(len(makes))](random)
                wide = max(b.hi[0] for b in piece)
                high = max(b.hi[2] for b in piece)
                placed = _place_piece(piece, at, quarters, corner)
                if (
                    at + wide < length
                    and high < shell.top
                    and all(_is_free(b, clear, eye) for b in placed)
                ):
                    out += placed
                at += wide + random.uniform(0.0, room_m + ROUGH_M)
    return out


def _place_piece(
    piece: list[Box], at: float, quarters: int, corner: tuple[float, float]
) -> list[Box]:
    """Places a piece of furniture `at` metres along a wall that begins at a corner."""
    along = [replace(b, lo=(b.lo[0] + at, *b.lo[1:]), hi=(b.hi[0] + at, *b.hi[1:])) for b in piece]
    x, y = corner
    return [
        replace(b, lo=(b.lo[0] + x, b.lo[1] + y, b.lo[2]), hi=(b.hi[0] + x, b.hi[1] + y, b.hi[2]))
        for b in turn_room(along, quarters)
    ]


def _is_free(box: Box, clear: Space, eye: Array) -> bool:
    """Returns whether a box is clear of all lines from the camera to the person's space.

    It must also be LENS_M away from the camera. At the share s of their length, those lines fill
    the box eye + s (clear - eye), so it suffices to find for which s both overlap on every axis.
    """
    if all(box.lo[a] - LENS_M < eye[a] < box.hi[a] + LENS_M for a in range(3)):
        return False
    first, last = 0.0, 1.0
    for axis in range(3):
        at = float(eye[axis])
        for start, end in (
            (box.hi[axis] - at, clear[0][axis] - at),
            (at - box.lo[axis], at - clear[1][axis]),
        ):
            if end > 0:  # s * end < start
                last = min(last, start / end)
            elif end < 0:
                first = max(first, start / end)
            elif start <= 0:
                return True
    return first >= last


def draw_light(random: Random, quarter: int) -> Light:
    """Draws the direction, strength and colour of the light; camera at -y before turning."""
    kind = str(random.choice(list(LIGHTS), p=list(LIGHTS.values())))
    side = float(random.choice([-1.0, 1.0]))
    uniform = random.uniform
    turn, rise, key, ambient, lamp = {
        "room": (uniform(5, 60), uniform(25, 60), uniform(0.8, 1.5), uniform(0.4, 0.7), 0.5),
        "window": (uniform(65, 105), uniform(8, 35), uniform(1.2, 2.4), uniform(0.2, 0.45), 0.2),
        "behind": (uniform(125, 180), uniform(8, 40), uniform(1.2, 2.4), uniform(0.2, 0.5), 0.2),
        "ceiling": (uniform(0, 180), uniform(65, 85), uniform(0.1, 0.6), uniform(0.4, 0.6), 0.9),
        "dim": (uniform(0, 180), uniform(10, 70), uniform(0.1, 0.4), uniform(0.08, 0.2), 0.12),
        "flat": (uniform(0, 90), uniform(30, 60), uniform(0.0, 0.3), uniform(0.8, 1.1), 0.3),
    }[kind]
    a, e = np.radians(side * turn), np.radians(rise)
    towards = rz(90.0 * quarter) @ np.array(
        [np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)]
    )
    warm = float(np.clip(random.normal(0.0, 0.45), -1, 1))
    tint = _make_tuple(1.0 + abs(warm) * (vec(WARM if warm > 0 else COOL) - 1.0))
    lamp *= float(uniform(0.6, 1.4))
    return Light(_make_tuple(towards), float(key), float(ambient), lamp, tint)
