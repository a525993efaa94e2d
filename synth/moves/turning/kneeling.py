"""Kneeling thoracic twist: arms crossed on the chest, which turns to the left and right in turn."""

from collections.abc import Callable
from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Pose
from synth.script import Rep, repeat
from synth.stance import Figure, aim_arm

FAULTS = ("partial", "leaning", "sinking", "too-fast")
UPPER = aim_arm((0.02, -0.66, -0.75), (-0.84, -0.10, 0.52), pron=40.0)
UNDER = aim_arm((0.02, -0.50, -0.87), (-0.84, -0.14, 0.50), pron=40.0)
OUT_S, FAR_S, NEAR_S = 0.9, 0.45, 0.25
FULL_DEG = 36.0
Turn = Callable[[Pose, float], Pose]


def _turn_fully(start: Pose, sign: float) -> Pose:
    """Turns the chest to the left (sign 1) or right, the head with it."""
    return replace(start, rot=sign * FULL_DEG, neck_rot=sign * 9.0)


def _turn_little(start: Pose, sign: float) -> Pose:
    return replace(start, rot=sign * 22.0, neck_rot=sign * 7.0)


def _turn_leaning(start: Pose, sign: float) -> Pose:
    turned = _turn_fully(start, sign)
    return replace(turned, side=sign * -22.0, roll=sign * -3.0, neck_side=sign * 6.0)


def _make_rep(start: Pose, turn: Turn, sign: float, reason: str, fast: bool) -> Rep:
    out_s, far_s = (0.42, 0.05) if fast else (OUT_S, FAR_S)
    far = turn(start, sign)
    moves = [(out_s, far, "out"), (far_s, far, "far"), (out_s, start, "back")]
    if not fast:
        moves.append((NEAR_S, start, "near"))
    return Rep(tuple(moves), counted=not reason, reason=reason)


def build(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """Left, then right, twice; a fault is shown only to the left."""
    start = replace(fig.kneeling(), left_arm=UPPER, right_arm=UNDER)
    start = replace(start, left_protract=6.0, right_protract=6.0)
    turns: dict[str, Turn] = {"partial": _turn_little, "leaning": _turn_leaning}
    turn = turns.get(fault or "", _turn_fully)
    reason = {"partial": "partial", "too-fast": "fast"}.get(fault or "", "form" if fault else "")
    signs = (1.0, 1.0, 1.0) if fault else (1.0, -1.0, 1.0, -1.0)
    base = start
    if fault == "sinking":
        base = _sink_back(fig, start)
    cycles = [_make_rep(base, turn, sign, reason, fault == "too-fast") for sign in signs]
    enter = [(0.8, base, "enter")] if base is not start else ()
    script = repeat(start, cycles, fault, enter=enter, paced=fault == "too-fast")
    high = fig.body.sizes.height_m * 0.76 + 0.15
    return Setup(script, (), 0.0, 2.7, -0.15, high, aim_y=0.1, still=True, mat=True)


def _sink_back(fig: Figure, start: Pose) -> Pose:
    """Half sat back towards the heels, the trunk bent forwards."""
    z = fig.body.sizes
    x, y, high = start.pelvis
    pelvis = (x, y + 0.55 * float(z.thigh_m), high)
    return replace(start, pelvis=pelvis, pitch=14.0, low=14.0, high=14.0, neck_flex=-10.0)
