"""Random stills in chunks: poses of the catalogue and around it, rendered and detected."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from formcheck.core.body import Detection
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
from reference.stretches import load_stretches
from synth.body import JOINTS
from synth.cameras import CannotPlaceCameraError
from synth.geometry import Array
from synth.image_quality import degrade
from synth.moves import Setup
from synth.people import Person, draw_person
from synth.pose import blend_poses, mirror_pose, swap_side
from synth.render import Image
from synth.rig import Posed
from synth.stance import Figure

from .exercises import draw_exercise, draw_moment
from .film import BY_DESK, FORMAT
from .pose_space import START, PoseSpace
from .sampling import CannotSampleError, Sample, Sampler
from .shot import draw_shot

LONGER_PX = 320
"""The pose model sees a person at 256 px."""
CHUNK = 240
OF_ONE, OF_ONE_OTHER = 40, 20
"""Stills of one person in one stretch, or in one other exercise; then both change."""
BURN_IN = 30  # steps of the random walk before the first still
BETWEEN = 6  # steps of the random walk between stills
FORMS = {"right": 0.2, "around": 0.3, "fault": 0.5}
"""Shares of people in right form, with quantities up to `AROUND` tolerances off, with one fault.

Far poses are as frequent as near ones, or a network would learn to take all for good form.
"""
AROUND = 4.0
SEVERITIES = (0.5, 4.0)
"""A person's fault stays within one tolerance above a severity drawn from this range."""
STEPS_TO_BEGIN = 200  # before a fault is given up as unreachable
CUT_SHARE, CUT = 0.2, 0.45
"""Share of images cropped at one edge, and the largest cropped share of the person's extent: a
laptop sees no hips."""
MOST_BEFORE = 2  # poses from which changes are counted: start and set-up
ON_THE_WAY_SHARE = 0.2  # share of stills with a pose between the start and the stretch


@dataclass(frozen=True)
class StillsJob:
    """A chunk of stills of a seed, to be written into a folder."""

    seed: int
    number: int
    count: int
    folder: Path
    pictures: bool = False
    desk: bool = False
    """Whether a laptop near the person takes stills of stretches done at a desk."""
    other: bool = False
    """Whether people do exercises that are not stretches."""

    @property
    def target(self) -> Path:
        """The chunk's file."""
        return self.folder / f"{self.number:06d}.npz"


@dataclass(frozen=True, eq=False)
class Still:
    """One image, its ground truth and the detection in it."""

    about: dict[str, object]
    picture: Image
    joints: Array
    before: Array
    camera_m: Array
    pixels: Array
    found: Detection | None


def make_stills(job: StillsJob) -> str:
    """Writes a chunk of stills; returns a message with their number."""
    stills: list[Still] = []
    person = 0
    with Landmarker(model_path("full"), persons=1, video=False) as model:
        while len(stills) < job.count:
            random = np.random.default_rng([job.seed, job.number, person, *b"stills"])
            wanted = min(OF_ONE, job.count - len(stills))
            place = job.number * job.count // OF_ONE + person
            if job.other:
                stills += list(draw_other_stills(model, random, place, min(wanted, OF_ONE_OTHER)))
            else:
                stills += list(draw_stills(model, random, place, wanted, job.desk))
            person += 1
    _keep(job, stills)
    return f"{len(stills)} stills"


def draw_stills(
    model: Landmarker, random: np.random.Generator, number: int, count: int, desk: bool = False
) -> Iterator[Still]:
    """Yields stills of one random person in stretch `number`; none if no form is found."""
    stretches = [s for s in load_stretches().values() if s.id in BY_DESK or not desk]
    stretch = stretches[number % len(stretches)]
    person = draw_person(random)
    space = PoseSpace(stretch.id, Figure(person.body))
    is_right = bool(stretch.sides == "each" and random.random() < 0.5)
    form = str(random.choice(list(FORMS), p=list(FORMS.values())))
    try:
        for sample in _draw_samples(space, random, form, count):
            yield _draw_still(model, random, person, space, sample, is_right, desk)
    except (CannotSampleError, CannotPlaceCameraError):
        return


def draw_other_stills(
    model: Landmarker, random: np.random.Generator, number: int, count: int
) -> Iterator[Still]:
    """Yields stills of one random person doing exercise `number`, which is not a stretch."""
    person, exercise = draw_person(random), draw_exercise(random, number)
    figure = Figure(person.body)
    view = View(random, person, exercise.setup, {"stretch": None, "exercise": exercise.name})
    for _ in range(count):
        with suppress(CannotPlaceCameraError):
            yield _take(model, view, figure.solve(draw_moment(random, exercise, figure)))


def _draw_samples(
    space: PoseSpace, random: np.random.Generator, form: str, count: int
) -> Iterator[Sample]:
    """Yields performances of that form; of form "around" if a fault cannot be reached."""
    seed = int(random.integers(1 << 31))
    faults = list(space.reference.faults)
    if form == "fault" and faults:
        least = float(random.uniform(*SEVERITIES))
        fault = str(random.choice(faults))
        sampler = Sampler(space, seed, fault, (least, least + 1.0), steps_to_begin=STEPS_TO_BEGIN)
        try:
            yield from sampler.samples(count, BETWEEN, burn_in=BURN_IN)
        except CannotSampleError:
            form = "around"
        else:
            return
    sampler = Sampler(space, seed, most=1.0 if form == "right" else AROUND)
    yield from sampler.samples(count, BETWEEN, burn_in=BURN_IN)


