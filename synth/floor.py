"""A body that can be placed on the floor: lying, kneeling or sitting.

All base poses rest on a mat `MAT_M` thick, with their middle (hips or trunk) over the origin.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np

from .body import Body
from .geometry import vec
from .pose import (
    Angles,
    Foot,
    Hand,
    Kneel,
    Leg,
    LegBlend,
    Pinned,
    Pose,
    Reach,
    replace_arm,
    shift_pose,
)
from .rig import Posed, Solver

MAT_M = 0.012
FINGERS = tuple((i, k) for i in range(1, 6) for k in (1, 2, 3))
SIDES = (("left", 1.0), ("right", -1.0))
AHEAD, DOWN = (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)
TRUNK = ("root", "pelvis", "spine", "clavicle", "shoulder01", "breast")
FLAT_CURL = 6.0  # straightens the fingers, which are slightly bent at rest
TUCK = -14.0  # lying on the back: the head is in line with the trunk and the chin is not raised
STEPS, CLOSE = 24, 1e-4  # most iterations; a smaller gap (m or degrees) counts as closed

Gap = Callable[[Posed], float]


class Floor:
    """A body that can be placed on the floor."""

    def __init__(self, body: Body) -> None:
        self.body, self.solver = body, Solver(body)

    def solve(self, pose: Pose) -> Posed:
        """Solves the pose."""
        return self.solver.solve(pose)

    @property
    def arm_m(self) -> float:
        """Distance from shoulder to wrist with a straight arm."""
        return self.body.sizes.upper_arm_m + self.body.sizes.forearm_m

    @property
    def leg_m(self) -> float:
        """Distance from hip to ankle with a straight leg."""
        return self.body.sizes.thigh_m + self.body.sizes.shin_m

    @cached_property
    def palm_m(self) -> float:
        """Height of the wrist above the floor when the hand lies flat on a mat."""
        flat = Angles(plane=90.0, elev=60.0, elbow=20.0, curl=FLAT_CURL, lies=Hand(AHEAD))
        got = self.solve(Pose((0.0, 0.0, 1.0), Leg(), Leg(), flat, flat))
        hand = self.body.group("wrist.", "metacarpal", "finger")
        return float(got.joints["left_wrist"][2] - got.verts[hand, 2].min()) + MAT_M

    @property
    def ankle_m(self) -> float:
        """Height of the ankle above the floor when the foot is flat on a mat."""
        return float(self.body.sizes.ankle_m) + MAT_M

    def find_lowest(self, posed: Posed, *bones: str) -> float:
        """Returns the height of the lowest vertex, of bones with these prefixes or of all."""
        verts = posed.verts[self.body.group(*bones)] if bones else posed.verts
        return float(verts[:, 2].min())

    def set_down(self, pose: Pose, *bones: str, height_m: float = MAT_M) -> Pose:
        """Raises or lowers the pose until its lowest vertex lies on the mat (0: the bare floor).

        bones: only these count for contact. By default, everything that moves with the pelvis: not
        limbs that are planted or reach for a place in the room.
        """
        part = self.body.group(*(bones or _find_carried_bones(pose)))
        for _ in range(3):
            got = self.solve(pose)
            rise = height_m - float(got.verts[part, 2].min())
            pose = shift_pose(pose, vec((0, 0, rise)))
        return pose

    def solve_gap(self, make: Callable[[float], Pose], gap: Gap, low: float, high: float) -> float:
        """Finds x with gap(make(x)) = 0; the gap should change sign between low and high.

        If it does not, returns the end with the smaller gap.
        """
        a, b = gap(self.solve(make(low))), gap(self.solve(make(high)))
        if (a > 0) == (b > 0):
            return low if abs(a) < abs(b) else high
        x = low
        for _ in range(STEPS):  # false position, halving the value at an end that does not move
            x = (low * b - high * a) / (b - a)
            got = gap(self.solve(make(x)))
            if abs(got) < CLOSE:
                break
            if (got > 0) == (b > 0):
                high, b, a = x, got, a / 2
            else:
                low, a, b = x, got, b / 2
        return x

    def close_gap(self, make: Callable[[float], Pose], gap: Gap, low: float, high: float) -> Pose:
        """Returns the pose make(x) for the x that `solve_gap` finds."""
        return make(self.solve_gap(make, gap, low, high))

    def lower_head(self, pose: Pose, low: float = -40.0, high: float = 40.0) -> Pose:
        """Bends the neck until the head lies on the mat."""
        return self.close_gap(
            lambda x: replace(pose, neck_flex=x),
            lambda got: self.find_lowest(got, "head", "neck03") - MAT_M,
            low,
            high,
        )

    def flat_hand(self, side: str, x: float, y: float, out: float = 0.0) -> Reach:
        """Returns an arm with its hand flat on the mat at x (outwards) and y, in metres.

        out: how far the fingers point outwards from -y, degrees.
        """
        sign = 1.0 if side == "left" else -1.0
        turn = np.radians(out)
        fingers = (sign * float(np.sin(turn)), -float(np.cos(turn)), 0.0)
        return Reach(
            (sign * x, y, self.palm_m), (sign * 0.5, 0.9, 0.1), curl=FLAT_CURL, lies=Hand(fingers)
        )

    def lower_palms(self, pose: Pose) -> Pose:
        """Sets hands that reach for a place in the room exactly on the mat."""
        got = self.solve(pose)
        for side, s in (("left", "L"), ("right", "R")):
            arm = getattr(pose, f"{side}_arm")
            if isinstance(arm, Reach) and arm.on is None:
                hand = self.body.group(f"wrist.{s}", *(f"finger{i}-{k}.{s}" for i, k in FINGERS))
                rise = MAT_M - float(got.verts[hand, 2].min())
                place = (arm.at[0], arm.at[1], arm.at[2] + rise)
                pose = replace_arm(pose, side, replace(arm, at=place))
        return pose

    def lower_legs(self, pose: Pose, leg: Leg) -> Pose:
        """Lays both legs of a prone pose on the mat: both thighs and insteps touch it."""

        def make_pose(flex: float, ankle: float) -> Pose:
            straight = replace(leg, flex=flex, ankle=ankle)
            return replace(pose, left_foot=straight, right_foot=straight)

        knees, feet = ("upperleg02", "lowerleg"), ("foot", "toe")
        flex = self.solve_gap(
            lambda x: make_pose(x, 60.0),
            lambda got: self.find_lowest(got, *knees) - MAT_M,
            -60.0,
            60.0,
        )
        return self.close_gap(
            lambda x: make_pose(flex, x),
            lambda got: self.find_lowest(got, *feet) - MAT_M,
            90.0,
            30.0,
        )

    @cached_property
    def kneel_m(self) -> tuple[float, float]:
        """Height of the knee and bend of the ankle of a kneeling leg with its shin on the mat."""
        z = self.body.sizes

        def make_pose(knee_m: float, bend: float) -> Pose:
            legs = [Kneel((sign * z.hip_x, 0.0, knee_m), bend=bend) for _, sign in SIDES]
            return Pose((0.0, 0.0, 0.6), legs[0], legs[1])

        high = self.solve_gap(
            lambda x: make_pose(x, 60.0),
            lambda got: self.find_lowest(got, "upperleg02", "lowerleg") - MAT_M,
            0.02,
            0.15,
        )
        bend = self.solve_gap(
            lambda x: make_pose(high, x),
            lambda got: self.find_lowest(got, "foot", "toe") - MAT_M,
            90.0,
            20.0,
        )
        return high, bend

    def make_kneel(self, x: float, y: float) -> Kneel:
        """Returns a leg with its knee on the mat at x, y, shin towards +y and foot pointed."""
        high, bend = self.kneel_m
        return Kneel((x, y, high), bend=bend)

    def put_hands_under(self, pose: Pose) -> Pose:
        """Puts both hands flat on the mat under the shoulders."""
        for _ in range(3):
            at = self.solve(pose).joints["left_shoulder"]
            x, y = float(at[0]), float(at[1])
            hands = [self.flat_hand(side, x, y) for side, _ in SIDES]
            pose = replace(pose, left_arm=hands[0], right_arm=hands[1])
        return self.lower_palms(pose)


def _find_carried_bones(pose: Pose) -> tuple[str, ...]:
    """Returns prefixes of the bones that move with the pelvis."""
    out = [*TRUNK, "neck", "head", "eye"]
    for side, s in (("left", "L"), ("right", "R")):
        arm, leg = getattr(pose, f"{side}_arm"), getattr(pose, f"{side}_foot")
        placed = isinstance(arm, Pinned) or (isinstance(arm, Reach) and arm.on is None)
        if not placed:
            out += [f"{n}.{s}" for n in ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02")]
            out += [f"wrist.{s}", *(f"finger{i}-{k}.{s}" for i in range(1, 6) for k in (1, 2, 3))]
        out += [f"upperleg01.{s}"]
        if not isinstance(leg, Foot | Kneel | LegBlend):
            out += [f"{n}.{s}" for n in ("upperleg02", "lowerleg01", "lowerleg02", "foot")]
            out += [f"toe{i}-{k}.{s}" for i in range(1, 6) for k in (1, 2, 3)]
    return tuple(out)
