"""Posture measures from true joints, relative to the same person sitting upright.

Definitions and limits follow the domain reference on sitting (its sections B2 and B3).
"""

from collections.abc import Mapping

import numpy as np

from reference.measures import MEASURES
from reference.skeleton import SIDES, Floats, Skeleton, dot, lengths, unit
from synth.body import JOINTS
from synth.geometry import Array

LIMITS: Mapping[str, Mapping[str, float]] = {
    "forward-head": {"neck": 8.0},
    "slump": {"slump": 0.07},
    "shrugged-shoulders": {"shrug_left": 0.12, "shrug_right": 0.12},
    "head-tilt": {"head_tilt": 8.0},
    "leaning": {"lean": 0.12, "trunk": 15.0, "trunk_aside": 8.0},
    "too-close": {"screen_scale": 0.15},
    "looking-down-phone": {"head_pitch": 20.0},
}
"""For each reason, the numbers that show it and how far each may be from upright: the limits of
"good" in B2 and B3. These give none for sideways trunk inclination: 8 degrees, as for the head."""
BOTH_WAYS = {"head_tilt", "lean", "trunk_aside"}
WHOLE = {"face_scale", "screen_scale"}  # 1 when upright, others 0
LEVEL = np.array([1.0, 1.0, 0.0])


def measure_posture(joints: Array, upright: Array, eye: Array, screen: Array) -> dict[str, Floats]:
    """Returns numbers (n,) by name of joints (n, 21, 3) in the order of `JOINTS`.

    upright: the person's own upright joints (21, 3); eye, screen: positions of the camera and of
    what the person looks at. Values are degrees, or ratios to lengths of the upright body:

    trunk, trunk_aside: hips to shoulders, + forward, + left, minus upright. neck: shoulders to ears
    from the vertical, + forward, minus upright; neck_to_trunk: the same relative to the trunk.
    head_pitch + down, head_tilt + left, head_turn + left, minus upright. slump: relative loss of
    the shoulders' height above the hips. shrug_left, shrug_right: relative loss of the distance
    from ear to shoulder along the trunk; a forward head also raises this loss. head_over_hips,
    head_over_shoulders: change of the ears' height, per trunk length. lean: sideways shift of the
    shoulders, + left, per shoulder width. head_forward: forward shift of the nose, per trunk
    length. face_scale: distance of the eyes from the camera, upright divided by now; screen_scale
    the same for the screen. shoulder_level: + left shoulder higher, minus upright.
    """
    now, then = _make_skeleton(joints), _make_skeleton(upright[None])
    first, base = _measure_angles(now), _measure_angles(then)
    out = {name: values - base[name] for name, values in first.items()}
    trunk, width = then.trunk_length, then.shoulder_width
    out["slump"] = 1.0 - now.trunk[:, 2] / then.trunk[:, 2]
    for side in SIDES:
        gap, gap0 = (_measure_ear_gap(s, side) for s in (now, then))
        out[f"shrug_{side}"] = 1.0 - gap / gap0
    head, head0 = now.middle("ear")[:, 2], then.middle("ear")[:, 2]
    hips, hips0 = now.middle("hip")[:, 2], then.middle("hip")[:, 2]
    top, top0 = now.middle("shoulder")[:, 2], then.middle("shoulder")[:, 2]
    out["head_over_hips"] = ((head - hips) - (head0 - hips0)) / trunk
    out["head_over_shoulders"] = ((head - top) - (head0 - top0)) / trunk
    left = unit(then.segment("right_hip", "left_hip") * LEVEL)
    ahead = np.cross(left, (0.0, 0.0, 1.0))
    out["lean"] = dot(now.middle("shoulder") - then.middle("shoulder"), left) / width
    out["head_forward"] = dot(now.joint("nose") - then.joint("nose"), ahead) / trunk
    eyes, eyes0 = now.middle("eye"), then.middle("eye")
    for name, place in (("face_scale", eye), ("screen_scale", screen)):
        out[name] = lengths(eyes0 - place) / lengths(eyes - place)
    return out


def measure_severity(numbers: Mapping[str, Floats]) -> dict[str, Floats]:
    """Returns for each reason how far (n,) the numbers are from upright: 1 at the limit."""
    return {
        why: np.max(
            [_measure_excess(name, numbers[name]) / limit for name, limit in limits.items()], axis=0
        )
        for why, limits in LIMITS.items()
    }


def _measure_excess(name: str, values: Floats) -> Floats:
    off = values - 1.0 if name in WHOLE else values
    return np.abs(off) if name in BOTH_WAYS else np.maximum(off, 0.0)


def _make_skeleton(joints: Array) -> Skeleton:
    return Skeleton.of(JOINTS, np.arange(len(joints), dtype=np.float64), joints)


def _measure_angles(body: Skeleton) -> dict[str, Floats]:
    def measure(name: str) -> Floats:
        return MEASURES[name].values(body, "left")

    return {
        "trunk": measure("trunk_incl_sagittal"),
        "trunk_aside": measure("trunk_incl_frontal"),
        "neck": _measure_neck(body),
        "neck_to_trunk": measure("neck_to_trunk"),
        "head_pitch": measure("head_pitch"),
        "head_tilt": measure("head_roll"),
        "head_turn": measure("head_yaw"),
        "shoulder_level": measure("shoulder_level"),
    }


def _measure_neck(body: Skeleton) -> Floats:
    """Angle from shoulders to ears from the vertical, + to the front of the chest."""
    neck = body.middle("ear") - body.middle("shoulder")
    ahead = unit(body.forward("shoulder") * LEVEL)
    return np.degrees(np.arctan2(dot(neck, ahead), neck[:, 2]))


def _measure_ear_gap(body: Skeleton, side: str) -> Floats:
    """Height of the ear above the shoulder along the trunk, metres."""
    return dot(body.segment(f"{side}_shoulder", f"{side}_ear"), unit(body.trunk))
