"""Makes one random film: rendered, compressed, detected, and stored without its frames."""

import json
import os
import tempfile
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.core.stretch import build_dose
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.parallel import MAX_FPS, MAX_SIDE_PX, detect_video
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.video import VideoFile
from reference.stretches import Stretch, load_stretches
from reference.truth import Truth, find_excursions, fold_sides
from synth.body import JOINTS
from synth.cameras import CannotPlaceCameraError, find_in_picture
from synth.geometry import Array
from synth.h264 import add_h264
from synth.image_quality import degrade
from synth.life import BREATH_RANGE_HZ, DEPTH_M, Breath, Life
from synth.moves import Setup
from synth.people import Person, draw_person
from synth.pose import Pose, mirror_pose
from synth.render import Image
from synth.stance import Figure

from .performance import (
    Performance,
    draw_performance,
    draw_walk_by,
    measure_performance,
    solve_joints,
)
from .pose_space import PoseSpace
from .sampling import CannotSampleError
from .shot import Shot, draw_shot

LONGER_PX = 640
FPS = (15, 20, 24, 25, 30)
CRF = (20, 35)
"""H.264's constant rate factor, from what cameras write to what messengers reduce it to."""
WALK_BY_SHARE = 0.04
MOST_SEVERE = 3.0
PLAIN = (3.0, 8.0)
"""Severities of plain faults, which anybody would see. Chosen for this project."""
BODIES = 4
"""People tried before a film is given up: a pose or a camera position may not be found."""
SEVERITY_WITHIN = 0.3
"""How far a drawn fault may exceed the requested severity, which is hard to hit exactly."""
AT_REST_S = 1.0
"""How long the near end is examined before and after a repetition. Chosen for this project."""
WRONG_SHARE = 0.2
"""Share of a repetition's frames that may exceed a tolerance required throughout. Chosen for this
project: on their way from end to end, joints pass places that no rule is about."""
SEEN_HZ = 4.0
FORMAT = 1
BY_DESK = frozenset(
    {
        "cable-doorway-rhomboid-stretch", "chest-stretch", "cross-body-shoulder-stretch",
        "neck-flexion-hands-behind-head", "overhead-lat-stretch", "seated-twist",
        "shoulder-blade-squeeze", "wall-corner-neck-release", "wall-corner-rhomboid-chest",
        "wall-corner-rhomboid-high",
    }
)  # fmt: skip
"""Stretches done at a desk, wall or door, sitting or standing, with only arms and head in view."""


@dataclass(frozen=True)
class FilmJob:
    """Film `number` of a seed, to be written into a folder."""

    seed: int
    number: int
    folder: Path
    pictures: bool = False
    """Whether the video is stored next to the detections."""
    desk: bool = False
    """Whether a laptop near the person films stretches done at a desk."""
    plain: bool = False
    """Whether faults are plain ones."""

    @property
    def stem(self) -> str:
        """Stem of the film's file names."""
        return f"{self.number:06d}"


@dataclass(frozen=True)
class Take:
    """What a film should show; stretch None: somebody walks by."""

    stretch: Stretch | None
    fault: str | None
    severity: float
    side: str


def list_formed_stretches() -> list[Stretch]:
    """Returns the stretches whose form is judged, ordered by id."""
    return [stretch for stretch in load_stretches().values() if stretch.judged == "form"]


