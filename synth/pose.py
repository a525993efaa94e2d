"""A pose as plain values, its mirror image, and the way from one pose to another.

World frame: z up, floor z = 0; the neutral body faces -y and its left side is +x. Metres, degrees.
"""

from dataclasses import dataclass, fields, replace
from typing import TypeVar, cast

from .geometry import Array, vec

Vec = tuple[float, float, float]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Angles:
    """An arm by its angles relative to the chest.

    plane: 0 out to the side, 90 forward, over 90 across the body; elev: 0 hanging, 180 overhead;
    rot: 0 lets the elbow bend forwards when the arm hangs, positive turns outwards; elbow: 0
    straight; pron: forearm roll; wrist: bend towards the palm; curl: bend of the fingers.
    """

    plane: float = 20.0
    elev: float = 9.0
    rot: float = 0.0
    elbow: float = 12.0
    pron: float = 0.0
    wrist: float = 0.0
    curl: float = 18.0


@dataclass(frozen=True, slots=True)
class Reach:
    """An arm whose wrist goes to `at`: a world point, or an offset from the joint `on`.

    The elbow points towards `pole`. rot is used only where the arm is straight.
    """

    at: Vec
    pole: Vec
    on: str | None = None
    rot: float = 0.0
    pron: float = 0.0
    wrist: float = 0.0
    curl: float = 18.0


@dataclass(frozen=True, slots=True)
class Pinned:
    """An arm whose elbow and wrist are fixed in the world: the body moves so that it fits."""

    elbow: Vec
    hand: Vec
    rot: float = 0.0
    pron: float = 0.0
    wrist: float = 0.0
    curl: float = 18.0


@dataclass(frozen=True, slots=True)
class Blend:
    """An arm on its way between two unlike descriptions: the angles are blended."""

    a: "Arm"
    b: "Arm"
    w: float


Arm = Angles | Reach | Pinned | Blend


@dataclass(frozen=True, slots=True)
class Foot:
    """A planted foot: place of the ankle, direction of the toes (positive outwards), knee pole."""

    ankle: Vec
    out: float = 8.0
    pole: Vec = (0.0, -1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where every part of a person is. Left and right are the person's own.

    yaw > 0 turns to the person's left, pitch > 0 leans forwards, roll > 0 leans to the left;
    low and high are the forward bend of the lower and the upper spine; side > 0 bends to the left,
    rot > 0 turns the chest to the left; shrug raises and protract brings forward a shoulder.
    """

    pelvis: Vec
    left_foot: Foot
    right_foot: Foot
    left_arm: Arm = Angles()
    right_arm: Arm = Angles()
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
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


SIGNED = ("yaw", "roll", "side", "rot", "neck_side", "neck_rot")


def _flip(v: Vec) -> Vec:
    return (-v[0], v[1], v[2])


def other(name: str) -> str:
    """The same joint of the other side."""
    if name.startswith("left_"):
        return "right_" + name[5:]
    return "left_" + name[6:] if name.startswith("right_") else name


def _mirror_arm(a: Arm) -> Arm:
    if isinstance(a, Reach):
        on = None if a.on is None else other(a.on)
        return replace(a, at=_flip(a.at), pole=_flip(a.pole), on=on)
    if isinstance(a, Pinned):
        return replace(a, elbow=_flip(a.elbow), hand=_flip(a.hand))
    if isinstance(a, Blend):
        return Blend(_mirror_arm(a.a), _mirror_arm(a.b), a.w)
    return a


def _mirror_foot(f: Foot) -> Foot:
    return replace(f, ankle=_flip(f.ankle), pole=_flip(f.pole))


def mirror(p: Pose) -> Pose:
    """The pose as in a looking glass: left and right swapped."""
    return replace(
        p,
        pelvis=_flip(p.pelvis),
        left_foot=_mirror_foot(p.right_foot),
        right_foot=_mirror_foot(p.left_foot),
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
    if a is None or isinstance(a, str):
        return a if w < 0.5 else b
    return _mix_fields(a, b, w)


def _mix_fields(a: T, b: T, w: float) -> T:
    names = [f.name for f in fields(a)]  # type: ignore[arg-type]
    return type(a)(**{n: _mix(getattr(a, n), getattr(b, n), w) for n in names})


def _mix_arm(a: Arm, b: Arm, w: float) -> Arm:
    if a == b:
        return a
    alike = type(a) is type(b) and not isinstance(a, Blend)
    if alike and getattr(a, "on", None) == getattr(b, "on", None):
        return _mix_fields(a, b, w)
    return Blend(a, b, w)


def between_poses(a: Pose, b: Pose, w: float) -> Pose:
    """The pose at w (0..1) of the way from a to b."""
    if w <= 0.0 or a is b:
        return a
    return b if w >= 1.0 else _mix_fields(a, b, w)


def with_arm(p: Pose, side: str, arm: Arm) -> Pose:
    """The pose with another arm on one side."""
    return replace(p, left_arm=arm) if side == "left" else replace(p, right_arm=arm)


def shifted(p: Pose, d: Array) -> Pose:
    """The pose with the pelvis moved by d."""
    q = vec(p.pelvis) + d
    return replace(p, pelvis=(float(q[0]), float(q[1]), float(q[2])))
