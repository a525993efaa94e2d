"""Shared by the stretches on the back: arms on the floor, sitting up, propped on the elbows."""

from dataclasses import replace

import numpy as np

from synth.geometry import vec
from synth.pose import Angles, Hand, Leg, Pose, Reach, Vec, replace_arm, replace_leg, shift_pose
from synth.script import Script, Segment
from synth.stance import Figure

SIDES = (("left", 1.0), ("right", -1.0))
SEAT = ("root", "pelvis", "upperleg01")


def lay_arms_out(fig: Figure, pose: Pose, out_deg: float) -> Pose:
    """Lays nearly straight arms on the floor, palms down.

    out_deg: 0 beside the trunk, 90 out to the side, 180 overhead.
    """
    a = np.radians(out_deg)
    across, along = float(np.sin(a)), -float(np.cos(a))
    for side, sign in SIDES:
        at = fig.solve(pose).joints[f"{side}_shoulder"]
        drop = float(at[2]) - fig.palm_m
        reach = float(np.sqrt(max((0.975 * fig.arm_m) ** 2 - drop**2, 0.01)))
        place = (float(at[0]) + sign * across * reach, float(at[1]) + along * reach, fig.palm_m)
        fingers = (sign * across, along, 0.0)
        pole = (sign * along * -0.7, across * -0.3, -0.4)
        arm = Reach(place, pole, curl=3.0, lies=Hand(fingers))
        pose = replace_arm(pose, side, arm)
    return pose


def use_plain_angles(fig: Figure, pose: Pose) -> Pose:
    """Converts the arms to angles, so that they swing about the shoulder when interpolated."""
    solved = fig.solve(pose).pose
    return replace(
        pose, left_arm=_drop_hand(solved.left_arm), right_arm=_drop_hand(solved.right_arm)
    )


def _drop_hand(arm: object) -> Angles:
    if not isinstance(arm, Angles):
        raise TypeError("a solved pose has its arms as angles")
    return replace(arm, lies=None)


def _measure_hips_y(fig: Figure, pose: Pose) -> float:
    j = fig.solve(pose).joints
    return float(j["left_hip"][1] + j["right_hip"][1]) / 2


def raise_trunk(fig: Figure, lying: Pose, pitch: float, *, low: float, high: float) -> Pose:
    """Raises the trunk of the lying pose about the hips, which stay in place."""
    pose = replace(lying, pitch=pitch, low=low, high=high, neck_flex=0.0)
    for side, _ in SIDES:
        leg = getattr(pose, f"{side}_foot")
        if isinstance(leg, Leg):  # a leg given by angles stays on the floor
            turn = pitch - lying.pitch
            pose = replace_leg(pose, side, replace(leg, flex=leg.flex + turn))
    pose = fig.set_down(pose, *SEAT)
    return shift_pose(
        pose, vec((0.0, _measure_hips_y(fig, lying) - _measure_hips_y(fig, pose), 0.0))
    )


def sit_up(fig: Figure, lying: Pose) -> Pose:
    """Sitting on the mat where the person is about to lie, hands on the floor beside the hips."""
    pose = raise_trunk(fig, lying, -16.0, low=10.0, high=8.0)
    y = _measure_hips_y(fig, pose) + 0.16
    x = 0.62 * float(fig.body.sizes.shoulder_m) + 0.06
    hands = [fig.flat_hand(side, x, y) for side, _ in SIDES]
    return replace(pose, left_arm=hands[0], right_arm=hands[1])


def prop_on_elbows(fig: Figure, lying: Pose) -> Pose:
    """Half sitting, leaning back on the elbows."""
    pose = raise_trunk(fig, lying, -46.0, low=4.0, high=8.0)
    for side, sign in SIDES:
        at = fig.solve(pose).joints[f"{side}_shoulder"]
        z = fig.body.sizes
        place: Vec = (
            float(at[0]) + sign * 0.03,
            float(at[1]) + 0.06 - 0.98 * float(z.forearm_m),
            fig.palm_m,
        )
        arm = Reach(place, (sign * 0.2, 0.7, -1.0), lies=Hand((0.0, -1.0, 0.0)))
        pose = replace_arm(pose, side, arm)
    return pose


DOWN_S, UP_S = 2.2, 1.6
NEUTRAL_S, GOOD_S, SLIP_S, FAULT_S, AFTER_S = 1.8, 2.5, 0.8, 3.4, 0.5


def make_rest_script(
    sat: Pose, hold: Pose, hold_s: float, fault: str | None, bad: Pose | None
) -> Script:
    """Sits, lies back, rests for hold_s or until it turns bad, and sits up again."""
    start = [Segment("neutral", NEUTRAL_S, sat), Segment("enter", DOWN_S, hold)]
    end = [Segment("leave", UP_S, sat), Segment("neutral", AFTER_S, sat)]
    if bad is None:
        return Script(sat, (*start, Segment("hold", hold_s, hold), *end))
    slip = [
        Segment("hold", GOOD_S, hold),
        Segment("fault", SLIP_S, bad),
        Segment("fault", FAULT_S, bad),
    ]
    return Script(sat, (*start, *slip, *end), fault, (3, 0.5))
