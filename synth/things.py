"""Objects used in stretches: boxes that stand in the room, and solids that lie or are held."""

from dataclasses import dataclass, replace

import numpy as np

from .body import Body
from .geometry import Array, align, unit, vec
from .pose import Vec
from .rig import Posed
from .scene import F32, Box
from .solid import Solid

ROUND = 20  # vertices around a round object
PINE: Vec = (0.55, 0.40, 0.24)
CORK: Vec = (0.50, 0.33, 0.19)
FOAM: Vec = (0.1, 0.22, 0.4)
MATS: tuple[Vec, ...] = (
    (0.12, 0.30, 0.32),
    (0.22, 0.14, 0.30),
    (0.30, 0.12, 0.14),
    (0.10, 0.12, 0.16),
    (0.16, 0.28, 0.14),
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A solid at a place, its z axis along a direction; or held by one or both hands.

    held: "" lies at `at`; "both": along the line through both grips; "left" and "right": in that
    hand, across the palm.
    """

    solid: Solid
    at: Vec = (0.0, 0.0, 0.0)
    along: Vec = (0.0, 0.0, 1.0)
    held: str = ""

    def mirror(self) -> "Thing":
        """Returns it mirrored; the solids themselves are symmetric."""
        held = {"left": "right", "right": "left"}.get(self.held, self.held)
        at = (-self.at[0], self.at[1], self.at[2])
        return replace(self, at=at, along=(-self.along[0], *self.along[1:]), held=held)

    def verts(self, body: Body, posed: Posed) -> F32:
        """Returns its vertices in the room."""
        at, along = vec(self.at), vec(self.along)
        if self.held == "both":
            left, right = find_grip(body, posed, "L"), find_grip(body, posed, "R")
            at, along = (left + right) / 2, left - right
        elif self.held:
            s = "L" if self.held == "left" else "R"
            at = find_grip(body, posed, s)
            ends = [posed.verts[body.group(f"finger{i}-1.{s}")].mean(0) for i in (2, 5)]
            along = vec(ends[0] - ends[1])
        turn = align((0.0, 0.0, 1.0), unit(along))
        return (self.solid.verts @ turn.T + at).astype(np.float32)


def find_grip(body: Body, posed: Posed, s: str) -> Array:
    """Returns where a hand ("L" or "R") grips: in front of its palm, near the finger roots."""
    knuckles = posed.verts[body.group(f"finger2-1.{s}", f"finger3-1.{s}", f"finger4-1.{s}")]
    tips = posed.verts[body.group(f"finger2-3.{s}", f"finger3-3.{s}", f"finger4-3.{s}")]
    return vec(0.6 * knuckles.mean(0) + 0.4 * tips.mean(0))


def make_cylinder(name: str, radius_m: float, length_m: float, colour: Vec) -> Solid:
    """Returns a round bar about its own centre, along z."""
    turn = 2 * np.pi * np.arange(ROUND) / ROUND
    ring = np.stack([np.cos(turn), np.sin(turn)], -1) * radius_m
    verts: list[list[float]] = []
    faces: list[list[int]] = []
    for i in range(ROUND):  # faces do not share vertices, so the rims stay sharp
        a, b = ring[i], ring[(i + 1) % ROUND]
        low, high = -length_m / 2, length_m / 2
        n = len(verts)
        verts += [[*a, low], [*b, low], [*b, high], [*a, high]]
        faces += [[n, n + 1, n + 2], [n, n + 2, n + 3]]
        for z, order in ((high, (0, 1, 2)), (low, (0, 2, 1))):
            n = len(verts)
            verts += [[0.0, 0.0, z], [*a, z], [*b, z]]
            faces.append([n + order[0], n + order[1], n + order[2]])
    return Solid(name, np.array(verts, np.float32), np.array(faces, np.int32), colour)


def make_roller(at: Vec, along: Vec = (1.0, 0.0, 0.0), length_m: float = 0.6) -> Thing:
    """A foam roller, 15 cm thick, centred at a point."""
    return Thing(make_cylinder("roller", 0.075, length_m, FOAM), at, along)


def make_ball(at: Vec, radius_m: float = 0.035) -> Thing:
    """A massage ball centred at a point; drawn as a short round bar seen from its end."""
    return Thing(make_cylinder("ball", radius_m, 1.4 * radius_m, (0.6, 0.25, 0.05)), at, (1, 0, 0))


def make_stick(length_m: float = 1.2) -> Thing:
    """A stick held by both hands."""
    return Thing(make_cylinder("stick", 0.013, length_m, PINE), held="both")


def make_block(x: float, y: float, low_m: float = 0.012) -> Box:
    """A yoga block on its broad face, long side along y."""
    return Box((x - 0.075, y - 0.115, low_m), (x + 0.075, y + 0.115, low_m + 0.09), CORK)


def make_pillow(x: float, y: float, high_m: float, low_m: float = 0.012) -> Box:
    """A firm cushion for the head."""
    return Box((x - 0.15, y - 0.2, low_m), (x + 0.15, y + 0.2, low_m + high_m), (0.7, 0.68, 0.62))


def make_mat(
    x0: float, x1: float, y0: float, y1: float, number: int = 0, high_m: float = 0.012
) -> Box:
    """A mat on an area of floor, in one of five colours."""
    return Box((x0, y0, 0.0), (x1, y1, high_m), MATS[number % len(MATS)], shades=False)


def make_door_frame(y: float, half_m: float = 0.46, high_m: float = 2.1) -> tuple[Box, ...]:
    """Two posts and a lintel in the plane y; the middle of the doorway is at x = 0."""
    w, d = 0.05, 0.06
    posts = [
        Box((min(x, x + k * w), y - d, 0.0), (max(x, x + k * w), y + d, high_m), PINE, "wood")
        for x, k in ((-half_m, -1), (half_m, 1))
    ]
    lintel = Box((-half_m - w, y - d, high_m), (half_m + w, y + d, high_m + 0.07), PINE, "wood")
    return (*posts, lintel)
