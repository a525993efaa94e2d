"""Trunk rotations on all fours: a hand behind the head opens up, or an arm threads through."""

from dataclasses import replace

import numpy as np

from synth.floor import MAT_M
from synth.geometry import Array, unit
from synth.moves.setup import Setup
from synth.pose import Hand, Pose, Reach, Vec
from synth.script import Rep, Script, add_fault, hold_well, hold_wrong, repeat
from synth.stance import Figure, make_vec

from .ground import HEAD, LONG, bend_spine, put_on_knees, set_hip_wide

ROTATION = ("partial", "elbow-short", "too-fast")
THREAD = ("shoulder-high", "hips-back")
MOVE_S, REST_S = 1.8, 0.5
QUICK_S, QUICK_REST_S = 0.45, 0.2
OPEN, CLOSED = 36.0, -26.0
UP: Vec = (0.30, 0.25, 0.92)
IN: Vec = (-0.55, -0.45, -0.70)
HALF: Vec = (0.92, -0.25, 0.30)
LEVEL: Vec = (0.90, -0.35, -0.15)


def _fit_support(fig: Figure, pose: Pose, long: float) -> Pose:
    """Finds the pitch at which the supporting right arm has length `long`: 1 is straight."""
    hands = fig.all_fours()
    wrist = fig.solve(hands).joints["right_wrist"]
    right = fig.flat_hand("right", -float(wrist[0]), float(wrist[1]))

    def make_pose(pitch: float) -> Pose:
        kneels = put_on_knees(fig, set_hip_wide(fig), 0.0, replace(pose, pitch=pitch))
        return replace(kneels, right_arm=right)

    def longer(shoulder: Array) -> float:
        return float(np.linalg.norm(shoulder - wrist)) - long * fig.arm_m

    return fig.close_gap(make_pose, lambda got: longer(got.joints["right_shoulder"]), 40.0, 110.0)


def reach_behind_head(fig: Figure, rot: float, elbow: Vec, long: float = LONG) -> Pose:
    """On all fours, chest and head turned left by rot, the left hand behind the left ear.

    elbow: where the left elbow points in the room. long: how straight the right arm is.
    """
    pose = _fit_support(fig, replace(bend_spine(80.0), rot=rot, neck_rot=0.45 * rot), long)
    j = fig.solve(pose).joints
    out, crown = j["left_ear"] - j["right_ear"], j["left_ear"] + j["right_ear"] - 2 * j["nose"]
    at = j["left_ear"] + 0.05 * unit(out) + 0.05 * unit(crown)
    return replace(pose, left_arm=Reach(make_vec(at), elbow, pron=30.0, wrist=10.0, curl=10.0))


def thread_arm(fig: Figure, rot: float, high_m: float, back_deg: float = 0.0) -> Pose:
    """On all fours, the left arm slid under the right one, the left shoulder down.

    rot: turn of the chest to the right; high_m: height of the left shoulder; back_deg: backward
    lean of the thighs from vertical.
    """
    hands = fig.all_fours()
    wrist = fig.solve(hands).joints["right_wrist"]
    right = fig.flat_hand("right", -float(wrist[0]) + 0.04, float(wrist[1]) - 0.06)
    right = replace(right, pole=(-0.9, 0.5, 0.3))

    def make_pose(pitch: float) -> Pose:
        bent = replace(bend_spine(pitch, 4.0, 6.0, 4.0), rot=-rot, neck_rot=-0.55 * rot)
        return replace(put_on_knees(fig, set_hip_wide(fig), back_deg, bent), right_arm=right)

    pose = fig.close_gap(
        make_pose, lambda got: float(got.joints["left_shoulder"][2]) - high_m, 60.0, 135.0
    )
    at = fig.solve(pose).joints["left_shoulder"]
    low = MAT_M + 0.035
    across = float(np.sqrt(max((LONG * fig.arm_m) ** 2 - (at[2] - low) ** 2, 0.01)))
    under = Reach(
        (float(at[0]) - across, float(at[1]) - 0.03, low),
        (0.1, -0.8, 0.3),
        curl=12.0,
        lies=Hand((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
    )
    pose = replace(pose, left_arm=under)
    return fig.close_gap(
        lambda side: replace(pose, neck_side=side),
        lambda got: fig.find_lowest(got, *HEAD) - MAT_M,
        -40.0,
        40.0,
    )


def _make_script(
    fig: Figure, fault: str | None, first: Pose, near: Pose, far: Pose, reason: str
) -> Script:
    """Repeats from elbow to elbow (`first`) to the ceiling and back to `near`."""
    move_s, rest_s = (QUICK_S, QUICK_REST_S) if fault == "too-fast" else (MOVE_S, REST_S)
    cycle = Rep(
        (
            (move_s, far, "open"),
            (rest_s, far, "open"),
            (move_s, near, "close"),
            (rest_s, near, "close"),
        ),
        not reason,
        reason,
    )
    n = {None: 4, "too-fast": 4}.get(fault, 2)
    enter = ((1.2, first, "enter"), (REST_S + 0.3, first, "close"))
    return repeat(fig.all_fours(), [cycle] * n, fault, 0, enter, paced=fault == "too-fast")


def build_rotation(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """Quadruped trunk rotation with the left hand behind the left ear."""
    first, far, reason = reach_behind_head(fig, CLOSED, IN), reach_behind_head(fig, OPEN, UP), ""
    near = first
    if fault == "partial":
        far, reason = reach_behind_head(fig, 6.0, HALF), "partial"
    elif fault == "elbow-short":
        near, reason = reach_behind_head(fig, 0.0, LEVEL), "return"
    elif fault == "too-fast":
        reason = "fast"
    return _make_setup(_make_script(fig, fault, first, near, far, reason))


def _make_setup(script: Script) -> Setup:
    """Films from the head end, towards the working side."""
    return Setup(
        script,
        view_deg=40.0,
        distance_m=2.6,
        high_m=1.35,
        aim_y=-0.2,
        eye_m=(0.45, 0.7),
        wide_m=1.7,
        still=True,
        mat=True,
        view="three-quarter",
    )


def build_thread(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Thread the needle with the left arm, seen from the supporting side."""
    neutral, hold = fig.all_fours(), thread_arm(fig, 48.0, 0.13)
    if fault == "shoulder-high":
        script = hold_wrong(neutral, fault, thread_arm(fig, 22.0, 0.36))
    elif fault == "hips-back":
        script = add_fault(neutral, hold, fault, thread_arm(fig, 44.0, 0.13, 38.0))
    else:
        script = hold_well(neutral, hold, hold_s)
    return Setup(
        script,
        view_deg=-90.0,
        distance_m=2.7,
        high_m=1.25,
        aim_y=-0.1,
        eye_m=(0.35, 0.6),
        wide_m=1.9,
        still=True,
        mat=True,
    )
