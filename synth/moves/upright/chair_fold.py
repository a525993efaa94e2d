"""Seated forward fold: chest to the thighs, head and arms hanging, then slowly up again."""

from dataclasses import replace

from synth.moves.setup import Setup
from synth.pose import Pose, Reach
from synth.rooms import make_chair
from synth.script import GOOD_S, Script, Segment
from synth.stance import Figure

from .steps import Turn, frame_script

FAULTS = ("too-shallow", "head-up", "up-fast", "bouncing")
DOWN_S, UP_S, FAST_S = 1.6, 4.0, 0.9
BOUNCE_HZ = 1.1


def hang_arms(fig: Figure, pose: Pose) -> Pose:
    """Lets the arms hang from the shoulders, outside the shins."""
    j = fig.solve(replace(pose, left_arm=HANG[0], right_arm=HANG[1])).joints
    arms = []
    for side, s in (("left", 1), ("right", -1)):
        x, y, z = (float(v) for v in j[f"{side}_shoulder"])
        low = max(0.20, z - 0.95 * fig.arm_m)
        arms.append(Reach((x + s * 0.03, y - 0.02, low), (s * 0.6, 0.8, 0.0), pron=20.0))
    return replace(pose, left_arm=arms[0], right_arm=arms[1])


HANG = [Reach((s * 0.28, -0.45, 0.15), (s * 0.6, 0.8, 0.0)) for s in (1, -1)]


def fold_forward(fig: Figure, pitch: float, low: float, high: float, neck: float) -> Pose:
    """Bent forward from the hips by pitch, the spine rounding by low and high."""
    bent = replace(fig.sitting(), pitch=pitch, low=low, high=high, neck_flex=neck)
    return hang_arms(fig, bent)


def _make_script(fig: Figure, fault: str | None, hold_s: float) -> Script:
    neutral = fig.sitting()
    hold = fold_forward(fig, 58.0, 34.0, 22.0, 8.0)
    way_in, way_out = Segment("enter", DOWN_S, hold), [Segment("leave", UP_S, neutral)]
    held = [way_in, Segment("hold", GOOD_S, hold)]
    if fault == "too-shallow":
        bad = fold_forward(fig, 26.0, 14.0, 10.0, 8.0)
        middle = [Segment("enter", 1.0, bad), Segment("fault", 4.4, bad)]
        return frame_script(neutral, middle, [Segment("leave", 1.5, neutral)], Turn(fault, 1))
    if fault == "head-up":
        bad = replace(hold, neck_flex=-58.0, neck_fwd=4.0)
        middle = [*held, Segment("fault", 0.7, bad), Segment("fault", 3.3, bad)]
        return frame_script(neutral, middle, way_out, Turn(fault, 2, 0.5))
    if fault == "up-fast":
        middle = [*held, Segment("fault", FAST_S, neutral)]
        script = frame_script(neutral, middle, [Segment("leave", 1.2, neutral)], Turn(fault, 2))
        return replace(script, paced=True)
    if fault == "bouncing":
        peak = fold_forward(fig, 46.0, 28.0, 18.0, 8.0)
        middle = [*held, Segment("fault", 5 / BOUNCE_HZ, hold, peak, BOUNCE_HZ)]
        return frame_script(neutral, middle, way_out, Turn(fault, 2))
    return frame_script(neutral, [way_in, Segment("hold", hold_s, hold)], way_out)


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Seen from the left."""
    seat = fig.seat_m
    high = fig.body.sizes.height_m * 0.5 + seat + 0.12
    boxes = tuple(make_chair(0.0, 0.03, seat))
    return Setup(
        _make_script(fig, fault, hold_s), boxes, 90.0, 2.8, -0.14, high, aim_y=-0.25, still=True
    )
