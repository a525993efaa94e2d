"""Somebody at a desk, made of numbers: what they do through a day, and what a camera sees of it.

Landmarks err as the pose model's do on random people at desks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection
from formcheck.core.posture.posture_values import View, Why
from tests.bodies import Body, Camera, sitting, standing

HEAD = {View.FRONT: (0.011, 0.012), View.SIDE: (0.014, 0.016)}
BODY = {View.FRONT: (0.014, 0.011), View.SIDE: (0.025, 0.030)}
EASY_HEAD = {View.FRONT: (0.004, 0.004), View.SIDE: (0.009, 0.006)}
EASY_BODY = {View.FRONT: (0.009, 0.006), View.SIDE: (0.018, 0.016)}
FAST = {View.FRONT: 0.007, View.SIDE: 0.017}
"""How far landmarks err from posture to posture, in shoulder widths: head and shoulders as a whole,
and within them face and ears, and the shoulders, by themselves; among the comfortable ways to sit;
and from look to look. Measured on 38 films of ``synth sample --sitting-films`` of seed 6. What errs
alike all day is in the baseline too."""
EASY: Final = ("typing", "reading", "leaning back")
_FACE, _EARS, _BODY = [0, 1, 2, 3, 4, 5, 6, 9, 10], [7, 8], list(range(11, 33))
DEPTH = 2.0
"""The model's depth errs so many times as much as its places in the picture. Chosen here."""

Floats = NDArray[np.float64]
Way = tuple[float, float, float]
STILL: Final = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Doing:
    """What somebody does from start_s on: body angles, head and shoulders off their places, metres.

    why is the slouch, None for none; is_away and is_call say the rest. Ways are right, down, away
    of somebody who faces the camera.
    """

    name: str
    start_s: float
    body: Mapping[str, float] = field(default_factory=dict)
    head: Way = STILL
    shoulders: Way = STILL
    why: Why | None = None
    is_away: bool = False
    is_visited: bool = False


# Doings: name, seconds, how often, body angles drawn between bounds. Chosen here.
WORK: Final = (
    ("typing", (20, 240), 8, {"head_down_deg": (-4, 6), "lean_forward_deg": (-2, 3)}),
    ("reading", (20, 300), 5, {"head_turn_left_deg": (-8, 8), "head_tilt_right_deg": (-4, 4)}),
    ("leaning back", (20, 300), 3, {"lean_forward_deg": (-10, -5), "head_down_deg": (-3, 8)}),
    ("second screen", (10, 180), 3, {"head_turn_left_deg": (18, 38), "twist_deg": (0, 12)}),
    ("keyboard", (2, 12), 4, {"head_down_deg": (10, 20)}),
    ("drinking", (4, 8), 2, {"head_down_deg": (-18, -8)}),
    ("reaching", (2, 5), 3, {"lean_forward_deg": (4, 13), "lean_left_deg": (-9, 9)}),
    ("hand at the chin", (10, 120), 1, {"head_tilt_right_deg": (-6, 6), "head_down_deg": (0, 8)}),
    ("talking", (15, 120), 1, {"twist_deg": (15, 35), "head_turn_left_deg": (10, 35)}),
)
SLOUCHES: Final[Mapping[Why, tuple[Mapping[str, float], Way, Way]]] = {
    Why.SLUMP: ({}, (0.0, 0.065, -0.08), (0.0, 0.055, -0.05)),
    Why.FORWARD_HEAD: ({}, (0.0, 0.04, -0.09), STILL),
    Why.TOO_CLOSE: ({"lean_forward_deg": 22.0}, STILL, STILL),
    Why.LEANING: ({"lean_left_deg": 11.0}, STILL, STILL),
    Why.PHONE: ({"head_down_deg": 40.0}, STILL, STILL),
    Why.HEAD_TILT: ({"head_tilt_right_deg": 15.0}, STILL, STILL),
    Why.SHRUG: ({"shrug_left_m": 0.04, "shrug_right_m": 0.04}, STILL, STILL),
}
"""Plain slouches, half as far again as good goes; each is drawn from 1 to 1.5 times so far."""
ONLY_FRONT = (Why.HEAD_TILT, Why.LEANING)
SHORT_SHARE = 0.3
SHORT_S, LONG_S = (15.0, 50.0), (130.0, 480.0)
SLOUCHES_AN_HOUR = 2.5
LEAVES_AN_HOUR = 0.7
VISITS_AN_HOUR = 0.4


