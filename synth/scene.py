"""Camera, boxes, and the ray-cast image of a room that stays the same throughout a clip."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from .geometry import Array, unit, vec
from .pose import Vec
from .rays import draw_boxes
from .surfaces import LOOKS, make_noise_tables

F32 = NDArray[np.float32]
_AHEAD_M = 0.05  # faces nearer to the camera's plane may show anywhere


class Camera:
    """Pinhole camera at `eye` looking at `at`; fov_deg is the vertical field of view.

    roll_deg > 0 turns the camera clockwise as seen from behind it.
    """

    def __init__(
        self, eye: Vec, at: Vec, fov_deg: float, width: int, height: int, roll_deg: float = 0.0
    ) -> None:
        self.eye, self.at = vec(eye), vec(at)
        fwd = unit(self.at - self.eye)
        right = unit(np.cross(fwd, [0, 0, 1.0]))
        down = np.cross(fwd, right)
        c, s = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
        # x right, y down, z forward
        self.rot = np.array([c * right + s * down, c * down - s * right, fwd])
        self.roll_deg = roll_deg
        self.width, self.height, self.fov_deg = width, height, fov_deg
        self.focal_px = 0.5 * height / np.tan(np.radians(fov_deg) / 2)
        self.centre = np.array([width / 2.0, height / 2.0])

    def view(self, points: Array | F32) -> Array:
        """Transforms world points to the camera frame, metres."""
        out: Array = (np.asarray(points, np.float64) - self.eye) @ self.rot.T
        return out

    def project(self, points: Array | F32) -> Array:
        """Projects world points to pixels."""
        c = self.view(points)
        out: Array = c[..., :2] / c[..., 2:3] * self.focal_px + self.centre
        return out


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box; look names its surface (`surfaces.NAMES`).

    shades: whether it blocks the key light.
    """

    lo: Vec
    hi: Vec
    colour: Vec
    look: str = "plain"
    shades: bool = True


def mirror_box(b: Box) -> Box:
    """Returns the box mirrored left to right."""
    return replace(b, lo=(-b.hi[0], b.lo[1], b.lo[2]), hi=(-b.lo[0], b.hi[1], b.hi[2]))


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What each fine pixel shows without people, and whether the key light reaches it.

    lit is valid (0 or 1) only where the surface faces the light.
    """

    depth: F32
    place: F32
    normal: F32
    colour: F32
    lit: F32
    corner: F32


def render_backdrop(cam: Camera, boxes: Sequence[Box], light: Array, fine: int) -> Backdrop:
    """Ray-casts the room on a grid `fine` times finer than the image."""
    h, w = cam.height * fine, cam.width * fine
    flat, deep = (h, w), (h, w, 3)
    out = tuple(np.empty(s, np.float32) for s in (flat, deep, deep, deep, flat, flat))
    lo = np.array([b.lo for b in boxes], np.float64).reshape(-1, 3)
    hi = np.array([b.hi for b in boxes], np.float64).reshape(-1, 3)
    colours = np.array([b.colour for b in boxes], np.float64).reshape(-1, 3)
    looks = np.array([LOOKS[b.look] for b in boxes], np.int64)
    axes = _find_light_axes(light)
    shades = np.flatnonzero([b.shades for b in boxes])
    along = _find_corners(lo[shades], hi[shades]) @ axes.T
    low, high = along.min(1), along.max(1)
    spans = np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1], high[:, 2]], -1)
    lens = (cam.eye, cam.rot, cam.focal_px, cam.centre)
    faces = tuple(_find_faces(cam, lo, hi, axis, fine) for axis in range(3))
    lit = (axes, shades, spans)
    draw_boxes(lens, fine, (lo, hi, colours, looks), faces, lit, make_noise_tables(), out)
    return Backdrop(*out)


Faces = tuple[Array, Array, NDArray[np.int64], NDArray[np.int64]]


def _find_faces(cam: Camera, lo: Array, hi: Array, axis: int, fine: int) -> Faces:
    """Returns the boxes' faces across an axis that face the eye, see `draw_boxes`."""
    eye = cam.eye
    above = eye[axis] > hi[:, axis]
    owners = np.flatnonzero(above | (eye[axis] < lo[:, axis]))
    low, high, above = lo[owners], hi[owners], above[owners]
    low[:, axis] = high[:, axis] = np.where(above, high[:, axis], low[:, axis])
    planes = low[:, axis] - eye[axis]
    b, c = (axis + 1) % 3, (axis + 2) % 3
    ends = (low[:, b] - eye[b], high[:, b] - eye[b], low[:, c] - eye[c], high[:, c] - eye[c])
    return planes, np.stack(ends, -1), owners, _find_rectangles(cam, _find_corners(low, high), fine)


def _find_corners(lo: Array, hi: Array) -> Array:
    """Returns the eight corners of each box (n, 8, 3)."""
    high = np.array(list(product((False, True), repeat=3)))
    return np.where(high, hi[:, None], lo[:, None])


def _find_light_axes(towards: Array) -> Array:
    """Returns two axes perpendicular to the light and one towards it."""
    w = unit(towards)
    u = unit(np.cross(w, (0.0, 0.0, 1.0) if abs(w[2]) < 0.95 else (0.0, 1.0, 0.0)))
    return np.array([u, np.cross(w, u), w])


def _find_rectangles(cam: Camera, corners: Array, fine: int) -> NDArray[np.int64]:
    """Returns the fine columns and rows in which each face can show; all if near the eye."""
    size = np.array([cam.width, cam.height]) * fine
    c = cam.view(corners)
    behind = (c[..., 2] < _AHEAD_M).any(1, keepdims=True)
    px = c[..., :2] / np.maximum(c[..., 2:], _AHEAD_M) * cam.focal_px + cam.centre
    low = np.where(behind, 0, np.clip(np.floor(px.min(1) * fine) - 1, 0, size))
    high = np.where(behind, size - 1, np.clip(np.ceil(px.max(1) * fine) + 1, -1, size - 1))
    low[(c[..., 2] < 0).all(1)] = size
    return np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], -1).astype(np.int64)
