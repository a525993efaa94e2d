"""Random workplaces and personal ways to sit, fitted to any body.

All ranges and shares are chosen for this project, wide enough to include common desks and chairs.
"""

from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

import numpy as np

from synth.furniture import dim, draw_colour, draw_grey, draw_wood
from synth.geometry import vec
from synth.pose import Foot, Pose, Vec, replace_arm
from synth.scene import Box
from synth.stance import Figure

from .desk import EDGE_Y, TYPING_Y, Desk, Furniture, make_screen, set_gaze, slide_pelvis

SEATS = {"office": 0.5, "dining": 0.22, "stool": 0.1, "sofa": 0.18}
ARM_RESTS = {"office": 0.55, "dining": 0.15, "stool": 0.0, "sofa": 0.6}
BACK_M = {"office": (0.2, 0.6), "dining": (0.3, 0.5), "sofa": (0.25, 0.5)}
RISE_M = (0.035, -0.09, 0.11)
"""Desk above elbow height: standard deviation, minimum, maximum. Desks are seldom adjusted."""
WIDE_M, DEEP_M = (0.45, 0.95), (0.5, 0.85)  # half the desk's width; its depth
SCREENS = {"laptop": 0.45, "monitor": 0.35, "both": 0.12, "none": 0.08}
PANEL_SHARE = 0.2  # desks with a panel down to the floor at each end
CUPBOARD_SHARE = 0.5  # wide desks with drawers under the end away from a side camera
CLEAR_M = 0.015  # between thigh and desk, and between belly and the desk's edge
PRESSED_M = 0.02  # how far the desk's edge may press into the belly
REACHED_M = 0.01