def draw_day(random: Random, view: View, hours: float) -> list[Doing]:
    """What is done in a day, one thing after the other; it begins with a minute of reading."""
    found = [Doing("reading", 0.0)]
    t_s, end_s = 60.0, 3600.0 * hours
    while t_s < end_s:
        doings = list(_next(random, view, t_s))
        found += [doing for doing, _ in doings]
        t_s = doings[-1][1]
    return found


def _next(random: Random, view: View, t_s: float) -> Iterator[tuple[Doing, float]]:
    """What comes now, each with its end."""
    rate_s = sum(n * sum(length) / 2 for _, length, n, _ in WORK) / sum(n for *_, n, _ in WORK)
    chance = random.random() * 3600.0 / rate_s
    for an_hour, drawn in ((LEAVES_AN_HOUR, _leaving), (VISITS_AN_HOUR, _visited)):
        if chance < an_hour:
            yield drawn(random, t_s)
            return
        chance -= an_hour
    if chance < SLOUCHES_AN_HOUR:
        yield _slouching(random, view, t_s)
        return
    name, length, _, angles = random.choices(WORK, [n for *_, n, _ in WORK])[0]
    side = random.choice((-1, 1))
    body = {
        angle: random.uniform(*bounds) * (side if angle in _SIDED else 1)
        for angle, bounds in angles.items()
    }
    yield Doing(name, t_s, body), t_s + random.uniform(*length)


_SIDED = ("head_turn_left_deg", "twist_deg")


def _leaving(random: Random, t_s: float) -> tuple[Doing, float]:
    return Doing("away", t_s, is_away=True), t_s + random.uniform(90.0, 900.0)


def _visited(random: Random, t_s: float) -> tuple[Doing, float]:
    body = {"twist_deg": random.uniform(-20, 20), "head_turn_left_deg": random.uniform(-40, 40)}
    return Doing("visited", t_s, body, is_visited=True), t_s + random.uniform(20.0, 120.0)


def _slouching(random: Random, view: View, t_s: float) -> tuple[Doing, float]:
    why = random.choice([w for w in SLOUCHES if view is View.FRONT or w not in ONLY_FRONT])
    k = random.uniform(1.0, 1.5)
    body, head, shoulders = SLOUCHES[why]
    length = SHORT_S if random.random() < SHORT_SHARE else LONG_S
    bent = {name: k * value for name, value in body.items()}
    doing = Doing(why.value, t_s, bent, _times(k, head), _times(k, shoulders), why)
    return doing, t_s + random.uniform(*length)


def _times(k: float, way: Way) -> Way:
    return (k * way[0], k * way[1], k * way[2])


