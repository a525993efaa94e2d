"""Base poses from which stretches on the floor start."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from .floor import AHEAD, FLAT_CURL, MAT_M, SIDES, Floor, Gap
from .geometry import Array, vec
from .pose import Angles, AnyLeg, Arm, Foot, Hand, Leg, Pose, Reach, Vec, replace_arm, shift_pose
from .rig import Posed

TRUNK = ("root", "pelvis", "spine", "clavicle", "shoulder01", "breast")
TUCK = -14.0  # lying on the back: the head is in line with the trunk and the chin is not raised


def make_legs(make: Callable[[str, float], AnyLeg]) -> tuple[AnyLeg, AnyLeg]:
    """Returns both legs, each built from its side and sign (left +1)."""
    return make("left", 1.0), make("right", -1.0)


class Bases(Floor):
    """A body that can take the base poses."""

    def _lay_arms_at_sides(self, pose: Pose, out_m: float, fingers: Vec, pole: Vec) -> Pose:
        """Returns the pose (lying along y) with almost straight arms at its sides, palms down."""
        for side, sign in SIDES:
            at = self.solve(pose).joints[f"{side}_shoulder"]
            flat = (0.985 * self.arm_m) ** 2 - out_m**2 - (at[2] - self.palm_m) ** 2
            y = float(at[1]) + fingers[1] * float(np.sqrt(flat))
            place = (float(at[0]) + sign * out_m, y, self.palm_m)
            out = (sign * pole[0], pole[1], pole[2])
            reach = Reach(place, out, curl=FLAT_CURL, lies=Hand(fingers))
            pose = replace_arm(pose, side, reach)
        return self.lower_palms(pose)

    def _lay_on_back(self, legs: tuple[AnyLeg, AnyLeg]) -> Pose:
        pose = Pose((0.0, 0.0, 0.12), *legs, Angles(), Angles(), pitch=-90.0)
        pose = self.set_down(replace(pose, neck_fwd=TUCK), *TRUNK, "upperleg01")
        pose = self.lower_head(pose)
        return self._lay_arms_at_sides(pose, 0.12, AHEAD, (1.0, 0.0, 0.3))

    def supine(self) -> Pose:
        """On the back, head towards +y, legs straight, arms beside the trunk with palms down."""
        leg = Leg(abd=4.0, rot=12.0, knee=2.0, ankle=22.0)
        pose = self._lay_on_back((leg, leg))

        def make_pose(flex: float) -> Pose:
            straight = replace(leg, flex=flex)
            return replace(pose, left_foot=straight, right_foot=straight)

        feet = ("foot", "toe", "lowerleg")
        return self.close_gap(
            make_pose, lambda got: self.find_lowest(got, *feet) - MAT_M, -15.0, 15.0
        )

    def supine_knees_bent(self, knee: float = 100.0) -> Pose:
        """On the back, head towards +y, feet planted hip-width apart; knee: bend of the knees."""
        z = self.body.sizes
        cos = np.cos(np.radians(180.0 - knee))
        span = np.sqrt(z.thigh_m**2 + z.shin_m**2 - 2 * z.thigh_m * z.shin_m * cos)
        first = self._lay_on_back((Leg(flex=45.0), Leg(flex=45.0)))
        hip = self.solve(first).joints["left_hip"]
        y = float(hip[1]) - float(np.sqrt(span**2 - (hip[2] - self.ankle_m) ** 2))
        feet = make_legs(
            lambda _, sign: Foot((sign * z.hip_x, y, self.ankle_m), 4.0, (0, -0.2, 1.0))
        )
        return self._lay_on_back(feet)

    def prone(self) -> Pose:
        """On the belly, head towards -y, tops of the feet down, hands beside the shoulders."""
        leg = Leg(abd=4.0, ankle=60.0)
        pose = Pose((0.0, 0.0, 0.12), leg, leg, Angles(), Angles(), pitch=90.0, high=-3.0)
        pose = self.set_down(pose, "root", "pelvis", "spine", "breast")

        pose = self.lower_legs(pose, leg)
        pose = self.lower_head(pose, 25.0, -40.0)
        at = self.solve(pose).joints["left_shoulder"]
        x, y = float(at[0]) + 0.07, float(at[1]) + 0.05
        hands = [replace(self.flat_hand(s, x, y), pole=(k * 0.4, 1.0, 0.8)) for s, k in SIDES]
        return self.lower_palms(replace(pose, left_arm=hands[0], right_arm=hands[1]))

    def _measure_hips_y(self, pose: Pose) -> float:
        """Returns how far the hips are behind the pelvis' origin, metres."""
        got = self.solve(pose)
        return float(got.joints["left_hip"][1] + got.joints["right_hip"][1]) / 2 - pose.pelvis[1]

    def kneeling(self) -> Pose:
        """Tall on both knees, hips over the knees, arms hanging."""
        z = self.body.sizes
        hang = Angles(plane=20.0, elev=9.0, elbow=12.0, pron=20.0)
        legs = make_legs(lambda _, sign: self.make_kneel(sign * z.hip_x, 0.0))
        return Pose((0.0, -z.hip_y, 0.6), *legs, hang, hang, low=2.0, high=3.0, neck_flex=-2.0)

    def half_kneeling(self, ahead: float = 0.0) -> Pose:
        """On the left knee, right foot flat ahead, its shin upright; hips `ahead` of the knee."""
        z = self.body.sizes
        pose = self.kneeling()
        y = -ahead - float(z.thigh_m) * 0.97
        foot = Foot((-z.hip_x, y, self.ankle_m), 4.0, (-0.05, -1.0, 0.5))
        return shift_pose(replace(pose, right_foot=foot), vec((0.0, -ahead, 0.0)))

    def all_fours(self) -> Pose:
        """On hands and knees, head towards -y, hips over the knees, wrists under the shoulders."""
        z = self.body.sizes
        legs = make_legs(lambda _, sign: self.make_kneel(sign * z.hip_x, 0.0))
        guess = Pose((0.0, 0.0, 0.5), *legs, Angles(plane=90, elev=80), Angles(plane=90, elev=80))
        guess = replace(guess, high=4.0, neck_flex=-14.0)

        def make_pose(pitch: float) -> Pose:
            pose = replace(guess, pitch=pitch)
            return shift_pose(pose, vec((0.0, -self._measure_hips_y(pose), 0.0)))

        top = self.palm_m + 0.985 * self.arm_m
        pose = self.close_gap(
            make_pose, lambda got: _find_shoulder_middle(got)[2] - top, 50.0, 110.0
        )
        return self.put_hands_under(pose)

    def heel_sitting(self) -> Pose:
        """Sitting on the heels, hands on the thighs."""
        z = self.body.sizes
        legs = make_legs(lambda _, sign: self.make_kneel(sign * (z.hip_x - 0.01), 0.0))
        hands = self._put_hands_on_thighs(0.42 * float(z.thigh_m), 0.29 * float(z.thigh_m))
        pose = Pose((0.0, 0.0, 0.3), *legs, hands[0], hands[1], low=4.0, high=3.0, neck_flex=-2.0)
        seat = ("root", "pelvis", "upperleg01")

        def gap(got: Posed) -> float:
            """Returns the gap between the lowest point of the buttocks and the heels under them."""
            heels = got.verts[self.body.group("foot")]
            return self.find_lowest(got, *seat) - float(np.percentile(heels[:, 2], 80))

        far = float(z.thigh_m) * 0.995
        return self.close_gap(lambda y: shift_pose(pose, vec((0.0, y, 0.0))), gap, 0.15, far)

    def _seat(self, legs: tuple[AnyLeg, AnyLeg], arms: list[Arm]) -> Pose:
        pose = Pose((0.0, 0.0, 0.12), *legs, arms[0], arms[1], low=4.0, high=3.0, neck_flex=-2.0)
        return self.set_down(pose, *TRUNK, "upperleg01")

    def long_sitting(self) -> Pose:
        """Sitting upright on the floor, legs straight ahead, hands on the thighs."""
        hands = self._put_hands_on_thighs(0.16, 0.1)

        def make_pose(flex: float) -> Pose:
            leg = Leg(flex=flex, abd=4.0, rot=5.0, knee=3.0, ankle=8.0)
            return self._seat((leg, leg), hands)

        return self.close_gap(
            make_pose, lambda got: self.find_lowest(got, "foot", "lowerleg") - MAT_M, 75.0, 110.0
        )

    def cross_legged(self) -> Pose:
        """Sitting upright with the shins crossed, left in front, hands on the knees."""
        front, back = -0.42, -0.27

        def make_pose(left_m: float, right_m: float) -> Pose:
            left = Foot((-0.11, front, left_m), pole=(1.0, -0.2, 0.25), bend=35.0)
            right = Foot((0.12, back, right_m), pole=(-1.0, -0.2, 0.25), bend=35.0)
            return self._seat((left, right), hands)

        hands: list[Arm] = [
            Reach(
                (sign * 0.01, 0.09, 0.085),
                (sign * 0.8, 0.8, -0.5),
                f"{side}_knee",
                curl=-8.0,
                lies=Hand((sign * 0.45, -0.85, -0.35), (sign * 0.15, -0.3, -1.0)),
            )
            for side, sign in SIDES
        ]
        left_m = self.solve_gap(
            lambda x: make_pose(x, 0.07), self._make_clearance_gap("L"), 0.02, 0.2
        )
        return self.close_gap(
            lambda x: make_pose(left_m, x), self._make_clearance_gap("R"), 0.02, 0.2
        )

    def _make_clearance_gap(self, s: str) -> Callable[[Posed], float]:
        """Returns how far a side's shin and foot are above the mat, as a function of the pose."""
        part = (f"foot.{s}", f"lowerleg01.{s}", f"lowerleg02.{s}", "toe")
        mine = self.body.group(*part) & (
            (self.body.rest[:, 0] > 0) if s == "L" else (self.body.rest[:, 0] < 0)
        )
        return lambda got: float(got.verts[mine, 2].min()) - MAT_M

    def _put_hands_on_thighs(self, behind_m: float, over_m: float) -> list[Arm]:
        """Returns arms whose palms lie on the thighs, this far behind and above the knees."""
        return [
            Reach(
                (sign * 0.01, behind_m, over_m),
                (sign * 0.8, 0.8, -0.3),
                f"{side}_knee",
                curl=-4.0,
                lies=Hand((sign * -0.25, -1.0, -0.15), (0.0, 0.1, -1.0)),
            )
            for side, sign in SIDES
        ]

    def side_lying(self, flex: float = 60.0, knee: float = 85.0) -> Pose:
        """On the right side, head towards -x, facing -y, hips and knees bent, arms in front.

        The left leg lies on the right one. The head is level, 0.1 to 0.17 m above the mat, as if on
        a pillow.
        """
        leg = Leg(flex=flex, knee=knee, ankle=15.0)
        arm = Angles(plane=92.0, elev=88.0, elbow=4.0, curl=FLAT_CURL)
        pose = Pose((0.0, 0.0, 0.2), leg, leg, arm, arm, roll=-90.0)

        shoulder = ("clavicle.R", "shoulder01.R", "upperarm01.R", "upperarm02.R")
        for _ in range(2):  # arm position and trunk roll depend on each other
            pose = self._lay_legs_on_side(self._tilt_onto_mat(pose, *shoulder), leg)
            pose = self._lay_arms_on_side(pose, arm)
        return pose

    def _tilt_onto_mat(self, pose: Pose, *shoulder: str) -> Pose:
        """Tilts the pose about the y axis until hip and shoulder both lie on the mat."""

        def make_pose(x: float) -> Pose:
            tilted = replace(pose, roll=x, side=-0.6 * (x + 90.0))
            return self.set_down(tilted, "pelvis", "root", "upperleg01")

        return self.close_gap(
            make_pose, lambda got: self.find_lowest(got, *shoulder) - MAT_M, -100.0, -75.0
        )

    def _lay_arms_on_side(self, pose: Pose, arm: Angles) -> Pose:
        """Lays the right arm along the mat in front, palm up, with the left palm on it."""

        def make_pose(left: float, right: float) -> Pose:
            over = replace(arm, plane=left, lies=Hand(AHEAD, (0.0, 0.0, -1.0)))
            below = replace(arm, plane=right, lies=Hand(AHEAD, (0.0, 0.0, 1.0)))
            return replace(pose, left_arm=over, right_arm=below)

        under = (
            "lowerarm01.R",
            "lowerarm02.R",
            "wrist.R",
            *(f"finger{i}-3.R" for i in range(2, 6)),
        )
        right = self.solve_gap(
            lambda x: make_pose(92.0, x),
            lambda got: self.find_lowest(got, *under) - MAT_M,
            60.0,
            110.0,
        )
        return self.close_gap(
            lambda x: make_pose(x, right),
            lambda got: float(got.joints["left_wrist"][2] - got.joints["right_wrist"][2]) - 0.07,
            80.0,
            140.0,
        )

    def _lay_legs_on_side(self, pose: Pose, leg: Leg) -> Pose:
        """Lays the right leg along the mat and the left leg on it."""
        thick = 1.9 * (self.kneel_m[0] - MAT_M)
        knee = self.body.group("upperleg02.R", "lowerleg01.R")
        ankle = self.body.group("lowerleg02.R", "foot.R")

        def right(abd: float, rot: float) -> Pose:
            return replace(pose, right_foot=replace(leg, abd=abd, rot=rot))

        def left(abd: float, rot: float) -> Pose:
            return replace(pose, left_foot=replace(leg, abd=abd, rot=rot))

        def make_height_gap(joint: str) -> Gap:
            j = f"right_{joint}", f"left_{joint}"
            return lambda got: float(got.joints[j[1]][2] - got.joints[j[0]][2]) - thick

        pose = self._close_leg_gaps(
            right,
            lambda got: float(got.verts[knee, 2].min()) - MAT_M,
            lambda got: float(got.verts[ankle, 2].min()) - MAT_M,
        )
        return self._close_leg_gaps(left, make_height_gap("knee"), make_height_gap("ankle"))

    def _close_leg_gaps(
        self, make: Callable[[float, float], Pose], abd_gap: Gap, rot_gap: Gap
    ) -> Pose:
        """Returns the pose in which the leg's abd and rot each close their gap."""
        abd, rot = 0.0, 0.0
        for _ in range(3):
            abd = self.solve_gap(partial(_swap_arguments, make, rot), abd_gap, -45.0, 45.0)
            rot = self.solve_gap(partial(make, abd), rot_gap, -45.0, 45.0)
        return make(abd, rot)


def _swap_arguments(make: Callable[[float, float], Pose], second: float, first: float) -> Pose:
    return make(first, second)


def _find_shoulder_middle(got: Posed) -> Array:
    return (got.joints["left_shoulder"] + got.joints["right_shoulder"]) / 2
