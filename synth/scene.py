"""Camera, boxes and the ray-cast picture of a room that stays still through a clip."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .geometry import Array, unit, vec
from .pose import Vec

F32 = NDArray[np.float32]


class Camera:
    """Pinhole camera at `eye` looking at `at`; fov_deg is the vertical field of view."""

    def __init__(self, eye: Vec, at: Vec, fov_deg: float, width: int, height: int) -> None:
        self.eye, self.at = vec(eye), vec(at)
        fwd = unit(self.at - self.eye)
        right = unit(np.cross(fwd, [0, 0, 1.0]))
        self.rot = np.array([right, np.cross(fwd, right), fwd])  # x right, y down, z forward
        self.width, self.height, self.fov_deg = width, height, fov_deg
        self.focal_px = 0.5 * height / np.tan(np.radians(fov_deg) / 2)
        self.centre = np.array([width / 2.0, height / 2.0])

    def view(self, points: Array | F32) -> Array:
        """World points in the camera frame, metres."""
        out: Array = (np.asarray(points, np.float64) - self.eye) @ self.rot.T
        return out

    def project(self, points: Array | F32) -> Array:
        """World points in pixels."""
        c = self.view(points)
        out: Array = c[..., :2] / c[..., 2:3] * self.focal_px + self.centre
        return out

    def rays(self, fine: int) -> Array:
        """Directions through the centres of all fine pixels, scaled to depth 1."""
        xs = ((np.arange(self.width * fine) + 0.5) / fine - self.centre[0]) / self.focal_px
        ys = ((np.arange(self.height * fine) + 0.5) / fine - self.centre[1]) / self.focal_px
        grid = np.broadcast_arrays(xs[None, :], ys[:, None], np.ones((1, 1)))
        out: Array = np.stack(grid, -1) @ self.rot
        return out


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box; look names its surface, shades says whether it blocks the key light."""

    lo: Vec
    hi: Vec
    colour: Vec
    look: str = "plain"
    shades: bool = True


def flip_box(b: Box) -> Box:
    """The box mirrored left to right."""
    return replace(b, lo=(-b.hi[0], b.lo[1], b.lo[2]), hi=(-b.lo[0], b.hi[1], b.hi[2]))


def _noise(p: Array, scale: float, seed: int) -> Array:
    """Smooth 2D value noise in 0..1."""
    t = np.random.default_rng(seed).random((256, 256))
    q = p * scale
    i = np.floor(q).astype(int)
    f = q - i
    f = f * f * (3 - 2 * f)
    x, y = i[..., 0] % 256, i[..., 1] % 256
    x1, y1 = (x + 1) % 256, (y + 1) % 256
    top = t[x, y] * (1 - f[..., 0]) + t[x1, y] * f[..., 0]
    low = t[x, y1] * (1 - f[..., 0]) + t[x1, y1] * f[..., 0]
    out: Array = top * (1 - f[..., 1]) + low * f[..., 1]
    return out


def _cast(eye: Array, d: Array, boxes: Sequence[Box]) -> tuple[Array, Array, NDArray[np.int64]]:
    """Nearest hit of the rays eye + t d: t, normal, box number (-1 for none)."""
    t = np.full(d.shape[:-1], 1e9)
    n = np.zeros(d.shape)
    k = np.full(d.shape[:-1], -1)
    inv = 1.0 / np.where(np.abs(d) < 1e-9, 1e-9, d)
    for j, b in enumerate(boxes):
        t0, t1 = (vec(b.lo) - eye) * inv, (vec(b.hi) - eye) * inv
        near, far = np.minimum(t0, t1), np.maximum(t0, t1)
        axis = near.argmax(-1)
        enter, leave = near.max(-1), far.min(-1)
        hit = (enter < leave) & (enter > 1e-3) & (enter < t)
        if not hit.any():
            continue
        t[hit], k[hit] = enter[hit], j
        rows = np.arange(int(hit.sum()))
        nn = np.zeros((len(rows), 3))
        nn[rows, axis[hit]] = -np.sign(d[hit][rows, axis[hit]])
        n[hit] = nn
    return t, n, k


