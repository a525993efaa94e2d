"""Solves a pose for bones, skinned vertices and exact joint centres."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .arms import (
    DOWN,
    Rotations,
    blend_angles,
    compute_angles,
    get_reflection,
    has_hand_directions,
    rotate_arm,
    rotate_arm_and_hand,
    rotate_clavicle,
)
from .body import JOINT_BONES, SURFACE_JOINTS, Body
from .geometry import (
    Array,
    align,
    measure_angle,
    rx,
    ry,
    rz,
    solve_two_bones,
    unit,
    vec,
)
from .legs import Limb, blend_limbs, make_limb_from_angles, make_limb_from_directions
from .pose import (
    Angles,
    AnyLeg,
    Arm,
    Blend,
    Foot,
    Kneel,
    Leg,
    LegBlend,
    Pinned,
    Pose,
    Reach,
    replace_arm,
    shift_pose,
)

SIDES = {"left": "L", "right": "R"}
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
LEG_REACH = 0.997  # largest share of thigh + shin that a leg may span: a knee is never quite locked
STANDS = 0.45  # hips higher above the ankle than this share of a leg are standing
ROUNDS = 7  # shoulder position and arm direction depend on each other; 7 rounds leave < 0.2 mm
SETTLED_DEG, SETTLED_M = 0.02, 1e-4  # smaller changes end the rounds early: 0.1 mm at the wrist


@dataclass(frozen=True, slots=True)
class Posed:
    """A solved pose: vertices, joint centres by name, and the pose with all arms as angles."""

    verts: NDArray[np.float32]
    joints: dict[str, Array]
    pose: Pose


def _rotate_torso(pose: Pose) -> Rotations:
    a = rz(pose.yaw) @ rx(pose.pitch) @ ry(pose.roll) @ rz(pose.spin)
    out = {"root": a}
    bend = [pose.low / 3, pose.low / 3, pose.low / 3, pose.high / 2, pose.high / 2]
    for bone, f in zip(SPINE, bend, strict=True):
        a = a @ rz(pose.rot / 5) @ ry(pose.side / 5) @ rx(f)
        out[bone] = a
    shares = zip(
        ("neck01", "neck02", "neck03", "head"),
        (0.3, 0.25, 0.2, 0.25),
        (0.6, 0.4, 0.0, -1.0),
        strict=True,
    )
    for bone, k, w in shares:
        a = a @ rz(k * pose.neck_rot) @ ry(k * pose.neck_side)
        a = a @ rx(k * pose.neck_flex + w * pose.neck_fwd)
        out[bone] = a
    return out


def _rotate_leg(body: Body, s: str, limb: Limb) -> Rotations:
    thigh = limb.thigh @ align(body.thigh_dir[s], DOWN)
    shin = limb.shin @ align(body.shin_dir[s], DOWN)
    return {f"upperleg01.{s}": thigh, f"lowerleg01.{s}": shin, f"foot.{s}": limb.foot}


class Solver:
    """Solves poses of one body."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._chain: dict[str, list[int]] = {}

    def _find_bone_head(self, bone: str, rots: Rotations, pelvis: Array) -> Array:
        """Returns the world position of one bone's head, walking only its ancestors."""
        b = self.body
        if bone not in self._chain:
            path = [b.id[bone]]
            while b.parents[path[-1]] >= 0:
                path.append(b.parents[path[-1]])
            self._chain[bone] = path[::-1]
        path = self._chain[bone]
        p, a = pelvis, rots["root"]
        for up, i in pairwise(path):
            a = rots.get(b.bones[up], a)
            p = p + a @ (b.heads[i] - b.heads[up])
        return p

    def _lower_hips(self, pose: Pose, rots: Rotations) -> Pose:
        """Lowers the pelvis as far as needed for the legs to reach their feet."""
        full = LEG_REACH * (self.body.sizes.thigh_m + self.body.sizes.shin_m)
        drop = 0.0
        for side, s in SIDES.items():
            foot: AnyLeg = getattr(pose, f"{side}_foot")
            if not isinstance(foot, Foot):
                continue
            hip = self._find_bone_head(f"upperleg01.{s}", rots, vec(pose.pelvis))
            d = hip - vec(foot.ankle)
            if d[2] < STANDS * full:
                continue
            flat = float(d[0] ** 2 + d[1] ** 2)
            drop = max(drop, float(d[2]) - float(np.sqrt(max(full**2 - flat, 0.01))))
        return shift_pose(pose, vec((0, 0, -drop))) if drop > 0 else pose

    def _solve_arm(
        self, arm: Arm, s: str, chest: Array, at: Array, seen: dict[str, Array]
    ) -> Angles:
        """Returns the arm as angles, given the shoulder's place and the joints already placed."""
        if isinstance(arm, Angles):
            return arm
        if isinstance(arm, Blend):
            a = self._solve_arm(arm.a, s, chest, at, seen)
            return blend_angles(a, self._solve_arm(arm.b, s, chest, at, seen), arm.w)
        if isinstance(arm, Pinned):
            elbow = self._find_pinned_elbow(arm)
            return compute_angles(chest, s, unit(elbow - at), unit(vec(arm.hand) - elbow), arm)
        goal = vec(arm.at) + (seen[arm.on] if arm.on else 0.0)
        size = self.body.sizes
        u, f = solve_two_bones(at, goal, size.upper_arm_m, size.forearm_m, arm.pole)
        return compute_angles(chest, s, u, f, arm)

    def _find_pinned_elbow(self, arm: Pinned) -> Array:
        back = unit(vec(arm.elbow) - vec(arm.hand))
        return vec(arm.hand) + back * self.body.sizes.forearm_m

    def _place_shoulder(self, pose: Pose, rots: Rotations, side: str, arm: Angles) -> Array:
        s = SIDES[side]
        shrug, protract = getattr(pose, f"{side}_shrug"), getattr(pose, f"{side}_protract")
        rots[f"clavicle.{s}"] = rotate_clavicle(rots["spine01"], s, arm, shrug, protract)
        return self._find_bone_head(f"upperarm01.{s}", rots, vec(pose.pelvis))

    def _fit_pinned(self, pose: Pose, rots: Rotations, side: str, arm: Pinned) -> Pose:
        """Moves the pose over the floor until the upper arm spans shoulder to pinned elbow."""
        s, elbow, high = SIDES[side], self._find_pinned_elbow(arm), pose.pelvis[2]
        guess = Angles(90, 80)
        for _ in range(ROUNDS * 2):
            upright = replace(pose, pelvis=(pose.pelvis[0], pose.pelvis[1], high))
            pose = self._lower_hips(upright, rots)
            at = self._place_shoulder(pose, rots, side, guess)
            d = at - elbow
            flat = np.array([d[0], d[1], 0.0])
            want = np.sqrt(max(self.body.sizes.upper_arm_m**2 - d[2] ** 2, 1e-4))
            move = unit(flat) * (want - np.linalg.norm(flat))
            pose = shift_pose(pose, move)
            if max(abs(move)) < SETTLED_M:
                break
            u = unit(elbow - at - move)
            guess = compute_angles(rots["spine01"], s, u, unit(vec(arm.hand) - elbow), arm)
        return pose

    def _raise_onto_knees(self, pose: Pose, rots: Rotations) -> Pose:
        """Sets the pelvis to the height at which the thighs reach the planted knees."""
        thigh, rise, weight = self.body.sizes.thigh_m, 0.0, 0.0
        for side, s in SIDES.items():
            hip = self._find_bone_head(f"upperleg01.{s}", rots, vec(pose.pelvis))
            for kneel, w in _find_knees(getattr(pose, f"{side}_foot"), 1.0):
                d = hip - vec(kneel.knee)
                want = float(np.sqrt(max(thigh**2 - d[0] ** 2 - d[1] ** 2, 0.0)))
                rise, weight = rise + w * (want - float(d[2])), weight + w
        if weight == 0.0:
            return pose
        return shift_pose(pose, vec((0, 0, rise / max(weight, 1.0))))

    def _solve_limb(self, leg: AnyLeg, s: str, root: Array, hip: Array) -> Limb:
        """Returns the leg's rotations, given the hip's position."""
        size = self.body.sizes
        if isinstance(leg, LegBlend):
            a, b = self._solve_limb(leg.a, s, root, hip), self._solve_limb(leg.b, s, root, hip)
            return blend_limbs(a, b, leg.w, root)
        if isinstance(leg, Leg):
            return make_limb_from_angles(leg, s, root)
        if isinstance(leg, Kneel):
            return make_limb_from_directions(unit(vec(leg.knee) - hip), unit(leg.shin), root, leg)
        u, f = solve_two_bones(hip, leg.ankle, size.thigh_m, size.shin_m, leg.pole)
        limb = make_limb_from_directions(u, f, root, leg)
        if leg.toes is None and leg.sole is None and leg.bend is None:
            m = get_reflection(s)
            return replace(limb, foot=m @ rz(leg.out) @ m)
        return limb

    def _solve_legs(self, pose: Pose, rots: Rotations) -> Rotations:
        """Returns the leg bones, with feet and knees where the pose plants them."""
        out: Rotations = {}
        for side, s in SIDES.items():
            hip = self._find_bone_head(f"upperleg01.{s}", rots, vec(pose.pelvis))
            limb = self._solve_limb(getattr(pose, f"{side}_foot"), s, rots["root"], hip)
            out |= _rotate_leg(self.body, s, limb)
        return out

    def _solve_arms(self, pose: Pose, rots: Rotations, seen: dict[str, Array]) -> Pose:
        """Returns the pose with both arms as angles; also fills in rots and seen."""
        size = self.body.sizes
        order = sorted(SIDES, key=lambda side: _needs_other_arm(getattr(pose, f"{side}_arm")))
        for side in order:
            s, arm = SIDES[side], getattr(pose, f"{side}_arm")
            got = arm if isinstance(arm, Angles) else Angles(90, 60)
            for _ in range(1 if isinstance(arm, Angles) else ROUNDS):
                last, at = got, self._place_shoulder(pose, rots, side, got)
                got = self._solve_arm(arm, s, rots["spine01"], at, seen)
                if _are_close(got, last):
                    break
            at = self._place_shoulder(pose, rots, side, got)
            rots |= rotate_arm(self.body, rots["spine01"], s, got)
            if has_hand_directions(arm):
                plain = rots[f"wrist.{s}"]
                rots |= rotate_arm_and_hand(self.body, rots["spine01"], s, arm, got, plain)
            u = rots[f"upperarm02.{s}"] @ self.body.upper_dir[s]
            seen[f"{side}_shoulder"], seen[f"{side}_elbow"] = at, at + size.upper_arm_m * u
            f = rots[f"lowerarm02.{s}"] @ self.body.fore_dir[s]
            seen[f"{side}_wrist"] = seen[f"{side}_elbow"] + size.forearm_m * f
            pose = replace_arm(pose, side, got)
        return pose

    def solve(self, pose: Pose) -> Posed:
        """Solves a pose. Contacts given in the pose are met exactly if they are within reach."""
        rots = _rotate_torso(pose)
        pinned = {side: getattr(pose, f"{side}_arm") for side in SIDES}
        for side, arm in pinned.items():
            if isinstance(arm, Pinned):
                pose = self._fit_pinned(pose, rots, side, arm)
        pose = self._raise_onto_knees(self._lower_hips(pose, rots), rots)
        rots |= self._solve_legs(pose, rots)
        seen = {
            f"{side}_{n}": self._find_bone_head(f"{bone}.{s}", rots, vec(pose.pelvis))
            for side, s in SIDES.items()
            for n, bone in (("hip", "upperleg01"), ("knee", "lowerleg01"))
        }
        pose = self._solve_arms(pose, rots, seen)
        return self._skin(pose, rots)

    def _skin(self, pose: Pose, rots: Rotations) -> Posed:
        b = self.body
        n = len(b.bones)
        rot, place = np.zeros((n, 3, 3)), np.zeros((n, 3))
        for i, bone in enumerate(b.bones):
            up = b.parents[i]
            if up < 0:
                rot[i], place[i] = rots["root"], vec(pose.pelvis)
                continue
            rot[i] = rots.get(bone, rot[up])
            place[i] = place[up] + rot[up] @ (b.heads[i] - b.heads[up])
        verts = b.skin(rot, place - np.einsum("bij,bj->bi", rot, b.heads))
        if pose.air_m:
            forward = rots["spine02"] @ vec((0.0, -1.0, 0.0))
            verts += (pose.air_m * b.chest[:, None] * forward).astype(np.float32)
        surface = b.measure_surface(verts)
        joints = {name: place[b.id[bone]] for name, bone in JOINT_BONES.items()}
        joints |= {name: surface[name] for name in SURFACE_JOINTS}
        return Posed(verts, joints, pose)


