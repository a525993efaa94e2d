"""Cup and phone: small solid meshes drawn with the people, on the desk or in a hand."""

import numpy as np
from numpy.typing import NDArray

from synth.body import Body
from synth.geometry import Array, rotate, unit, vec
from synth.pose import Vec
from synth.rig import Posed
from synth.scene import F32
from synth.solid import Solid

from .desk import Desk, locate_fingers, locate_mouth

CUP_M = (0.038, 0.095)  # radius, height
PHONE_M = (0.074, 0.009, 0.152)


def _make_flat_mesh(
    corners: list[Array], polygons: list[list[int]]
) -> tuple[F32, NDArray[np.int32]]:
    """Returns a mesh whose polygons share no vertices, so that edges stay sharp."""
    verts: list[Array] = []
    faces: list[list[int]] = []
    for poly in polygons:
        n = len(verts)
        verts += [corners[i] for i in poly]
        faces += [[n, n + i, n + i + 1] for i in range(1, len(poly) - 1)]
    return np.array(verts, np.float32), np.array(faces, np.int32)


def make_cup(colour: Vec) -> Solid:
    """A mug without a handle."""
    r, high = CUP_M
    turn = [2 * np.pi * i / 10 for i in range(10)]
    low = [vec((r * 0.9 * np.cos(a), r * 0.9 * np.sin(a), -high / 2)) for a in turn]
    top = [vec((r * np.cos(a), r * np.sin(a), high / 2)) for a in turn]
    sides = [[i, (i + 1) % 10, 10 + (i + 1) % 10, 10 + i] for i in range(10)]
    verts, faces = _make_flat_mesh(low + top, [*sides, list(range(9, -1, -1)), list(range(10, 20))])
    return Solid("cup", verts, faces, colour)


def make_phone(colour: Vec) -> Solid:
    """A phone, its screen towards -y."""
    x, y, z = (v / 2 for v in PHONE_M)
    corners = [vec((a * x, b * y, c * z)) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]
    sides = [[0, 4, 5, 1], [2, 3, 7, 6], [0, 1, 3, 2], [4, 6, 7, 5], [0, 2, 6, 4], [1, 5, 7, 3]]
    verts, faces = _make_flat_mesh(corners, sides)
    return Solid("phone", verts, faces, colour)


def place_solid(thing: Solid, at: Array, turn: Array) -> F32:
    """Returns the object's vertices after rotating it and moving its centre to a point."""
    out: F32 = (thing.verts @ turn.T + at).astype(np.float32)
    return out


def put_on_desk(thing: Solid, desk: Desk, side: str) -> F32:
    """Returns the object's vertices where it stands or lies on the desk."""
    s = 1.0 if side == "left" else -1.0
    if thing.name == "cup":
        at = vec((s * 0.30, desk.edge_y - 0.32 + desk.cup_near_m, desk.top_m + CUP_M[1] / 2))
        return place_solid(thing, at, np.eye(3))
    at = vec((s * 0.36, desk.edge_y - 0.20, desk.top_m + PHONE_M[1] / 2))
    return place_solid(thing, at, rotate((1, 0, 0), 90.0))


def put_in_hand(thing: Solid, body: Body, posed: Posed, side: str) -> F32:
    """Returns the object's vertices in a hand: cup tipped at the lips, phone facing the eyes.

    It is placed at the midpoint of the fingers; the grip is not modelled.
    """
    j = posed.joints
    at = locate_fingers(body, posed, side)
    face = (j["left_eye"] + j["right_eye"]) / 2
    if thing.name == "cup":
        lips = locate_mouth(j)
        near = float(np.clip(1.6 - np.linalg.norm(at - lips) / 0.12, 0.0, 1.0))
        towards = unit(vec((lips[0] - at[0], lips[1] - at[1], 0.0)))
        tip = rotate(np.cross((0, 0, 1.0), towards), 55.0 * near)
        return place_solid(thing, at + 0.02 * towards, tip)
    out = unit(face - at)
    side_way = unit(np.cross((0, 0, 1.0), -out))
    turn = np.array([side_way, -out, np.cross(side_way, -out)]).T
    return place_solid(thing, at + 0.03 * vec((0, 0, 1.0)) + 0.02 * out, turn)
