"""Standing and sitting, and moving the body so that its arms fit what they hold."""

from dataclasses import replace
from functools import cached_property

import numpy as np

from .arms import compute_angles
from .bases import Bases
from .geometry import EYE3, Array, unit, vec
from .pose import Angles, Foot, Pose, Reach, Vec, replace_arm, shift_pose

HANG = Angles(plane=20.0, elev=9.0, elbow=12.0, pron=20.0)
FOOT_SHARE = 0.85  # of the rest pose's ankle spacing: about hip width


def make_vec(a: Array) -> Vec:
    """Returns an array of three as a plain tuple."""
    return (float(a[0]), float(a[1]), float(a[2]))


def aim_arm(upper: Vec, fore: Vec, pron: float = 0.0, wrist: float = 0.0) -> Angles:
    """Returns a left arm from the directions of upper arm and forearm in the chest's frame."""
    return compute_angles(EYE3, "L", unit(upper), unit(fore), Angles(pron=pron, wrist=wrist))


class Figure(Bases):
    """A body that can be posed: standing, sitting and on the floor."""

    def standing(self, knees: float = 6.0, back_m: float = 0.0, side_m: float = 0.0) -> Pose:
        """Upright; the hips are back_m behind and side_m left of the midpoint of the feet."""
        z = self.body.sizes
        x = z.foot_x * FOOT_SHARE
        bend = 2 * z.thigh_m * z.shin_m * np.cos(np.radians(knees))
        leg = float(np.sqrt(z.thigh_m**2 + z.shin_m**2 + bend))
        dy = back_m - z.foot_y + z.hip_y - 0.02  # standing at ease, ankles lie 2 cm behind the hips
        dx = abs(side_m) + abs(z.hip_x - x)
        high = float(np.sqrt(leg**2 - dx**2 - dy**2))
        pelvis = (side_m, back_m - 0.02, z.ankle_m + high + z.hip_below_root)
        feet = [Foot((sign * x, z.foot_y, z.ankle_m)) for sign in (1, -1)]
        return Pose(pelvis, feet[0], feet[1], HANG, HANG, low=2.0, high=3.0, neck_flex=-2.0)

    @cached_property
    def seat_m(self) -> float:
        """Seat height at which the thighs are level."""
        return round(self.body.sizes.shin_m + self.body.sizes.ankle_m - 0.055, 3)

    def sitting(self) -> Pose:
        """Sitting tall, hands on the thighs, hips over the middle of the chair."""
        z = self.body.sizes
        knee_y = -float(z.thigh_m) + z.hip_y
        feet = [
            Foot((sign * (z.hip_x + 0.05), knee_y - 0.01, z.ankle_m), 8.0, (sign * 0.1, -1, 0.6))
            for sign in (1, -1)
        ]
        laps = [
            Reach((sign * -0.01, 0.13, 0.085), (sign * 0.8, 0.6, -0.6), f"{side}_knee", pron=70.0)
            for side, sign in (("left", 1), ("right", -1))
        ]
        guess = Pose((0.0, 0.0, self.seat_m + 0.1), feet[0], feet[1], laps[0], laps[1])
        guess = replace(guess, neck_flex=-2.0, high=2.0)
        part = self.body.group("root", "pelvis", "upperleg01", "spine05")
        low = float(self.solve(guess).verts[part, 2].min())
        return shift_pose(guess, vec((0, 0, self.seat_m - 0.012 - low)))

    def move_shoulder(self, pose: Pose, side: str, x: float, y: float) -> Pose:
        """Moves the pelvis so that a shoulder is over x, y."""
        for _ in range(6):
            got = self.solve(pose)
            at = got.joints[f"{side}_shoulder"]
            fitted = vec(got.pose.pelvis) - vec(pose.pelvis)
            pose = shift_pose(pose, vec((x - at[0] + fitted[0], y - at[1] + fitted[1], 0.0)))
        return pose

    def move_shoulders(self, pose: Pose, x: float, y: float) -> Pose:
        """Moves the pelvis so that the midpoint of the shoulders is over x, y."""
        for _ in range(6):
            j = self.solve(pose).joints
            at = (j["left_shoulder"] + j["right_shoulder"]) / 2
            pose = shift_pose(pose, vec((x - at[0], y - at[1], 0.0)))
        return pose

    def reach_straight(self, pose: Pose, side: str, goal: Reach, flexion: float) -> Reach:
        """Moves the goal along y (forwards) until the elbow is bent by `flexion`."""
        z = self.body.sizes
        cos = np.cos(np.radians(180 - flexion))
        span2 = z.upper_arm_m**2 + z.forearm_m**2 - 2 * z.upper_arm_m * z.forearm_m * cos
        for _ in range(8):
            at = self.solve(replace_arm(pose, side, goal)).joints[f"{side}_shoulder"]
            flat = (goal.at[0] - at[0]) ** 2 + (goal.at[2] - at[2]) ** 2
            y = at[1] - np.sqrt(max(span2 - flat, 0.0025))
            goal = replace(goal, at=(goal.at[0], float(y), goal.at[2]))
        return goal
