"""Plane and space geometry on tuples of floats.

Plain ``math`` on tuples: for single points it is several times faster than numpy. NaN goes in,
NaN comes out, and a length of zero gives NaN where a direction is asked for; nothing here raises.
"""

from __future__ import annotations

import math

Vec2 = tuple[float, float]
Vec3 = tuple[float, float, float]

NAN = math.nan
_TINY = 1e-9


def sub(a: Vec3, b: Vec3) -> Vec3:
    """The vector a - b, from b to a."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def mid(a: Vec3, b: Vec3) -> Vec3:
    """The point halfway between a and b."""
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)


def mid2(a: Vec2, b: Vec2) -> Vec2:
    """The point halfway between a and b in the picture."""
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def dot(a: Vec3, b: Vec3) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec3, b: Vec3) -> Vec3:
    """Vector product, right-handed in (x right, y down, z away)."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def norm(a: Vec3) -> float:
    """Length of a."""
    return math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])


def add_scaled(a: Vec3, k: float, b: Vec3) -> Vec3:
    """The sum a + k b."""
    return (a[0] + k * b[0], a[1] + k * b[1], a[2] + k * b[2])


def unit(a: Vec3) -> Vec3:
    """The direction of a, length 1; NaN where a has no length."""
    n = norm(a)
    if n < _TINY:
        return (NAN, NAN, NAN)
    return (a[0] / n, a[1] / n, a[2] / n)


def across(a: Vec3, axis: Vec3) -> Vec3:
    """The part of a that is at a right angle to the unit vector axis, with length 1."""
    return unit(add_scaled(a, -dot(a, axis), axis))


def ratio(a: float, b: float) -> float:
    """The quotient a / b; NaN where b is zero."""
    return a / b if abs(b) > _TINY else NAN


def angle_deg(u: Vec3, v: Vec3) -> float:
    """Angle between u and v, 0..180 degrees; NaN where either has no length.

    By atan2, which stays exact near 0 and 180, where acos loses half its digits.
    """
    c = cross(u, v)
    s = norm(c)
    d = dot(u, v)
    if s < _TINY and abs(d) < _TINY:
        return NAN
    return math.degrees(math.atan2(s, d))


def wrap_deg(a: float) -> float:
    """The same direction within (-180, 180]."""
    if -180.0 < a <= 180.0:
        return a
    b = math.fmod(a, 360.0) if math.isfinite(a) else NAN
    if b > 180.0:
        return b - 360.0
    return b + 360.0 if b <= -180.0 else b


def distance2(a: Vec2, b: Vec2) -> float:
    """Distance in the picture."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def along2(a: Vec2, b: Vec2, axis: Vec2) -> float:
    """How far b lies from a in the direction of axis (any length); NaN where axis has none."""
    n = math.hypot(axis[0], axis[1])
    if n < _TINY:
        return NAN
    return ((b[0] - a[0]) * axis[0] + (b[1] - a[1]) * axis[1]) / n


def off_line2(p: Vec2, a: Vec2, direction: Vec2) -> float:
    """Unsigned distance of p from the line through a along direction; NaN where it has none."""
    n = math.hypot(direction[0], direction[1])
    if n < _TINY:
        return NAN
    return abs((p[0] - a[0]) * direction[1] - (p[1] - a[1]) * direction[0]) / n