def _blocked(p: Array, d: Array, boxes: Sequence[Box]) -> NDArray[np.bool_]:
    out = np.zeros(p.shape[:-1], bool)
    inv = 1.0 / np.where(np.abs(d) < 1e-9, 1e-9, d)
    for b in boxes:
        if not b.shades:
            continue
        t0, t1 = (vec(b.lo) - p) * inv, (vec(b.hi) - p) * inv
        enter, leave = np.minimum(t0, t1).max(-1), np.maximum(t0, t1).min(-1)
        out |= (enter < leave) & (leave > 1e-3) & (enter > 1e-3)
    return out


def _boards(p: Array) -> Array:
    row = np.floor(p[:, 0] / 0.14)
    shift = (np.sin(row * 12.9898) * 43758.5453) % 1.0
    board = np.floor((p[:, 1] + shift * 1.7) / 1.2)
    tone = 0.8 + 0.4 * ((np.sin(row * 78.233 + board * 37.719) * 43758.5453) % 1.0)
    grain = 0.88 + 0.24 * _noise(np.stack([p[:, 0] * 14, p[:, 1] * 0.9], -1), 6.0, 1)
    gap = (np.abs(p[:, 0] / 0.14 - np.round(p[:, 0] / 0.14)) < 0.012) * 0.45
    out: Array = tone * grain * (1 - gap)
    return out


def _tiles(p: Array) -> Array:
    q = p[:, :2] / 0.4
    gap = (np.abs(q - np.round(q)) < 0.008).any(-1) * 0.3
    i = np.floor(q)
    tone = 0.94 + 0.12 * ((np.sin(i[:, 0] * 12.9898 + i[:, 1] * 78.233) * 43758.5453) % 1.0)
    out: Array = tone * (1 - gap)
    return out


def _look(name: str, p: Array) -> Array:
    """Brightness factor of a surface at world points."""
    wall = np.stack([p[:, 0] + p[:, 1], p[:, 2]], -1)
    if name == "boards":
        return _boards(p)
    if name == "tiles":
        return _tiles(p)
    if name == "wood":
        return 0.8 + 0.4 * _noise(np.stack([p[:, 0] + p[:, 1], p[:, 2] * 8], -1), 9.0, 2)
    if name == "wall":
        return 0.95 + 0.06 * _noise(wall, 1.3, 3) + 0.04 * _noise(wall, 40.0, 4)
    if name == "picture":
        return 0.4 + 0.9 * _noise(wall, 6.0, 5)
    if name == "carpet":
        return 0.9 + 0.14 * _noise(p[:, :2], 60.0, 6) + 0.06 * _noise(p[:, :2], 1.1, 7)
    if name == "brick":
        row = np.floor(p[:, 2] / 0.075)
        along = (p[:, 0] + p[:, 1]) / 0.22 + 0.5 * (row % 2)
        gap = (np.abs(along - np.round(along)) < 0.025) | (
            np.abs(p[:, 2] / 0.075 - np.round(p[:, 2] / 0.075)) < 0.07
        )
        tone = 0.92 + 0.16 * ((np.sin(np.floor(along) * 12.9898 + row * 78.2) * 43758.5) % 1.0)
        return np.where(gap, 1.12, tone)
    return np.ones(len(p))


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What every fine pixel shows without people, and how the key light falls on it."""

    depth: F32
    place: F32
    normal: F32
    colour: F32
    lit: F32
    corner: F32


def backdrop(cam: Camera, boxes: Sequence[Box], light: Array, fine: int) -> Backdrop:
    """The room as the camera sees it, on a grid `fine` times finer than the picture."""
    d = cam.rays(fine)
    t, n, k = _cast(cam.eye, d, boxes)
    t = np.where(k < 0, 50.0, t)
    place = cam.eye + d * t[..., None]
    colour = np.full(place.shape, 0.5)
    for j, b in enumerate(boxes):
        m = k == j
        if m.any():
            colour[m] = vec(b.colour) * _look(b.look, place[m])[:, None]
    open_sky = ~_blocked(place + n * 2e-3, np.broadcast_to(light, place.shape), boxes)
    corner = np.ones(t.shape)
    upright = np.abs(n[..., 2]) < 0.5
    corner[upright] = 0.72 + 0.28 * np.clip(place[upright][:, 2] / 0.5, 0, 1)
    parts = (t, place, n, colour, open_sky, corner)
    return Backdrop(*(x.astype(np.float32) for x in parts))
