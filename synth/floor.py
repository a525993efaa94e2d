"""Lying, kneeling and sitting on the floor: a body with the means to be placed there.

All base poses lie on a mat `MAT_M` thick. Their middle is over the origin: hips or trunk.
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
    shifted,
    with_arm,
)
from .rig import Posed, Solver

MAT_M = 0.012
FINGERS = tuple((i, k) for i in range(1, 6) for k in (1, 2, 3))
SIDES = (("left", 1.0), ("right", -1.0))
AHEAD, DOWN = (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)
TRUNK = ("root", "pelvis", "spine", "clavicle", "shoulder01", "breast")
FLAT_CURL = 6.0  # straightens the fingers, which are a little bent at rest
TUCK = -14.0  # on the back the head lies straight behind the trunk, the chin not up
STEPS, CLOSE = 24, 1e-4  # rounds at most; a gap this small (m or degrees) is none

Gap = Callable[[Posed], float]


class Floor:
    """A body with the means to be set down on the floor."""

    def __init__(self, body: Body) -> None:
        self.body, self.solver = body, Solver(body)

    def solve(self, pose: Pose) -> Posed:
        """The solved pose."""
        return self.solver.solve(pose)

    @property
    def arm_m(self) -> float:
        """Shoulder to wrist with a straight arm."""
        return self.body.sizes.upper_arm_m + self.body.sizes.forearm_m

    @property
    def leg_m(self) -> float:
        """Hip to ankle with a straight leg."""
        return self.body.sizes.thigh_m + self.body.sizes.shin_m

    @cached_property
    def palm_m(self) -> float:
        """Height of the wrist over the floor's face when the hand lies flat on a mat."""
        flat = Angles(plane=90.0, elev=60.0, elbow=20.0, curl=FLAT_CURL, lies=Hand(AHEAD))
        got = self.solve(Pose((0.0, 0.0, 1.0), Leg(), Leg(), flat, flat))
        hand = self.body.group("wrist.", "metacarpal", "finger")
        return float(got.joints["left_wrist"][2] - got.verts[hand, 2].min()) + MAT_M

    @property
    def ankle_m(self) -> float:
        """Height of the ankle over the floor's face when the foot is flat on a mat."""
        return float(self.body.sizes.ankle_m) + MAT_M

    def lowest(self, posed: Posed, *bones: str) -> float:
        """Height of the lowest vertex, of some bones (by how their names begin) or of all."""
        verts = posed.verts[self.body.group(*bones)] if bones else posed.verts
        return float(verts[:, 2].min())

    def on_floor(self, pose: Pose, *bones: str, height_m: float = MAT_M) -> Pose:
        """The pose lifted or lowered until its lowest vertex lies on the mat (0: the bare floor).

        bones: only these touch down. Without them, all that moves with the pelvis: not limbs that
        are planted or reach for a place in the room.
        """
        part = self.body.group(*(bones or _carried(pose)))
        for _ in range(3):
            got = self.solve(pose)
            rise = height_m - float(got.verts[part, 2].min())
            pose = shifted(pose, vec((0, 0, rise)))
        return pose

    def root(self, make: Callable[[float], Pose], gap: Gap, low: float, high: float) -> float:
        """The x at which gap of make(x), which changes sign between low and high, is nil.

        Where it does not change sign, the better of the two ends.
        """
        a, b = gap(self.solve(make(low))), gap(self.solve(make(high)))
        if (a > 0) == (b > 0):
            return low if abs(a) < abs(b) else high
        x = low
        for _ in range(STEPS):  # false position, halving the value of an end that stays put
            x = (low * b - high * a) / (b - a)
            got = gap(self.solve(make(x)))
            if abs(got) < CLOSE:
                break
            if (got > 0) == (b > 0):
                high, b, a = x, got, a / 2
            else:
                low, a, b = x, got, b / 2
        return x

    def until(self, make: Callable[[float], Pose], gap: Gap, low: float, high: float) -> Pose:
        """The pose make(x) at the x that `root` finds."""
        return make(self.root(make, gap, low, high))

    def head_down(self, pose: Pose, low: float = -40.0, high: float = 40.0) -> Pose:
        """The pose with the neck bent until the head lies on the mat."""
        return self.until(
            lambda x: replace(pose, neck_flex=x),
            lambda got: self.lowest(got, "head", "neck03") - MAT_M,
            low,
            high,
        )

    def flat_hand(self, side: str, x: float, y: float, out: float = 0.0) -> Reach:
        """An arm whose hand lies flat on the mat at x (outwards) and y, fingers `out` degrees out.

        0 degrees: fingers towards -y.
        """
        sign = 1.0 if side == "left" else -1.0
        turn = np.radians(out)
        fingers = (sign * float(np.sin(turn)), -float(np.cos(turn)), 0.0)
        return Reach(
            (sign * x, y, self.palm_m), (sign * 0.5, 0.9, 0.1), curl=FLAT_CURL, lies=Hand(fingers)
        )

    def palms_down(self, pose: Pose) -> Pose:
        """The pose with hands that reach for a place in the room set down on the mat exactly."""
        got = self.solve(pose)
        for side, s in (("left", "L"), ("right", "R")):
            arm = getattr(pose, f"{side}_arm")
            if isinstance(arm, Reach) and arm.on is None:
                hand = self.body.group(f"wrist.{s}", *(f"finger{i}-{k}.{s}" for i, k in FINGERS))
                rise = MAT_M - float(got.verts[hand, 2].min())
                place = (arm.at[0], arm.at[1], arm.at[2] + rise)
                pose = with_arm(pose, side, replace(arm, at=place))
        return pose

    def legs_down(self, pose: Pose, leg: Leg) -> Pose:
        """The pose, on the belly, with both legs on the mat: thighs and insteps as low as it."""

        def made(flex: float, ankle: float) -> Pose:
            straight = replace(leg, flex=flex, ankle=ankle)
            return replace(pose, left_foot=straight, right_foot=straight)

        knees, feet = ("upperleg02", "lowerleg"), ("foot", "toe")
        flex = self.root(
            lambda x: made(x, 60.0), lambda got: self.lowest(got, *knees) - MAT_M, -60.0, 60.0
        )
        return self.until(
            lambda x: made(flex, x), lambda got: self.lowest(got, *feet) - MAT_M, 90.0, 30.0
        )

    @cached_property
    def kneel_m(self) -> tuple[float, float]:
        """Height of the knee's joint and bend of the ankle of a kneeling leg, shin on the mat."""
        z = self.body.sizes

        def made(knee_m: float, bend: float) -> Pose:
            legs = [Kneel((sign * z.hip_x, 0.0, knee_m), bend=bend) for _, sign in SIDES]
            return Pose((0.0, 0.0, 0.6), legs[0], legs[1])

        high = self.root(
            lambda x: made(x, 60.0),
            lambda got: self.lowest(got, "upperleg02", "lowerleg") - MAT_M,
            0.02,
            0.15,
        )
        bend = self.root(
            lambda x: made(high, x),
            lambda got: self.lowest(got, "foot", "toe") - MAT_M,
            90.0,
            20.0,
        )
        return high, bend

    def kneel(self, x: float, y: float) -> Kneel:
        """A leg whose knee is on the mat at x, y and whose shin lies towards +y, foot pointed."""
        high, bend = self.kneel_m
        return Kneel((x, y, high), bend=bend)

    def hands_under(self, pose: Pose) -> Pose:
        """The pose with both hands flat on the mat under the shoulders."""
        for _ in range(3):
            at = self.solve(pose).joints["left_shoulder"]
            x, y = float(at[0]), float(at[1])
            hands = [self.flat_hand(side, x, y) for side, _ in SIDES]
            pose = replace(pose, left_arm=hands[0], right_arm=hands[1])
        return self.palms_down(pose)


def _carried(pose: Pose) -> tuple[str, ...]:
    """Bones, by how their names begin, that move with the pelvis."""
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
