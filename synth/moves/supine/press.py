"""Frog legs, hands on the thighs: the chest turns to one side, then to the other."""

from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Foot, Pose, Reach, replace_arm
from synth.script import Rep, repeat
from synth.stance import Figure, make_vec

from .back import SIDES, lay_arms_out

FAULTS = ("hands-off", "hips-roll", "too-little", "too-fast")
COUNTED = (None, "hips-roll")  # rolling hips are seen too poorly to reject a repetition for them
TURN_DEG, LITTLE_DEG = 24.0, 10.0
OUT_S, FAR_S, BACK_S, NEAR_S = 1.2, 0.7, 1.2, 0.6
FAST_S, FAST_FAR_S, FAST_REST_S = 0.42, 0.2, 0.6


def lie_frog_legged(fig: Figure) -> Pose:
    """On the back, soles together, knees apart, hands on the thighs."""
    lying = fig.supine_knees_bent()
    y = float(fig.solve(lying).joints["left_hip"][1]) - 0.62 * fig.leg_m
    feet = [
        Foot(
            (s * 0.05, y, 0.075),
            pole=(s * 1.0, -0.1, 0.32),
            toes=(s * 0.25, -1.0, 0.0),
            sole=(-s, 0.0, 0.0),
        )
        for _, s in SIDES
    ]
    pose = fig.set_down(replace(lying, left_foot=feet[0], right_foot=feet[1]))
    return put_hands_on(fig, pose)


def put_hands_on(fig: Figure, pose: Pose) -> Pose:
    """Puts both hands on top of the thighs."""
    j = fig.solve(pose).joints
    for side, sign in SIDES:
        at = 0.42 * (j[f"{side}_hip"] - j[f"{side}_knee"])
        at[2] += 0.095
        hand = Reach(make_vec(at), (sign * 0.9, 0.2, -0.2), f"{side}_knee", pron=60.0, curl=12.0)
        pose = replace_arm(pose, side, hand)
    return pose


def turn_chest(pose: Pose, deg: float, hips: float = 0.0) -> Pose:
    """Turns the chest to the left over still hips, or with rolling hips."""
    lift = 0.25 * abs(deg + hips)
    return replace(pose, rot=deg, spin=hips, high=lift, neck_rot=-0.4 * deg)


def build(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """Four turns, to the left first."""
    neutral = lie_frog_legged(fig)
    start = lay_arms_out(fig, neutral, 40.0) if fault == "hands-off" else neutral
    deg = LITTLE_DEG if fault == "too-little" else TURN_DEG
    roll = 36.0 if fault == "hips-roll" else 0.0
    far = [turn_chest(start, s * (deg - 0.6 * roll), s * roll) for s in (1.0, -1.0)]
    out_s, far_s, back_s, near_s = OUT_S, FAR_S, BACK_S, NEAR_S
    if fault == "too-fast":
        out_s, far_s, back_s, near_s = FAST_S, FAST_FAR_S, FAST_S, FAST_REST_S
    reason = {"too-little": "partial", "too-fast": "fast"}.get(fault or "", "form")
    cycles = [
        Rep(
            (
                (out_s, to, "out"),
                (far_s, to, "far"),
                (back_s, start, "back"),
                (near_s, start, "near"),
            ),
            counted=fault in COUNTED,
            reason="" if fault in COUNTED else reason,
        )
        for to in (*far, *far)
    ]
    script = repeat(neutral, cycles, fault, paced=fault == "too-fast")
    return Setup(
        *(script, (), 0.0, 2.6, -0.1, 0.7),
        eye_m=(1.75, 1.95),
        wide_m=1.2,
        still=True,
        mat=True,
    )
