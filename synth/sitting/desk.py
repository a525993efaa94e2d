"""A chair, a desk and a screen fitted to a body, and the person sitting there at ease.

World frame as in `synth.pose`: the person faces -y, the hips are over the origin, z is up, metres.
"""

from dataclasses import dataclass, replace

import numpy as np

from synth.body import Body
from synth.geometry import Array, vec
from synth.pose import Pose, Reach, Vec, shift_pose
from synth.rig import Posed
from synth.scene import Box
from synth.stance import Figure

EDGE_Y = -0.25  # front edge of the desk: a hand's width in front of the belly
DESK_M = (0.78, 0.68, 0.03)  # half width, depth, thickness of the desk top
HAND_M = 0.035  # height of the wrist above the desk when the hand lies on it or types
TYPING_Y = -0.40
GAZE_DEG = 5.0  # the head's pitch, + down, when looking at a screen


@dataclass(frozen=True, slots=True)
class Furniture:
    """The parts of the workplace; all lengths in metres.

    desk_rise_m: desk above elbow height; back_m: height of the chair's back above the seat.
    """

    desk_rise_m: float = 0.0
    back_m: float = 0.36
    laptop: bool = True
    desk: Vec = (0.42, 0.30, 0.19)
    chair: Vec = (0.09, 0.10, 0.11)


class Desk:
    """One person's workplace: fitting heights, boxes to draw, and the pose of sitting at ease."""

    shift_y = 0.0
    """Offset of the desk, and of everything done at it, from the usual place, metres along y."""
    gaze_deg = GAZE_DEG
    cup_near_m = 0.0
    """How much nearer than usual the cup stands."""

    def __init__(self, fig: Figure, furniture: Furniture) -> None:
        self.fig, self.furniture = fig, furniture
        self.seat_m = fig.seat_m
        rest = fig.sitting()
        elbow = fig.solve(rest).joints["left_elbow"]
        self.top_m = round(float(elbow[2]) - 0.055 + furniture.desk_rise_m, 3)
        self.rest = rest
        self.home = self._sit_at_ease()
        self.joints = fig.solve(self.home).joints

    def _sit_at_ease(self) -> Pose:
        """Returns the pose of sitting upright with both hands on the keys."""
        left, right = (self.lay_hand(s, 0.11, TYPING_Y) for s in ("left", "right"))
        return set_gaze(replace(self.rest, left_arm=left, right_arm=right), self.gaze_deg)

    def lay_hand(self, side: str, out_m: float, y_m: float, wide: float = 0.55) -> Reach:
        """Returns an arm whose hand lies on the desk, `out_m` to its own side of the midline.

        wide: how far the elbow points outwards, relative to 1 downwards.
        """
        sign = 1.0 if side == "left" else -1.0
        at = (sign * out_m, y_m + self.shift_y, self.top_m + HAND_M)
        return Reach(at, (sign * wide, 0.35, -1.0), pron=75.0, wrist=-8.0, curl=14.0)

    def keep_clear(self, pose: Pose) -> Pose:
        """Moves the pose, if needed, so that the body does not touch the desk; unchanged here."""
        return pose

    @property
    def edge_y(self) -> float:
        """The y coordinate of the desk's front edge."""
        return EDGE_Y + self.shift_y

    @property
    def eyes(self) -> Array:
        """Midpoint of the eyes when sitting at ease."""
        return (self.joints["left_eye"] + self.joints["right_eye"]) / 2

    def boxes(self, view: str, near: str) -> list[Box]:
        """Returns chair, desk and, in side views, the screen: in front it holds the camera."""
        far = -1.0 if near == "left" else 1.0
        return [
            *self._make_chair(),
            *self._make_table(far),
            *(self._make_screen() if view == "side" else ()),
        ]

    def _make_chair(self) -> list[Box]:
        c, z = self.furniture.chair, self.seat_m
        dark: Vec = (c[0] * 0.5, c[1] * 0.5, c[2] * 0.5)
        top = z + 0.12 + self.furniture.back_m
        return [
            Box((-0.23, -0.24, z - 0.07), (0.23, 0.22, z), c, "carpet"),
            Box((-0.20, 0.19, z + 0.12), (0.20, 0.235, top), c, "carpet"),
            Box((-0.03, 0.20, z - 0.05), (0.03, 0.225, z + 0.14), dark),
            Box((-0.03, -0.03, 0.06), (0.03, 0.03, z - 0.07), dark),
            Box((-0.30, -0.025, 0.03), (0.30, 0.025, 0.07), dark),
            Box((-0.025, -0.30, 0.03), (0.025, 0.30, 0.07), dark),
        ]

    def _make_table(self, far: float) -> list[Box]:
        c, z = self.furniture.desk, self.top_m
        x, deep, thick = DESK_M
        edge = self.edge_y
        y = edge - deep
        legs = [
            Box((s * (x - 0.05) - 0.02, yy - 0.02, 0), (s * (x - 0.05) + 0.02, yy + 0.02, z), c)
            for s in (-1, 1)
            for yy in (edge - 0.08, y + 0.05)
        ]
        cupboard = Box((far * 0.5 - 0.2, y + 0.05, 0.02), (far * 0.5 + 0.2, y + 0.5, z - 0.04), c)
        return [Box((-x, y, z - thick), (x, edge, z), c, "wood"), *legs, cupboard]

    def _make_screen(self) -> list[Box]:
        return make_screen(self.top_m, self.furniture.laptop)


def make_screen(z: float, laptop: bool) -> list[Box]:
    """Returns a laptop, or a keyboard and a monitor, on a desk of that height."""
    grey, black = (0.35, 0.36, 0.38), (0.03, 0.03, 0.035)
    if laptop:
        return [
            Box((-0.17, -0.62, z), (0.17, -0.40, z + 0.018), grey),
            Box((-0.17, -0.645, z + 0.01), (0.17, -0.635, z + 0.235), grey),
        ]
    return [
        Box((-0.22, -0.52, z), (0.22, -0.39, z + 0.015), black),
        Box((-0.29, -0.80, z + 0.10), (0.29, -0.77, z + 0.45), black),
        Box((-0.03, -0.83, z), (0.03, -0.80, z + 0.2), black),
        Box((-0.12, -0.88, z), (0.12, -0.72, z + 0.012), black),
    ]


def set_gaze(pose: Pose, down_deg: float) -> Pose:
    """Pitches the head `down_deg` below horizontal, whatever the back does."""
    bend = pose.pitch + pose.low + pose.high
    return replace(pose, neck_flex=down_deg - bend)


def slide_pelvis(pose: Pose, x: float, y: float, z: float = 0.0) -> Pose:
    """Moves the pelvis over the seat."""
    return shift_pose(pose, vec((x, y, z)))


def locate_mouth(joints: dict[str, Array]) -> Array:
    """Returns the position of the mouth, estimated from nose and ears."""
    ears = (joints["left_ear"] + joints["right_ear"]) / 2
    fwd = joints["nose"] - ears
    down = np.array([0.0, 0.0, -1.0])
    size = float(np.linalg.norm(fwd))
    out: Array = joints["nose"] + 0.055 * down - 0.01 * fwd / max(size, 1e-6)
    return out


def locate_fingers(body: Body, posed: Posed, side: str) -> Array:
    """Returns the midpoint of a hand's fingers: the position of a held object."""
    letter = "L" if side == "left" else "R"
    part = body.group(*(f"finger{i}-2.{letter}" for i in (2, 3, 4)))
    out: Array = posed.verts[part].mean(0).astype(np.float64)
    return out
