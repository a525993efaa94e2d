"""Random films of people at a desk: rendered, compressed, detected, stored without frames."""

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection
from formcheck.engine.observer import is_blind
from formcheck.engine.sit_finder import LOOK_SIDE_PX, SitterFinder
from formcheck.engine.sit_looks import LOOKS_PER_S
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import DetectedFrame, Recording
from formcheck.vision.video.frame_times import FrameSampler
from formcheck.vision.video.video import VideoFile
from synth.body import JOINTS
from synth.cameras import CannotPlaceCameraError, find_in_picture
from synth.film import find_quarter
from synth.geometry import Array
from synth.h264 import add_h264
from synth.image_quality import ImageQuality, degrade, draw_quality
from synth.people import Person, draw_person
from synth.render import Light, Renderer
from synth.rig import Posed
from synth.scene import Box
from synth.stance import Figure
from synth.surroundings import draw_light, draw_room

from .clip import Passer, SittingClip, View
from .course import Course, draw_course
from .numbers import measure_posture, measure_severity
from .postures import COMFORTABLE
from .stage import Stage
from .timeline import Span
from .truth import describe_span, find_spans
from .views import Viewed, draw_view
from .workplace import RandomDesk, draw_habit, draw_workplace

FORMAT = 1
LONGER_PX = (320, 400, 480)
"""The longer side of a film's image; the pose model sees the sitter at 256 px."""
FPS = (4, 5, 6)
CRF = (20, 35)
"""H.264's constant rate factor, from what cameras write to what messengers reduce it to."""
MOST_S = 95.0
PASSERS = (0.75, 0.2, 0.05)  # share of films in which none, one or two people walk by behind
BODIES = 4
"""People tried before a film is given up: there may be no place for their camera."""
KEEP_M = 0.2
"""Least distance of furniture from any position of a visible joint."""
SPACE_HZ = 2.0
Space = tuple[tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The surroundings of a sitter: the room's boxes, the light, and the camera's image quality."""

    room: list[Box]
    light: Light
    quality: ImageQuality


def draw_surroundings(
    random: np.random.Generator, person: Person, viewed: Viewed, space: Space, film: bool
) -> Surroundings:
    """Draws a room that leaves the space free, a light, and the camera's image quality."""
    quarter = find_quarter(viewed.view_deg)
    like = [person.wear.skin, person.wear.shirt, person.wear.trousers]
    room = draw_room(random, quarter, space, viewed.camera.eye, like)
    return Surroundings(room, draw_light(random, quarter), draw_quality(random, film))


def find_space(places: Array, boxes: Sequence[Box]) -> Space:
    """Returns the corners of the space around joints (m, 3) and boxes."""
    low = np.min([places.min(0) - KEEP_M, *(b.lo for b in boxes)], axis=0)
    high = np.max([places.max(0) + KEEP_M, *(b.hi for b in boxes)], axis=0)
    low[2], high[2] = 0.0, min(float(high[2]), 2.3)
    a, b = low.tolist(), high.tolist()
    return (a[0], a[1], a[2]), (b[0], b[1], b[2])


def solve_own_upright(desk: RandomDesk, kind: str = "") -> Array:
    """Returns the person's upright joints (21, 3): a way of `COMFORTABLE`, or hands on the keys."""
    pose = COMFORTABLE[kind](desk) if kind else desk.home
    return get_joints(desk.fig.solve(pose))


def get_joints(posed: Posed) -> Array:
    """Returns the joints (21, 3) in the order of `JOINTS`."""
    return np.array([posed.joints[name] for name in JOINTS])


class SampledStage(Stage):
    """A stage in random surroundings."""

    surroundings: Surroundings
    desk: RandomDesk

    def __init__(self, clip: SittingClip, desk: RandomDesk, viewed: Viewed) -> None:
        super().__init__(clip, desk, viewed.camera)
        self._last: tuple[float, Posed] | None = None

    def boxes(self) -> list[Box]:
        """Returns the boxes of room and furniture."""
        view = self.clip.view
        return [*self.surroundings.room, *self.desk.boxes(view.view, view.near)]

    @cached_property
    def renderer(self) -> Renderer:
        """The renderer of the frames, created on first use."""
        person = self.clip.person
        if person is None:
            raise ValueError("a sampled film is of a person")
        people = [(person.body, person.wear), *((p.fig.body, p.wear) for p in self.passing)]
        light = self.surroundings.light
        return Renderer(people, self.cam, self.boxes(), light, 0.0, 0, self.things, fine=1)

    def posed(self, t_s: float) -> Posed:
        """Returns the solved sitter at a time; the last result is cached."""
        if self._last is None or self._last[0] != t_s:
            self._last = (t_s, super().posed(t_s))
        return self._last[1]

    def space(self) -> Space:
        """Returns the space the room leaves free: all people while in view, and the desk."""
        places: list[Array] = []
        for t_s in np.arange(0.0, min(self.end_s, MOST_S), 1.0 / SPACE_HZ).tolist():
            everybody = [self.posed(t_s), *(p.posed(t_s) for p in self.passing)]
            here = [one for one in everybody if one is not None and self.seen(one.joints, 0.1)]
            places += [get_joints(one) for one in here]
        at_home = solve_own_upright(self.desk)
        boxes = self.desk.boxes(self.clip.view.view, self.clip.view.near)
        return find_space(np.concatenate([at_home, *places]), boxes)


@dataclass(frozen=True, eq=False)
class SittingFilm:
    """A film, fully determined before it is rendered."""

    course: Course
    viewed: Viewed
    stage: SampledStage
    fps: int

    @cached_property
    def times_s(self) -> Array:
        """Times of the frames (n,) that `formcheck sit` analyses; only these are rendered."""
        thinner = FrameSampler(LOOKS_PER_S)
        end = min(self.stage.end_s, MOST_S)
        return np.array([t for t in np.arange(0.0, end, 1 / self.fps).tolist() if thinner.keeps(t)])

    def spans(self) -> list[Span]:
        """Returns the ground truth spans."""
        return find_spans(self.stage, float(self.times_s[-1]) + 1.0 / LOOKS_PER_S)

    def upright(self) -> Array:
        """Returns the person's own upright joints (21, 3), of the first upright episode if any."""
        kinds = [e.kind for e in self.course.episodes if e.kind in COMFORTABLE]
        return solve_own_upright(self.stage.desk, kinds[0] if kinds else "")


def draw_film(random: np.random.Generator) -> SittingFilm:
    """Draws a random film. Raises CannotPlaceCameraError."""
    person = draw_person(random)
    desk = RandomDesk(Figure(person.body), draw_workplace(random), draw_habit(random))
    longer = int(random.choice(LONGER_PX))
    viewed = draw_view(random, desk, longer)
    near = viewed.near if viewed.view == "side" else str(random.choice(["left", "right"]))
    course = draw_course(random, viewed.view, near)
    clip = SittingClip(
        name=f"sampled-{random.integers(1 << 31)}",
        episodes=course.episodes,
        view=View(viewed.view, near),
        body="",
        room="",
        fps=int(random.choice(FPS)),
        size=(viewed.camera.width, viewed.camera.height),
        furniture=desk.place,
        room_shift_m=float(random.uniform(0.0, 0.6)),
        passers=_draw_passers(random),
        handed="right" if random.random() < 0.8 else "left",
        person=person,
    )
    stage = SampledStage(clip, desk, viewed)
    stage.surroundings = draw_surroundings(random, person, viewed, stage.space(), film=True)
    return SittingFilm(course, viewed, stage, clip.fps)


def _draw_passers(random: np.random.Generator) -> tuple[Passer, ...]:
    count = int(random.choice(len(PASSERS), p=PASSERS))
    return tuple(
        Passer(
            "", float(random.uniform(2.0, 45.0)), bool(random.random() < 0.5), draw_person(random)
        )
        for _ in range(count)
    )


def make_sitting_film(seed: int, number: int, folder: Path, pictures: bool = False) -> str:
    """Writes recording and truth of film `number` of a seed, or why there is none.

    pictures: store the video too. Returns a status message.
    """
    random = np.random.default_rng([seed, number, *b"sitting"])
    stem = f"{number:06d}"
    reasons = []
    for trial in range(BODIES):
        try:
            film = draw_film(random)
        except CannotPlaceCameraError as error:
            reasons.append(str(error) or "no place for a camera")
            continue
        with tempfile.TemporaryDirectory() as temporary:
            path = Path(temporary) / f"{stem}.mp4"
            joints, seen = _write_video(film, random, path)
            _detect(path).save(folder / f"{stem}.recording.npz")
            if pictures:
                (folder / path.name).write_bytes(path.read_bytes())
        told = {"seed": seed, "number": number, "tries": trial + 1}
        _keep(film, joints, seen, folder / f"{stem}.truth.npz", told)
        return f"{film.viewed.kind} {film.course.begins}"
    part = folder / f"{stem}.none.part"
    part.write_text(json.dumps({"reasons": reasons}) + "\n", encoding="utf-8")
    os.replace(part, folder / f"{stem}.none.json")
    return "none"


def _write_video(
    film: SittingFilm, random: np.random.Generator, path: Path
) -> tuple[Array, NDArray[np.bool_]]:
    """Renders the film; returns true joints (n, 21, 3), and whether the sitter is in view (n,)."""
    stage, quality = film.stage, film.stage.surroundings.quality
    joints, seen = [], []
    with av.open(str(path), "w") as box:
        crf = int(random.integers(CRF[0], CRF[1] + 1))
        stream = add_h264(box, film.fps, stage.clip.size, crf, "veryfast")
        for t_s in film.times_s.tolist():
            drawn = stage.draw(t_s)
            joints.append(get_joints(stage.posed(t_s)))
            seen.append(drawn.joints is not None)
            taken = degrade(drawn.picture, quality, random)
            picture = av.VideoFrame.from_ndarray(taken, format="rgb24")
            picture.pts, picture.time_base = round(t_s * film.fps), Fraction(1, film.fps)
            box.mux(stream.encode(picture))
        box.mux(stream.encode())
    return np.array(joints), np.array(seen)


def _detect(path: Path) -> Recording:
    """Returns the sitter as `formcheck sit` detects them in each analysed frame."""
    frames = []
    with (
        VideoFile(path, max_side_px=LOOK_SIDE_PX, max_fps=LOOKS_PER_S) as video,
        SitterFinder(model_path()) as finder,
    ):
        for index, frame in enumerate(video.frames()):
            found: Detection | None = None
            if not is_blind(frame.image):
                found = finder.find(frame.image, frame.t_s)
            frames.append(DetectedFrame(index, frame.t_s, () if found is None else (found,)))
        return Recording(video.size, path.name, tuple(frames))


def _keep(
    film: SittingFilm,
    joints: Array,
    seen: NDArray[np.bool_],
    target: Path,
    told: Mapping[str, object],
) -> None:
    """Writes the ground truth last: once it exists, the film is done."""
    camera = film.viewed.camera
    screen = film.viewed.screen(film.stage.desk.eyes)
    numbers = measure_posture(joints, film.upright(), camera.eye, screen)
    severities = measure_severity(numbers)
    about = describe_film(film, joints, severities) | dict(told)
    part = target.with_suffix(".part.npz")
    measured = {f"posture/{name}": values for name, values in numbers.items()}
    measured |= {f"severity/{why}": values for why, values in severities.items()}
    arrays: dict[str, Any] = {name: v.astype(np.float32) for name, v in measured.items()}
    np.savez_compressed(
        part,
        about=np.array(json.dumps(about)),
        times_s=film.times_s,
        joints=joints.astype(np.float32),
        upright=film.upright().astype(np.float32),
        seen=seen,
        camera_m=camera.view(joints).astype(np.float32),
        pixels=camera.project(joints).astype(np.float32),
        **arrays,
    )
    os.replace(part, target)


def describe_film(
    film: SittingFilm, joints: Array, severities: dict[str, Array]
) -> dict[str, object]:
    """Returns a JSON-compatible description of a film."""
    stage, clip = film.stage, film.stage.clip
    inside = find_in_picture(film.viewed.camera, joints).mean(axis=0)
    person = clip.person
    return {
        "format": FORMAT,
        "kind": "sitting",
        "view": film.viewed.view,
        "near": film.viewed.near,
        "begins": film.course.begins,
        "fps": film.fps,
        "size": list(clip.size),
        "spans": [_describe_span(film, span, severities) for span in film.spans()],
        "passers": [
            {"start_s": round(p.passer.start_s, 2), "seconds": round(p.walk.seconds, 2)}
            for p in stage.passing
            if p.passer.start_s < film.times_s[-1]
        ],
        "person": {} if person is None else person.numbers,
        "desk": stage.desk.describe(),
        "camera": film.viewed.describe(stage.desk.eyes),
        "light": asdict(stage.surroundings.light),
        "quality": asdict(stage.surroundings.quality),
        "inside": dict(zip(JOINTS, inside.round(3).tolist(), strict=True)),
    }


def _describe_span(
    film: SittingFilm, span: Span, severities: dict[str, Array]
) -> dict[str, object]:
    """Returns a span; for a slouch also the median severity of its first reason."""
    told = describe_span(span)
    here = (film.times_s >= span.start_s) & (film.times_s < span.end_s)
    if span.why and here.any():
        told["severity"] = round(float(np.median(severities[span.why[0]][here])), 2)
    return told