class Desk:
    """Somebody at a desk before a camera: what it sees of them at a look."""

    def __init__(self, random: Random, view: View) -> None:
        self._random, self._view = random, view
        self._noise = np.random.default_rng(random.getrandbits(32))
        far_m = random.uniform(0.85, 1.2) if view is View.FRONT else random.uniform(1.4, 2.0)
        self._camera = Camera(far_m, random.uniform(62.0, 72.0))
        self._turn_deg = 0.0 if view is View.FRONT else 90.0
        self._turn_deg += random.gauss(0.0, 7.0)
        self._own = {
            "lean_forward_deg": random.gauss(-1.0, 2.0),
            "head_down_deg": random.gauss(-2.0, 3.0),
            "head_tilt_right_deg": random.gauss(0.0, 1.5),
        }
        self._scale = random.uniform(0.93, 1.07)
        self._head: Way = (0.0, random.uniform(-0.015, 0.015), random.uniform(-0.03, 0.01))
        self._seat_m = np.zeros(3)
        self._shift_px = np.zeros(2)
        self._cloth_m = 0.0
        self._dim = 1.0
        self._points = np.zeros((33, 3))
        self._slow = np.zeros((33, 2))

    def take(self, doing: Doing) -> None:
        """Sits down to it; nobody sits twice alike."""
        angles = {
            name: self._own.get(name, 0.0) + doing.body.get(name, 0.0) + self._random.gauss(0, 1.2)
            for name in (*self._own, "lean_left_deg", "head_turn_left_deg", "twist_deg")
        }
        more = {name: doing.body[name] for name in doing.body if name.startswith("shrug")}
        body = replace(sitting(), **angles, **more)  # type: ignore[arg-type]
        points = replace(body, scale=self._scale).points()
        points[:11] += np.add(doing.head, self._head) + self._noise.normal(0.0, 0.006, 3)
        points[11:23] += np.add(doing.shoulders, (0.0, self._cloth_m, 0.0))
        turn = math.radians(self._turn_deg)
        x, z = points[:, 0].copy(), points[:, 2].copy()
        points[:, 0] = math.cos(turn) * x - math.sin(turn) * z
        points[:, 2] = math.sin(turn) * x + math.cos(turn) * z
        self._points = points + self._seat_m + (0.0, 0.55 if self._view is View.FRONT else 0.2, 0)
        view, easy = self._view, doing.name in EASY
        self._slow = self._errors(
            (EASY_HEAD if easy else HEAD)[view], (EASY_BODY if easy else BODY)[view]
        )

    def roll_chair(self, most_m: float) -> None:
        """The chair stands elsewhere."""
        self._seat_m = self._seat_m * 0.5 + self._noise.normal(0.0, most_m, 3) * (1.0, 0.2, 1.0)

    def nudge_camera(self) -> None:
        """The camera was tilted or turned, by a tenth of the picture or so."""
        size = self._camera.size
        self._shift_px = self._noise.normal(0.0, 0.08, 2) * (size.width_px, size.height_px)

    def change_clothes(self) -> None:
        """The model sees shoulders higher or lower."""
        self._cloth_m = self._random.uniform(-0.012, 0.012)

    def dim(self) -> None:
        """Less light, or more."""
        self._dim = self._random.choice((1.0, 1.5))

    def put_back(self) -> None:
        """The camera shows the head again."""
        self._shift_px = self._shift_px * 0.2

    def seen(self, doing: Doing) -> tuple[Detection, ...]:
        """Who is in the picture."""
        people = [] if doing.is_away else [self._detected(self._points, self._slow)]
        if doing.is_visited:
            visitor = standing().moved(x_m=0.55, y_m=0.35, z_m=0.7)
            people.append(self._detected(_points_of(visitor), np.zeros((33, 2))))
        return tuple(people)

    @property
    def camera(self) -> Camera:
        """What it is seen by."""
        return self._camera

    def _errors(self, head: tuple[float, float], body: tuple[float, float]) -> Floats:
        """Errors (33, 2) of a head and a body as wholes and of their parts by themselves."""
        found, normal = np.zeros((33, 2)), self._noise.normal
        found[:11] = normal(0.0, head[0], 2)
        found[_FACE] += normal(0.0, head[1], 2)
        found[_EARS] += normal(0.0, head[1], (2, 2))
        found[_BODY] = normal(0.0, body[0], 2) + normal(0.0, body[1], (len(_BODY), 2))
        return found

    def _detected(self, points: Floats, slow: Floats) -> Detection:
        unit_m = 0.34 * self._scale
        unit_px = (
            unit_m * self._camera.focal_px / (self._camera.distance_m + points[11:13, 2].mean())
        )
        wavers = FAST[self._view] * self._dim
        fast = self._errors((0.0, wavers), (0.0, wavers))
        image = self._camera.project(points) + self._shift_px + (slow + fast) * unit_px
        world = points - (points[23] + points[24]) / 2
        flat = (slow + fast) * unit_m
        depth = self._noise.normal(0.0, DEPTH * FAST[self._view] * unit_m, (33, 1))
        return Detection(image, world + np.column_stack([flat, depth]), np.ones(33))


def _points_of(body: Body) -> Floats:
    return body.points()
