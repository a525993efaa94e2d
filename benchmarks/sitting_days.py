"""``python -m benchmarks.sitting_days``: whole days at a desk, and when somebody would be told.

Nothing is rendered: bodies made of numbers (``tests.bodies``) are seen by a camera, and their
landmarks err as the pose model's do on random people at desks. From there on all is formcheck's
own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Annotated, Final

import numpy as np
import typer
from numpy.typing import NDArray

from benchmarks.report import table, write_text
from formcheck.core.body import Detection
from formcheck.core.posture.calibration import CALIBRATION_S, Refusal, calibrate
from formcheck.core.posture.nudge import Nudged, NudgeHeldBack
from formcheck.core.posture.posture_values import (
    Calibration,
    Look,
    PostureFeatures,
    Unclear,
    View,
    Why,
)
from formcheck.core.posture.rules import Held, Rules, Surroundings
from formcheck.core.posture.sit import SitInput, SitState, advance_sit, recalibrate
from formcheck.core.posture.sit_events import CameraMoved
from formcheck.engine.observer import PostureObserver
from formcheck.engine.subject import SeatState, advance_seat, find_sitter
from tests.bodies import Body, Camera, sitting, standing

REPORT = Path(__file__).resolve().parent.parent / "docs" / "sitting-days.md"
LOOK_S = 1.0
DUE_S = 120.0
"""A slouch that lasts so long is to be told before it ends."""
LATE_S = 15.0
"""A nudge so soon after a slouch is still about it."""

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


@dataclass(slots=True)
class Day:
    """What came of a day.

    due counts slouches of DUE_S that nothing else kept from being told, told those that were;
    wrong nudges by what was done instead; asked is how often a new baseline was asked for.
    """

    view: View
    hours: float
    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    due: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    first_reason: int = 0
    asked: int = 0
    refused: int = 0


def live_day(seed: int, view: View, hours: float) -> Day:
    """One day of a sitter, drawn by the seed."""
    random = Random(f"{seed} {view}")  # noqa: S311 - a day that can be lived again, no secret
    return _Watch(random, view, hours).run()


CHANGES: Final = (("chair", 3.0), ("camera", 0.125), ("clothes", 0.25), ("light", 0.5))
"""What changes, how often an hour. Chosen here: the camera once in a day."""
CALLS_AN_HOUR = 0.3
MENDED_S = 60.0
"""After so long of "I can't see your head" the person puts the camera right."""


class _Watch:
    """A day under the eyes of the monitor."""

    def __init__(self, random: Random, view: View, hours: float) -> None:
        self._random, self._rules = random, Rules(break_every_s=math.inf)
        self._day = Day(view, hours)
        self._desk = Desk(random, view)
        self._doings = draw_day(random, view, hours)
        self._eyes, self._seat = PostureObserver(), SeatState()
        self._progress: SitState = SitState(None)
        self._wants_s: float | None = 0.0
        self._taking: list[PostureFeatures] | None = None
        self._around = Surroundings()
        self._call_until_s = self._unseen_s = 0.0
        self._nudged_s: list[tuple[float, tuple[Why, ...]]] = []
        self._held_s: list[float] = []

    def run(self) -> Day:
        """All of it."""
        ends_s = [doing.start_s for doing in self._doings[1:]] + [3600.0 * self._day.hours]
        for doing, end_s in zip(self._doings, ends_s, strict=True):
            self._begin(doing)
            t_s = doing.start_s
            while t_s < end_s:
                self._look(doing, t_s)
                t_s += LOOK_S
            if doing.why is not None and end_s - doing.start_s >= DUE_S:
                self._score(doing, end_s)
        self._score_nudges(ends_s)
        return self._day

    def _begin(self, doing: Doing) -> None:
        for what, an_hour in CHANGES:
            if self._random.random() < an_hour / 40.0:  # about 40 doings an hour
                self._change(what)
        if doing.is_away:
            self._desk.roll_chair(0.05)
        if self._random.random() < CALLS_AN_HOUR / 40.0:
            self._call_until_s = doing.start_s + self._random.uniform(600.0, 1800.0)
        self._around = Surroundings(call=doing.start_s < self._call_until_s)
        self._desk.take(doing)

    def _change(self, what: str) -> None:
        match what:
            case "chair":
                self._desk.roll_chair(0.04)
            case "camera":
                self._desk.nudge_camera()
            case "clothes":
                self._desk.change_clothes()
            case _:
                self._desk.dim()

    def _look(self, doing: Doing, t_s: float) -> None:
        size = self._desk.camera.size
        found = find_sitter(self._desk.seen(doing), self._seat, size)
        self._seat = advance_seat(self._seat, found, t_s)
        look: Look = self._eyes.look(found, t_s, size).look
        self._calibrate(doing, look)
        self._progress, events = advance_sit(
            self._rules, self._progress, SitInput(look, self._around)
        )
        posture = self._progress.posture
        unseen = posture is not None and posture.unclear is Unclear.HEAD
        self._unseen_s = self._unseen_s + LOOK_S if unseen else 0.0
        if self._unseen_s >= MENDED_S:
            self._desk.put_back()
        for event in events:
            if isinstance(event, Nudged):
                self._nudged_s.append((t_s, event.why))
            elif isinstance(event, NudgeHeldBack) and event.reason is not Held.BASELINE:
                self._held_s.append(t_s)
            elif isinstance(event, CameraMoved | NudgeHeldBack) and self._wants_s is None:
                self._day.asked += 1
                self._wants_s = t_s + 60.0

    def _calibrate(self, doing: Doing, look: Look) -> None:
        """Takes a baseline when one is wanted and the person sits and reads or types."""
        if self._wants_s is None or look.t_s < self._wants_s or look.features is None:
            return
        if doing.name not in ("typing", "reading"):
            self._taking = None
            return
        taking = self._taking = [*(self._taking or ()), look.features]
        if len(taking) <= CALIBRATION_S / LOOK_S:
            return
        self._taking, found = None, calibrate(taking)
        if isinstance(found, Refusal):
            self._day.refused += 1
            return
        self._wants_s = None
        self._use(found)

    def _use(self, calibration: Calibration) -> None:
        self._progress = recalibrate(self._progress, calibration)

    def _score(self, doing: Doing, end_s: float) -> None:
        """Counts a long slouch."""
        nudges = [why for t_s, why in self._nudged_s if doing.start_s <= t_s <= end_s]
        if not nudges and any(doing.start_s <= t_s <= end_s for t_s in self._held_s):
            return
        self._day.due[doing.name] += 1
        self._day.told[doing.name] += bool(nudges)
        self._day.first_reason += bool(nudges) and nudges[0][0] is doing.why

    def _score_nudges(self, ends_s: list[float]) -> None:
        spans = [(one.start_s, end_s, one) for one, end_s in zip(self._doings, ends_s, strict=True)]
        for t_s, _ in self._nudged_s:
            about = [d for a, b, d in spans if d.why is not None and a <= t_s <= b + LATE_S]
            if about:
                self._day.right += 1
            else:
                self._day.wrong[next(d.name for a, b, d in spans if a <= t_s <= b)] += 1


HEADS = (
    "view", "days", "hours", "nudges right", "wrong", "wrong in 8 hours",
    "slouches of two minutes told", "first reason right", "baselines asked for anew",
)  # fmt: skip


def markdown(days: list[Day]) -> str:
    """The report."""
    by_view = {view: [d for d in days if d.view is view] for view in View}
    rows = [_row(view.value, some) for view, some in by_view.items() if some]
    wrong: Counter[str] = sum((d.wrong for d in days), Counter())
    due: Counter[str] = sum((d.due for d in days), Counter())
    told: Counter[str] = sum((d.told for d in days), Counter())
    kinds = [[kind, str(due[kind]), f"{told[kind] / due[kind]:.2f}"] for kind in sorted(due)]
    during = ", ".join(f"{name} {count}" for name, count in wrong.most_common()) or "none"
    return f"""# Days of sitting

