"""Seated lower-back rotation: one leg crossed over the other, the far elbow outside its knee."""

from dataclasses import dataclass, replace

from synth.geometry import unit, vec
from synth.moves.setup import Setup
from synth.pose import Foot, Pose, Reach
from synth.rooms import make_chair
from synth.script import add_fault, add_swing, hold_well, hold_wrong
from synth.stance import Figure, make_vec

from .parts import hook_elbow

FAULTS = (
    "legs-not-crossed",
    "elbow-off",
    "hips-turn",
    "slump",
    "shoulders-tilt",
    "shoulders-up",
    "too-little",
    "yanking",
)
THIGH = (-0.34, -0.88, 0.33)  # of the upper leg: across, above the other thigh
SHIN = (-0.50, -0.18, -0.85)
OUTSIDE = (0.062, 0.03, 0.055)  # offset from the knee joint at which the elbow rests against it


@dataclass(frozen=True, slots=True)
class Sat:
    """Sitting with the left leg over the right; knee: the left knee's position."""

    pose: Pose
    knee: tuple[float, float, float]


def _cross_legs(fig: Figure) -> Sat:
    z = fig.body.sizes
    pose = fig.sitting()
    joints = fig.solve(pose).joints
    hip, heel = joints["left_hip"], joints["right_ankle"]
    under = Foot((-z.hip_x, float(heel[1]), float(heel[2])), 3.0, (-0.1, -1.0, 0.6))
    knee = hip + z.thigh_m * unit(THIGH)
    ankle = knee + z.shin_m * unit(SHIN)
    over = Foot(make_vec(ankle), -14.0, make_vec(unit(vec(THIGH)) - 0.4 * unit(SHIN)))
    laps = [
        Reach((-0.02, 0.16, 0.085), (0.8, 0.6, -0.6), "left_knee", pron=70.0),
        Reach((0.02, 0.18, 0.085), (-0.8, 0.6, -0.6), "right_knee", pron=70.0),
    ]
    pose = replace(pose, left_foot=over, right_foot=under, left_arm=laps[0], right_arm=laps[1])
    return Sat(pose, make_vec(knee))


def _turn_chest(fig: Figure, sat: Sat, side: float = 0.0) -> Pose:
    """Turned to the left: the right elbow outside the left knee, the left hand behind."""
    rear = Reach((0.27, 0.19, fig.seat_m + 0.07), (0.7, 1.0, 0.2), None, 0.0, 40.0)
    neck = -0.35 * side
    pose = replace(sat.pose, rot=36.0, side=side, neck_rot=14.0, neck_side=neck, left_arm=rear)
    elbow = make_vec(vec(sat.knee) + OUTSIDE)
    return hook_elbow(fig, pose, "right", elbow, (0.62, -0.35, 0.66))


def build(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Turned to the left, the left leg on top."""
    sat = _cross_legs(fig)
    neutral, hold = sat.pose, _turn_chest(fig, sat)
    if fault == "legs-not-crossed":
        neutral = fig.sitting()
        front = Reach((0.078, 0.035, 0.065), (-0.5, 0.4, -0.8), "left_knee", pron=60.0, curl=32.0)
        bad = replace(neutral, rot=36.0, neck_rot=14.0, pitch=3.0, left_arm=hold.left_arm)
        script = hold_wrong(neutral, fault, replace(bad, right_arm=front))
    elif fault == "elbow-off":
        own = Reach((0.0, 0.12, 0.085), (-0.8, 0.6, -0.4), "right_knee", 0.0, 70.0)
        script = hold_wrong(neutral, fault, replace(hold, right_arm=own))
    elif fault == "too-little":
        own = Reach((0.05, 0.04, 0.07), (-0.6, 0.5, -0.6), "left_knee", 0.0, 70.0)
        little = replace(neutral, rot=-4.0, neck_rot=8.0, left_arm=hold.left_arm, right_arm=own)
        script = hold_wrong(neutral, fault, little)
    elif fault == "yanking":
        peak = replace(hold, rot=20.0, neck_rot=8.0)
        script = add_swing(neutral, hold, fault, peak, 1.2)
    elif fault is not None:
        tilted = _turn_chest(fig, sat, -23.0) if fault == "shoulders-tilt" else hold
        script = add_fault(neutral, hold, fault, _apply_fault(tilted, fault))
    else:
        script = hold_well(neutral, hold, hold_s)
    high = fig.body.sizes.height_m * 0.5 + fig.seat_m + 0.12
    return Setup(
        script, tuple(make_chair(0.0, 0.03, fig.seat_m)), 0.0, 2.7, -0.16, high, aim_y=-0.2
    )


def _apply_fault(hold: Pose, fault: str) -> Pose:
    if fault == "hips-turn":
        return replace(hold, yaw=30.0, rot=28.0)
    if fault == "slump":
        return replace(hold, pitch=-4.0, low=28.0, high=34.0, neck_fwd=8.0, neck_flex=8.0)
    if fault == "shoulders-tilt":
        return hold
    return replace(hold, left_shrug=28.0, right_shrug=28.0)