def draw_take(job: FilmJob, random: np.random.Generator) -> Take:
    """Draws what to film: stretches in turn, good form (even numbers), faults in turn (odd)."""
    stretches = [s for s in list_formed_stretches() if s.id in BY_DESK or not job.desk]
    stretch = stretches[job.number // 2 % len(stretches)]
    severity = float(random.uniform(*PLAIN if job.plain else (0.0, MOST_SEVERE)))
    side = str(random.choice(["left", "right"])) if stretch.sides == "each" else "left"
    if random.random() < WALK_BY_SHARE and not job.desk:
        return Take(None, None, 0.0, "left")
    faults = list(stretch.faults)
    if job.number % 2 == 0 or not faults:
        return Take(stretch, None, 0.0, side)
    fault = faults[(job.number // 2 // len(stretches) + job.seed) % len(faults)]
    return Take(stretch, fault, severity, side)


def make_film(job: FilmJob) -> str:
    """Writes the film's recording and truth, or why there is none; returns a status word."""
    random = np.random.default_rng([job.seed, job.number, *b"film"])
    take = draw_take(job, random)
    reasons = []
    for trial in range(BODIES):
        try:
            return _try_film(job, take, random, trial)
        except (CannotSampleError, CannotPlaceCameraError) as error:
            reasons.append(str(error) or "no place for a camera")
    told = {"stretch": take.stretch and take.stretch.id, "fault": take.fault, "reasons": reasons}
    (job.folder / f"{job.stem}.none.json").write_text(json.dumps(told) + "\n", encoding="utf-8")
    return "none"


def _try_film(job: FilmJob, take: Take, random: np.random.Generator, trial: int) -> str:
    film = Film(job, take, random)
    frames = film.write()
    film.keep(frames, trial)
    return take.stretch.id if take.stretch else "walk-by"


class Film:
    """A film being made."""

    def __init__(self, job: FilmJob, take: Take, random: np.random.Generator) -> None:
        self.job, self.take, self._random = job, take, random
        self.person: Person = draw_person(random)
        self.figure = Figure(self.person.body)
        self.fps = int(random.choice(FPS))
        self.space, self.setup, self.done = self._draw_movement()
        still = self.setup.still
        breath = Breath(float(random.uniform(*BREATH_RANGE_HZ)), float(random.uniform(*DEPTH_M)))
        self.life = Life(random, seated=still, calm=still, breath=breath)
        self.shot: Shot = draw_shot(
            random, self.person, self.setup, self._solve_seen_joints(), LONGER_PX, still=False,
            desk=job.desk,
        )  # fmt: skip

    def _draw_movement(self) -> tuple[PoseSpace | None, Setup, Performance]:
        """Returns the movement and its surroundings, on the working side."""
        if self.take.stretch is None:
            done = draw_walk_by(self.figure, self._random)
            return None, Setup(done.script), done
        space = PoseSpace(self.take.stretch.id, self.figure)
        severity = (self.take.severity, self.take.severity + SEVERITY_WITHIN)
        seed = int(self._random.integers(1 << 31))
        done = draw_performance(space, seed, self._random, self.take.fault, severity)
        setup = replace(space.setup, script=done.script)
        return space, setup.mirror() if self.is_right else setup, done

    @property
    def is_right(self) -> bool:
        """Whether the right side works: performances are defined for the left."""
        return self.take.side == "right"

    @cached_property
    def times_s(self) -> Array:
        """Times of all frames (n,), from the film's first."""
        first_s, last_s = self.done.filmed_s
        return np.arange(0.0, last_s - first_s, 1 / self.fps)

    def _find_pose(self, t_s: float) -> Pose:
        """Returns the intended pose at a time of the film."""
        pose = self.done.pose_at(self.done.filmed_s[0] + t_s)
        return mirror_pose(pose) if self.is_right else pose

    def _solve_seen_joints(self) -> Array:
        """Returns the joints during the stretch, excluding the way into the picture."""
        first_s, last_s = self.done.filmed_s
        times_s = np.arange(max(first_s, 0.0) if self.space else first_s, last_s, 1 / SEEN_HZ)
        return np.array(
            [solve_joints(self.figure, self._find_pose(float(t) - first_s)) for t in times_s]
        )

    def write(self) -> Array:
        """Renders the film, stores formcheck's detections; returns the true joints (n, 21, 3)."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.job.stem}.mp4"
            joints = self._draw(path)
            self._detect(path).save(self.job.folder / f"{self.job.stem}.recording.npz")
            if self.job.pictures:
                os.replace(path, self.job.folder / path.name)
        return joints

    def _draw(self, path: Path) -> Array:
        """Writes the video; returns the true joints (n, 21, 3) of each frame."""
        joints: list[list[Array]] = []
        before: Image | None = None
        size = self.shot.camera.width, self.shot.camera.height
        with av.open(str(path), "w") as box:
            crf = int(self._random.integers(CRF[0], CRF[1] + 1))
            stream = add_h264(box, self.fps, size, crf, "veryfast")
            for t_s in self.times_s.tolist():
                posed = self.figure.solve(self.life(self._find_pose(t_s), t_s))
                joints.append([posed.joints[name] for name in JOINTS])
                drawn = self.shot.draw(posed)
                taken = degrade(drawn, self.shot.quality, self._random, before)
                box.mux(stream.encode(av.VideoFrame.from_ndarray(taken, format="rgb24")))
                before = drawn
            box.mux(stream.encode())
        return np.array(joints)

    def _detect(self, path: Path) -> Recording:
        """Returns formcheck's detections in the video, as `formcheck check` would make them."""
        stretch = self.take.stretch
        breath = stretch is not None and build_dose(load_spec(stretch.id).dose).is_paced
        with VideoFile(path, max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS) as video:
            frames = tuple(detect_video(video, model_path("full"), breath=breath))
            return Recording(video.info.size, path.name, frames)

    def truth(self, joints: Array) -> Truth:
        """Returns the ground truth of the joints (n, 21, 3), per frame, for the film's side."""
        if self.space is None:
            raise ValueError("nothing is true of somebody who walks by")
        poses = [self.done.before[name] for name in self.space.before]
        poses = [mirror_pose(pose) if self.is_right else pose for pose in poses]
        before = np.array([solve_joints(self.figure, pose) for pose in poses])
        return measure_performance(self.space, self.take.side, before, self.times_s, joints)

    def keep(self, joints: Array, trial: int) -> None:
        """Writes the ground truth last: once it exists, the film is done."""
        camera = self.shot.camera
        arrays = {
            "joints": joints,
            "camera_m": camera.view(joints),
            "pixels": camera.project(joints),
        }
        if self.space is not None:
            truth = self.truth(joints)
            arrays |= {f"value/{name}": values for name, values in truth.values.items()}
            arrays |= {f"severity/{name}": told for name, told in truth.severities.items()}
        target = self.job.folder / f"{self.job.stem}.truth.npz"
        part = target.with_suffix(".part.npz")
        about = np.array(json.dumps(self._describe(joints, trial)))
        small: dict[str, Any] = {name: a.astype(np.float32) for name, a in arrays.items()}
        np.savez_compressed(part, about=about, times_s=self.times_s, **small)
        os.replace(part, target)

    def _describe(self, joints: Array, trial: int) -> dict[str, object]:
        take, camera = self.take, self.shot.camera
        away = camera.eye - camera.at
        inside = find_in_picture(camera, joints).mean(axis=0)
        return {
            "format": FORMAT,
            "seed": self.job.seed,
            "number": self.job.number,
            "stretch": take.stretch and take.stretch.id,
            "side": take.side,
            "fault": take.fault,
            "severity": take.severity if take.fault else None,
            "view_deg": round(float(np.degrees(np.arctan2(away[0], -away[1]))), 1),
            "fps": self.fps,
            "size": [camera.width, camera.height],
            "begins": self.done.begins,
            "ends": self.done.ends,
            "phases": self._describe_phases(),
            "reps": self._describe_repetitions(joints),
            "person": self.person.numbers,
            "camera": self.shot.told["camera"],
            "drawn": {**self.shot.told, "tries": trial + 1},
            "inside": dict(zip(JOINTS, inside.round(3).tolist(), strict=True)),
        }

    def _describe_phases(self) -> list[dict[str, object]]:
        """Returns the intended phases, in film time."""
        first_s, last_s = self.done.filmed_s
        spans = self.done.script.phases()
        told = [("walk", first_s, 0.0)] if first_s < 0.0 else []
        told += [(s.id, max(s.start_s, first_s), min(s.end_s, last_s)) for s in spans]
        return [
            {"id": name, "start_s": round(a - first_s, 3), "end_s": round(b - first_s, 3)}
            for name, a, b in told
            if b > a
        ]

    def _describe_repetitions(self, joints: Array) -> list[dict[str, object]]:
        """Returns the repetitions that the joints show; whole ones in good form count."""
        stretch = self.take.stretch
        if stretch is None or stretch.repetition is None:
            return []
        truth = fold_sides(self.truth(joints))
        name = stretch.repetition.quantity
        driver, tolerance = truth.values[name].mean(axis=1), stretch.quantities[name].tolerance
        found = []
        for one in find_excursions(stretch.repetition, driver, tolerance, self.times_s):
            start_s, end_s = one.start_s - AT_REST_S, one.end_s + AT_REST_S
            frames = (self.times_s >= start_s) & (self.times_s <= end_s)
            found.append(
                {
                    "start_s": round(one.start_s, 3),
                    "end_s": round(one.end_s, 3),
                    "counted": one.is_whole and is_formed(truth, frames),
                }
            )
        return found


def is_formed(truth: Truth, frames: NDArray[np.bool_]) -> bool:
    """Returns whether a repetition in those frames (n,) is in tolerated form.

    Requirements at an end must be met in some frame, those throughout in most frames.
    """
    for name, quantity in truth.stretch.quantities.items():
        severity = np.nan_to_num(truth.severities[name][frames])
        if quantity.at == "throughout" and np.mean(severity > 1.0) > WRONG_SHARE:
            return False
        if quantity.at in {"rep-start", "rep-peak"} and severity.min() > 1.0:
            return False
    return True
