"""Converts between arm angles and directions, and arm angles to rotations of the arm's bones."""

from dataclasses import replace

import numpy as np

from .body import Body
from .geometry import EYE3, FLIP, Array, align, blend_turns, cross, make_frame, rotate, rx, ry, rz
from .pose import Angles, Arm, Blend, Pinned, Reach

Rotations = dict[str, Array]
DOWN = np.array([0.0, 0.0, -1.0])


def get_reflection(side: str) -> Array:
    """Returns the reflection that maps the right side to the left, or the identity for the left."""
    return EYE3 if side == "L" else FLIP


def rotate_clavicle(chest: Array, s: str, arm: Angles, shrug: float, protract: float) -> Array:
    """Returns the clavicle's rotation, following the arm up and forward (scapulohumeral rhythm)."""
    m = get_reflection(s)
    up = shrug + 24 * min(max((arm.elev - 40) / 100.0, 0.0), 1.2)
    reach = min(max((arm.plane - 60) / 60, -0.6), 1.2)
    fwd = protract + 14 * float(np.sin(np.radians(min(max(arm.elev, 0.0), 180.0)))) * reach
    return chest @ m @ (ry(-up) @ rz(-fwd)) @ m


def _rotate_swing(plane: float, elev: float) -> Array:
    p = np.radians(90 - plane)
    out = np.array([np.sin(p), -np.cos(p), 0.0])
    return rotate(cross(DOWN, out), elev)


def compute_angles(
    chest: Array, s: str, u: Array, f: Array, like: Angles | Reach | Pinned
) -> Angles:
    """Returns the arm angles for world directions u (upper arm) and f (forearm)."""
    m = get_reflection(s)
    ul = m @ chest.T @ u
    elev = float(np.degrees(np.arccos(np.clip(-ul[2], -1, 1))))
    plane = 90 - float(np.degrees(np.arctan2(ul[0], -ul[1])))
    fl = _rotate_swing(plane, elev).T @ (m @ chest.T @ f)
    elbow = float(np.degrees(np.arccos(np.clip(-fl[2], -1, 1))))
    rot = float(np.degrees(np.arctan2(fl[0], -fl[1]))) if elbow > 3.0 else like.rot
    return Angles(plane, elev, rot, elbow, like.pron, like.wrist, like.curl)


def _wrap_near(x: float, ref: float) -> float:
    return ref + (x - ref + 180) % 360 - 180


def blend_angles(a: Angles, b: Angles, w: float) -> Angles:
    """Interpolates the arm angles from a to b (w 0..1), turning the shorter way round."""
    b = replace(b, plane=_wrap_near(b.plane, a.plane), rot=_wrap_near(b.rot, a.rot))
    names = ("plane", "elev", "rot", "elbow", "pron", "wrist", "curl")
    return Angles(**{n: (1 - w) * getattr(a, n) + w * getattr(b, n) for n in names})


def _rotate_fingers(body: Body, s: str, wrist: Array, curl: float) -> Rotations:
    out = {f"wrist.{s}": wrist}
    for joint in range(1, 4):
        bent = wrist @ rotate(body.curl_axis[s], curl * joint)
        out |= {f"finger{finger}-{joint}.{s}": bent for finger in range(2, 6)}
    return out


def rotate_arm(body: Body, chest: Array, s: str, a: Angles) -> Rotations:
    """Returns the rotations of the arm's bones, from the shoulder to the fingers."""
    m = get_reflection(s)
    hang = m @ align(m @ body.upper_dir[s], DOWN) @ m
    unbend = align(body.fore_dir[s], body.upper_dir[s])
    swing = _rotate_swing(a.plane, a.elev)
    upper = chest @ m @ (swing @ rz(a.rot)) @ m
    half = chest @ m @ (swing @ rz(0.45 * a.rot)) @ m

    def rotate_forearm(share: float) -> Array:
        out: Array = upper @ rx(-a.elbow) @ (m @ rz(-share * a.pron) @ m) @ hang @ unbend
        return out

    bend = m @ ry(-a.wrist) @ m
    wrist = upper @ rx(-a.elbow) @ (m @ rz(-a.pron) @ m) @ bend @ hang @ unbend
    return {
        f"upperarm01.{s}": half @ hang,
        f"upperarm02.{s}": upper @ hang,
        f"lowerarm01.{s}": rotate_forearm(0.25),
        f"lowerarm02.{s}": rotate_forearm(0.65),
        **_rotate_fingers(body, s, wrist, a.curl),
    }


def _rotate_hand(body: Body, s: str, arm: Arm, plain: Array) -> Array:
    """Returns the hand's world rotation from its directions, or `plain` if the arm gives none."""
    if isinstance(arm, Blend):
        a, b = _rotate_hand(body, s, arm.a, plain), _rotate_hand(body, s, arm.b, plain)
        return blend_turns(a, b, arm.w)
    if arm.lies is None:
        return plain
    rest = make_frame(body.hand_dir[s], body.palm_dir[s])
    return make_frame(arm.lies.fingers, arm.lies.palm) @ rest.T


def has_hand_directions(arm: Arm) -> bool:
    """Returns whether the arm gives its hand by directions in the world."""
    if isinstance(arm, Blend):
        return has_hand_directions(arm.a) or has_hand_directions(arm.b)
    return arm.lies is not None


def rotate_arm_and_hand(
    body: Body, chest: Array, s: str, arm: Arm, got: Angles, plain: Array
) -> Rotations:
    """Returns the arm's bones with the hand rotated as given and the forearm rolled with it."""
    m = get_reflection(s)
    rest = rotate_arm(body, chest, s, replace(got, pron=0.0, wrist=0.0))
    wrist = _rotate_hand(body, s, arm, plain)
    hang = m @ align(m @ body.upper_dir[s], DOWN) @ m @ align(body.fore_dir[s], body.upper_dir[s])
    axes = rest[f"wrist.{s}"] @ hang.T
    q = m @ axes.T @ wrist @ hang.T @ m
    roll = float(np.degrees(np.arctan2(q[1, 0] - q[0, 1], q[0, 0] + q[1, 1])))
    out = rotate_arm(body, chest, s, replace(got, pron=-roll))
    thumb = {f"finger1-1.{s}": wrist @ body.thumb_flat[s]}
    return out | _rotate_fingers(body, s, wrist, got.curl) | thumb
