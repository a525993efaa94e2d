"""A pose as plain values, its mirror image, and interpolation between poses.

World frame: z up, floor z = 0; the neutral body faces -y and its left side is +x. Metres, degrees.
"""

from dataclasses import dataclass, fields, replace
from math import acos, sin
from typing import TypeVar, cast

import numpy as np

from .geometry import Array, unit, vec

Vec = tuple[float, float, float]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hand:
    """Orientation of a flat hand in the world: where its fingers point and where its palm faces."""

    fingers: Vec
    palm: Vec = (0.0, 0.0, -1.0)


@dataclass(frozen=True, slots=True)
class Angles:
    """An arm given by its angles relative to the chest.

    plane: 0 out to the side, 90 forward, over 90 across the body; elev: 0 hanging, 180 overhead;
    rot: at 0 the elbow of a hanging arm bends forwards, positive turns outwards; elbow: 0 straight;
    pron: forearm roll; wrist: bend towards the palm; curl: bend of each finger joint, negative
    towards the palm. lies, if given, sets the hand's world directions and replaces pron and wrist.
    """

    plane: float = 20.0
    elev: float = 9.0
    rot: float = 0.0
    elbow: float = 12.0
    pron: float = 0.0
    wrist: float = 0.0
    curl: float = 18.0
    lies: Hand | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """An arm whose wrist is at `at`: a world point, or an offset from the joint `on`.

    The elbow points towards `pole`. rot is used only if the arm is straight.
    """

    at: Vec
    pole: Vec
    on: str | None = None
    rot: float = 0.0
    pron: float = 0.0
    wrist: float = 0.0
    curl: float = 18.0
    lies: Hand | None = None


@dataclass(frozen=True, slots=True)
class Pinned:
    """An arm whose elbow and wrist are fixed in the world: the body moves to fit."""

    elbow: Vec
    hand: Vec
    rot: float = 0.0
    pron: float = 0.0
    wrist: float = 0.0
    curl: float = 18.0
    lies: Hand | None = None


@dataclass(frozen=True, slots=True)
class Blend:
    """An arm between two descriptions of different kinds: the angles are interpolated."""

    a: "Arm"
    b: "Arm"
    w: float


Arm = Angles | Reach | Pinned | Blend


