"""Rock and roll: one knee hugged in, the other leg straight, its toes held; back and up again."""

from dataclasses import replace

import numpy as np

from synth.geometry import unit, vec
from synth.moves.setup import Setup
from synth.pose import Leg, Pose, Reach, shift_pose
from synth.script import Move, Rep, repeat
from synth.stance import Figure, make_vec

FAULTS = ("partial", "knee-away", "too-fast")
TUCKED = Leg(flex=122.0, abd=2.0, knee=128.0, ankle=10.0)
LONG = Leg(flex=112.0, abd=1.0, rot=2.0, knee=6.0, ankle=4.0)
SAT_DEG, PARTIAL_DEG, BACK_DEG, STEP_DEG = -28.0, -98.0, -140.0, 4.0
OUT_S, FAR_S, BACK_S, NEAR_S = 1.15, 0.35, 1.15, 0.4


def _curl_up(fig: Figure, tucked: Leg) -> Pose:
    """Balanced on the sit bones, the left hand at the right toes, the right hand on the floor."""
    pose = Pose((0.0, 0.0, 0.12), tucked, LONG, pitch=SAT_DEG, low=34.0, high=30.0, neck_flex=26.0)
    pose = fig.set_down(pose, "root", "pelvis", "upperleg01", "spine05")
    j = fig.solve(pose).joints
    toes = j["right_big_toe"]
    wrist = toes + 0.06 * unit(j["left_shoulder"] - toes)
    reach = Reach(make_vec(wrist), (0.6, 0.2, -0.6), curl=45.0)
    left = fig.solve(replace(pose, left_arm=reach)).pose.left_arm
    hip = j["right_hip"]
    push = Reach(
        (float(hip[0]) - 0.18, float(hip[1]) + 0.20, fig.palm_m), (-0.7, 0.7, 0.3), curl=3.0
    )
    return replace(pose, left_arm=left, right_arm=push)


def roll_back(fig: Figure, sat: Pose, to_deg: float) -> Pose:
    """Rolls the curled pose over the back without slipping until the pelvis pitch is to_deg."""
    pose, part = sat, fig.body.group("root", "pelvis", "spine", "clavicle", "shoulder01")
    steps = max(round((sat.pitch - to_deg) / STEP_DEG), 1)
    for k in range(steps):
        before = fig.solve(pose).verts[part]
        touch = int(np.argmin(before[:, 2]))
        pitch = sat.pitch + (to_deg - sat.pitch) * (k + 1) / steps
        pose = fig.set_down(replace(pose, pitch=pitch), "root", "pelvis", "spine", "head", "neck")
        after = fig.solve(pose).verts[part]
        pose = shift_pose(pose, vec((0.0, float(before[touch, 1] - after[touch, 1]), 0.0)))
    return pose


def _make_rep(sat: Pose, middle: Pose, back: Pose, reason: str, share: float = 1.0) -> Rep:
    """Rolls back over the middle and up again; share scales all times."""
    moves: list[Move] = [
        (0.5 * OUT_S * share, middle, "out"),
        (0.5 * OUT_S * share, back, "out"),
        (FAR_S * share, back, "far"),
        (0.5 * BACK_S * share, middle, "back"),
        (0.5 * BACK_S * share, sat, "back"),
        (NEAR_S * share, sat, "near"),
    ]
    return Rep(tuple(moves), counted=not reason, reason=reason)


def build(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """The left knee hugged in, the left hand at the right toes, seen from the left."""
    tucked = replace(TUCKED, flex=84.0, knee=78.0) if fault == "knee-away" else TUCKED
    sat = _curl_up(fig, tucked)
    start = fig.long_sitting()
    to_deg = PARTIAL_DEG if fault == "partial" else BACK_DEG
    middle, back = roll_back(fig, sat, (sat.pitch + to_deg) / 2), roll_back(fig, sat, to_deg)
    reason = {"partial": "partial", "too-fast": "fast"}.get(fault or "", "")
    fast = fault == "too-fast"
    cycle = _make_rep(sat, middle, back, reason, 0.42 if fast else 1.0)
    enter = [(1.2, sat, "enter"), (0.4, sat, "near")]
    script = repeat(start, [cycle] * (2 if fault else 3), fault, enter=enter, paced=fast)
    return Setup(
        script,
        (),
        90.0,
        3.0,
        -0.1,
        1.1,
        aim_y=0.0,
        eye_m=(0.4, 0.7),
        wide_m=2.2,
        still=True,
        mat=True,
    )
