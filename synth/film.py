"""Renders a planned clip to its video and ground truth."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from zlib import crc32

import av
import cv2
import numpy as np

from .body import load_body
from .cast import WEAR
from .geometry import Array, rz
from .h264 import add_h264
from .life import BREATH_RANGE_HZ, DEPTH_M, Breath, Life
from .moves import BUILDERS, Setup
from .plan import Clip
from .pose import AnyLeg, Foot, Pose, shift_pose
from .render import Image, Light, Renderer
from .rig import Posed
from .rooms import ROOMS, SIDE_X, turn_room
from .scene import F32, Box, Camera
from .stance import Figure, make_vec
from .things import make_mat
from .truth import write_dense, write_truth
from .wardrobe import Wardrobe, dress

GRAIN = 0.011
CRF = 25
STILLS_ACROSS = 3
EDGE = 0.92  # joints of a person on the floor stay within this share of the half image
SKIN_STEP, SKIN_SHARE = 11, 0.95  # only each 11th vertex is used; skin may be closer to the edge
MAT_EDGE_M, MAT_LEAST_M = 0.12, (0.62, 1.75)
BYSTANDER_AT = (1.15, 0.85)


@lru_cache(maxsize=8)
def load_figure(name: str) -> Figure:
    """Returns the dressed figure of a body, loaded once."""
    body = load_body(name)
    dress(body, WEAR[name])
    return Figure(body)


@lru_cache(maxsize=128)
def build_setup(clip: Clip) -> Setup:
    """Returns the clip's movement and surroundings, mirrored if its side is the right."""
    made = BUILDERS[clip.stretch](load_figure(clip.body), clip.fault, clip.hold_s)
    made = replace(made, script=made.script.change_tempo(clip.tempo))
    return made.mirror() if clip.side == "right" else made


def choose_wear(clip: Clip) -> Wardrobe:
    """Returns the clothes of the clip's person."""
    wear = WEAR[clip.body]
    if not clip.dye:
        return wear
    rng = np.random.default_rng(clip.dye)
    shirt, trousers = rng.uniform(0.05, 0.5, 3), rng.uniform(0.03, 0.25, 3)
    return replace(wear, shirt=make_vec(shirt), trousers=make_vec(trousers))


def compute_seed(clip: Clip) -> int:
    """Returns the clip's seed: its name determines everything random in it."""
    return crc32(clip.name.encode())


def find_quarter(view_deg: float) -> int:
    """Returns how many quarter turns of the room put its far wall behind the person."""
    return round(view_deg / 90.0) if abs(view_deg) > 45.0 else 0


def place_camera(clip: Clip, setup: Setup, joints: Array | None = None) -> Camera:
    """Returns a camera on the wanted side, slightly off, just wide enough for the whole body.

    joints: points that must be in the image, whatever the setup says, or None.
    """
    rng = np.random.default_rng(compute_seed(clip))
    view = np.radians(setup.view_deg + rng.uniform(-5, 5) + clip.turn_deg)
    far = setup.distance_m * clip.far + rng.uniform(-0.2, 0.25)
    aim = np.array([setup.aim_x, setup.aim_y, (setup.low_m + setup.high_m) / 2])
    towards = np.array([np.sin(view), -np.cos(view), 0.0])
    far = min(far, _measure_clearance(aim, towards, find_quarter(setup.view_deg)))
    eye = aim + far * towards
    eye[2] = rng.uniform(*setup.eye_m)
    aim[0] += rng.uniform(-0.05, 0.05)
    near = far - 0.35
    wanted = max((setup.high_m - setup.low_m), setup.wide_m * clip.size[1] / clip.size[0])
    fov_deg = float(np.degrees(2 * np.arctan(wanted / 2 / near)))
    cam = Camera(make_vec(eye), make_vec(aim), fov_deg, *clip.size)
    if joints is None:
        return cam
    off = np.abs(cam.project(joints) - cam.centre) / (EDGE * cam.centre)
    wider = max(1.0, float(off.max())) * np.tan(np.radians(fov_deg) / 2)
    return Camera(make_vec(eye), make_vec(aim), float(np.degrees(2 * np.arctan(wider))), *clip.size)


