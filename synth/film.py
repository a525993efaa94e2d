"""From a clip's plan to its video and its truth."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from zlib import crc32

import av
import cv2
import numpy as np

from .body import Body
from .cast import WEAR
from .geometry import Array
from .life import Life
from .moves import BUILDERS, Setup
from .plan import Clip
from .pose import Foot, Pose, shifted
from .render import Image, Light, Renderer
from .rig import Posed
from .rooms import ROOMS
from .scene import F32, Camera
from .stance import Figure, point
from .truth import write_dense, write_truth
from .wardrobe import Wardrobe, dress

GRAIN = 0.011
CRF = "25"
BYSTANDER_AT = (1.15, 0.85)


@lru_cache(maxsize=8)
def figure(name: str) -> Figure:
    """The dressed figure of a body, loaded once."""
    body = Body(name)
    dress(body, WEAR[name])
    return Figure(body)


@lru_cache(maxsize=128)
def setup_of(clip: Clip) -> Setup:
    """The clip's movement and surroundings, on its side."""
    made = BUILDERS[clip.stretch](figure(clip.body), clip.fault, clip.hold_s)
    made = replace(made, script=made.script.at_tempo(clip.tempo))
    return made.mirrored() if clip.side == "right" else made


def wear_of(clip: Clip) -> Wardrobe:
    """What the clip's person wears."""
    wear = WEAR[clip.body]
    if not clip.dye:
        return wear
    rng = np.random.default_rng(clip.dye)
    shirt, trousers = rng.uniform(0.05, 0.5, 3), rng.uniform(0.03, 0.25, 3)
    return replace(wear, shirt=point(shirt), trousers=point(trousers))


def seed_of(clip: Clip) -> int:
    """The clip's own seed: its name decides everything random in it."""
    return crc32(clip.name.encode())


def camera_of(clip: Clip, setup: Setup) -> Camera:
    """The camera: on the wanted side, a little off, just wide enough for the whole body."""
    rng = np.random.default_rng(seed_of(clip))
    view = np.radians(setup.view_deg + rng.uniform(-5, 5) + clip.turn_deg)
    far = setup.distance_m * clip.far + rng.uniform(-0.2, 0.25)
    aim = np.array([setup.aim_x, setup.aim_y, (setup.low_m + setup.high_m) / 2])
    eye = aim + far * np.array([np.sin(view), -np.cos(view), 0.0])
    eye[2] = rng.uniform(1.05, 1.4)
    aim[0] += rng.uniform(-0.05, 0.05)
    tall = setup.high_m - setup.low_m
    fov_deg = float(np.degrees(2 * np.arctan(tall / 2 / (far - 0.35))))
    return Camera(point(eye), point(aim), fov_deg, *clip.size)


def _bystander(clip: Clip) -> tuple[Figure, Pose] | None:
    """A second person who just stands behind, to the side."""
    if clip.bystander is None:
        return None
    fig = figure(clip.bystander)
    pose = fig.standing()
    x, y = BYSTANDER_AT

    def moved(foot: Foot) -> Foot:
        a = foot.ankle
        return replace(foot, ankle=(a[0] + x, a[1] + y, a[2]))

    left, right = moved(pose.left_foot), moved(pose.right_foot)
    pose = replace(pose, left_foot=left, right_foot=right)
    return fig, shifted(pose, np.array([x, y, 0.0]))


@dataclass(frozen=True, slots=True)
class Frame:
    """One drawn frame and its truth."""

    picture: Image
    posed: Posed


class Stage:
    """All that is fixed through a clip; draws its frames."""

    def __init__(self, clip: Clip) -> None:
        self.clip, self.figure, self.setup = clip, figure(clip.body), setup_of(clip)
        self.cam = camera_of(clip, self.setup)
        rng = np.random.default_rng(seed_of(clip) + 1)
        self._tint = float(rng.uniform(-0.35, 0.35))
        self.life = Life(rng, seated=clip.stretch == "seated-twist")
        self.other_life = Life(rng, seated=False)
        self.other = _bystander(clip)

    @cached_property
    def renderer(self) -> Renderer:
        """What draws the frames; made at the first."""
        clip, tint = self.clip, self._tint
        people = [] if clip.empty else [(self.figure.body, wear_of(clip))]
        if self.other and clip.bystander:
            people.append((self.other[0].body, WEAR[clip.bystander]))
        light = Light((-0.45 + tint, -0.75, 0.9), 1.2 + 0.3 * tint)
        boxes = [*ROOMS[clip.room](), *(() if clip.empty else self.setup.boxes)]
        return Renderer(people, self.cam, boxes, light, GRAIN, seed_of(clip))

    @property
    def frames(self) -> int:
        """Number of frames."""
        return round(self.setup.script.duration_s * self.clip.fps)

    def posed(self, t_s: float) -> Posed:
        """The person at a time."""
        pose = self.life(self.setup.script.pose_at(t_s), t_s)
        return self.figure.solve(pose)

    def draw(self, t_s: float) -> Frame:
        """The picture at a time."""
        posed = self.posed(t_s)
        verts: list[F32] = [] if self.clip.empty else [posed.verts]
        if self.other:
            fig, pose = self.other
            verts.append(fig.solve(self.other_life(pose, t_s)).verts)
        mesh = np.concatenate([np.zeros((0, 3), np.float32), *verts])
        return Frame(self.renderer.frame(mesh, self.life.exposure(t_s)), posed)

    def all(self) -> Iterator[Frame]:
        """Every frame in order."""
        for i in range(self.frames):
            yield self.draw(i / self.clip.fps)


def film(clip: Clip, out: Path, dense: bool = False) -> None:
    """Write NAME.mp4 and NAME.json (and NAME.npz if dense) into a folder, each at one stroke."""
    stage = Stage(clip)
    out.mkdir(parents=True, exist_ok=True)
    part = out / f".{clip.name}.part.mp4"
    joints: list[dict[str, Array]] = []
    with av.open(str(part), "w", format="mp4", options={"movflags": "faststart"}) as box:
        stream = box.add_stream("libx264", rate=clip.fps)
        stream.width, stream.height = clip.size
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": CRF, "preset": "medium", "threads": "1"}
        for frame in stage.all():
            joints.append(frame.posed.joints)
            picture = av.VideoFrame.from_ndarray(frame.picture, format="rgb24")
            box.mux(stream.encode(picture))
        box.mux(stream.encode())
    if dense:
        write_dense(clip, stage.cam, joints, out)
    write_truth(clip, stage.setup, stage.cam, joints, out)
    os.replace(part, out / f"{clip.name}.mp4")


def film_job(job: tuple[Clip, Path, bool]) -> str:
    """Film one clip; returns its name. For pools of processes."""
    clip, out, dense = job
    film(clip, out, dense)
    return clip.name


def stills(clip: Clip, out: Path, dots: bool = False) -> None:
    """One picture with every phase of a clip side by side, for looking at poses."""
    stage = Stage(clip)
    tiles = []
    for t_s, label in stage.setup.script.moments():
        frame = stage.draw(t_s)
        picture = np.ascontiguousarray(frame.picture[:, 107:-107, ::-1])
        if dots:
            for p in frame.posed.joints.values():
                u = stage.cam.project(p)
                cv2.circle(picture, (int(u[0]) - 107, int(u[1])), 3, (0, 255, 255), -1)
        text = f"{t_s:.1f}s {label}"
        cv2.putText(picture, text, (8, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 255), 1)
        tiles.append(picture)
    cv2.imwrite(str(out), np.hstack(tiles))