Written by `python -m benchmarks.sitting_days`; not to be edited by hand. Nobody is rendered or
filmed: bodies made of numbers sit at a desk, work, slouch, leave, are visited, move the chair,
knock the camera, change clothes and light and take calls, and their landmarks err as the pose
model's do on random people at desks (measured on films of seed 6). Everything after the landmarks
is formcheck's own, at a look a second, with one baseline in the morning and a new one when
formcheck asks for it.

A nudge is **wrong** where nobody slouched in the {LATE_S:.0f} seconds before it. A slouch of
{DUE_S:.0f} seconds or more is **told** when a nudge comes while it lasts; those that a call, or a
nudge a moment ago, keeps from being told count in neither. Wanted: at most 1 wrong in 8 hours, 0.95
told.

{table(HEADS, rows)}

Wrong nudges came during: {during}.

{table(("slouch", "of two minutes", "told"), kinds)}
"""


def _row(name: str, days: list[Day]) -> list[str]:
    hours = sum(d.hours for d in days)
    wrong, due = sum(d.wrong.total() for d in days), sum(d.due.total() for d in days)
    told = sum(d.told.total() for d in days)
    return [
        name,
        str(len(days)),
        f"{hours:.0f}",
        str(sum(d.right for d in days)),
        str(wrong),
        f"{8.0 * wrong / hours:.2f}",
        f"{told / due:.2f} of {due}" if due else "",
        f"{sum(d.first_reason for d in days) / told:.2f}" if told else "",
        str(sum(d.asked for d in days)),
    ]


def main(
    days: Annotated[int, typer.Option(min=1, help="Days from each view.")] = 8,
    hours: Annotated[float, typer.Option(help="Of each day.")] = 8.0,
    seed: Annotated[int, typer.Option(help="Of the first day.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Days at the same time.")] = 2,
    out: Annotated[Path | None, typer.Option(help="The report, in Markdown.")] = None,
) -> None:
    """Lives the days and prints what came of them."""
    jobs = [(seed + n, view) for n in range(days) for view in View]
    live = partial(live_day, hours=hours)
    with ProcessPoolExecutor(workers) as pool:
        lived = list(pool.map(live, *zip(*jobs, strict=True)))
    text = markdown(lived)
    print(text)
    if out is not None:
        write_text(out, text)


if __name__ == "__main__":
    typer.run(main)
