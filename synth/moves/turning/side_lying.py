"""Lying on the right side: opening the top arm and chest, or breathing over a foam roller."""

from dataclasses import replace

import numpy as np

from synth.floor import MAT_M
from synth.moves.setup import Setup
from synth.pose import Angles, Leg, Pose
from synth.rig import Posed
from synth.scene import Box
from synth.script import Rep, Script, add_fault, hold_well, hold_wrong, repeat
from synth.stance import Figure
from synth.things import Thing, make_pillow, make_roller

OPEN_FAULTS = ("partial", "knee-lifts", "too-fast")
BREATH_FAULTS = ("rolled-back", "arm-down", "head-hangs")
STRAIGHT = Leg(flex=2.0, knee=4.0, ankle=15.0)
BENT = Leg(flex=82.0, abd=-24.0, knee=88.0, ankle=15.0)
OPEN_ARM = Angles(plane=-22.0, elev=86.0, elbow=6.0, pron=0.0)
ROLLER_M = 0.075
OUT_S, FAR_S, NEAR_S = 1.1, 0.5, 0.35


def _make_cushions(fig: Figure, pose: Pose, parts: int = 2) -> tuple[Box, ...]:
    """Returns cushions under the head and the upper knee, each just as high as needed."""
    got = fig.solve(pose)
    head = got.verts[fig.body.group("head", "neck03")]
    knee = got.verts[fig.body.group("upperleg02.L", "lowerleg01.L")]
    out = []
    for part, share in ((head, 1.0), (knee, 2.0))[:parts]:
        low = float(np.percentile(part[:, 2], share)) - MAT_M
        if low > 0.02:
            x, y = (float(v) for v in part[:, :2].mean(0))
            out.append(make_pillow(x, y, low + 0.015))
    return tuple(out)


def _level_legs(pose: Pose, roll: float) -> Pose:
    """Tilts the pose head up or down (roll over -90: up), keeping the legs level with the floor."""
    left, right, up = pose.left_foot, pose.right_foot, roll + 90.0
    if not (isinstance(left, Leg) and isinstance(right, Leg)):
        raise TypeError("somebody on their side has legs told by angles")
    left, right = replace(left, abd=left.abd + up), replace(right, abd=right.abd - up)
    return replace(pose, roll=roll, left_foot=left, right_foot=right)


def _settle(fig: Figure, pose: Pose) -> Pose:
    """Tilts the pose about the y axis until hip and shoulder both lie on the mat."""

    def make_pose(roll: float) -> Pose:
        tilted = _level_legs(pose, roll)
        return fig.set_down(tilted, "upperarm01.R", "upperarm02.R", "clavicle")

    def gap(got: Posed) -> float:
        return fig.find_lowest(got, "root", "pelvis", "upperleg01.R", "spine05") - MAT_M

    return fig.close_gap(make_pose, gap, -70.0, -100.0)


def _lie_on_side(fig: Figure) -> Pose:
    """On the right side, lower leg straight, upper leg bent with its knee on a cushion in front."""
    pose = replace(fig.side_lying(), left_foot=BENT, right_foot=STRAIGHT)
    return _put_hands_ahead(fig, _settle(fig, pose))


def _put_hands_ahead(fig: Figure, pose: Pose) -> Pose:
    """Puts the lower hand on the mat in front of the chest and the upper hand on it."""
    at = fig.solve(pose).joints["right_shoulder"]
    x, y = float(at[0]), float(at[1]) - 0.97 * fig.arm_m
    lower = replace(fig.flat_hand("right", -x, y), pole=(0.3, 0.3, -0.9))
    upper = replace(lower, at=(x, y - 0.01, fig.palm_m + 0.055), pole=(0.4, 0.2, 0.9))
    return replace(pose, left_arm=upper, right_arm=lower)


def _open_chest(start: Pose, share: float = 1.0) -> Pose:
    arm = replace(OPEN_ARM, plane=80.0 + share * (OPEN_ARM.plane - 80.0))
    return replace(start, left_arm=arm, rot=48.0 * share, neck_rot=42.0 * share, spin=4.0 * share)