@dataclass(frozen=True, slots=True)
class Foot:
    """A leg whose ankle stays at a place; the knee bends towards `pole`.

    By default the foot is flat on the floor, its toes `out` degrees outwards of straight ahead.
    toes and sole orient it by directions in the world (if only one is given, the shin sets the
    rest); bend sets the ankle instead: 0 square to the shin, positive pointed.
    """

    ankle: Vec
    out: float = 8.0
    pole: Vec = (0.0, -1.0, 0.0)
    toes: Vec | None = None
    sole: Vec | None = None
    bend: float | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg given by its angles relative to the pelvis.

    flex: 0 thigh in line with the trunk, positive forwards; abd: outwards, at any flex; rot:
    kneecap and toes outwards; knee: 0 straight; ankle: 0 foot square to the shin, positive pointed;
    turn: shin and foot rolled outwards about the shin.
    """

    flex: float = 0.0
    abd: float = 0.0
    rot: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class Kneel:
    """A kneeling leg: the knee joint stays at a place and the shin points in a direction.

    The pelvis is raised or lowered until the thigh spans hip and knee. Foot as in `Foot`.
    """

    knee: Vec
    shin: Vec = (0.0, 1.0, 0.0)
    toes: Vec | None = None
    sole: Vec | None = None
    bend: float | None = 60.0


@dataclass(frozen=True, slots=True)
class LegBlend:
    """A leg between two descriptions of different kinds: joint rotations are interpolated."""

    a: "AnyLeg"
    b: "AnyLeg"
    w: float


AnyLeg = Foot | Leg | Kneel | LegBlend


@dataclass(frozen=True, slots=True)
class Pose:
    """A whole-body pose. Left and right are the person's own.

    yaw > 0 turns to the person's left, pitch > 0 leans forwards, roll > 0 leans to the left, in
    this order from the world inwards; spin, innermost, turns left about the body's long axis. pitch
    -90 lies on the back, head towards +y; pitch 90 on the belly, head towards -y; roll 90 on the
    left side, head towards +x, facing -y. low and high are the forward bend of the lower and the
    upper spine; side > 0 bends to the left, rot > 0 turns the chest to the left; shrug raises and
    protract brings forward a shoulder.
    """

    pelvis: Vec
    left_foot: AnyLeg
    right_foot: AnyLeg
    left_arm: Arm = Angles()
    right_arm: Arm = Angles()
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    spin: float = 0.0
    low: float = 0.0
    high: float = 0.0
    side: float = 0.0
    rot: float = 0.0
    neck_flex: float = 0.0
    neck_side: float = 0.0
    neck_rot: float = 0.0
    neck_fwd: float = 0.0
    left_shrug: float = 0.0
    right_shrug: float = 0.0
    left_protract: float = 0.0
    right_protract: float = 0.0
    air_m: float = 0.0
    """How far a breath lifts the front of the chest from its mean position."""


SIGNED = ("yaw", "roll", "spin", "side", "rot", "neck_side", "neck_rot")


def _mirror_vector(v: Vec) -> Vec:
    return (-v[0], v[1], v[2])


def swap_side(name: str) -> str:
    """Returns the same joint on the other side."""
    if name.startswith("left_"):
        return "right_" + name[5:]
    return "left_" + name[6:] if name.startswith("right_") else name


def _mirror_optional(v: Vec | None) -> Vec | None:
    return None if v is None else _mirror_vector(v)


def _mirror_hand(h: Hand | None) -> Hand | None:
    return None if h is None else Hand(_mirror_vector(h.fingers), _mirror_vector(h.palm))


def _mirror_arm(a: Arm) -> Arm:
    if isinstance(a, Blend):
        return Blend(_mirror_arm(a.a), _mirror_arm(a.b), a.w)
    if isinstance(a, Pinned):
        return replace(
            a, elbow=_mirror_vector(a.elbow), hand=_mirror_vector(a.hand), lies=_mirror_hand(a.lies)
        )
    a = replace(a, lies=_mirror_hand(a.lies))
    if isinstance(a, Reach):
        on = None if a.on is None else swap_side(a.on)
        return replace(a, at=_mirror_vector(a.at), pole=_mirror_vector(a.pole), on=on)
    return a


def _mirror_leg(f: AnyLeg) -> AnyLeg:
    if isinstance(f, LegBlend):
        return LegBlend(_mirror_leg(f.a), _mirror_leg(f.b), f.w)
    if isinstance(f, Leg):
        return f
    f = replace(f, toes=_mirror_optional(f.toes), sole=_mirror_optional(f.sole))
    if isinstance(f, Kneel):
        return replace(f, knee=_mirror_vector(f.knee), shin=_mirror_vector(f.shin))
    return replace(f, ankle=_mirror_vector(f.ankle), pole=_mirror_vector(f.pole))


def mirror_pose(p: Pose) -> Pose:
    """Returns the pose mirrored: left and right swapped."""
    return replace(
        p,
        pelvis=_mirror_vector(p.pelvis),
        left_foot=_mirror_leg(p.right_foot),
        right_foot=_mirror_leg(p.left_foot),
        left_arm=_mirror_arm(p.right_arm),
        right_arm=_mirror_arm(p.left_arm),
        left_shrug=p.right_shrug,
        right_shrug=p.left_shrug,
        left_protract=p.right_protract,
        right_protract=p.left_protract,
        **{k: -getattr(p, k) for k in SIGNED},
    )


def _mix(a: object, b: object, w: float) -> object:
    if isinstance(a, float | int) and isinstance(b, float | int):
        return a + (b - a) * w
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple(_mix(x, y, w) for x, y in zip(a, b, strict=True))
    if isinstance(a, Angles | Reach | Pinned | Blend):
        return _mix_arm(a, cast("Arm", b), w)
    if isinstance(a, Foot | Leg | Kneel | LegBlend):
        return _mix_leg(a, cast("AnyLeg", b), w)
    if a is None or isinstance(a, str):
        return a if w < 0.5 else b
    return _mix_fields(a, b, w)


def _mix_fields(a: T, b: T, w: float) -> T:
    names = [f.name for f in fields(a)]  # type: ignore[arg-type]
    mixed = {n: _mix(getattr(a, n), getattr(b, n), w) for n in names}
    if isinstance(a, Reach) and isinstance(b, Reach) and vec(a.pole) @ vec(b.pole) < 0.0:
        mixed["pole"] = _interpolate_direction(a.pole, b.pole, w)
    return type(a)(**mixed)


def _interpolate_direction(a: Vec, b: Vec, w: float) -> Vec:
    """Interpolates directions along the arc at an even rate, so distant ones do not flip."""
    from_, to = unit(a), unit(b)
    apart = acos(float(np.clip(from_ @ to, -1.0, 1.0)))
    x, y, z = (sin((1 - w) * apart) * from_ + sin(w * apart) * to) / max(sin(apart), 1e-6)
    return (float(x), float(y), float(z))


def _mix_arm(a: Arm, b: Arm, w: float) -> Arm:
    if a == b:
        return a
    if isinstance(a, Blend) or isinstance(b, Blend) or type(a) is not type(b):
        return Blend(a, b, w)
    same_hold = getattr(a, "on", None) == getattr(b, "on", None)
    if same_hold and (a.lies is None) == (b.lies is None):
        return _mix_fields(a, b, w)
    return Blend(a, b, w)


def _find_unset(f: AnyLeg) -> tuple[bool, ...]:
    return tuple(getattr(f, n, None) is None for n in ("toes", "sole", "bend"))


def _mix_leg(a: AnyLeg, b: AnyLeg, w: float) -> AnyLeg:
    if a == b:
        return a
    if type(a) is type(b) and not isinstance(a, LegBlend) and _find_unset(a) == _find_unset(b):
        return _mix_fields(a, b, w)
    return LegBlend(a, b, w)


def blend_poses(a: Pose, b: Pose, w: float) -> Pose:
    """Interpolates from a to b, w clamped to 0..1."""
    if w <= 0.0 or a is b:
        return a
    return b if w >= 1.0 else _mix_fields(a, b, w)


def extrapolate_pose(a: Pose, b: Pose, w: float) -> Pose:
    """Interpolates or extrapolates from a to b: w above 1 goes beyond b."""
    return _mix_fields(a, b, w)


def replace_leg(p: Pose, side: str, leg: AnyLeg) -> Pose:
    """Returns the pose with the leg on one side replaced."""
    return replace(p, left_foot=leg) if side == "left" else replace(p, right_foot=leg)


def replace_arm(p: Pose, side: str, arm: Arm) -> Pose:
    """Returns the pose with the arm on one side replaced."""
    return replace(p, left_arm=arm) if side == "left" else replace(p, right_arm=arm)


def shift_pose(p: Pose, d: Array) -> Pose:
    """Returns the pose with the pelvis moved by d."""
    q = vec(p.pelvis) + d
    return replace(p, pelvis=(float(q[0]), float(q[1]), float(q[2])))
