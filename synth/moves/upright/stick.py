"""Stick raised overhead with both hands: hands stay in place on it, elbows straight."""

from dataclasses import replace

import numpy as np

from synth.geometry import vec
from synth.moves.setup import Setup
from synth.pose import Angles, Pose, Reach
from synth.script import Rep, Script, repeat
from synth.stance import Figure, make_vec
from synth.things import make_stick

FAULTS = ("partial", "elbows-bent", "let-go")
GAP = 1.7  # between the wrists, in shoulder widths
LOW_DEG, LEVEL_DEG, TOP_DEG = 22.0, 90.0, 160.0


def _make_arm(fig: Figure, elev: float) -> Angles:
    """Returns an arm raised in front by elev, its wrist half the gap from the midline."""
    out = (GAP - 1.0) * fig.body.sizes.shoulder_m / 2
    share = out / (fig.arm_m * float(np.sin(np.radians(elev))))
    plane = float(np.degrees(np.arccos(np.clip(share, 0.0, 0.95))))
    return Angles(plane=plane, elev=elev, elbow=5.0, pron=40.0, curl=48.0)


def _raise_stick(fig: Figure, stand: Pose, elev: float) -> Pose:
    arm = _make_arm(fig, elev)
    return replace(stand, left_arm=arm, right_arm=arm)


def _bend_elbows(fig: Figure, stand: Pose, ahead_m: float, above_m: float) -> Pose:
    """Holds the stick this far in front of and above the shoulders, elbows bent outwards."""
    half = GAP * fig.body.sizes.shoulder_m / 2
    j = fig.solve(stand).joints
    at = (j["left_shoulder"] + j["right_shoulder"]) / 2 + vec((0.0, -ahead_m, above_m))
    arms = [
        Reach(make_vec(at + vec((s * half, 0.0, 0.0))), (s * 1.0, -0.3, -0.3), pron=40.0, curl=48.0)
        for s in (1, -1)
    ]
    return replace(stand, left_arm=arms[0], right_arm=arms[1])


def _make_rep(low: Pose, level: Pose, top: Pose, reason: str = "") -> Rep:
    moves = (
        (0.7, level, "out"),
        (0.7, top, "out"),
        (0.4, top, "far"),
        (0.7, level, "back"),
        (0.7, low, "back"),
        (0.5, low, "near"),
    )
    return Rep(moves, counted=not reason, reason=reason)


def _make_script(fig: Figure, fault: str | None) -> Script:
    neutral = fig.standing()
    low, level = _raise_stick(fig, neutral, LOW_DEG), _raise_stick(fig, neutral, LEVEL_DEG)
    top = _raise_stick(fig, neutral, TOP_DEG)
    enter = ((0.8, low, "enter"), (0.6, low, "near"))
    if fault == "partial":
        cycles = [_make_rep(low, level, _raise_stick(fig, neutral, 112.0), "partial")] * 3
    elif fault == "elbows-bent":
        level, top = _bend_elbows(fig, neutral, 0.30, -0.05), _bend_elbows(fig, neutral, 0.06, 0.36)
        bad = repeat(neutral, [_make_rep(low, level, top)] * 3, fault, enter=enter)
        return replace(bad, fault_at=(bad.fault_at[0] + 1, 0.5))  # visible once the hands are up
    elif fault == "let-go":
        hang = neutral.right_arm
        one = [replace(p, right_arm=hang) for p in (low, level, top)]
        cycles = [_make_rep(one[0], one[1], one[2], "form")] * 3
        enter = ((0.8, one[0], "enter"), (0.6, one[0], "near"))
    else:
        return repeat(neutral, [_make_rep(low, level, top)] * 4, enter=enter)
    return repeat(neutral, cycles, fault, enter=enter)


def build(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """Seen from the front."""
    top = fig.body.sizes.height_m + 0.62
    things = () if fault == "let-go" else (make_stick(),)
    return Setup(_make_script(fig, fault), (), 0.0, 3.2, -0.05, top, things=things)