def build_opening(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """The left arm and the chest open backwards and return."""
    start = _lie_on_side(fig)
    far = _open_chest(start)
    if fault == "partial":
        far = _open_chest(start, 0.68)
    elif fault == "knee-lifts":
        rolled = replace(far, spin=38.0, rot=26.0, left_foot=replace(BENT, abd=30.0))
        far = fig.set_down(rolled, "root", "pelvis", "upperleg01", "spine", "clavicle")
    fast = fault == "too-fast"
    out_s, far_s = (0.38, 0.05) if fast else (OUT_S, FAR_S)
    moves = [(out_s, far, "out"), (far_s, far, "far"), (out_s, start, "back")]
    if not fast:
        moves.append((NEAR_S, start, "near"))
    reason = {"partial": "partial", "too-fast": "fast"}.get(fault or "", "form" if fault else "")
    cycle = Rep(tuple(moves), counted=not reason, reason=reason)
    script = repeat(start, [cycle] * (2 if fault else 3), fault, paced=fast)
    return _make_setup(script, _make_cushions(fig, start))


def _make_setup(script: Script, boxes: tuple[Box, ...]) -> Setup:
    return Setup(
        script, boxes, 0.0, 2.9, -0.1, 0.95, eye_m=(0.4, 0.65), wide_m=2.4, still=True, mat=True
    )


def _drape_over_roller(fig: Figure) -> Pose:
    """Bent sideways over the roller under the ribs, the upper arm in line with the trunk."""
    lower = Leg(flex=50.0, rot=9.0, knee=80.0, ankle=15.0)
    upper = replace(lower, abd=-9.0, rot=14.0)
    arm = Angles(plane=20.0, elev=158.0, elbow=22.0)
    pose = replace(fig.side_lying(), left_foot=upper, right_foot=lower, left_arm=arm)
    pose = replace(pose, side=-38.0, neck_side=4.0)

    def make_pose(roll: float) -> Pose:
        return fig.set_down(_level_legs(pose, roll), "root", "pelvis", "upperleg01.R")

    def gap(got: Posed) -> float:
        return fig.find_lowest(got, "spine03", "spine02", "breast") - MAT_M - 2 * ROLLER_M

    draped = fig.close_gap(make_pose, gap, -95.0, -60.0)
    at = fig.solve(draped).joints["right_shoulder"]
    x, y = float(at[0]) - 0.08, float(at[1]) - 0.42
    hand = replace(fig.flat_hand("right", -x, y), pole=(0.3, 0.3, -0.9))
    return replace(draped, right_arm=hand)


def _place_roller(fig: Figure, pose: Pose) -> Thing:
    """Returns the roller across the body, where the ribs are lowest."""
    verts = fig.solve(pose).verts
    ribs = verts[fig.body.group("spine03", "spine02")]
    under = ribs[ribs[:, 2] < np.percentile(ribs[:, 2], 8.0)]
    x, y = float(under[:, 0].mean()), float(under[:, 1].mean())
    return make_roller((x, y, MAT_M + ROLLER_M), (0.0, 1.0, 0.0), 0.45)


def build_breathing(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Over the roller with quiet breaths; it starts in place with the arm at the side."""
    hold = _drape_over_roller(fig)
    start = replace(hold, left_arm=Angles(plane=40.0, elev=16.0, elbow=25.0))
    things, boxes = (_place_roller(fig, hold),), _make_cushions(fig, hold, 1)
    if fault == "rolled-back":
        bad = replace(hold, spin=26.0, rot=16.0)
        script = add_fault(start, hold, fault, bad)
    elif fault == "arm-down":
        script = hold_wrong(
            start, fault, replace(start, left_arm=Angles(plane=60, elev=55, elbow=35))
        )
    elif fault == "head-hangs":
        script, boxes = hold_wrong(start, fault, replace(hold, neck_side=-34.0)), ()
    else:
        script = hold_well(start, hold, hold_s)
    return replace(_make_setup(script, boxes), things=things)