def _draw_still(
    model: Landmarker,
    random: np.random.Generator,
    person: Person,
    space: PoseSpace,
    sample: Sample,
    is_right: bool,
    desk: bool,
) -> Still:
    """Takes an image of a sample, or of the way there, in a new shot."""
    end = str(random.choice(space.ends))
    way = float(random.random()) if random.random() < ON_THE_WAY_SHARE else 1.0
    poses = {name: sample.poses[name] for name in (*space.before, end)}
    if is_right:
        poses = {name: mirror_pose(pose) for name, pose in poses.items()}
    posed = space.figure.solve(blend_poses(poses[START], poses[end], way))
    setup = space.setup.mirror() if is_right else space.setup
    before = np.array([sample.solved.joints[name] for name in space.before])
    before = mirror_joints(before) if is_right else before
    about = {
        "stretch": space.reference.id,
        "side": "right" if is_right else "left",
        "end": end,
        "way": round(way, 3),
        "before": list(space.before),
    }
    return _take(model, View(random, person, setup, about, desk), posed, before)


@dataclass(frozen=True, eq=False)
class View:
    """The person in view, the surroundings, and the activity."""

    random: np.random.Generator
    person: Person
    setup: Setup
    about: Mapping[str, object]
    desk: bool = False


def _take(model: Landmarker, view: View, posed: Posed, before: Array | None = None) -> Still:
    """Takes an image of a posed person in a new shot. Raises CannotPlaceCameraError."""
    random = view.random
    joints = np.array([posed.joints[name] for name in JOINTS])
    shot = draw_shot(
        random, view.person, view.setup, joints[None], LONGER_PX, still=True, desk=view.desk
    )
    picture = degrade(shot.draw(posed), shot.quality, random)
    pixels = shot.camera.project(joints)
    if random.random() < CUT_SHARE and not view.desk:
        picture, pixels = cut_picture(random, picture, pixels)
    found = next(iter(model.detect(picture, 0.0)), None)
    about = {
        "format": FORMAT,
        **view.about,
        "size": [picture.shape[1], picture.shape[0]],
        "person": view.person.numbers,
        **shot.told,
    }
    none = np.empty((0, len(JOINTS), 3))
    seen = shot.camera.view(joints)
    return Still(about, picture, joints, none if before is None else before, seen, pixels, found)


def cut_picture(random: np.random.Generator, picture: Image, pixels: Array) -> tuple[Image, Array]:
    """Crops a strip into the person at the lower edge, or sometimes at another."""
    height, width = picture.shape[:2]
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    share = CUT * random.random()
    edge = str(random.choice(["below", "left", "right", "above"], p=[0.7, 0.12, 0.12, 0.06]))
    x, y = low + share * (high - low)
    far_x, far_y = high - share * (high - low)
    x0, x1, y0, y1 = 0, width, 0, height
    if edge == "below":
        y1 = min(height, round(far_y))
    elif edge == "above":
        y0 = max(0, round(y))
    elif edge == "left":
        x0 = max(0, round(x))
    else:
        x1 = min(width, round(far_x))
    if y1 - y0 < height / 4 or x1 - x0 < width / 4:
        return picture, pixels
    return np.ascontiguousarray(picture[y0:y1, x0:x1]), pixels - (x0, y0)


def mirror_joints(joints: Array) -> Array:
    """Returns joints (..., 21, 3) mirrored: left and right swapped, x negated."""
    swapped = [JOINTS.index(swap_side(name)) for name in JOINTS]
    out: Array = joints[..., swapped, :] * (-1.0, 1.0, 1.0)
    return out


def _keep(job: StillsJob, stills: list[Still]) -> None:
    """Writes the chunk atomically."""
    nobody = Detection(np.full((33, 2), np.nan), np.full((33, 3), np.nan), np.full(33, np.nan))
    found = [still.found or nobody for still in stills]
    before = np.full((len(stills), MOST_BEFORE, len(JOINTS), 3), np.nan, np.float32)
    for row, still in zip(before, stills, strict=True):
        row[: len(still.before)] = still.before
    part = job.target.with_suffix(".part.npz")
    np.savez_compressed(
        part,
        about=np.array([json.dumps(still.about) for still in stills]),
        joints=np.array([still.joints for still in stills], np.float32),
        before=before,
        camera_m=np.array([still.camera_m for still in stills], np.float32),
        pixels=np.array([still.pixels for still in stills], np.float32),
        found=np.array([still.found is not None for still in stills]),
        image_px=np.array([one.image_px for one in found], np.float32),
        world_m=np.array([one.world_m for one in found], np.float32),
        visibility=np.array([one.visibility for one in found], np.float32),
    )
    if job.pictures:
        folder = job.target.with_suffix("")
        folder.mkdir(exist_ok=True)
        for place, still in enumerate(stills):
            cv2.imwrite(str(folder / f"{place:03d}.webp"), still.picture[..., ::-1])
    os.replace(part, job.target)