@dataclass(frozen=True, slots=True)
class Workplace(Furniture):
    """The parts of a random workplace; lengths in metres, colours linear RGB.

    seat: of SEATS; screen: of SCREENS; clutter: boxes on the desk, relative to the middle of its
    edge and to its top.
    """

    seat: str = "office"
    arm_rests: bool = False
    screen: str = "laptop"
    half_width_m: float = 0.78
    depth_m: float = 0.68
    panels: bool = False
    cupboard: bool = False
    clutter: tuple[Box, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Habit:
    """How a person sits when upright: degrees from sitting tall, metres.

    gaze_deg: below horizontal; hands_m: of each hand to its side; near_m: how much nearer than
    usual the hands are; feet_m: of left and right foot in front of the knee, then outwards.
    """

    pitch: float = 0.0
    low: float = 0.0
    high: float = 2.0
    neck_fwd: float = 0.0
    neck_side: float = 0.0
    neck_rot: float = 0.0
    rot: float = 0.0
    side: float = 0.0
    shrugs: tuple[float, float] = (0.0, 0.0)
    protract: float = 0.0
    gaze_deg: float = 5.0
    hands_m: tuple[float, float] = (0.11, 0.11)
    near_m: float = 0.0
    feet_m: tuple[float, float, float] = (0.0, 0.0, 0.0)


def draw_habit(random: np.random.Generator) -> Habit:
    """Draws a personal upright posture: nearly straight, often slightly bent or leaning back."""

    def normal(mean: float, spread: float, low: float, high: float) -> float:
        return float(np.clip(random.normal(mean, spread), low, high))

    crossed = random.random() < 0.2  # ankles
    out = float(random.uniform(-0.11, -0.08) if crossed else random.normal(0.0, 0.03))
    ahead = float(random.uniform(-0.2, 0.22))
    apart = 0.07 if crossed else float(random.normal(0.0, 0.06))
    return Habit(
        pitch=normal(-1.5, 4.0, -12.0, 6.0),
        low=normal(1.5, 2.5, -1.0, 7.0),
        high=normal(3.0, 3.0, -2.0, 9.0),
        neck_fwd=normal(3.0, 4.0, -3.0, 11.0),
        neck_side=normal(0.0, 1.5, -4.0, 4.0),
        neck_rot=normal(0.0, 4.0, -10.0, 10.0),
        rot=normal(0.0, 2.0, -6.0, 6.0),
        side=normal(0.0, 1.0, -3.0, 3.0),
        shrugs=(normal(0.0, 1.5, -3.0, 4.0), normal(0.0, 1.5, -3.0, 4.0)),
        protract=normal(1.0, 3.0, -4.0, 7.0),
        gaze_deg=normal(6.0, 5.0, -5.0, 18.0),
        hands_m=(float(random.uniform(0.06, 0.18)), float(random.uniform(0.06, 0.24))),
        near_m=float(random.uniform(-0.04, 0.06)),
        feet_m=(ahead - apart, ahead + apart, out),
    )


def draw_workplace(random: np.random.Generator) -> Workplace:
    """Draws a desk with a seat, a screen and objects on it."""
    seat = str(random.choice(list(SEATS), p=list(SEATS.values())))
    spread, low, high = RISE_M
    wood = random.random() < 0.7
    half, depth = float(random.uniform(*WIDE_M)), float(random.uniform(*DEEP_M))
    return Workplace(
        desk_rise_m=float(np.clip(random.normal(0.0, spread), low, high)),
        back_m=float(random.uniform(*BACK_M[seat])) if seat in BACK_M else 0.0,
        desk=draw_wood(random) if wood else draw_grey(random, (0.03, 0.8)),
        chair=draw_grey(random, (0.02, 0.4)) if random.random() < 0.5 else draw_colour(random),
        seat=seat,
        arm_rests=bool(random.random() < ARM_RESTS[seat]),
        screen=str(random.choice(list(SCREENS), p=list(SCREENS.values()))),
        half_width_m=half,
        depth_m=depth,
        panels=bool(random.random() < PANEL_SHARE),
        cupboard=bool(half > 0.7 and random.random() < CUPBOARD_SHARE),
        clutter=_draw_clutter(random, half, depth),
    )


def _draw_clutter(random: np.random.Generator, half: float, depth: float) -> tuple[Box, ...]:
    """Draws books, boxes and pots on the desk, none in front of the keys."""
    out = []
    for _ in range(random.integers(0, 6)):
        wide, deep = random.uniform(0.05, 0.25, 2)
        high = float(random.choice([0.02, 0.05, 0.12, 0.2, 0.3]) * random.uniform(0.7, 1.3))
        far = half - 0.05
        x = float(random.choice([-1, 1]) * random.uniform(min(0.28 + wide / 2, far), far))
        y = -float(random.uniform(0.12 + deep / 2, depth - 0.05))
        look = str(random.choice(["plain", "books", "poster", "leaves"], p=[0.5, 0.2, 0.15, 0.15]))
        lo, hi = (x - wide / 2, y - deep / 2, 0.0), (x + wide / 2, y + deep / 2, high)
        colour = (0.06, 0.22, 0.05) if look == "leaves" else draw_colour(random)
        out.append(Box(lo, hi, colour, look, shades=False))
    return tuple(out)


class RandomDesk(Desk):
    """A random workplace fitted to a body, and the person's own upright posture."""

    cup_near_m = 0.08

    def __init__(self, fig: Figure, place: Workplace, habit: Habit) -> None:
        self.place, self.habit = place, habit
        self.gaze_deg = habit.gaze_deg
        super().__init__(fig, place)

    def describe(self) -> dict[str, object]:
        """Returns desk, seat and habit as JSON-compatible values."""
        told = asdict(self.place)
        told["clutter"] = len(self.place.clutter)
        heights = {"top_m": self.top_m, "seat_m": self.seat_m, "edge_y_m": self.edge_y}
        return {"furniture": told, "habit": asdict(self.habit), **heights}

    def _sit_at_ease(self) -> Pose:
        """Returns the person's own upright, hands on the keys; belly and desk do not touch."""
        self.rest = self._bring_hands_within_reach(self._sit_own_way())
        verts = self.fig.solve(self.rest).verts
        body = self.fig.body
        thighs = verts[body.group("upperleg")]
        under = thighs[thighs[:, 1] < EDGE_Y + 0.02, 2]
        thick = 0.03
        if len(under):
            self.top_m = round(max(self.top_m, float(under.max()) + thick + CLEAR_M), 3)
        trunk = verts[body.group("root", "pelvis", "spine", "breast")]
        level = trunk[np.abs(trunk[:, 2] - self.top_m) < 0.06]
        front = float(level[:, 1].min()) if len(level) else EDGE_Y
        self.shift_y = min(0.0, front - CLEAR_M - EDGE_Y)
        hands = zip(("left", "right"), self.habit.hands_m, strict=True)
        arms = {f"{s}_arm": self.lay_hand(s, out, TYPING_Y + self.habit.near_m) for s, out in hands}
        pose = set_gaze(replace(self.rest, **arms), self.gaze_deg)  # type: ignore[arg-type]
        return self._bring_hands_within_reach(pose)

    def _bring_hands_within_reach(self, pose: Pose) -> Pose:
        """Moves hands nearer that do not reach their target."""
        for _ in range(3):
            joints = self.fig.solve(pose).joints
            for side in ("left", "right"):
                arm = getattr(pose, f"{side}_arm")
                goal = vec(arm.at) + (joints[arm.on] if arm.on else 0.0)
                miss = float(np.linalg.norm(joints[f"{side}_wrist"] - goal))
                if miss > REACHED_M:
                    x, y, z = arm.at
                    pose = replace_arm(pose, side, replace(arm, at=(x, y + miss, z)))
        return pose

    def keep_clear(self, pose: Pose) -> Pose:
        """Slides the pose back over the seat so that belly and chest are not inside the desk."""
        body = self.fig.body
        verts = self.fig.solve(pose).verts[body.group("root", "pelvis", "spine", "breast")]
        level = np.abs(verts[:, 2] - self.top_m + 0.015) < 0.015
        front = float(verts[level, 1].min()) if level.any() else 0.0
        return slide_pelvis(pose, 0.0, max(0.0, self.edge_y - PRESSED_M - front))

    def _sit_own_way(self) -> Pose:
        """Returns the person's own way of sitting, hands in the lap."""
        h, rest = self.habit, self.rest
        left, right = rest.left_foot, rest.right_foot
        if isinstance(left, Foot) and isinstance(right, Foot):
            left, right = (
                _move_foot(left, h.feet_m[0], h.feet_m[2]),
                _move_foot(right, h.feet_m[1], -h.feet_m[2]),
            )
        return replace(
            rest,
            left_foot=left,
            right_foot=right,
            pitch=h.pitch,
            low=rest.low + h.low,
            high=h.high,
            neck_fwd=h.neck_fwd,
            neck_side=h.neck_side,
            neck_rot=h.neck_rot,
            rot=h.rot,
            side=h.side,
            left_shrug=h.shrugs[0],
            right_shrug=h.shrugs[1],
            left_protract=h.protract,
            right_protract=h.protract,
        )

    @cached_property
    def rear_y(self) -> float:
        """How far back the person's back extends at the height of a chair's backrest."""
        body = self.fig.body
        verts = self.fig.solve(self.home).verts[body.group("root", "pelvis", "spine")]
        z = verts[:, 2] - self.seat_m
        back = verts[(z > 0.12) & (z < 0.12 + max(self.place.back_m, 0.1)), 1]
        return float(back.max()) if len(back) else 0.19

    @cached_property
    def hips_m(self) -> float:
        """Half the width of the seated hips."""
        body = self.fig.body
        verts = self.fig.solve(self.home).verts[body.group("root", "pelvis", "upperleg")]
        return float(np.abs(verts[verts[:, 1] > -0.2, 0]).max())

    def boxes(self, view: str, near: str) -> list[Box]:
        """Returns seat, desk and what is on it; from the front the camera's screen is left out."""
        far = -1.0 if near == "left" else 1.0
        out = [*self._make_chair(), *self._make_table(far), *self._place_clutter()]
        return [*out, *self._make_screens()] if view == "side" else out

    def _place_clutter(self) -> list[Box]:
        by, up = self.edge_y, self.top_m

        def at(v: Vec) -> Vec:
            return v[0], v[1] + by, v[2] + up

        return [replace(b, lo=at(b.lo), hi=at(b.hi)) for b in self.place.clutter]

    def _make_screens(self) -> list[Box]:
        screen, y = self.place.screen, self.shift_y
        out: list[Box] = []
        for kind in {"both": ("laptop", "monitor"), "none": ()}.get(screen, (screen,)):
            x = 0.5 if screen == "both" and kind == "laptop" else 0.0
            out += [_shift_box(b, x, y) for b in make_screen(self.top_m, kind == "laptop")]
        return out

    def _make_chair(self) -> list[Box]:
        p, z, c = self.place, self.seat_m, self.place.chair
        rear = max(0.17, self.rear_y - 0.01)
        half = max(0.22, min(self.hips_m, 0.3))
        dark = dim(c, 0.5)
        if p.seat == "sofa":
            cloth = "carpet"
            wide = half + 0.35
            out = [
                Box((-wide, -0.30, 0.08), (wide, rear, z), c, cloth),
                Box((-wide, rear, 0.08), (wide, rear + 0.2, z + 0.12 + p.back_m), c, cloth),
            ]
            sides = ((-wide - 0.14, -wide), (wide, wide + 0.14)) if p.arm_rests else ()
            arms = [Box((a, -0.30, 0.08), (b, rear, z + 0.2), dim(c, 0.9), cloth) for a, b in sides]
            return [*out, *arms]
        out = [Box((-half, -0.22, z - 0.06), (half, max(rear, 0.2), z), c, "carpet")]
        if p.seat == "dining":
            out[0] = replace(out[0], look="wood")
            out += [
                Box((x - 0.02, y - 0.02, 0.0), (x + 0.02, y + 0.02, z - 0.06), c, "wood")
                for x in (-half + 0.02, half - 0.02)
                for y in (-0.2, rear)
            ]
        else:
            out += [
                Box((-0.03, -0.03, 0.06), (0.03, 0.03, z - 0.06), dark),
                Box((-0.30, -0.025, 0.03), (0.30, 0.025, 0.07), dark),
                Box((-0.025, -0.30, 0.03), (0.025, 0.30, 0.07), dark),
            ]
        if p.seat in BACK_M:
            top, low = z + 0.12 + p.back_m, z + 0.12
            out += [
                Box((-half + 0.02, rear, low), (half - 0.02, rear + 0.04, top), c, out[0].look),
                Box((-0.03, rear + 0.005, z - 0.05), (0.03, rear + 0.03, low + 0.02), dark),
            ]
        if p.arm_rests:
            out += self._make_arm_rests(half, rear, dark)
        return out

    def _make_arm_rests(self, half: float, rear: float, colour: Vec) -> list[Box]:
        z = self.seat_m + 0.2
        return [
            box
            for x in (-half - 0.05, half + 0.05)
            for box in (
                Box((x - 0.03, -0.14, z - 0.03), (x + 0.03, rear - 0.02, z), colour),
                Box((x - 0.02, 0.0, self.seat_m - 0.05), (x + 0.02, 0.05, z - 0.03), colour),
            )
        ]

    def _make_table(self, far: float) -> list[Box]:
        p, c, z, edge = self.place, self.place.desk, self.top_m, self.edge_y
        x, y = p.half_width_m, edge - p.depth_m
        out = [Box((-x, y, z - 0.03), (x, edge, z), c, "wood")]
        if p.panels:
            return out + [
                Box((a, y + 0.03, 0.0), (a + 0.025, edge - 0.06, z - 0.03), c, "wood")
                for a in (-x + 0.02, x - 0.045)
            ]
        out += [
            Box((s * (x - 0.05) - 0.02, yy - 0.02, 0), (s * (x - 0.05) + 0.02, yy + 0.02, z), c)
            for s in (-1, 1)
            for yy in (edge - 0.08, y + 0.05)
        ]
        if p.cupboard:
            lo, hi = (far * 0.5 - 0.2, y + 0.05, 0.02), (far * 0.5 + 0.2, edge - 0.1, z - 0.04)
            out.append(Box(lo, hi, c))
        return out


def _move_foot(foot: Foot, ahead_m: float, out_m: float) -> Foot:
    x, y, z = foot.ankle
    return replace(foot, ankle=(x + out_m, y - ahead_m, z))


def _shift_box(b: Box, x: float, y: float) -> Box:
    lo, hi = (b.lo[0] + x, b.lo[1] + y, b.lo[2]), (b.hi[0] + x, b.hi[1] + y, b.hi[2])
    return replace(b, lo=lo, hi=hi)