def _measure_clearance(aim: Array, towards: Array, quarter: int) -> float:
    """Returns how far from the aim the camera can be before it reaches a side wall."""
    turn = rz(-90.0 * quarter)
    at, d = turn @ aim, turn @ towards
    room_m = SIDE_X - 0.15 - float(at[0] * np.sign(d[0]))
    return room_m / max(abs(float(d[0])), 1e-6)


def choose_breath(clip: Clip, setup: Setup) -> Breath | None:
    """Returns the clip's breathing: as commanded, random if the chest visibly breathes, or None."""
    if not (clip.breathes or clip.breath_hz):
        return None
    rng = np.random.default_rng(compute_seed(clip) + 3)
    hz = float(rng.uniform(*BREATH_RANGE_HZ)) if setup.breath_hz == 0.0 else setup.breath_hz
    return Breath(clip.breath_hz or hz, float(rng.uniform(*DEPTH_M)))


def _place_bystander(clip: Clip) -> tuple[Figure, Pose] | None:
    """Returns a second person who stands behind and to the side, or None."""
    if clip.bystander is None:
        return None
    fig = load_figure(clip.bystander)
    pose = fig.standing()
    x, y = BYSTANDER_AT

    def move_foot(foot: AnyLeg) -> AnyLeg:
        if not isinstance(foot, Foot):
            return foot
        a = foot.ankle
        return replace(foot, ankle=(a[0] + x, a[1] + y, a[2]))

    left, right = move_foot(pose.left_foot), move_foot(pose.right_foot)
    pose = replace(pose, left_foot=left, right_foot=right)
    return fig, shift_pose(pose, np.array([x, y, 0.0]))


@dataclass(frozen=True, slots=True)
class Frame:
    """One rendered frame and its ground truth."""

    picture: Image
    posed: Posed


class Stage:
    """Holds everything that is constant during a clip, and renders its frames."""

    def __init__(self, clip: Clip) -> None:
        self.clip, self.figure, self.setup = clip, load_figure(clip.body), build_setup(clip)
        self.cam = place_camera(clip, self.setup, self._seen() if self.setup.wide_m else None)
        rng = np.random.default_rng(compute_seed(clip) + 1)
        self._tint = float(rng.uniform(-0.35, 0.35))
        seated = clip.stretch == "seated-twist" or self.setup.still
        breath = choose_breath(clip, self.setup)
        self.life = Life(rng, seated=seated, calm=self.setup.still, breath=breath)
        self.other_life = Life(rng, seated=False)
        self.other = _place_bystander(clip)

    @cached_property
    def _solved(self) -> list[Posed]:
        """All poses of the script, each solved once."""
        script = self.setup.script
        poses = [script.start, *(p for s in script.segments for p in (s.to, s.beat) if p)]
        return [self.figure.solve(p) for p in {id(p): p for p in poses}.values()]

    def _seen(self) -> Array:
        """Returns points that must be in the image: joints, and skin, nearer to its edge."""
        middle = self.reach.mean(0)
        skin = np.concatenate([g.verts[::SKIN_STEP] for g in self._solved])
        return np.concatenate([self.reach, middle + SKIN_SHARE * (skin - middle)])

    @cached_property
    def reach(self) -> Array:
        """Joint positions in all poses of the script."""
        return np.array([j for g in self._solved for j in g.joints.values()])

    def mat(self) -> Box:
        """Returns a mat under the whole area that the person uses."""
        low, high = self.reach[:, :2].min(0), self.reach[:, :2].max(0)
        middle, size = (low + high) / 2, high - low + 2 * MAT_EDGE_M
        across, along = MAT_LEAST_M
        least = (across, along) if size[1] >= size[0] else (along, across)
        half = np.maximum(size, least) / 2
        (x0, y0), (x1, y1) = middle - half, middle + half
        return make_mat(x0, x1, y0, y1, compute_seed(self.clip) + 2)

    @cached_property
    def renderer(self) -> Renderer:
        """The renderer of the frames, created on first use."""
        clip, tint = self.clip, self._tint
        people = [] if clip.empty else [(self.figure.body, choose_wear(clip))]
        if self.other and clip.bystander:
            people.append((self.other[0].body, WEAR[clip.bystander]))
        quarter = find_quarter(self.setup.view_deg)
        towards = rz(90.0 * quarter) @ np.array([-0.45 + tint, -0.75, 0.9])
        key, ambient = (1.2 + 0.3 * tint) * clip.light, 0.55 * clip.light
        light = Light(make_vec(towards), key, ambient, 0.5 * clip.light)
        boxes = turn_room(ROOMS[clip.room](), quarter)
        if not clip.empty:
            boxes += [*self.setup.boxes, *([self.mat()] if self.setup.mat else [])]
        solids = [] if clip.empty else [t.solid for t in self.setup.things]
        return Renderer(people, self.cam, boxes, light, GRAIN, compute_seed(clip), solids)

    @property
    def frames(self) -> int:
        """Number of frames."""
        return round(self.setup.script.duration_s * self.clip.fps)

    def posed(self, t_s: float) -> Posed:
        """Returns the solved pose at a time."""
        pose = self.life(self.setup.script.pose_at(t_s), t_s)
        return self.figure.solve(pose)

    def draw(self, t_s: float) -> Frame:
        """Renders the frame at a time."""
        posed = self.posed(t_s)
        verts: list[F32] = [] if self.clip.empty else [posed.verts]
        if self.other:
            fig, pose = self.other
            verts.append(fig.solve(self.other_life(pose, t_s)).verts)
        if not self.clip.empty:
            verts += [t.verts(self.figure.body, posed) for t in self.setup.things]
        mesh = np.concatenate([np.zeros((0, 3), np.float32), *verts])
        return Frame(self.renderer.frame(mesh, self.life.exposure(t_s)), posed)

    def all(self) -> Iterator[Frame]:
        """Every frame in order."""
        for i in range(self.frames):
            yield self.draw(i / self.clip.fps)


