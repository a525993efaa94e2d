"""Knees, hands and head on the mat: shared by the all-fours, kneeling and prone stretches."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from synth.floor import MAT_M
from synth.geometry import rx, rz, vec
from synth.pose import Leg, Pose, Vec, shift_pose
from synth.stance import Figure

SIDES = (("left", 1.0), ("right", -1.0))
HEAD = ("head", "jaw", "special", "eye", "oris", "levator", "tongue")
LONG = 0.985  # of the arm's length: straight but not locked
LOW_POLE = (0.9, 0.0, -0.35)  # where a left elbow points when the arm lies along the floor

Make = Callable[[float], Pose]


@dataclass(frozen=True, slots=True)
class Knees:
    """Half the distance between the knees, which are at y = 0, and between the ankles."""

    apart_m: float
    feet_m: float


def set_hip_wide(fig: Figure) -> Knees:
    """Returns knees and feet as far apart as the hips."""
    x = float(fig.body.sizes.hip_x)
    return Knees(x, x)


def bend_spine(pitch: float, low: float = 0.0, high: float = 4.0, neck: float = -14.0) -> Pose:
    """Returns a trunk with these bends, not yet positioned and without limbs."""
    return Pose((0.0, 0.0, 0.6), Leg(), Leg(), pitch=pitch, low=low, high=high, neck_flex=neck)


def put_on_knees(fig: Figure, knees: Knees, back_deg: float, pose: Pose) -> Pose:
    """Puts the pose on its knees, the thighs leaning back_deg backwards from vertical.

    back_deg 0 puts the hips above the knees, about 73 on the heels.
    """
    z = fig.body.sizes
    side = (knees.feet_m - knees.apart_m) / float(z.shin_m)
    legs = [
        replace(fig.make_kneel(sign * knees.apart_m, 0.0), shin=(sign * side, 1.0, 0.0))
        for _, sign in SIDES
    ]
    flat = float(np.sqrt(z.thigh_m**2 - (knees.apart_m - z.hip_x) ** 2))
    lean = np.radians(back_deg)
    hips = vec((0.0, flat * np.sin(lean), fig.kneel_m[0] + flat * np.cos(lean)))
    x, y, high = hips - rz(pose.yaw) @ rx(pose.pitch) @ vec((0.0, z.hip_y, -z.hip_below_root))
    at = (float(x), float(y), float(high))
    return replace(pose, pelvis=at, left_foot=legs[0], right_foot=legs[1])


def set_shoulders_at(fig: Figure, high_m: float, make: Make) -> Pose:
    """Finds the pitch (30..125) that brings the midpoint of the shoulders to a height."""
    return fig.close_gap(
        make,
        lambda got: (got.joints["left_shoulder"] + got.joints["right_shoulder"])[2] / 2 - high_m,
        30.0,
        125.0,
    )


def rest_head(fig: Figure, make: Make, low: float, high: float) -> Pose:
    """Finds the value in low..high that brings the head to the mat."""
    return fig.close_gap(make, lambda got: fig.find_lowest(got, *HEAD) - MAT_M, low, high)


def place_palms(
    fig: Figure,
    pose: Pose,
    reach: float = LONG,
    pole: Vec = LOW_POLE,
    apart: float = 1.0,
    ahead_m: float | None = None,
) -> Pose:
    """Puts both palms on the mat in front of the shoulders.

    reach: how straight the arms are, as a share of their length; or ahead_m: how far in front of
    the shoulders the hands are. apart: distance between the hands as a share of the shoulders'.
    pole: where the left elbow points.
    """
    j = fig.solve(pose).joints
    arms = {}
    for side, sign in SIDES:
        x, y, high = (float(v) for v in j[f"{side}_shoulder"])
        across, drop = x * (apart - 1.0), high - fig.palm_m
        ahead = ahead_m
        if ahead is None:
            ahead = float(np.sqrt(max((reach * fig.arm_m) ** 2 - across**2 - drop**2, 0.0)))
        hand = fig.flat_hand(side, abs(x + across), y - ahead)
        arms[f"{side}_arm"] = replace(hand, pole=(sign * pole[0], pole[1], pole[2]))
    return replace(pose, **arms)


def lay_prone(fig: Figure, pose: Pose, lift_m: float = 0.0, legs: float = 0.0) -> Pose:
    """Gives the pose the prone figure's legs, with its pelvis on the mat or lift_m above it.

    The legs stay along the mat whatever the pelvis' pitch; legs: degrees they are lifted off it.
    """
    flat = fig.prone()
    leg = flat.left_foot
    assert isinstance(leg, Leg)  # noqa: S101 - as fig.prone makes it
    slope = float(np.degrees(np.arcsin(lift_m / fig.leg_m)))
    leg = replace(leg, flex=leg.flex + pose.pitch - 90.0 + slope - legs)
    pose = replace(pose, left_foot=leg, right_foot=leg)
    pose = fig.set_down(pose, "root", "pelvis", "upperleg01")
    return shift_pose(pose, vec((0.0, 0.0, lift_m)))