def _find_knees(leg: AnyLeg, share: float) -> list[tuple[Kneel, float]]:
    """Returns the planted knees of a leg, each with its weight in the blend."""
    if isinstance(leg, LegBlend):
        return _find_knees(leg.a, share * (1 - leg.w)) + _find_knees(leg.b, share * leg.w)
    return [(leg, share)] if isinstance(leg, Kneel) else []


def _are_close(a: Angles, b: Angles) -> bool:
    """Returns whether two arms point the same way."""
    pairs = ((a.plane, b.plane), (a.elev, b.elev), (a.elbow, b.elbow))
    return all(abs(x - y) < SETTLED_DEG for x, y in pairs)


def _needs_other_arm(arm: Arm) -> int:
    """Returns 1 if the arm reaches for a joint of the other arm and must be solved after it."""
    if isinstance(arm, Blend):
        return max(_needs_other_arm(arm.a), _needs_other_arm(arm.b))
    on = arm.on if isinstance(arm, Reach) else None
    return int(on is not None and not on.endswith(("knee", "hip")))


def measure_elevation(joints: dict[str, Array], side: str) -> float:
    """Returns one side's shoulder elevation from joint centres: 0 hanging, 180 overhead."""
    hips = joints["left_hip"] + joints["right_hip"]
    down = (hips - joints["left_shoulder"] - joints["right_shoulder"]) / 2
    return measure_angle(down, joints[f"{side}_elbow"] - joints[f"{side}_shoulder"])


def measure_plane(joints: dict[str, Array], side: str) -> float:
    """Returns the plane of elevation from joint centres: 0 to the side, 90 forward, more across."""
    hips = joints["left_hip"] + joints["right_hip"]
    up = unit(joints["left_shoulder"] + joints["right_shoulder"] - hips)
    left = joints["left_shoulder"] - joints["right_shoulder"]
    left = unit(left - (left @ up) * up)
    fwd = np.cross(left, up)
    out = left if side == "left" else -left
    h = joints[f"{side}_elbow"] - joints[f"{side}_shoulder"]
    return float(np.degrees(np.arctan2(h @ fwd, h @ out)))


def measure_elbow_flexion(joints: dict[str, Array], side: str) -> float:
    """Returns the elbow flexion from joint centres: 0 straight."""
    a, b, c = (joints[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
    return measure_angle(b - a, c - b)