def film_clip(clip: Clip, out: Path, dense: bool = False) -> None:
    """Writes NAME.mp4 and NAME.json (and NAME.npz if dense) into a folder, each atomically."""
    stage = Stage(clip)
    out.mkdir(parents=True, exist_ok=True)
    part = out / f".{clip.name}.part.mp4"
    joints: list[dict[str, Array]] = []
    with av.open(str(part), "w", format="mp4", options={"movflags": "faststart"}) as box:
        stream = add_h264(box, clip.fps, clip.size, CRF)
        for frame in stage.all():
            joints.append(frame.posed.joints)
            picture = av.VideoFrame.from_ndarray(frame.picture, format="rgb24")
            box.mux(stream.encode(picture))
        box.mux(stream.encode())
    if dense:
        write_dense(clip, stage.cam, joints, out)
    write_truth(clip, stage, joints, out)
    os.replace(part, out / f"{clip.name}.mp4")


def film_job(job: tuple[Clip, Path, bool]) -> str:
    """Films one clip and returns its name. For process pools."""
    clip, out, dense = job
    film_clip(clip, out, dense)
    return clip.name


def write_stills(clip: Clip, out: Path, dots: bool = False) -> None:
    """Writes one image with every phase of a clip side by side, for inspecting poses."""
    stage = Stage(clip)
    tiles = []
    for t_s, label in stage.setup.script.moments():
        frame = stage.draw(t_s)
        picture = np.ascontiguousarray(frame.picture[:, :, ::-1])
        if dots:
            for p in frame.posed.joints.values():
                u = stage.cam.project(p)
                cv2.circle(picture, (int(u[0]), int(u[1])), 3, (0, 255, 255), -1)
        text = f"{t_s:.1f}s {label}"
        cv2.putText(picture, text, (8, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 255), 1)
        tiles.append(picture)
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % min(len(tiles), STILLS_ACROSS))
    across = min(len(tiles), STILLS_ACROSS)
    rows = [np.hstack(tiles[i : i + across]) for i in range(0, len(tiles), across)]
    cv2.imwrite(str(out), np.vstack(rows))
