"""Seated twists on the floor: cross-legged, or with one foot set over the straight leg."""

from dataclasses import dataclass, replace

from synth.moves.setup import Setup
from synth.pose import Foot, Hand, Pose, Reach
from synth.script import add_fault, add_swing, hold_well, hold_wrong
from synth.stance import Figure, make_vec

FAULTS = (
    "hips-turn",
    "slump",
    "shoulders-tilt",
    "shoulders-up",
    "wrong-hand",
    "yanking",
    "too-little",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A seated start: neutral pose, the twist's front hand, and that hand on its own side."""

    neutral: Pose
    front: Reach
    own: Reach


def _place_rear_hand(fig: Figure) -> Reach:
    """The left hand flat on the floor behind, fingers pointing away."""
    fingers = Hand((0.45, 0.9, 0.0))
    return Reach((0.25, 0.27, fig.palm_m), (0.5, 1.0, 0.2), curl=3.0, lies=fingers)


def _sit_cross_legged(fig: Figure) -> Seat:
    grip = Hand((0.45, -0.65, -0.6), (0.2, 0.55, -0.8))
    front = Reach((-0.035, 0.03, 0.08), (-0.6, 0.2, -0.7), "left_knee", curl=20.0, lies=grip)
    own = Reach((0.03, 0.08, 0.085), (-0.8, 0.6, -0.4), "right_knee", pron=70.0)
    return Seat(fig.cross_legged(), front, own)


def _sit_foot_over(fig: Figure) -> Seat:
    """Left foot outside the right knee; both hands hold the left knee."""
    pose = fig.long_sitting()
    joints = fig.solve(pose).joints
    knee = joints["right_knee"]
    long = Foot(make_vec(joints["right_ankle"]), pole=(-0.1, 0.0, 1.0), bend=8.0)
    over = Foot(
        (float(knee[0]) - 0.11, float(knee[1]) + 0.04, fig.ankle_m), 0.0, (0.35, -0.25, 1.0)
    )
    grips = [Hand((sign * -0.85, -0.3, 0.1), (sign * -0.3, 0.9, 0.1)) for sign in (1, -1)]
    left = Reach((0.08, -0.03, -0.09), (0.8, 0.5, -0.3), "left_knee", curl=22.0, lies=grips[0])
    right = Reach((-0.08, -0.03, -0.05), (-0.8, 0.5, -0.3), "left_knee", curl=22.0, lies=grips[1])
    pose = replace(pose, left_foot=over, right_foot=long, left_arm=left, right_arm=right)
    outside = Hand((0.1, -0.45, -0.85), (-0.95, 0.1, -0.1))
    front = Reach((0.085, 0.03, 0.0), (-0.7, 0.1, -0.8), "left_knee", curl=16.0, lies=outside)
    own = Reach((-0.10, 0.22, 0.07), (-0.8, 0.6, -0.4), "right_knee", pron=70.0)
    return Seat(pose, front, own)


def _build(fig: Figure, seat: Seat, fault: str | None, hold_s: float) -> Setup:
    neutral = seat.neutral
    hold = replace(
        neutral,
        rot=36.0,
        neck_rot=14.0,
        pitch=neutral.pitch + 3.0,
        left_arm=_place_rear_hand(fig),
        right_arm=seat.front,
    )
    if fault == "wrong-hand":
        script = hold_wrong(neutral, fault, replace(hold, right_arm=seat.own))
    elif fault == "too-little":
        little = replace(hold, rot=0.0, neck_rot=8.0, pitch=neutral.pitch + 6.0)
        script = hold_wrong(neutral, fault, little)
    elif fault == "yanking":
        script = add_swing(neutral, hold, fault, replace(hold, rot=14.0, neck_rot=6.0), 1.3)
    elif fault is not None:
        script = add_fault(neutral, hold, fault, _apply_fault(hold, fault))
    else:
        script = hold_well(neutral, hold, hold_s)
    high = fig.body.sizes.height_m * 0.55
    return Setup(
        script,
        (),
        0.0,
        2.7,
        -0.2,
        high,
        aim_y=-0.35,
        eye_m=(0.85, 1.2),
        still=True,
        mat=True,
    )


def _apply_fault(hold: Pose, fault: str) -> Pose:
    if fault == "hips-turn":
        return replace(hold, yaw=30.0, rot=28.0)
    if fault == "slump":
        return replace(hold, pitch=hold.pitch - 9.0, low=26.0, high=30.0, neck_fwd=8, neck_flex=8)
    if fault == "shoulders-tilt":
        return replace(hold, side=-23.0, neck_side=8.0)
    return replace(hold, left_shrug=28.0, right_shrug=28.0)


def build_cross_legged(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Turned to the left, the right hand on the left knee."""
    return _build(fig, _sit_cross_legged(fig), fault, hold_s)


def build_foot_over(fig: Figure, fault: str | None, hold_s: float) -> Setup:
    """Turned to the left, the left leg bent, its foot outside the right knee."""
    return _build(fig, _sit_foot_over(fig), fault, hold_s)
