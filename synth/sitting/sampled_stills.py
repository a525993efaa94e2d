"""Random stills of people at a desk, in chunks: rendered and detected."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import count as count_up
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from formcheck.core.body import Detection
from formcheck.engine.sit_finder import LOOK_SIDE_PX
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
from synth.cameras import CannotPlaceCameraError
from synth.detection import detect_person
from synth.geometry import Array
from synth.image_quality import degrade
from synth.life import Life
from synth.people import Person, draw_person
from synth.pose import Pose, blend_poses
from synth.render import Image, Renderer
from synth.stance import Figure, make_vec

from . import postures
from .course import draw_slouch
from .numbers import measure_posture, measure_severity
from .postures import COMFORTABLE, SLOUCHES, other_side
from .sampled import (
    FORMAT,
    Surroundings,
    draw_surroundings,
    find_space,
    get_joints,
    solve_own_upright,
)
from .things import make_cup, make_phone, put_in_hand, put_on_desk
from .views import Viewed, draw_view
from .workplace import RandomDesk, draw_habit, draw_workplace

OF_ONE = 8
"""Stills per person and desk."""
FIRST_UPRIGHT, OF_ONE_CAMERA = 4, 16
"""For one camera: how many stills at the start show good sitting, and how many there are in all."""
KINDS = {"upright": 0.3, "slouch": 0.5, "work": 0.2}
WORK = ("drinking", "cup", "reaching", "turned", "second-screen", "glancing", "scratching", "chin")
WAVER = {"neck_rot": 8.0, "neck_flex": 5.0, "neck_side": 2.5, "pitch": 2.5, "rot": 3.0, "side": 2.0}
"""Random variation about the intended pose: standard deviations in degrees, chosen for this
project."""
MIXED_SHARE = 0.5
"""Share of slouches combined with a second one: people who slump also lean, or drop the head."""
BENDS = (
    "pitch", "roll", "low", "high", "side", "neck_flex", "neck_fwd", "neck_side", "left_shrug",
    "right_shrug", "left_protract", "right_protract",
)  # fmt: skip
"""Fields to which the second slouch is added; the arms are those of the first."""
STRONGER = 2.0
"""Real people slouch up to this factor farther than the strong slouches of `postures`."""
DROOP_SHARE, DROOP_DEG = 0.6, 30.0
"""Share of slouchers who drop the head, and the largest angle: few keep it level then."""


@dataclass(frozen=True, slots=True)
class IntendedPosture:
    """An intended pose: its kind, its slouch reasons (why, also), and what is in which hand."""

    pose: Pose
    kind: str
    why: str = ""
    also: str = ""
    strength: float = 0.0
    share: float = 1.0
    side: str = "right"
    holds: str = ""


@dataclass(frozen=True, eq=False)
class SittingStill:
    """One image, its ground truth and the detection in it."""

    about: dict[str, object]
    picture: Image
    joints: Array
    upright: Array
    camera_m: Array
    pixels: Array
    numbers: dict[str, float]
    found: Detection | None


def make_sitting_stills(
    seed: int, number: int, count: int, folder: Path, pictures: bool = False
) -> str:
    """Writes chunk `number` of a seed with `count` stills; returns a message with their number."""
    stills: list[SittingStill] = []
    person = 0
    with Landmarker(model_path("full")) as model:
        while len(stills) < count:
            random = np.random.default_rng([seed, number, person, *b"sitting-stills"])
            stills += list(draw_sitting_stills(model, random, min(OF_ONE, count - len(stills))))
            person += 1
    _keep(stills, folder / f"{number:06d}.npz", pictures)
    return f"{len(stills)} stills"


def draw_sitting_stills(
    model: Landmarker, random: np.random.Generator, count: int
) -> Iterator[SittingStill]:
    """Yields stills of one random person; fewer if no place is found for a camera."""
    sitter = _draw_sitter(random)
    for _ in range(count):
        with suppress(CannotPlaceCameraError):
            viewed = draw_view(random, sitter.desk, LOOK_SIDE_PX)
            meant = draw_intended(random, sitter.desk, viewed.view, viewed.near)
            yield _draw_still(model, random, sitter, viewed, meant)


def make_sitting_views(seed: int, number: int, folder: Path, pictures: bool = False) -> str:
    """Writes file `number` of a seed: one person in front of one camera.

    In odd-numbered files the camera is at the person's side: there is more to learn from there.
    Returns a message with the number of stills.
    """
    with Landmarker(model_path("full")) as model:
        for person in count_up():
            random = np.random.default_rng([seed, number, person, *b"sitting-views"])
            with suppress(CannotPlaceCameraError):
                kind = "side" if number % 2 else ""
                stills = list(_draw_sitting_view(model, random, kind))
                _keep(stills, folder / f"{number:06d}.npz", pictures)
                return f"{len(stills)} stills"
    raise AssertionError


def _draw_sitting_view(
    model: Landmarker, random: np.random.Generator, kind: str
) -> Iterator[SittingStill]:
    """Yields stills of one random person and one camera of a kind, first in good posture."""
    sitter = _draw_sitter(random)
    viewed = draw_view(random, sitter.desk, LOOK_SIDE_PX, kind)
    boxes = sitter.desk.boxes(viewed.view, viewed.near)
    space = find_space(sitter.upright, boxes)
    about_it = draw_surroundings(random, sitter.person, viewed, space, film=False)
    for place in range(OF_ONE_CAMERA):
        kind = "upright" if place < FIRST_UPRIGHT else ""
        meant = draw_intended(random, sitter.desk, viewed.view, viewed.near, kind)
        yield _draw_still(model, random, sitter, viewed, meant, about_it)


@dataclass(frozen=True, slots=True, eq=False)
class Sitter:
    """A person at their desk, and their own upright joints (21, 3)."""

    person: Person
    desk: RandomDesk
    upright: Array


def _draw_sitter(random: np.random.Generator) -> Sitter:
    person = draw_person(random)
    desk = RandomDesk(Figure(person.body), draw_workplace(random), draw_habit(random))
    return Sitter(person, desk, solve_own_upright(desk))


def _draw_still(
    model: Landmarker,
    random: np.random.Generator,
    sitter: Sitter,
    viewed: Viewed,
    meant: IntendedPosture,
    about_it: Surroundings | None = None,
) -> SittingStill:
    """Renders one still; in new random surroundings if none are given."""
    person, desk, upright, camera = sitter.person, sitter.desk, sitter.upright, viewed.camera
    posed = desk.fig.solve(Life(random, seated=True)(meant.pose, float(random.uniform(0, 60))))
    joints = get_joints(posed)
    boxes = desk.boxes(viewed.view, viewed.near)
    if about_it is None:
        space = find_space(np.concatenate([upright, joints]), boxes)
        about_it = draw_surroundings(random, person, viewed, space, film=False)
    things = [make_cup(make_vec(random.uniform(0.1, 0.7, 3))), make_phone((0.02, 0.02, 0.025))]
    handed = str(random.choice(["left", "right"]))
    lie = [
        put_in_hand(thing, person.body, posed, meant.side)
        if meant.holds == thing.name
        else put_on_desk(thing, desk, handed if thing.name == "cup" else other_side(handed))
        for thing in things
    ]
    people = [(person.body, person.wear)]
    all_boxes = [*about_it.room, *boxes]
    renderer = Renderer(
        people, camera, all_boxes, about_it.light, 0.0, 0, things, fine=1, once=True
    )
    drawn = renderer.frame(np.concatenate([posed.verts, *lie]))
    picture = degrade(drawn, about_it.quality, random)
    found = detect_person(model, picture)
    screen = viewed.screen(desk.eyes)
    numbers = measure_posture(joints[None], upright, camera.eye, screen)
    severities = measure_severity(numbers)
    about = {
        "format": FORMAT,
        "kind": "sitting",
        "view": viewed.view,
        "near": viewed.near,
        "size": [camera.width, camera.height],
        "posture": meant.kind,
        "why": meant.why,
        "also": meant.also,
        "strength": round(meant.strength, 3),
        "share": round(meant.share, 3),
        "side": meant.side,
        "severity": {why: round(float(v[0]), 3) for why, v in severities.items()},
        "person": person.numbers,
        "desk": desk.describe(),
        "camera": viewed.describe(desk.eyes),
        "light": asdict(about_it.light),
        "quality": asdict(about_it.quality),
    }
    told = {name: float(values[0]) for name, values in numbers.items()}
    places = camera.view(joints), camera.project(joints)
    return SittingStill(about, picture, joints, upright, *places, told, found)


def draw_intended(
    random: np.random.Generator, desk: RandomDesk, view: str, near: str, kind: str = ""
) -> IntendedPosture:
    """Draws what the person does at the desk: sits well, slouches or works (or only that kind)."""
    kind = kind or str(random.choice(list(KINDS), p=list(KINDS.values())))
    way = str(random.choice(list(COMFORTABLE)))
    home = COMFORTABLE[way](desk)
    if kind == "slouch":
        meant = _draw_slouched(random, desk, home, view, near)
    elif kind == "work":
        meant = _draw_working(random, desk, home, view, near)
    else:
        meant = IntendedPosture(home, way)
    more = {
        name: getattr(meant.pose, name) + float(random.normal(0.0, spread))
        for name, spread in WAVER.items()
    }
    return replace(meant, pose=replace(meant.pose, **more))


def _draw_slouched(
    random: np.random.Generator, desk: RandomDesk, home: Pose, view: str, near: str
) -> IntendedPosture:
    e = draw_slouch(random, view, near)
    s = SLOUCHES[e.kind]
    strength = e.strength * float(random.uniform(1.0, STRONGER))
    full = desk.keep_clear(s.take(desk, home, strength, e.side))
    pose, also = blend_poses(home, full, e.share), ""
    if random.random() < DROOP_SHARE:
        droop_deg = e.share * float(random.uniform(0.0, DROOP_DEG))
        pose = replace(pose, neck_flex=pose.neck_flex + droop_deg)
    if random.random() < MIXED_SHARE:
        second = draw_slouch(random, view, near)
        more = SLOUCHES[second.kind].take(desk, home, second.strength, second.side)
        share = second.share * float(random.uniform(0.3, 1.0))
        also = SLOUCHES[second.kind].why
        pose = replace(
            pose,
            **{
                name: getattr(pose, name) + share * (getattr(more, name) - getattr(home, name))
                for name in BENDS
            },
        )
    return IntendedPosture(pose, e.kind, s.why, also, strength, e.share, e.side, s.holds)


def _draw_working(
    random: np.random.Generator, desk: RandomDesk, home: Pose, view: str, near: str
) -> IntendedPosture:
    kind = str(random.choice(WORK))
    side = near if view == "side" else str(random.choice(["left", "right"]))
    if kind == "drinking":
        return IntendedPosture(postures.drinking(desk, home, side), kind, side=side, holds="cup")
    pose = {
        "cup": lambda: postures.at_cup(desk, home, side),
        "reaching": lambda: postures.reaching(desk, home, side, bool(random.random() < 0.5)),
        "turned": lambda: postures.turned(home, side, float(random.uniform(20, 65))),
        "second-screen": lambda: postures.second_screen(home, side, float(random.uniform(15, 35))),
        "glancing": lambda: postures.glancing(home, float(random.uniform(15, 32))),
        "scratching": lambda: postures.scratching(desk, home, side, chin=False),
        "chin": lambda: postures.scratching(desk, home, side, chin=True),
    }[kind]()
    share = float(random.uniform(0.4, 1.0))
    return IntendedPosture(blend_poses(home, pose, share), kind, share=share, side=side)


def _keep(stills: list[SittingStill], target: Path, pictures: bool) -> None:
    """Writes the chunk atomically."""
    nobody = Detection(np.full((33, 2), np.nan), np.full((33, 3), np.nan), np.full(33, np.nan))
    found = [still.found or nobody for still in stills]
    arrays: dict[str, Any] = {
        f"posture/{name}": np.array([still.numbers[name] for still in stills], np.float32)
        for name in stills[0].numbers
    }
    part = target.with_suffix(".part.npz")
    np.savez_compressed(
        part,
        about=np.array([json.dumps(still.about) for still in stills]),
        joints=np.array([still.joints for still in stills], np.float32),
        upright=np.array([still.upright for still in stills], np.float32),
        camera_m=np.array([still.camera_m for still in stills], np.float32),
        pixels=np.array([still.pixels for still in stills], np.float32),
        found=np.array([still.found is not None for still in stills]),
        image_px=np.array([one.image_px for one in found], np.float32),
        world_m=np.array([one.world_m for one in found], np.float32),
        visibility=np.array([one.visibility for one in found], np.float32),
        **arrays,
    )
    if pictures:
        folder = target.with_suffix("")
        folder.mkdir(exist_ok=True)
        for place, still in enumerate(stills):
            cv2.imwrite(str(folder / f"{place:03d}.webp"), still.picture[..., ::-1])
    os.replace(part, target)
