"""Converts legs (angles, planted feet or planted knees) to rotations of thigh, shin and foot."""

from dataclasses import dataclass

import numpy as np

from .geometry import EYE3, FLIP, Array, blend_turns, cross, make_frame, rx, ry, rz, unit
from .pose import Foot, Kneel, Leg

DOWN = np.array([0.0, 0.0, -1.0])
AHEAD = np.array([0.0, -1.0, 0.0])
X = np.array([1.0, 0.0, 0.0])


@dataclass(frozen=True, slots=True)
class Limb:
    """World rotations of thigh, shin and foot from a straight hanging leg with a square foot."""

    thigh: Array
    shin: Array
    foot: Array


def _align_segment(along: Array, hinge: Array) -> Array:
    """Rotates a hanging segment with its hinge towards +x to the directions `along` and `hinge`."""
    return np.array([along, hinge, cross(along, hinge)]).T @ make_frame(DOWN, X).T


def make_limb_from_angles(leg: Leg, s: str, root: Array) -> Limb:
    """Returns the rotations of a leg given by its angles."""
    m = EYE3 if s == "L" else FLIP
    thigh = rx(-leg.flex) @ ry(-leg.abd) @ rz(leg.rot)
    shin = thigh @ rx(leg.knee) @ rz(leg.turn)
    foot = shin @ rx(leg.ankle)
    return Limb(*(root @ m @ turn @ m for turn in (thigh, shin, foot)))


def make_limb_from_directions(u: Array, f: Array, root: Array, told: Foot | Kneel) -> Limb:
    """Returns the rotations of a leg whose thigh and shin point along u and f."""
    h = cross(u, f)
    side = root @ [1, 0, 0]
    h = unit(h) if np.linalg.norm(h) > 0.1 else unit(side - (side @ u) * u)
    shin = _align_segment(f, unit(h - (h @ f) * f))
    return Limb(_align_segment(u, h), shin, _rotate_foot(told, shin))


def _rotate_foot(told: Foot | Kneel, shin: Array) -> Array:
    """Returns the foot's rotation from its toes and sole if given; the rest follows the shin."""
    hinge = shin @ X
    if told.toes is not None and told.sole is not None:
        return make_frame(told.toes, told.sole) @ make_frame(AHEAD, DOWN).T
    if told.toes is not None:
        return make_frame(told.toes, hinge) @ make_frame(AHEAD, X).T
    if told.sole is not None:
        return make_frame(told.sole, hinge) @ make_frame(DOWN, X).T
    return shin @ rx(told.bend or 0.0)


def blend_limbs(a: Limb, b: Limb, w: float, root: Array) -> Limb:
    """Interpolates from leg a to leg b joint by joint, w 0..1."""
    thigh = root @ blend_turns(root.T @ a.thigh, root.T @ b.thigh, w)
    shin = thigh @ blend_turns(a.thigh.T @ a.shin, b.thigh.T @ b.shin, w)
    foot = shin @ blend_turns(a.shin.T @ a.foot, b.shin.T @ b.foot, w)
    return Limb(thigh, shin, foot)
