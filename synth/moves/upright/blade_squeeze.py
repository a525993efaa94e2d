"""Shoulder blade squeeze, sitting: elbows bent at the sides go back, stay, and come forward."""

from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Angles, Pose
from synth.rooms import make_chair
from synth.script import Rep, Script, repeat
from synth.stance import Figure

FAULTS = ("short", "partial", "shrugging", "leaning-back")
READY = Angles(plane=78.0, elev=12.0, rot=-4.0, elbow=88.0, pron=10.0)
BACK = Angles(plane=-68.0, elev=36.0, rot=4.0, elbow=96.0, pron=10.0)
LITTLE = Angles(plane=-70.0, elev=10.0, rot=0.0, elbow=92.0, pron=10.0)
HELD_S, SHORT_S = 5.5, 2.0


def _squeeze_blades(ready: Pose, arm: Angles = BACK, share: float = 1.0) -> Pose:
    """Shoulder blades together: elbows behind the trunk."""
    back, down = -14.0 * share, -3.0 * share
    return replace(
        ready,
        left_arm=arm,
        right_arm=arm,
        left_protract=back,
        right_protract=back,
        left_shrug=down,
        right_shrug=down,
    )


def _make_rep(ready: Pose, far: Pose, held_s: float, reason: str = "") -> Rep:
    moves = ((0.9, far, "out"), (held_s, far, "far"), (0.9, ready, "back"), (0.8, ready, "near"))
    return Rep(moves, counted=reason in {"", "short"}, reason=reason)


def _make_script(fig: Figure, fault: str | None) -> Script:
    neutral = fig.sitting()
    ready = replace(neutral, left_arm=READY, right_arm=READY)
    there = _squeeze_blades(ready)
    enter = ((0.8, ready, "enter"), (0.8, ready, "near"))
    if fault == "short":
        cycles = [_make_rep(ready, there, SHORT_S, "short")] * 3
    elif fault == "partial":
        cycles = [
            _make_rep(ready, _squeeze_blades(ready, LITTLE, 0.3), HELD_S - 2.5, "partial")
        ] * 3
    elif fault == "shrugging":
        bad = replace(there, left_shrug=24.0, right_shrug=24.0)
        cycles = [_make_rep(ready, bad, HELD_S, "form")] * 2
    elif fault == "leaning-back":
        bad = replace(there, pitch=there.pitch - 14.0, low=-6.0, high=-10.0)
        cycles = [_make_rep(ready, bad, HELD_S, "form")] * 2
    else:
        return repeat(neutral, [_make_rep(ready, there, HELD_S)] * 2, enter=enter)
    return repeat(neutral, cycles, fault, enter=enter, paced=fault == "short")


def build(fig: Figure, fault: str | None, _hold_s: float) -> Setup:
    """Seen from the left."""
    seat = fig.seat_m
    high = fig.body.sizes.height_m * 0.5 + seat + 0.14
    boxes = tuple(make_chair(0.0, 0.03, seat))
    return Setup(_make_script(fig, fault), boxes, 90.0, 2.7, -0.14, high, aim_y=-0.15, still=True)
