"""Rotations, angles and two-bone reach. World frame: z up, metres; angles in degrees."""

from math import cos, radians, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

EYE3: Array = np.eye(3)
FLIP: Array = np.diag([-1.0, 1.0, 1.0])  # mirrors left and right


def rx(deg: float) -> Array:
    """Rotation about x."""
    c, s = cos(radians(deg)), sin(radians(deg))
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def ry(deg: float) -> Array:
    """Rotation about y."""
    c, s = cos(radians(deg)), sin(radians(deg))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def rz(deg: float) -> Array:
    """Rotation about z."""
    c, s = cos(radians(deg)), sin(radians(deg))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def vec(v: ArrayLike) -> Array:
    """Returns the argument as a float array."""
    return np.asarray(v, dtype=np.float64)


def unit(v: ArrayLike) -> Array:
    """Returns the unit vector along v."""
    a = vec(v)
    return a / max(sqrt(a @ a), 1e-12)


def cross(a: Array, b: Array) -> Array:
    """Returns the cross product of two vectors (3,): same as `np.cross`, ten times as fast."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def rotate(axis: ArrayLike, deg: float) -> Array:
    """Rotation about an axis through the origin."""
    x, y, z = unit(axis).tolist()
    c, s = cos(radians(deg)), sin(radians(deg))
    k = 1.0 - c
    return np.array(
        [
            [c + k * x * x, k * x * y - s * z, k * x * z + s * y],
            [k * x * y + s * z, c + k * y * y, k * y * z - s * x],
            [k * x * z - s * y, k * y * z + s * x, c + k * z * z],
        ]
    )


def align(a: ArrayLike, b: ArrayLike) -> Array:
    """Shortest rotation that takes direction a to direction b."""
    a, b = unit(a), unit(b)
    axis = cross(a, b)
    s, c = sqrt(axis @ axis), float(a @ b)
    if s < 1e-9:
        return EYE3.copy()
    return rotate(axis, float(np.degrees(np.arctan2(s, c))))


def make_frame(first: ArrayLike, second: ArrayLike) -> Array:
    """Returns axes as columns: `first`, `second` made orthogonal to it, their cross product."""
    a = unit(first)
    b = vec(second)
    b = unit(b - (b @ a) * a)
    return np.array([a, b, cross(a, b)]).T


def blend_turns(a: Array, b: Array, w: float) -> Array:
    """Interpolates the rotation from a to b along the shortest path, w 0..1."""
    d = a.T @ b
    cos = float(np.clip((np.trace(d) - 1) / 2, -1, 1))
    axis = np.array([d[2, 1] - d[1, 2], d[0, 2] - d[2, 0], d[1, 0] - d[0, 1]])
    if float(np.linalg.norm(axis)) < 1e-6:
        if cos > 0:
            return a
        axis = np.sqrt(np.maximum((np.diag(d) + 1) / 2, 0.0))  # half a turn: either way will do
    out: Array = a @ rotate(axis, w * float(np.degrees(np.arccos(cos))))
    return out


def measure_interior_angle(a: Array, b: Array, c: Array) -> Array:
    """Returns the interior angle at b; works on (..., 2) and (..., 3)."""
    u, v = a - b, c - b
    size = np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1)
    cos = (u * v).sum(-1) / np.maximum(size, 1e-9)
    out: Array = np.degrees(np.arccos(np.clip(cos, -1, 1)))
    return out


def measure_angle(u: ArrayLike, v: ArrayLike) -> float:
    """Returns the angle between two directions."""
    return float(np.degrees(np.arccos(np.clip(unit(u) @ unit(v), -1, 1))))


def solve_two_bones(
    start: Array, goal: ArrayLike, upper: float, lower: float, pole: ArrayLike
) -> tuple[Array, Array]:
    """Returns the directions of a two-segment chain (lengths upper, lower) from start to goal.

    The joint between them bends towards the direction `pole`. If the goal is out of reach, the
    chain is stretched towards it.
    """
    d = vec(goal) - start
    n = unit(d)
    dist = min(max(sqrt(d @ d), abs(upper - lower) + 1e-3), upper + lower - 1e-3)
    p = vec(pole)
    p = unit(p - (p @ n) * n)
    along = (upper**2 + dist**2 - lower**2) / (2 * upper * dist)
    across = sqrt(max(0.0, 1 - along * along))
    joint = start + upper * (along * n + across * p)
    return unit(joint - start), unit(start + n * dist - joint)


def smoothstep(w: float) -> float:
    """Returns w (clamped to 0..1) with smooth ease-in and ease-out."""
    w = min(1.0, max(0.0, w))
    return w * w * (3 - 2 * w)
